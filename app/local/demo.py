"""`bin/demo`: the whole house on one machine, from an empty folder to answering pages, supervised."""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from app.config import REPOSITORY, ConfigError, Settings
from app.local.binaries import PostgresError
from app.local.files import tail
from app.local.installation import Installation, InstallationError, upgrade
from app.local.postgres import Connection
from app.local.processes import as_child, end_group
from app.local.supervisor import TICK, Program, Supervisor

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OWNERS_OWN = {"DATABASE_OWNER_URL", "DATABASE_OWNERS"}
READY_SECONDS = 60
PORT_SECONDS = 10  # a run that was killed may still be letting go of its port


class Stopped(BaseException):
    """Somebody asked us to stop."""


def main(arguments: Sequence[str]) -> int:
    """Run until asked to stop; 0 then, 1 with a plain message when it cannot run."""
    options = _parse(arguments)
    for asked in STOP_SIGNALS:
        signal.signal(asked, _stop)
    try:
        settings = Settings.load(
            **{k: v for k in ("data_dir", "port") if (v := getattr(options, k)) is not None}
        )
        _run(options, Installation(settings.data_dir, settings))
    except Stopped:
        return 0
    except (InstallationError, PostgresError, ConfigError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        full = "The disk is full: make room, then start again."
        print(f"\n{full if error.errno == errno.ENOSPC else error}", file=sys.stderr)
        return 1
    return 0


def _run(options: argparse.Namespace, installation: Installation) -> None:
    settings = installation.settings
    if options.fresh and not installation.is_ours_to_wipe():
        raise InstallationError(
            f"{installation.directory} holds other things than Galleria's: not deleting it."
        )
    with ExitStack() as stack:
        stack.enter_context(installation.held())
        _await_port(settings.bind_address, settings.port, patient=installation.forget_run())
        if options.fresh:
            _wipe(installation)
        stack.callback(installation.forget_run)
        if settings.database_url is None:
            stack.callback(installation.cluster.stop)
        with _step("PostgreSQL"):
            connection = installation.start_database(dict(options.postgres))
        environment = installation.environment(connection, port=settings.port)
        supervisor = Supervisor(_programs(settings, environment), installation.logs, print)
        facts = _facts(installation, connection)
        installation.write_run(facts)
        if connection is None or not installation.is_upgraded():
            with _step("Database schema"):
                upgrade(installation, environment)
        if options.samples and not installation.demo_file.exists():
            _seed(environment)
        stack.callback(_stop_all, supervisor)
        with _step("Web, worker, scheduler"):
            supervisor.start()
            _await_ready(settings, supervisor)
        installation.write_run(facts | {"ready": True, "pids": supervisor.pids})
        _tell(installation)
        _watch(installation, supervisor, facts, dict(options.postgres))


def _watch(
    installation: Installation, supervisor: Supervisor, facts: dict[str, Any], postgres: dict[str, str]
) -> None:
    """Look after the programs and the database until somebody stops us."""
    while True:
        time.sleep(TICK)
        if installation.settings.database_url is None and installation.cluster.running_pid() is None:
            print(f"PostgreSQL ended; starting it again. {installation.cluster.log} ends:")
            print(tail(installation.cluster.log))
            connection = installation.start_database(postgres)
            facts |= {"postgres_pid": connection.pid if connection else None}
        if supervisor.watch():
            installation.write_run(facts | {"ready": True, "pids": supervisor.pids})


def _programs(settings: Settings, environment: dict[str, str]) -> list[Program]:
    """Web, worker and scheduler, in the order in which they stop. The web never holds the owner's address."""
    for_web = {name: value for name, value in environment.items() if name not in OWNERS_OWN}
    python = sys.executable
    worker = [python, "-m", "dramatiq", "workers.main", "--path", str(REPOSITORY)]
    worker += ["--processes", str(settings.worker_processes), "--threads", str(settings.worker_threads)]
    worker += ["--worker-shutdown-timeout", "4000"]  # milliseconds
    return [
        Program("web", [python, "-m", "app.serve"], for_web, stop_seconds=5),
        Program("worker", worker, environment, nice=10, stop_seconds=5),
        Program("scheduler", [python, "-m", "workers.schedule"], environment, nice=10, stop_seconds=2),
    ]


def _facts(installation: Installation, connection: Connection | None) -> dict[str, Any]:
    """What the command line, benchmarks and tests need to find this run."""
    settings = installation.settings
    named: dict[str, Any] = {}
    if connection is not None:
        environment = installation.environment(connection, port=settings.port)
        names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PREPARE")
        named = {
            "environment": {name: environment[name] for name in names},
            "superuser_url": connection.superuser_url,
            "postgres_pid": connection.pid,
        }
    return {
        "pid": os.getpid(),
        "url": f"http://127.0.0.1:{settings.port}",
        "console_url": settings.origin(f"console.{settings.base_domain}"),
        "port": settings.port,
        "ready": False,
        "environment": {},
        "pids": {},
    } | named


def _seed(environment: dict[str, str]) -> None:
    """Make the demo shops, with the seeder's own progress on the terminal."""
    print("Demo shops (once, up to a minute) …", flush=True)
    command = [sys.executable, "-m", "app.cli", "demo", "seed"]
    seeder = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=as_child()
    )
    try:
        code = seeder.wait()
    except BaseException:
        end_group(seeder, 5)
        raise
    if code != 0:
        raise InstallationError(
            "The demo shops could not be made (see above). Try again with bin/demo --fresh."
        )


