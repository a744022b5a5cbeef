"""Letters to buyers about their orders."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from uuid import UUID

from app.core.i18n import current_locale, format_date, format_quantity
from app.core.i18n import gettext as _
from app.core.money import format_money
from app.domains.catalog.licences import Licence
from app.domains.giftcards.types import Card, Issued
from app.outbound.notifications import links
from app.outbound.notifications.letter import Action, Code, Facts, Goods, Item, Letter, Part, Words
from app.outbound.notifications.letters import order_parts
from app.queries.order_letter import OrderLetter, Parcel
from app.queries.pickup_choices import Question

MOST_KEYS = 50  # of a line in a mail


def received(about: OrderLetter) -> Letter:
    """The order stands, its payment is still being asked about."""
    order = about.order
    return Letter(
        subject=_("We have your order %(number)s", number=order.number),
        heading=_("We have your order"),
        preview=_("Your payment is being confirmed."),
        parts=[
            Words(
                _(
                    "Your payment for order %(number)s is still being confirmed. We will write to you as soon as it is,"
                    " usually within a few minutes. You need not do anything.",
                    number=order.number,
                )
            ),
            order_parts.goods(order),
            *order_parts.due(order),
            *order_parts.see(about),
        ],
    )


def confirmed(about: OrderLetter, *, home: str) -> Letter:
    """Paid: what was bought, where it goes, what happens next."""
    order = about.order
    if order.delivery_kind == "carry":
        subject, heading = _("Your receipt %(number)s", number=order.number), _("Thank you for your purchase")
        preview = next_ = _("Here is what you bought.")
    else:
        subject, heading = _("Your order %(number)s", number=order.number), _("Thank you for your order")
        preview = next_ = _next_step(about)
    return Letter(
        subject,
        heading,
        [
            Words(next_),
            order_parts.goods(order),
            *order_parts.due(order),
            *order_parts.where(about, home=home),
            *order_parts.see(about),
        ],
        preview=preview,
    )


def keys(about: OrderLetter, handed: Sequence[Licence]) -> Letter:
    """Licence keys, under the names of what they belong to; many stand on the order's page only."""
    order = about.order
    names = {line.id: " ".join(filter(None, (line.title, line.options))) for line in order.lines}
    told: list[Part] = [
        Facts(names.get(each.line_id, ""), list(each.keys[:MOST_KEYS])) for each in handed if each.keys
    ]
    more = any(len(each.keys) > MOST_KEYS for each in handed)
    said = _("Here is what you bought in order %(number)s. Keep it for yourself.", number=order.number)
    return Letter(
        subject=_("Your licence keys, order %(number)s", number=order.number),
        heading=_("Your licence keys"),
        preview=said,
        parts=[
            Words(said), *told, *([Words(_("The rest of your keys stand on the order's page."))] if more else []),
            *order_parts.see(about),
        ],
    )  # fmt: skip


def gift_cards(about: OrderLetter, cards: Sequence[Issued]) -> Letter:
    """The codes of gift cards that were bought."""
    said = _(
        "Here is what you bought in order %(number)s. Whoever has a code can pay with it.",
        number=about.order.number,
    )
    told: list[Part] = [
        Facts(
            format_money(each.card.balance, each.card.currency, current_locale()),
            [each.code, *_ends(each.card)],
        )
        for each in cards
    ]
    return Letter(
        subject=_("Your gift cards, order %(number)s", number=about.order.number),
        heading=_("Your gift cards"), preview=said,
        parts=[Words(said), *told, Words(_("Enter the code at the checkout.")), *order_parts.see(about)],
    )  # fmt: skip


def _ends(card: Card) -> list[str]:
    if card.expires_on is None:
        return []
    return [_("Pays until %(date)s", date=format_date(datetime.combine(card.expires_on, time(12), UTC)))]


def shipped(about: OrderLetter, parcel: Parcel, *, home: str) -> Letter:
    """A parcel left: what is in it, and how to follow it."""
    order = about.order
    inside = {line: quantity for line, quantity in parcel.quantities.items() if quantity}
    all_of_it = all(inside.get(line.id, Decimal(0)) >= line.quantity for line in order.lines)
    said = (
        _("Order %(number)s has left us.", number=order.number)
        if all_of_it
        else _("A part of order %(number)s has left us. The rest follows.", number=order.number)
    )
    parts: list[Part] = [Words(said), Goods(order_parts.items(order, inside))]
    if parcel.tracking_number:
        label = (
            _("Parcel number, %(carrier)s", carrier=parcel.carrier) if parcel.carrier else _("Parcel number")
        )
        parts.append(Facts(label, [parcel.tracking_number]))
    parts += order_parts.where(about, home=home)
    if parcel.tracking_url:
        parts.append(Action(_("Follow the parcel"), parcel.tracking_url))
    else:
        parts += order_parts.see(about)
    return Letter(
        subject=_("Order %(number)s is on its way", number=order.number), heading=_("Your order is on its way"),
        preview=said, parts=parts,
    )  # fmt: skip


