"""What a price list and its tiers must be like before they are kept."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import LARGEST_AMOUNT, minor_digits
from app.domains.pricing.engine.price_lists import Kind
from app.domains.pricing.list_types import EntryDraft, ListDraft

FACTS: Final = ("channel", "country", "group", "customer", "company", "location", "campaign")
PERSONAL: Final = {"group", "customer", "company"}
TAKEN: Final = {"new", "rules", "why", "log", "approvals", "rates"}
"""Pages beside those of the lists."""
STATUSES: Final = ("draft", "active", "paused")
CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
MOST_OFF, MOST_ON = 1_000_000, -10_000_000
MOST_POSITION, MOST_ENDING = 10_000, 99_999


def check_list(draft: ListDraft, *, home_included: bool) -> None:
    """Raises Invalid, naming every field that is wrong."""
    problems = {name: words for name, words in _problems(draft, home_included).items() if words}
    if problems:
        raise Invalid(_("Some fields need another look"), fields=problems)


def _problems(draft: ListDraft, home_included: bool) -> dict[str, str]:
    choose = _("Choose one of the options")
    return {
        "code": _code(draft.code),
        "name": "" if draft.name.strip() else _("Fill this in"),
        "kind": "" if draft.kind in tuple(Kind) else choose,
        "status": "" if draft.status in STATUSES else choose,
        "currency": _currency(draft.currency),
        "position": "" if 0 <= draft.position <= MOST_POSITION else _("Enter a number from 0 to 10,000"),
        "ends_at": _period(draft.starts_at, draft.ends_at),
        "percent": _percent(draft.percent),
        "ending": "" if draft.ending is None or 0 <= draft.ending <= MOST_ENDING else _("Enter an ending such as 0.99"),
        "based_on": "" if draft.based_on is None or draft.percent is not None else _("Say how much is taken off it"),
        "conditions": "" if all(on in FACTS for on, _values in draft.conditions) else choose,
        "tax_included": _mode(draft, home_included),
    }  # fmt: skip


def _code(code: str) -> str:
    if code in TAKEN:
        return _("This word has another meaning here: choose another code")
    return "" if CODE.fullmatch(code) else _("Use small letters, digits and hyphens")


def _mode(draft: ListDraft, home_included: bool) -> str:
    """Pages that are the same for all say one tax mode; a list in the other one is for those who are known."""
    other = draft.tax_included is not None and draft.tax_included is not home_included
    known = any(on in PERSONAL for on, _values in draft.conditions)
    return _("Such a list needs a customer group, company or customer") if other and not known else ""


def _currency(code: str) -> str:
    try:
        minor_digits(code)
    except ValueError:
        return _("This is not a currency code")
    return ""


def _period(starts_at: Any, ends_at: Any) -> str:
    return _("The end must be after the start") if starts_at and ends_at and ends_at <= starts_at else ""


def _percent(percent: int | None) -> str:
    fits = percent is None or MOST_ON <= percent <= MOST_OFF
    return "" if fits else _("Enter at most 100 % off, and at most 1,000 % on top")


def check_circle(own: UUID, based_on: UUID | None, grounds: Mapping[UUID, UUID | None]) -> None:
    """Raises Invalid at `based_on` where a list would build on itself."""
    seen, at = {own}, based_on
    while at is not None:
        if at in seen:
            words = _("These lists would build on each other in a circle")
            raise Invalid(words, fields={"based_on": words})
        seen.add(at)
        at = grounds.get(at)


def check_entries(drafts: Sequence[EntryDraft], *, prefix: str = "entries.") -> None:
    """Raises Invalid at each field that is wrong, of `<prefix><place>.`; tiers may neither overlap nor leave a gap."""
    problems: dict[str, str] = {}
    tables: dict[tuple[Any, ...], list[tuple[int, EntryDraft]]] = {}
    for place, draft in enumerate(drafts):
        problems |= {
            f"{prefix}{place}.{name}": words for name, words in _entry_problems(draft).items() if words
        }
        tables.setdefault(draft.table, []).append((place, draft))
    for tiers in tables.values():
        problems |= {f"{prefix}{place}.{name}": words for place, name, words in _tier_problems(tiers)}
    if problems:
        raise Invalid(_("Some prices need another look"), fields=problems)


def _entry_problems(draft: EntryDraft) -> dict[str, str]:
    amount, former, last = draft.amount, draft.compare_at, draft.max_quantity
    wrong = former is not None and (amount is None or former <= amount)
    one = (amount is None) != (draft.percent is None)
    return {
        "amount": "" if one and (amount is None or 0 <= amount <= LARGEST_AMOUNT) else _("A price is not below 0"),
        "percent": _percent(draft.percent),
        "compare_at": _("The former price must be above the price") if wrong else "",
        "min_quantity": "" if draft.min_quantity > 0 else _("Enter a quantity above 0"),
        "max_quantity": _("The last quantity is below the first") if last is not None and last < draft.min_quantity else "",
        "ends_at": _period(draft.starts_at, draft.ends_at),
    }  # fmt: skip


def _tier_problems(tiers: Sequence[tuple[int, EntryDraft]]) -> list[tuple[int, str, str]]:
    """Each tier must begin where the one before it ends; an open end reaches to the next tier."""
    ordered = sorted(tiers, key=lambda tier: tier[1].min_quantity)
    found: list[tuple[int, str, str]] = []
    for (_place, one), (place, other) in pairwise(ordered):
        end = one.max_quantity
        last = "" if end is None else f"{end.normalize():f}"
        if other.min_quantity == one.min_quantity:
            found.append((place, "min_quantity", _("There is a tier from this quantity already")))
        elif end is not None and other.min_quantity <= end:
            words = _("This tier overlaps the one up to %(last)s", last=last)
            found.append((place, "min_quantity", words))
        elif end is not None and other.min_quantity > end + 1:
            found.append(
                (place, "min_quantity", _("There is a gap after the tier up to %(last)s", last=last))
            )
    return found
