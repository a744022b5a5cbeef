"""Imported before the rest by the entry of a process: importing makes a million objects that stay, and no garbage.

Looking for garbage meanwhile is a third of the time that a start takes.
"""

import gc

COLLECT_AT = (20_000, 20, 20)  # a request makes thousands of objects that die with it, and few cycles

gc.set_threshold(1_000_000, 20, 20)


def done() -> None:
    """What is there by now is for good: the collector need not touch, and so a fork not copy, it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AT)
