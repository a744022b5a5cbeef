"""The rule's form: products by SKU or address, one a line."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id, parse_id
from app.domains.search.models import SearchRule
from app.domains.search.types import Boost, Rule
from app.queries import search_desk
from app.web.forms import Form, OptionalText

FACTORS = {"more": 1.5, "much": 3.0, "less": 0.5}


class RuleForm(Form):
    words: OptionalText = Field(default="", max_length=200)
    match: str = Field(default="exact", pattern="^(exact|contains)$")
    category_id: str = ""
    pins: OptionalText = Field(default="", max_length=5000)
    buries: OptionalText = Field(default="", max_length=5000)
    brands: OptionalText = Field(default="", max_length=2000)
    factor: str = Field(default="more", pattern="^(more|much|less)$")
    redirect: OptionalText = Field(default="", max_length=300)
    active: bool = False

    def rule(self, rule_id: UUID | None = None, *, strict: bool = True) -> Rule:
        """The rule that was typed. Raises Invalid for a product that there is not, unless not `strict`."""
        typed = {"pins": _lines(self.pins), "buries": _lines(self.buries)}
        known = search_desk.by_code([code for codes in typed.values() for code in codes])
        strangers = {field: code for field, codes in typed.items() for code in codes if code not in known}
        if strangers and strict:
            fields = {
                field: _("There is no product %(code)s", code=code) for field, code in strangers.items()
            }
            raise Invalid(_("Some fields need another look"), fields=fields)
        pins, buries = (
            tuple(dict.fromkeys(known[c] for c in typed[f] if c in known)) for f in ("pins", "buries")
        )
        boosts = tuple(Boost("brand", brand, FACTORS[self.factor]) for brand in _lines(self.brands))
        category = parse_id(self.category_id)
        return Rule(
            rule_id or new_id(), self.words, self.match, category, pins, buries, boosts, self.redirect
        )


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def values_of(row: SearchRule) -> dict[str, Any]:
    """A kept rule as its form shows it."""
    named = search_desk.named([*row.pins, *row.buries])

    def lines(ids: list[UUID]) -> str:
        return "\n".join(named[each].sku or named[each].slug for each in ids if each in named)

    factor = next(
        (name for boost in row.boosts for name, f in FACTORS.items() if f == boost["factor"]), "more"
    )
    return {
        "words": row.words, "match": row.match, "category_id": row.category_id or "", "pins": lines(row.pins),
        "buries": lines(row.buries), "brands": "\n".join(boost["value"] for boost in row.boosts),
        "factor": factor, "redirect": row.redirect, "active": row.active,
    }  # fmt: skip
