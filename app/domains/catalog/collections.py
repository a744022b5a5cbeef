"""Collections by hand and by rule. What is in them is kept as places, in step with every listing.

A rule could be put into each list's own WHERE; places are kept instead, because then a page of a collection costs what
a page of a category does, whatever the rule, and assortments can name collections. They are settled in the
transaction that changes a product, so nothing is ever behind; only what time alone changes waits for the clock.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text

from app.core import audit, clock, events
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.tenancy import current_tenant
from app.domains.catalog import attributes, conditions, repo, rules
from app.domains.catalog.errors import NoSuchCollection, StaleCollection
from app.domains.catalog.events import CollectionsChanged
from app.domains.catalog.models import Collection, CollectionItem, Product, ProductType
from app.domains.catalog.types import LONGEST, CollectionDraft

MOST_ITEMS = 2000
HELD = text(
    "select id, kind, rule from collection where :all or id = any(cast(:ids as uuid[])) order by id for share"
)
SETTLE = """
    with wanted as materialized (
        select i.collection_id, i.position, i.product_id from collection_item i
        join collection c on c.id = i.collection_id and c.kind = 'hand'
        join product_listing l on l.product_id = i.product_id and l.listed
        where i.collection_id = any(cast(:hands as uuid[])) /*hand_scope*/
        /*rules*/
    ), gone as (
        delete from collection_place s where s.collection_id = any(cast(:collections as uuid[])) /*place_scope*/
          and not exists (select from wanted w
              where (w.collection_id, w.position, w.product_id) = (s.collection_id, s.position, s.product_id))
    )
    insert into collection_place (collection_id, position, product_id)
    select collection_id, position, product_id from wanted on conflict do nothing
"""
BY_RULE = """
        union all
        select cast(:id{n} as uuid), 0, l.product_id
        from product_listing l join product p on p.id = l.product_id where l.listed /*scope*/ and {where}"""
FITTING = """
    select l.product_id, count(*) over () as total
    from product_listing l join product p on p.id = l.product_id where l.listed and /*where*/
    order by l.product_id desc limit :limit
