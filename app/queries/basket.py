"""Terms and goods of a basket in one round trip: the hot path asks for both at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core import clock
from app.core.db import run
from app.core.i18n import current_locale
from app.queries.price_lists import asker
from app.queries.sellables import PLAIN_FACTS_SQL, Sellable, sellable_of
from app.queries.selling_terms import TERMS_SQL, Terms, terms_facts, terms_of

# "offset 0": the terms are found once, not for each of the goods
_BOTH = f"select terms.*, goods.* from ({TERMS_SQL} offset 0) terms left join ({PLAIN_FACTS_SQL} where {{}}) goods on true"  # noqa: S608 - constant pieces
BY_ID = text(_BOTH.format("v.id = any(cast(:ids as uuid[]))"))
BY_SKU = text(_BOTH.format("v.sku = any(cast(:skus as text[]))"))


def of_skus(
    skus: Sequence[str], *, channel: str, currency: str, country: str
) -> tuple[Terms, dict[str, Sellable]]:
    """Terms of the channel and country, and the sellables of these SKUs."""
    facts = terms_facts(channel=channel, currency=currency, country=country, pickup=None)
    terms, goods = _read(BY_SKU, {**facts, "skus": list(skus), "held": None}, country=country, region="")
    return terms, {item.sku: item for item in goods}


def of_variants(
    ids: Sequence[UUID],
    *,
    channel: str,
    currency: str,
    country: str,
    region: str = "",
    pickup: str | None = None,
    held: UUID | None = None,
    customer: UUID | None = None,
) -> tuple[Terms, dict[UUID, Sellable]]:
    """Terms of the destination, and the sellables of these variants, with what the cart `held` holds itself.

    Prices are those for the `customer`, or whoever acts.
    """
    facts = terms_facts(channel=channel, currency=currency, country=country, pickup=pickup)
    terms, goods = _read(
        BY_ID, {**facts, "ids": list(ids), "held": held}, country=country, region=region, customer=customer
    )
    return terms, {item.variant_id: item for item in goods}


def _read(
    statement: TextClause,
    facts: Mapping[str, Any],
    *,
    country: str,
    region: str,
    customer: UUID | None = None,
) -> tuple[Terms, list[Sellable]]:
    asks = asker(facts["channel"], customer=customer)
    asked = {"locale": current_locale(), "now": clock.now(), "customer": asks.customer}
    rows = run(statement, {**facts, **asked}).all()
    terms = terms_of(rows[0] if rows else None, currency=facts["currency"], country=country, region=region)
    return terms, [sellable_of(row, asks) for row in rows if row.id is not None]
