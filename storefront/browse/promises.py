"""What the shop promises beside a price: when it comes, what delivery costs, what the price includes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.shipping.types import Method
from app.queries import shown_prices
from app.web.design_system import format_money, format_weekday

WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The working days between which a parcel comes."""

    first: date
    last: date

    @property
    def words(self) -> str:
        if self.first == self.last:
            return format_weekday(self.first)
        return _("%(first)s to %(last)s", first=format_weekday(self.first), last=format_weekday(self.last))


def arrival(method: Method) -> Arrival:
    """When a parcel sent today comes, weekends left out."""
    today = clock.now().astimezone(ZoneInfo(current_tenant().timezone))
    return Arrival(_working_day(today, method.days_min), _working_day(today, method.days_max))


def _working_day(today: datetime, days: int) -> date:
    day = today.date()
    while days > 0 or day.weekday() in WEEKEND:
        day += timedelta(days=1)
        days -= day.weekday() not in WEEKEND
    return day


def delivery_words(method: Method) -> str:
    """When it comes and what that costs."""
    cost = format_money(method.price, method.currency) if method.price else _("free")
    words = _("At your door %(when)s, %(cost)s", when=arrival(method).words, cost=cost)
    if method.price and method.free_from:
        return _(
            "%(promise)s, free from %(amount)s",
            promise=words,
            amount=format_money(method.free_from, method.currency),
        )
    return words


def tax_words() -> str:
    """What stands beside every price."""
    view = shown_prices.showing()
    if view.is_own and not view.included:
        return _("excl. VAT, plus delivery")
    return _("incl. VAT, plus delivery") if view.included else _("plus tax and delivery")


def tax_suffix() -> str | None:
    """What stands beside prices that are shown otherwise than the site does."""
    view = shown_prices.showing()
    if not view.is_own:
        return None
    return _("incl. VAT") if view.included else _("excl. VAT")
