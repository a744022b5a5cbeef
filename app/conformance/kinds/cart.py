"""`cart`: a whole cart, priced at the checkout of a shop that has the case's goods, taxes, offers and buyer."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from app.conformance.amounts import minor
from app.conformance.cart_words import CartGiven, moment
from app.conformance.cases import Case, Unfit
from app.conformance.checkout import Counter
from app.conformance.offer_desk import OfferDesk, gift_sku
from app.conformance.receipt import Receipt
from app.core import clock
from app.domains.pricing import engine

AGAIN = "after_removing_manual"


def run(case: Case, number: int) -> dict[str, Any]:
    """Sell it."""
    given = CartGiven.read(case.given)
    context, names = told(given, str(number))
    found = _answers(Receipt(context, engine.price(context), **names), case.expect)
    if AGAIN in case.expect:
        without = replace(context, discounts=())
        found[AGAIN] = _answers(Receipt(without, engine.price(without), **names), case.expect[AGAIN])
        if lacking := sorted(case.expect[AGAIN].keys() - found[AGAIN].keys()):
            raise Unfit(f"expect.{AGAIN}.{lacking[0]} is not answered")
    return found


def _answers(receipt: Receipt, expect: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in the form in which they are asked for."""
    found = receipt.answers()
    if "lines_after" in expect:
        found["items_total"] = receipt.before_discounts()
    rates = expect.get("tax_summary", {})
    if not any(isinstance(each, Mapping) for each in rates.values()):
        found["tax_summary"] = {rate: row["tax"] for rate, row in found["tax_summary"].items()}
    return found


def told(
    given: CartGiven, key: str, more: Callable[[OfferDesk], Sequence[engine.Promotion]] = lambda _desk: ()
) -> tuple[engine.Context, dict[str, Any]]:
    """What the engine is told of the cart, with more offers in its own words, and what the case calls its parts."""
    base = clock.now()
    counter = Counter(key, given)
    with ExitStack() as after:
        after.callback(counter.close)
        counter.open()
        desk = OfferDesk(key, given, counter.names, base, counter.customer_id)
        after.callback(desk.close)
        desk.open()
        offers = more(desk)
        for offer in offers:
            desk.add(offer)
        entered, removed = (
            [desk.typed(code) for code in codes] for codes in (given.entered, given.removed_coupons)
        )
        with clock.frozen(moment(given.now, base) or base):
            context = counter.facts(_flat(entered), _flat(removed), _typed_by_staff(given))
    return context, {**_names(given, key, context, desk, offers), "entered": entered}


def _names(
    given: CartGiven, key: str, context: engine.Context, desk: OfferDesk, offers: Sequence[engine.Promotion]
) -> dict[str, Mapping[str, Any]]:
    """Lines and promotions as the case calls them."""
    places = {line.key: int(line.sku.rpartition("-")[2]) for line in context.lines if not line.fee}
    skus = {line: given.lines[place].sku for line, place in places.items()}
    gifts = {each.gift.sku for offer in given.promotions for each in offer.doings if each.gift is not None}
    skus |= {f"gift-{made}-{gift_sku(key, sku)}": sku for made in desk.made.values() for sku in gifts}
    called = [each.code or f"promotion {place}" for place, each in enumerate(given.promotions)]
    called += [offer.name for offer in offers]
    units = {line: given.lines[place].qty for line, place in places.items()}
    return {
        "skus": skus,
        "units": units,
        "codes": {str(made): called[place] for place, made in desk.made.items()},
    }


def _flat(codes: Sequence[Sequence[str]]) -> list[str]:
    return [each for some in codes for each in some]


def _typed_by_staff(given: CartGiven) -> list[engine.Discount]:
    return [
        engine.Discount(engine.DiscountKind.AMOUNT, minor(each.value, given.currency), each.name)
        for each in given.promotions
        if each.type == "manual_order_fixed"
    ]
