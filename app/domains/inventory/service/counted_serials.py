"""Counting what is kept by serial number: the units that were seen are held against the units of the books."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.core.i18n import gettext as _
from app.domains.inventory.errors import SerialsNeeded
from app.domains.inventory.models import CountLine, Serial, StockCount, StockItem
from app.domains.inventory.service import serials
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Change


def seen(line: CountLine, item: StockItem, numbers: Sequence[str] | None, *, add: bool) -> list[str]:
    """The units that lie there, with those counted before where they are added. Raises SerialsNeeded."""
    if numbers is None:
        words = _("%(sku)s is kept by serial number: scan the numbers", sku=item.sku)
        raise SerialsNeeded(words, sku=item.sku, fields={"serials": words})
    before = (line.serials or {}).get("seen", []) if add else []
    return sorted({*before, *numbers})


def compare(item_id: UUID, location_id: UUID, codes: Sequence[str]) -> dict[str, Any]:
    """What is missing of the books' units at a place, and what is there beyond them. Raises SerialRefused."""
    here = set(
        db.session.scalars(
            select(Serial.code).where(
                Serial.stock_item_id == item_id, Serial.location_id == location_id, Serial.state == "here"
            )
        )
    )
    found = sorted(set(codes) - here)
    known = serials.glance(item_id, found)
    for code in found:
        serials.check_may_come(code, known.get(code), None)
    return {"seen": list(codes), "lost": sorted(here - set(codes)), "found": found}


def name(count: StockCount, line: CountLine) -> tuple[int, int]:
    """Name what came to light and what is gone, as of now; how many of each. Before any level is locked.

    Raises SerialRefused where something that was found is known elsewhere by now.
    """
    told, spot = line.serials or {}, (line.stock_item_id, count.location_id)
    known = serials.known_of(spot[0], [*told["lost"], *told["found"]])
    lies = {code for code, row in known.items() if row.state == "here" and row.location_id == spot[1]}
    lost = [code for code in told["lost"] if code in lies]
    found = [code for code in told["found"] if code not in lies]
    serials.name_leaving(count.id, *spot, lost, anyhow=True)
    serials.name_coming(count.id, *spot, found)
    return len(found), len(lost)


def book(count: StockCount, line: CountLine, reason: str, named: tuple[int, int]) -> Decimal:
    """Post what was named: first what came to light, then what is gone; how many more there are."""
    for delta in (named[0], -named[1]):
        if delta:
            change(
                [Change(line.stock_item_id, count.location_id, on_hand=Decimal(delta))],
                kind="count", reason=reason, document="count", document_id=count.id,
            )  # fmt: skip
    return Decimal(named[0] - named[1])
