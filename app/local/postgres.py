"""A PostgreSQL of our own in a folder: made, started and stopped without root, services or installation."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from app.local.binaries import Binaries, PostgresError, find_binaries, run_as, server_user
from app.local.connection import APP, DATABASE, OWNER, SUPERUSER, Connection
from app.local.files import write_private
from app.local.processes import as_child

START_SECONDS = 60
STOP_SECONDS = 5
__all__ = ["Cluster", "Connection", "PostgresError", "start_for_tests"]

LONGEST_SOCKET = 107 - len("/.s.PGSQL.65535.lock")

SERVED = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "150",
    "shared_buffers": "256MB",
    "jit": "off",  # plans here are small and many: compiling them costs more than it saves
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "max_locks_per_transaction": "256",  # a dump of hundreds of schemas locks each of their tables
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Cluster:
    """The PostgreSQL server that keeps its files in `directory`.

    The server ends with the thread that started it, so that a killed program leaves none behind.
    """

    def __init__(self, directory: Path | str, binaries: Binaries | None = None) -> None:
        self.directory = Path(directory).absolute()
        self._given_binaries = binaries
        self._user = server_user()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, extra_settings: Mapping[str, str] | None = None) -> Connection:
        """Make the cluster where there is none, start it, and answer once it takes connections.

        Raises PostgresError when it runs already, is of another major version, or cannot start.
        """
        binaries = self._given_binaries or find_binaries()
        if (pid := self.running_pid()) is not None:
            raise PostgresError(f"PostgreSQL already runs in {self.directory} (process {pid})")
        self.directory.mkdir(parents=True, exist_ok=True)
        self._require_same_major(binaries)
        if not (self._home / "data" / "PG_VERSION").exists():
            self._make(binaries, durable=(extra_settings or {}).get("fsync") != "off")
        begins = self._launch(binaries, SERVED | dict(extra_settings or {}))
        from app.local.bootstrap import make_installation  # noqa: PLC0415 - psycopg loads while the server starts

        self._await(begins)
        connection = self.connection()
        make_installation(connection.superuser_url, connection.passwords)
        return connection

    def stop(self) -> None:
        """Stop the server if it runs: clients are cut off, what they committed is safe."""
        if (pid := self.running_pid()) is not None:
            process = psutil.Process(pid)
            for asked in (signal.SIGINT, signal.SIGQUIT):  # fast, then at once (recovered at the next start)
                try:
                    process.send_signal(asked)
                    process.wait(STOP_SECONDS)
                    break
                except psutil.TimeoutExpired:
                    continue
                except psutil.NoSuchProcess:
                    break
        if self._process is not None:
            self._process.wait(STOP_SECONDS)
            self._process = None

    def remove(self) -> None:
        """Stop the server and delete all it holds."""
        self.stop()
        for place in {self._home, self._socket_directory(), self.directory}:
            shutil.rmtree(place, ignore_errors=True)

    def create_database(self, name: str, template: str | None = None) -> Connection:
        """Make one more database on the running server, empty or a copy of `template`."""
        from app.local.bootstrap import make_database  # noqa: PLC0415 - see start()

        connection = self.connection()
        make_database(connection.superuser_url, name, template=template)
        return replace(connection, database=name)

    def connection(self) -> Connection:
        """Addresses of the running server. Raises PostgresError when it does not run."""
        lines = self._pid_lines()
        if self.running_pid() is None or len(lines) < 5:
            raise PostgresError(f"PostgreSQL does not run in {self.directory}")
        passwords = json.loads((self.directory / "passwords.json").read_text())
        return Connection(DATABASE, lines[4], int(lines[3]), int(lines[0]), passwords)

    def running_pid(self) -> int | None:
        """Process id of the server that has our files open, None when there is none."""
        lines = self._pid_lines()
        if not lines or not lines[0].isdigit():
            return None
        try:
            process = psutil.Process(int(lines[0]))
            alive = "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process.pid if alive else None

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def _home(self) -> Path:
        """Where the server's files are: our folder, or one its user can reach when ours is closed to it."""
        moved = self.directory / "moved-to"
        return Path(moved.read_text()) if moved.exists() else self.directory

    def _pid_lines(self) -> list[str]:
        try:
            return (self._home / "data" / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _require_same_major(self, binaries: Binaries) -> None:
        marker = self._home / "data" / "PG_VERSION"
        if marker.exists() and (made_by := marker.read_text().strip()) != str(binaries.major):
            raise PostgresError(
                f"{self.directory} was made by PostgreSQL {made_by}, but this machine now runs "
                f"{binaries.major}. Back it up with the release that made it (bin/galleria backup FILE) and "
                "restore it here, or begin anew with bin/demo --fresh."
            )

    def _make(self, binaries: Binaries, *, durable: bool) -> None:
        self._settle()
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        write_private(self.directory / "passwords.json", json.dumps(passwords))
        pwfile = self._home / "initdb-password"
        write_private(pwfile, passwords[SUPERUSER])
        self._hand_over(pwfile)
        making = self._home / "data.making"  # a start that is killed here leaves no half cluster
        command = [binaries.tool("initdb"), "-D", str(making), "-U", SUPERUSER, "-A", "scram-sha-256"]
        command += [f"--pwfile={pwfile}", "-E", "UTF8", "--locale=C.UTF-8"]
        command += [] if durable else ["--no-sync"]
        made = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **run_as(self._user)
        )
        pwfile.unlink()
        if made.returncode != 0:
            raise PostgresError(f"initdb failed in {self._home}:\n{_reason(made.stderr)}")
        making.rename(self._home / "data")

    def _settle(self) -> None:
        """Make an empty folder for the server's user, elsewhere when it cannot walk into ours."""
        if self._user is not None:
            self.directory.chmod(0o711)
        if not self._walkable(self.directory):
            name = sha256(str(self.directory).encode()).hexdigest()[:12]
            home = Path(tempfile.mkdtemp(prefix=f"galleria-{name}-", dir="/var/tmp"))
            home.chmod(0o711)
            (self.directory / "moved-to").write_text(str(home))
        making = self._home / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        self._hand_over(making)

    def _walkable(self, path: Path) -> bool:
        if self._user is None:
            return True
        probe = subprocess.run(["test", "-x", path], check=False, cwd="/", **run_as(self._user))
        return probe.returncode == 0

    def _hand_over(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _socket_directory(self) -> Path:
        """A folder for the socket, short enough for the kernel."""
        own = self._home / "socket"
        if len(str(own)) <= LONGEST_SOCKET:
            return own
        return Path(tempfile.gettempdir()) / f"galleria-{sha256(str(own).encode()).hexdigest()[:12]}"

    def _launch(self, binaries: Binaries, wanted: Mapping[str, str]) -> int:
        """Start the server without waiting for it; where in its log the new lines begin."""
        sockets = self._socket_directory()
        sockets.mkdir(mode=0o700, exist_ok=True)
        self._hand_over(sockets)
        options = dict(wanted) | {"port": str(self._port()), "unix_socket_directories": str(sockets)}
        command = [binaries.tool("postgres"), "-D", str(self._home / "data")]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            begins = log.tell()
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # a Ctrl-C is the supervisor's to hear
                preexec_fn=as_child(signal.SIGINT),
                **run_as(self._user),
            )
        return begins

    def _await(self, log_begins: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                said = self.log.read_bytes()[log_begins:].decode(errors="replace")
                self._process = None
                raise PostgresError(f"PostgreSQL did not start:\n{_reason(said)}")
            lines = self._pid_lines()
            if len(lines) >= 8 and lines[7].strip() == "ready" and int(lines[0]) == self._process.pid:
                return
            time.sleep(0.02)
        self.stop()
        raise PostgresError(f"PostgreSQL was not ready within {START_SECONDS} s; its log is {self.log}")

    def _port(self) -> int:
        """The port used last time while it is free, else another free one, remembered."""
        kept = self.directory / "port"
        wanted = int(kept.read_text()) if kept.exists() else 0
        for candidate in (wanted, 0):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", candidate))
                except OSError:
                    continue
                port: int = probe.getsockname()[1]
                kept.write_text(str(port))
                return port
        raise PostgresError("No free port on 127.0.0.1")


def start_for_tests(directory: Path | str, *, statistics: bool = False) -> Cluster:
    """Start a throw-away cluster that is quick because it may lose everything.

    `statistics` loads pg_stat_statements where the installation ships it. The caller stops or removes it.
    """
    cluster = Cluster(directory)
    options = dict(THROW_AWAY)
    if statistics:
        options |= {"shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track": "all"}
    cluster.start(options)
    return cluster


def _reason(said: str) -> str:
    """The lines that tell why, with the disk's fullness in plain words."""
    if "No space left on device" in said:
        return "The disk is full: make room, then start again."
    telling = [line for line in said.splitlines() if any(word in line for word in ("FATAL", "PANIC", "rror"))]
    return "\n".join((telling or said.splitlines())[-8:])
