"""Licence keys: a pool for each variant, from which each unit sold gets one of its own, once.

Keys are sealed; a digest tells those that are there already. Whoever hands out holds the variant's pool until the
end of the unit, so that two orders never get the same key and none is left over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

from app.core import audit, clock, crypto
from app.core.db import db, run
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.catalog import products, rules
from app.domains.catalog.errors import NoSuchVariant
from app.domains.catalog.models import LicenceGrant, LicenceKey
from app.domains.catalog.types import LONGEST_KEY, MOST_KEYS

MOST_LOW = 10_000
HOLD = text("select pg_advisory_xact_lock(hashtextextended(cast(:variant as text), 0))")
ADD = text(
    """
    insert into licence_key (id, variant_id, sealed, digest, created_at)
    select * from unnest(cast(:ids as uuid[]), cast(:variants as uuid[]), cast(:sealed as bytea[]),
                         cast(:digests as bytea[]), cast(:times as timestamptz[]))
    on conflict (variant_id, digest) do nothing returning id
    """
)
GRANT = text(
    """
    insert into licence_grant (line_id, order_id, variant_id, units, created_at)
    values (:line, :order, :variant, :units, :now) on conflict (line_id) do nothing
    """
)
TAKE = text(
    """
    with due as (
        select g.line_id, g.units - (
            select count(*) from licence_key k where k.line_id = g.line_id and k.revoked_at is null) as missing
        from licence_grant g where g.line_id = :line
    ),
    free as (
        select id from licence_key where variant_id = :variant and line_id is null
        order by id limit greatest(0, (select missing from due))
    )
    update licence_key k set line_id = :line, handed_at = :now from free where k.id = free.id
    returning k.id
    """
)
KEEP = text(
    "update licence_grant set units = least(units, :units) where line_id = :line returning variant_id"
)
REVOKE = text(
    """
    update licence_key set revoked_at = :now where id in (
        select id from licence_key where line_id = :line and revoked_at is null
        order by id offset (select units from licence_grant where line_id = :line))
    returning id
    """
)
POOLS = text(
    """
    select v.id,
        count(k.id) filter (where k.line_id is null) as free,
        count(k.id) filter (where k.line_id is not null and k.revoked_at is null) as handed,
        count(k.id) filter (where k.revoked_at is not null) as revoked,
        coalesce((select sum(g.units) from licence_grant g where g.variant_id = v.id), 0)
            - count(k.id) filter (where k.line_id is not null and k.revoked_at is null) as due
    from variant v left join licence_key k on k.variant_id = v.id
    where v.id = any(cast(:variants as uuid[])) group by v.id
    """
)
DUE = text(
    """
    select g.line_id, g.order_id from licence_grant g
    where g.variant_id = :variant and g.units > (
        select count(*) from licence_key k where k.line_id = g.line_id and k.revoked_at is null)
    order by g.created_at, g.line_id
    """
)


@dataclass(frozen=True, slots=True)
class Pool:
    """How many keys of a variant are free, with buyers and taken back; `due`: paid for and missing."""

    free: int = 0
    handed: int = 0
    revoked: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Licence:
    """What a line of an order got: its keys that hold, how many follow, and how many were taken back."""

    line_id: UUID
    keys: tuple[str, ...]
    due: int
    revoked: int
    ids: tuple[UUID, ...]


def add(variant_id: UUID, keys: Sequence[str]) -> int:
    """Put keys into a pool; returns how many were new. Raises Invalid at `keys`."""
    wanted = list(dict.fromkeys(key.strip() for key in keys if key.strip()))
    if not wanted:
        rules.refuse({"keys": _("Give at least one key, one a line")})
    if len(wanted) > MOST_KEYS:
        rules.refuse({"keys": _("At most %(most)s keys at a time", most=MOST_KEYS)})
    if longest := next((place for place, key in enumerate(wanted, 1) if len(key) > LONGEST_KEY), None):
        words = _("Line %(line)s is longer than %(most)s characters", line=longest, most=LONGEST_KEY)
        rules.refuse({"keys": words})
    hold(variant_id)
    count = len(wanted)
    added = len(run(
        ADD,
        {
            "ids": sorted(new_id() for _each in wanted), "variants": [variant_id] * count,
            "sealed": [crypto.seal_secret(key) for key in wanted], "digests": [digest(key) for key in wanted],
            "times": [clock.now()] * count,
        },
    ).all())  # fmt: skip
    audit.record(
        "catalog.licence_keys_added", object_type="variant", object_id=variant_id, after={"count": added}
    )
    return added


def digest(key: str) -> bytes:
    """What tells a key that is there already, and nothing else."""
    return crypto.blind("licence", key.encode().hex())


def hold(variant_id: UUID) -> None:
    """Keep others off a variant's pool until the unit ends."""
    run(HOLD, {"variant": str(variant_id)})


def grant(order_id: UUID, line_id: UUID, variant_id: UUID, units: int) -> list[UUID]:
    """Give a line its keys, one a unit; returns those it got now. Repeating it gives only what is missing."""
    hold(variant_id)
    run(
        GRANT, {"line": line_id, "order": order_id, "variant": variant_id, "units": units, "now": clock.now()}
    )
    return _take(line_id, variant_id)


