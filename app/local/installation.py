"""One installation: the folder that holds a PostgreSQL, its secrets, files and logs, and who may use it when.

`bin/galleria` runs the command line against it: a running one is used as it is, a stopped one gets its
PostgreSQL for the time of the command, under the installation's lock.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.config import REPOSITORY, ConfigError, Settings
from app.local.binaries import PostgresError
from app.local.files import Busy, is_locked, locked, tail, write_private
from app.local.postgres import Cluster, Connection
from app.local.processes import as_child

STARTING_SECONDS = 60
SCHEMA_CODE = ("migrations", "tenants", "app/core", "app/domains", "workers")
STANDALONE = {"conformance", "--help", "-h", "--version"}  # commands that need no installation


class InstallationError(Exception):
    """The installation cannot be used; the message says why and what to do."""


class Installation:
    """Paths, secrets and state of the installation in one folder."""

    def __init__(self, directory: Path, settings: Settings) -> None:
        self.directory = directory.absolute()
        self.settings = settings
        self.cluster = Cluster(self.directory / "postgres")
        self.logs = self.directory / "log"
        self.demo_file = self.directory / "demo.json"
        self._run_file = self.directory / "run.json"
        self._schema_file = self.directory / "schema"
        self._lock_file = self.directory / "lock"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Have the installation to ourselves. Raises InstallationError when another process has it."""
        try:
            with locked(self._lock_file):
                yield
        except Busy:
            run = self.running() or {}
            where = f" (process {run['pid']}, {run['url']})" if run else ""
            raise InstallationError(
                f"{self.directory} is in use by another Galleria{where}. "
                "Stop that one first, or give this one a folder of its own with --data DIR."
            ) from None

    def running(self) -> dict[str, Any] | None:
        """What the running installation wrote down (addresses, ports, processes); None when it is stopped."""
        if not self._run_file.exists() or not is_locked(self._lock_file):
            return None
        run: dict[str, Any] = json.loads(self._run_file.read_text())
        return run

    def write_run(self, facts: dict[str, Any]) -> None:
        """Let others find the running installation; it holds addresses with passwords."""
        write_private(self._run_file, json.dumps(facts, indent=2) + "\n")

    def forget_run(self) -> bool:
        """Remove what a run wrote down; False when the last run had done so itself."""
        left = self._run_file.exists()
        self._run_file.unlink(missing_ok=True)
        return left

    def start_database(self, options: dict[str, str] | None = None) -> Connection | None:
        """Start our PostgreSQL; None when DATABASE_URL names another one."""
        if self.settings.database_url is not None:
            return None
        self.cluster.stop()  # one that a killed run may have left: the lock is ours
        return self.cluster.start(options)

    def environment(self, connection: Connection | None, *, port: int) -> dict[str, str]:
        """The environment that programs of this installation need."""
        known = {
            "ENVIRONMENT": os.environ.get("ENVIRONMENT") or "demo",
            "GALLERIA_DATA": str(self.directory),
            "PORT": str(port),
        }
        if connection is not None:
            known |= {
                "DATABASE_URL": connection.app_url,
                "DATABASE_OWNER_URL": connection.owner_url,
                "DATABASE_PREPARE": "1",  # no pooler stands between
            }
        return {**os.environ, **known, **self._secrets()}

    def wipe(self) -> None:
        """Delete everything but the lock, and what opens a database that is not in this folder."""
        kept = {self._lock_file.name}
        if self.settings.database_url is None:
            self.cluster.remove()
        else:
            kept.add("secrets")
        for entry in self.directory.iterdir():
            if entry.name in kept:
                continue
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def is_ours_to_wipe(self) -> bool:
        """Whether the folder is empty or an installation's: we delete nothing else."""
        if not self.directory.exists():
            return True
        names = {entry.name for entry in self.directory.iterdir()}
        return "lock" in names or not names

    def is_upgraded(self) -> bool:
        """Whether the schema was brought to what the code that we have now wants."""
        return self._schema_file.exists() and self._schema_file.read_text() == _schema_code()

    def mark_upgraded(self, *, done: bool = True) -> None:
        """Note that the schema is what the present code wants, or (not `done`) that nobody knows."""
        self._schema_file.write_text(_schema_code() if done else "")

    def _secrets(self) -> dict[str, str]:
        """Secrets of this installation, made once; the environment's win."""
        path = self.directory / "secrets"
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = {"SECRET_KEY", "METRICS_TOKEN"} - kept.keys()
        if missing:
            kept |= {name: secrets.token_urlsafe(36) for name in sorted(missing)}
            write_private(path, json.dumps(kept, indent=2) + "\n")
        return {name: os.environ.get(name) or value for name, value in kept.items()}


@contextmanager
def open_installation(directory: Path, *, as_it_is: bool = False) -> Iterator[dict[str, str]]:
    """The environment to run a command of the installation in `directory` with, whether it runs or not.

    A stopped one is brought to this release's schema first, unless it is wanted `as_it_is`.
    Raises InstallationError, PostgresError or ConfigError.
    """
    installation = Installation(directory, Settings.load(data_dir=directory))
    run = _await_running(installation)
    if run is not None:
        yield {**installation.environment(None, port=run["port"]), **run["environment"]}
        return
    with installation.held():
        try:
            connection = installation.start_database()
            environment = installation.environment(connection, port=installation.settings.port)
            if connection is not None and not as_it_is and not installation.is_upgraded():
                upgrade(installation, environment)
            yield environment
        finally:
            if installation.settings.database_url is None:
                installation.cluster.stop()


def upgrade(installation: Installation, environment: dict[str, str]) -> None:
    """Bring the database to this release's schema. Raises InstallationError with the log's last lines."""
    installation.logs.mkdir(exist_ok=True)
    log = installation.logs / "upgrade.log"
    with log.open("w") as output:
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", "db", "upgrade"],
            env=environment,
            cwd=REPOSITORY,
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode != 0:
        raise InstallationError(f"The database could not be brought up to date:\n{tail(log)}")
    installation.mark_upgraded()


def _schema_code() -> str:
    """A mark of all code that decides what the schema is."""
    files = sorted(file for folder in SCHEMA_CODE for file in (REPOSITORY / folder).rglob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _await_running(installation: Installation) -> dict[str, Any] | None:
    """The running installation's facts, waiting for one that is just starting."""
    deadline = time.monotonic() + STARTING_SECONDS
    while (installation.directory / "lock").exists() and is_locked(installation.directory / "lock"):
        if (run := installation.running()) is not None:
            return run
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return None


def main(arguments: Sequence[str]) -> int:
    """Run `app.cli` against the installation that `--data`, else GALLERIA_DATA, else var/ names."""
    rest = list(arguments)
    data: str | None = None
    if rest[:1] == ["--data"]:
        data, rest = (rest[1] if len(rest) > 1 else None), rest[2:]
    elif rest and rest[0].startswith("--data="):
        data, rest = rest[0].removeprefix("--data="), rest[1:]
    try:
        if not rest or STANDALONE.intersection(rest):
            return _command_line(rest, dict(os.environ))
        directory = Path(data) if data else Settings.load().data_dir
        with open_installation(directory, as_it_is=rest[0] == "db") as environment:
            code = _command_line(rest, environment)
        if rest[0] == "restore":  # of whatever release wrote the file
            Installation(directory, Settings.load()).mark_upgraded(done=False)
        return code
    except (InstallationError, PostgresError, ConfigError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _command_line(arguments: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, env=environment, check=False, preexec_fn=as_child()).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
