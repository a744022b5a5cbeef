"""An adjustment by hand is taken back, once, by a counter-entry: the ledger forgets nothing."""

from sqlalchemy.dialects.postgresql import insert

from app.core import audit, clock, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import BelowZero, NotUndone, UnknownEntry
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import StockLedger, StockUndo
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.limits import refuse_over
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Bounds, Change


def undo_adjustment(entry_id: int, bounds: Bounds | None = None) -> StockLedger:
    """Take an adjustment back. Raises UnknownEntry, NotUndone, OverLimit, BelowZero where less is left than it brought."""
    entry = db.session.get(StockLedger, entry_id)
    if entry is None or not current_principal().may_at(entry.location_id):
        raise UnknownEntry(_("There is no such entry"))
    if entry.document != "adjustment":
        raise NotUndone(_("Only what was adjusted by hand can be undone"))
    refuse_over(bounds, entry.stock_item_id, entry.on_hand)
    level = locked_level(entry.stock_item_id, entry.location_id)
    who = current_principal().label
    noted = insert(StockUndo).values(entry_id=entry.id, at=clock.now(), actor=who).on_conflict_do_nothing()
    if not db.session.execute(noted.returning(StockUndo.entry_id)).first():
        raise NotUndone(_("This was undone already"))
    if level.on_hand < entry.on_hand:
        raise BelowZero(_("Less is left than this brought: count it instead"))
    change(
        [Change(entry.stock_item_id, entry.location_id, on_hand=-entry.on_hand)],
        kind="undo", reason=entry.reason, document="undo",
    )  # fmt: skip
    audit.record(
        "inventory.adjustment_undone", object_type="stock_item", object_id=entry.stock_item_id, reason=entry.reason,
        before={"on_hand": str(level.on_hand)},
        after={"on_hand": str(level.on_hand - entry.on_hand), "entry": str(entry.id)},
    )  # fmt: skip
    events.record(StockChanged(stock_item_ids=[str(entry.stock_item_id)], reason="undo"))
    return entry