def _take(line_id: UUID, variant_id: UUID) -> list[UUID]:
    return [row.id for row in run(TAKE, {"line": line_id, "variant": variant_id, "now": clock.now()})]


def hand_out_due(variant_id: UUID) -> dict[UUID, list[UUID]]:
    """Give lines that wait for keys of this variant what there is, first paid first; order id -> keys."""
    hold(variant_id)
    handed: dict[UUID, list[UUID]] = {}
    for line_id, order_id in run(DUE, {"variant": variant_id}).all():
        got = _take(line_id, variant_id)
        if not got:
            break
        handed.setdefault(order_id, []).extend(got)
    return handed


def keep(line_id: UUID, units: int) -> int:
    """Leave a line so many keys and take the others back; returns how many were taken."""
    variant_id = run(KEEP, {"line": line_id, "units": max(0, units)}).scalar()
    if variant_id is None:
        return 0
    gone = len(run(REVOKE, {"line": line_id, "now": clock.now()}).all())
    if gone:
        audit.record(
            "catalog.licence_keys_revoked", object_type="variant", object_id=variant_id, after={"count": gone}
        )
    return gone


def pools(variant_ids: Iterable[UUID]) -> dict[UUID, Pool]:
    """The state of each variant's pool."""
    rows = run(POOLS, {"variants": list(variant_ids)})
    return {row.id: Pool(row.free, row.handed, row.revoked, max(0, int(row.due))) for row in rows}


def pool_of(product_id: UUID, variant_id: UUID) -> Pool:
    """The pool of a product's variant. Raises NoSuchProduct, NoSuchVariant."""
    products.product(product_id)
    if variant_id not in {variant.id for variant in products.variants(product_id)}:
        raise NoSuchVariant(_("There is no such variant"))
    return pools([variant_id])[variant_id]


def of_order(order_id: UUID, *, only: Sequence[UUID] | None = None) -> list[Licence]:
    """The keys of an order in the clear, line by line. Whoever shows them to staff records that they looked."""
    grants = list(db.session.scalars(select(LicenceGrant).where(LicenceGrant.order_id == order_id)))
    if not grants:
        return []
    wanted = select(LicenceKey).where(LicenceKey.line_id.in_([each.line_id for each in grants]))
    rows = list(db.session.scalars(wanted.order_by(LicenceKey.id)))
    return [_licence(each, [row for row in rows if row.line_id == each.line_id], only) for each in grants]


def seen_of_order(order_id: UUID) -> list[Licence]:
    """As `of_order`, for colleagues and programs; that they looked is in the audit log."""
    found = of_order(order_id)
    if any(each.keys for each in found):
        audit.record("catalog.licence_keys_seen", object_type="order", object_id=order_id)
    return found


def _licence(given: LicenceGrant, rows: Sequence[LicenceKey], only: Sequence[UUID] | None) -> Licence:
    held = [row for row in rows if row.revoked_at is None]
    shown = [row for row in held if only is None or row.id in only]
    keys = tuple(crypto.open_secret(row.sealed) for row in shown)
    return Licence(
        given.line_id,
        keys,
        max(0, given.units - len(held)),
        len(rows) - len(held),
        tuple(row.id for row in shown),
    )


def key_of(key_id: UUID, variant_ids: Iterable[UUID]) -> LicenceKey:
    """A key of one of these variants, locked. Raises NotFound."""
    query = select(LicenceKey).where(LicenceKey.id == key_id, LicenceKey.variant_id.in_(list(variant_ids)))
    row = db.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound(_("There is no such key"))
    return row


def show(row: LicenceKey) -> str:
    """A key in the clear for a colleague; that they looked is in the audit log."""
    audit.record("catalog.licence_key_seen", object_type="licence_key", object_id=row.id)
    return crypto.open_secret(row.sealed)


def hint(sealed: bytes) -> str:
    """The last characters of a key, by which somebody who has it tells it from others."""
    key = crypto.open_secret(sealed)
    return f"…{key[-4:]}" if len(key) > 8 else "…"


def remove(row: LicenceKey) -> None:
    """Take a free key out of the pool. Raises Invalid for one that a buyer has or had."""
    if row.line_id is not None:
        rules.refuse({"key": _("A buyer has or had this key: it stays in the books")})
    audit.record("catalog.licence_key_removed", object_type="licence_key", object_id=row.id)
    db.session.delete(row)
    db.session.flush()


def put_back(row: LicenceKey) -> None:
    """A key that was taken back can be sold again: its maker freed it. Raises Invalid for any other."""
    if row.revoked_at is None:
        rules.refuse({"key": _("Only a key that was taken back can go back into the pool")})
    before = {"line": str(row.line_id)}
    audit.record("catalog.licence_key_put_back", object_type="licence_key", object_id=row.id, before=before)
    row.line_id, row.handed_at, row.revoked_at = None, None, None
    db.session.flush()
