"""The promotions of a month, as bars over its days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask import Blueprint, render_template, request

from app.core import clock
from app.core.i18n import current_locale
from app.core.tenancy import current_tenant
from app.domains.promotions.permissions import PromotionPermission
from app.flows import promotion_words
from app.queries import promotion_board
from app.queries.promotion_board import PromotionRow
from app.web.permissions import requires

PAGE = "admin/promotions/calendar.html"
STATES = ("running", "scheduled", "draft", "paused")


@dataclass(frozen=True, slots=True)
class Bar:
    """A promotion in a month: the days it begins and ends on, and whether it runs on beyond either."""

    row: PromotionRow
    words: str
    first: int
    last: int
    before: bool
    after: bool


def attach(bp: Blueprint) -> None:
    """Put this screen beside the promotions."""
    bp.add_url_rule("/calendar", view_func=month)


@requires(PromotionPermission.VIEW)
def month() -> str:
    """What runs on which days, drafts and planned ones too."""
    first = _month(request.args.get("month", ""))
    days = monthrange(first.year, first.month)[1]
    today = _local(clock.now()).date()
    since, upto = (_instant(day) for day in (first, first + timedelta(days=days)))
    rows = [row for row in promotion_board.between(since, upto) if row.state in STATES]
    said = [promotion_words.period(promotion_words.draft_of(row)) for row in rows]
    bars = [_bar(row, words, since, upto, days) for row, words in zip(rows, said, strict=True)]
    around = {"before": first - timedelta(days=1), "after": first + timedelta(days=days)}
    shown = {
        "name": format_skeleton("yMMMM", first, locale=current_locale()),
        "days": [first + timedelta(days=n) for n in range(days)],
    }
    return render_template(PAGE, bars=bars, today=today, **around, **shown)


def _bar(row: PromotionRow, words: str, since: datetime, upto: datetime, days: int) -> Bar:
    before = row.starts_at is None or row.starts_at < since
    after = row.ends_at is None or row.ends_at >= upto
    first = 1 if row.starts_at is None or before else _local(row.starts_at).day
    last = days if row.ends_at is None or after else _local(row.ends_at - timedelta(minutes=1)).day
    return Bar(row, words, first, max(first, last), before, after)


def _month(said: str) -> date:
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        return _local(clock.now()).date().replace(day=1)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(current_tenant().timezone)).astimezone(UTC)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(current_tenant().timezone))
