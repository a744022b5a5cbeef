"""Which variant a shopper means by their choices, and what each other choice would lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.i18n import gettext as _
from app.queries.page_variants import PageVariant
from app.queries.product_page import ProductPage


@dataclass(frozen=True, slots=True)
class Axis:
    """An option as `ui.choices` shows it. `field` is its name in forms; a single value is no choice."""

    field: str
    label: str
    value: str
    options: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `variant` None: this combination is not made."""

    variant: PageVariant | None
    axes: Sequence[Axis]

    @property
    def words(self) -> str:
        chosen = ((axis.value, option) for axis in self.axes for option in axis.options)
        return " / ".join(option["label"] for value, option in chosen if option["value"] == value)


def choose(page: ProductPage, given: Mapping[str, str]) -> Choice:
    """The choice by form fields o0, o1 …; what is missing or unknown falls to the first that can be bought."""
    start = _start(page, given)
    wanted = [
        asked if (asked := given.get(f"o{place}", "")) in values else (start[place] if start else "")
        for place, (_name, values) in enumerate(page.options)
    ]
    known = {variant.option_values: variant for variant in page.variants}
    variant = known.get(tuple(wanted)) if page.options else next(iter(page.variants), None)
    axes = [
        Axis(
            f"o{place}",
            page.label(name),
            wanted[place],
            [_option(known, wanted, place, value, page.label(name, value)) for value in values],
        )
        for place, (name, values) in enumerate(page.options)
    ]
    return Choice(variant, axes)


def _start(page: ProductPage, given: Mapping[str, str]) -> tuple[str, ...] | None:
    """The first variant that can be bought, by SKU if one is asked for."""
    asked = next((each for each in page.variants if each.sku == given.get("sku")), None)
    first = (
        asked
        or next((each for each in page.variants if each.can_be_bought), None)
        or next(iter(page.variants), None)
    )
    return first.option_values if first else None


def _option(
    known: Mapping[tuple[str, ...], PageVariant], wanted: Sequence[str], place: int, value: str, label: str
) -> dict[str, Any]:
    """One value, judged beside what else is chosen."""
    beside = tuple(value if index == place else other for index, other in enumerate(wanted))
    variant = known.get(beside)
    out = variant is None or not variant.can_be_bought
    note = _("not made so") if variant is None else _("sold out")
    return {
        "value": value, "label": label, "out": out, "note": note if out else None, "attrs": {"id": f"o{place}-{value}"},
    }  # fmt: skip
