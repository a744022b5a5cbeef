"""Which facts about their orders buyers are written to about.

Writing is a row, sending is a job: a failing mail holds up nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from uuid import UUID

from app.core.events import on, on_several
from app.core.i18n import locale_scope
from app.core.market import market_scope
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.events import LicenceKeysHandedOut
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.events import PickupMissing, PickupReady, ShipmentSent
from app.domains.giftcards import sold
from app.domains.giftcards.events import GiftCardsSold
from app.domains.orders import service as orders
from app.domains.orders.events import (
    OrderCancelled,
    OrderLinesCancelled,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
)
from app.outbound.notifications import service
from app.outbound.notifications.letter import Letter
from app.outbound.notifications.letters import orders as letters
from app.outbound.notifications.service import Draft, Recipient
from app.queries import pickup_choices, sites
from app.queries.merchant import Merchant, merchant, merchants
from app.queries.order_letter import OrderLetter, order_letter, order_letters, parcel, refunded_by_staff


@on_several(OrderPlaced)
def tell_received(told: Sequence[OrderPlaced]) -> None:
    """Only where the payment's outcome is still unknown; paid orders are confirmed, the others are being paid."""
    unknown = [UUID(placed.order_id) for placed in told if placed.payment_status == "pending"]
    _write_each(order_letters(unknown), letters.received, kind="order_received")


@on_several(OrderPaid)
def confirm(told: Sequence[OrderPaid]) -> None:
    """What was bought, where it goes, and that it is paid."""
    about = order_letters([UUID(paid.order_id) for paid in told])
    _write_each(about, partial(letters.confirmed, home=_home()), kind="order_confirmed")


@on(LicenceKeysHandedOut)
def send_keys(handed: LicenceKeysHandedOut) -> None:
    """What the buyer paid for: the keys that were handed out just now."""
    about = order_letter(UUID(handed.order_id))
    keys = catalog.licences.of_order(about.order.id, only=[UUID(each) for each in handed.key_ids])
    if any(each.keys for each in keys):
        with _voice(about):
            _write(about, letters.keys(about, keys), kind="licence_keys", of=min(handed.key_ids))


@on(GiftCardsSold)
def send_gift_cards(made: GiftCardsSold) -> None:
    """The codes of the cards that the buyer paid for."""
    about = order_letter(UUID(made.order_id))
    cards = sold.told([UUID(each) for each in made.card_ids])
    if cards:
        with _voice(about):
            _write(about, letters.gift_cards(about, cards), kind="gift_cards", of=min(made.card_ids))


@on(ShipmentSent)
def tell_shipped(sent: ShipmentSent) -> None:
    about, box = order_letter(UUID(sent.order_id)), parcel(UUID(sent.shipment_id))
    if box is not None:
        with _voice(about):
            letter = letters.shipped(about, box, home=_home())
            _write(about, letter, kind="order_shipped", of=sent.shipment_id, with_invoice=True)


@on(PickupReady)
def tell_ready(ready: PickupReady) -> None:
    about = order_letter(UUID(ready.order_id))
    code = fulfillment.pickup_code(fulfillment.lock_pickup(UUID(ready.pickup_id)))
    with _voice(about):
        _write(about, letters.pickup_ready(about, code), kind="pickup_ready")


@on(PickupMissing)
def ask_what_to_do(lacking: PickupMissing) -> None:
    """Nothing is written once it was answered."""
    about = order_letter(UUID(lacking.order_id))
    question = pickup_choices.asked(about.order.id)
    if question is not None and str(question.id) == lacking.missing_id:
        with _voice(about):
            letter = letters.pickup_missing(about, question)
            _write(about, letter, kind="pickup_missing", of=lacking.missing_id)


@on(OrderCancelled)
def tell_cancelled(cancelled: OrderCancelled) -> None:
    about = order_letter(UUID(cancelled.order_id))
    with _voice(about):
        _write(about, letters.cancelled(about), kind="order_cancelled")


@on(OrderLinesCancelled)
def tell_partly_cancelled(cancelled: OrderLinesCancelled) -> None:
    about = order_letter(UUID(cancelled.order_id))
    gone = {
        line.id: line.cancelled
        for line in orders.lines_of(about.order.id)
        if str(line.id) in cancelled.line_ids
    }
    with _voice(about):
        of = f"{len(gone)}-{sum(gone.values(), Decimal(0)).normalize():f}"
        _write(about, letters.partly_cancelled(about, gone), kind="order_partly_cancelled", of=of)


@on(OrderRefunded)
def tell_refunded(refunded: OrderRefunded) -> None:
    """Not after a cancellation: its letter says it."""
    about, first = order_letter(UUID(refunded.order_id)), refunded.refund_ids[0]
    if refunded_by_staff(about.order.id, first):
        with _voice(about):
            letter = letters.refunded(about, refunded.amount, refunded.currency)
            _write(about, letter, kind="order_refunded", of=first)


@contextmanager
def _voice(about: OrderLetter) -> Iterator[None]:
    """In the language of the order, for the site through which it was placed."""
    with market_scope(sites.market(about.order.channel)), locale_scope(about.order.locale):
        yield


def _home() -> str:
    return current_tenant().country


def _write_each(about: Sequence[OrderLetter], say: Callable[[OrderLetter], Letter], *, kind: str) -> None:
    """Write the same kind of letter about several orders, in a few statements."""
    markets = {code: sites.market(code) for code in {each.order.channel for each in about}}
    senders = merchants({each.order.locale for each in about}) if about else {}
    drafts = []
    for each in about:
        with market_scope(markets[each.order.channel]), locale_scope(each.order.locale):
            drafts += _drafts(each, say(each), senders[each.order.locale], kind=kind)
    service.post_several(drafts)


def _write(
    about: OrderLetter, letter: Letter, *, kind: str, of: str = "", with_invoice: bool = False
) -> None:
    service.post_several(_drafts(about, letter, merchant(), kind=kind, of=of, with_invoice=with_invoice))


def _drafts(
    about: OrderLetter,
    letter: Letter,
    sender: Merchant,
    *,
    kind: str,
    of: str = "",
    with_invoice: bool = False,
) -> list[Draft]:
    """The mail to the buyer, if one can be reached: a till's buyer, or an erased one, has no address."""
    if not about.contact.email:
        return []
    to = Recipient(about.contact.email, about.order.locale, about.person_id)
    return [Draft(letter, to, sender, kind, f"{kind}:{about.order.id}:{of}", about.order.id, with_invoice)]
