"""The door of the channels: where the tenant sells, and the merchant's settings."""

import re
from dataclasses import asdict, fields, replace
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import RATE_ONE
from app.domains.channels import repo
from app.domains.channels.events import SettingsChanged
from app.domains.channels.models import Channel, Setting
from app.domains.channels.types import (
    Brand,
    ChannelFacts,
    Checkout,
    DutyRules,
    Group,
    Languages,
    LoyaltyRules,
    MailSender,
    Merchant,
    PriceListRules,
    PricingRules,
    Publishing,
    RateRules,
    ReviewMails,
    StockRules,
    Tags,
    TillRules,
)

G = TypeVar("G", bound=Group)
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_VAT: Final = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}", re.ASCII)
_COLOR: Final = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_GOOGLE: Final = re.compile(r"G-[A-Z0-9]{4,16}", re.ASCII)
_GOOGLE_ADS: Final = re.compile(r"AW-[0-9]{6,14}", re.ASCII)
_META: Final = re.compile(r"[0-9]{8,20}", re.ASCII)
_SCRIPT: Final = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./~%-]*)?(\?[\w=&.%-]*)?", re.ASCII)
_ALT: Final = ("off", "warn", "refuse")
_PHONE: Final = ("off", "optional", "required")
_SHORT: Final = ("refuse", "take")
_TAKE_FROM: Final = ("one_place", "in_order", "most_stock")
_PRICES: Final = {
    "choice": ("kind", "specific", "position", "lowest"),
    "ties": ("first", "refuse"),
    "breaks": ("sold", "stock"),
    "abroad": ("gross", "net"),
    "companies": ("shop", "net", "gross"),
    "lowest": ("law", "everywhere", "nowhere"),
}
_RECKONING: Final = {
    "tax_rounding": ("line", "unit", "order"),
    "percent_rounding": ("discount", "price", "down"),
    "sharing": ("largest_remainder", "largest_first", "last", "first"),
}
_MISSING: Final = ("ask", "fetch")
_LARGEST_STEP: Final = 10_000
_LATEST_DAYS: Final = 90
_LONGEST_HOURS: Final = 2000
_PAPER_LINES, _PAPER_WIDTH = 8, 42
_REASONS, _REASON_LENGTH, _WHOLE = 12, 40, 100


def channels() -> list[ChannelFacts]:
    """Every channel, by name."""
    found = db.session.scalars(select(Channel).order_by(Channel.name))
    return [_facts(each) for each in found]


def channel(code: str) -> ChannelFacts:
    """One channel. Raises NoSuchChannel."""
    return _facts(repo.by_code(code))


def _facts(row: Channel) -> ChannelFacts:
    return ChannelFacts(row.code, row.name, row.kind, row.currency, row.active, row.id, row.tree_id)


def show_tree(code: str, tree_id: UUID | None) -> None:
    """Let a channel show a tree of categories, None for the main menu. Raises NoSuchChannel."""
    row = repo.by_code(code)
    before, row.tree_id = row.tree_id, tree_id
    audit.record(
        "channels.channel_changed",
        object_type="channel",
        object_id=row.id,
        before={"tree": str(before or "")},
        after={"tree": str(tree_id or "")},
    )
    events.record(SettingsChanged(key=f"channel:{code}"))


def open_channel(*, code: str, name: str, kind: str, currency: str) -> None:
    """Sell through one more channel."""
    db.session.add(Channel(id=new_id(), code=code, name=name, kind=kind, currency=currency))


def setting(group: type[G]) -> G:
    """One group of settings, with defaults where nothing was said: one statement."""
    value = db.session.scalar(select(Setting.value).where(Setting.key == group.KEY))
    return _group(group, value or {})


def settings_by_key(*groups: type[Group]) -> dict[str, Any]:
    """Several groups in one statement, by key."""
    wanted = {group.KEY: group for group in groups}
    rows = db.session.execute(select(Setting.key, Setting.value).where(Setting.key.in_(wanted)))
    stored = {row.key: row.value for row in rows}
    return {key: _group(group, stored.get(key, {})) for key, group in wanted.items()}


