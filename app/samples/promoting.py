"""The demo shops' promotions: what a marketer has running, planned, drafted and done with. Codes stand in campaigns."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.core.db import run
from app.core.tenancy import current_tenant
from app.domains.promotions import service as promotions
from app.domains.promotions.types import Code, Draft
from app.flows import write_promotion
from app.samples.campaigns import CAMPAIGNS, Campaign
from app.samples.places import Shop

FREE_FROM = {
    "halm-ton": ("Versand geschenkt", 12_000), "tamarack": ("Free shipping over 120", 12_000),
    "pennine-trade": ("Free delivery over 200", 20_000),
}  # fmt: skip
THREE_FOR_TWO = {"halm-ton": "Drei für zwei", "tamarack": "Three for two", "pennine-trade": "Three for two"}
LONG_AGO = timedelta(days=60)
SLUGS = text("select lower(name) as name, slug from category")


def plan(shop: Shop, now: datetime) -> None:
    """Write them, and switch on what runs or is to run. In the open unit of work."""
    slugs = {row.name: row.slug for row in run(SLUGS)}
    for campaign in CAMPAIGNS.get(shop.slug, ()):
        _begin(campaign, slugs, now)
    name, least = FREE_FROM[shop.slug]
    free = {"actions": [{"effect": "shipping_percent", "value": 1_000_000}], "when": {"min_total": least}}
    starts, ends = (_whole_day(now + timedelta(days=days)) for days in (-5, 20))
    made = write_promotion.write(Draft(name, free, 1, starts, ends))
    write_promotion.activate(made.id)
    write_promotion.write(
        Draft(THREE_FOR_TWO[shop.slug], {"actions": [{"effect": "cheapest_free", "group_size": 3}]})
    )


def _begin(campaign: Campaign, slugs: dict[str, str], now: datetime) -> None:
    rule = _rule(campaign, slugs)
    if rule is None:
        return
    starts, ends = _window(campaign, now)
    made = write_promotion.write(
        Draft(
            campaign.name, rule, starts_at=starts, ends_at=ends, needs_coupon=bool(campaign.coupon),
            customer_limit=1 if campaign.once_per_customer else None,
        )
    )  # fmt: skip
    if campaign.coupon:
        promotions.add_codes(made.id, [Code(campaign.coupon)])
    promotions.switch(made.id, "active")
    if ends < now:
        promotions.switch(made.id, "ended")


def _rule(campaign: Campaign, slugs: dict[str, str]) -> dict[str, Any] | None:
    """None where the shop has none of its categories."""
    places = [path.rsplit(" / ", 1)[-1].lower() for path in campaign.categories]
    facts = sorted(f"category:{slugs[place]}" for place in places if place in slugs)
    if campaign.categories and not facts:
        return None
    action: dict[str, Any] = {"effect": "item_percent", "value": campaign.percent * 10_000}
    if campaign.amount:
        action = {"effect": "order_fixed", "value": campaign.amount}
    if facts:
        action["where"] = {"having": [facts]}
    when = {"when": {"min_total": campaign.from_subtotal}} if campaign.from_subtotal else {}
    return {"actions": [action], **when}


def _window(campaign: Campaign, now: datetime) -> tuple[datetime, datetime]:
    """The nearest run of a campaign: this year's, or the next once this one is long over."""
    return next(window for window in _years(campaign, now) if window[1] > now - LONG_AGO)


def _years(campaign: Campaign, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    for year in (now.year - 1, now.year, now.year + 1):
        first, last = (datetime(year, *day, tzinfo=UTC) for day in (campaign.starts, campaign.ends))
        yield _whole_day(first), _whole_day(last) + timedelta(days=1) - timedelta(minutes=1)


def _whole_day(moment: datetime) -> datetime:
    """Midnight of its day in the shop's time zone."""
    zone = ZoneInfo(current_tenant().timezone)
    return datetime.combine(moment.date(), time(), zone).astimezone(UTC)
