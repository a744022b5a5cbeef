"""Prices on their way in: what leaves less than the least margin over the cost waits for somebody to approve it.

Held against the cost is what is left of a price without tax.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.core.money import mul_rate
from app.core.principal import current_principal
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.pricing import price_lists, waiting
from app.domains.pricing import service as pricing
from app.domains.pricing.engine.lists import ended
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.permissions import PricePermission
from app.domains.pricing.types import Price
from app.domains.pricing.waiting import Article, Asked
from app.domains.taxes.types import STANDARD
from app.flows.net_prices import net_prices
from app.queries import margins, price_board
from app.queries.margins import Costed
from app.queries.price_board import ListRow

GUARDED, PLANNED = ("staff", "api"), "system:schedule"
"""Whose prices are looked at: people, programs, and the clock that publishes what they planned."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many prices changed, and how many wait for approval; `held` are the variants whose base prices do."""

    changed: int
    waiting: int = 0
    held: tuple[UUID, ...] = ()

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.changed + other.changed, self.waiting + other.waiting, self.held + other.held)


def least_margin() -> int:
    """What the shop wants left of a price over its cost, in millionths of the price."""
    return channels.setting(PriceListRules).least_margin


def undercuts(amount: int, cost: int | None, least: int) -> bool:
    """Whether a price without tax leaves less than that."""
    return cost is not None and amount - cost < mul_rate(amount, least)


def may_undercut() -> bool:
    """Whether whoever acts may approve prices below the margin."""
    return current_principal().may(PricePermission.UNDERCUT)


def may_approve_own() -> bool:
    """Whether what whoever acts asks for needs nobody else, in this shop."""
    return may_undercut() and channels.setting(PriceListRules).own_approval


def passes(*, allowed: bool = False) -> bool:
    """Whether prices are written as they are: whoever may approve their own says so (`allowed`), or the platform."""
    who = current_principal()
    return (who.kind not in GUARDED and who.label != PLANNED) or (allowed and may_approve_own())


def set_base_prices(prices: Iterable[Price], *, listed: bool = False) -> Kept:
    """Write base prices but those that wait: of these only the cost is kept. `listed` as in `pricing`.

    Raises Invalid naming the field.
    """
    wanted = list(prices)
    if not wanted or passes():
        return Kept(pricing.set_base_prices(wanted, listed=listed))
    kept = Kept(0)
    for currency in dict.fromkeys(price.currency for price in wanted):
        mine = [price for price in wanted if price.currency == currency]
        known = pricing.base_prices([price.variant_id for price in mine], currency)
        low = _low_base(mine, known)
        kept += Kept(
            pricing.set_base_prices(_meanwhile(mine, low, known), listed=listed), len(low), tuple(low)
        )
        if low:
            _ask_base(currency, low, known)
    return kept


def _low_base(wanted: Sequence[Price], known: Mapping[UUID, Price]) -> dict[UUID, Price]:
    """Those that are other prices than before and leave too little, with their cost, by variant."""
    costed = {}
    for price in wanted:
        before = known.get(price.variant_id)
        cost = price.cost if price.cost is not None else before.cost if before else None
        if cost is not None and (before is None or before.amount != price.amount):
            costed[price.variant_id] = replace(price, cost=cost)
    classes, least, nets = margins.tax_classes(costed) if costed else {}, least_margin(), net_prices()
    return {
        key: price
        for key, price in costed.items()
        if undercuts(nets.of(price.amount, classes.get(key, STANDARD)), price.cost, least)
    }


def _meanwhile(
    wanted: Sequence[Price], low: Mapping[UUID, Price], known: Mapping[UUID, Price]
) -> list[Price]:
    """What is written at once: the others, and the new cost of those that wait beside their old price."""
    kept = []
    for price in wanted:
        before = known.get(price.variant_id)
        if price.variant_id not in low:
            kept.append(price)
        elif before is not None:
            kept.append(replace(before, cost=price.cost))
    return kept


def _ask_base(currency: str, low: Mapping[UUID, Price], known: Mapping[UUID, Price]) -> None:
    names, classes, nets = margins.named(low), margins.tax_classes(low), net_prices()
    articles = [
        Article(
            *names[key], known[key].amount if key in known else None, price.amount, price.cost or 0,
            tax=nets.tax_in(price.amount, classes[key]),
        )
        for key, price in low.items()
    ]  # fmt: skip
    payload = {"prices": waiting.kept_prices(list(low.values()))}
    waiting.ask(Asked("base", currency, articles, payload, least_margin()))


def set_entries(
    found: ListRow, drafts: Sequence[EntryDraft], *, prefix: str = "entries.", allowed: bool = False
) -> Kept:
    """Keep prices of a list as `price_lists.set_entries`; tables of tiers with a price that is too low wait whole."""
    if passes(allowed=allowed):
        return Kept(price_lists.set_entries(found.id, drafts, prefix=prefix))
    price_lists.check(drafts, prefix=prefix)
    low = _low_entries(found.draft, drafts, least := least_margin())
    tables = {draft.table for draft, _article in low}
    free = [draft for draft in drafts if draft.table not in tables]
    changed = price_lists.set_entries(found.id, free, prefix=prefix) if free else 0
    if not low:
        return Kept(changed)
    held = [draft for draft in drafts if draft.table in tables]
    known = price_lists.standing(found.id, held)
    articles = [
        replace(
            article, before=known[key].amount if (key := (draft.table, draft.min_quantity)) in known else None
        )
        for draft, article in low
    ]
    _ask_of_list(found, articles, {"entries": waiting.kept_entries(held)}, least)
    return Kept(changed, len(held))


