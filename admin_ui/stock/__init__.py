"""Stock: a screen of the console."""
