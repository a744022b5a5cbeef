"""What every command needs: its parser, the wiring to the database, and how an answer is shown."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import OperationalError

from app.core import jobs, tenancy
from app.core.db import unit_of_work
from app.core.engines import dispose_engines, set_databases
from app.core.principal import acting_as, system
from app.core.schema import load_tables
from app.core.tenancy import Tenant, directory, shared_scope, tenant_scope
from app.outbound import load_reactions
from tenants import databases, registry
from tenants.directory import Directory
from workers.broker import BrokerSender

DatabaseAway = OperationalError
Run = Callable[[argparse.Namespace], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: facts for programs, lines for people (made from the facts unless given)."""

    facts: dict[str, Any]
    lines: Sequence[str] = field(default=())
    exit_code: int = 0

    def show(self, *, as_json: bool) -> None:
        """Print it; as JSON it is one object on the last line."""
        if as_json:
            print(json.dumps(self.facts, default=str))
            return
        for line in self.lines or [f"{name}: {value}" for name, value in self.facts.items()]:
            print(line)


def parser() -> argparse.ArgumentParser:
    """The top of the command line."""
    made = argparse.ArgumentParser(prog="galleria", description="Runs an installation of Galleria.")
    made.set_defaults(json=False, standalone=False)
    return made


def command(group: Any, name: str, run: Run, words: str) -> argparse.ArgumentParser:
    """Declare a command that `run` does."""
    made: argparse.ArgumentParser = group.add_parser(name, help=words, description=words)
    made.add_argument("--json", action="store_true", help="answer with one JSON object on the last line")
    made.set_defaults(run=run)
    return made


def group(commands: Any, name: str, words: str) -> Any:
    """Declare a group of commands such as `tenant …`."""
    return commands.add_parser(name, help=words).add_subparsers(metavar="COMMAND", required=True)


def connected(run: Run, options: argparse.Namespace) -> Answer:
    """Run a command as the platform, wired to databases, tenants and broker."""
    load_tables()
    load_reactions()
    set_databases(databases.addresses())
    tenancy.set_directory(Directory())
    jobs.set_sender(BrokerSender())
    try:
        with acting_as(system("cli")):
            return run(options)
    finally:
        dispose_engines()


@contextmanager
def control() -> Iterator[None]:
    """A unit of work on the control plane."""
    with shared_scope(), unit_of_work():
        yield


@contextmanager
def inside(slug: str) -> Iterator[Tenant]:
    """A unit of work of the tenant called `slug`. Raises TenantUnknown."""
    with bound(slug) as tenant, unit_of_work():
        yield tenant


@contextmanager
def bound(slug: str) -> Iterator[Tenant]:
    """The tenant's scope without a unit: for flows that open their own."""
    tenant = directory().by_slug(slug)
    if tenant is None:
        with control():
            tenant = registry.find(slug)
    with tenant_scope(tenant):
        yield tenant


def note(line: str) -> None:
    """Progress, for people: it leaves standard output to the answer."""
    print(line, file=sys.stderr, flush=True)


def fail(lines: Sequence[str]) -> int:
    """Say what went wrong; the exit code."""
    for line in lines:
        print(line, file=sys.stderr)
    return 1
