"""The facts of a product's type in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

from app.core.i18n import current_locale, format_date, format_quantity
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.types import FieldSpec
from app.queries.product_media import Attachment


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a product's type in words; `rich` ones are safe HTML, colours are #rrggbb, files have a `url`."""

    code: str
    label: str
    kind: str
    value: str
    url: str = ""


def facts_of(json: str | None, files_: Sequence[Attachment]) -> list[Fact]:
    """The type's facts that the product has, in the type's order and the reader's language."""
    if not json:
        return []
    _name, fields, values = orjson.loads(json)
    own = current_tenant().locale
    found = []
    for spec in catalog.attributes.read(fields):
        label = spec.label_in(current_locale())
        value = catalog.attributes.spoken(values.get(spec.code), current_locale(), own)
        if value is not None and spec.kind == "file":
            own_files = (each for each in files_ if str(each.id) == value)
            found += [Fact(spec.code, label, spec.kind, each.words, each.url) for each in own_files]
        elif value is not None:
            found.append(Fact(spec.code, label, spec.kind, _spoken(spec, value)))
    return found


def _spoken(spec: FieldSpec, value: Any) -> str:
    match spec.kind:
        case "number":
            return f"{format_quantity(Decimal(value))} {spec.unit}".rstrip()
        case "choice":
            return spec.choice_in(current_locale(), str(value))
        case "boolean":
            return _("yes") if value else _("no")
        case "date":
            return format_date(datetime.fromisoformat(value).replace(tzinfo=UTC), "UTC")
        case _:
            return str(value)
