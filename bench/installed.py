"""What benchmarks of one process share: an installation of their own, and a child in it that measures."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.config import REPOSITORY
from app.local.installation import open_installation


@contextmanager
def installation(keep: Path | None) -> Iterator[tuple[Path, dict[str, str]]]:
    """(folder, environment) of a running installation: in `keep`, or in a folder that is thrown away."""
    data = keep or Path(tempfile.mkdtemp(prefix="galleria-bench-"))
    try:
        with open_installation(data) as env:
            yield data, env
    finally:
        if keep is None:
            shutil.rmtree(data, ignore_errors=True)


def make_tenant(env: dict[str, str]) -> None:
    """The tenant `bench`."""
    subprocess.run(
        [
            sys.executable, "-m", "app.cli", "tenant", "create", "bench", "--name", "Bench", "--country", "DE",
            "--currency", "EUR", "--admin-email", "bench@example.com",
            "--admin-password", "a long bench password", "--json",
        ],
        env=env, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def measured_by(module: str, *arguments: str, env: dict[str, str]) -> Any:
    """What a process of its own printed last, as JSON."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=env, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])
