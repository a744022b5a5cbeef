"""A sale over the counter becomes a paid, fulfilled order that lowers the store's stock once.

The till priced it, the customer paid it and left: what differs from our view is a remark for a person. Only
what cannot be booked (unknown articles, figures that do not add up, online more than there is) is refused.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.core import events
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import times
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.errors import InputsMissing
from app.domains.catalog.types import Chosen
from app.domains.channels import service as channels
from app.domains.channels.types import TillRules
from app.domains.giftcards import holds
from app.domains.giftcards.service import METHODS
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import OutOfStock
from app.domains.inventory.events import StockChanged
from app.domains.inventory.types import Demand, Shortage
from app.domains.orders import service as orders
from app.domains.orders.events import OrderPaid, OrderPlaced
from app.domains.orders.types import Contact, Line, Order
from app.domains.payments import service as payments
from app.domains.pos import rules
from app.domains.pos import service as pos
from app.domains.pos.errors import UnknownSku, WrongSums
from app.domains.pos.payloads import Sale, SaleLine, TaxShare, Tender
from app.domains.pos.types import Outcome
from app.flows import (
    cards_at_till,
    change_price_at_till,
    line_facts,
    name_serials,
    price_at_till,
    route_order,
    till_customer,
)
from app.flows.quote_cart import BasketLine
from app.flows.till_customer import Buyer
from app.flows.till_work import Work
from app.queries import sellables, till_setup
from app.queries.price_lists import Asker
from app.queries.sellables import Sellable


def sell(work: Work, sale: Sale) -> Outcome:
    """Book a sale. Raises UnknownSku, WrongSums, and OutOfStock unless it was made offline."""
    check_sums(sale)
    booked = pos.sale_of_receipt(sale.receipt)
    if booked is not None and booked.hash == work.operation.hash:
        return Outcome(
            (), "duplicate", booked.shift_id, booked.staff_id, booked.order_id, booked.order_number, sale.receipt
        )  # fmt: skip
    items = _items(work, sale)
    unsaid = _unsaid_remark(work, sale, items)
    cards_at_till.check(sale, items)
    judged = change_price_at_till.judge(work, sale)
    terms = till_setup.terms_of(work.till)
    booking = pos.book_on(work.till, sale.shift, sale.currency)
    buyer = till_customer.buyer(work, sale.customer)
    order = replace(_order(work, sale, items), customer_id=buyer.id)
    extras = orders.Extras(
        terms.channel_id, person_id=buyer.id, cashier_id=work.cashier.id, shift_id=booking.shift_id,
        offline=work.operation.offline,
        link=orders.guest_link(order.id) if any(line.digital for line in order.lines) else None,
    )  # fmt: skip
    number = orders.open_order(order, _contact(buyer, order), extras)
    basket = _basket(sale, items)
    found = price_at_till.offers(work, sale, basket, terms)
    differs = price_at_till.remark(work, sale, basket, terms, found)
    used_up = price_at_till.count(work, order, sale, found)
    change_price_at_till.record(work, sale, order, judged)
    _take_payments(work, sale, order, booking)
    late = cards_at_till.book(work, sale, order, items)
    _announce(order, number)
    remarks = work.remarks(
        "pos.receipt_reused" if booked is not None else None,
        booking.remark,
        judged.remark,
        used_up,
        unsaid,
        differs,
        _rounding_remark(sale),
        buyer.remark,
        late,
    )
    short = _take_stock(work, order, items, sale.lines)
    if short:
        remarks = ("pos.oversold", *remarks)
    return Outcome(remarks, "accepted", booking.shift_id, work.cashier.id, order.id, number, sale.receipt)


def _contact(buyer: Buyer, order: Order) -> Contact:
    """Whose sale it is; who bought something to download is written to, if we know where."""
    digital = any(line.digital for line in order.lines)
    return Contact(name=buyer.name, email=buyer.email if digital else "")


def check_sums(sale: Sale) -> None:
    """Raises WrongSums where a line, the totals or the payments do not add up."""
    for place, line in enumerate(sale.lines, 1):
        on_top = 0 if sale.prices_include_tax else line.tax.amount
        if line.total.amount != _subtotal(line) - line.discount.amount + on_top:
            raise WrongSums(_("Line %(place)s does not add up", place=place))
        if line.discounts and sum(share.amount.amount for share in line.discounts) != line.discount.amount:
            raise WrongSums(_("The discounts of line %(place)s do not add up", place=place))
        if line.taxes and sum(share.amount.amount for share in line.taxes) != line.tax.amount:
            raise WrongSums(_("The taxes of line %(place)s do not add up", place=place))
    sums = {
        "subtotal": sum(map(_subtotal, sale.lines)),
        "discount": sum(line.discount.amount for line in sale.lines),
        "tax": sum(line.tax.amount for line in sale.lines),
        "total": sum(line.total.amount for line in sale.lines),
    }
    for name, amount in sums.items():
        if getattr(sale.totals, name).amount != amount:
            raise WrongSums(_("The %(name)s is not the sum of the lines", name=name))
    if sum(tender.amount.amount for tender in sale.tenders) != sums["total"] + rounding_of(sale):
        raise WrongSums(_("The payments are not the total"))


def rounding_of(sale: Sale) -> int:
    """What cash rounding added (or took), minor units."""
    return sale.rounding.amount if sale.rounding else 0


def _subtotal(line: SaleLine) -> int:
    return times(line.unit_price.amount, line.quantity)


def _items(work: Work, sale: Sale) -> dict[str, Sellable]:
    """What was sold, at the prices of that store and time."""
    asks = Asker("pos", work.operation.at, location=work.till.location_id)
    items = sellables.by_skus(sorted({line.sku for line in sale.lines}), sale.currency, asks=asks)
    if unknown := next((line.sku for line in sale.lines if line.sku not in items), None):
        raise UnknownSku(_("No article has the SKU %(sku)s", sku=unknown))
    return items


def _order(work: Work, sale: Sale, items: dict[str, Sellable]) -> Order:
    totals = sale.totals
    return Order(
        id=new_id(), number="", channel="pos", currency=sale.currency,
        prices_include_tax=sale.prices_include_tax, status="completed", payment_status="paid",
        fulfillment_status="fulfilled", subtotal=totals.subtotal.amount, discount=totals.discount.amount,
        shipping=0, shipping_tax=0, shipping_tax_rate=0, tax=totals.tax.amount, total=totals.total.amount,
        placed_at=work.operation.at, lines=tuple(_line(work, line, items[line.sku]) for line in sale.lines),
        delivery_kind="carry", delivery_method="carry", delivery_name=work.till.register_name,
        location_id=work.till.location_id, locale=current_tenant().locale,
        tax_summary=_tax_summary(sale.lines),
    )  # fmt: skip


def _said(line: SaleLine, item: Sellable) -> list[Chosen]:
    """What the buyer said, as far as the product asks for it."""
    return catalog.personal.known(item.inputs, line.inputs)


def _line(work: Work, line: SaleLine, item: Sellable) -> Line:
    said = _said(line, item)
    return Line(
        new_id(), item.variant_id, work.till.location_id, item.sku, item.title, line_facts.words_of(item, said),
        line.quantity, line.unit_price.amount, _subtotal(line), line.discount.amount, line.tax.amount,
        sum(share.rate_micro for share in line.taxes), line.total.amount,
        [[str(draw.stock_item_id), str(draw.quantity)] for draw in item.draws if draw.tracked],
        line_facts.parts_of(item), line_facts.said_of(said), item.digital,
        discounts=[{"id": each.id, "name": each.name, "amount": each.amount.amount} for each in line.discounts],
        voucher=item.voucher,
    )  # fmt: skip


def _tax_summary(lines: Iterable[SaleLine]) -> list[dict[str, object]]:
    sums: dict[tuple[str, int], tuple[int, int]] = {}
    for share in (share for line in lines for share in line.taxes):
        net, tax = sums.get(_tax(share), (0, 0))
        sums[_tax(share)] = (net + share.base.amount, tax + share.amount.amount)
    return [{"name": name, "rate": rate, "net": net, "tax": tax} for (name, rate), (net, tax) in sums.items()]


def _tax(share: TaxShare) -> tuple[str, int]:
    return share.name, share.rate_micro


def _take_payments(work: Work, sale: Sale, order: Order, booking: pos.Booking) -> None:
    """Cash first, then cards, since refunds draw on the latest first: what goes back goes to the card.

    The share of a card or of credit was taken before, under the id that its payment has now.

    The drawer holds what was handed over; the order's payment is exact, without the rounding of coins.
    """
    rounding = rounding_of(sale)
    for tender in sorted(sale.tenders, key=lambda tender: tender.method != "cash"):
        off = rounding if tender.method == "cash" else 0
        rounding -= off
        payments.take(
            order_id=order.id, method=tender.method, amount=tender.amount.amount - off,
            currency=sale.currency, reference=tender.reference,
            details=_tender_details(tender, off) | _spent(tender, order),
            payment_id=tender.hold if tender.method in METHODS else None,
        )  # fmt: skip
        if tender.method == "cash":
            pos.move_cash(
                booking.shift_id, "sale", tender.amount.amount, at=work.operation.at,
                staff_id=work.cashier.id, order_id=order.id,
            )  # fmt: skip


def _spent(tender: Tender, order: Order) -> dict[str, Any]:
    """The gift card that a share was taken from; nothing for other ways to pay.

    Raises WrongSums for a share that a sale has spent already, BalanceChanged for one that ran out.
    """
    if tender.method not in METHODS:
        return {}
    card = holds.spend(tender.hold, tender.amount.amount, order.id) if tender.hold else None
    if card is None or card.method != tender.method or payments.exists(tender.hold or card.id):
        raise WrongSums(_("This share of a gift card belongs to another sale"))
    if card.customer_id is not None and card.customer_id != order.customer_id:
        raise WrongSums(_("This store credit belongs to another customer"))
    return {"card": str(card.id), "last4": card.last4, **holds.taxed(tender.hold or card.id, card)}


def _tender_details(tender: Tender, rounding: int) -> dict[str, Any]:
    details: dict[str, Any] = {"rounding": rounding} if rounding else {}
    told = {"given": tender.given, "change": tender.change}
    return details | {name: money.amount for name, money in told.items() if money is not None}


def _announce(order: Order, number: str) -> None:
    events.record(
        OrderPlaced(
            order_id=str(order.id), number=number, channel="pos", total=order.total, currency=order.currency,
            delivery_kind="carry", payment_status="paid",
        )
    )  # fmt: skip
    events.record(OrderPaid(order_id=str(order.id), delivery_kind="carry"))


def _unsaid_remark(work: Work, sale: Sale, items: dict[str, Sellable]) -> str | None:
    """A remark when an offline sale lacks what a product asks for. Raises InputsMissing when made online."""
    try:
        for place, line in enumerate(sale.lines):
            item = items[line.sku]
            catalog.personal.checked(item.inputs, line.inputs, prefix=f"lines.{place}.inputs.")
    except InputsMissing:
        if not work.operation.offline:
            raise
        return "pos.inputs_missing"
    return None


def _rounding_remark(sale: Sale) -> str | None:
    """Whether coins were rounded by another rule than ours: the till had not heard of a change, or made it up."""
    cash = [tender.amount.amount for tender in sale.tenders if tender.method == "cash"]
    rounding, step = rounding_of(sale), channels.setting(TillRules).rounding
    exact = sum(cash) - rounding if cash else 0
    fits = rules.rounding_fits(rounding, exact, step, mixed=len(cash) != len(sale.tenders))
    return None if fits else "pos.rounding_differs"


def _basket(sale: Sale, items: dict[str, Sellable]) -> list[BasketLine]:
    return [
        BasketLine(str(place), cards_at_till.worth(item, line, said), line.quantity, said)
        for place, line in enumerate(sale.lines)
        if not line.gift
        for item in [items[line.sku]]
        for said in [_said(line, item)]
    ]


def _take_stock(
    work: Work, order: Order, items: dict[str, Sellable], lines: list[SaleLine]
) -> list[Shortage]:
    """The unit's last locks. Raises OutOfStock naming the article, unless the sale was made offline."""
    demands = [
        Demand(
            draw.stock_item_id,
            work.till.location_id,
            line.quantity * draw.quantity,
            unlimited=draw.backorder,
            keep=draw.keep_at(work.till.location_id),
        )
        for line in lines
        for draw in items[line.sku].draws
        if draw.tracked
    ]
    if demands:
        changed = sorted({str(demand.stock_item_id) for demand in demands})
        events.record(StockChanged(stock_item_ids=changed, reason="sale"))
    events.flush()
    name_serials.at_the_till(order.id, work, items, lines)
    try:
        return inventory.sell(order.id, demands, offline=work.operation.offline)
    except OutOfStock as short:
        lacking = {lack.stock_item_id: lack.free for lack in short.facts.get("shortages", [])}
        wanted = [(items[line.sku], line.quantity) for line in lines]
        refusal = route_order.short_line(wanted, lacking)
        raise refusal or OutOfStock(_("There is not enough left")) from None
