"""What each channel, location and company is offered. Lines say it; places keep what that comes to, as listings change.

The shorter list is kept: an assortment that names what it offers keeps those, one that names exceptions keeps these.
So a shop without assortments pays nothing, and a small assortment of a large shop stays small.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import delete, select, text

from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import rules
from app.domains.catalog.errors import StaleAssortment
from app.domains.catalog.events import AssortmentsChanged
from app.domains.catalog.models import Assortment, AssortmentLine, Category, Collection, Product

MOST_LINES = 500
ONE_AT_A_TIME = text(
    "select pg_advisory_xact_lock(hashtext('catalog.assortments'), hashtext(current_schema()))"
)
HELD = text("select id from assortment where :all or id = any(cast(:ids as uuid[])) order by id for share")
SETTLE = """
    with matches as materialized (
        select n.assortment_id, n.effect, n.product_id from assortment_line n
        where n.product_id is not null and n.assortment_id = any(cast(:assortments as uuid[])) /*n*/
        union
        select n.assortment_id, n.effect, l.product_id from assortment_line n
        join product_listing l on l.categories @> array[n.category_id]
        where n.category_id is not null and n.assortment_id = any(cast(:assortments as uuid[])) /*l*/
        union
        select n.assortment_id, n.effect, s.product_id from assortment_line n
        join collection_place s on s.collection_id = n.collection_id
        where n.assortment_id = any(cast(:assortments as uuid[])) /*s*/
    ), wanted as materialized (
        select m.assortment_id, m.product_id from matches m join assortment a on a.id = m.assortment_id
        where m.effect = case when a.only then 'include' else 'exclude' end
          and not (a.only and exists (select from matches e
              where e.effect = 'exclude' and (e.assortment_id, e.product_id) = (m.assortment_id, m.product_id)))
    ), gone as (
        delete from assortment_place x where x.assortment_id = any(cast(:assortments as uuid[])) /*x*/
          and not exists (select from wanted w where (w.assortment_id, w.product_id) = (x.assortment_id, x.product_id))
        returning x.product_id
    ), added as (
        insert into assortment_place (assortment_id, product_id)
        select assortment_id, product_id from wanted on conflict do nothing returning product_id
    )
    /*tell*/
"""
TELL_TILLS = """
    update product_listing set updated_at = :now
    where product_id in (select product_id from gone union select product_id from added)
"""


class Owner(TypedDict, total=False):
    """One of them: whose assortment. `members_of` is a company, of what is for its members and nobody else."""

    channel_id: UUID
    location_id: UUID
    company_id: UUID
    members_of: UUID


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is product, category or collection; `effect` include or exclude."""

    effect: str
    kind: str
    target: UUID


def assortment(**owner: Unpack[Owner]) -> Assortment | None:
    """The assortment of one; None where everything is offered."""
    return db.session.scalar(select(Assortment).filter_by(**_columns(owner)))


def _columns(owner: Owner) -> dict[str, Any]:
    if "members_of" in owner:
        return {"company_id": owner["members_of"], "reserved": True}
    return {**owner, "reserved": False}


def lines(assortment_id: UUID) -> list[Line]:
    """What an assortment includes and excludes."""
    query = select(AssortmentLine).where(AssortmentLine.assortment_id == assortment_id)
    return [
        _line(row)
        for row in db.session.scalars(query.order_by(AssortmentLine.effect.desc(), AssortmentLine.id))
    ]


def _line(row: AssortmentLine) -> Line:
    kind = "product" if row.product_id else "category" if row.category_id else "collection"
    return Line(row.effect, kind, getattr(row, f"{kind}_id"))


def version_of(found: Iterable[Line]) -> str:
    """A mark of what an assortment says, whatever the order of its lines."""
    said = sorted(f"{each.effect} {each.kind} {each.target}" for each in found)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def refuse_stale(version: str | None, **owner: Unpack[Owner]) -> None:
    """Hold assortments until the unit ends. Raises StaleAssortment when this one is not as the caller saw it."""
    db.session.execute(ONE_AT_A_TIME)
    row = assortment(**owner)
    now = version_of(lines(row.id) if row else ())
    if version not in (None, now):
        raise StaleAssortment(_("Somebody else saved this assortment in the meantime"), version=now)


