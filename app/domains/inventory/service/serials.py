"""Serial numbers: a document names the units that it moves, and the change of the level then takes exactly those.

Order of locks, here and wherever a document moves stock: serials in id order, then levels in id order.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import clock
from app.core.db import db, run
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.inventory import serial_sql as sql
from app.domains.inventory.errors import SerialRefused, SerialsNeeded
from app.domains.inventory.models import Serial, StockItem
from app.domains.inventory.types import Change, Demand

Spot = tuple[UUID, UUID]
MOST, LONGEST = 1000, 80
BETWEEN = re.compile(r"[\n\r\t,;]+")
AFTER = {"ship": "sold", "pickup": "sold", "sale": "sold", "transfer": "away"}


def read_codes(words: str) -> list[str]:
    """Serial numbers as scanned or pasted, one a line or with commas between; each once, in capitals.

    Raises Invalid at `serials` for one that is too long, or for too many.
    """
    codes = list(
        dict.fromkeys(" ".join(part.split()).upper() for part in BETWEEN.split(words.replace("\0", "")))
    )
    codes = [code for code in codes if code]
    if len(codes) > MOST or any(len(code) > LONGEST for code in codes):
        raise Invalid(
            _("Some fields need another look"),
            fields={
                "serials": _("At most %(most)s numbers of %(longest)s signs", most=MOST, longest=LONGEST)
            },
        )
    return codes


def read_each(words: Sequence[str]) -> list[str]:
    """Serial numbers of units that were scanned one by one. Raises Invalid at `serials`, also for one said twice."""
    codes = read_codes("\n".join(words))
    said = [code for word in words for code in read_codes(word)]
    twice = next((code for code in codes if said.count(code) > 1), None)
    if twice is not None:
        fault = _("%(serial)s is named twice", serial=twice)
        raise Invalid(fault, fields={"serials": fault})
    return codes


def lock_named(document_id: UUID | None) -> None:
    """Lock what a document has named, before any level is locked."""
    if document_id is not None:
        run(sql.LOCK, {"document": document_id})


def name_leaving(
    document_id: UUID, item_id: UUID, location_id: UUID, codes: Sequence[str], *, anyhow: bool = False
) -> None:
    """These units leave with the document, instead of any it named before at that place.

    `anyhow`: also those that another document named (they are gone). Raises SerialRefused.
    """
    known = _known(document_id, item_id, location_id, codes)
    for code in codes:
        row = known.get(code)
        lies = row is not None and row.state == "here" and row.location_id == location_id
        if row is None or not lies or (row.claimed_by not in (None, document_id) and not anyhow):
            raise _refused(code, row, leaving=True)
    ids = [known[code].id for code in codes]
    ours = [row.id for row in known.values() if row.id in ids or row.claimed_by == document_id]
    run(sql.CLAIM, {"ids": ids, "all": ours, "document": document_id})


def name_coming(
    document_id: UUID,
    item_id: UUID,
    location_id: UUID,
    codes: Sequence[str],
    *,
    exactly: Decimal | None = None,
) -> None:
    """These units come with the document: new ones, ones that were out, or ones that left with it.

    Raises SerialRefused, SerialsNeeded where there must be `exactly` so many.
    """
    if exactly is not None and len(codes) != exactly:
        raise serials_needed(item_id, exactly)
    known = _known(document_id, item_id, location_id, codes)
    for code in codes:
        check_may_come(code, known.get(code), document_id)
    run(sql.COME, {"ids": [known[code].id for code in codes if code in known], "document": document_id})
    fresh = [code for code in codes if code not in known]
    if not fresh:
        return
    facts = {"item": item_id, "place": location_id, "document": document_id, "now": clock.now()}
    made = set(db.session.scalars(sql.MAKE, {"codes": fresh, **facts}))
    for code in fresh:
        if code not in made:
            raise SerialRefused(
                _("%(serial)s has just been booked by somebody else", serial=code),
                serial=code, fields={"serials": _("%(serial)s has just been booked by somebody else", serial=code)},
            )  # fmt: skip


def check_may_come(code: str, row: Any, document_id: UUID | None) -> None:
    """Raises SerialRefused for a unit that the books know elsewhere."""
    left_with = row is not None and row.claimed_by == document_id and row.state != "here"
    if row is not None and row.state != "out" and not left_with:
        raise _refused(code, row, leaving=False)


def known_of(item_id: UUID, codes: Sequence[str]) -> dict[str, Any]:
    """Serials of an item by code, locked in id order."""
    return _known(new_id(), item_id, new_id(), codes)


def glance(item_id: UUID, codes: Sequence[str]) -> dict[str, Any]:
    """Serials of an item by code, as they are, without a lock."""
    return {row.code: row for row in run(sql.GLANCE, {"item": item_id, "codes": list(codes)})}


def _known(document_id: UUID, item_id: UUID, location_id: UUID, codes: Sequence[str]) -> dict[str, Any]:
    facts = {"item": item_id, "codes": list(codes), "document": document_id, "place": location_id}
    return {row.code: row for row in run(sql.KNOWN, facts)}


def _refused(code: str, row: Any, *, leaving: bool) -> SerialRefused:
    if row is None:
        words = _("%(serial)s is not known", serial=code)
    elif row.state == "here" and leaving and row.claimed_by is not None:
        words = _("%(serial)s is chosen for another order or transfer already", serial=code)
    elif row.state == "here":
        words = _("%(serial)s lies at %(place)s already", serial=code, place=row.place)
    elif row.state == "away":
        words = _("%(serial)s is on its way with a transfer", serial=code)
    elif row.state in ("sold", "coming"):
        words = _("%(serial)s was sold", serial=code)
    else:
        words = _("%(serial)s is not in stock any more", serial=code)
    return SerialRefused(words, serial=code, fields={"serials": words})


def follow(changes: Sequence[Change], *, kind: str, document: str, document_id: UUID | None) -> None:
    """Levels changed: move the units that the document named, exactly as many. Raises SerialsNeeded."""
    moved = {(each.stock_item_id, each.location_id): each.on_hand for each in changes if each.on_hand}
    skus = {row.id: row.sku for row in run(sql.BY_SERIAL, {"ids": sorted({item for item, _place in moved})})}
    for (item, place), delta in moved.items():
        if item not in skus:
            continue
        ids = _leaving(item, place, document_id) if delta < 0 else _coming(item, delta, document_id)
        if len(ids) != abs(delta):
            raise needed(skus[item], abs(delta), document_id is not None)
        state = AFTER.get(kind, "out") if delta < 0 else "here"
        stays = state in ("sold", "away") or kind == "unship"
        move(
            ids, place, state, 1 if delta > 0 else -1, kind=kind, document=document, document_id=document_id,
            claimed=document_id if stays else None,
        )  # fmt: skip


def needed(sku: str, wanted: Decimal, nameable: bool = True) -> SerialsNeeded:
    """The refusal that names what is missing."""
    number = f"{wanted.normalize():f}"
    if nameable:
        words = _("%(sku)s is kept by serial number: name %(n)s", sku=sku, n=number)
    else:
        words = _("%(sku)s is kept by serial number: add or take out numbers on its stock page", sku=sku)
    return SerialsNeeded(words, sku=sku, wanted=number, fields={"serials": words} if nameable else {})


def serials_needed(item_id: UUID, wanted: Decimal) -> SerialsNeeded:
    """The refusal for an item."""
    return needed(db.session.get_one(StockItem, item_id).sku, wanted)


def move(
    ids: Sequence[UUID],
    place: UUID,
    state: str,
    delta: int,
    *,
    kind: str,
    document: str,
    document_id: UUID | None = None,
    claimed: UUID | None = None,
) -> None:
    """Write where units are from now on, and a step of each one's story."""
    facts = {"ids": list(ids), "place": place, "state": state, "delta": delta, "claimed": claimed}
    told = {"kind": kind, "document": document, "document_id": document_id}
    run(sql.MOVE, {**facts, **told, "now": clock.now(), "actor": current_principal().label})


