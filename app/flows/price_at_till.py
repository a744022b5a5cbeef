"""What the shop would have asked for a sale over the counter, and the promotions that the till gave."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from app.core.errors import Invalid
from app.domains.orders.types import Order
from app.domains.pos.payloads import Sale
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Use
from app.flows import change_price_at_till, find_offers
from app.flows.quote_cart import BasketLine, quote_cart
from app.flows.till_work import Work
from app.queries import till_offers, till_setup
from app.queries.offers import NO_OFFERS, Offers
from app.queries.selling_terms import Terms

PROMOTION = "promotion"


def remark(work: Work, sale: Sale, basket: Sequence[BasketLine], terms: Terms) -> str | None:
    """Whether the shop would have asked for something else, or does not sell an article any more."""
    try:
        quote = quote_cart(
            basket,
            terms,
            discounts=change_price_at_till.discounts(sale),
            offers=_offers(work, basket, terms),
            at=work.operation.at,
        )
    except Invalid:
        return "pos.not_for_sale"
    return None if quote.totals.total == sale.totals.total.amount else "pos.price_differs"


def _offers(work: Work, basket: Sequence[BasketLine], terms: Terms) -> Offers:
    """The promotions of that time, as the till knew them: of the buyer it knows nothing."""
    if not terms.offers:
        return NO_OFFERS
    found = find_offers.offers_for([line.item.variant_id for line in basket], terms, at=work.operation.at)
    return replace(found, about=till_offers.facts_of_sale(terms, till_setup.store_name(work.till)))


def count(order: Order, sale: Sale) -> None:
    """Count what promotions took off, as the till says: the buyer has it, whatever became of their limits."""
    sums = Counter[UUID]()
    for share in (share for line in sale.lines for share in line.discounts if share.source == PROMOTION):
        with suppress(ValueError):
            sums[UUID(share.id)] += max(0, share.amount.amount)
    uses = [Use(promotion, amount, None) for promotion, amount in sorted(sums.items()) if amount]
    promotions.count_given(order.id, uses, customer_id=order.customer_id, currency=order.currency)