def change_amounts(found: ListRow, amounts: Mapping[UUID, int | None], *, allowed: bool = False) -> Kept:
    """Change prices of the grid where they stand, None takes one out; those that are too low wait."""
    if passes(allowed=allowed):
        return Kept(price_lists.change_amounts(found.id, amounts))
    known, least = price_lists.drafts_of(found.id, list(amounts)), least_margin()
    wanted = {
        key: replace(draft, amount=amounts[key], percent=None)
        for key, draft in known.items()
        if amounts[key] is not None and amounts[key] != draft.amount
    }
    keys = {(draft.table, draft.min_quantity): key for key, draft in wanted.items()}
    low = {
        keys[draft.table, draft.min_quantity]: article
        for draft, article in _low_entries(found.draft, list(wanted.values()), least)
    }
    free = {key: amount for key, amount in amounts.items() if key not in low}
    changed = price_lists.change_amounts(found.id, free) if free else 0
    if low:
        articles = [replace(article, before=known[key].amount) for key, article in low.items()]
        _ask_of_list(found, articles, {"amounts": {str(key): amounts[key] for key in low}}, least)
    return Kept(changed, len(low))


def create_list(draft: ListDraft, *, allowed: bool = False) -> bool:
    """Keep a new list; True: its percentage leaves too little, so it stays a draft until somebody approves it."""
    low = [] if passes(allowed=allowed) else _low_terms(draft, least_margin())
    made = price_lists.create_list(replace(draft, status="draft") if low else draft)
    if low:
        _ask_terms(made, draft, low)
    return bool(low)


def change_list(found: ListRow, draft: ListDraft, *, allowed: bool = False) -> bool:
    """Change a list; True: it would leave too little, so it stays as it is until somebody approves the change."""
    said = ("status", "percent", "ending", "based_on")
    same = all(getattr(found.draft, name) == getattr(draft, name) for name in said)
    low = [] if same or passes(allowed=allowed) else _low_terms(draft, least_margin())
    if not low:
        price_lists.change_list(found.id, draft)
        waiting.withdraw("terms", found.id)
        return False
    price_lists.check_terms(found.id, draft)
    _ask_terms(found.id, draft, low)
    return True


def _ask_terms(list_id: UUID, draft: ListDraft, low: Sequence[Article]) -> None:
    payload = {"list": waiting.kept_list(draft)}
    waiting.ask(Asked("terms", draft.currency, low, payload, least_margin(), list_id, draft.name))


def _ask_of_list(found: ListRow, articles: Sequence[Article], payload: dict[str, Any], least: int) -> None:
    waiting.ask(Asked("list", found.draft.currency, articles, payload, least, found.id, found.draft.name))


def _low_terms(draft: ListDraft, least: int) -> list[Article]:
    """What an active list's percentage would make too cheap, were it of everything; a draft harms nobody."""
    if draft.status != "active" or draft.percent is None:
        return []
    grounds = price_board.drafts() if draft.based_on else {}
    nets, found = net_prices(draft.tax_included), []
    for good in margins.costed(draft.currency, everything=True):
        after = _by_terms(good.price, draft, grounds)
        tax = nets.tax_in(after, good.tax_class)
        if undercuts(after - tax, good.cost, least):
            found.append(Article(good.sku, good.title, good.price, after, good.cost, tax=tax))
    return found


def _by_terms(price: int, draft: ListDraft, grounds: Mapping[UUID, ListDraft]) -> int:
    under = grounds.get(draft.based_on) if draft.based_on else None
    start = _by_terms(price, under, grounds) if under is not None else price
    return ended(max(0, start - mul_rate(start, draft.percent or 0)), draft.ending)


def _low_entries(
    terms: ListDraft, drafts: Sequence[EntryDraft], least: int
) -> list[tuple[EntryDraft, Article]]:
    """Each price with the article that it leaves least of, where that is too little."""
    goods = margins.costed(
        terms.currency,
        variants=_named(draft.variant_id for draft in drafts),
        products=_named(draft.product_id for draft in drafts if draft.variant_id is None),
        categories=_named(draft.category_id for draft in drafts),
        everything=any(draft.target == (None, None, None) for draft in drafts),
    )
    nets, found = net_prices(terms.tax_included), []
    for draft in drafts:
        low = [
            Article(
                good.sku, good.title, good.price, after, good.cost, f"{draft.min_quantity.normalize():f}", tax
            )
            for good in _meant(draft, goods)
            if undercuts(
                (after := _after(draft, good.price, terms)) - (tax := nets.tax_in(after, good.tax_class)),
                good.cost,
                least,
            )
        ]
        if low:
            found.append((draft, min(low, key=lambda article: article.left)))
    return found


def _meant(draft: EntryDraft, goods: Sequence[Costed]) -> list[Costed]:
    if draft.variant_id is not None:
        return [good for good in goods if good.variant_id == draft.variant_id]
    if draft.product_id is not None:
        return [good for good in goods if good.product_id == draft.product_id]
    if draft.category_id is not None:
        return [good for good in goods if draft.category_id in good.categories]
    return list(goods)


def _after(draft: EntryDraft, price: int, terms: ListDraft) -> int:
    if draft.amount is not None:
        return draft.amount
    return ended(max(0, price - mul_rate(price, draft.percent or 0)), terms.ending)


def _named(ids: Iterable[UUID | None]) -> list[UUID]:
    return [each for each in dict.fromkeys(ids) if each is not None]
