"""Fault points: places where a crash test kills the process. Without GALLERIA_FAULT they do nothing.

`fault("place.after_charge")` dies by SIGKILL when GALLERIA_FAULT is `place.after_charge` or, for the
n-th passage only, `place.after_charge:n`.
"""

import os
import signal

_wanted, _, _nth = os.environ.get("GALLERIA_FAULT", "").partition(":")
_left = int(_nth or 1)


def arm(name: str, nth: int = 1) -> None:
    """Make this process die at the n-th passage of `name`: for crash tests, in a child of theirs."""
    global _wanted, _left
    _wanted, _left = name, nth


def fault(name: str) -> None:
    """Die here by SIGKILL if this point is the one asked for."""
    global _left
    if not _wanted or name != _wanted:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
