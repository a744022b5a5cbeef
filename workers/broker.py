"""Which broker carries the jobs (DESIGN 4): PostgreSQL by default, Redis or RabbitMQ by BROKER_URL."""

import threading
from typing import Any

import dramatiq
from dramatiq.broker import Broker
from dramatiq.middleware import AgeLimit, Callbacks, CurrentMessage, Pipelines, Retries, ShutdownNotifications, TimeLimit

from app.config import settings

HEARTBEAT_TTL = 20.0
_lock = threading.Lock()
_broker: Broker | None = None


def make_broker() -> Broker:
    """A broker for BROKER_URL, or on the application's own PostgreSQL server (schema `dramatiq`)."""
    url = settings().broker_url or ""
    middleware = [
        AgeLimit(), TimeLimit(), ShutdownNotifications(), Callbacks(), Pipelines(), CurrentMessage(),
        Retries(max_retries=8, min_backoff=1_000, max_backoff=600_000),
    ]  # fmt: skip
    if url.startswith(("redis://", "rediss://")):
        from dramatiq.brokers.redis import RedisBroker

        return RedisBroker(url=url, middleware=middleware)
    if url.startswith(("amqp://", "amqps://")):
        from dramatiq.brokers.rabbitmq import RabbitmqBroker

        return RabbitmqBroker(url=url, middleware=middleware)  # type: ignore[no-untyped-call]  # dramatiq's class has no hints here
    from dramatiq_postgres import PostgresBroker

    address = str(settings().database_url).replace("postgresql+psycopg://", "postgresql://")
    return PostgresBroker(
        url=address, results=False, middleware=middleware, heartbeat_ttl=HEARTBEAT_TTL, heartbeat_interval=5.0,
        poll_interval=1.0,
    )  # fmt: skip


def broker() -> Broker:
    """The process's broker, made on first use and set as dramatiq's own."""
    global _broker
    with _lock:
        if _broker is None:
            _broker = make_broker()
            dramatiq.set_broker(_broker)
        return _broker


class BrokerSender:
    """Sends by name, so that web code never imports workers' actors."""

    def send(self, actor: str, kwargs: dict[str, Any], *, delay_ms: int | None = None) -> None:
        message: dramatiq.Message[Any] = dramatiq.Message(
            queue_name="default", actor_name=actor, args=(), kwargs=kwargs, options={}
        )
        carrier = broker()
        carrier.declare_queue("default")
        carrier.enqueue(message, delay=delay_ms)
