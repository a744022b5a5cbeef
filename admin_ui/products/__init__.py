"""Products: a screen of the console."""