def _await_port(address: str, port: int, *, patient: bool) -> None:
    deadline = time.monotonic() + (PORT_SECONDS if patient else 0)
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                return
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise InstallationError(f"Cannot listen on {address}:{port}: {error.strerror}.") from None
        if time.monotonic() >= deadline:
            raise InstallationError(f"Port {port} is taken by another program: choose one with --port N.")
        time.sleep(TICK)


def _await_ready(settings: Settings, supervisor: Supervisor) -> None:
    """Wait until `/readyz` says 200. Raises InstallationError with the web's log when it does not."""
    deadline = time.monotonic() + READY_SECONDS
    address = f"http://127.0.0.1:{settings.port}/readyz"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and all(child.deaths < 3 for child in supervisor.children):
        supervisor.watch()
        try:
            with opener.open(address, timeout=5) as answer:
                if answer.status == 200 and len(supervisor.pids) == len(supervisor.children):
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    words = "".join(
        f"\n{child.log} ends:\n{child.last_words()}" for child in supervisor.children if child.deaths
    )
    raise InstallationError(
        f"Not ready: {address} does not answer 200. Logs are in {supervisor.logs}.{words}"
    )


def _tell(installation: Installation) -> None:
    """Print where to go and how to sign in."""
    print(f"ready  {installation.settings.origin(f'console.{installation.settings.base_domain}')}\n")
    if installation.demo_file.exists():
        rows = _addresses(installation)
        for column in ("label", "url", "user"):
            width = max((len(str(row.get(column) or "")) for row in rows), default=0)
            for row in rows:
                row[column] = str(row.get(column) or "").ljust(width)
        for row in rows:
            print(f"  {row['label']}  {row['url']}  {row['user']}  {row.get('password') or ''}".rstrip())
    print(f"\nData and logs: {installation.directory}. Stop with Ctrl-C.", flush=True)


def _addresses(installation: Installation) -> list[dict[str, Any]]:
    """The sheet of addresses and sign-ins, at the port of this run."""
    sheet, settings = installation.demo_file.read_text(), installation.settings
    rows: list[dict[str, Any]] = json.loads(sheet)
    for row in rows:
        was = urlsplit(row["url"])
        row["url"] = settings.origin(was.hostname or "") + was.path
    now = json.dumps(rows, indent=2, ensure_ascii=False)
    if now != sheet:
        installation.demo_file.write_text(now)
    return rows


def _wipe(installation: Installation) -> None:
    if installation.settings.database_url is not None:
        print("The database named by DATABASE_URL stays as it is.")
    installation.wipe()


def _stop_all(supervisor: Supervisor) -> None:
    print("Stopping …", flush=True)
    supervisor.stop()


@contextmanager
def _step(name: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"{name} … ", end="", flush=True)
    yield
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


def _stop(_asked: int, _frame: FrameType | None) -> None:
    for asked in STOP_SIGNALS:
        signal.signal(asked, signal.SIG_IGN)  # once is enough; what follows must run to its end
    raise Stopped


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError("give NAME=VALUE")
    return name, value


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description="Start Galleria with three demo shops.")
    parser.add_argument("--fresh", action="store_true", help="begin anew: delete the data folder first")
    parser.add_argument(
        "--data", dest="data_dir", type=Path, metavar="DIR", help="data folder (default var/)"
    )
    parser.add_argument("--port", type=int, metavar="N", help="port of the web (default 8000)")
    parser.add_argument("--no-samples", dest="samples", action="store_false", help="make no demo shops")
    parser.add_argument(
        "--postgres", type=_pair, action="append", default=[], metavar="NAME=VALUE", help=argparse.SUPPRESS
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
