"""Exchange rates as people hand them in: one line each of currency, currency, rate and day."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.pricing.rates import RateDraft

MOST = 2000
HEADS = {"base": "base", "from": "base", "quote": "quote", "to": "quote", "currency": "quote", "rate": "rate",
         "as_of": "as_of", "date": "as_of", "day": "as_of"}  # fmt: skip


def read_rates(told: str) -> list[RateDraft]:
    """The rates in a table with a first line of words: base, quote, rate, as_of; comma, semicolon or tab.

    Without a base: the shop's currency; without a day: now. Raises Invalid at `pasted`, naming the first lines at fault.
    """
    lines = told.strip().split("\n")
    mark = next((each for each in ("\t", ";") if each in lines[0]), ",")
    table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(told.strip()), delimiter=mark)]
    heads = [HEADS.get(cell.casefold().replace(" ", "_"), "") for cell in table[0]] if table else []
    if not {"quote", "rate"} <= set(heads) or not 1 < len(table) <= MOST + 1:
        words = _("The first line names the columns: base, quote, rate, as_of; then one line a rate")
        raise Invalid(words, fields={"pasted": words})
    found, problems = [], []
    for line, row in enumerate(table[1:], 2):
        cells = dict(zip(heads, row, strict=False))
        try:
            found.append(_draft(cells)) if any(row) else None
        except (InvalidOperation, ValueError):
            problems.append(_("Line %(line)s: this is no rate or no day", line=line))
    if problems:
        raise Invalid(" ".join(problems[:5]), fields={"pasted": " ".join(problems[:5])})
    return found


def rate_of(typed: str) -> Decimal:
    """A rate such as 1.0805 or 1,0805. Raises InvalidOperation."""
    return Decimal(typed.strip().replace(",", "."))


def moment_of(typed: str) -> datetime:
    """A day or a time in the shop's zone; nothing is now. Raises ValueError."""
    if not typed.strip():
        return clock.now()
    found = datetime.fromisoformat(typed.strip())
    at = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(current_tenant().timezone))
    return at.astimezone(UTC)


def _draft(cells: dict[str, str]) -> RateDraft:
    base = cells.get("base", "").upper() or current_tenant().currency
    return RateDraft(base, cells["quote"].upper(), rate_of(cells["rate"]), moment_of(cells.get("as_of", "")))
