"""Product types: a screen of the console."""
