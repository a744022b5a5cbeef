"""Documents with a draft, versions and a time from which each counts: the look, blocks, menus, templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.content.errors import NoDraft, UnknownVersion
from app.domains.content.models import ContentVersion

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Which document: its kind, its name among that kind, its language if it has one, and whose site's it is alone."""

    kind: str
    name: str = ""
    locale: str = ""
    site: str = ""

    @property
    def label(self) -> str:
        return ":".join(part for part in (self.kind, self.name, self.locale, self.site) if part)


def live(place: Place) -> ContentVersion | None:
    """What counts now."""
    shown = _of(place).where(ContentVersion.live_from <= clock.now())
    found: ContentVersion | None = db.session.scalars(
        shown.order_by(ContentVersion.live_from.desc()).limit(1)
    ).first()
    return found


def draft(place: Place) -> ContentVersion | None:
    """What is being worked on, if anything."""
    found: ContentVersion | None = db.session.scalars(
        _of(place).where(ContentVersion.live_from.is_(None))
    ).first()
    return found


def working(place: Place) -> dict[str, Any] | None:
    """The draft's value, else that of what counts now."""
    found = draft(place) or live(place)
    return dict(found.value) if found else None


def history(place: Place) -> list[ContentVersion]:
    """Versions that count or counted or will, the newest first."""
    shown = _of(place).where(ContentVersion.live_from.is_not(None))
    return list(db.session.scalars(shown.order_by(ContentVersion.live_from.desc()).limit(MOST_SHOWN)))


def keep(place: Place, value: Mapping[str, Any]) -> None:
    """Keep `value` as the draft."""
    found = draft(place)
    if found is None:
        found = ContentVersion(
            id=new_id(), kind=place.kind, name=place.name, locale=place.locale, site=place.site
        )
        db.session.add(found)
    found.value, found.author, found.created_at = dict(value), current_principal().name, clock.now()
    db.session.flush()


def discard(place: Place) -> None:
    """Forget the draft; what counts stays."""
    found = draft(place)
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def publish(place: Place, at: datetime | None = None) -> ContentVersion:
    """Let the draft count from `at` or now on. Raises NoDraft, and Invalid for a time that is past."""
    found = draft(place)
    if found is None:
        raise NoDraft(_("There is no draft to publish"))
    now = clock.now()
    if at is not None and at <= now:
        words = _("Choose a time that is still to come")
        raise Invalid(words, fields={"at": words})
    return _let_count(found, at or now, "content.published" if at is None else "content.scheduled")


def restore(place: Place, version_id: UUID) -> ContentVersion:
    """Show an earlier version again, as a new one. Raises UnknownVersion."""
    old = _version(place, version_id)
    again = ContentVersion(
        id=new_id(), kind=place.kind, name=place.name, locale=place.locale, site=place.site,
        value=old.value, author=current_principal().name,
    )  # fmt: skip
    db.session.add(again)
    return _let_count(again, clock.now(), "content.restored")


def unschedule(place: Place, version_id: UUID) -> None:
    """Take back what was to count later; it is the draft again unless there is a newer one."""
    planned = _version(place, version_id)
    if planned.live_from is None or planned.live_from <= clock.now():
        raise UnknownVersion(_("This version is in the shop already"))
    if draft(place) is None:
        planned.live_from = None
    else:
        db.session.delete(planned)
    db.session.flush()
    audit.record("content.unscheduled", object_type="content", object_id=place.label)


def tell_problem(version_id: UUID, problem: str) -> None:
    """Remember what went wrong when a version was shown; the merchant reads it."""
    found = db.session.get(ContentVersion, version_id)
    if found is not None and found.problem != problem:
        found.problem = problem


def _of(place: Place) -> Select[Any]:
    return select(ContentVersion).filter_by(
        kind=place.kind, name=place.name, locale=place.locale, site=place.site
    )


def _version(place: Place, version_id: UUID) -> ContentVersion:
    found: ContentVersion | None = db.session.scalars(
        _of(place).where(ContentVersion.id == version_id)
    ).first()
    if found is None or found.live_from is None:
        raise UnknownVersion(_("There is no such version"))
    return found


def _let_count(version: ContentVersion, at: datetime, act: str) -> ContentVersion:
    version.live_from = at
    db.session.flush()
    place = Place(version.kind, version.name, version.locale, version.site)
    audit.record(act, object_type="content", object_id=place.label, after={"live_from": at.isoformat()})
    return version
