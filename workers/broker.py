"""Which broker carries the jobs (DESIGN 4): PostgreSQL by default, Redis or RabbitMQ by BROKER_URL.

What a broker loses is only a hint: everything that must happen is a row, which the sweeper finds.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import dramatiq
from dramatiq.broker import Broker
from dramatiq.middleware import (
    AgeLimit,
    Callbacks,
    CurrentMessage,
    Middleware,
    Pipelines,
    Retries,
    ShutdownNotifications,
    TimeLimit,
)

from app.config import settings
from app.core.jobs import Backlog
from app.web.observe import request_id

log = logging.getLogger(__name__)
QUEUE = "default"
HEARTBEAT_TTL = 20.0  # seconds after which a silent worker's messages go to another
REJECTED_KEPT_FOR = "30 days"  # messages that were done are deleted at once, those given up on after this
AWAY_SECONDS = 5.0  # how long a broker that did not answer is left alone
POSTGRES = ("postgres://", "postgresql://")

_lock = threading.Lock()
_broker: Broker | None = None


def direct_address() -> str:
    """A PostgreSQL address that keeps sessions (LISTEN, advisory locks): BROKER_URL where it names one.

    Behind a transaction pooler DATABASE_URL does not, so BROKER_URL says how to go past it.
    """
    url = settings().broker_url or ""
    address = url if url.startswith(POSTGRES) else str(settings().database_url)
    return address.replace("postgresql+psycopg://", "postgresql://", 1)


def make_broker() -> Broker:
    """A broker for BROKER_URL, or on the application's own PostgreSQL server (schema `dramatiq`)."""
    url = settings().broker_url or ""
    middleware: list[Middleware] = [
        AgeLimit(), TimeLimit(), ShutdownNotifications(), Callbacks(), Pipelines(), CurrentMessage(),
        Retries(max_retries=8, min_backoff=1_000, max_backoff=600_000),
    ]  # fmt: skip
    for scheme, make in _MAKERS.items():
        if url.startswith(scheme):
            return make(url, middleware)
    return _postgres(direct_address(), middleware)


def _redis(url: str, middleware: list[Middleware]) -> Broker:
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415 - only the broker in use is loaded

    patience = {"socket_connect_timeout": "3", "socket_timeout": "10"}
    return RedisBroker(  # type: ignore[no-untyped-call]  # dramatiq's class has no hints here
        url=_with_options(url, patience), middleware=middleware, heartbeat_timeout=int(HEARTBEAT_TTL * 1000)
    )


def _rabbitmq(url: str, middleware: list[Middleware]) -> Broker:
    from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415 - only the broker in use is loaded

    patience = {"socket_timeout": "3", "blocked_connection_timeout": "10", "connection_attempts": "1"}
    return RabbitmqBroker(url=_with_options(url, patience), middleware=middleware, confirm_delivery=True)


def _postgres(address: str, middleware: list[Middleware]) -> Broker:
    from dramatiq_postgres import PostgresBroker  # noqa: PLC0415 - only the broker in use is loaded
    from psycopg_pool import ConnectionPool  # noqa: PLC0415

    pool = ConnectionPool(
        address,
        kwargs={"application_name": "galleria-jobs", "connect_timeout": 3, "keepalives_idle": 5},
        min_size=0,
        max_size=settings().worker_threads + 4,  # two consumers, the listener, upkeep
        timeout=5,
        open=True,
        check=ConnectionPool.check_connection,
    )
    made: Broker = PostgresBroker(
        pool=pool, results=False, middleware=middleware, poll_interval=0.5, maintenance_interval=10.0,
        heartbeat_ttl=HEARTBEAT_TTL, heartbeat_interval=5.0, purge_maxage=REJECTED_KEPT_FOR,
    )  # fmt: skip
    return made


_MAKERS: dict[str, Callable[[str, list[Middleware]], Broker]] = {
    "redis://": _redis, "rediss://": _redis, "amqp://": _rabbitmq, "amqps://": _rabbitmq,
}  # fmt: skip


def _with_options(url: str, options: dict[str, str]) -> str:
    """The address with options that it does not set itself."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**options, **dict(parse_qsl(parts.query))})))


def broker() -> Broker:
    """The process's broker, made on first use and set as dramatiq's own."""
    with _lock:
        return _broker or _set(make_broker())


def use(other: Broker) -> None:
    """Use this broker from now on: before actors are declared, and in tests."""
    with _lock:
        _set(other)


def _set(chosen: Broker) -> Broker:
    global _broker
    _broker = chosen
    dramatiq.set_broker(chosen)
    chosen.declare_queue(QUEUE)
    return chosen


class BrokerSender:
    """Sends by name, so that web code never imports workers' actors.

    Never makes a request wait for a broker that is away: one quick try, then silence for a few seconds.
    """

    def __init__(self) -> None:
        self._away_until = 0.0

    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None:
        """Put a message on the broker. Raises what the broker raises when it is away."""
        if time.monotonic() < self._away_until:
            log.debug("the broker is away: %s waits for the sweeper", actor)
            return
        options = {"request": request_id.get()} if request_id.get() else {}
        message: dramatiq.Message[Any] = dramatiq.Message(
            queue_name=QUEUE, actor_name=actor, args=(), kwargs=kwargs, options=options
        )
        try:
            _enqueue_once(broker(), message, delay_ms)
        except Exception:
            self._away_until = time.monotonic() + AWAY_SECONDS
            raise

    def backlog(self) -> Backlog | None:
        """How much waits on the broker; None when it does not answer."""
        carrier = broker()
        try:
            return _COUNTS[type(carrier).__name__](carrier)
        except Exception:
            log.warning("the broker does not answer", exc_info=True)
            return None


def _postgres_backlog(carrier: Any) -> Backlog:
    with carrier.pool.connection() as connection:
        waiting, oldest, dead = connection.execute(
            """
            select count(*) filter (where state = 'queued' and available_at <= now()),
                   coalesce(extract(epoch from now() - min(available_at) filter (where state = 'queued')), 0),
                   count(*) filter (where state = 'rejected')
            from dramatiq.queue
            """
        ).fetchone()
        alive = "select count(*) from dramatiq.worker where heartbeat_at > now() - make_interval(secs => %s)"
        workers = connection.execute(alive, (HEARTBEAT_TTL,)).fetchone()[0]
    return Backlog(waiting, max(0.0, float(oldest)), dead, workers)


def _redis_backlog(carrier: Any) -> Backlog:
    dead = carrier.client.zcard(f"{carrier.namespace}:{QUEUE}.XQ")
    return Backlog(
        carrier.do_qsize(QUEUE), None, dead, carrier.client.zcard(f"{carrier.namespace}:__heartbeats__")
    )


def _rabbitmq_backlog(carrier: Any) -> Backlog:
    waiting, _delayed, dead = carrier.get_queue_message_counts(QUEUE)
    return Backlog(waiting, None, dead, None)


_COUNTS: dict[str, Callable[[Any], Backlog]] = {
    "PostgresBroker": _postgres_backlog, "RedisBroker": _redis_backlog, "RabbitmqBroker": _rabbitmq_backlog,
}  # fmt: skip


def _enqueue_once(carrier: Broker, message: "dramatiq.Message[Any]", delay_ms: int | None) -> None:
    """One try: the PostgreSQL broker would go on trying for minutes."""
    enqueue = type(carrier).enqueue
    getattr(enqueue, "__wrapped__", enqueue)(carrier, message, delay=delay_ms)
