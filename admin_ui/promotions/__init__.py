"""Promotions: written as a form, read back as a sentence, switched on when they are whole."""
