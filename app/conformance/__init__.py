"""Replays case files through the real engine, in an installation of their own.

A case says what is given and what to expect, in a vocabulary that other systems' tests were written down in.
`cases` reads it strictly, `kinds` do it with the shop's own services, `judge` compares, `runner` tells.
"""
