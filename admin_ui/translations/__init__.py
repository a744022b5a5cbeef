"""What is not translated yet."""
