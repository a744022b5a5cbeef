"""Events of the tests' own, a real queue in PostgreSQL, and real worker processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import pytest

from app.config import REPOSITORY
from app.core import events
from app.core.db import unit_of_work
from app.core.engines import make_engine
from app.core.events import Event, event
from app.core.principal import acting_as, system
from app.core.tenancy import tenant_scope
from tests.support.cluster import SECRET
from workers import broker_schema


@event
class Happened(Event):
    """Something the tests react to."""

    NAME: ClassVar[str] = "tests.happened.v1"
    what: str


@pytest.fixture
def react() -> Iterator[Callable[[str, Callable[[Happened], None]], str]]:
    """Register a reaction to Happened for the test; answers its name."""
    before = dict(events.REACTIONS.get(Happened.NAME, {}))

    def register(name: str, reaction: Callable[[Happened], None]) -> str:
        events.register_reaction(Happened, f"tests.{name}", events.one_by_one(reaction))
        return f"tests.{name}"

    yield register
    events.REACTIONS[Happened.NAME] = before


@pytest.fixture(scope="session")
def _queue_made(database) -> None:
    owner = make_engine(database.owner_url)
    try:
        broker_schema.make(owner)
    finally:
        owner.dispose()


@pytest.fixture
def queue(_queue_made, database) -> Iterator[psycopg.Connection[Any]]:
    """The default broker's tables, empty; a connection to look into them."""
    with psycopg.connect(database.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("delete from dramatiq.queue; delete from dramatiq.worker")
        yield connection
        connection.execute("delete from dramatiq.queue; delete from dramatiq.worker")


@pytest.fixture
def environment(database, tmp_path) -> dict[str, str]:
    """What processes of this test's installation are started with."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("COV_")},
        "ENVIRONMENT": "test",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "GALLERIA_DATA": str(tmp_path),
        "LOG_LEVEL": "INFO",
    }


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, ended with the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *command], env=environment, cwd=REPOSITORY, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


WORKER = ["-m", "dramatiq", "workers.main", "--path", str(REPOSITORY), "--processes", "1", "--threads", "2"]


def eventually(true: Callable[[], Any], *, seconds: float = 30, log: Path | None = None) -> None:
    """Wait until something holds; the process's log is in the failure's words."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f"it did not happen within {seconds} s\n{log.read_text()[-4000:] if log else ''}")


@pytest.fixture
def place(make, tenant, sender) -> Callable[..., Any]:
    """Place an order for a mug, paid with a token of the test gateway."""
    from app.flows import fill_cart, place_order
    from app.flows.place_order import Checkout
    from tests.support.people import ANN

    make.product(sku="MUG", price=1190, stock=50)

    def placing(token: str = "tok_approve") -> Any:
        with tenant_scope(tenant), acting_as(system("test")):
            with unit_of_work():
                cart = fill_cart.open_cart("web", [("MUG", Decimal(1))]).cart.id
            return place_order.place_order(cart, Checkout(ANN, "standard", None, "test", token)).order

    return placing
