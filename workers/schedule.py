"""The clock: `python -m workers.schedule`. It only enqueues; one of any number of schedulers holds the lock."""

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler

from app.core import jobs
from app.core.events import RELAY_JOB
from app.core.tenancy import Tenant, directory, tenant_scope
from tenants import databases
from workers.activity import Activity
from workers.broker import direct_address
from workers.wiring import wire

log = logging.getLogger(__name__)
LOCK = ("galleria", "schedule")
RETRY_SECONDS = 2.0
MOST_WAITING = 5_000
MINUTE, HOUR = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Rule:
    """Enqueue `job` every so many seconds for tenants that wrote to `table` within the last `within` seconds.

    Without a table: for every tenant. A `shared` one is the platform's own and sent once.
    """

    job: str
    every: float
    table: str | None = None
    within: float = 0.0
    shared: bool = False


RULES = (
    Rule(RELAY_JOB, 5, "outbox", 10 * MINUTE),
    Rule("audit.seal", 5, "audit", 20),
    Rule("payments.recover", 10, "payment", 2 * MINUTE),
    Rule("payments.recover", MINUTE, "payment", 30 * MINUTE),
    Rule("refunds.carry_out_open", 10, "refund", 2 * MINUTE),
    Rule("mail.sweep", 30, "mail", 10 * MINUTE),
    Rule("media.render", 30, "asset", 15 * MINUTE),
    Rule("media.match", 30, "match_run", 15 * MINUTE),
    Rule("security.watch", 20, "order_event", MINUTE),
    Rule("security.watch", 20, "audit", MINUTE),
    Rule("channels.watch", MINUTE, "outbox", 15 * MINUTE),
    Rule("stock.release_expired", MINUTE, "reservation", 20 * MINUTE),
    Rule("stock.value", MINUTE, "stock_ledger", 5 * MINUTE),
    Rule("stock.value", MINUTE, "revaluation", 5 * MINUTE),
    Rule("stock.value", 6 * HOUR),
    Rule("stock.hold_expired_lots", 5 * MINUTE),
    Rule("rates.fetch", 6 * HOUR),
    Rule("giftcards.expire", HOUR),
    Rule("giftcards.release_holds", HOUR),
    Rule("stock.fetch_reports", MINUTE),
    Rule("catalog.follow_clock", MINUTE),
    Rule("catalog.go_on_importing", MINUTE, "import_run", HOUR),
    Rule("catalog.settle_collections", HOUR),
    Rule("search.count", MINUTE, "search_note", 10 * MINUTE),
    Rule("search.learn", 6 * HOUR, "product_listing", 6 * HOUR),
    Rule("tenant.sweep", 5 * MINUTE),
    Rule("idempotency.sweep", HOUR),
    Rule("reviews.ask", HOUR),
    Rule("events.purge", 6 * HOUR),
    Rule("recommendations.count", 6 * HOUR),
    Rule("points.expire", 6 * HOUR),
    Rule("prices.plan", 12 * HOUR),
    Rule("control.figures", MINUTE, shared=True),
    Rule("control.sweep", MINUTE, shared=True),
    Rule("control.reconcile", 6 * HOUR, shared=True),
)


class Clock:
    """Knows who is active, and sends each rule's messages."""

    def __init__(self, rules: tuple[Rule, ...] = RULES) -> None:
        self.rules = rules
        self._activity = Activity(rule.table for rule in rules if rule.table)
        self._looked = -HOUR
        self._tenants: list[Tenant] = []
        self._held_back = False
        self._lock = threading.Lock()

    def fire(self, rule: Rule) -> int:
        """Send the rule's messages now; returns how many."""
        if rule.shared:
            jobs.enqueue_shared(rule.job)
            return 1
        with self._lock:
            self._look()
            chosen = [] if self._held_back else [each for each in self._tenants if self._concerns(rule, each)]
        for tenant in chosen:
            with tenant_scope(tenant):
                jobs.enqueue(rule.job)
        return len(chosen)

    def _look(self) -> None:
        if time.monotonic() - self._looked < 1:
            return
        self._activity.look(databases.addresses())
        self._tenants = [tenant for tenant in directory().all() if tenant.status == "active"]
        waiting = jobs.backlog()
        behind = waiting is not None and waiting.waiting > MOST_WAITING
        if behind and not self._held_back:
            log.warning("%s jobs wait: nothing is added until the workers catch up", MOST_WAITING)
        self._held_back, self._looked = behind, time.monotonic()

    def _concerns(self, rule: Rule, tenant: Tenant) -> bool:
        return rule.table is None or self._activity.moved(tenant.schema, rule.table, rule.within)


@contextmanager
def ticking(clock: Clock) -> Iterator[None]:
    """Fire the rules in the background; the first sweep of all comes at once."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for rule in clock.rules:
        scheduler.add_job(
            clock.fire,
            "interval",
            (rule,),
            seconds=rule.every,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        for rule in clock.rules:
            if rule.table is None:
                clock.fire(rule)
        yield
    finally:
        scheduler.shutdown(wait=False)


@contextmanager
def leadership() -> Iterator[psycopg.Connection[tuple[object, ...]] | None]:
    """A connection that holds the schedulers' lock, or None while another one does."""
    connection = psycopg.connect(
        direct_address(), autocommit=True, connect_timeout=3, application_name="galleria-clock"
    )
    with connection:
        asked = connection.execute("select pg_try_advisory_lock(hashtext(%s), hashtext(%s))", LOCK).fetchone()
        yield connection if asked and asked[0] else None


def lead(clock: Clock, stop: threading.Event) -> None:
    """Tick while we hold the lock: it is lost with its connection, and then another scheduler may have it."""
    with leadership() as held:
        if held is None:
            return
        log.info("this scheduler leads")
        with ticking(clock):
            while not stop.wait(1.0):
                held.execute("select 1")


def main() -> None:
    """Wait for the lock, tick, wait again; until SIGTERM or SIGINT."""
    stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    wire()
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    clock = Clock()
    while not stop.is_set():
        try:
            lead(clock, stop)
        except Exception:
            log.warning("the scheduler stops until the database answers", exc_info=True)
        stop.wait(RETRY_SECONDS)


if __name__ == "__main__":
    main()
