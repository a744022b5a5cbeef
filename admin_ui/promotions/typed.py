"""Reads fields as people type them, and remembers what must be mended instead of stopping at the first."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from app.core.i18n import gettext as _
from app.core.money import RATE_ONE, BadAmount, parse_money, to_decimal
from app.core.tenancy import current_tenant
from app.queries import promotion_board

LARGEST = 1_000_000
KINDS = ("product", "brand", "tag", "attribute", "company")


class Typed:
    """The fields of a form; `errors` names those that could not be read."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self._prefix = ""
        self.errors: dict[str, str] = {}
        self._known = promotion_board.known(
            [(kind, word) for name in fields if (kind := _kind(name)) for word in self.words(name)]
        )

    def under(self, prefix: str) -> "Typed":
        """The fields whose names begin with a prefix, by their names without it; their errors stand here too."""
        found = copy(self)
        found._prefix = prefix
        return found

    def refuse(self, name: str, words: str) -> None:
        """Note what must be mended in a field."""
        self.errors[self._prefix + name] = words

    def text(self, name: str) -> str:
        """What stands in a field."""
        return str(self._fields.get(self._prefix + name, "") or "").strip()

    def many(self, name: str) -> list[str]:
        """What is ticked."""
        return [str(each) for each in self._fields.get(self._prefix + name, ()) if each]

    def flag(self, name: str) -> bool:
        """Whether it is ticked."""
        return self.text(name) in ("1", "on", "true")

    def words(self, name: str) -> list[str]:
        """Words with commas or new lines between."""
        return [
            word for each in self.text(name).replace("\n", ",").split(",") if (word := each.strip()[:100])
        ]

    def whole(self, name: str, least: int = 1) -> int | None:
        """A whole number from `least` up; None where nothing stands."""
        said = self.text(name)
        if not said:
            return None
        if said.isdecimal() and least <= int(said) <= LARGEST:
            return int(said)
        self.refuse(name, _("Enter a whole number from %(least)s up", least=least))
        return None

    def pieces(self, name: str, said: str) -> int | None:
        """How many pieces; None where nothing stands."""
        said = said.strip()
        if said and not (said.isdecimal() and 1 <= int(said) <= LARGEST):
            self.refuse(name, _("Enter a whole number from %(least)s up", least=1))
            return None
        return int(said) if said else None

    def amount(self, name: str, said: str | None = None) -> int | None:
        """Minor units of the shop's currency."""
        said = self.text(name) if said is None else said
        try:
            amount = parse_money(said, current_tenant().currency) if said else None
        except BadAmount:
            amount = -1
        if amount is not None and amount < 0:
            self.refuse(name, _("Write an amount, such as 12.50"))
            return None
        return amount

    def percent(self, name: str, said: str | None = None) -> int | None:
        """Millionths of a percentage up to 100."""
        said = self.text(name) if said is None else said
        if not said:
            return None
        try:
            value = round(Decimal(said.rstrip("% ").replace(",", ".")) * RATE_ONE / 100)
        except (InvalidOperation, ValueError, OverflowError):
            value = 0
        if not 0 < value <= RATE_ONE:
            self.refuse(name, _("Enter a percentage above 0, up to 100"))
            return None
        return value

    def moment(self, name: str) -> datetime | None:
        """A time in the shop's zone."""
        said = self.text(name)
        if not said:
            return None
        try:
            local = datetime.fromisoformat(said)
        except ValueError:
            self.refuse(name, _("Enter a date and a time"))
            return None
        return local.replace(tzinfo=ZoneInfo(current_tenant().timezone)).astimezone(UTC)

    def hour(self, name: str) -> str:
        """HH:MM."""
        said = self.text(name)[:5]
        if said and not (said[:2].isdecimal() and said[2:3] == ":" and said[3:].isdecimal()):
            self.refuse(name, _("Enter a time, such as 17:00"))
            return ""
        return said

    def facts(self, name: str) -> list[str]:
        """The facts that words stand for; those that nobody knows are an error."""
        kind = _kind(name)
        found = {word: self._known.get((kind, word), "") for word in self.words(name)}
        if unknown := [word for word, fact in found.items() if not fact]:
            self.refuse(name, _("Not known here: %(words)s", words=", ".join(unknown[:10])))
        return sorted(set(filter(None, found.values())))


def _kind(name: str) -> str:
    return next((kind for kind in KINDS if f"_{name}".endswith(f"_{kind}")), "")


def shown_amount(amount: int | None) -> str:
    """Minor units as they stand in a field."""
    return "" if amount is None else str(to_decimal(amount, current_tenant().currency))


def shown_moment(moment: datetime | None) -> str:
    """A time as it stands in a field, in the shop's zone."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(current_tenant().timezone)).strftime("%Y-%m-%dT%H:%M")


def shown_words(facts: Sequence[str]) -> str:
    """Facts as their words."""
    return ", ".join(fact.partition(":")[2] for fact in sorted(facts))
