"""The supervisor's story, with small stand-ins for the web, the worker and the scheduler."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.config import REPOSITORY, Settings
from app.local.demo import _addresses
from app.local.files import is_locked
from app.local.installation import Installation
from app.local.postgres import Cluster

STAND_IN = """
import signal, sys
from app.local import demo
from app.local.supervisor import Program

if "--deaf" in sys.argv:
    sys.argv.remove("--deaf")
    signal.signal(signal.SIGINT, signal.SIG_IGN)

def programs(settings, environment):
    python, pages = sys.executable, str(settings.data_dir)
    (settings.data_dir / "readyz").write_text("ok")
    web = [python, "-m", "http.server", str(settings.port), "--bind", "127.0.0.1", "--directory", pages]
    return [Program("web", web, environment), Program("worker", ["sleep", "60"], environment, nice=10)]

demo._programs = programs
demo.upgrade = lambda installation, environment: None
sys.exit(demo.main(["--no-samples", *sys.argv[1:]]))
"""


class Run:
    """A demo in a process of its own."""

    def __init__(self, data: Path, port: int, *arguments: str) -> None:
        self.data = data
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "SECRET_KEY"}}
        command = [sys.executable, "-c", STAND_IN, "--data", str(data), "--port", str(port), *arguments]
        self.output = data.with_suffix(f".{time.monotonic_ns()}")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output
            )

    def await_ready(self) -> list[psutil.Process]:
        """The processes under it, once it is ready."""
        deadline = time.monotonic() + 30
        while "\nready" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.05)
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> tuple[int, str]:
        """Exit code and what was printed."""
        return self.process.wait(25), self.output.read_text()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def demo(tmp_path: Path, port: int) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(*arguments: str) -> Run:
        runs.append(Run(tmp_path / "data", port, *arguments))
        return runs[-1]

    yield start
    for run in runs:
        run.process.terminate()
        run.process.wait(25)
    Cluster(tmp_path / "data" / "postgres").remove()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_also_when_started_deaf_to_ctrl_c(
    demo: Callable[..., Run], asked: signal.Signals
) -> None:
    run = demo("--deaf")
    processes = run.await_ready()
    assert len(processes) > 3  # web, worker and PostgreSQL with its own
    begun = time.monotonic()
    run.process.send_signal(asked)
    code, said = run.end()
    assert (code, time.monotonic() - begun < 20) == (0, True), said
    assert psutil.wait_procs(processes, 1)[1] == []
    assert not (run.data / "run.json").exists()


def test_a_second_one_on_the_same_folder_is_refused_in_words(demo: Callable[..., Run]) -> None:
    first = demo()
    first.await_ready()
    code, said = demo().end()
    assert code == 1
    assert f"is in use by another Galleria (process {first.process.pid}" in said
    assert first.process.poll() is None


def test_a_taken_port_is_named_before_anything_starts(demo: Callable[..., Run], port: int) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        run = demo()
        assert run.end() == (1, f"\nPort {port} is taken by another program: choose one with --port N.\n")
    assert not (run.data / "postgres").exists()


def test_killed_hard_it_leaves_no_process_and_starts_again(demo: Callable[..., Run]) -> None:
    first = demo()
    processes = first.await_ready()
    first.process.kill()
    first.process.wait()
    assert psutil.wait_procs(processes, 15)[1] == []
    assert not is_locked(first.data / "lock")
    demo().await_ready()


def test_what_dies_comes_back(demo: Callable[..., Run]) -> None:
    run = demo()
    run.await_ready()
    server = Cluster(run.data / "postgres")
    before = server.connection().pid
    web = next(p for p in psutil.Process(run.process.pid).children() if "http.server" in p.cmdline())
    web.kill()
    psutil.Process(before).send_signal(signal.SIGQUIT)
    deadline = time.monotonic() + 20
    while (server.running_pid() or before) == before or "web ended (signal 9)" not in run.output.read_text():
        assert time.monotonic() < deadline, run.output.read_text()
        time.sleep(0.1)


def test_fresh_deletes_an_installation_and_nothing_else(demo: Callable[..., Run], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "letter.txt").write_text("dear")
    code, said = demo("--fresh").end()
    assert (code, "holds other things" in said, (data / "letter.txt").exists()) == (1, True, True)
    (data / "letter.txt").unlink()
    for _ in range(2):
        run = demo("--fresh")
        run.await_ready()
        assert not (data / "picture.png").exists()
        (data / "picture.png").write_text("ours")
        run.process.terminate()
        assert run.end()[0] == 0


def test_addresses_are_those_of_this_run(tmp_path: Path) -> None:
    sheet = tmp_path / "demo.json"
    sheet.write_text(json.dumps([{"label": "Shop", "url": "http://shop.localhost:8000/pos/"}]))

    _addresses(Installation(tmp_path, Settings(data_dir=tmp_path, port=8710)))

    assert json.loads(sheet.read_text())[0]["url"] == "http://shop.localhost:8710/pos/"