def _leaving(item: UUID, place: UUID, document_id: UUID | None) -> list[UUID]:
    return list(db.session.scalars(sql.LEAVING, {"item": item, "place": place, "document": document_id}))


def _coming(item: UUID, quantity: Decimal, document_id: UUID | None) -> list[UUID]:
    """What was named; where nothing was, all that left with the document, if that is as many."""
    rows = run(sql.COMING, {"item": item, "document": document_id}).all()
    named = [row.id for row in rows if row.state == "coming"]
    return named[: int(quantity)] or ([row.id for row in rows] if len(rows) == quantity else [])


def named_here(document_id: UUID, wanted: Sequence[Demand]) -> dict[Spot, Decimal]:
    """Of the demands' items that are kept by serial: how many units the document has named at each place."""
    numbered = wanted_numbers(wanted)
    if not numbered:
        return {}
    found = {
        (row.stock_item_id, row.location_id): row.many for row in run(sql.NAMED, {"document": document_id})
    }
    return {spot: Decimal(found.get(spot, 0)) for spot in numbered}


def let_go_named(document_id: UUID, items: Sequence[UUID]) -> None:
    """What was chosen of these items for a document may be chosen for another again."""
    run(sql.LET_GO, {"document": document_id, "items": list(items)})


def stays_sold(order_id: UUID) -> None:
    """Units that were to come back do not."""
    run(sql.STAYS_SOLD, {"document": order_id})


