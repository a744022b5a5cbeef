"""The rates of duty and import tax, kept: a door of the taxes beside `service`."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.like import begins
from app.core.money import LARGEST_AMOUNT, RATE_ONE
from app.core.paging import Page, clamp, decode_cursor, encode_cursor
from app.domains.taxes.errors import DutyExists, UnknownDuty
from app.domains.taxes.models import DutyRate
from app.domains.taxes.types import Duty

MOST_AT_ONCE = 20_000
MOST_DUTY = 10 * RATE_ONE

_COLUMNS = (
    DutyRate.id, DutyRate.country, DutyRate.hs_prefix, DutyRate.origin, DutyRate.duty, DutyRate.import_tax,
    DutyRate.duty_free, DutyRate.tax_free, DutyRate.with_delivery,
)  # fmt: skip
_KEY = (DutyRate.country, DutyRate.hs_prefix, DutyRate.origin)


def listed(
    *, q: str = "", countries: Sequence[str] = (), cursor: str | None = None, limit: int = 50
) -> Page[Duty]:
    """Rates by destination, HS prefix and origin; `q` is the beginning of either, `countries` those it names."""
    size = clamp(limit)
    query = select(*_COLUMNS).order_by(*_KEY).limit(size + 1)
    if q.strip():
        start = begins(q)
        query = query.where(
            or_(
                DutyRate.country.ilike(start), DutyRate.hs_prefix.like(start), DutyRate.country.in_(countries)
            )
        )
    after = decode_cursor(cursor, str, str, str)
    if after is not None:
        query = query.where(_after(after))
    rows = [Duty(*row) for row in db.session.execute(query)]
    page = rows[:size]
    further = (
        encode_cursor(page[-1].country, page[-1].hs_prefix, page[-1].origin) if len(rows) > size else None
    )
    return Page(page, further)


def _after(key: Sequence[Any]) -> Any:
    return tuple_(*_KEY) > tuple_(*key)


def every() -> list[Duty]:
    """All rates, for a file."""
    return [Duty(*row) for row in db.session.execute(select(*_COLUMNS).order_by(*_KEY))]


def one(duty_id: UUID) -> Duty:
    """One rate. Raises UnknownDuty."""
    row = db.session.execute(select(*_COLUMNS).where(DutyRate.id == duty_id)).first()
    if row is None:
        raise UnknownDuty(_("There is no such duty rate"))
    return Duty(*row)


def save(duty: Duty) -> Duty:
    """Add a rate, or change the one with its id. Raises Invalid naming the field, DutyExists."""
    new = tidy(duty)
    refuse(new)
    known = {each.id: each for each in _same(new)}
    if set(known) - {new.id}:
        raise DutyExists(_("There is a rate for this destination, these goods and this origin already"))
    before = db.session.execute(select(*_COLUMNS).where(DutyRate.id == new.id)).first()
    _write([new], DutyRate.id)
    audit.record(
        "taxes.duty_saved", object_type="duty_rate", object_id=new.id,
        before=_facts(Duty(*before)) if before else None, after=_facts(new),
    )  # fmt: skip
    return new


def save_all(duties: Sequence[Duty]) -> int:
    """Keep many, each in place of the one for the same destination, goods and origin. Raises Invalid by place."""
    if len(duties) > MOST_AT_ONCE:
        raise Invalid(_("At most %(most)s at once", most=MOST_AT_ONCE))
    tidied = [tidy(each) for each in duties]
    faults = {
        f"items.{place}.{name}": words
        for place, each in enumerate(tidied)
        for name, words in problems(each).items()
    }
    if faults:
        raise Invalid(_("Some rates cannot be kept"), fields=faults)
    whole = {(each.country, each.hs_prefix, each.origin): each for each in tidied}
    for start in range(0, len(whole), 500):
        _write(list(whole.values())[start : start + 500], *_KEY)
    if whole:
        audit.record(
            "taxes.duties_loaded", object_type="duty_rate", object_id=new_id(),
            after={"rates": len(whole), "countries": sorted({each.country for each in whole.values()})},
        )  # fmt: skip
    return len(whole)


def remove(duty_id: UUID) -> None:
    """Delete a rate; orders keep what they were charged. Raises UnknownDuty."""
    duty = one(duty_id)
    db.session.execute(delete(DutyRate).where(DutyRate.id == duty_id))
    audit.record("taxes.duty_removed", object_type="duty_rate", object_id=duty_id, before=_facts(duty))


def tidy(duty: Duty) -> Duty:
    """The same as it is kept: countries in capital letters, codes as digits."""
    return replace(
        duty, country=duty.country.strip().upper(), origin=duty.origin.strip().upper(),
        hs_prefix=re.sub(r"[\s.]", "", duty.hs_prefix),
    )  # fmt: skip


def refuse(duty: Duty) -> None:
    """Raises Invalid naming the fields that are wrong."""
    if found := problems(duty):
        raise Invalid(_("This duty rate cannot be kept"), fields=found)


def problems(duty: Duty) -> dict[str, str]:
    """What is wrong with a rate, by field."""
    country = re.compile("[A-Z]{2}", re.ASCII)
    wrong = {
        "country": not country.fullmatch(duty.country) and _("This is not a country code"),
        "origin": bool(duty.origin)
        and not country.fullmatch(duty.origin)
        and _("This is not a country code"),
        "hs_prefix": not re.fullmatch("[0-9]{0,10}", duty.hs_prefix, re.ASCII)
        and _("An HS code has up to 10 digits"),
        "duty": not 0 <= duty.duty_micro <= MOST_DUTY and _("A duty is between 0 and 1000 percent"),
        "import_tax": not 0 <= duty.tax_micro <= RATE_ONE and _("A rate is between 0 and 100 percent"),
        "duty_free": not 0 <= duty.duty_free <= LARGEST_AMOUNT and _("Enter an amount such as 150.00"),
        "tax_free": not 0 <= duty.tax_free <= LARGEST_AMOUNT and _("Enter an amount such as 150.00"),
    }
    return {name: words for name, words in wrong.items() if words}


def _same(duty: Duty) -> list[Duty]:
    key = zip(_KEY, (duty.country, duty.hs_prefix, duty.origin), strict=True)
    return [
        Duty(*row)
        for row in db.session.execute(select(*_COLUMNS).where(*(column == it for column, it in key)))
    ]


def _write(duties: Sequence[Duty], *by: Any) -> None:
    values = [
        {
            "id": each.id, "country": each.country, "hs_prefix": each.hs_prefix, "origin": each.origin,
            "duty": each.duty_micro, "import_tax": each.tax_micro, "duty_free": each.duty_free,
            "tax_free": each.tax_free, "with_delivery": each.with_delivery, "created_at": clock.now(),
        }
        for each in duties
    ]  # fmt: skip
    statement = insert(DutyRate).values(values)
    kept = {name: statement.excluded[name] for name in values[0] if name not in {"id", "created_at"}}
    db.session.execute(statement.on_conflict_do_update(index_elements=list(by), set_=kept))


def _facts(duty: Duty) -> dict[str, Any]:
    return {name: value for name, value in asdict(duty).items() if name != "id"}
