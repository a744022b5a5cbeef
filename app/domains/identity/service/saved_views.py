"""How a person wants to see a list: views they keep or share, and the columns they chose."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.identity.models import ListColumns, SavedView

MOST_VIEWS = 30
LONGEST_NAME, LONGEST_QUERY = 60, 2000


def _me() -> UUID:
    me = current_principal()
    if me.kind != "staff":
        raise Forbidden(_("Only colleagues keep views"))
    return UUID(me.id)


def views_of(screen: str) -> list[SavedView]:
    """My own views of a list and the shared ones, in the order they were made; none for a program."""
    me = current_principal()
    mine = SavedView.staff_id == UUID(me.id) if me.kind == "staff" else SavedView.shared
    query = select(SavedView).where(SavedView.screen == screen, or_(mine, SavedView.shared))
    return list(db.session.scalars(query.order_by(SavedView.created_at, SavedView.id)))


def save_view(screen: str, *, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a list's query under a name. The same name again replaces my view. Raises Invalid at `name`."""
    me, name = _me(), " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        words = _("Give it a name of at most %(max)s characters", max=LONGEST_NAME)
        raise Invalid(_("Some fields need another look"), fields={"name": words})
    own = [view for view in views_of(screen) if view.staff_id == me]
    row = next((view for view in own if view.name.casefold() == name.casefold()), None)
    if row is None:
        if len(own) >= MOST_VIEWS:
            words = _("You have %(max)s views; delete one first", max=MOST_VIEWS)
            raise Invalid(_("Some fields need another look"), fields={"name": words})
        row = SavedView(id=new_id(), staff_id=me, screen=screen)
        db.session.add(row)
    row.name, row.query, row.shared = name, query[:LONGEST_QUERY], shared
    db.session.flush()
    return row


def delete_view(view_id: UUID, *, others: bool = False) -> str:
    """Forget a view and return its name. `others`: a shared one of somebody else too. Raises NotFound."""
    me = _me()
    row = db.session.get(SavedView, view_id)
    if row is None or not (row.staff_id == me or (others and row.shared)):
        raise NotFound(_("There is no such view"))
    name = row.name
    if row.staff_id != me:
        audit.record(
            "identity.view_deleted", object_type="saved_view", object_id=row.id, before={"name": name}
        )
    db.session.delete(row)
    db.session.flush()
    return name


def columns_of(screen: str) -> list[str]:
    """The columns I chose for a list; empty: the usual ones."""
    me = current_principal()
    if me.kind != "staff":
        return []
    row = db.session.get(ListColumns, (UUID(me.id), screen))
    return list(row.columns) if row else []


def choose_columns(screen: str, columns: Sequence[str]) -> None:
    """Keep the columns I want to see; none means the usual ones again."""
    me = _me()
    if not columns:
        db.session.execute(
            delete(ListColumns).where(ListColumns.staff_id == me, ListColumns.screen == screen)
        )
        return
    chosen = list(dict.fromkeys(columns))
    put = insert(ListColumns).values(staff_id=me, screen=screen, columns=chosen)
    db.session.execute(
        put.on_conflict_do_update(index_elements=["staff_id", "screen"], set_={"columns": chosen})
    )