def pickup_ready(about: OrderLetter, code: str) -> Letter:
    """It lies at the counter: the code, the store, its hours."""
    order, store = about.order, about.store
    name = store.name if store else ""
    return Letter(
        subject=_("Order %(number)s is ready to be picked up", number=order.number),
        heading=_("Your order is ready"),
        preview=_("Bring this code: %(code)s", code=code),
        parts=[
            Words(
                _(
                    "Order %(number)s waits for you at %(store)s. Show this code at the counter.",
                    number=order.number,
                    store=name,
                )
            ),
            Code(_("Your pickup code"), code),
            Goods(order_parts.items(order, {line.id: line.quantity for line in order.lines})),
            *(order_parts.store(store) if store else ()),
            *order_parts.see(about),
        ],
    )  # fmt: skip


def pickup_missing(about: OrderLetter, question: Question) -> Letter:
    """The store does not find some of it: what shall become of it?"""
    order, store = about.order, about.store
    can = [_("wait until it is sent to the store")] if question.choices.fetch else []
    can += [_("pick the order up at %(store)s", store=spot.name) for spot in question.choices.stores]
    can += [_("have it sent to you")] if question.choices.send else []
    return Letter(
        subject=_("Order %(number)s: something is missing", number=order.number),
        heading=_("We did not find everything"),
        preview=_("Say what we shall do"),
        parts=[
            Words(
                _(
                    "We are sorry: %(store)s did not find this, though it should be there.",
                    store=store.name if store else "",
                )
            ),
            Goods(
                [
                    Item(f"{line.title} {line.options}".rstrip(), format_quantity(line.quantity))
                    for line in question.lines
                ]
            ),
            Facts(_("You can"), [*can, _("take it off the order and get the money back")]),
            *(
                [Action(_("Say what we shall do"), links.order(about.link) + "#missing")]
                if about.link
                else order_parts.see(about)
            ),
        ],
    )


def cancelled(about: OrderLetter) -> Letter:
    """All of it is off."""
    order = about.order
    parts: list[Part] = [
        Words(_("Order %(number)s is cancelled. Nothing of it will be sent.", number=order.number))
    ]
    if about.refunded:
        amount = format_money(about.refunded, order.currency, current_locale())
        parts.append(
            Words(_("%(amount)s go back to you the way you paid. This can take a few days.", amount=amount))
        )
    return Letter(
        subject=_("Order %(number)s is cancelled", number=order.number), heading=_("Your order is cancelled"),
        parts=[*parts, *order_parts.see(about)],
    )  # fmt: skip


def partly_cancelled(about: OrderLetter, lines: Mapping[UUID, Decimal]) -> Letter:
    """Some lines are off, the rest stands."""
    order = about.order
    parts: list[Part] = [
        Words(_("These goods of order %(number)s will not be sent:", number=order.number)),
        Goods(order_parts.items(order, lines)),
    ]
    if about.refunded:
        parts.append(
            Words(
                _("What you paid for them goes back to you the way you paid. The rest of your order stands.")
            )
        )
    return Letter(
        subject=_("A part of order %(number)s is cancelled", number=order.number),
        heading=_("A part of your order is cancelled"), parts=[*parts, *order_parts.see(about)],
    )  # fmt: skip


def refunded(about: OrderLetter, amount: int, currency: str) -> Letter:
    """Money is on its way back."""
    told = format_money(amount, currency, current_locale())
    return Letter(
        subject=_("Refund for order %(number)s", number=about.order.number),
        heading=_("We are paying you back %(amount)s", amount=told),
        parts=[
            Words(
                _(
                    "%(amount)s for order %(number)s go back to you the way you paid. This can take a few days.",
                    amount=told,
                    number=about.order.number,
                )
            ),
            *order_parts.see(about),
        ],
    )  # fmt: skip


def _next_step(about: OrderLetter) -> str:
    if about.order.delivery_kind == "pickup" and about.store:
        return _(
            "We have your payment. We will write to you as soon as order %(number)s lies ready at %(store)s.",
            number=about.order.number,
            store=about.store.name,
        )
    if about.order.delivery_kind == "download":
        return _(
            "We have your payment. What you bought in order %(number)s can be downloaded from the order's page.",
            number=about.order.number,
        )
    return _(
        "We have your payment and are getting order %(number)s ready. We will write to you when it leaves.",
        number=about.order.number,
    )
