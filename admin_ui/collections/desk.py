"""A rule as it is typed: its rows, what each field asks for, and how many products fit just now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import parse_money, to_decimal
from app.core.tenancy import current_tenant
from app.domains.catalog import attributes, collections, conditions
from app.domains.catalog.models import Collection
from app.domains.catalog.types import FieldSpec
from app.queries import category_tree, shop_blocks

CHOSEN = ("category", "type", "stock", "boolean")


@dataclass(frozen=True, slots=True)
class Row:
    """A condition as its controls show it. `sort` is empty for a field that there is not (any more)."""

    field: str
    op: str
    sort: str
    values: Sequence[str]

    @property
    def text(self) -> str:
        return ", ".join(self.values)


def rule_of(form: MultiDict[str, str]) -> dict[str, Any]:
    """The rule in a form: `field`, `op` and `v0`, `v1` … go together; prices as people write them."""
    kinds = collections.kinds()
    found: list[dict[str, Any]] = []
    for index, (field, op) in enumerate(zip(form.getlist("field"), form.getlist("op"), strict=False)):
        sort = conditions.sort_of(field, kinds) or ""
        if form.get("without") == str(index) or not field:
            continue
        fitting = conditions.ops_of(sort)
        given = form.getlist(f"v{index}")
        found.append(
            {
                "field": field,
                "op": op if op in fitting else next(iter(fitting), ""),
                "value": _read(sort, given),
            }
        )
    return {"match": form.get("match", "all"), "conditions": found}


def _read(sort: str, given: Sequence[str]) -> Any:
    if sort in CHOSEN:
        return list(given)
    words = given[0] if given else ""
    if sort in ("brand", "tag", "words"):
        return [word for each in words.split(",") if (word := each.strip())]
    if sort == "price":
        try:
            return str(parse_money(words, current_tenant().currency))
        except ValueError:
            return words
    return words


def rows_of(rule: Mapping[str, Any]) -> list[Row]:
    """A rule's conditions as rows."""
    kinds = collections.kinds()
    return [_row(each, kinds) for each in rule.get("conditions", ())]


def _row(each: Mapping[str, Any], kinds: Mapping[str, str]) -> Row:
    sort = conditions.sort_of(each["field"], kinds) or ""
    value = each.get("value")
    values = (
        [str(word) for word in value]
        if isinstance(value, list)
        else [str(value if value is not None else "")]
    )
    if sort == "price" and values[0].isdigit():
        values = [_amount(int(values[0]))]
    return Row(each["field"], each["op"], sort, values)


def _amount(minor: int) -> str:
    """As people type it."""
    return str(to_decimal(minor, current_tenant().currency))


def choices() -> dict[str, Any]:
    """What the controls choose from."""
    return {
        "fields": _fields(), "ops": {sort: _ops(sort) for sort in {sort for sort, _op in conditions.SQL}},
        "places": category_tree.places(), "types": [(str(row.id), row.name) for row in attributes.types()],
        "currency": current_tenant().currency,
    }  # fmt: skip


def _fields() -> list[tuple[str, str]]:
    own = [
        ("brand", _("Brand")), ("tag", _("Tag")), ("category", _("Category")), ("type", _("Product type")),
        ("price", _("Price")), ("stock", _("Stock")), ("created", _("Created")),
    ]  # fmt: skip
    specs: dict[str, FieldSpec] = {}
    for row in attributes.types():
        specs |= {
            spec.code: spec for spec in attributes.read(row.fields) if spec.kind not in ("rich", "file")
        }
    return own + [(f"{conditions.ATTRIBUTE}{code}", spec.label) for code, spec in specs.items()]


def _ops(sort: str) -> list[tuple[str, str]]:
    words = {
        "is": _("is") if sort in ("boolean",) else _("is any of"), "is_not": _("is none of"),
        "at_least": _("is at least"), "at_most": _("is at most"), "within_days": _("within the last days"),
        "before": _("is before"), "after": _("is from"),
    }  # fmt: skip
    return [(op, words[op]) for op in conditions.ops_of(sort)]


def preview(rule: Mapping[str, Any]) -> dict[str, Any]:
    """How many fit now, the newest of them, and what must be mended first."""
    try:
        total, ids = collections.fitting(rule)
    except Invalid as refusal:
        return {"total": None, "found": [], "faults": refusal.fields}
    listed = shop_blocks.listed(map(str, ids))
    return {"total": total, "found": [listed[str(each)] for each in ids if str(each) in listed], "faults": {}}


def editor(row: Collection, rule: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the editor of a collection by rule shows."""
    said = row.rule if rule is None else rule
    return {"rows": rows_of(said), "match": said.get("match", "all"), "preview": preview(said), **choices()}
