"""Cycle counts: opened, counted blind by several people, recounted where far off, posted once.

A figure is held against the level at the moment it is entered, so what is sold before or after falsifies nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, clock, events
from app.core.db import add_all, db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory.errors import CountedByOther, CountState, UnknownCount, UnknownLocation
from app.domains.inventory.events import StockChanged
from app.domains.inventory.models import CountLine, CountTally, StockCount, StockItem
from app.domains.inventory.service import bins, counted_serials
from app.domains.inventory.service.count_times import lay_there, within
from app.domains.inventory.service.exceptions import note_exception
from app.domains.inventory.service.levels import locked_level
from app.domains.inventory.service.limits import refuse_far
from app.domains.inventory.service.moving import change
from app.domains.inventory.types import Bounds, Change

NONE = Decimal(0)
NEXT_NUMBER = text("select nextval('stock_count_number')")
ADD_LINE = text(
    """
    insert into stock_count_line (id, count_id, stock_item_id) values (gen_random_uuid(), :count, :item)
    on conflict (count_id, stock_item_id) do nothing
    """
)


def open_count(
    *, location_id: UUID, items: Sequence[UUID], scope: dict[str, str], tolerance: Decimal = NONE
) -> StockCount:
    """Begin to count these items at a place. Raises UnknownLocation, Invalid where there is nothing to count."""
    who = current_principal()
    if not who.may_at(location_id):
        raise UnknownLocation(_("There is no such location"))
    if not items:
        raise Invalid(_("There is nothing to count"), fields={"scope": _("Choose another part of the stock")})
    made = StockCount(
        id=new_id(), number=f"C{db.session.scalar(NEXT_NUMBER)}", location_id=location_id, status="open",
        scope=scope, tolerance=tolerance, actor=who.label, actor_name=who.name, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    lines = [{"id": new_id(), "count_id": made.id, "stock_item_id": item} for item in dict.fromkeys(items)]
    add_all(CountLine, lines)
    _told(made, "opened", {"items": len(set(items)), **scope})
    return made


def tally(
    count_id: UUID,
    item_id: UUID,
    quantity: Decimal,
    *,
    how: str = "set",
    bin_: str = "",
    counted_at: datetime | None = None,
    numbers: Sequence[str] | None = None,
) -> CountLine:
    """Enter what lies there of an item, also of one that was not asked for; `counted_at`: or lay there then.

    `how`: set refuses what a colleague counted (CountedByOther); replace overrules it; add lies beside it.
    `numbers`: the units that lie there now, of an item kept by serial; there are as many as that.
    Raises CountState once the counting is over, Invalid for an item that is not counted or a time outside the count.
    """
    if quantity < 0:
        raise Invalid(_("Some fields need another look"), fields={"quantity": _("Enter 0 or more")})
    count = _locked(count_id, "open", share=True)
    item = db.session.get(StockItem, item_id)
    if item is None or not item.tracked:
        raise Invalid(_("This item is not counted"), fields={"code": _("Say how many there are first")})
    moment = within(count, counted_at)
    line, who = _line(count, item_id), current_principal()
    before = line.counted if not line.recount else None
    if before is not None and line.counter != who.label and how == "set":
        raise _counted_by_other(line, before)
    total = before + quantity if how == "add" and before is not None else quantity
    if item.by_serial:
        units = counted_serials.seen(line, item, numbers, add=how == "add" and before is not None)
        total = Decimal(len(units))
    level = locked_level(item_id, count.location_id)
    if item.by_serial:
        line.serials = counted_serials.compare(item.id, count.location_id, units)
    line.counted, (line.expected, line.ledger_id) = total, lay_there(level, moment)
    line.counted_at, line.counter, line.counter_name = moment or clock.now(), who.label, who.name
    if before is None:
        line.tries, line.recount = line.tries + 1, False
    db.session.add(
        CountTally(
            line_id=line.id, at=line.counted_at, actor=who.label, actor_name=who.name, quantity=total,
            expected=line.expected,
        )
    )  # fmt: skip
    if bin_.strip():
        run(bins.PUT_BIN, {"item": item_id, "place": count.location_id, "bin": bins.tidy(bin_)[:40]})
    db.session.flush()
    return line


def _counted_by_other(line: CountLine, before: Decimal) -> CountedByOther:
    name, number = line.counter_name or line.counter, f"{before.normalize():f}"
    return CountedByOther(_("%(name)s counted %(n)s of it", name=name, n=number), name=name, n=number)


def counted_so_far(count_id: UUID, item_id: UUID) -> Decimal | None:
    """What was entered of an item; None while nobody counted it, or it is to be counted once more."""
    return db.session.scalar(
        select(CountLine.counted).where(
            CountLine.count_id == count_id, CountLine.stock_item_id == item_id, ~CountLine.recount
        )
    )


def _line(count: StockCount, item_id: UUID) -> CountLine:
    run(ADD_LINE, {"count": count.id, "item": item_id})
    return db.session.scalars(
        select(CountLine)
        .where(CountLine.count_id == count.id, CountLine.stock_item_id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def finish_count(count_id: UUID, *, missing: str = "") -> int:
    """The counting is over: what differs is shown. Answers how many lines must be counted once more first.

    `missing`: what lines are that nobody counted, `leave` (as they are) or `none` (nothing is there).
    Raises CountState, Invalid when lines are open and it is not said.
    """
    count = _locked(count_id, "open")
    lines = _lines(count.id)
    if open_lines := [line for line in lines if line.counted is None]:
        if missing not in ("leave", "none"):
            raise Invalid(
                _("Not counted yet: %(n)s", n=len(open_lines)),
                fields={"missing": _("Say what they are")},
            )
        for line in open_lines if missing == "none" else ():
            tally(count.id, line.stock_item_id, NONE, numbers=())
    far = [
        line
        for line in lines
        if line.counted is not None
        and (line.recount or (line.tries < 2 and abs(line.difference) > count.tolerance))
    ]
    for line in far:
        line.recount = True
    if not far:
        count.status = "review"
        _told(count, "counted", {"differences": sum(1 for line in lines if line.difference)})
    db.session.flush()
    return len(far)


def send_back(count_id: UUID, line_ids: Sequence[UUID]) -> None:
    """Have lines counted once more before anything is posted. Raises CountState, Invalid for none."""
    count = _locked(count_id, "review")
    again = [line for line in _lines(count.id) if line.id in set(line_ids)]
    if not again:
        raise Invalid(_("Nothing is chosen"), fields={"ids": _("Choose what is to be counted again")})
    for line in again:
        line.recount = True
    count.status = "open"
    _told(count, "sent_back", {"items": len(again)})


def post_count(
    count_id: UUID, *, reason: str, late: Mapping[UUID, Decimal] | None = None, bounds: Bounds | None = None
) -> list[UUID]:
    """Book the differences, once; answers whose stock changed.

    `late`, by item: what left the shelf before it was counted, and was booked after that (a till that was offline).

    Raises CountState, Invalid without a reason, OverLimit where a line differs by more than `bounds` allow.
    """
    count = _locked(count_id, "review")
    if not reason.strip():
        raise Invalid(_("Say why"), fields={"reason": _("Say why, for the ledger")})
    who = current_principal()
    lines = _lines(count.id)
    refuse_far(bounds, lines)
    named = {line.id: counted_serials.name(count, line) for line in lines if line.serials is not None}
    booked = [
        line
        for line in lines
        if line.counted is not None and _book(count, line, reason, late or {}, named.get(line.id))
    ]
    count.status, count.reason, count.posted_at = "posted", reason.strip()[:200], clock.now()
    count.posted_by = who.name or who.label
    if booked:
        items = [str(line.stock_item_id) for line in booked]
        events.record(StockChanged(stock_item_ids=items, reason=f"count {count.number}"))
    _told(count, "posted", {"differences": len(booked)}, reason)
    return [line.stock_item_id for line in booked]


def _book(
    count: StockCount,
    line: CountLine,
    reason: str,
    late: Mapping[UUID, Decimal],
    named: tuple[int, int] | None,
) -> bool:
    item, place, words = line.stock_item_id, count.location_id, reason.strip()[:200]
    level = locked_level(item, place)
    if named is not None:
        due = line.posted = counted_serials.book(count, line, words, named)
    else:
        due = line.difference - late.get(item, NONE)
        line.posted = max(due, -level.on_hand)
    if not (line.posted or any(named or ())):
        return False
    if named is None:
        change(
            [Change(item, place, on_hand=line.posted)], kind="count", reason=words, document="count",
            document_id=count.id,
        )  # fmt: skip
    after = level.on_hand + line.posted
    if lack := max(NONE, level.allocated + level.reserved - after, line.posted - due):
        note_exception("short", item, place, lack, note=f"{count.number}: {reason.strip()}"[:200])
    audit.record(
        "inventory.counted", object_type="stock_item", object_id=item, reason=reason,
        before={"on_hand": str(level.on_hand), "location": str(place)}, after={"on_hand": str(after)},
    )  # fmt: skip
    return True


def cancel_count(count_id: UUID) -> None:
    """Nothing is posted. Raises CountState."""
    count = _locked(count_id, "open", "review")
    count.status = "cancelled"
    _told(count, "cancelled", {})


def require_count(count_id: UUID) -> None:
    """Raises UnknownCount, also outside the caller's locations."""
    row = db.session.get(StockCount, count_id)
    if row is None or not current_principal().may_at(row.location_id):
        raise UnknownCount(_("There is no such count"))


def _locked(count_id: UUID, *statuses: str, share: bool = False) -> StockCount:
    row = db.session.scalar(
        select(StockCount)
        .where(StockCount.id == count_id)
        .with_for_update(read=share)
        .execution_options(populate_existing=True)
    )
    if row is None or not current_principal().may_at(row.location_id):
        raise UnknownCount(_("There is no such count"))
    if row.status not in statuses:
        raise CountState(_("The count has moved on since: look at it again"), state=row.status)
    return row


def _lines(count_id: UUID) -> list[CountLine]:
    """The lines in item order, which is the order of locks."""
    found = select(CountLine).where(CountLine.count_id == count_id).order_by(CountLine.stock_item_id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _told(count: StockCount, what: str, after: dict[str, object], reason: str | None = None) -> None:
    audit.record(
        f"inventory.count_{what}", object_type="stock_count", object_id=count.id, reason=reason,
        after={"number": count.number, **after},
    )  # fmt: skip
