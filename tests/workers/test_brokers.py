"""Each broker carries real jobs to a real worker; one that is away delays and never loses (API-12)."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from app.config import override
from app.core import jobs
from app.core.db import db, unit_of_work
from app.core.events import EventClaim, OutboxRow
from app.core.tenancy import tenant_scope
from app.domains.fulfillment.models import Shipment
from app.domains.invoices.models import Invoice
from app.outbound.notifications.models import Mail
from tests.workers.conftest import WORKER, eventually, running
from workers import broker as brokers
from workers.broker import BrokerSender
from workers.schedule import Clock, Rule

PORTS = {"redis": 8411, "rabbitmq": 8421}


def reachable(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def redis(directory: Path) -> Iterator[str]:
    """A redis-server of our own; its address."""
    program = shutil.which("redis-server") or pytest.skip(
        "redis-server is not installed: apt install redis-server"
    )
    port = PORTS["redis"]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(directory), "--save", ""]
    with serving(command, {**os.environ}, directory, port):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq(directory: Path) -> Iterator[str]:
    """A rabbitmq-server of our own; its address."""
    program = shutil.which("rabbitmq-server") or pytest.skip(
        "rabbitmq-server is not installed: apt install rabbitmq-server"
    )
    port, enabled = PORTS["rabbitmq"], directory / "enabled_plugins"
    enabled.write_text("[].")
    config = directory / "rabbitmq.conf"
    config.write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    environment = {
        **os.environ,
        "RABBITMQ_NODENAME": f"galleria{os.getpid()}@localhost",
        "RABBITMQ_DIST_PORT": str(port + 1),
        "RABBITMQ_CONFIG_FILE": str(config),
        "RABBITMQ_BASE": str(directory),
        "RABBITMQ_MNESIA_BASE": str(directory / "mnesia"),
        "RABBITMQ_LOG_BASE": str(directory / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(enabled),
        "HOME": str(directory),
        "ERL_EPMD_PORT": str(port + 2),
    }
    real = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # Debian's wrapper insists on a user of its own
    try:
        with serving([str(real) if real.exists() else program], environment, directory, port, seconds=60):
            yield f"amqp://guest:guest@127.0.0.1:{port}"
    finally:
        if names := shutil.which("epmd"):  # the daemon that knows Erlang's nodes outlives them
            subprocess.run([names, "-kill"], env=environment, capture_output=True, check=False)


@contextmanager
def serving(
    command: list[str], environment: dict[str, str], directory: Path, port: int, *, seconds: float = 20
) -> Iterator[None]:
    log = directory / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=directory, stdout=output, stderr=output, start_new_session=True
        )
    try:
        eventually(lambda: reachable(port) or process.poll() is not None, seconds=seconds, log=log)
        if process.poll() is not None:
            pytest.skip(f"{command[0]} does not start here: {log.read_text()[-300:]}")
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def sending(url: str | None) -> Iterator[BrokerSender]:
    """This process sends as a web process does, through the broker at `url`."""
    before_broker, before_sender = brokers._broker, jobs._sender
    with override(broker_url=url):
        brokers._broker = None
        sender = BrokerSender()
        jobs.set_sender(sender)
        try:
            yield sender
        finally:
            brokers.broker().close()
            brokers._broker = before_broker
            jobs.set_sender(before_sender)
            if before_broker is not None:
                brokers.use(before_broker)


def reacted(tenant, orders=1) -> bool:
    """Whether every fact was relayed and had its effects: one parcel, one invoice, one mail an order."""
    with tenant_scope(tenant), unit_of_work():
        if db.session.scalar(select(OutboxRow.id).where(OutboxRow.relayed_at.is_(None)).limit(1)):
            return False
        rows = [len(db.session.scalars(select(model.id)).all()) for model in (Shipment, Invoice, Mail)]
    return rows == [orders] * 3


BROKERS = {"postgresql": None, "redis": redis, "rabbitmq": rabbitmq}


@pytest.mark.req("API-12")
@pytest.mark.parametrize("kind", BROKERS)
def test_an_order_is_reacted_to_over_each_broker(kind, queue, environment, tenant, place, tmp_path):
    with serving_broker(kind, tmp_path) as url, sending(url) as sender:
        log = tmp_path / "worker.log"
        with running(WORKER, environment | ({"BROKER_URL": url} if url else {}), log):
            place()
            eventually(lambda: reacted(tenant), log=log)
            backlog = sender.backlog()
            assert backlog is not None
            assert backlog.dead == 0
            jobs.enqueue_shared("events.relay")
            eventually(lambda: (sender.backlog() or backlog).dead == 1, log=log)
        assert '"job": "events.relay"' in log.read_text() or "refused" in log.read_text()


@contextmanager
def serving_broker(kind: str, directory: Path) -> Iterator[str | None]:
    start = BROKERS[kind]
    if start is None:
        yield None
    else:
        with start(directory) as url:
            yield url


@pytest.mark.req("API-12")
def test_a_dead_broker_delays_and_never_loses(queue, environment, tenant, place, tmp_path):
    """No broker answers while the order is placed; the mail goes out once it is back and the sweeper asks."""
    address = f"redis://127.0.0.1:{PORTS['redis']}/0"
    with sending(address):
        began = time.monotonic()
        order = place()
        assert order.payment_status == "paid"
        assert time.monotonic() - began < 5, "a request does not wait for a dead broker"
        with redis(tmp_path) as url:
            log = tmp_path / "worker.log"
            with sending(url), running(WORKER, environment | {"BROKER_URL": url}, log):
                Clock().fire(Rule("tenant.sweep", 300))
                eventually(lambda: reacted(tenant), log=log)


@pytest.mark.parametrize("point", ["relay.leased", "relay.reacted"])
def test_a_worker_killed_while_reacting_loses_and_doubles_nothing(
    point, queue, environment, tenant, place, tmp_path, count
):
    """SIGKILL with rows in hand, then in the middle of a reaction; another worker finishes."""
    log = tmp_path / "worker.log"
    with sending(None):
        place()
        with running(WORKER, environment | {"GALLERIA_FAULT": f"{point}:2"}, log) as worker:
            place()
            eventually(lambda: worker.poll() is not None or "died" in log.read_text().lower(), log=log)
        _end_leases(tenant)
        with running(WORKER, environment, log):
            jobs_now = Clock()
            eventually(lambda: jobs_now.fire(Rule("tenant.sweep", 300)) and reacted(tenant, 2), log=log)

    assert count(Shipment) == count(Invoice) == 2
    assert count(EventClaim) == len({*_claims(tenant)})


def _end_leases(tenant) -> None:
    """As if the lease's minute had passed."""
    with tenant_scope(tenant), unit_of_work():
        db.session.execute(OutboxRow.__table__.update().values(leased_until=None))


def _claims(tenant) -> list[tuple[int, str]]:
    with tenant_scope(tenant), unit_of_work():
        return [tuple(row) for row in db.session.execute(select(EventClaim.event_id, EventClaim.reaction))]
