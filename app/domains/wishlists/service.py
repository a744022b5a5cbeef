"""The door of the wishlists: one a customer, the same on every device and for every program."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from app.core import clock
from app.core.db import db
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.wishlists.models import Wish

MOST = 200


def keep(customer_id: UUID, products: Mapping[UUID, str]) -> None:
    """Put products (id -> title) on the list; those that are on it stay where they are. Raises Conflict when full."""
    rows = [
        {
            "id": new_id(),
            "customer_id": customer_id,
            "product_id": product,
            "title": title,
            "created_at": clock.now(),
        }
        for product, title in products.items()
    ]
    if not rows:
        return
    unique = [Wish.customer_id, Wish.product_id]
    db.session.execute(pg_insert(Wish).values(rows).on_conflict_do_nothing(index_elements=unique))
    held = db.session.scalar(select(func.count(Wish.id)).where(Wish.customer_id == customer_id)) or 0
    if held > MOST:
        raise Conflict(
            _("A wishlist holds %(most)s things; take some off first", most=MOST), code="wishlist.full"
        )


def room(customer_id: UUID) -> int:
    """How many more would fit."""
    held = db.session.scalar(select(func.count(Wish.id)).where(Wish.customer_id == customer_id)) or 0
    return max(0, MOST - held)


def drop(customer_id: UUID, product_id: UUID) -> bool:
    """Take a product off; whether it was on the list. An entry whose product is gone is named by its own id."""
    own = (Wish.product_id == product_id) | (Wish.id == product_id)
    gone = delete(Wish).where(Wish.customer_id == customer_id, own).returning(Wish.id)
    return db.session.scalar(gone) is not None


def has(customer_id: UUID, product_id: UUID) -> bool:
    """Whether the product is on the list."""
    found = select(Wish.id).where(Wish.customer_id == customer_id, Wish.product_id == product_id)
    return db.session.scalar(found) is not None


def forget_person(customer_id: UUID) -> None:
    """A person is erased: so is what they kept."""
    db.session.execute(delete(Wish).where(Wish.customer_id == customer_id))
