"""Fields `serials-<id>`: numbers of units as they were scanned or pasted, one a line."""

from collections.abc import Mapping
from uuid import UUID

from app.core.errors import Invalid
from app.core.ids import parse_id
from app.domains.inventory import service as inventory

PREFIX = "serials-"


def named_serials(data: Mapping[str, str]) -> dict[UUID, list[str]]:
    """Numbers by the id in the field's name, also where none was written. Raises Invalid at the field."""
    found: dict[UUID, list[str]] = {}
    for name, words in data.items():
        key = parse_id(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
        if key is None:
            continue
        try:
            found[key] = inventory.read_codes(words)
        except Invalid as wrong:
            raise Invalid(wrong.message, fields={name: wrong.fields["serials"]}) from wrong
    return found