def wanted_numbers(demands: Sequence[Demand]) -> dict[Spot, Decimal]:
    """How many numbers must be named for demands, by item and place; only of items kept by serial."""
    items = {row.id for row in run(sql.BY_SERIAL, {"ids": sorted({each.stock_item_id for each in demands})})}
    sums: dict[Spot, Decimal] = {}
    for each in demands:
        if each.stock_item_id in items:
            spot = each.stock_item_id, each.location_id
            sums[spot] = sums.get(spot, Decimal(0)) + each.quantity
    return sums


def choose(document_id: UUID, wanted: Mapping[Spot, Decimal], named: Mapping[UUID, Sequence[str]]) -> None:
    """Choose units, by item, that are to leave with an order or transfer; fewer may be named for now.

    Raises SerialRefused, Invalid at `serials-<item>` for more than leave.
    """
    for (item, place), most in sorted(wanted.items()):
        codes = named.get(item)
        if codes is None:
            continue
        field = f"serials-{item}"
        if len(codes) > most:
            words = _("Only %(n)s leave", n=f"{most.normalize():f}")
            raise Invalid(_("Some fields need another look"), fields={field: words})
        try:
            name_leaving(document_id, item, place, codes)
        except SerialRefused as refused:
            refused.fields = {field: refused.message}
            raise


def name_what_lies(document_id: UUID, spot: Spot, codes: Sequence[str]) -> None:
    """Of these units name those that lie there and nobody else chose: the goods have left already."""
    known = known_of(spot[0], codes)
    there = [
        code for code in codes
        if (row := known.get(code)) and row.state == "here" and row.location_id == spot[1] and row.claimed_by is None
    ]  # fmt: skip
    name_leaving(document_id, *spot, there)


def write_off_away(document_id: UUID, item_id: UUID, place: UUID) -> None:
    """What left with a transfer and turned up nowhere is out."""
    left = select(Serial.id).where(
        Serial.claimed_by == document_id, Serial.stock_item_id == item_id, Serial.state == "away"
    )
    ids = list(db.session.scalars(left.order_by(Serial.id).with_for_update()))
    move(ids, place, "out", 0, kind="write_off", document="transfer", document_id=document_id)


def sold_with(order_id: UUID, item_id: UUID) -> list[str]:
    """The numbers of an item that left with an order and did not come back."""
    found = select(Serial.code).where(
        Serial.claimed_by == order_id, Serial.stock_item_id == item_id, Serial.state == "sold"
    )
    return list(db.session.scalars(found.order_by(Serial.code)))
