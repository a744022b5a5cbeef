"""The real server in a process of its own, on this process's test database: for races and browsers."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config import REPOSITORY, settings

STARTS_WITHIN = 60.0


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serve(
    *,
    factory: str = "app.factory:create_app",
    workers: int = 2,
    threads: int = 4,
    port: int | None = None,
    **environment: str,
) -> Iterator[int]:
    """Granian over `factory` with the test's settings; yields the port, and leaves no process behind."""
    chosen, config = port or free_port(), settings()
    env = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "ENVIRONMENT": "test",
        "SECRET_KEY": config.secret_key.get_secret_value(),
        "DATABASE_URL": str(config.database_url),
        "GALLERIA_DATA": str(config.data_dir),
        "PORT": str(chosen),
        "WEB_PROCESSES": str(workers),
        "RATE_LIMIT_ANONYMOUS": "0",
        **environment,
    }
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", factory, "--host", "127.0.0.1",
        "--port", str(chosen), "--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "512",
        "--no-ws", "--log-level", "warning",
    ]  # fmt: skip
    log = Path(config.data_dir) / f"server-{chosen}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, cwd=REPOSITORY, stdout=out, stderr=out)
        try:
            _await(chosen, process, log)
            yield chosen
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    pause = 0.05
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(pause)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-3000:]}")
