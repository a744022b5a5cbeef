"""The door of delivery: methods that shoppers may choose and what they cost."""

import re
from dataclasses import asdict, replace
from typing import Any, Final
from uuid import UUID

from app.core import audit, events
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import LARGEST_AMOUNT, minor_digits
from app.domains.shipping import repo, rules
from app.domains.shipping.errors import CodeTaken, UnknownMethod
from app.domains.shipping.events import DeliveryMethodsChanged
from app.domains.shipping.types import Method, Option

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


def methods() -> list[Method]:
    """Every method in the shop's order, inactive ones too."""
    return repo.every()


def options(*, country: str | None, currency: str, goods: int) -> list[Option]:
    """What a shopper may choose for goods worth this much after discounts (minor units): one statement."""
    return rules.options(repo.every(), country=country, currency=currency, goods=goods)


def option(code: str, *, country: str | None, currency: str, goods: int) -> Option:
    """One chosen method at its price. Raises UnknownMethod when it is not offered for this basket."""
    method = repo.by_code(code)
    offered = rules.options([method] if method else [], country=country, currency=currency, goods=goods)
    if not offered:
        raise UnknownMethod(_("This delivery is not offered"), method=code, country=country)
    return offered[0]


def save(method: Method) -> Method:
    """Offer a way of delivery, or change the one with its id. Raises Invalid naming the field, CodeTaken."""
    wanted = replace(
        method,
        code=method.code.strip().lower(),
        name=method.name.strip(),
        countries=tuple(country.strip().upper() for country in method.countries),
    )
    _check(wanted)
    known = repo.every()
    if any(other.code == wanted.code and other.id != wanted.id for other in known):
        raise CodeTaken(_("Another delivery has this code"), method=wanted.code)
    repo.write(wanted)
    before = next((other for other in known if other.id == wanted.id), None)
    _note("shipping.method_saved", wanted, before=before, after=wanted)
    return wanted


def remove(method_id: UUID) -> None:
    """Stop offering a method for good; orders keep its name and price. Raises UnknownMethod."""
    method = next((known for known in repo.every() if known.id == method_id), None)
    if method is None:
        raise UnknownMethod(_("There is no such delivery"))
    repo.remove(method_id)
    _note("shipping.method_removed", method, before=method, after=None)


def _check(method: Method) -> None:
    problems = {}
    if not _CODE.fullmatch(method.code):
        problems["code"] = _("Use letters, digits and hyphens")
    if not method.name:
        problems["name"] = _("The delivery needs a name")
    if not _is_currency(method.currency):
        problems["currency"] = _("This is not a currency code")
    if not 0 <= method.price <= LARGEST_AMOUNT:
        problems["price"] = _("A price is not below 0")
    if method.free_from is not None and not 0 <= method.free_from <= LARGEST_AMOUNT:
        problems["free_from"] = _("An amount is not below 0")
    if not all(len(country) == 2 and country.isalpha() for country in method.countries):
        problems["countries"] = _("These are not country codes")
    if not 0 <= method.days_min <= method.days_max:
        problems["days_max"] = _("The longest time is shorter than the shortest")
    if problems:
        raise Invalid(_("This delivery cannot be kept"), fields=problems)


def _is_currency(code: str) -> bool:
    try:
        minor_digits(code)
    except ValueError:
        return False
    return True


def _note(action: str, method: Method, *, before: Method | None, after: Method | None) -> None:
    audit.record(
        action,
        object_type="shipping_method",
        object_id=method.id,
        before=_facts(before) if before else None,
        after=_facts(after) if after else None,
    )
    events.record(DeliveryMethodsChanged(code=method.code))


def _facts(method: Method) -> dict[str, Any]:
    return asdict(method) | {"id": str(method.id), "countries": list(method.countries)}
