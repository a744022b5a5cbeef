"""Where a 3PL's stock file is fetched from, how often, and what differs too little to ask a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import UnknownLocation
from app.domains.inventory.models import Location

SHORTEST, LONGEST = 15, 7 * 24 * 60
FIRST_RETRY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Feed:
    """`url` empty: nothing is fetched. `units`, `percent`: so small a difference is accepted by rule; 0: none is."""

    url: str = ""
    every_minutes: int = 60
    units: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    tried_at: datetime | None = None
    failures: int = 0
    error: str = ""

    def next_at(self) -> datetime | None:
        """When it is fetched next: after a failure soon, then less and less often. None: at once."""
        if self.tried_at is None:
            return None
        pause = timedelta(minutes=self.every_minutes)
        if self.failures:
            pause = min(pause, FIRST_RETRY * 2 ** min(self.failures - 1, 10))
        return self.tried_at + pause


def feed_of(location_id: UUID) -> Feed:
    """The feed of a 3PL's place. Raises UnknownLocation for any other, or one that is not the caller's."""
    return _read(_place(location_id))


def keep_feed(location_id: UUID, feed: Feed) -> None:
    """Say where and how often. Raises UnknownLocation, Invalid at the field."""
    place = _place(location_id, lock=True)
    if feed.url and not feed.url.startswith(("https://", "http://")):
        raise Invalid(
            _("Some fields need another look"), fields={"url": _("Begin with https://, as in a browser")}
        )
    if not SHORTEST <= feed.every_minutes <= LONGEST:
        words = _("Between %(least)s minutes and a week", least=SHORTEST)
        raise Invalid(_("Some fields need another look"), fields={"every_minutes": words})
    if feed.units < 0 or not 0 <= feed.percent <= 100:
        raise Invalid(_("Some fields need another look"), fields={"percent": _("Between 0 and 100")})
    before = _read(place)
    same = before.url == feed.url
    place.feed = {
        "url": feed.url, "every_minutes": feed.every_minutes, "units": str(feed.units), "percent": str(feed.percent),
        "tried_at": before.tried_at.isoformat() if before.tried_at and same else None,
        "failures": before.failures if same else 0, "error": before.error if same else "",
    }  # fmt: skip
    host = feed.url.split("/")[2] if feed.url else ""
    audit.record(
        "inventory.feed_changed", object_type="location", object_id=place.id,
        after={
            "host": host, "every_minutes": feed.every_minutes, "units": str(feed.units),
            "percent": str(feed.percent),
        },
    )  # fmt: skip
    db.session.flush()


def claim_feeds() -> list[tuple[UUID, str]]:
    """Places whose file is to be fetched now, with its address; each is named once until it is due again."""
    found = select(Location).where(Location.kind == "3pl", Location.active, Location.feed.is_not(None))
    due = []
    for place in db.session.scalars(found.order_by(Location.id).with_for_update(skip_locked=True)):
        feed = _read(place)
        at = feed.next_at()
        if feed.url and (at is None or at <= clock.now()):
            place.feed = {**(place.feed or {}), "tried_at": clock.now().isoformat()}
            due.append((place.id, feed.url))
    db.session.flush()
    return due


def note_fetch(location_id: UUID, error: str = "") -> None:
    """Keep how a fetch went; it is tried again sooner after a failure."""
    place = db.session.get_one(Location, location_id, with_for_update=True, populate_existing=True)
    feed = _read(place)
    failures = feed.failures + 1 if error else 0
    place.feed = {**(place.feed or {}), "failures": failures, "error": error[:300]}
    db.session.flush()


def _place(location_id: UUID, *, lock: bool = False) -> Location:
    place = db.session.get(Location, location_id, with_for_update=lock or None)
    if place is None or place.kind != "3pl" or not current_principal().may_at(place.id):
        raise UnknownLocation(_("There is no such 3PL location"))
    return place


def _read(place: Location) -> Feed:
    kept = place.feed or {}
    tried = kept.get("tried_at")
    return Feed(
        kept.get("url", ""), kept.get("every_minutes", 60), Decimal(kept.get("units", 0)),
        Decimal(kept.get("percent", 0)), datetime.fromisoformat(tried) if tried else None,
        kept.get("failures", 0), kept.get("error", ""),
    )  # fmt: skip
