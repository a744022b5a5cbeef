"""Channels with rules of their own; those of kind web are sites. The first, `web`, is there from the beginning."""

import re
from dataclasses import asdict
from typing import Any, Final
from zoneinfo import available_timezones

from sqlalchemy import select

from app.core import audit, events
from app.core.channel import WEB
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import minor_digits
from app.domains.channels import repo
from app.domains.channels.events import SettingsChanged
from app.domains.channels.models import Channel
from app.domains.channels.types import Site

_CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,18}[a-z0-9]")
_LONGEST: Final = 60
KINDS: Final = ("web", "b2b", "marketplace", "pos", "phone", "api")
_FACTS: Final = (
    "code", "name", "currency", "country", "tax_included", "locale", "locales", "theme", "delivery", "payments", "active",
    "timezone",
)  # fmt: skip


def timezones() -> list[str]:
    """The zones that a channel may have, by name."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def sites() -> list[Site]:
    """Every site, the first one first."""
    rows = db.session.scalars(select(Channel).where(Channel.kind == "web").order_by(Channel.created_at))
    return sorted((_site(row) for row in rows), key=lambda each: each.code != WEB)


def site(code: str) -> Site:
    """One site, or another channel. Raises NoSuchChannel."""
    return _site(repo.by_code(code))


def open_site(wanted: Site) -> None:
    """Add a site or another channel; it sells nothing before it is live. Raises Invalid naming the field."""
    known = set(db.session.scalars(select(Channel.code)))
    _check(wanted, new=True, known=known)
    facts = {name: _plain(getattr(wanted, name)) for name in _FACTS}
    row = Channel(id=new_id(), kind=wanted.kind, **{**facts, "active": False})
    db.session.add(row)
    db.session.flush()
    audit.record("channels.site_opened", object_type="channel", object_id=row.id, after=asdict(wanted))
    events.record(SettingsChanged(key=f"site:{wanted.code}"))


def change_site(wanted: Site) -> None:
    """Keep a site's rules; its code and currency stay. Raises Invalid naming the field, NoSuchChannel."""
    row = repo.by_code(wanted.code)
    _check(wanted, new=False, known=set())
    before, after = asdict(_site(row)), asdict(wanted)
    changed = [name for name in _FACTS if before[name] != after[name] and name not in ("currency", "active")]
    if not changed:
        return
    for name in changed:
        setattr(row, name, _plain(after[name]))
    _changed(row, {name: before[name] for name in changed}, {name: after[name] for name in changed})


def let_sell(code: str, active: bool) -> None:
    """Open a site's doors or close them. Raises NoSuchChannel, Invalid for the first one."""
    row = repo.by_code(code)
    if code == WEB:
        raise Invalid(_("The first site stays open"))
    if row.active != active:
        before, row.active = row.active, active
        _changed(row, {"active": before}, {"active": active})


def _changed(row: Channel, before: dict[str, Any], after: dict[str, Any]) -> None:
    db.session.flush()
    audit.record("channels.site_changed", object_type="channel", object_id=row.id, before=before, after=after)
    events.record(SettingsChanged(key=f"site:{row.code}"))


def _site(row: Channel) -> Site:
    return Site(
        code=row.code, name=row.name, currency=row.currency, country=row.country, tax_included=row.tax_included,
        locale=row.locale, locales=tuple(row.locales), theme=row.theme, active=row.active, kind=row.kind,
        timezone=row.timezone,
        delivery=None if row.delivery is None else tuple(row.delivery),
        payments=None if row.payments is None else tuple(row.payments),
    )  # fmt: skip


def _plain(fact: Any) -> Any:
    return list(fact) if isinstance(fact, tuple) else fact


def _check(wanted: Site, *, new: bool, known: set[str]) -> None:
    problems = {name: words for name, words in _problems(wanted, new=new, known=known).items() if words}
    if problems:
        raise Invalid(_("Some fields need another look"), fields=problems)


def _problems(wanted: Site, *, new: bool, known: set[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {
        "name": None
        if 0 < len(wanted.name.strip()) <= _LONGEST
        else _("Enter a name of at most 60 characters"),
        "locales": _("Choose languages of the list") if set(wanted.locales) - set(LOCALES) else None,
        "country": _("Choose a country")
        if wanted.country is not None and not re.fullmatch("[A-Z]{2}", wanted.country)
        else None,
        "timezone": _("Choose one of the list")
        if wanted.timezone is not None and wanted.timezone not in available_timezones()
        else None,
    }
    if wanted.locales and wanted.locale not in wanted.locales:
        found["locale"] = _("Choose one of the languages offered")
    if new:
        found["code"] = _code_problem(wanted.code, known)
        found["kind"] = None if wanted.kind in KINDS else _("Choose one of the options")
        found["currency"] = _currency_problem(wanted.currency)
    return found


def _code_problem(code: str, known: set[str]) -> str | None:
    if not _CODE.fullmatch(code):
        return _("Use 2 to 20 of a-z, 0-9 and -, beginning with a letter")
    return _("There is a channel with this code already") if code in known else None


def _currency_problem(currency: str) -> str | None:
    try:
        minor_digits(currency)
    except ValueError:
        return _("This is not a currency code")
    return None
