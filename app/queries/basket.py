"""Terms and goods of a basket in one round trip: the hot path asks for both at once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from app.core import clock
from app.core.db import run
from app.core.i18n import current_locale
from app.core.tenancy import current_tenant
from app.queries.goods_facts import EVERYTHING, USED_SQL, Used, facts_sql
from app.queries.price_lists import asker
from app.queries.sellables import Sellable, sellable_of
from app.queries.selling_terms import Terms, terms_facts, terms_of, terms_sql

_ID, _SKU = "v.id = any(cast(:ids as uuid[]))", "v.sku = any(cast(:skus as text[]))"
_used: dict[str, Used] = {}
"""Tenant -> what it had when it was last asked. The answer tells what it has now, so that an old word costs a second
question, never a wrong answer."""


def of_skus(
    skus: Sequence[str], *, channel: str, currency: str, country: str
) -> tuple[Terms, dict[str, Sellable]]:
    """Terms of the channel and country, and the sellables of these SKUs."""
    facts = terms_facts(channel=channel, currency=currency, country=country, pickup=None)
    terms, goods = _read(_SKU, {**facts, "skus": list(skus), "held": None}, country=country, region="")
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
        _ID, {**facts, "ids": list(ids), "held": held}, country=country, region=region, customer=customer
    )
    return terms, {item.variant_id: item for item in goods}


def _read(
    which: str,
    facts: Mapping[str, Any],
    *,
    country: str,
    region: str,
    customer: UUID | None = None,
) -> tuple[Terms, list[Sellable]]:
    asks = asker(facts["channel"], customer=customer)
    asked = {"locale": current_locale(), "now": clock.now(), "customer": asks.customer}
    rows = _ask(which, {**facts, **asked})
    terms = terms_of(rows[0] if rows else None, currency=facts["currency"], country=country, region=region)
    return terms, [sellable_of(row, asks) for row in rows if row.id is not None]


def _ask(which: str, facts: Mapping[str, Any]) -> list[Any]:
    """The rows, by a statement that leaves out nothing the shop has."""
    tenant = current_tenant().id
    used = _used.get(tenant, EVERYTHING)
    while True:
        rows = run(_statement(which, used), facts).all()
        has = Used(*rows[0].used) if rows else used
        _used[tenant] = has
        if used.covers(has):
            return rows
        used = Used(*map(max, used, has))


@cache
def _statement(which: str, used: Used) -> TextClause:
    """Terms and goods; "offset 0": the terms are found once, not for each of the goods."""
    goods, terms = f"{facts_sql(used)} where {which}", terms_sql(duties=used.duties)
    return text(
        f"""select terms.*, goods.* from (select found.*, {USED_SQL} as used from ({terms}) found offset 0) terms
        left join ({goods}) goods on true"""  # noqa: S608 - constant pieces
    )
