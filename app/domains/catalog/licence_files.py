"""Licence keys on their way in and out of files: lists of keys, and the column of a file of products."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from app.core import crypto
from app.core.db import run
from app.domains.catalog.licences import digest

HEADS = frozenset(
    ("key", "keys", "code", "codes", "licence", "license", "licence key", "license key", "schlüssel", "lizenz",
     "lizenzschlüssel")
)  # fmt: skip
KNOWN = text(
    """
    select k.variant_id, k.digest
    from unnest(cast(:variants as uuid[]), cast(:digests as bytea[])) as w (variant, digest)
    join licence_key k on k.variant_id = w.variant and k.digest = w.digest
    """
)
FREE = text(
    """
    select variant_id, sealed from licence_key
    where variant_id = any(cast(:variants as uuid[])) and line_id is null order by id
    """
)


def read(data: bytes) -> list[str]:
    """Keys of a text or CSV file: a line each, of several columns the first; a heading is left out."""
    words = _decoded(data).replace("\0", "")
    sample = words[:4096]
    mark = next((each for each in (";", "\t", ",") if each in sample), ",")
    cells = [row[0].strip() for row in csv.reader(io.StringIO(words), delimiter=mark) if row]
    return [
        cell for place, cell in enumerate(cells) if cell and not (place == 0 and cell.casefold() in HEADS)
    ]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def masked(keys: Iterable[str]) -> tuple[str, ...]:
    """What stands for keys where they are only compared: the same for the same key, and nothing to learn."""
    return tuple(digest(key).hex() for key in keys)


def unknown(keys: Mapping[UUID, Sequence[str]]) -> set[UUID]:
    """Those variants that one of these keys would be new to; asks once for all."""
    pairs = [(variant, digest(key)) for variant, given in keys.items() for key in given]
    asked = {"variants": [variant for variant, _ in pairs], "digests": [digest for _, digest in pairs]}
    known = {(row.variant_id, bytes(row.digest)) for row in run(KNOWN, asked)} if pairs else set()
    return {variant for variant, digest in pairs if (variant, digest) not in known}


def free_of(variant_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The keys that nobody bought yet, in the clear, for a file. Whoever writes it records that."""
    found: dict[UUID, list[str]] = {}
    for row in run(FREE, {"variants": list(variant_ids)}):
        found.setdefault(row.variant_id, []).append(crypto.open_secret(bytes(row.sealed)))
    return {variant: tuple(keys) for variant, keys in found.items()}
