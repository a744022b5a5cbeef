"""Small files of an installation: private ones, locks, logs."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST_LOG = 16 * 2**20
LONGEST_LINE = 200


class Busy(Exception):
    """Another process holds the lock."""


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read; it appears whole or not at all."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    making.replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file for a block; it ends with the process at the latest. Raises Busy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(str(path)) from None
        yield


def is_locked(path: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        with locked(path):
            return False
    except Busy:
        return True


def trim_log(path: Path) -> None:
    """Put a log that has grown long aside; one such file is kept."""
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_name(f"{path.name}.1"))


def tail(path: Path, lines: int = 12, *, since: int = 0) -> str:
    """The last lines of a log from byte `since` on, short enough for a terminal; empty when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(since, path.stat().st_size - 65_536))
        return "\n".join(map(_readable, file.read().decode(errors="replace").splitlines()[-lines:]))


def _readable(line: str) -> str:
    """A line as a person reads it: of one in JSON the message, and what its trace comes to."""
    if line.startswith("{"):
        with suppress(ValueError):
            facts = json.loads(line)
            trace = str(facts.get("trace", "")).strip().splitlines()[-1:]
            line = " ".join([str(facts.get("level", "")), str(facts.get("message", "")), *trace]).strip()
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …"
