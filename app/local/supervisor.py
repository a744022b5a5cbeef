"""Keeps programs running: starts them, restarts those that die after a growing pause, stops them in order."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.local.files import tail, trim_log
from app.local.processes import as_child, end_group, kill_group

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
SETTLED_SECONDS = 30.0  # a program that lived this long starts again with the first pause
TICK = 0.2

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: its log is `<name>.log`, it gets `stop_seconds` to end by itself."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    nice: int = 0
    stop_seconds: float = 5


@dataclass(slots=True)
class Child:
    """A program as it runs, or waits to run again."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    due: float = 0
    deaths: int = 0
    log_begins: int = 0

    def start(self) -> None:
        """Start the program in a session of its own, so that a Ctrl-C is the supervisor's to hear."""
        trim_log(self.log)
        with self.log.open("ab") as log:
            self.log_begins = log.tell()
            self.process = subprocess.Popen(
                self.program.command,
                env=dict(self.program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=as_child(nice=self.program.nice),
            )
        self.started = time.monotonic()

    def watch(self, say: Say) -> None:
        """Notice a death, say it, and start the program again when its pause is over."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            kill_group(self.process)
            self.process = None
            self.deaths = 0 if now - self.started > SETTLED_SECONDS else self.deaths
            pause = min(FIRST_PAUSE * 2**self.deaths, LONGEST_PAUSE)
            self.deaths += 1
            self.due = now + pause
            say(f"{self.program.name} ended ({_ending(code)}); starting it again in {pause:g} s.")
            say(f"{self.log} ends:\n{self.last_words()}")
        if self.process is None and now >= self.due:
            self.start()

    def last_words(self) -> str:
        """The end of what the program wrote since it was started, indented."""
        return "\n".join(f"    {line}" for line in tail(self.log, since=self.log_begins).splitlines())

    def stop(self, say: Say) -> None:
        """End the program and all it started."""
        process, self.process = self.process, None
        if process is not None and not end_group(process, self.program.stop_seconds):
            say(f"{self.program.name} did not end by itself and was killed")


class Supervisor:
    """Children in the order in which they are to stop."""

    def __init__(self, programs: Sequence[Program], logs: Path, say: Say) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.logs = logs
        self.children = [Child(program, logs / f"{program.name}.log") for program in programs]
        self._say = say

    @property
    def pids(self) -> dict[str, int]:
        return {c.program.name: c.process.pid for c in self.children if c.process is not None}

    def start(self) -> None:
        """Start every program that does not run."""
        for child in self.children:
            if child.process is None:
                child.start()

    def watch(self) -> bool:
        """Look after the children once; True when one of them was started again."""
        before = self.pids
        for child in self.children:
            child.watch(self._say)
        return any(pid not in before.values() for pid in self.pids.values())

    def stop(self) -> None:
        """Stop all, one after the other."""
        for child in self.children:
            child.stop(self._say)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
