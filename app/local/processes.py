"""Child processes: how they begin, how they end with the program that started them, how a group is ended."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def as_child(at_death: signal.Signals = signal.SIGTERM, *, nice: int = 0) -> Callable[[], None]:
    """A preexec_fn: the child hears signals, is nice, and is sent `at_death` when we end, even by SIGKILL.

    "We" is the thread that starts the child: let it be one that lives as long as the program.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def begin() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(at_death), 0, 0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # we may have been started with it ignored
        if nice:
            os.nice(nice)
            _be_nice_as_a_session(nice)

    return begin


def _be_nice_as_a_session(nice: int) -> None:
    """Where Linux shares the processor among sessions first (autogroup), niceness counts only within one."""
    with suppress(OSError), Path("/proc/self/autogroup").open("w") as group:
        group.write(str(nice))


def end_group(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Ask the leader of a session to end, then kill what is left of it; False if it had to be killed."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(seconds)
        willing = True
    except subprocess.TimeoutExpired:
        willing = False
    kill_group(process)
    process.wait(2)
    return willing


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's session: its own children may outlive it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
