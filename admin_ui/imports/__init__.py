"""Imports: a screen of the console."""
