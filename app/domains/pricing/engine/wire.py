"""The engine's input and output as JSON: what the till keeps, sends and computes by itself.

Keys are the fields of the dataclasses. Amounts are integers; beyond 2^53 they are written as strings, because
JavaScript's numbers end there. Both are read. Quantities are written as text ("0.375") and read as text or
numbers. An unknown key is refused: a reader that skips half of its input would price it wrongly in silence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from app.domains.pricing.engine.inputs import (
    BadContext,
    Context,
    Destination,
    Discount,
    DiscountKind,
    Line,
    Shipping,
    TaxRate,
)
from app.domains.pricing.engine.quote import DiscountShare, Quote, QuotedLine, QuotedShipping, TaxShare

Json = dict[str, Any]
Reader = Callable[[object], Any]
LARGEST_NUMBER: Final = 2**53 - 1
_WHOLE: Final = re.compile(r"-?[0-9]{1,38}", re.ASCII)
_QUANTITY: Final = re.compile(r"[0-9]{1,11}(\.[0-9]{1,3}0*)?", re.ASCII)


def context_from_json(data: object) -> Context:
    """Read a context. Raises BadContext for a missing, unknown or malformed key."""
    return _object(Context, _CONTEXT)(data)  # type: ignore[no-any-return]


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
        },
        "taxes": [_tax_to_json(share) for share in quote.taxes],
        "trace": [entry._asdict() | {"amount": amount_to_json(entry.amount)} for entry in quote.trace],
    }


def amount_to_json(amount: int) -> int | str:
    """An amount as a number while JavaScript can hold it, else as text."""
    return amount if -LARGEST_NUMBER <= amount <= LARGEST_NUMBER else str(amount)


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
    }


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


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadContext(f"{value!r} is not a text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadContext(f"{value!r} is not true or false")
    return value


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER:
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise BadContext(f"{value!r} is not a whole number")


def _quantity(value: object) -> Decimal:
    if isinstance(value, str | int | float | Decimal) and _QUANTITY.fullmatch(str(value)):
        return Decimal(str(value))
    raise BadContext(f"{value!r} is not a quantity with up to 3 decimals")


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError as error:
        raise BadContext(f"{value!r} is not a time") from error


def _kind(value: object) -> DiscountKind:
    try:
        return DiscountKind(_text(value))
    except ValueError as error:
        raise BadContext(f"{value!r} is not a kind of discount") from error


def _maybe(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _list(reader: Reader) -> Reader:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise BadContext(f"{value!r} is not a list")
        return tuple(reader(entry) for entry in value)

    return read


def _object(kind: Callable[..., Any], readers: Mapping[str, Reader]) -> Reader:
    def read(value: object) -> Any:
        if not isinstance(value, Mapping):
            raise BadContext(f"{value!r} is not an object")
        if unknown := sorted(value.keys() - readers.keys()):
            raise BadContext(f"unknown key {unknown[0]}")
        fields = {key: readers[key](entry) for key, entry in value.items()}
        try:
            return kind(**fields)
        except TypeError as error:
            raise BadContext(f"a key is missing: {error}") from error

    return read


_TAXES = _list(_object(TaxRate, {"id": _text, "name": _text, "rate_micro": _whole}))
_LINE = {
    "key": _text,
    "sku": _text,
    "quantity": _quantity,
    "unit_price": _whole,
    "taxes": _TAXES,
    "tax_included": _maybe(_flag),
    "compare_at": _maybe(_whole),
    "tax_class": _text,
    "category": _text,
    "discountable": _flag,
}
_SHIPPING = {"name": _text, "price": _whole, "taxes": _TAXES, "tax_included": _maybe(_flag)}
_DISCOUNT = {"kind": _kind, "value": _whole, "reason": _text, "line": _maybe(_text)}
_DESTINATION = {"country": _text, "region": _text, "postal_code": _text}
_CONTEXT = {
    "currency": _text,
    "prices_include_tax": _flag,
    "lines": _list(_object(Line, _LINE)),
    "shipping": _maybe(_object(Shipping, _SHIPPING)),
    "discounts": _list(_object(Discount, _DISCOUNT)),
    "channel": _text,
    "at": _maybe(_moment),
    "destination": _maybe(_object(Destination, _DESTINATION)),
    "exempt": _text,
}
