"""The engine's input and output as JSON: what the till keeps, sends and computes by itself.

Keys are the fields of the dataclasses. Amounts are integers; beyond 2^53 they are written as strings, because
JavaScript's numbers end there. Both are read. Quantities are written as text ("0.375") and read as text or
numbers. An unknown key is refused: a reader that skips half of its input would price it wrongly in silence.
"""

from decimal import Decimal

from app.domains.pricing.engine.inputs import (
    Collect,
    Context,
    Destination,
    Discount,
    DiscountKind,
    DutyRate,
    Line,
    Shipping,
    TaxRate,
)
from app.domains.pricing.engine.quote import (
    DiscountShare,
    ImportCosts,
    Quote,
    QuotedLine,
    QuotedShipping,
    TaxShare,
)
from app.domains.pricing.engine.reading import (
    Json,
    amount_to_json,
    flag,
    list_of,
    maybe,
    moment,
    object_of,
    one_of,
    quantity,
    set_of,
    text,
    whole,
)
from app.domains.pricing.engine.wire_offers import read_coupon, read_promotion, read_rules


def context_from_json(data: object) -> Context:
    """Read a context. Raises BadContext for a missing, unknown or malformed key."""
    return object_of(Context, _CONTEXT)(data)  # type: ignore[no-any-return]


def quote_to_json(quote: Quote) -> Json:
    """Write a quote."""
    return {
        "currency": quote.currency,
        "prices_include_tax": quote.prices_include_tax,
        "lines": [_line_to_json(line) for line in quote.lines],
        "shipping": _shipping_to_json(quote.shipping) if quote.shipping else None,
        "totals": {
            "subtotal": amount_to_json(quote.totals.subtotal),
            "discount": amount_to_json(quote.totals.discount),
            "shipping": amount_to_json(quote.totals.shipping),
            "tax": amount_to_json(quote.totals.tax),
            "total": amount_to_json(quote.totals.total),
            "duties": amount_to_json(quote.totals.duties),
        },
        "taxes": [_tax_to_json(share) for share in quote.taxes],
        "imports": _imports_to_json(quote.imports) if quote.imports else None,
        "trace": [entry._asdict() | {"amount": amount_to_json(entry.amount)} for entry in quote.trace],
    }


def quantity_to_json(quantity: Decimal) -> str:
    """A quantity as the shortest plain text: "2", "0.375"."""
    text = f"{quantity:.3f}"
    return text.rstrip("0").rstrip(".")


def _line_to_json(line: QuotedLine) -> Json:
    return {
        "key": line.key,
        "sku": line.sku,
        "quantity": quantity_to_json(line.quantity),
        "unit_price": amount_to_json(line.unit_price),
        "subtotal": amount_to_json(line.subtotal),
        **_sums_to_json(line),
        "gift": line.gift,
        "duties": amount_to_json(line.duties),
    }


def _imports_to_json(costs: ImportCosts) -> Json:
    return {"collect": costs.collect, "duty": amount_to_json(costs.duty), "tax": amount_to_json(costs.tax)}


def _shipping_to_json(shipping: QuotedShipping) -> Json:
    return {"name": shipping.name, "price": amount_to_json(shipping.price), **_sums_to_json(shipping)}


def _sums_to_json(priced: QuotedLine | QuotedShipping) -> Json:
    return {
        "discount": amount_to_json(priced.discount),
        "tax": amount_to_json(priced.tax),
        "total": amount_to_json(priced.total),
        "discounts": [_discount_to_json(share) for share in priced.discounts],
        "taxes": [_tax_to_json(share) for share in priced.taxes],
    }


def _discount_to_json(share: DiscountShare) -> Json:
    return share._asdict() | {"amount": amount_to_json(share.amount)}


def _tax_to_json(share: TaxShare) -> Json:
    return share._asdict() | {"base": amount_to_json(share.base), "amount": amount_to_json(share.amount)}


_TAXES = list_of(object_of(TaxRate, {"id": text, "name": text, "rate_micro": whole, "compound": flag}))
_DUTY = {
    "duty_micro": whole,
    "tax_micro": whole,
    "duty_free": whole,
    "tax_free": whole,
    "with_delivery": flag,
}
_LINE = {
    "key": text,
    "sku": text,
    "quantity": quantity,
    "unit_price": whole,
    "taxes": _TAXES,
    "tax_included": maybe(flag),
    "compare_at": maybe(whole),
    "facts": set_of(text),
    "on_sale": flag,
    "minimum": whole,
    "discountable": flag,
    "fee": flag,
    "duty": maybe(object_of(DutyRate, _DUTY)),
}
_SHIPPING = {"name": text, "price": whole, "taxes": _TAXES, "tax_included": maybe(flag)}
_DISCOUNT = {"kind": one_of(DiscountKind), "value": whole, "reason": text, "line": maybe(text), "id": text}
_DESTINATION = {"country": text, "region": text, "postal_code": text}
_CONTEXT = {
    "currency": text,
    "prices_include_tax": flag,
    "lines": list_of(object_of(Line, _LINE)),
    "shipping": maybe(object_of(Shipping, _SHIPPING)),
    "discounts": list_of(object_of(Discount, _DISCOUNT)),
    "promotions": list_of(read_promotion),
    "coupons": list_of(read_coupon),
    "gifts": list_of(object_of(Line, _LINE)),
    "facts": set_of(text),
    "orders": whole,
    "rules": read_rules,
    "channel": text,
    "at": maybe(moment),
    "destination": maybe(object_of(Destination, _DESTINATION)),
    "exempt": text,
    "duties": one_of(Collect),
}
