"""`price_list`: which price or rule applies, in each of the forms that it may be written in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.conformance.cases import Case, Unfit, Words
from app.conformance.policies import price_rules_of
from app.conformance.price_desk import MICRO, Desk, conditions, desk, micro, moment
from app.core import clock
from app.core.db import unit_of_work
from app.domains.catalog import tree
from app.domains.pricing.list_types import EntryDraft
from app.queries.price_lists import Asker

ONE = Decimal(1)
ARTICLE, ELSEWHERE = "A", "-"
"""The article of a case, and the market of a buyer of whom none is told."""
NAMES = {"region_id": "country", "company_id": "company", "customer_group_id": "group", "channel": "channel"}
Rules = Mapping[str, Any]


class Context(BaseModel):
    """Who asks; attributes that no rule names are ignored."""

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True)
    currency: str = "EUR"
    qty: Decimal | None = ONE
    quantity: Decimal | None = ONE
    region_id: str | None = None
    company_id: str | None = None
    customer_group_id: str | None = None
    customer_groups: list[str] | None = None
    channel: str | None = None
    customer: str | None = None
    item: str = ARTICLE
    item_group: str | None = None
    variant_of: str | None = None
    campaign: str | None = None
    store: str | None = None
    now: str | None = None

    @property
    def many(self) -> Decimal | None:
        return self.qty if "qty" in self.model_fields_set else self.quantity

    def asks(self, at: Desk) -> Asker:
        """The same as the shop knows it: a customer of that group and company, in that market, channel and store."""
        groups = self.customer_groups or ([self.customer_group_id] if self.customer_group_id else [])
        known = self.customer_groups is not None or groups or self.company_id or self.customer
        who = (
            at.buyer(groups=groups, company=self.company_id or "", name=self.customer or "")
            if known
            else None
        )
        return Asker(
            self.channel or "", moment(self.now) or clock.now(), who, _store(at, self.store), self.campaign or "",
            self.region_id or ELSEWHERE,
        )  # fmt: skip


class PriceGiven(Words):
    id: str = ""
    currency: str = "EUR"
    amount: str
    min_qty: Decimal | None = None
    max_qty: Decimal | None = None
    rules: dict[str, Any] = {}


class ListGiven(Words):
    type: Literal["sale", "override"] = "override"
    status: Literal["active", "inactive"] = "active"
    starts_at: str | None = None
    ends_at: str | None = None
    currency: str | None = None
    amount: str | None = None
    rules: dict[str, Any] = {}
    prices: list[PriceGiven] = []
    price: str | None = None
    position: int = 100
    min_qty: Decimal | None = None
    max_qty: Decimal | None = None
    store: str | None = None


class RuleGiven(Words):
    item: str | None = None
    item_group: str | None = None
    customer: str | None = None
    campaign: str | None = None
    percent: str | None = None
    priority: int | None = None
    channels: list[str] | None = None
    customer_groups: list[str] | None = None
    min_qty: Decimal | None = None
    max_qty: Decimal | None = None


class Match(Words):
    match: Literal["all", "any"]
    rules_pass: list[bool]


class Given(Words):
    prices: list[PriceGiven] | None = None
    price_lists: list[ListGiven] | None = None
    base_price: str | None = None
    rules: list[RuleGiven] | None = None
    rule: RuleGiven | None = None
    list: Match | None = None
    list_price: str | None = None
    qty: Decimal = ONE
    uom: str | None = None
    units_per_uom: Decimal = ONE
    margin_percent: str | None = None
    discount_percent: str | None = None
    context: dict[str, Any] = {}


def run(case: Case, number: int) -> dict[str, Any]:
    """Keep the prices as the shop would, and ask what the article costs."""
    given = Given.read(case.given)
    context = Context.model_validate(given.context)
    with desk(number, price_rules_of(case), context.currency) as at:
        if given.prices is not None:
            return _price_set(given, context, at)
        if given.rules is not None:
            return _rules(given.rules, context, at)
        if given.list is not None:
            return _match(given.list, at)
        if given.margin_percent is not None:
            return _margin(given, at)
        if given.rule is not None:
            return (
                _break(given, given.rule, at)
                if given.list_price is not None
                else _rule(given.rule, context, at)
            )
        return _base_and_lists(given, context, at)


def _price_set(given: Given, context: Context, at: Desk) -> dict[str, Any]:
    at.article(ARTICLE, None)
    for each in given.prices or ():
        if each.currency == context.currency:
            at.keep(each.id, [_entry(at, each)], kind="base", conditions=conditions(each.rules, NAMES))
    for place, listed in enumerate(given.price_lists or ()):
        if listed.currency in (None, context.currency):
            _keep_list(at, f"list {place}", listed)
    found = at.cost(ARTICLE, context.many, context.asks(at))
    return {
        "price": at.major(found.amount), "original_price": at.major(found.original),
        "id": at.lists[found.list.id] if found.list else None,
    }  # fmt: skip


def _keep_list(at: Desk, name: str, listed: ListGiven) -> None:
    prices = listed.prices or ([PriceGiven(amount=listed.amount)] if listed.amount is not None else [])
    if listed.price is not None:
        prices = [PriceGiven(amount=listed.price)]
    tier = {"min_qty": listed.min_qty, "max_qty": listed.max_qty}
    entries = [_entry(at, each.model_copy(update=tier) if any(tier.values()) else each) for each in prices]
    wanted = conditions(listed.rules, NAMES)
    if listed.store is not None:
        wanted.append(("location", [str(_store(at, listed.store))]))
    at.keep(
        name, entries, kind="sale" if listed.type == "sale" else "market", conditions=wanted,
        status="active" if listed.status == "active" else "paused", position=listed.position,
        starts_at=moment(listed.starts_at), ends_at=moment(listed.ends_at),
    )  # fmt: skip


def _entry(at: Desk, price: PriceGiven) -> EntryDraft:
    return at.entry(
        ARTICLE, amount=at.minor(price.amount), min_quantity=price.min_qty or ONE, max_quantity=price.max_qty,
        conditions=conditions(price.rules, NAMES),
    )  # fmt: skip


def _base_and_lists(given: Given, context: Context, at: Desk) -> dict[str, Any]:
    at.article(ARTICLE, at.minor(given.base_price) if given.base_price is not None else None)
    for place, listed in enumerate(given.price_lists or ()):
        _keep_list(at, f"list {place}", listed)
    found = at.cost(ARTICLE, context.many, context.asks(at))
    return {"price": at.major(found.amount), "original_price": at.major(found.original)}


def _rules(rules: Sequence[RuleGiven], context: Context, at: Desk) -> dict[str, Any]:
    group = context.item_group if context.item_group not in (None, "All") else None
    at.article(context.item, 100_00, template=context.variant_of, group=group)
    for place, rule in enumerate(rules):
        if (target := _target(rule, context, at)) is not None:
            at.keep(
                f"rule {place}", [target], kind="contract" if rule.customer else "segment", priority=rule.priority,
                conditions=_who(rule, at),
            )  # fmt: skip
    found = at.cost(context.item, context.many, context.asks(at))
    percent = found.tier.percent if found.tier and found.tier.percent else 0
    return {"discount_percent": Decimal(percent) / MICRO, "error": "conflict" if found.conflict else None}


def _target(rule: RuleGiven, context: Context, at: Desk) -> EntryDraft | None:
    """The price of a rule; None where it is for another item or group, which this case has not."""
    price = {
        "percent": micro(rule.percent or "0"), "min_quantity": rule.min_qty or ONE, "max_quantity": rule.max_qty,
    }  # fmt: skip
    product = next(iter(at.products.values()))
    if rule.item is not None:
        if rule.item == context.item:
            return EntryDraft(product, at.variants[context.item], **price)  # type: ignore[arg-type]
        return EntryDraft(product, **price) if rule.item == context.variant_of else None  # type: ignore[arg-type]
    if rule.item_group not in (None, "All"):
        return _of_group(str(rule.item_group), price) if rule.item_group == context.item_group else None
    return EntryDraft(**price)  # type: ignore[arg-type]


def _of_group(name: str, price: Mapping[str, Any]) -> EntryDraft:
    with unit_of_work():
        return EntryDraft(category_id=tree.ensure([(name,)])[name,], **price)


def _who(rule: RuleGiven, at: Desk) -> list[tuple[str, list[str]]]:
    found = [("customer", [str(at.buyer(name=rule.customer))])] if rule.customer else []
    return [*found, ("campaign", [rule.campaign])] if rule.campaign else found


def _rule(rule: RuleGiven, context: Context, at: Desk) -> dict[str, Any]:
    at.article(ARTICLE, 100_00)
    wanted: list[tuple[str, list[str]]] = []
    if rule.channels:
        wanted.append(("channel", rule.channels))
    if rule.customer_groups is not None:
        wanted.append(("group", rule.customer_groups))
    entry = at.entry(ARTICLE, amount=1, min_quantity=rule.min_qty or ONE, max_quantity=rule.max_qty)
    at.keep("rule", [entry], conditions=wanted)
    return {"applies": at.cost(ARTICLE, context.many, context.asks(at)).list is not None}


def _match(match: Match, at: Desk) -> dict[str, Any]:
    at.article(ARTICLE, 100_00)
    wanted = [("channel", ["web" if passes else "elsewhere"]) for passes in match.rules_pass]
    at.keep("list", [at.entry(ARTICLE, amount=1)], conditions=wanted, match_any=match.match == "any")
    return {"applies": at.cost(ARTICLE, ONE, Asker("web", clock.now())).list is not None}


def _break(given: Given, rule: RuleGiven, at: Desk) -> dict[str, Any]:
    at.box(ARTICLE, given.units_per_uom, at.minor(str(given.list_price)))
    percent = micro(rule.percent or "0")
    entry = at.entry(ARTICLE, percent=percent, min_quantity=rule.min_qty or ONE, max_quantity=rule.max_qty)
    at.keep("break", [entry])
    found = at.cost(ARTICLE, given.qty, Asker("web", clock.now()))
    applied = Decimal(percent) / MICRO if found.list is not None else Decimal(0)
    return {"unit_price": at.major(found.amount), "discount_percent": applied}


def _margin(given: Given, at: Desk) -> dict[str, Any]:
    """A list with a margin on the base price, and one with a discount on that list."""
    at.article(ARTICLE, at.minor(str(given.list_price)))
    margin = at.keep("margin", [], percent=-micro(str(given.margin_percent)))
    asks = Asker("web", clock.now())
    dearer = at.cost(ARTICLE, given.qty, asks).amount
    off = micro(given.discount_percent or "0")
    at.keep("discount", [], kind="contract", percent=off, based_on=margin)
    final = at.cost(ARTICLE, given.qty, asks).amount
    if dearer is None or final is None:
        raise Unfit("no price")
    return {
        "rate_with_margin": at.major(dearer), "rate": at.major(final), "discount_amount": at.major(dearer - final),
    }  # fmt: skip


def _store(at: Desk, name: str | None) -> UUID | None:
    """The store of a name, opened when it is first named."""
    if name is None:
        return None
    if name not in at.shelf.places:
        at.shelf.open_place(name)
    return at.shelf.places[name]
