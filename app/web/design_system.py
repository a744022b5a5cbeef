"""What templates ask of Jinja: the macros, icons, chart geometry, and figures in the reader's words."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from jinja2 import Environment

from app.core import clock, money
from app.core.errors import NoTenant
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.catalog.goods import UnitPrice
from app.domains.taxes.names import spoken as tax_spoken
from app.flows import import_words
from app.web import charts
from app.web.awaited import awaited_words
from app.web.icons import icon_svg
from app.web.states import state_of

Number = int | float | Decimal


def install(env: Environment) -> None:
    """Give the templates their globals; what the caller has set already stays."""
    for name, value in {
        "icon_svg": icon_svg,
        "format_money": format_money,
        "format_unit_price": format_unit_price,
        "tax_spoken": tax_spoken,
        "owed_costs": import_words.owed,
        "collected_costs": import_words.collected,
        "expected_costs": import_words.expected,
        "due_words": import_words.due,
        "format_number": format_number,
        "format_percent": format_percent,
        "format_date": format_date,
        "format_day": format_day,
        "awaited_words": awaited_words,
        "format_month": format_month,
        "format_time": format_time,
        "format_datetime": format_datetime,
        "chart_plot": chart_plot,
        "chart_spark": charts.spark,
        "state_of": state_of,
        "ui": Macros(env),
    }.items():
        env.globals.setdefault(name, value)


class Macros:
    """The macros of ui/all.html as one global, there also when a block of a page is rendered alone."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> object:
        return getattr(self._env.get_template("ui/all.html").module, name)


def format_money(amount: int, currency: str) -> str:
    """Minor units as the reader writes them."""
    return money.format_money(amount, currency, current_locale())


def format_unit_price(found: UnitPrice | None, currency: str) -> str | None:
    """What a kilogram, litre, metre or piece costs, as the reader writes it; None where there is no such price."""
    if found is None:
        return None
    return _("%(amount)s per %(unit)s", amount=format_money(found.amount, currency), unit=found.word)


def format_number(value: Number) -> str:
    return numbers.format_decimal(value, locale=current_locale())


def format_percent(share: Number, digits: int = 0) -> str:
    """A share of 1 in per cent: 0.125 is 13 %, or 12.5 % with one digit."""
    pattern = "#,##0." + "0" * digits + "%" if digits else "#,##0%"
    return numbers.format_percent(share, format=pattern, locale=current_locale())


def format_datetime(moment: datetime, look: str = "datetime") -> str:
    """A moment on the tenant's clock: 21 Nov 2026, 14:05. The "short" look omits this year."""
    this_year = _local(moment).year == _local(clock.now()).year
    day = _skeleton(moment, "MMMd") if look == "short" and this_year else format_date(moment)
    return f"{day}, {format_time(moment)}"


def format_date(day: date) -> str:
    return _skeleton(day, "yMMMd")


def format_month(day: date) -> str:
    """A month by name: November 2026."""
    return _skeleton(day, "yMMMM")


def format_weekday(day: date) -> str:
    """A day of the next weeks: Thu 26 Nov."""
    return _skeleton(day, "MMMEd")


def format_day(day: date | str) -> str:
    """A day without its year, for lists and axes: 21 Nov. Takes ISO text too."""
    return _skeleton(date.fromisoformat(day) if isinstance(day, str) else day, "MMMd")


def format_time(moment: datetime) -> str:
    return dates.format_time(_local(moment), format="short", locale=_dated_locale(), tzinfo=_zone())


def chart_plot(
    kind: str,
    series: Sequence[Mapping[str, object]],
    labels: Sequence[str],
    *,
    height: int = 220,
    currency: str | None = None,
    unit: str = "",
) -> charts.Chart:
    """A chart's geometry, its words in the reader's language. With a `currency`, values are minor units."""
    rows = [charts.Series(str(s["name"]), tuple(s["values"])) for s in series]  # type: ignore[arg-type]
    axis, tell = _words(currency, unit)
    return charts.plot(kind, rows, labels, height=height, axis=axis, tell=tell)


def _words(currency: str | None, unit: str) -> tuple[Callable[[float], str], Callable[[float], str]]:
    """How the scale and the exact values are written."""
    if currency is None:
        return _compact, lambda v: f"{format_number(v)} {unit}".rstrip()
    major = 10 ** money.minor_digits(currency)
    figure = re.compile(r"\d[\d.,]*")
    form = figure.sub("{}", format_money(0, currency))  # "€{}", "{} €": where the locale has its symbol
    return lambda v: form.format(_compact(v / major)), lambda v: format_money(round(v), currency)


def _compact(value: float) -> str:
    if abs(value) < 10_000:
        return format_number(value)
    return numbers.format_compact_decimal(value, fraction_digits=1, locale=current_locale())


def _skeleton(day: date, skeleton: str) -> str:
    moment = (
        _local(day) if isinstance(day, datetime) else datetime(day.year, day.month, day.day, tzinfo=_zone())
    )
    return dates.format_skeleton(skeleton, moment, tzinfo=_zone(), locale=_dated_locale())


def _local(moment: datetime) -> datetime:
    return moment.astimezone(_zone())


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(current_tenant().timezone)
    except NoTenant:
        return ZoneInfo("UTC")


def _dated_locale() -> str:
    """English has two ways to write a date; the tenant's country decides."""
    locale = current_locale()
    if locale != "en":
        return locale
    try:
        return "en_US" if current_tenant().country == "US" else "en_GB"
    except NoTenant:
        return "en_GB"
