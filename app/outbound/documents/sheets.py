"""Documents as they are read: frozen facts in the reader's words, figures and dates, on a print-ready page."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment

from app.core import crypto
from app.core.i18n import current_locale, format_date, format_quantity, format_rate
from app.core.i18n import gettext as _
from app.core.money import format_money
from app.domains.invoices.types import Issued
from app.domains.taxes.names import spoken
from app.flows import import_words
from app.outbound.documents.pdf import FONTS
from app.outbound.templates import environment

TEMPLATES = Path(__file__).parent / "templates"
LETTER_PAPER = frozenset({"CA", "MX", "US"})
ACCENT = "#1c5f4d"

Told = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a document, written out."""

    title: str
    detail: str
    quantity: str
    unit_price: str = ""
    rate: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document, written out. `seller` is the merchant's block of facts."""

    title: str
    number: str
    seller: dict[str, Any]
    address: Sequence[str]
    facts: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    sums: Sequence[tuple[str, str]] = ()
    taxes: Sequence[tuple[str, str, str, str]] = ()
    notes: Sequence[str] = ()
    priced: bool = True
    paper: str = "A4"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return environment(TEMPLATES)


def page(sheet: Sheet) -> str:
    """The document as a print-ready HTML page that needs nothing from elsewhere but our fonts."""
    color = sheet.seller.get("color") or ACCENT
    return (
        _templates()
        .get_template("sheet.html")
        .render(sheet=sheet, locale=current_locale(), accent=color, fonts=FONTS.as_uri())
    )


def paper(country: str) -> str:
    """The paper that printers of a country hold."""
    return "letter" if country in LETTER_PAPER else "A4"


def invoice_sheet(issued: Issued, *, home: str) -> Sheet:
    """An invoice or credit note in the current language, which should be the document's."""
    facts = issued.facts
    currency = facts["currency"]
    credit = issued.kind == "credit_note"

    def told(amount: int) -> str:
        return format_money(-amount if credit else amount, currency, current_locale())

    return Sheet(
        title=_("Credit note") if credit else _("Invoice"),
        number=issued.number,
        seller=facts["merchant"],
        address=_buyer(facts["buyer"]),
        facts=list(_invoice_facts(issued)),
        rows=[_row(line, facts, told) for line in [*facts["lines"], *_delivery(facts)]],
        sums=list(_sums(facts, told)),
        taxes=[
            (spoken(tax["name"]), format_rate(tax["rate"]), told(tax["net"]), told(tax["tax"]))
            for tax in facts["taxes"]
        ]
        + [
            (_before(tax), format_rate(tax["rate"]), told(-tax["net"]), told(-tax["tax"]))
            for tax in facts.get("declared", ())
        ],
        notes=list(_notes(issued)),
        paper=paper(home),
    )


