"""The catalogues of the demo shops."""
