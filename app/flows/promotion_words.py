"""A promotion in words that anyone reads back: what it takes off, of what, for whom, when and how often."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_interval, get_day_names

from app.core.i18n import current_locale, format_date, format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.errors import BadContext
from app.domains.pricing.engine.offers import Promotion, Stage, When, Where
from app.domains.pricing.engine.wire_offers import promotion_from_json
from app.domains.promotions.types import Draft
from app.flows import payment_words, promotion_effects
from app.flows.promotion_effects import Names
from app.queries import promotion_board
from app.queries.promotion_board import PromotionRow


def sentences(drafts: Iterable[Draft]) -> list[str]:
    """Each promotion in one sentence; their names are asked for in one statement."""
    found = list(drafts)
    offers = [_read(draft) for draft in found]
    facts = {fact for offer in offers if offer for fact in facts_of(offer)}
    names = payment_words.facts() | promotion_board.names_of(facts)
    return [
        _sentence(draft, offer, Names(draft.currency or current_tenant().currency, names))
        for draft, offer in zip(found, offers, strict=True)
    ]


def sentence(draft: Draft) -> str:
    """One promotion in one sentence."""
    return sentences([draft])[0]


def draft_of(row: PromotionRow) -> Draft:
    """What of a row of the list is said in words."""
    return Draft(
        row.name, row.rule, row.priority, row.starts_at, row.ends_at, row.needs_coupon, row.currency, row.uses_limit,
        row.customer_limit, row.budget,
    )  # fmt: skip


def facts_of(offer: Promotion) -> set[str]:
    """Every fact that a promotion asks for."""
    wheres = [*offer.when.contains, offer.when.among, *(w for a in offer.actions for w in (a.where, a.buy))]
    groups = [*offer.when.facts, offer.when.lacking]
    groups += [group for where in wheres for group in (*where.having, where.lacking)]
    given = {f"{promotion_board.GIFT}{action.gift}" for action in offer.actions if action.gift}
    return given | {fact for group in groups for fact in group}


def _read(draft: Draft) -> Promotion | None:
    try:
        return promotion_from_json({"actions": [], **draft.rule, "id": "draft", "name": draft.name})
    except BadContext:
        return None


def _sentence(draft: Draft, offer: Promotion | None, names: Names) -> str:
    if offer is None or all(map(promotion_effects.takes_nothing, offer.actions)):
        return _("It takes nothing off yet")
    effects = [
        promotion_effects.words(action, names, what(action.where, names), what(action.buy, names))
        for action in offer.actions
    ]
    parts = [
        " + ".join(effects),
        *_sale_price(draft, offer),
        *_conditions(offer, names),
        *_code(draft),
        *_limits(draft, offer, names),
        period(draft),
    ]
    return ", ".join(part for part in parts if part)


def what(where: Where, names: Names) -> str:
    """The goods that a filter means."""
    parts = [either(group, names) for group in where.having]
    said = " + ".join(parts) if parts else _("everything")
    if where.price_min is not None or where.price_max is not None:
        said += " " + _price_range(where, names)
    if where.full_priced:
        said += " " + _("(not what is reduced already)")
    if where.cheapest:
        said += " " + _("(the cheapest line)")
    if where.lacking:
        said += " " + _("without %(what)s", what=either(where.lacking, names))
    return said


def _price_range(where: Where, names: Names) -> str:
    if where.price_max is None:
        return _("from %(least)s a piece", least=names.money(where.price_min or 0))
    if where.price_min is None:
        return _("up to %(most)s a piece", most=names.money(where.price_max))
    return _(
        "from %(least)s to %(most)s a piece",
        least=names.money(where.price_min), most=names.money(where.price_max),
    )  # fmt: skip


def either(facts: Iterable[str], names: Names) -> str:
    """Several facts of which one is enough."""
    words = sorted(names.of(fact) for fact in facts)
    return (
        words[0] if len(words) == 1 else _("%(some)s or %(last)s", some=", ".join(words[:-1]), last=words[-1])
    )


def _both(facts: Iterable[str], names: Names) -> str:
    words = sorted(names.of(fact) for fact in facts)
    return (
        words[0]
        if len(words) == 1
        else _("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])
    )


def _conditions(offer: Promotion, names: Names) -> list[str]:
    when = offer.when
    said = [_of_sale(group, names) for group in when.facts]
    if when.lacking:
        said.append(_("not for %(whom)s", whom=either(when.lacking, names)))
    said += [_("with %(what)s in the cart", what=what(where, names)) for where in when.contains]
    said += _of_basket(when, names)
    if when.nth_order is not None:
        said.append(
            _("on a customer's first order")
            if when.nth_order == 1
            else _("on a customer's order number %(number)s", number=when.nth_order)
        )
    return [*said, *_hours(when)]


def _of_sale(group: Iterable[str], names: Names) -> str:
    facts = sorted(group)
    match facts[0].partition(":")[0] if facts else "":
        case "channel":
            return _both(facts, names)
        case "country":
            return _("to %(countries)s", countries=either(facts, names))
        case "store":
            return _("in %(stores)s", stores=either(facts, names))
        case "delivery":
            return _("delivered by %(methods)s", methods=either(facts, names))
        case "payment":
            return _("paid by %(methods)s", methods=either(facts, names))
        case kind:
            return _of_buyer(kind, facts, names)


def _of_buyer(kind: str, facts: Iterable[str], names: Names) -> str:
    match kind:
        case "group":
            return _("for group %(groups)s", groups=either(facts, names))
        case "company":
            return _("for the company %(companies)s", companies=either(facts, names))
        case "signed-in":
            return _("for customers who are signed in")
        case _:
            return _("for %(whom)s", whom=either(facts, names))


def _of_basket(when: When, names: Names) -> list[str]:
    among, said = what(when.among, names), list[str]()
    some = when.among != Where()
    for total in (when.min_total, when.min_total_gross):
        if total is not None and some:
            said.append(_("from %(total)s of %(what)s", total=names.money(total), what=among))
        elif total is not None:
            said.append(_("from a cart of %(total)s", total=names.money(total)))
    if when.min_units is not None:
        pieces = ngettext("%(num)s piece", "%(num)s pieces", when.min_units)
        said.append(_("from %(pieces)s of %(what)s", pieces=pieces, what=among))
    if when.min_line_units is not None:
        pieces = ngettext("%(num)s piece", "%(num)s pieces", when.min_line_units)
        said.append(_("from %(pieces)s of one product", pieces=pieces))
    return said


def _hours(when: When) -> list[str]:
    said = list[str]()
    if when.weekdays:
        days = get_day_names("abbreviated", locale=current_locale().replace("-", "_"))
        said.append(", ".join(days[day - 1] for day in sorted(when.weekdays) if 1 <= day <= 7))
    if when.opens and when.closes:
        said.append(_("from %(opens)s to %(closes)s", opens=when.opens, closes=when.closes))
    elif when.opens:
        said.append(_("from %(opens)s", opens=when.opens))
    elif when.closes:
        said.append(_("until %(closes)s", closes=when.closes))
    return said


def _code(draft: Draft) -> list[str]:
    return [_("with a code")] if draft.needs_coupon else []


def _sale_price(draft: Draft, offer: Promotion) -> list[str]:
    """Whether it lowers the price itself, and whether a stranger who looks at one piece sees that."""
    if offer.stage is not Stage.CATALOG:
        return []
    when = offer.when
    asks = (
        when.contains,
        when.min_units,
        when.min_line_units,
        when.min_total,
        when.min_total_gross,
        when.nth_order,
    )
    of_place = all(fact.startswith(("channel:", "country:")) for group in when.facts for fact in group)
    if draft.needs_coupon or any(asks) or not of_place:
        return [_("as the price itself, in the cart only")]
    return [_("shown as the sale price on pages and lists")]


def _limits(draft: Draft, offer: Promotion, names: Names) -> list[str]:
    said = list[str]()
    if offer.cap is not None:
        said.append(_("at most %(amount)s an order", amount=names.money(offer.cap)))
    if draft.uses_limit is not None:
        said.append(ngettext("once in all", "%(num)s times in all", draft.uses_limit))
    if draft.customer_limit is not None:
        said.append(ngettext("once a customer", "%(num)s times a customer", draft.customer_limit))
    if draft.budget is not None:
        said.append(_("until %(amount)s are given", amount=names.money(draft.budget)))
    return said


def period(draft: Draft) -> str:
    """When it runs, in the shop's time zone: whole days where it begins and ends with one."""
    starts, ends = (_local(moment) for moment in (draft.starts_at, draft.ends_at))
    zone, locale = current_tenant().timezone, current_locale().replace("-", "_")
    if starts and ends and _begins_day(starts) and _ends_day(ends):
        last = (ends - timedelta(minutes=1)).date()
        if last == starts.date():
            return str(format_date(starts, zone))
        return str(format_interval(starts.date(), last, "yMMMd", locale=locale))
    if starts and ends:
        return _(
            "from %(start)s to %(end)s",
            start=format_datetime(starts, zone, "short"), end=format_datetime(ends, zone, "short"),
        )  # fmt: skip
    if starts:
        day = format_date(starts, zone) if _begins_day(starts) else format_datetime(starts, zone, "short")
        return _("from %(start)s", start=day)
    if ends:
        last = ends - timedelta(minutes=1)
        day = format_date(last, zone) if _ends_day(ends) else format_datetime(ends, zone, "short")
        return _("until %(end)s", end=day)
    return ""


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(ZoneInfo(current_tenant().timezone)) if moment else None


def _begins_day(moment: datetime) -> bool:
    return moment.time() == time()


def _ends_day(moment: datetime) -> bool:
    return moment.time() == time() or (moment.hour, moment.minute) == (23, 59)