def day(moment: datetime | str, timezone: str) -> str:
    """A date in the merchant's time zone, written out."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return format_date(at, timezone, "long")


def _buyer(buyer: dict[str, Any]) -> list[str]:
    """The buyer's lines; an erased person's are gone."""
    if buyer.get("person_id") is None:
        return list(buyer.get("lines", ()))
    sealed = bytes.fromhex(buyer["sealed"]) if buyer["sealed"] else None
    opened = crypto.open_(UUID(buyer["person_id"]), sealed)
    return json.loads(opened) if opened is not None else [_("Personal data erased")]


def _invoice_facts(issued: Issued) -> Iterator[tuple[str, str]]:
    facts, zone = issued.facts, issued.facts["timezone"]
    yield (_("Credit note") if issued.kind == "credit_note" else _("Invoice")), issued.number
    yield _("Date"), day(issued.issued_at, zone)
    if issued.kind == "credit_note":
        yield _("Corrects invoice"), facts["corrects"]
    yield _("Order"), facts["order"]["number"]
    yield _("Ordered on"), day(facts["order"]["placed_at"], zone)


def _row(line: dict[str, Any], facts: dict[str, Any], told: Told) -> Row:
    """Amounts are before tax where prices are."""
    voucher = line.get("voucher", "")
    return Row(
        title=line["title"],
        detail="  \N{MIDDLE DOT}  ".join(
            filter(None, (line["options"], line["sku"], *_discounts(line, told), _purpose(voucher)))
        ),
        quantity=format_quantity(Decimal(line["quantity"])),
        unit_price=told(line["unit_price"]) if line["unit_price"] is not None else "",
        rate="\N{EN DASH}" if voucher == "multi" else format_rate(line["tax_rate"]),
        amount=told(line["total"] - (0 if facts["prices_include_tax"] else line["tax"])),
    )


def _purpose(voucher: str) -> str:
    """How a gift card is taxed, as articles 30a and 30b of Directive 2006/112/EC name it."""
    words = {
        "multi": _("Multi-purpose voucher: outside the scope of tax until it is redeemed"),
        "single": _("Single-purpose voucher: taxed with this sale"),
    }
    return words.get(voucher, "")


def _before(tax: dict[str, Any]) -> str:
    """A tax that the sale of a single-purpose gift card was taxed with."""
    return _("Taxed when the gift card was sold: %(tax)s", tax=spoken(tax["name"]) or _("Tax"))


def _discounts(line: dict[str, Any], told: Told) -> Iterator[str]:
    """Each by its name, and what has none."""
    named = line.get("discounts", [])
    for each in named:
        yield f"{each['name']} {told(-each['amount'])}"
    if rest := line["discount"] - sum(each["amount"] for each in named):
        yield _("Discount %(amount)s", amount=told(-rest))


def _delivery(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Delivery as the last line."""
    if facts["shipping"] is None:
        return []
    like_goods = {"options": "", "sku": "", "quantity": "1", "unit_price": None}
    off = sum(each["amount"] for each in facts["shipping"].get("discounts", []))
    return [
        {
            **facts["shipping"],
            **like_goods,
            "discount": off,
            "title": facts["shipping"]["name"] or _("Delivery"),
        }
    ]


def _sums(facts: dict[str, Any], told: Told) -> Iterator[tuple[str, str]]:
    duties = facts.get("duties", 0)
    border = [(_("Duties and import tax"), told(duties))] if duties else []
    if declared := sum(each["tax"] for each in facts.get("declared", ())):
        yield _("Tax on everything"), told(facts["tax"])
        yield _("Taxed when the gift card was sold"), told(-declared)
        yield _("Tax with this document"), told(facts["tax"] - declared)
        yield from border
        yield _("Total"), told(facts["total"])
        return
    yield _("Net"), told(facts["total"] - facts["tax"] - duties)
    yield _("Tax"), told(facts["tax"])
    yield from border
    yield _("Total"), told(facts["total"])


def _notes(issued: Issued) -> Iterator[str]:
    facts = issued.facts
    if issued.kind == "credit_note":
        yield _("The amount goes back the way it was paid.")
        if facts["reason"]:
            yield _("Reason: %(reason)s", reason=facts["reason"])
        return
    costs = facts.get("import_costs")
    if costs and costs["collect"] == "delivery":
        yield import_words.due(costs, facts["currency"])
    for payment in facts["payments"]:
        amount = format_money(payment["amount"], facts["currency"], current_locale())
        on = day(payment["paid_at"], facts["timezone"])
        yield _(
            "%(amount)s paid on %(day)s: %(method)s.",
            amount=amount,
            day=on,
            method=_method(payment["method"]),
        )
    if facts["merchant"]["vat_number"]:
        yield _("Unless said otherwise, the date of supply is the date of this invoice.")


def _method(code: str) -> str:
    words = {
        "test": _("test payment"), "cash": _("cash"), "card_external": _("card"), "gift_card": _("gift card"),
        "store_credit": _("store credit"),
    }  # fmt: skip
    return words.get(code, code)
