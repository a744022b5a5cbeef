"""Files of tenants: pictures, imports, documents.

A key is `<tenant id>/<area>/<name…>`; no key leaves its tenant. Bytes are kept in a directory, or in a bucket where
`S3_BUCKET` is set. Areas under PUBLIC are served to anybody on the tenant's host, under names that change with
their content.
"""

import errno
import re
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from app.config import settings
from app.core.errors import NotFound, TenantMixup, Unavailable
from app.core.s3 import Account, S3Files
from app.core.tenancy import current_tenant

PUBLIC = ("media", "brand")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


class FileStore(Protocol):
    """Where bytes are kept: a directory here, a bucket elsewhere. Keys arrive checked.

    `get` and `part` answer None for what is not there; `part` says the whole size beside the piece;
    `delete` forgets `prefix` and `prefix-…`. Raise OSError or Unavailable when the store itself fails.
    """

    def put(self, key: str, data: bytes) -> None: ...
    def get(self, key: str) -> bytes | None: ...
    def part(self, key: str, start: int, length: int) -> tuple[bytes, int] | None: ...
    def delete(self, prefix: str) -> None: ...


class LocalFiles:
    """Keeps files in a directory; a file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        target = self.root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            draft.write_bytes(data)
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes | None:
        try:
            return (self.root / key).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def part(self, key: str, start: int, length: int) -> tuple[bytes, int] | None:
        try:
            with (self.root / key).open("rb") as file:
                file.seek(start)
                return file.read(length), (self.root / key).stat().st_size
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def delete(self, prefix: str) -> None:
        target = self.root / prefix
        for path in (target, *target.parent.glob(f"{target.name}-*")):
            with suppress(FileNotFoundError):
                path.unlink()


_store: FileStore | None = None


def set_store(store: FileStore | None) -> None:
    """Choose where files are kept; None means what the settings say."""
    global _store
    _store = store


def _files() -> FileStore:
    if _store is not None:
        return _store
    chosen = settings()
    if not chosen.s3_bucket:
        return LocalFiles(chosen.data_dir / "files")
    secret = chosen.s3_secret_key.get_secret_value() if chosen.s3_secret_key else ""
    return _bucket(
        Account(
            chosen.s3_endpoint.rstrip("/"),
            chosen.s3_bucket,
            chosen.s3_region,
            chosen.s3_access_key or "",
            secret,
            chosen.s3_path_style,
        )
    )


@lru_cache(maxsize=2)
def _bucket(account: Account) -> S3Files:
    return S3Files(account)


def key_for(area: str, *names: str) -> str:
    """A key of the bound tenant. Raises ValueError for a part that is not a plain name."""
    return _checked("/".join((current_tenant().id, area, *names)))


def _checked(key: str) -> str:
    parts = key.split("/")
    if len(parts) < 3 or not all(_PART.fullmatch(part) for part in parts):
        raise ValueError(f"{key!r} is not a file key")
    if parts[0] != current_tenant().id:
        raise TenantMixup("A file key of one tenant was used inside another's work")
    return key


def put(key: str, data: bytes) -> None:
    """Keep `data` under `key`. Raises Unavailable when there is no room left."""
    try:
        _files().put(_checked(key), data)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise Unavailable("There is no room left to keep files", code="files.full") from error
        raise


def get(key: str) -> bytes:
    """The bytes under `key`. Raises NotFound."""
    data = _files().get(_checked(key))
    if data is None:
        raise NotFound("This file is gone", code="files.gone")
    return data


def part(key: str, start: int, length: int) -> tuple[bytes, int]:
    """A piece of the file and the size of the whole; the piece is empty behind its end. Raises NotFound."""
    found = _files().part(_checked(key), start, length)
    if found is None:
        raise NotFound("This file is gone", code="files.gone")
    return found


def delete(prefix: str) -> None:
    """Forget the file `prefix` and its renditions `prefix-…`; one that is gone already is no error."""
    _files().delete(_checked(prefix))


def url(key: str) -> str:
    """Path at which the tenant's host serves a public file. Raises ValueError for one in a private area."""
    _, _, name = _checked(key).partition("/")
    if name.split("/")[0] not in PUBLIC:
        raise ValueError("private files have no address")
    return f"/files/{name}"


def public_key(name: str) -> str:
    """The key behind `/files/<name>` on the bound tenant's host. Raises NotFound for private or odd names."""
    area, *parts = name.split("/")
    if area not in PUBLIC or not parts or not all(_PART.fullmatch(part) for part in parts):
        raise NotFound("There is no such file", code="files.gone")
    return key_for(area, *parts)