def keep(wanted: Sequence[Line], **owner: Unpack[Owner]) -> UUID | None:
    """Let one be offered what these lines say, everything without lines; answers the assortment's id.

    Raises Invalid for what there is not. What it comes to follows by `settle`.
    """
    _check(wanted)
    row = assortment(**owner)
    before = lines(row.id) if row else []
    if not wanted:
        if row is not None:
            db.session.delete(row)
            db.session.flush()
    else:
        row = row or Assortment(id=new_id(), **_columns(owner))
        row.only = "members_of" in owner or any(each.effect == "include" for each in wanted)
        row.changed_at = clock.now()
        db.session.add(row)
        db.session.flush()
        db.session.execute(delete(AssortmentLine).where(AssortmentLine.assortment_id == row.id))
        for each in dict.fromkeys(wanted):
            target: dict[str, Any] = {f"{each.kind}_id": each.target}
            db.session.add(AssortmentLine(id=new_id(), assortment_id=row.id, effect=each.effect, **target))
            db.session.flush()
    _tell(next(iter(owner.values())), before, wanted)
    return row.id if row and wanted else None


def _check(wanted: Sequence[Line]) -> None:
    if len(wanted) > MOST_LINES:
        rules.refuse({"lines": _("Use at most %(max)s lines; make a collection of the rest", max=MOST_LINES)})
    targets = [(each.kind, each.target) for each in wanted]
    if len(set(targets)) < len(set(wanted)):
        rules.refuse({"lines": _("The same thing cannot be included and excluded")})
    for kind, model in (("product", Product), ("category", Category), ("collection", Collection)):
        ids = {each.target for each in wanted if each.kind == kind}
        known = set(db.session.scalars(select(model.id).where(model.id.in_(ids)))) if ids else set()
        if ids - known:
            rules.refuse({"lines": _("Choose one from the list")})


def settle(
    *, assortment_ids: Sequence[UUID] | None = None, product_ids: Sequence[UUID] | None = None
) -> None:
    """Let the places of assortments (None: all) say what is true for products (None: all). At most two statements.

    Tills hear of products that came or went; when the lines change, they load everything again.
    """
    held = db.session.scalars(HELD, {"all": assortment_ids is None, "ids": list(assortment_ids or ())}).all()
    if not held:
        return
    statement = SETTLE.replace("/*tell*/", "select 1" if product_ids is None else TELL_TILLS)
    for name in "nlsx":
        scope = "" if product_ids is None else f"and {name}.product_id = any(cast(:products as uuid[]))"
        statement = statement.replace(f"/*{name}*/", scope)
    values = {"assortments": list(held), "products": list(product_ids or ()), "now": clock.now()}
    db.session.execute(text(statement), values)


def touch(assortment_ids: Sequence[UUID]) -> None:
    """Say that what these offer changed at large: tills load everything again."""
    for row in db.session.scalars(select(Assortment).where(Assortment.id.in_(assortment_ids))):
        row.changed_at = clock.now()
    db.session.flush()


def naming(*, category_id: UUID | None = None, collection_id: UUID | None = None) -> list[UUID]:
    """The assortments that name a category or a collection."""
    named = (
        AssortmentLine.category_id == category_id
        if category_id
        else AssortmentLine.collection_id == collection_id
    )
    return list(db.session.scalars(select(AssortmentLine.assortment_id).where(named)))


def refuse_named(**named: UUID) -> None:
    """Raises Conflict while an assortment names it: what is offered would change unseen."""
    if naming(**named):
        words = _("An assortment names it: take it out there first, under Channels")
        raise Conflict(words, code="catalog.named_by_assortment")


def _tell(owner: object, before: Sequence[Line], after: Sequence[Line]) -> None:
    def plain(each: Line) -> str:
        return f"{each.effect} {each.kind} {each.target}"

    audit.record(
        "catalog.assortment_changed", object_type="assortment", object_id=str(owner),
        before={"lines": list(map(plain, before))}, after={"lines": list(map(plain, after))},
    )  # fmt: skip
    events.record(AssortmentsChanged(owner=str(owner)))
