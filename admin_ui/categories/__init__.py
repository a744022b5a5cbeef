"""Categories: a screen of the console."""
