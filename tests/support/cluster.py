"""One throw-away PostgreSQL for a whole run, and a ready-made database in it for each pytest process.

The template holds the control plane and two open tenants; a copy takes about 100 ms. Roles belong to the
cluster: all copies share those of the template, which nobody drops.
"""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.config import override
from app.core.engines import dispose_engines, make_engine
from app.core.principal import acting_as, system
from app.flows.open_tenant import furnish
from app.local.postgres import Cluster, Connection, start_for_tests
from tenants import migrate
from tenants.provisioning import NewTenant, create
from tests.support.cleaning import connect, keep_baseline

TEMPLATE = "galleria_template"
SECRET = "a secret for tests only, of more than 32 characters"

ALPHA = NewTenant(
    id="alpha", slug="alpha", name="Alpha Goods", country="DE", currency="EUR", tax_included=True,
    locale="en", timezone="Europe/Berlin",
)  # fmt: skip
BETA = NewTenant(
    id="beta", slug="beta", name="Beta Supply", country="US", currency="USD", tax_included=False,
    locale="en", timezone="America/New_York",
)  # fmt: skip


def start() -> Cluster:
    """Start the run's cluster and make the template in it. The caller removes it."""
    cluster = start_for_tests(Path(tempfile.mkdtemp(prefix="galleria-tests-")))
    try:
        _make_template(cluster)
    except BaseException:
        cluster.remove()
        raise
    return cluster


def _make_template(cluster: Cluster) -> None:
    connection = cluster.create_database(TEMPLATE)
    with override(environment="test", secret_key=SECRET, database_url=connection.app_url):
        owner = make_engine(connection.owner_url)
        try:
            migrate.upgrade(lambda _name: owner, lambda _line: None)
            with acting_as(system("tests")):
                create(lambda _name: owner, ALPHA, furnish)
                create(lambda _name: owner, BETA, furnish)
            forget_the_opening(connection.superuser_url, (ALPHA, BETA))
            keep_baseline(connection.superuser_url)
        finally:
            owner.dispose()
            dispose_engines()


def forget_the_opening(superuser_url: str, tenants: Iterable[NewTenant]) -> None:
    """Drop what the opening itself wrote to audit and outbox: tests count from nothing."""
    with connect(superuser_url) as connection:
        for tenant in tenants:
            connection.execute(f"truncate t_{tenant.id}.audit, t_{tenant.id}.outbox restart identity cascade")


def copy(directory: str, name: str) -> Connection:
    """A fresh copy of the template in the cluster that runs in `directory`."""
    return Cluster(directory).create_database(name, template=TEMPLATE)


def remove(cluster: Cluster) -> None:
    """Stop the cluster and delete its files."""
    cluster.remove()
    shutil.rmtree(cluster.directory, ignore_errors=True)
