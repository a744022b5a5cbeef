import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.local import supervisor as module
from app.local.supervisor import Program, Supervisor

SLEEP = "import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEP}"
WITH_CHILD = f"import subprocess; subprocess.Popen(['sleep', '60']); print('two', flush=True); {SLEEP}"


def program(name: str, code: str, nice: int = 0) -> Program:
    return Program(name, [sys.executable, "-c", code], dict(os.environ), nice=nice, stop_seconds=0.5)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., tuple[Supervisor, list[str]]]]:
    made: list[Supervisor] = []

    def make(*programs: Program) -> tuple[Supervisor, list[str]]:
        said: list[str] = []
        made.append(Supervisor(programs, tmp_path / "log", said.append))
        made[-1].start()
        return made[-1], said

    yield make
    for each in made:
        each.stop()


def await_true(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_programs_stop_in_their_order_and_leave_nothing(
    make: Callable[..., tuple[Supervisor, list[str]]],
) -> None:
    supervisor, said = make(program("web", SLEEP), program("worker", WITH_CHILD, nice=10))
    log = supervisor.children[1].log
    await_true(lambda: log.read_text() == "two\n")
    web, worker = (psutil.Process(supervisor.pids[name]) for name in ("web", "worker"))
    grandchild = worker.children()[0]
    assert (web.nice(), worker.nice()) == (os.nice(0), os.nice(0) + 10)
    group = Path(f"/proc/{worker.pid}/autogroup")
    if group.exists():  # else this Linux shares the processor among threads alone
        assert group.read_text().endswith("nice 10\n")
    order = []
    for child in supervisor.children:
        child.stop(said.append)
        order.append((web.is_running(), worker.is_running()))
    await_true(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)
    assert order == [(False, True), (False, False)]
    assert said == []


def test_one_that_does_not_end_is_killed_and_said(make: Callable[..., tuple[Supervisor, list[str]]]) -> None:
    supervisor, said = make(program("worker", STUBBORN))
    await_true(lambda: "deaf" in supervisor.children[0].log.read_text())
    process = psutil.Process(supervisor.pids["worker"])
    supervisor.stop()
    assert not process.is_running()
    assert said == ["worker did not end by itself and was killed"]


def test_one_that_dies_is_said_and_started_again_after_a_growing_pause(
    make: Callable[..., tuple[Supervisor, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    supervisor, said = make(program("web", "import sys; print('no luck'); sys.exit(3)"))
    child = supervisor.children[0]

    def died(times: int) -> bool:
        supervisor.watch()
        return child.deaths >= times

    await_true(lambda: died(3))
    told = [line for line in said if "ended" in line]
    pauses = [line.split("again in ")[1].split(" s.")[0] for line in told]
    assert pauses == ["0.01", "0.02", "0.04"]
    assert "exit code 3" in told[0]
    assert "no luck" in said[1]


def test_children_of_a_program_that_died_do_not_keep_its_port(
    make: Callable[..., tuple[Supervisor, list[str]]],
) -> None:
    supervisor, _ = make(program("web", WITH_CHILD))
    await_true(lambda: supervisor.children[0].log.read_text() == "two\n")
    web = psutil.Process(supervisor.pids["web"])
    grandchild = web.children()[0]
    web.kill()
    await_true(lambda: supervisor.watch() or "web" not in supervisor.pids)
    await_true(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)
