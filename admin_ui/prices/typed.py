"""A price list as people type it, and as it stands in the form again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import RATE_ONE, BadAmount, parse_money, percent_of, to_decimal
from app.core.tenancy import current_tenant
from app.domains.customers import service as customers
from app.domains.pricing.list_types import ListDraft
from app.queries import price_board

TAX = {"shop": None, "included": True, "excluded": False}
WORDS = ("country", "group")
CHOSEN = ("channel", "location")


class Typed:
    """The fields of a form; `errors` names those that could not be read."""

    def __init__(self, fields: Any) -> None:
        self.fields = fields
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        """What stands in a field."""
        return str(self.fields.get(name, "") or "").strip()

    def many(self, name: str) -> list[str]:
        """What is ticked, or stands between commas."""
        found = [
            word.strip() for each in self.fields.getlist(name) for word in each.replace("\n", ",").split(",")
        ]
        return list(dict.fromkeys(word[:100] for word in found if word))

    def whole(self, name: str) -> int | None:
        """A whole number; None where nothing stands."""
        said = self.text(name)
        if not said:
            return None
        if said.removeprefix("-").isdecimal() and len(said) <= 6:
            return int(said)
        self.errors[name] = _("Enter a whole number")
        return None

    def percent(self, name: str, *, sign: int = 1) -> int | None:
        """Millionths of a percentage."""
        said = self.text(name).rstrip("% ").replace(",", ".")
        if not said:
            return None
        try:
            return sign * int((Decimal(said) * RATE_ONE / 100).to_integral_value())
        except (InvalidOperation, ValueError, OverflowError):
            self.errors[name] = _("Enter a percentage such as 19 or 7.5")
            return None

    def amount(self, name: str, currency: str) -> int | None:
        """Minor units; None where nothing stands."""
        said = self.text(name)
        try:
            return parse_money(said, currency) if said else None
        except BadAmount:
            self.errors[name] = _("Enter an amount such as 4.90")
            return None

    def moment(self, name: str) -> datetime | None:
        """A time in the shop's zone."""
        said = self.text(name)
        try:
            local = datetime.fromisoformat(said) if said else None
        except ValueError:
            self.errors[name] = _("Enter a date and a time")
            return None
        return local.replace(tzinfo=ZoneInfo(current_tenant().timezone)).astimezone(UTC) if local else None

    def customers(self, name: str) -> list[str]:
        """Ids of customers named by e-mail address or id."""
        found = {word: customers.named(word) for word in self.many(name)}
        if unknown := [word for word, known in found.items() if known is None]:
            self.errors[name] = _("Not known here: %(words)s", words=", ".join(unknown[:5]))
        return [str(known) for known in found.values() if known is not None]

    def companies(self, name: str) -> list[str]:
        """Codes of companies."""
        found = [word.lower() for word in self.many(name)]
        known = customers.known_companies(found)
        if unknown := [word for word in found if word not in known]:
            self.errors[name] = _("Not known here: %(words)s", words=", ".join(unknown[:5]))
        return found

    def refuse(self) -> None:
        """Raises Invalid where something could not be read."""
        if self.errors:
            raise Invalid(_("Some fields need another look"), fields=self.errors)


def draft_of(fields: Any) -> ListDraft:
    """The list in a form. Raises Invalid naming every field that is wrong."""
    told = Typed(fields)
    currency = told.text("currency") or current_tenant().currency
    keys = {code: key for key, code, _name, _currency in price_board.choices()}
    based_on = keys.get(told.text("based_on"))
    made = ListDraft(
        code=told.text("code"), name=told.text("name")[:100], kind=told.text("kind"), currency=currency,
        status=told.text("status") or "draft", position=told.whole("position") or 0, priority=told.whole("priority"),
        tax_included=TAX.get(told.text("tax")), starts_at=told.moment("starts_at"),
        ends_at=told.moment("ends_at"), conditions=_conditions(told), match_any=told.text("match") == "any",
        percent=told.percent("percent", sign=-1 if told.text("direction") == "on" else 1), based_on=based_on,
        ending=told.amount("ending", currency), converted_from=keys.get(told.text("converted_from")),
    )  # fmt: skip
    told.refuse()
    return made


def _conditions(told: Typed) -> list[tuple[str, list[str]]]:
    found = [(name, told.many(name)) for name in (*CHOSEN, *WORDS)]
    found = [(on, [word.upper() for word in words] if on == "country" else words) for on, words in found]
    if firms := told.companies("company"):
        found.append(("company", firms))
    if buyers := told.customers("customer"):
        found.append(("customer", buyers))
    if told.text("signed_in") and not told.many("group"):
        return [*(each for each in found if each[1]), ("group", [])]
    return [each for each in found if each[1]]


def shown(draft: ListDraft) -> dict[str, Any]:
    """A list as it stands in its form."""
    conditions = {on: list(values) for on, values in draft.conditions}
    codes = {key: code for key, code, _name, _currency in price_board.choices()}
    percent = abs(draft.percent) if draft.percent is not None else None
    return {
        "code": draft.code, "name": draft.name, "kind": draft.kind, "currency": draft.currency,
        "status": draft.status, "position": draft.position, "priority": "" if draft.priority is None else draft.priority,
        "tax": next(word for word, said in TAX.items() if said is draft.tax_included),
        "starts_at": shown_moment(draft.starts_at), "ends_at": shown_moment(draft.ends_at),
        "match": "any" if draft.match_any else "all", "percent": shown_percent(percent),
        "direction": "on" if (draft.percent or 0) < 0 else "off",
        "based_on": codes.get(draft.based_on, "") if draft.based_on else "",
        "converted_from": codes.get(draft.converted_from, "") if draft.converted_from else "",
        "ending": "" if draft.ending is None else str(to_decimal(draft.ending, draft.currency)),
        "signed_in": "1" if conditions.get("group") == [] else "",
        **{name: ", ".join(conditions.get(name, ())) for name in (*WORDS, "company", "customer")},
        **{name: conditions.get(name, []) for name in CHOSEN},
    }  # fmt: skip


def shown_percent(value: int | None) -> str:
    """Millionths as they stand in a field."""
    return "" if value is None else percent_of(value)


def shown_moment(moment: datetime | None) -> str:
    """A time as it stands in a field, in the shop's zone."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(current_tenant().timezone)).strftime("%Y-%m-%dT%H:%M")


def again(fields: Any) -> Mapping[str, Any]:
    """What was typed, as the form shows it again: ticked choices are lists."""
    return {**fields, **{name: fields.getlist(name) for name in CHOSEN}}
