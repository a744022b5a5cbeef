"""Promotions and their codes: what they say, how often they were used, by which orders."""
