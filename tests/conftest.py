"""The house's test kit. Real PostgreSQL, two tenants always, and after each test the database is as before.

Fixtures
  tenant, other_tenant  `alpha` (DE, EUR, tax included), `beta` (US, USD, tax added), freshly opened:
                        channels web pos api phone, location `main`, a tax rate, delivery, legal pages
  make                  rows of `tenant`: make.product(sku="MUG", price=1000, stock=10), make.customer(...),
                        make.of(other_tenant).product(...), make.location.batch(3)
  app                   the web application (app.factory.create_app), made once a process
  shop, admin, api      clients of `tenant`: a browser, a browser signed in as administrator, a program with
                        an API key for all; other_shop, other_admin, other_api: the same of `other_tenant`
  unit(tenant)          context: tenant bound, one unit of work, acting as system("test")
  count(Model, *where, tenant=None)    how many rows, of `tenant` unless told otherwise
  inside                the tenant bound for the whole test, acting as system("test"); messages stay with `sender`
  query_budget(n, binding=False)       context: fails when the block needs more than n SQL statements
  run_jobs()            does all waiting messages and outbox reactions now; answers how many; a reaction that
                        fails fails the test (run_jobs(may_fail=True) leaves its failure row instead)
  sender                the messages sent and not yet done: sender.messages
  frozen_clock          a function: frozen_clock(datetime) sets the clock for the rest of the test
  database              addresses of this process's database: .app_url .owner_url .superuser_url

A test that takes none of these starts no PostgreSQL. Threads are cleaned up after too, if they have ended.
Sockets reach 127.0.0.1 and Unix sockets only; warnings are errors. `@pytest.mark.req("INV-05")` names the
requirement whose breaking the test would notice.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from hypothesis.internal.conjecture import providers

from app.config import override
from app.core import clock, jobs, tenancy
from app.core.engines import dispose_engines
from app.core.principal import acting_as, system
from app.core.tenancy import Tenant, TenantDirectory
from app.local.postgres import Connection
from tests.factories import Make
from tests.support import budget
from tests.support import cluster as clusters
from tests.support.cleaning import Cleaner
from tests.support.jobs import MemorySender
from tests.support.jobs import run_jobs as do_jobs
from tests.support.units import count_rows
from tests.support.units import unit as open_unit

pytest_plugins = ["tests.support.clients"]

LONGEST = (
    "test_isolation_sweep.py",
    "test_till.py",
    "test_rush.py",
    "test_role_sweep.py",
    "test_brokers.py",
    "test_till_offline.py",
    "test_load.py",
    "test_shop.py",
    "test_cursors.py",
    "test_codes.py",
    "test_twin.py",
    "test_schema.py",
    "test_gift_cards.py",
    "test_backup.py",
    "test_staff.py",
    "test_crash.py",
    "test_whole_format.py",
    "test_stock_pairs.py",
)
CLUSTER = pytest.StashKey[clusters.Cluster]()
_cleaners: list[Cleaner] = []
drawing.register_profile("house", suppress_health_check=[HealthCheck.too_slow], deadline=None)
drawing.load_profile("house")  # how long an example takes says how busy the machine is
# Nobody reads the constants of our thousand modules for the examples: that took every process ten seconds
providers._get_local_constants = lambda: providers._local_constants


# The cluster ends with the thread that started it, so with xdist the controlling process starts it.
def _cluster_of(config: pytest.Config) -> str:
    given: str | None = getattr(config, "workerinput", {}).get("galleria_cluster")
    if given is not None:
        return given
    if CLUSTER not in config.stash:
        config.stash[CLUSTER] = clusters.start()
    return str(config.stash[CLUSTER].directory)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["galleria_cluster"] = _cluster_of(node.config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first: with two processes the last one to begin is the one that all wait for."""
    longest = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: longest.get(item.path.name, len(LONGEST)))


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER in config.stash:
        clusters.remove(config.stash[CLUSTER])


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """This process's own copy of the template, with the application's settings pointing at it."""
    process = getattr(request.config, "workerinput", {}).get("workerid", "main")
    connection = clusters.copy(_cluster_of(request.config), f"galleria_{process}")
    files: Path = tmp_path_factory.mktemp("var")
    with override(
        environment="test",
        secret_key=clusters.SECRET,
        database_url=connection.app_url,
        database_owner_url=connection.owner_url,
        data_dir=files,
    ):
        _cleaners.append(Cleaner(connection.superuser_url))
        yield connection
        dispose_engines()
        _cleaners.pop().close()


@pytest.fixture(scope="session")
def _registry(database: Connection) -> None:
    from tenants.directory import Directory

    tenancy.set_directory(Directory())


@pytest.fixture
def directory(_registry: None) -> TenantDirectory:
    """The one in force: the factory sets its own."""
    return tenancy.directory()


@pytest.fixture(autouse=True)
def _fresh_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was published is asked at every request, not four times a second: a test is quicker than that."""
    if (pagecache := sys.modules.get("app.web.pagecache")) is not None:
        monkeypatch.setattr(pagecache, "EPOCHS_LAST_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """After each test: rows, queued messages and remembered tenants are those of the beginning."""
    yield
    for cleaner in _cleaners:
        cleaner.clean()
    if tenancy._directory is not None:
        tenancy._directory.forget()
    jobs._nudged.clear()
    if (ratelimit := sys.modules.get("app.web.ratelimit")) is not None:
        ratelimit._buckets.clear()
    if (auth := sys.modules.get("app.web.auth")) is not None:
        auth.forget_verified()
    if (pagecache := sys.modules.get("app.web.pagecache")) is not None:
        pagecache.forget()


@pytest.fixture
def tenant(directory: TenantDirectory) -> Tenant:
    return _found(directory, clusters.ALPHA.slug)


@pytest.fixture
def other_tenant(directory: TenantDirectory) -> Tenant:
    return _found(directory, clusters.BETA.slug)


def _found(directory: TenantDirectory, slug: str) -> Tenant:
    tenant = directory.by_slug(slug)
    assert tenant is not None, f"the template has no {slug}"
    return tenant


@pytest.fixture
def make(tenant: Tenant) -> Make:
    return Make(tenant)


@pytest.fixture
def unit() -> Callable[..., AbstractContextManager[Any]]:
    return open_unit


@pytest.fixture
def inside(tenant: Tenant, sender: MemorySender) -> Iterator[Tenant]:
    with tenancy.tenant_scope(tenant), acting_as(system("test")):
        yield tenant


@pytest.fixture
def count(tenant: Tenant) -> Callable[..., int]:
    own = tenant

    def counting(model: type[Any], *where: Any, tenant: Tenant | None = None) -> int:
        return count_rows(tenant or own, model, *where)

    return counting


@pytest.fixture
def query_budget() -> Callable[..., AbstractContextManager[Any]]:
    return budget.query_budget


@pytest.fixture
def sender() -> Iterator[MemorySender]:
    memory = MemorySender()
    before = jobs._sender
    jobs.set_sender(memory)
    yield memory
    jobs.set_sender(before)


@pytest.fixture
def run_jobs(sender: MemorySender, directory: TenantDirectory) -> Callable[..., int]:
    return lambda **how: do_jobs(sender, list(directory.all()), **how)


@pytest.fixture
def frozen_clock() -> Iterator[Callable[[datetime], None]]:
    with ExitStack() as stack:
        yield lambda at: stack.enter_context(clock.frozen(at))
