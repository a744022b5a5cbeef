"""Old addresses and where they lead now. They hold only where nothing else answers, so none can hide a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.paging import Page, clamp, cut, decode_cursor
from app.domains.content.models import Redirect
from app.domains.content.rules import is_address, path_of, settled

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('redirects'), hashtext(current_schema()))")
LEADS_TO = text(
    """
    select path, target from redirect where path = any(cast(:paths as text[]))
    order by array_position(cast(:paths as text[]), path) limit 1
    """
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect as lists show it."""

    id: UUID
    path: str
    target: str


def redirect_for(path: str, query: str = "") -> str | None:
    """Where an address leads, "" when it is gone for good; None where nothing is known.

    A query goes along where the old address had none of its own. It is one step: whether what it leads to is
    there again, only the next request can tell.
    """
    plain = path_of(path) or path
    full = f"{path}?{query}" if query else path
    row = run(LEADS_TO, {"paths": list(dict.fromkeys([full, path, plain]))}).first()
    if row is None:
        return None
    takes_query = query and row.target and "?" not in row.path and "?" not in row.target
    return f"{row.target}?{query}" if takes_query else str(row.target)


def redirects(*, q: str = "", cursor: str | None = None, limit: int | None = None) -> Page[Moved]:
    """Redirects by path, those with `q` in either address."""
    size, keys = clamp(limit), decode_cursor(cursor, str)
    asked = select(Redirect).order_by(Redirect.path).limit(size + 1)
    if q:
        asked = asked.where(
            Redirect.path.contains(q, autoescape=True) | Redirect.target.contains(q, autoescape=True)
        )
    if keys:
        asked = asked.where(Redirect.path > keys[0])
    rows = [Moved(row.id, row.path, row.target) for row in db.session.scalars(asked)]
    return cut(rows, size, lambda row: (row.path,), db.session.scalar(select(func.count(Redirect.id))))


def save_redirects(wanted: Mapping[str, str]) -> dict[str, str]:
    """Keep path -> target, in place of what was; answers path -> words for each that is refused.

    Refused are what are no addresses, and loops: with those kept, and with one another.
    """
    db.session.execute(ONE_AT_A_TIME)
    kept = {row.path: row.target for row in db.session.execute(select(Redirect.path, Redirect.target))}
    good: dict[str, str] = {}
    refused: dict[str, str] = {}
    for given, goal in wanted.items():
        path, target = path_of(given), _target(goal)
        if path is None:
            refused[given] = _("Begin the old address with a slash, such as /old-page")
        elif target is None:
            refused[given] = _("Enter a path of this shop or an https address; leave it empty for gone")
        elif settled(target, kept | good | {path: target}) is None:
            refused[given] = _("This would lead in a circle")
        else:
            good[path] = target
    _keep(good)
    return refused


def save_redirect(path: str, target: str) -> None:
    """Keep one. Raises Invalid naming the field."""
    refused = save_redirects({path: target})
    if refused:
        words = next(iter(refused.values()))
        field = "path" if path_of(path) is None else "target"
        raise Invalid(words, fields={field: words})


def remove_redirects(ids: Sequence[UUID]) -> list[str]:
    """Forget redirects; answers their paths."""
    gone = delete(Redirect).where(Redirect.id.in_(ids)).returning(Redirect.path)
    return list(db.session.scalars(gone))


def _target(given: str) -> str | None:
    """The target tidied; None when it is no address."""
    target = given.strip()
    if not target or target.startswith("https://"):
        return target if is_address(target) else None
    return path_of(target)


def _keep(good: Mapping[str, str]) -> None:
    for start in range(0, len(good), 1000):
        rows = [
            {"id": new_id(), "path": path, "target": target, "created_at": clock.now()}
            for path, target in list(good.items())[start : start + 1000]
        ]
        row = pg_insert(Redirect).values(rows)
        db.session.execute(
            row.on_conflict_do_update(index_elements=[Redirect.path], set_={"target": row.excluded.target})
        )
