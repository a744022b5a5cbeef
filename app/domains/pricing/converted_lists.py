"""Price lists that have the prices of a list in another currency, by an exchange rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.db import db
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft
from app.domains.pricing.models import PriceList
from app.domains.pricing.rates import Rate
from app.domains.pricing.sources import price_source


@dataclass(frozen=True, slots=True)
class Pair:
    """A list that is made of another."""

    list_id: UUID
    currency: str
    from_currency: str


def pairs(source_ids: Sequence[UUID] | None = None) -> list[Pair]:
    """Converted lists of these sources, or themselves among these; None for all."""
    source = aliased(PriceList)
    query = select(PriceList.id, PriceList.currency, source.currency).join(
        source, source.id == PriceList.converted_from
    )
    if source_ids is not None:
        query = query.where(PriceList.converted_from.in_(source_ids) | PriceList.id.in_(source_ids))
    return [Pair(*row) for row in db.session.execute(query.order_by(PriceList.id))]


def convert(list_id: UUID, rate: Rate, until: datetime | None) -> int:
    """Give a list its source's prices and percentage by a rate, until when they hold; returns how many changed."""
    row = db.session.get_one(PriceList, list_id, with_for_update=True)
    source = db.session.get_one(PriceList, row.converted_from)
    same = (row.percent, row.rate_id, row.good_until) == (source.percent, rate.id, until)
    row.percent, row.rate_id, row.good_until = source.percent, rate.id, until
    row.updated_at = row.updated_at if same else clock.now()
    drafts = [_converted(each, rate, row.ending) for each in price_lists.entries_of(source.id)]
    with price_source("rate"):
        changed = price_lists.replace_all(list_id, drafts)
        if not changed and not same:
            price_lists.tell(list_id)
    return changed


def _converted(entry: EntryDraft, rate: Rate, ending: int | None) -> EntryDraft:
    if entry.amount is None:
        return entry
    amount = rate.price(entry.amount, ending)
    former = rate.price(entry.compare_at, ending) if entry.compare_at is not None else None
    return replace(
        entry, amount=amount, compare_at=former if former is not None and former > amount else None
    )
