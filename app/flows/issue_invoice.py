"""A paid order gets its invoice, a refund its credit note: facts frozen as they are sold, shown ever after."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core import crypto
from app.core.events import on, on_several
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.money import milli, round_div
from app.core.tenancy import current_tenant
from app.domains.invoices import service as invoices
from app.domains.invoices.errors import NotYet
from app.domains.invoices.types import Draft, Issued
from app.domains.orders.events import OrderPaid, OrderRefunded
from app.domains.orders.types import Line, Order
from app.domains.payments import service as payments
from app.domains.payments.models import Payment, Refund
from app.queries.merchant import Merchant, merchant, merchants
from app.queries.order_letter import OrderLetter, order_letter, order_letters

PAID = ("paid", "partially_refunded", "refunded")


@on_several(OrderPaid)
def issue_invoice(told: Sequence[OrderPaid]) -> None:
    """At a till the receipt is the document; its invoice is issued when somebody asks for one."""
    sent = [UUID(paid.order_id) for paid in told if paid.delivery_kind != "carry"]
    due = [
        about
        for about in order_letters(invoices.without("invoice", sent))
        if about.order.payment_status in PAID
    ]
    invoices.issue_several("invoice", _drafts(due))


@on(OrderRefunded)
def issue_credit_note(refunded: OrderRefunded) -> None:
    """One a refund, however many payments it goes back to; none for what was never invoiced."""
    order_id = UUID(refunded.order_id)
    about = order_letter(order_id)
    invoice = invoices.find("invoice", order_id)
    if invoice is None and about.order.delivery_kind == "carry":
        return
    credit_note_for(about, invoice or invoice_for(order_id), [UUID(each) for each in refunded.refund_ids])


def invoice_for(order_id: UUID) -> Issued:
    """The order's invoice, issued now if it was not yet. Raises NotYet before it is paid, NotFound."""
    already = invoices.find("invoice", order_id)
    if already is not None:
        return already
    about = order_letter(order_id)
    if about.order.payment_status not in PAID:
        raise NotYet(_("An invoice is there once the order is paid"))
    return invoices.issue("invoice", order_id, _drafts([about])[0].facts)


def credit_note_for(about: OrderLetter, invoice: Issued, refund_ids: Sequence[UUID]) -> Issued:
    """The credit note of a refund, issued now if it was not yet."""
    every = [refund for refund in payments.refunds_of(about.order.id) if refund.status != "failed"]
    booked = [refund for refund in every if refund.id in refund_ids]
    earlier = every[: every.index(booked[0])]
    taken = payments.of_order(about.order.id)
    with locale_scope(about.order.locale):
        head = _head(about, merchant(), taken)
        facts = {
            **head,
            **_given_back(about.order, booked, earlier),
            "declared": _declared_back(every, booked, taken),
        }
    facts |= {"corrects": invoice.number, "reason": booked[0].reason, "buyer": invoice.facts["buyer"]}
    return invoices.issue("credit_note", about.order.id, facts, cause_id=booked[0].id)


def _drafts(about: Sequence[OrderLetter]) -> list[Draft]:
    sellers = merchants({each.order.locale for each in about})
    taken = payments.of_orders([each.order.id for each in about])
    drafts = []
    for each in about:
        with locale_scope(each.order.locale):
            paid = taken[each.order.id]
            facts = {
                **_head(each, sellers[each.order.locale], paid),
                **_sold(each.order),
                "declared": _declared(paid),
            }
        drafts.append(Draft(each.order.id, facts))
    return drafts


def _head(about: OrderLetter, seller: Merchant, taken: Sequence[Payment]) -> dict[str, Any]:
    """Who sells to whom, and what the document belongs to."""
    order = about.order
    return {
        "locale": order.locale,
        "timezone": current_tenant().timezone,
        "currency": order.currency,
        "prices_include_tax": order.prices_include_tax,
        "order": {"number": order.number, "placed_at": order.placed_at.isoformat(), "delivery": order.delivery_kind},
        "merchant": {
            "name": seller.name, "legal_name": seller.legal_name, "address": list(seller.address),
            "vat_number": seller.vat_number, "register": seller.register, "email": seller.email,
            "phone": seller.phone, "color": seller.color,
        },
        "buyer": _buyer(about, seller.country),
        "payments": [
            {"method": payment.method, "amount": payment.amount, "paid_at": payment.settled_at.isoformat()}
            for payment in taken
            if payment.status == "paid" and payment.settled_at is not None
        ],
    }  # fmt: skip


def _buyer(about: OrderLetter, home: str) -> dict[str, Any]:
    """The buyer's address, sealed under the person so that they go with the key."""
    lines = about.address(home=home)
    if about.person_id is None:
        return {"person_id": None, "lines": lines}
    try:
        sealed = crypto.seal(about.person_id, json.dumps(lines)).hex()
    except KeyError:  # erased meanwhile
        sealed = None
    return {"person_id": str(about.person_id), "sealed": sealed}


def _declared(taken: Sequence[Payment]) -> list[dict[str, Any]]:
    """What single-purpose gift cards paid, {name, rate, net, tax}: taxed when they were sold, not due again."""
    return [paid.details["taxed"] for paid in taken if paid.status == "paid" and "taxed" in paid.details]


