"""A throw-away installation with one open shop: PostgreSQL of its own, gone with the block."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from app.config import override
from app.core import jobs, tenancy
from app.core.engines import dispose_engines, make_engine, set_databases
from app.core.ids import new_id
from app.core.jobs import Backlog
from app.core.principal import acting_as, system
from app.core.schema import load_tables
from app.core.tenancy import Tenant, tenant_scope
from app.flows.open_tenant import furnish
from app.local.postgres import start_for_tests
from tenants import migrate
from tenants.directory import Directory
from tenants.provisioning import NewTenant, create

SHOP = NewTenant(
    slug="conformance", name="Conformance", country="DE", currency="EUR", tax_included=True, locale="en", timezone="UTC",
)  # fmt: skip


class _Nobody:
    """A broker without workers: what a case causes is done in the case."""

    def send(self, actor: str, kwargs: dict[str, object], *, delay_ms: int | None = None) -> None:
        """Nobody listens."""

    def backlog(self) -> Backlog | None:
        return None


@contextmanager
def open_scratch() -> Iterator[Tenant]:
    """A shop to try things in, bound for the block. Raises PostgresError."""
    load_tables()
    cluster = start_for_tests(Path(tempfile.mkdtemp(prefix="galleria-conformance-")))
    try:
        connection = cluster.create_database("conformance")
        with override(
            environment="test", secret_key=str(new_id()) * 2, database_url=connection.app_url,
            database_owner_url=connection.owner_url, database_prepare=True,
        ):  # fmt: skip
            owner = make_engine(connection.owner_url)
            try:
                tenant = _open(owner)
            finally:
                owner.dispose()
            set_databases({"default": connection.app_url})
            tenancy.set_directory(Directory())
            jobs.set_sender(_Nobody())
            with tenant_scope(tenant), acting_as(system("conformance")):
                yield tenant
    finally:
        dispose_engines()
        cluster.remove()


def _open(owner: Engine) -> Tenant:
    migrate.upgrade(lambda _name: owner, lambda _line: None)
    with acting_as(system("conformance")):
        return create(lambda _name: owner, SHOP, furnish).tenant
