"""Bins of a location, and goods that wait in its receiving area until somebody puts them there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select, text

from app.core import audit
from app.core.db import db, run
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.inventory.errors import UnknownBin, UnknownLocation
from app.domains.inventory.models import Location, LocationBin, StockBin, StockItem
from app.domains.inventory.service.levels import locked_level

LONGEST, MOST, HIGHEST = 40, 2000, 10**6
PUT_BIN = text(
    """
    insert into stock_bin (stock_item_id, location_id, bin) values (:item, :place, :bin)
    on conflict (stock_item_id, location_id) do update set bin = excluded.bin
    """
)
SAVE = text(
    """
    insert into location_bin (id, location_id, code, zone, pick_order)
    select gen_random_uuid(), :place, w.code, w.zone, w.pick_order
    from unnest(cast(:codes as text[]), cast(:zones as text[]), cast(:orders as int[])) as w (code, zone, pick_order)
    on conflict (location_id, code) do update set zone = excluded.zone, pick_order = excluded.pick_order
    """
)
WAIT = text(
    """
    update stock_level l set unplaced = greatest(0, least(l.on_hand, l.unplaced + w.quantity))
    from unnest(cast(:items as uuid[]), cast(:quantities as numeric[])) as w (item, quantity)
    where l.stock_item_id = w.item and l.location_id = :place
      and exists (select from location_bin b where b.location_id = :place)
    """
)


@dataclass(frozen=True, slots=True)
class BinFacts:
    """A bin as somebody writes it down."""

    code: str
    zone: str = ""
    pick_order: int = 0


def read_bins(words: str) -> list[BinFacts]:
    """A pasted table: code, zone, pick order; comma, semicolon or tab between. Without an order, rows are walked as told.

    Raises Invalid at `rows`, naming the first line that cannot be read.
    """
    found: dict[str, BinFacts] = {}
    lines = [line for line in words.replace("\0", "").splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        cells = [cell.strip().strip('"') for cell in line.replace("\t", ";").replace(",", ";").split(";")]
        code, zone, order, *more = [*cells, "", ""] if len(cells) < 3 else cells
        if number == 1 and not order.isdecimal() and order:
            continue
        if not code or any(more) or (order and not order.isdecimal()):
            raise Invalid(
                _("Some fields need another look"),
                fields={"rows": _("Line %(n)s: write code; zone; order", n=number)},
            )
        found[tidy(code)] = BinFacts(code, zone, int(order) if order else number * 10)
    if not found or len(found) > MOST:
        words = _("Write 1 to %(most)s bins, one a line", most=MOST)
        raise Invalid(_("Some fields need another look"), fields={"rows": words})
    return list(found.values())


def tidy(code: str) -> str:
    """A code as it is kept and scanned."""
    return " ".join(code.split()).upper()


def save_bins(location_id: UUID, told: Sequence[BinFacts]) -> int:
    """Make bins, or change those whose code is known. Raises UnknownLocation, Invalid at `code` or `pick_order`."""
    _place(location_id)
    bins = {tidy(each.code): each for each in told}
    if not all(0 < len(code) <= LONGEST for code in bins):
        raise Invalid(_("Some fields need another look"), fields={"code": _("Use 1 to 40 signs")})
    if not all(0 <= each.pick_order <= HIGHEST for each in bins.values()):
        raise Invalid(_("Some fields need another look"), fields={"pick_order": _("Enter 0 or more")})
    facts = {
        "codes": list(bins),
        "zones": [tidy(each.zone)[:LONGEST] for each in bins.values()],
        "orders": [each.pick_order for each in bins.values()],
    }
    run(SAVE, {"place": location_id, **facts})
    audit.record(
        "inventory.bins_saved", object_type="location", object_id=location_id, after={"bins": len(bins)}
    )
    return len(bins)


def drop_bin(location_id: UUID, bin_id: UUID) -> str:
    """Take a bin away; answers its code. Raises UnknownBin, Conflict while something lies in it."""
    _place(location_id)
    found = db.session.get(LocationBin, bin_id, with_for_update=True)
    if found is None or found.location_id != location_id:
        raise UnknownBin(_("There is no such bin"))
    lies = select(StockBin).where(StockBin.location_id == location_id, StockBin.bin == found.code).limit(1)
    if db.session.scalar(lies) is not None:
        raise Conflict(_("Something lies there: put it into another bin first"), code="inventory.bin_in_use")
    db.session.execute(delete(LocationBin).where(LocationBin.id == bin_id))
    audit.record(
        "inventory.bin_dropped", object_type="location", object_id=location_id, before={"code": found.code}
    )
    return found.code


def await_place(location_id: UUID, came: Mapping[UUID, Decimal]) -> None:
    """Goods that came lie in the receiving area, where the location has bins; their levels are locked already."""
    if came:
        run(WAIT, {"place": location_id, "items": list(came), "quantities": list(came.values())})


def put_away(location_id: UUID, item: StockItem, code: str, quantity: Decimal) -> tuple[str, Decimal]:
    """So many of an item lie in a bin from now on; answers where it lay before and how many still wait.

    Raises UnknownLocation, Invalid at `bin` or `quantity`.
    """
    _place(location_id)
    wanted = tidy(code)
    known = select(LocationBin).where(LocationBin.location_id == location_id, LocationBin.code == wanted)
    if db.session.scalar(known) is None:
        words = _("There is no bin %(code)s here", code=wanted[:LONGEST]) if wanted else _("Scan the bin")
        raise Invalid(_("Some fields need another look"), fields={"bin": words})
    level = locked_level(item.id, location_id)
    waits = min(level.unplaced, level.on_hand)
    if not 0 < quantity <= waits:
        words = _("%(n)s wait to be put away", n=f"{waits.normalize():f}")
        raise Invalid(_("Some fields need another look"), fields={"quantity": words})
    before = db.session.get(StockBin, (item.id, location_id))
    lay = before.bin if before else ""
    run(PUT_BIN, {"item": item.id, "place": location_id, "bin": wanted})
    level.unplaced = waits - quantity
    audit.record(
        "inventory.put_away", object_type="stock_item", object_id=item.id, before={"bin": lay},
        after={"bin": wanted, "quantity": str(quantity), "location": str(location_id)},
    )  # fmt: skip
    return (lay if lay != wanted else ""), level.unplaced


def _place(location_id: UUID) -> None:
    if db.session.get(Location, location_id) is None or not current_principal().may_at(location_id):
        raise UnknownLocation(_("There is no such location"))
