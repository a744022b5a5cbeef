"""Which borders cost something, and which rate holds for goods: pure choices."""

from collections.abc import Sequence
from typing import Final

from app.domains.taxes.standard_rates import EU
from app.domains.taxes.types import Duty

UNIONS: Final = (EU | {"MC"}, frozenset({"CH", "LI"}), frozenset({"GB", "IM"}))
"""Customs unions: between their countries goods move freely."""


def crosses(origin: str, destination: str) -> bool:
    """Whether goods on their way pass a customs border."""
    return origin != destination and not any({origin, destination} <= union for union in UNIONS)


def duty_of(duties: Sequence[Duty], hs_code: str, origin: str) -> Duty | None:
    """Of a destination's rates the one for these goods: the longest HS prefix, then the one for their origin."""
    fitting = [each for each in duties if hs_code.startswith(each.hs_prefix) and each.origin in {"", origin}]
    return max(fitting, key=lambda each: (len(each.hs_prefix), each.origin != ""), default=None)