def _declared_back(
    every: Sequence[Refund], booked: Sequence[Refund], taken: Sequence[Payment]
) -> list[dict[str, Any]]:
    """The same of what goes back to such cards; all refunds of a payment together carry exactly its tax."""
    taxed = {paid.id: (paid.amount, paid.details["taxed"]) for paid in taken if "taxed" in paid.details}
    before: dict[UUID, int] = {}
    found = []
    for refund in every:
        earlier = before.get(refund.payment_id, 0)
        before[refund.payment_id] = earlier + refund.amount
        if refund in booked and refund.payment_id in taxed:
            paid, share = taxed[refund.payment_id]
            tax = _tax_between(share["tax"], paid, earlier, refund.amount)
            found.append({**share, "net": refund.amount - tax, "tax": tax})
    return found


def _sold(order: Order) -> dict[str, Any]:
    return {
        "lines": [
            _line(line, line.quantity, line.discount, line.tax, line.total - line.duties)
            | {"discounts": line.discounts, "voucher": line.voucher}
            for line in order.lines
        ],
        "shipping": _shipping(order, *_delivery(order)) | {"discounts": order.shipping_discounts}
        if order.shipping
        else None,
        "taxes": order.tax_summary,
        "tax": order.tax,
        "duties": order.duties,
        "import_costs": order.import_costs,
        "total": order.total,
    }


def _line(line: Line, quantity: Decimal, discount: int, tax: int, total: int) -> dict[str, Any]:
    return {
        "sku": line.sku, "title": line.title, "options": line.options, "quantity": f"{quantity.normalize():f}",
        "unit_price": line.unit_price, "discount": discount, "tax_rate": line.tax_rate, "tax": tax, "total": total,
    }  # fmt: skip


def _shipping(order: Order, total: int, tax: int) -> dict[str, Any]:
    return {"name": order.delivery_name, "total": total, "tax": tax, "tax_rate": order.shipping_tax_rate}


def _given_back(order: Order, booked: Sequence[Refund], earlier: Sequence[Refund]) -> dict[str, Any]:
    """What a refund takes back, its tax in proportion: all refunds of a line together carry exactly its tax."""
    by_id = {str(line.id): line for line in order.lines}
    before: dict[str | None, int] = {}
    units: dict[str | None, Decimal] = {}
    for part in _parts(earlier):
        before[part["line_id"]] = before.get(part["line_id"], 0) + part["amount"]
        units[part["line_id"]] = units.get(part["line_id"], Decimal(0)) + Decimal(part["quantity"])
    lines, shipping, sums, duties = [], None, dict[int, list[int]](), 0
    for part in _parts(booked):
        line = by_id.get(part["line_id"])
        paid, tax, rate = (
            (line.total, line.tax, line.tax_rate) if line else (*_delivery(order), order.shipping_tax_rate)
        )
        inside = _tax_between(tax, paid, before.get(part["line_id"], 0), part["amount"])
        border = (
            _tax_between(line.duties, paid, before.get(part["line_id"], 0), part["amount"]) if line else 0
        )
        duties += border
        group = sums.setdefault(rate, [0, 0])
        group[0], group[1] = group[0] + part["amount"] - inside - border, group[1] + inside
        if line is not None:
            quantity = Decimal(part["quantity"])
            off = _lapsed(line, quantity, units.get(part["line_id"], Decimal(0)))
            off += _kept_back(order, line, part.get("withheld", 0))
            sums_off = sum(each["amount"] for each in off)
            lines.append(
                _line(line, quantity, sums_off, inside, part["amount"] - border)
                | {"discounts": off, "voucher": line.voucher}
            )
        else:
            shipping = _shipping(order, part["amount"], inside)
    total = sum(refund.amount for refund in booked)
    names = {tax["rate"]: tax["name"] for tax in order.tax_summary}
    return {
        "lines": lines,
        "shipping": shipping,
        "taxes": [
            {"name": names.get(rate, _("Tax")), "rate": rate, "net": net, "tax": tax}
            for rate, (net, tax) in sums.items()
        ],
        "tax": sum(tax for _net, tax in sums.values()),
        "duties": duties,
        "total": total,
    }


def _lapsed(line: Line, quantity: Decimal, before: Decimal) -> list[dict[str, Any]]:
    """What of each discount goes with so many units; over all refunds of a line exactly what it was."""
    whole, start, end = (milli(units) for units in (line.quantity, before, before + quantity))
    parts = [
        each | {"amount": round_div(each["amount"] * end, whole) - round_div(each["amount"] * start, whole)}
        for each in line.discounts
    ]
    return [part for part in parts if part["amount"]]


def _kept_back(order: Order, line: Line, amount: int) -> list[dict[str, Any]]:
    """What a refund keeps for the benefit that the return lost, or gives back of it, as prices are said."""
    if not amount:
        return []
    said = (
        amount
        if order.prices_include_tax or not line.total
        else round_div(amount * (line.total - line.tax), line.total)
    )
    return [{"id": "", "name": _("Lost benefit of the offer"), "amount": said}]


def _parts(refunds: Sequence[Refund]) -> list[dict[str, Any]]:
    return [part for refund in refunds for part in refund.lines]


def _delivery(order: Order) -> tuple[int, int]:
    """What was paid for delivery, with its tax, and the tax in it."""
    return order.shipping + (0 if order.prices_include_tax else order.shipping_tax), order.shipping_tax


def _tax_between(tax: int, paid: int, before: int, amount: int) -> int:
    """The tax (or the duties) inside `amount` of what was paid, when `before` went back earlier."""
    if paid == 0:
        return 0
    return round_div(tax * (before + amount), paid) - round_div(tax * before, paid)
