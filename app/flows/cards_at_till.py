"""Gift cards sold and topped up over the counter: made with the sale, their codes told to the till that sold them.

A card is made and loaded in the unit that books the sale, so a sale that is sent twice makes one. Its code stands
nowhere: the till asks for it once the sale is booked, until it says that the buyer has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.core import audit, clock
from app.core.i18n import gettext as _
from app.domains.catalog.types import Chosen
from app.domains.giftcards import sold
from app.domains.giftcards.errors import CardRefused
from app.domains.giftcards.service import METHODS
from app.domains.giftcards.types import Issued
from app.domains.orders import service as orders
from app.domains.orders.models import OrderLine
from app.domains.orders.types import Order
from app.domains.pos.errors import WrongSums
from app.domains.pos.payloads import Sale, SaleLine
from app.domains.pos.types import Till
from app.flows import sell_gift_cards
from app.flows.downloads_at_till import sale_of_till
from app.flows.till_work import Work
from app.queries.sellables import Sellable

TOLD = timedelta(hours=1)
"""How long after the booking a till may ask for the codes."""
LATE = "pos.gift_card_late"


def check(sale: Sale, items: Mapping[str, Sellable]) -> None:
    """Raises WrongSums for a gift card that is taxed, lowered or cut wrongly, CardRefused where a card would buy it."""
    cards = [line for line in sale.lines if items[line.sku].gift_card]
    for line in sale.lines:
        _check_line(line, items[line.sku])
    if cards and any(tender.method in METHODS for tender in sale.tenders):
        words = _("A gift card cannot be bought with a gift card or store credit")
        raise CardRefused(words, fields={"gift_card": words})


def _check_line(line: SaleLine, item: Sellable) -> None:
    loads = line.gift_card.id is not None
    if not item.gift_card:
        if loads:
            raise WrongSums(_("%(sku)s is no gift card", sku=line.sku))
        return
    if line.discount.amount or line.gift:
        raise WrongSums(_("Nothing is taken off a gift card"))
    if item.untaxed and line.tax.amount:
        raise WrongSums(_("A multi-purpose gift card is sold without tax"))
    if line.quantity % 1 or (loads and line.quantity != 1):
        raise WrongSums(_("Gift cards are sold one by one"))


def worth(item: Sellable, line: SaleLine, said: Sequence[Chosen]) -> Sellable:
    """A gift card costs what the till was told to load; other articles what they cost."""
    if not item.gift_card:
        return item
    return replace(item, price=line.unit_price.amount - sum(each.surcharge for each in said), offer=None)


def book(work: Work, sale: Sale, order: Order, items: Mapping[str, Sellable]) -> str | None:
    """Make and load what was sold; a remark where the till cannot be told the codes any more.

    Raises CardRefused, UnknownCard for a card that takes no money.
    """
    wanted = {place: line for place, line in enumerate(sale.lines, 1) if items[line.sku].gift_card}
    if not wanted:
        return None
    made = [
        card_id
        for line in orders.lines_of(order.id)
        if line.position in wanted
        for card_id in _book_line(order, line, wanted[line.position].gift_card.id)
    ]
    if not made:
        return None
    orders.note(order.id, "gift_cards_made", {"cards": len(made)})
    late = work.operation.reviewed or clock.now() - work.operation.at > TOLD
    if late:
        sell_gift_cards.tell(order.id, made)
    return LATE if late else None


def _book_line(order: Order, line: OrderLine, card_id: UUID | None) -> list[UUID]:
    if card_id is None:
        return sell_gift_cards.make(order.id, line, order.currency, order.tax_summary)
    card = sold.load(card_id, line.total, order_id=order.id, line_id=line.id)
    if card.currency != order.currency:
        raise CardRefused(
            _(
                "The gift card ending in %(last4)s is in %(currency)s",
                last4=card.last4,
                currency=card.currency,
            ),
            fields={"gift_card": _("Sell another one instead")},
        )
    orders.note(order.id, "gift_card_loaded", {"last4": card.last4, "amount": line.total})
    audit.record(
        "giftcards.topped_up", object_type="gift_card", object_id=card.id,
        after={"amount": line.total, "currency": card.currency, "balance": card.balance, "order": str(order.id)},
    )  # fmt: skip
    return []


def codes(till: Till, operation_id: UUID) -> list[Issued]:
    """The cards that a sale of this till made, with their codes; on record. None once the buyer has them, or an hour later.

    Raises NotFound for a sale of another till, or one that is not booked.
    """
    sale = sale_of_till(till, operation_id)
    fresh = clock.now() - sale.received_at <= TOLD
    cards = sold.told(sold.to_hand_over(sale.order_id)) if fresh else []
    for each in cards:
        audit.record("giftcards.code_told", object_type="gift_card", object_id=each.card.id)
    return cards


def handed_over(till: Till, operation_id: UUID) -> None:
    """The buyer has the codes of a sale: they are told no more. Raises NotFound."""
    sold.hand_over(sale_of_till(till, operation_id).order_id)