def save(group: Group) -> None:
    """Keep a whole group; the audit tells what differs. Raises Invalid naming the field."""
    wanted = _tidy(group)
    _check(wanted)
    before, after = asdict(setting(type(wanted))), asdict(wanted)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    row = pg_insert(Setting).values(key=wanted.KEY, value=after, updated_at=clock.now())
    kept = {"value": row.excluded.value, "updated_at": row.excluded.updated_at}
    db.session.execute(row.on_conflict_do_update(index_elements=[Setting.key], set_=kept))
    audit.record(
        "channels.settings_changed",
        object_type="settings",
        object_id=wanted.KEY,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    events.record(SettingsChanged(key=wanted.KEY))


def _group(group: type[G], value: dict[str, Any]) -> G:
    known = {field.name for field in fields(group)}
    plain = {
        name: tuple(each) if isinstance(each, list) else each for name, each in value.items() if name in known
    }
    return group(**plain)


def _tidy(group: G) -> G:
    stripped: dict[str, Any] = {
        name: value.strip() for name, value in asdict(group).items() if isinstance(value, str)
    }
    if isinstance(group, Merchant):
        stripped["vat_number"] = re.sub(r"[\s.-]", "", stripped["vat_number"]).upper()
        stripped["country"] = stripped["country"].upper()
    if isinstance(group, Brand):
        stripped["color"] = stripped["color"].lower()
    return replace(group, **stripped)


def _check(group: Group) -> None:
    problems = {name: words for name, words in _problems(group).items() if words}
    if problems:
        raise Invalid(_("Some fields need another look"), fields=problems)


def _problems(group: Group) -> dict[str, str | None]:
    match group:
        case Merchant():
            return {
                "legal_name": None if group.legal_name else _("Fill this in"),
                "country": None if re.fullmatch("[A-Z]{2}", group.country) else _("Choose a country"),
                "vat_number": _unless(
                    _VAT, group.vat_number, _("Enter it with its country, such as DE123456789")
                ),
                "email": _unless(_MAIL, group.email, _no_mail()),
            }
        case MailSender():
            return {
                "sender": _unless(_MAIL, group.sender, _no_mail()),
                "reply_to": _unless(_MAIL, group.reply_to, _no_mail()),
                "sender_name": _("Use one line") if re.search(r"[\r\n<>]", group.sender_name) else None,
            }
        case Languages():
            offered = set(group.offered)
            return {
                "offered": _("Choose languages of the list")
                if not offered or offered - set(LOCALES)
                else None,
                "default": None if group.default in offered else _("Choose one of the languages offered"),
            }
        case Brand():
            return {"color": _unless(_COLOR, group.color, _("Enter a colour such as #0b6e5b"))}
        case Tags():
            return _tag_problems(group)
        case (
            Checkout()
            | ReviewMails()
            | Publishing()
            | StockRules()
            | PriceListRules()
            | PricingRules()
            | LoyaltyRules()
            | RateRules()
            | DutyRules()
        ):
            return _small_problems(group)
        case TillRules():
            return {
                "rounding": None if 0 <= group.rounding <= _LARGEST_STEP else _("Choose one of the options"),
                "opening": None if group.opening >= 0 else _("Enter an amount of 0 or more"),
                "header": _paper_lines(group.header),
                "footer": _paper_lines(group.footer),
                "reasons": _reason_lines(group.reasons),
                "limit": _whole_percent(group.limit),
                **{f"limit_{role}": _whole_percent(limit) for role, limit in group.limits.items()},
            }
        case _:
            return {}


def _small_problems(
    group: Checkout
    | ReviewMails
    | Publishing
    | StockRules
    | PriceListRules
    | PricingRules
    | LoyaltyRules
    | RateRules
    | DutyRules,
) -> dict[str, str | None]:
    if isinstance(group, RateRules):
        fits = group.when_old in ("refuse", "keep")
        return {
            "hours": None
            if 1 <= group.hours <= _LONGEST_HOURS
            else _("Enter a number of hours from 1 to 2000"),
            "when_old": None if fits else _("Choose one of the options"),
        }
    if isinstance(group, DutyRules):
        known = group.collect in ("delivery", "checkout")
        return {"collect": None if known else _("Choose one of the options")}
    if isinstance(group, LoyaltyRules):
        return {"worth": None if group.worth > 0 else _("Enter an amount above 0")}
    if isinstance(group, PriceListRules | PricingRules):
        choose, options = (
            _("Choose one of the options"),
            _PRICES if isinstance(group, PriceListRules) else _RECKONING,
        )
        found = {name: None if getattr(group, name) in known else choose for name, known in options.items()}
        least = group.least_margin if isinstance(group, PriceListRules) else 0
        fits = 0 <= least < RATE_ONE
        return found | {"least_margin": None if fits else _("Enter a percentage such as 19 or 7.5")}
    if isinstance(group, Publishing):
        return {"alt": None if group.alt in _ALT else _("Choose one of the options")}
    if isinstance(group, StockRules):
        choose = _("Choose one of the options")
        return {
            "short": None if group.short in _SHORT else choose,
            "take_from": None if group.take_from in _TAKE_FROM else choose,
            "missing": None if group.missing in _MISSING else choose,
        }
    if isinstance(group, Checkout):
        return {"phone": None if group.phone in _PHONE else _("Choose one of the options")}
    fits = 1 <= group.days <= _LATEST_DAYS
    return {"days": None if fits else _("Enter a number of days from 1 to 90")}


def _tag_problems(tags: Tags) -> dict[str, str | None]:
    known = tags.custom_for in ("statistics", "marketing")
    return {
        "google_analytics": _unless(
            _GOOGLE, tags.google_analytics, _("Enter it as Google shows it, such as G-AB12CD34EF")
        ),
        "google_ads": _unless(
            _GOOGLE_ADS, tags.google_ads, _("Enter it as Google shows it, such as AW-123456789")
        ),
        "meta_pixel": _unless(_META, tags.meta_pixel, _("Enter the digits of the pixel")),
        "custom": _unless(_SCRIPT, tags.custom, _("Enter the address of a script that begins with https://")),
        "custom_for": None if known else _("Choose one of the options"),
    }


def _paper_lines(lines: tuple[str, ...]) -> str | None:
    fits = len(lines) <= _PAPER_LINES and all(len(line) <= _PAPER_WIDTH for line in lines)
    return None if fits else _("At most 8 lines of 42 characters: that is what fits on a receipt")


def _reason_lines(lines: tuple[str, ...]) -> str | None:
    fits = len(lines) <= _REASONS and all(0 < len(line) <= _REASON_LENGTH for line in lines)
    return None if fits else _("At most 12 reasons of 40 characters, one a line")


def _whole_percent(value: int) -> str | None:
    return None if 0 <= value <= _WHOLE else _("Enter a whole number from 0 to 100")


def _unless(form: re.Pattern[str], value: str, words: str) -> str | None:
    return None if not value or form.fullmatch(value) else words


def _no_mail() -> str:
    return _("Enter an e-mail address, such as kim@example.com")