"""


def kinds() -> dict[str, str]:
    """Attribute code -> kind, over all product types."""
    fields = db.session.scalars(select(ProductType.fields).order_by(ProductType.name))
    return {spec.code: spec.kind for each in fields for spec in attributes.read(each)}


def collection(collection_id: UUID) -> Collection:
    """Raises NoSuchCollection."""
    found = db.session.get(Collection, collection_id)
    if found is None:
        raise NoSuchCollection(_("There is no such collection"))
    return found


def version_of(row: Collection | Any) -> str:
    """What changes whenever somebody saves it."""
    return str(row.updated_at.isoformat())


def refuse_stale(collection_id: UUID, version: str | None) -> None:
    """Hold a collection until the unit ends. Raises StaleCollection when it is not as the caller saw it."""
    row = db.session.get(Collection, collection_id, with_for_update=True, populate_existing=True)
    if row is not None and version is not None and version != version_of(row):
        raise StaleCollection(
            _("Somebody else saved this collection in the meantime"), version=version_of(row)
        )


def save(collection_id: UUID | None, draft: CollectionDraft) -> Collection:
    """Make or change a collection; what is in it follows by `settle`. Raises Invalid at fields, NoSuchCollection."""
    row = collection(collection_id) if collection_id else Collection(id=new_id(), kind=draft.kind)
    rule, faults = conditions.checked(draft.rule, kinds()) if row.kind == "rule" else ({}, {})
    title = " ".join(draft.title.split())
    slug = rules.slugify(draft.slug or title)
    if not title or len(title) > LONGEST["title"]:
        faults["title"] = _("Give it a name of at most %(max)s characters", max=LONGEST["title"])
    elif not slug:
        faults["slug"] = _("Use letters and digits")
    elif db.session.scalar(select(Collection.id).where(Collection.slug == slug, Collection.id != row.id)):
        faults["slug"] = _("Another collection has this address already")
    rules.refuse(faults)
    row.title, row.slug, row.rule = title, slug, rule
    row.description = rules.safe_html(draft.description)
    row.shown, row.sort, row.updated_at = draft.shown, draft.sort, clock.now()
    db.session.add(row)
    repo.flush()
    _tell("saved", row)
    return row


def remove(collection_id: UUID) -> None:
    """Remove a collection; its products stay. Raises NoSuchCollection."""
    row = collection(collection_id)
    db.session.delete(row)
    repo.flush()
    _tell("deleted", row)


def fill(collection_id: UUID, product_ids: Sequence[UUID]) -> None:
    """Put just these products into a collection by hand, in this order. Raises NoSuchCollection, Invalid."""
    row = collection(collection_id)
    wanted = list(dict.fromkeys(product_ids))
    if row.kind != "hand":
        rules.refuse({"products": _("A collection by rule chooses its products itself")})
    elif len(known := _known(wanted)) < len(wanted):
        missing = next(each for each in wanted if each not in known)
        rules.refuse({"products": _("There is no product %(code)s", code=missing)})
    if len(wanted) > MOST_ITEMS:
        rules.refuse({"products": _("Choose at most %(max)s products", max=MOST_ITEMS)})
    db.session.execute(delete(CollectionItem).where(CollectionItem.collection_id == collection_id))
    db.session.add_all(
        CollectionItem(collection_id=collection_id, product_id=each, position=place)
        for place, each in enumerate(wanted, 1)
    )
    row.updated_at = clock.now()
    db.session.flush()
    _tell("filled", row)


def _known(product_ids: Sequence[UUID]) -> set[UUID]:
    return set(db.session.scalars(select(Product.id).where(Product.id.in_(product_ids))))


def items(collection_id: UUID) -> list[UUID]:
    """The products that were put in by hand, in their order."""
    query = select(CollectionItem.product_id).where(CollectionItem.collection_id == collection_id)
    return list(db.session.scalars(query.order_by(CollectionItem.position, CollectionItem.product_id)))


def settle(
    *, collection_ids: Sequence[UUID] | None = None, product_ids: Sequence[UUID] | None = None
) -> None:
    """Let the places of collections (None: all) say what is true for products (None: all). Two statements.

    Rules are held against those who change them meanwhile.
    """
    asked = {"all": collection_ids is None, "ids": list(collection_ids or ())}
    held = db.session.execute(HELD, asked).all()
    if held:
        _settle(held, product_ids)


def settle_by_clock() -> bool:
    """Let time alone change what fits: rules of the last so many days. False where there is none."""
    found = db.session.execute(select(Collection.id, Collection.rule).where(Collection.kind == "rule"))
    due = [row.id for row in found if conditions.compiled(row.rule).clock]
    if due:
        settle(collection_ids=due)
    return bool(due)


def _settle(held: Sequence[Any], product_ids: Sequence[UUID] | None) -> None:
    values: dict[str, Any] = {
        "hands": [row.id for row in held if row.kind == "hand"], "collections": [row.id for row in held],
        "products": list(product_ids or ()), **_usual(),
    }  # fmt: skip
    ruled = []
    for index, row in enumerate(each for each in held if each.kind == "rule"):
        part = conditions.compiled(row.rule, prefix=f"{index}_")
        ruled.append(BY_RULE.format(n=index, where=part.where))
        values |= {**part.values, f"id{index}": row.id}
    scope = "" if product_ids is None else "and {}.product_id = any(cast(:products as uuid[]))"
    statement = SETTLE.replace("/*rules*/", "".join(ruled)).replace("/*scope*/", scope.format("l"))
    statement = statement.replace("/*hand_scope*/", scope.format("i")).replace(
        "/*place_scope*/", scope.format("s")
    )
    db.session.execute(text(statement), values)


def fitting(rule: Mapping[str, Any], limit: int = 6) -> tuple[int, list[UUID]]:
    """How many listed products fit a rule that is not kept yet, and the newest of them. Raises Invalid."""
    kept, faults = conditions.checked(rule, kinds())
    rules.refuse(faults)
    part = conditions.compiled(kept)
    found = text(FITTING.replace("/*where*/", part.where))
    rows = db.session.execute(found, {**_usual(), **part.values, "limit": limit}).all()
    return (rows[0].total if rows else 0), [row.product_id for row in rows]


def _usual() -> dict[str, Any]:
    return {"now": clock.now(), "locale": current_tenant().locale[:2]}


def _tell(act: str, row: Collection) -> None:
    after = {"title": row.title, "slug": row.slug, "kind": row.kind, "shown": row.shown, "rule": row.rule}
    audit.record(f"catalog.collection_{act}", object_type="collection", object_id=row.id, after=after)
    events.record(CollectionsChanged(collection_ids=[str(row.id)]))
