"""How long tenants take: `python -m bench.tenants [--opened 50] [--schemas 200]`.

Opens tenants as `galleria tenant create` does, adds bare ones up to the number of schemas, then walks a migration
over all of them, and prints the figures. Everything happens in a throw-away cluster of its own.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, text

from app.config import REPOSITORY, override
from app.core.engines import dispose_engines, make_engine
from app.core.principal import acting_as, system
from app.core.schema import load_tables
from app.flows.open_tenant import FirstAdmin, open_tenant
from app.local.postgres import start_for_tests
from tenants import lineages, migrate, provisioning
from tenants.provisioning import NewTenant

REVISION = '''"""A column more."""
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.execute("alter table product add column bench text")
    op.execute("create index ix_product_bench on product (bench)")
'''


def main() -> None:
    options = _parse()
    load_tables()
    with tempfile.TemporaryDirectory(prefix="galleria-bench-") as scratch:
        cluster = start_for_tests(Path(scratch) / "postgres")
        try:
            connection = cluster.connection()
            secret = "a secret for the bench only, longer than 32 characters"
            with override(
                environment="test", secret_key=secret, database_url=connection.app_url, data_dir=scratch
            ):
                owner = make_engine(connection.owner_url, pool_size=2)
                with acting_as(system("bench")):
                    _measure(lambda _name: owner, Path(scratch), options)
                owner.dispose()
                dispose_engines()
        finally:
            cluster.remove()


def _measure(engine_of: Callable[[str], Engine], scratch: Path, options: argparse.Namespace) -> None:
    migrate.upgrade(engine_of, lambda _line: None)
    opened = [_open(engine_of, number) for number in range(options.opened)]
    began = time.perf_counter()
    for number in range(options.opened, options.schemas):
        provisioning.create(engine_of, _new(number), lambda _tenant: None)
    bare = time.perf_counter() - began
    _tell("open a tenant, ready to sell", opened)
    if options.schemas > options.opened:
        each = bare / (options.schemas - options.opened)
        print(f"make role, schema, tables and rights only: {each:.3f} s each")
    _add_revision(scratch)
    seconds: list[float] = []
    moment = time.perf_counter()

    def note(_line: str) -> None:
        nonlocal moment
        seconds.append(time.perf_counter() - moment)
        moment = time.perf_counter()

    began = time.perf_counter()
    report = migrate.upgrade(engine_of, note)
    whole = time.perf_counter() - began
    _tell("migrate a schema (a column and an index)", seconds)
    print(f"migrate {report.done} schemas: {whole:.1f} s, {len(report.failed)} failed")
    began = time.perf_counter()
    migrate.upgrade(engine_of, note)
    print(f"find that nothing is behind: {time.perf_counter() - began:.3f} s")
    with engine_of("default").connect() as connection:
        size = connection.scalar(text("select pg_database_size(current_database())"))
        print(f"database of {options.schemas} tenants: {size / 1024**2:.0f} MiB")


def _open(engine_of: Callable[[str], Engine], number: int) -> float:
    admin = FirstAdmin(email=f"admin-{number}@example.com", password="words that nobody guesses")
    return open_tenant(engine_of, _new(number), admin).seconds


def _new(number: int) -> NewTenant:
    return NewTenant(
        slug=f"shop-{number}", name=f"Shop {number}", country="DE", currency="EUR", tax_included=True,
        locale="de", timezone="Europe/Berlin",
    )  # fmt: skip


def _add_revision(scratch: Path) -> None:
    """One revision on top of the real ones, in a copy of the lineage."""
    copy = scratch / "tenant"
    shutil.copytree(REPOSITORY / "migrations" / "tenant", copy)
    (copy / "versions" / "9999_bench.py").write_text(REVISION.format(head=lineages.head("tenant")))
    real = lineages.config

    def config(lineage: lineages.Lineage, **attributes: object) -> object:
        made = real(lineage, **attributes)
        if lineage == "tenant":
            made.set_main_option("script_location", str(copy))
        return made

    lineages.config = config  # type: ignore[assignment]  # for this process only
    lineages.head.cache_clear()


def _tell(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    slow = ordered[int(len(ordered) * 0.95)]
    print(f"{what}: median {statistics.median(ordered):.3f} s, 95 % {slow:.3f} s ({len(ordered)} times)")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How long tenants take to open and to migrate.")
    parser.add_argument("--opened", type=int, default=50, help="tenants opened as the command does")
    parser.add_argument("--schemas", type=int, default=200, help="schemas in all that are migrated")
    return parser.parse_args()


if __name__ == "__main__":
    main()
