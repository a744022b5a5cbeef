"""The door of the price lists: lists, their entries, and the log of every price that changes in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, events
from app.core.db import add_all, db
from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.pricing import list_log, list_rules
from app.domains.pricing.events import PriceListsChanged
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import PriceList, PriceListEntry

COLUMNS = tuple(ListDraft.__dataclass_fields__)


def create_list(draft: ListDraft) -> UUID:
    """Keep a new list. Raises Invalid naming the fields, also for a code that is taken."""
    list_rules.check_list(draft, home_included=current_tenant().tax_included)
    _check_source(draft)
    if db.session.scalar(select(PriceList.id).where(PriceList.code == draft.code)) is not None:
        words = _("Another list has this code")
        raise Invalid(words, fields={"code": words})
    now = clock.now()
    row = PriceList(id=new_id(), created_at=now, updated_at=now, **_values(draft))
    db.session.add(row)
    _flush()
    audit.record(
        "pricing.price_list_created", object_type="price_list", object_id=row.id, after=_shown(draft)
    )
    _tell(row, everything=draft.converted_from is not None)
    return row.id


def check_terms(list_id: UUID, draft: ListDraft) -> PriceList:
    """The list, held, when it could be as the draft says. Raises Invalid naming the fields, NotFound."""
    list_rules.check_list(draft, home_included=current_tenant().tax_included)
    row = _locked(list_id)
    _check_source(draft, list_id)
    grounds = {
        each.id: each.based_on for each in db.session.execute(select(PriceList.id, PriceList.based_on))
    }
    list_rules.check_circle(list_id, draft.based_on, grounds)
    if draft.currency != row.currency:
        words = _("A list keeps its currency: make another list")
        raise Invalid(words, fields={"currency": words})
    taken = select(PriceList.id).where(PriceList.code == draft.code, PriceList.id != list_id)
    if db.session.scalar(taken) is not None:
        words = _("Another list has this code")
        raise Invalid(words, fields={"code": words})
    return row


def change_list(list_id: UUID, draft: ListDraft) -> None:
    """Keep a list as it shall be. Raises Invalid naming the fields, NotFound."""
    row = check_terms(list_id, draft)
    before = {name: getattr(row, name) for name in COLUMNS}
    values = _values(draft)
    changed = [name for name in COLUMNS if before[name] != values[name]]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.updated_at = clock.now()
    _flush()
    old = {name: value for name, value in _plain(before).items() if name in changed}
    new = {name: value for name, value in _shown(draft).items() if name in changed}
    list_log.log_list(row, old, new)
    audit.record(
        "pricing.price_list_changed", object_type="price_list", object_id=list_id, before=old, after=new
    )
    if row.converted_from is None:
        row.rate_id = row.good_until = None
    _tell(row, everything=before["percent"] is not None or draft.converted_from is not None)


def delete_list(list_id: UUID) -> None:
    """Take a list away with its prices; the log keeps what they were. Raises Invalid where another builds on it."""
    row = _locked(list_id)
    built_on = (PriceList.based_on == list_id) | (PriceList.converted_from == list_id)
    if db.session.scalar(select(PriceList.id).where(built_on)) is not None:
        raise Invalid(_("Another list builds on this one"), code="pricing.list_in_use")
    gone = list(db.session.scalars(select(PriceListEntry).where(PriceListEntry.list_id == list_id)))
    list_log.log_entries(row, [(_draft(entry), None) for entry in gone])
    list_log.log_list(row, {"name": row.name, "percent": row.percent}, {})
    audit.record(
        "pricing.price_list_deleted", object_type="price_list", object_id=list_id,
        before={"code": row.code, "name": row.name, "prices": len(gone)},
    )  # fmt: skip
    _tell(row)
    db.session.delete(row)
    db.session.flush()


def set_entries(list_id: UUID, drafts: Sequence[EntryDraft], *, prefix: str = "entries.") -> int:
    """Keep prices: what is said of a target, its buyers and its start replaces all its tiers; returns the changes.

    Each price that changes is logged. Raises Invalid naming the fields, NotFound.
    """
    list_rules.check_entries(drafts, prefix=prefix)
    row = _locked(list_id)
    _refuse_converted(row)
    tables = {draft.table for draft in drafts}
    known = [entry for entry in _entries_of(list_id, drafts) if _draft(entry).table in tables]
    return _replace(row, known, drafts)


def check(drafts: Sequence[EntryDraft], *, prefix: str = "entries.") -> None:
    """Raises Invalid naming the fields of prices that cannot be."""
    list_rules.check_entries(drafts, prefix=prefix)


def standing(list_id: UUID, drafts: Sequence[EntryDraft]) -> dict[tuple[Any, ...], EntryDraft]:
    """What stands in the list where the drafts would go, by table and first quantity."""
    tables = {draft.table for draft in drafts}
    known = [_draft(entry) for entry in _entries_of(list_id, drafts)]
    return {(each.table, each.min_quantity): each for each in known if each.table in tables}


def drafts_of(list_id: UUID, entry_ids: Iterable[UUID]) -> dict[UUID, EntryDraft]:
    """Prices of a list by their ids; others are not among them."""
    wanted = select(PriceListEntry).where(
        PriceListEntry.list_id == list_id, PriceListEntry.id.in_(list(entry_ids))
    )
    return {entry.id: _draft(entry) for entry in db.session.scalars(wanted)}


def change_amounts(list_id: UUID, amounts: Mapping[UUID, int | None]) -> int:
    """Change prices where they stand, None takes one out; returns the changes. Raises Invalid, NotFound."""
    row = _locked(list_id)
    _refuse_converted(row)
    wanted = select(PriceListEntry).where(
        PriceListEntry.list_id == list_id, PriceListEntry.id.in_(list(amounts))
    )
    known = list(db.session.scalars(wanted))
    drafts = [
        replace(_draft(entry), amount=amounts[entry.id], percent=None)
        for entry in known
        if amounts[entry.id] is not None
    ]
    list_rules.check_entries(drafts)
    return _replace(row, known, drafts)


def drop_entries(list_id: UUID, entry_ids: Iterable[UUID]) -> int:
    """Take prices out of a list; returns how many there were. Raises NotFound."""
    row = _locked(list_id)
    _refuse_converted(row)
    wanted = select(PriceListEntry).where(
        PriceListEntry.list_id == list_id, PriceListEntry.id.in_(list(entry_ids))
    )
    return _replace(row, list(db.session.scalars(wanted)), [])


def replace_all(list_id: UUID, drafts: Sequence[EntryDraft]) -> int:
    """Let a list have these prices and no others, each change logged; returns the changes. Raises NotFound."""
    row = _locked(list_id)
    return _replace(
        row, list(db.session.scalars(select(PriceListEntry).where(PriceListEntry.list_id == list_id))), drafts
    )


def entries_of(list_id: UUID) -> list[EntryDraft]:
    """All prices of a list."""
    return [
        _draft(each)
        for each in db.session.scalars(select(PriceListEntry).where(PriceListEntry.list_id == list_id))
    ]


def _refuse_converted(row: PriceList) -> None:
    """Raises Invalid for a list whose prices come from another one."""
    if row.converted_from is not None:
        raise Invalid(
            _("These prices are converted from another list: change them there"), code="pricing.converted"
        )


def _check_source(draft: ListDraft, own: UUID | None = None) -> None:
    """A list is made of one in another currency that has its own prices. Raises Invalid at `converted_from`."""
    if draft.converted_from is None:
        return
    found = db.session.get(PriceList, draft.converted_from)
    words = ""
    if found is None or found.id == own or found.currency == draft.currency:
        words = _("Choose a list in another currency")
    elif draft.currency == current_tenant().currency:
        words = _("A list in the shop's own currency is not converted")
    elif found.converted_from is not None or found.based_on is not None:
        words = _("This list builds on another one: convert that one")
    elif draft.percent is not None:
        words = _("A converted list has the percentage of its source")
    elif own is not None and db.session.scalar(select(PriceList.id).where(PriceList.converted_from == own)):
        words = _("Another list is converted from this one")
    if words:
        raise Invalid(words, fields={"converted_from": words})


def _replace(row: PriceList, known: Sequence[PriceListEntry], drafts: Sequence[EntryDraft]) -> int:
    """Write what differs: entries with the same first quantity in the same table are one price."""
    before = {(_draft(entry).table, entry.min_quantity): entry for entry in known}
    after = {(draft.table, draft.min_quantity): draft for draft in drafts}
    now = clock.now()
    changes: list[tuple[EntryDraft | None, EntryDraft | None]] = []
    gone = [entry for key, entry in before.items() if key not in after or _draft(entry) != after[key]]
    fresh = [draft for key, draft in after.items() if key not in before or _draft(before[key]) != draft]
    for key, draft in after.items():
        old = _draft(before[key]) if key in before else None
        if old != draft:
            changes.append((old, draft))
    changes += [(_draft(entry), None) for key, entry in before.items() if key not in after]
    if not changes:
        return 0
    db.session.execute(delete(PriceListEntry).where(PriceListEntry.id.in_([entry.id for entry in gone])))
    add_all(PriceListEntry, [_row(row.id, draft) | {"updated_at": now} for draft in fresh])
    row.updated_at = now
    db.session.flush()
    list_log.log_entries(row, changes)
    products = {each.product_id for pair in changes for each in pair if each is not None}
    told = sorted(str(each) for each in products if each is not None) if None not in products else []
    events.record(PriceListsChanged(list_ids=[str(row.id)], product_ids=told))
    return len(changes)


def _entries_of(list_id: UUID, drafts: Sequence[EntryDraft]) -> list[PriceListEntry]:
    """Entries of the products that are named, and all of categories and of everything."""
    products = [draft.product_id for draft in drafts if draft.product_id is not None]
    wanted = select(PriceListEntry).where(
        PriceListEntry.list_id == list_id,
        PriceListEntry.product_id.is_(None) | PriceListEntry.product_id.in_(products),
    )
    return list(db.session.scalars(wanted))


def _draft(entry: PriceListEntry) -> EntryDraft:
    conditions = tuple((on, tuple(values)) for on, values in entry.conditions)
    return EntryDraft(
        entry.product_id, entry.variant_id, entry.category_id, entry.amount, entry.percent, entry.min_quantity,
        entry.max_quantity, entry.compare_at, entry.starts_at, entry.ends_at, conditions,
    )  # fmt: skip


def _row(list_id: UUID, draft: EntryDraft) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in EntryDraft.__dataclass_fields__}
    return {**values, "id": new_id(), "list_id": list_id, "conditions": _json(draft.conditions)}


def _values(draft: ListDraft) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in COLUMNS}
    return values | {"name": draft.name.strip(), "conditions": _json(draft.conditions)}


def _json(conditions: Iterable[tuple[str, Sequence[str]]]) -> list[Any]:
    return [[on, list(values)] for on, values in conditions]


def _shown(draft: ListDraft) -> dict[str, Any]:
    return _plain(asdict(draft) | {"conditions": _json(draft.conditions)})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | bool | list) or value is None else str(value)
        for name, value in values.items()
    }


def _locked(list_id: UUID) -> PriceList:
    row = db.session.scalar(select(PriceList).where(PriceList.id == list_id).with_for_update())
    if row is None:
        raise NotFound(_("There is no such price list"), code="pricing.list_not_found")
    return row


def tell(list_id: UUID) -> None:
    """That all prices of a list may be others. Raises NotFound."""
    _tell(_locked(list_id), everything=True)


def _tell(row: PriceList, *, everything: bool = False) -> None:
    """That a list changed, with the products it has prices of; none named: all may cost something else."""
    wanted = select(PriceListEntry.product_id).where(PriceListEntry.list_id == row.id).distinct()
    found = set(db.session.scalars(wanted))
    everything = everything or row.percent is not None or None in found
    if everything or found:
        products = [] if everything else sorted(map(str, found))
        events.record(PriceListsChanged(list_ids=[str(row.id)], product_ids=products))


def _flush() -> None:
    """Two may take one code at the same time: the later is told. Raises Invalid."""
    try:
        db.session.flush()
    except IntegrityError as error:
        words = _("Another list has this code, or the list it builds on is gone")
        raise Invalid(words, fields={"code": words}) from error
