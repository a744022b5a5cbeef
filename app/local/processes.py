"""What children need from the kernel: to end with the program that started them."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from signal import Signals

_PR_SET_PDEATHSIG = 1


def die_with_parent(asked: Signals) -> Callable[[], None]:
    """A preexec_fn: the child is sent `asked` when the thread that started it ends, even by SIGKILL."""
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(asked), 0, 0, 0)

    return ask
