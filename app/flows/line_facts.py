"""What an order's line copies of its article: a bundle's parts, what the buyer said, and both in words."""

from collections.abc import Sequence
from typing import Any

from app.core.i18n import format_quantity
from app.domains.catalog.types import Chosen
from app.queries.drawn import Awaited
from app.queries.sellables import Sellable

BETWEEN, TIMES = " \N{MIDDLE DOT} ", "\N{MULTIPLICATION SIGN}"


def parts_of(item: Sellable) -> list[dict[str, str]]:
    """The parts of one unit."""
    return [
        {
            "sku": part.sku, "title": part.title, "options": " / ".join(part.options),
            "quantity": f"{part.quantity.normalize():f}",
        }
        for part in item.components
    ]  # fmt: skip


def said_of(said: Sequence[Chosen]) -> list[dict[str, Any]]:
    """What the buyer said, with what it cost a unit."""
    return [
        {"code": each.code, "label": each.label, "value": each.value, "surcharge": each.surcharge} for each in said
    ]  # fmt: skip


def awaited_of(late: Awaited | None) -> dict[str, Any]:
    """What of the line is not there yet."""
    return (
        {}
        if late is None
        else {"awaited": late.quantity, "preorder": late.preorder, "expected_on": late.expected_on}
    )


def words_of(item: Sellable, said: Sequence[Chosen] = ()) -> str:
    """Options, what the buyer said and a bundle's parts in one line, as orders and papers show them."""
    parts = ", ".join(
        f"{format_quantity(part.quantity)} {TIMES} {' '.join([part.title, *part.options])}"
        for part in item.components
    )
    spoken = [f"{each.label}: {each.value}" for each in said]
    return BETWEEN.join(filter(None, (" / ".join(item.options), *spoken, parts)))
