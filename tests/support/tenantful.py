"""A tenant with a row in every table, its words marked, and a fingerprint of all that it holds.

For sweeps: what is another tenant's must not change by a byte and must not show in any answer.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import CheckConstraint, Table, insert, select, text, update
from sqlalchemy.dialects.postgresql import INET, JSONB, TSVECTOR

from app.core import crypto
from app.core.db import Base, db
from app.core.ids import new_id
from app.core.schema import load_tables
from app.core.tenancy import Tenant
from app.core.xid import Xid8
from app.domains.pos.models import Device
from tests.factories import BUILDERS, Make
from tests.support.cleaning import connect
from tests.support.units import unit

MARK = re.compile(r"zq[0-9a-f]{10}")
MARKED = (
    "title",
    "name",
    "sku",
    "slug",
    "number",
    "city",
    "alt",
    "label",
    "subject",
    "description",
    "note",
    "hint",
)
ALSO_MARKED = {("price_list", "code")}
NOT_MARKED = {("channel", "name"), ("tax_rate", "name")}
AT = datetime(2030, 1, 1, tzinfo=UTC)
# What a CHECK or an enumeration demands of a column that a generic row cannot guess
WORDS: dict[tuple[str, str], Any] = {
    ("staff_token", "kind"): "reset", ("customer_token", "kind"): "reset",
    ("asset", "status"): "ready", ("search_rule", "words"): "mugs",
    ("import_run", "status"): "checked", ("import_run", "format"): "shopify-csv",
}  # fmt: skip


@dataclass
class Full:
    """What a sweep needs of a tenant: credentials, ids and words by table."""

    tenant: Tenant
    admin: str
    customer: str
    key: str
    device: str
    ids: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def fill(tenant: Tenant, superuser_url: str) -> Full:
    """Make at least one row in every table of `tenant`; its words are unique marks found by `MARK`."""
    load_tables()
    make = Make(tenant)
    admin = make.staff_session(staff=make.staff(role="administrator"))
    shopper = make.customer()
    make.customer_address(customer=shopper)
    product = make.product()
    make.cart({product.sku: 1})
    for name in BUILDERS:
        getattr(make, name)()
    full = Full(
        tenant, admin, customer_session(tenant, shopper.id), make.api_key(), device_token(tenant, make)
    )
    elsewhere = {
        "stock_transfer": {"destination_id": make.location().id},
        "price_list_entry": {"amount": 100},
        "gift_card": {"code_hash": b"x"},
    }
    bundle = {"bundle_id": make.product().variant.id, "component_id": product.variant.id}
    with unit(tenant):
        db.session.execute(insert(Base.metadata.tables["bundle_component"]).values(bundle))
        for table in Base.metadata.sorted_tables:
            if db.session.execute(select(table).limit(1)).first() is None:
                db.session.execute(insert(table).values(_row(table) | elsewhere.get(table.name, {})))
    _mark(tenant, superuser_url)
    _collect(full)
    return full


def customer_session(tenant: Tenant, customer_id: UUID) -> str:
    token = crypto.new_token()
    table = Base.metadata.tables["customer_session"]
    given = {"customer_id": customer_id, "token_hash": crypto.hash_token(token)}
    with unit(tenant):
        db.session.execute(insert(table).values({**_row(table), **given}))
    return token


def device_token(tenant: Tenant, make: Make, register: Any = None) -> str:
    """A paired tablet's token, in the form that tablets get."""
    token = f"dev_{crypto.new_token()}"
    device = make.device(register=register)
    with unit(tenant):
        change = update(Device).where(Device.id == device.id).values(token_hash=crypto.hash_token(token))
        db.session.execute(change)
    return token


