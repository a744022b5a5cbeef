"""How far the search is filled anew: one row, for people to look at."""

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from app.domains.search.models import SearchRebuild

STUCK_SECONDS = 300


def current() -> SearchRebuild | None:
    """The last time the search was filled anew, or the one that is going on."""
    return db.session.get(SearchRebuild, 1)


def is_running(row: SearchRebuild | None) -> bool:
    """Whether it goes on; one that has not moved for five minutes died."""
    if row is None or row.status != "running":
        return False
    return (clock.now() - row.changed_at).total_seconds() < STUCK_SECONDS


def announce() -> None:
    """Note that somebody wants it. Raises Conflict while it goes on."""
    row = db.session.get(SearchRebuild, 1, with_for_update=True)
    if is_running(row):
        raise Conflict(_("The search is being filled already"), code="search.rebuilding")
    _put("", 0)
    audit.record("search.rebuild_asked", object_type="search", object_id="1")


def begin(engine: str, total: int) -> None:
    """It begins, with so many products to go through."""
    _put(engine, total)


def _put(engine: str, total: int) -> None:
    moment = clock.now()
    row = db.session.merge(
        SearchRebuild(
            id=1, engine=engine, status="running", done=0, total=total, began_at=moment, changed_at=moment
        )
    )
    db.session.add(row)
    db.session.flush()


def step(done: int) -> None:
    """So many products are done."""
    row = db.session.get_one(SearchRebuild, 1)
    row.done, row.changed_at = done, clock.now()
    db.session.flush()


def end(*, failed: bool = False) -> None:
    """It is done, or was given up."""
    row = db.session.get(SearchRebuild, 1)
    if row is not None:
        row.status, row.changed_at = "failed" if failed else "done", clock.now()
        db.session.flush()
