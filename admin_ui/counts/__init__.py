"""Cycle counts: a screen of the console."""
