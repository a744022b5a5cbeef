"""Fetches the European Central Bank's daily reference rates and keeps those that the shop needs.

The bank names what one euro is worth; a shop in another currency gets the cross rate of the same day.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Final
from zoneinfo import ZoneInfo

from defusedxml import ElementTree

from app.core import outgoing
from app.core.db import in_unit, unit_of_work
from app.core.errors import Invalid, Unavailable
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels import sites
from app.domains.channels.types import RateRules
from app.domains.pricing import rates
from app.domains.pricing.rates import FINEST, RateDraft

ADDRESS: Final = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
SOURCE: Final = "ecb"
MOST_BYTES, SECONDS, TRIES = 200_000, 15.0, 3
PUBLISHED: Final = time(16, 0)
log = logging.getLogger(__name__)
Fetch = Callable[..., bytes]


class BadFile(Unavailable):
    """The bank's file is not what it should be: nothing of it is kept."""

    code = "rates.bad_file"


def fetch_daily(fetch: Fetch = outgoing.fetch) -> int:
    """Keep today's rates where the shop wants them; returns how many are new.

    Never in a unit of work. Raises Unreachable after three tries, BadFile: rates stay as they were.
    """
    if in_unit():
        raise RuntimeError("rates are fetched outside of any unit of work")
    with unit_of_work():
        wanted = _wanted()
    if not wanted:
        return 0
    told = read(_body(fetch))
    with unit_of_work():
        return rates.add(drafts(told, current_tenant().currency, wanted), SOURCE)


def _wanted() -> list[str]:
    """Currencies of sites and of converted prices beside the shop's own; none where no feed is wanted."""
    rules = channels.setting(RateRules)
    if not rules.feed:
        return []
    found = {*rules.converted, *(each.currency for each in sites.sites())}
    return sorted(found - {current_tenant().currency})


def _body(fetch: Fetch) -> bytes:
    for left in reversed(range(TRIES)):
        try:
            return fetch(ADDRESS, most_bytes=MOST_BYTES, seconds=SECONDS)
        except outgoing.Unreachable as problem:
            log.warning("exchange rates: %s", problem.message)
            if not left:
                raise
    raise AssertionError  # pragma: no cover


def read(body: bytes) -> tuple[datetime, dict[str, Decimal]]:
    """The day of the file and what one euro is worth. Raises BadFile."""
    try:
        cubes = [each.attrib for each in ElementTree.fromstring(body).iter() if each.tag.endswith("Cube")]
        [day] = [datetime.fromisoformat(each["time"]) for each in cubes if "time" in each]
        found = {each["currency"]: Decimal(each["rate"]) for each in cubes if "currency" in each}
    except (ElementTree.ParseError, ValueError, KeyError, InvalidOperation) as problem:
        raise BadFile(_("The file of exchange rates cannot be read")) from problem
    if not found or not all(rate.is_finite() and rate > 0 for rate in found.values()):
        raise BadFile(_("The file of exchange rates cannot be read"))
    at = datetime.combine(day.date(), PUBLISHED, ZoneInfo("Europe/Berlin")).astimezone(UTC)
    return at, found | {"EUR": Decimal(1)}


def drafts(told: tuple[datetime, dict[str, Decimal]], home: str, wanted: list[str]) -> list[RateDraft]:
    """From the shop's currency to those wanted, as far as the bank names both."""
    at, euro = told
    if home not in euro:
        raise Invalid(_("The central bank names no rate of %(currency)s", currency=home))
    with localcontext(prec=60):
        return [
            RateDraft(home, code, (euro[code] / euro[home]).quantize(FINEST, ROUND_HALF_UP), at)
            for code in wanted if code in euro
        ]  # fmt: skip
