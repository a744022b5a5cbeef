"""Reviews as shoppers, their writers and moderators see them, and the stars of products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.core.paging import Page, clamp, cut, decode_cursor

SHOWN_AT_ONCE = 5
SCORES = text(
    """
    select product_id, one, two, three, four, five from review_score
    where product_id = any(cast(:ids as uuid[])) and one + two + three + four + five > 0
    """
)
OF_PRODUCT = text(
    """
    select id, stars, body, name, locale, created_at, reply from review
    where product_id = :product and status = 'approved'
      and (cast(:at as timestamptz) is null or (created_at, id) < (cast(:at as timestamptz), cast(:after as uuid)))
    order by created_at desc, id desc limit :limit
    """
)
BOUGHT = text(
    """
    select exists (
        select from "order" o join customer c on c.id = o.customer_id
        join order_line l on l.order_id = o.id join variant v on v.id = l.variant_id
        where o.customer_id = :customer and v.product_id = :product and l.quantity > l.cancelled
          and o.status <> 'cancelled' and o.payment_status in ('paid', 'partially_refunded', 'refunded')
          and (c.email_proved_at is not null or exists (
              select from order_event e where e.order_id = o.id and e.kind = 'placed' and e.actor = :actor)))
    """
)
COLUMNS = """
    r.id, r.product_id, p.title, p.slug, r.stars, r.body, r.name, r.status, r.reason, r.reply, r.created_at"""
QUEUE = text(
    f"""
    select {COLUMNS} from review r join product p on p.id = r.product_id
    where (:status = '' or r.status = :status)
      and (cast(:at as timestamptz) is null or (r.created_at, r.id) < (cast(:at as timestamptz), cast(:after as uuid)))
    order by r.created_at desc, r.id desc limit :limit
    """  # noqa: S608 - a constant list of columns
)
OF_CUSTOMER = text(
    f"""
    select {COLUMNS} from review r join product p on p.id = r.product_id
    where r.customer_id = :customer order by r.created_at desc, r.id desc limit 200
    """  # noqa: S608 - a constant list of columns
)
WAITING = text("select count(*) from review where status = 'waiting'")


@dataclass(frozen=True, slots=True)
class Score:
    """Approved reviews by stars, five first."""

    counts: tuple[int, int, int, int, int]

    @property
    def number(self) -> int:
        return sum(self.counts)

    @property
    def tenths(self) -> int:
        """The average in tenths of a star, half up."""
        total = sum(stars * count for stars, count in zip((5, 4, 3, 2, 1), self.counts, strict=True))
        return (20 * total + self.number) // (2 * self.number)

    @property
    def average(self) -> str:
        return f"{self.tenths // 10}.{self.tenths % 10}"

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """(stars, how many, per cent of all), five first."""
        return [
            (stars, count, round(100 * count / self.number))
            for stars, count in zip((5, 4, 3, 2, 1), self.counts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Said:
    """An approved review."""

    id: UUID
    stars: int
    body: str
    name: str
    locale: str
    created_at: datetime
    reply: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A review with its product and where it stands."""

    id: UUID
    product_id: UUID
    title: str
    slug: str
    stars: int
    body: str
    name: str
    status: str
    reason: str
    reply: str
    created_at: datetime


def scores(product_ids: Sequence[UUID]) -> dict[UUID, Score]:
    """The stars of those products that have any."""
    if not product_ids:
        return {}
    return {
        row.product_id: Score((row.five, row.four, row.three, row.two, row.one))
        for row in run(SCORES, {"ids": list(product_ids)})
    }


def of_product(product_id: UUID, *, cursor: str | None = None, limit: int = SHOWN_AT_ONCE) -> Page[Said]:
    """Approved reviews of a product, newest first."""
    at, after = decode_cursor(cursor, datetime, UUID) or (None, None)
    asked = {
        "product": product_id, "limit": limit + 1, "at": at, "after": after,
    }  # fmt: skip
    rows = [Said(*row) for row in run(OF_PRODUCT, asked)]
    return cut(rows, limit, lambda row: (row.created_at.isoformat(), str(row.id)))


def has_bought(product_id: UUID, customer_id: UUID) -> bool:
    """Whether the customer paid for the product, as a customer or with an e-mail that was proved since."""
    asked = {"product": product_id, "customer": customer_id, "actor": f"customer:{customer_id}"}
    return bool(run(BOUGHT, asked).scalar())


def queue(*, status: str = "", cursor: str | None = None, limit: int | None = None) -> Page[Kept]:
    """Reviews for moderators, newest first."""
    size, (at, after) = clamp(limit, 20), decode_cursor(cursor, datetime, UUID) or (None, None)
    asked = {
        "status": status, "limit": size + 1, "at": at, "after": after,
    }  # fmt: skip
    rows = [Kept(*row) for row in run(QUEUE, asked)]
    return cut(rows, size, lambda row: (row.created_at.isoformat(), str(row.id)))


def of_customer(customer_id: UUID) -> list[Kept]:
    """What a customer wrote, with what became of it."""
    return [Kept(*row) for row in run(OF_CUSTOMER, {"customer": customer_id})]


def waiting() -> int:
    """How many wait for a moderator."""
    return int(run(WAITING).scalar() or 0)
