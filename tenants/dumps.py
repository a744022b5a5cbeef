"""pg_dump and pg_restore on one of our databases, by the owner; passwords never enter a command line."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url

from app.core.errors import Unavailable
from app.local.binaries import find_tool


class DumpFailed(Unavailable):
    """PostgreSQL's tool gave up; the message has its last words."""

    code = "tenancy.dump_failed"


def dump(address: str, schemas: Sequence[str], target: Path) -> None:
    """Write the schemas, as of one moment, to `target`. Raises DumpFailed."""
    chosen = [f"--schema={name}" for name in schemas]
    _run("pg_dump", address, ["--format=custom", "--compress=3", f"--file={target}", *chosen])


def restore(address: str, source: Path) -> None:
    """Bring back what `dump` wrote: all of it or nothing. Raises DumpFailed."""
    _run("pg_restore", address, ["--single-transaction", "--exit-on-error", "--no-owner", str(source)])


def _run(tool: str, address: str, arguments: Sequence[str]) -> None:
    url = make_url(address)
    places = {"PGHOST": url.host or url.query.get("host"), "PGPORT": url.port or url.query.get("port")}
    known = places | {"PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database}
    environment = {name: str(value) for name, value in known.items() if value}
    database = [f"--dbname={url.database}"] if tool == "pg_restore" else []
    done = subprocess.run(  # noqa: S603 - our own tools, no shell
        [find_tool(tool), *database, *arguments],
        env={**environment, "PATH": "/usr/bin:/bin", "PGOPTIONS": "-c lock_timeout=10s"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DumpFailed(f"{tool} failed: {'; '.join(done.stderr.strip().splitlines()[-3:])}")
