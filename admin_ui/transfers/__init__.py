"""Transfers between places: a screen of the console."""
