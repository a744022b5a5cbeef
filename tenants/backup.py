"""One file with the whole installation: the default database, files, secrets. And back again.

The archive is a tar with `manifest.json`, `database.dump`, `files/` and, where the installation keeps its own
secrets, `secrets`: whoever holds it can read everything, so it is written for its owner alone (mode 0600).
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from app.config import settings
from app.core import clock
from app.core.errors import Invalid
from tenants import ddl, dumps
from tenants.databases import owner_address, owner_engine

Progress = Callable[[str], None]
FORMAT = 1
OURS = "select nspname from pg_namespace where nspname in ('shared', 'dramatiq') or nspname like 't\\_%'"


class BadBackup(Invalid):
    """A file that is no backup of ours, or one that this installation cannot read."""

    code = "tenancy.bad_backup"


def write(target: Path, progress: Progress) -> dict[str, Any]:
    """Write everything to `target`, which appears only when it is whole."""
    owner = owner_engine()
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".galleria-backup-") as scratch:
        dumped, draft = Path(scratch) / "database.dump", Path(scratch) / "backup.tar"
        progress("database …")
        with owner.connect() as connection:
            schemas = [str(name) for name in connection.scalars(text(OURS))]
            roles = [name for name in schemas if name.startswith("t_")]
        dumps.dump(owner_address(), schemas, dumped)
        manifest = {"format": FORMAT, "at": clock.now().isoformat(), "roles": roles, "key": _key_print()}
        progress("files …")
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(opened, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            _pack(archive, manifest, dumped)
        draft.replace(target)
    return {"file": str(target), "bytes": target.stat().st_size, "tenants": len(roles)}


def _pack(archive: tarfile.TarFile, manifest: dict[str, Any], dumped: Path) -> None:
    told = json.dumps(manifest, indent=2).encode()
    entry = tarfile.TarInfo("manifest.json")
    entry.size = len(told)
    archive.addfile(entry, BytesIO(told))
    archive.add(dumped, "database.dump")
    for name in ("files", "secrets"):
        path = settings().data_dir / name
        if path.exists():
            archive.add(path, name)


def restore(source: Path, progress: Progress) -> dict[str, Any]:
    """Replace everything by what `source` holds, or nothing. Raises BadBackup, DumpFailed."""
    data = settings().data_dir
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".galleria-restore-") as scratch:
        unpacked = Path(scratch)
        progress("reading …")
        manifest = _unpack(source, unpacked)
        progress("database …")
        _replace_database(owner_engine(), manifest["roles"], unpacked / "database.dump")
        progress("files …")
        shutil.rmtree(data / "files", ignore_errors=True)
        for name in ("files", "secrets"):
            if (unpacked / name).exists():
                (unpacked / name).replace(data / name)
    return {"file": str(source), "written": manifest["at"], "tenants": len(manifest["roles"])}


def _extract(archive: tarfile.TarFile, target: Path) -> None:
    """Files and folders below the target and nothing else: Debian 12's Python has no `filter="data"` for it yet."""
    for member in archive:
        place = (target / member.name).resolve()
        if not place.is_relative_to(target) or not (member.isfile() or member.isdir()):
            raise BadBackup(f"{member.name} is nothing that a backup of Galleria holds")
        content = archive.extractfile(member)
        if content is None:
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with content, place.open("wb") as out:
            shutil.copyfileobj(content, out)
        place.chmod(member.mode & 0o755)


def _unpack(source: Path, target: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as archive:
            _extract(archive, target.resolve())
        manifest: dict[str, Any] = json.loads((target / "manifest.json").read_text())
    except (tarfile.TarError, ValueError, FileNotFoundError) as error:
        if not source.exists():
            raise
        raise BadBackup(f"{source} is not a backup of Galleria") from error
    if manifest.get("format") != FORMAT:
        raise BadBackup(f"{source} was written by a release that this one cannot read")
    if manifest["key"] != _key_print() and not (target / "secrets").exists():
        raise BadBackup("This backup was written under another SECRET_KEY: set that one, then try again")
    return manifest


def _key_print() -> str:
    """Tells whether two installations have the same master key, and nothing else."""
    return hashlib.sha256(b"galleria backup\0" + settings().master_key).hexdigest()[:16]


def _replace_database(owner: Engine, roles: list[str], dumped: Path) -> None:
    """Set the schemas aside, restore, drop what was set aside; on failure put them back."""
    with owner.begin() as connection:
        before = [str(name) for name in connection.scalars(text(OURS))]
        _rename(connection.exec_driver_sql, {name: f"old_{name}" for name in before})
        for role in roles:
            ddl.ensure_role(connection, role)
    try:
        dumps.restore(owner_address(), dumped)
    except BaseException:
        with owner.begin() as connection:
            _rename(connection.exec_driver_sql, {f"old_{name}": name for name in before})
        raise
    for name in before:
        with owner.begin() as connection:
            connection.exec_driver_sql(f"drop schema old_{name} cascade")


def _rename(run: Callable[[str], Any], names: dict[str, str]) -> None:
    for before, after in names.items():
        run(f"alter schema {before} rename to {after}")
