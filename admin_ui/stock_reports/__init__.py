"""What 3PLs say they have: a screen of the console."""
