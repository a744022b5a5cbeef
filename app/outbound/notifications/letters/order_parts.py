"""What letters about orders are made of: goods with their sums, where they go, the way to the order's page."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from babel import Locale

from app.core.i18n import current_locale, format_quantity, format_rate
from app.core.i18n import gettext as _
from app.core.money import format_money
from app.domains.orders.types import Line, Order
from app.domains.taxes.names import spoken
from app.flows import import_words
from app.outbound.notifications import links
from app.outbound.notifications.letter import Action, Facts, Goods, Item, Part, Words
from app.queries.order_letter import OrderLetter, Store

MONDAY = date(2024, 1, 1)


def goods(order: Order) -> Goods:
    """All of it, with prices and sums."""
    return Goods(
        items(order, {line.id: line.quantity for line in order.lines}, priced=True), list(_sums(order))
    )


def items(order: Order, quantities: Mapping[UUID, Decimal], *, priced: bool = False) -> list[Item]:
    """Lines of the order in these quantities."""
    return [
        _item(line, order.currency, quantities[line.id], priced)
        for line in order.lines
        if line.id in quantities
    ]


def _item(line: Line, currency: str, quantity: Decimal, priced: bool) -> Item:
    count = f"{format_quantity(quantity)} \N{MULTIPLICATION SIGN}"
    if not priced:
        return Item(f"{count} {line.title}", line.options)
    each, amount = (
        format_money(money, currency, current_locale()) for money in (line.unit_price, line.subtotal)
    )
    return Item(line.title, "  ".join(filter(None, (f"{count} {each}", line.options))), amount)


def _sums(order: Order) -> Iterator[tuple[str, str]]:
    def told(amount: int) -> str:
        return format_money(amount, order.currency, current_locale())

    yield _("Subtotal"), told(order.subtotal)
    for each in order.given:
        if each.amount:
            yield each.name, told(-each.amount)
    if order.discount_unnamed:
        yield _("Discount"), told(-order.discount_unnamed)
    if order.delivery_kind == "ship":
        off = ", ".join(each.name for each in order.given if each.delivery)
        name = order.delivery_name or _("Delivery")
        yield f"{name} ({off})" if off else name, told(order.shipping)
    for tax in order.tax_summary:
        name = f"{spoken(tax['name'])} {format_rate(tax['rate'])}"
        yield _("including %(tax)s", tax=name) if order.prices_include_tax else name, told(tax["tax"])
    for paid in order.declared:
        taxed = f"{spoken(paid['name']) or _('Tax')} {format_rate(paid['rate'])}"
        yield _("Taxed when the gift card was sold: %(tax)s", tax=taxed), told(-paid["tax"])
    for name, amount in import_words.collected(order.import_costs):
        yield name, told(amount)
    yield _("Total"), told(order.total)


def due(order: Order) -> list[Part]:
    """What the carrier will ask for, beside the total."""
    costs = order.import_costs
    return [Words(import_words.due(costs, order.currency))] if costs and import_words.expected(costs) else []


def where(about: OrderLetter, *, home: str) -> list[Part]:
    """Where it goes, or where it can be fetched."""
    if about.order.delivery_kind == "pickup" and about.store:
        return store(about.store)
    if about.order.delivery_kind == "ship":
        return [Facts(_("Delivery to"), about.address(home=home))]
    return []


def store(place: Store) -> list[Part]:
    """A store with its hours."""
    parts: list[Part] = [Facts(_("Where to pick it up"), [place.name, *place.address])]
    if place.hours:
        parts.append(
            Facts(
                _("Opening hours"),
                [f"{_weekday(int(day))} {hours}" for day, hours in sorted(place.hours.items())],
            )
        )
    return parts


def _weekday(number: int) -> str:
    """The name of a weekday, Monday is 0."""
    return str(Locale(current_locale()).days["format"]["wide"][(MONDAY + timedelta(days=number)).weekday()])


def see(about: OrderLetter) -> list[Part]:
    """The way to the order's page."""
    if not about.link:
        return []
    words = _("To your downloads") if about.order.delivery_kind == "download" else _("See your order")
    return [Action(words, links.order(about.link))]
