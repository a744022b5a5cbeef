"""Hands a tenant everything it owns: every table as CSV, files, and people's data in clear, in one zip."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.config import settings
from app.core.db import Base, db, unit_of_work
from app.core.principal import acting_as, current_principal
from app.core.tenancy import Tenant, shared_scope, tenant_scope
from app.queries import personal_data
from tenants import registry

SECRETS = frozenset(
    {"password_hash", "pin_hash", "token_hash", "secret_hash", "totp_secret", "recovery_hashes", "wrapped"}
)
README = """Everything that {name} keeps here, as of one moment.

tables/   every table as CSV (UTF-8, with a header). Personal fields are encrypted in them.
people/   customers, orders' buyers and staff with their personal fields in clear.
files/    pictures, documents and imports.

Passwords, keys and sessions are left out: they are of no use elsewhere.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    tables: int
    rows: int


def export_tenant(tenant: Tenant, target: Path) -> Exported:
    """Write the zip, all tables as of one moment, and note the export in the registry."""
    draft = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", README.format(name=tenant.name))
            with tenant_scope(tenant), unit_of_work(snapshot=True):
                rows = [_write_table(archive, table) for table in Base.metadata.sorted_tables]
                for name, people in personal_data.all_people():
                    _write_rows(archive, f"people/{name}.csv", people)
            _write_files(archive, tenant)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    with shared_scope(), acting_as(current_principal()), unit_of_work():
        registry.note_export(tenant.id)
    return Exported(len(rows), sum(rows))


def _write_table(archive: zipfile.ZipFile, table: Any) -> int:
    columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in SECRETS)
    cursor = db.session.connection().connection.cursor()
    with (
        archive.open(f"tables/{table.name}.csv", "w", force_zip64=True) as file,
        cursor.copy(
            f'copy (select {columns} from "{table.name}") to stdout (format csv, header)'  # noqa: S608
        ) as rows,
    ):
        for chunk in rows:
            file.write(chunk)
    return int(cursor.rowcount)


def _write_rows(archive: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> None:
    with archive.open(name, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)


def _write_files(archive: zipfile.ZipFile, tenant: Tenant) -> None:
    root = settings().data_dir / "files" / tenant.id
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            archive.write(path, f"files/{path.relative_to(root)}", zipfile.ZIP_STORED)