def _row(table: Table) -> dict[str, Any]:
    """Values for every column that the table cannot fill by itself."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if (table.name, column.name) in WORDS:
            values[column.name] = WORDS[table.name, column.name]
        elif (
            column.nullable
            or column.default is not None
            or column.server_default is not None
            or column.identity is not None
            or column.computed is not None
        ):
            continue
        elif column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            values[column.name] = db.session.execute(select(target).limit(1)).scalar_one()
        elif column.autoincrement is True:
            continue
        else:
            values[column.name] = _allowed(column) or _value(column)
    return values


def _allowed(column: Any) -> str | None:
    """The first word that the table's own check lets into the column, where it names some."""
    checks = [str(each.sqltext) for each in column.table.constraints if isinstance(each, CheckConstraint)]
    found = [re.match(rf"{column.name} in \('([^']+)'", check) for check in checks]
    return next((match[1] for match in found if match), None)


def _value(column: Any) -> Any:
    for kind_of_column, value in ((INET, "192.0.2.1"), (Xid8, "0"), (JSONB, {}), (TSVECTOR, "")):
        if isinstance(column.type, kind_of_column):
            return value
    if column.name == "currency":
        return "EUR"
    kind = column.type.python_type
    samples: dict[type, Any] = {
        str: f"x{new_id().hex[-12:]}", int: 1, bool: False, bytes: b"x", Decimal: Decimal(1), UUID: new_id(),
        datetime: AT, dict: {}, list: [], float: 1.0,
    }  # fmt: skip
    return AT.date() if kind.__name__ == "date" else samples[kind]


def _mark(tenant: Tenant, superuser_url: str) -> None:
    """Give every row's words a mark of its own; where a rule of the table forbids it, the words stay."""
    with connect(superuser_url) as connection:
        for table, column in _columns(MARKED):
            connection.execute("set session_replication_role = replica")
            with suppress(psycopg.errors.IntegrityError):
                connection.execute(
                    f'update {tenant.schema}."{table}" set {column} = '
                    "'zq' || substr(md5(random()::text || ctid::text), 1, 10)"
                )


def _columns(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            textual = column.name in names and column.type.python_type is str
            named = (table.name, column.name)
            if named in ALSO_MARKED or (textual and not column.foreign_keys and named not in NOT_MARKED):
                yield table.name, column.name


def _collect(full: Full) -> None:
    with unit(full.tenant):
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(select(table)).mappings():
                if isinstance(row.get("id"), UUID):
                    full.ids[table.name] = str(row["id"])
                for name, value in row.items():
                    if isinstance(value, str) and MARK.fullmatch(value):
                        full.words[f"{table.name}.{name}"] = value
                if table.name == "location":
                    full.words.setdefault("location.code", str(row["code"]))
                    if row["code"] != "main":
                        full.words["location.code"] = str(row["code"])


def empty_tables(tenant: Tenant) -> list[str]:
    """Tables of the tenant without a row: a sweep proves nothing about them."""
    with unit(tenant):
        return [
            table.name
            for table in Base.metadata.sorted_tables
            if db.session.execute(select(text("1")).select_from(table).limit(1)).first() is None
        ]


def fingerprint(tenant: Tenant, superuser_url: str, files: Path) -> dict[str, str]:
    """A digest of every table, sequence and file of the tenant."""
    schema = tenant.schema
    found = {}
    with connect(superuser_url) as connection:
        for (name,) in connection.execute(
            "select tablename from pg_tables where schemaname = %s", [schema]
        ).fetchall():
            digest = f'select md5(string_agg(t::text, chr(10) order by t::text collate "C")) from {schema}."{name}" t'
            found[str(name)] = str(connection.execute(digest).fetchone())
        sequences = "select sequencename, last_value from pg_sequences where schemaname = %s"
        found |= {
            f"sequence {name}": str(at) for name, at in connection.execute(sequences, [schema]).fetchall()
        }
    for path in sorted((files / "files" / tenant.id).rglob("*")):
        if path.is_file():
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


__all__ = ["MARK", "Full", "empty_tables", "fill", "fingerprint"]
