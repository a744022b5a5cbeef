"""What a promotion must be before it may be written or switched on."""

import re
from collections.abc import Mapping
from typing import Any

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.promotions.types import BatchOrder, Code, Draft

LONGEST_NAME, LONGEST_CODE, SHORTEST_CODE = 120, 40, 3
LONGEST_BATCH, LARGEST_BATCH = 60, 100_000


def check_draft(draft: Draft) -> None:
    """Raises Invalid naming each field that is wrong. Whether the engine can read the rule is the flow's to ask."""
    problems = {
        "name": _check_name(draft.name),
        "ends_at": _("Let it end after it starts")
        if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at
        else "",
        "uses_limit": _at_least_one(draft.uses_limit),
        "customer_limit": _at_least_one(draft.customer_limit),
        "budget": _("Name the currency of the budget") if draft.budget and not draft.currency else "",
    }
    if found := {name: words for name, words in problems.items() if words}:
        raise Invalid(_("The promotion is not complete"), fields=found)


def changes_prices(rule: Mapping[str, Any]) -> bool:
    """Whether a rule lowers prices before the cart: of the engine's stage `catalog`."""
    return rule.get("stage") == "catalog"


def _check_name(name: str) -> str:
    if not name.strip():
        return _("Give it a name")
    return _("This name is too long") if len(name) > LONGEST_NAME else ""


def _at_least_one(limit: int | None) -> str:
    return _("Allow one use or more, or leave it empty") if limit is not None and limit < 1 else ""


def check_batch(order: BatchOrder) -> None:
    """Raises Invalid naming each field that is wrong."""
    problems = {
        "batch": "" if 0 < len(order.name.strip()) <= LONGEST_BATCH else _("Give it a short name"),
        "number": ""
        if 1 <= order.number <= LARGEST_BATCH
        else _("From 1 to %(most)s codes", most=f"{LARGEST_BATCH:,}"),
        "prefix": "" if re.fullmatch("[A-Z0-9-]{0,12}", order.prefix) else _("Up to 12 letters and digits"),
        "batch_uses": _at_least_one(order.uses_limit),
    }
    if found := {name: words for name, words in problems.items() if words}:
        raise Invalid(_("Some fields need another look"), fields=found)


def check_codes(codes: list[Code]) -> None:
    """Raises Invalid at `code` for one that nobody could type."""
    for each in codes:
        if (
            not SHORTEST_CODE <= len(each.code) <= LONGEST_CODE
            or not each.code.isprintable()
            or " " in each.code
        ):
            words = _("A code has 3 to 40 characters and no spaces")
            raise Invalid(words, fields={"code": words})
