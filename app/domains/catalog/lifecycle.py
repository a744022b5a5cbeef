"""A product's way to the shop: draft, in review, approved, scheduled, published, retired.

`status` says what shoppers see; `review` and `publish_at` say how far the content that they do not see yet has
come: all of a draft, or the pending changes of a published product. Putting pending changes live touches prices,
so that is a flow (`publish_product`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import audit, clock
from app.core.crypto import hash_token, new_token
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.catalog import repo
from app.domains.catalog.errors import NotApproved, NoWork
from app.domains.catalog.models import PendingProduct, Product
from app.domains.catalog.permissions import ProductPermission

SHARED_DAYS = 14


def stage(status: str, review: str, publish_at: datetime | None) -> str:
    """The word for where a product, or its pending changes (`status` draft), stands."""
    if status != "draft":
        return {"active": "published", "archived": "retired"}[status]
    if review == "approved" and publish_at is not None:
        return "scheduled"
    return review or "draft"


def pending(product_id: UUID) -> PendingProduct | None:
    """The changes that wait to be published."""
    return db.session.get(PendingProduct, product_id)


def keep_pending(row: Product, content: dict[str, Any]) -> None:
    """Keep changes apart from what shoppers see; the product's version moves on."""
    found = pending(row.id)
    if found is None:
        found = PendingProduct(product_id=row.id)
        db.session.add(found)
    found.content = content
    found.actor_name = current_principal().name
    found.changed_at = row.updated_at = clock.now()
    edited(row)
    repo.flush()


def drop_pending(row: Product) -> None:
    """Forget the pending changes. Raises NoWork when there are none."""
    if pending(row.id) is None:
        raise NoWork(_("There are no unpublished changes"))
    forget_pending(row)
    row.updated_at = clock.now()
    repo.flush()
    _note(row, "catalog.product_changes_dropped")


def forget_pending(row: Product) -> None:
    """Take pending changes away with how far they had come."""
    found = pending(row.id)
    if found is not None:
        db.session.delete(found)
    row.review, row.publish_at = "", None


def edited(row: Product) -> None:
    """Another's approval does not cover what an editor changes afterwards."""
    if row.review and not current_principal().may(ProductPermission.APPROVE):
        row.review, row.publish_at = "", None


def submit(row: Product) -> None:
    """Ask for approval. Raises NoWork for a product without unpublished content."""
    _refuse_idle(row)
    _move(row, "in_review", "catalog.product_submitted")


def approve(row: Product) -> None:
    """Say that it may be published. Raises NoWork."""
    _refuse_idle(row)
    _move(row, "approved", "catalog.product_approved")


def send_back(row: Product, reason: str) -> None:
    """Give it back to its editor with the reason. Raises Invalid without one, NoWork."""
    _refuse_idle(row)
    if not reason.strip():
        words = _("Say what is to be mended")
        raise Invalid(words, fields={"reason": words})
    _move(row, "", "catalog.product_sent_back", reason.strip()[:500])


def plan(row: Product, publish_at: datetime | None, retire_at: datetime | None) -> None:
    """Set when it is published and when it leaves the shop; None: not by the clock. Raises Invalid, NotApproved."""
    now = clock.now()
    faults: dict[str, str] = {}
    if publish_at is not None and publish_at <= now:
        faults["publish_at"] = _("Choose a time to come, or publish now")
    if retire_at is not None and retire_at <= max(now, publish_at or now):
        faults["retire_at"] = _("It must leave the shop after it came")
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    if publish_at is not None:
        _refuse_idle(row)
        refuse_unapproved([row])
        row.review = "approved"
    elif row.publish_at is not None and row.status == "active":
        row.review = ""
    row.publish_at, row.retire_at, row.updated_at = publish_at, retire_at, now
    repo.flush()
    _note(row, "catalog.product_scheduled")


def refuse_unapproved(rows: Sequence[Product]) -> None:
    """Raise NotApproved when a person without the right to approve would publish what nobody approved."""
    who = current_principal()
    if who.kind != "staff" or who.may(ProductPermission.APPROVE):
        return
    waiting = [
        row for row in rows if row.review != "approved" and (row.status != "active" or pending(row.id))
    ]
    if waiting:
        raise NotApproved(_("%(title)s is not approved yet", title=waiting[0].title))


def refuse_unapproved_among(product_ids: Sequence[UUID]) -> None:
    """As `refuse_unapproved`, for products by id; asks the database only about people who may not approve."""
    if current_principal().kind == "staff" and not current_principal().may(ProductPermission.APPROVE):
        query = select(Product).where(Product.id.in_(list(product_ids)), Product.review != "approved")
        refuse_unapproved(list(db.session.scalars(query)))


def due_to_publish(now: datetime) -> list[UUID]:
    """Products whose time to be published has come."""
    query = select(Product.id).where(Product.publish_at <= now, Product.review == "approved")
    return list(db.session.scalars(query.order_by(Product.publish_at)))


def due_to_retire(now: datetime) -> list[UUID]:
    """Products in the shop whose time to leave it has come."""
    query = select(Product.id).where(Product.retire_at <= now, Product.status != "archived")
    return list(db.session.scalars(query.order_by(Product.retire_at)))


def share(row: Product) -> str:
    """A token that shows the draft to whoever has it, for SHARED_DAYS; the former link ends."""
    token = new_token()
    row.share_hash = hash_token(token)
    row.share_until = clock.now() + timedelta(days=SHARED_DAYS)
    repo.flush()
    _note(row, "catalog.product_shared")
    return token


def unshare(row: Product) -> None:
    """End the link."""
    row.share_hash = row.share_until = None
    repo.flush()
    _note(row, "catalog.product_unshared")


def shared(token: str) -> Product:
    """The product of a link that is still good. Raises NotFound."""
    found = db.session.scalar(select(Product).where(Product.share_hash == hash_token(token)))
    if found is None or found.share_until is None or found.share_until <= clock.now():
        raise NotFound(_("This link has ended"), code="catalog.link_ended")
    return found


def _refuse_idle(row: Product) -> None:
    if row.status == "active" and pending(row.id) is None:
        raise NoWork(_("There are no unpublished changes"))


def _move(row: Product, review: str, act: str, reason: str | None = None) -> None:
    before = row.review
    row.review, row.publish_at, row.updated_at = review, None, clock.now()
    repo.flush()
    audit.record(
        act, object_type="product", object_id=row.id, before={"review": before}, after={"review": review},
        reason=reason,
    )  # fmt: skip


def _note(row: Product, act: str) -> None:
    after = {
        "publish_at": row.publish_at and row.publish_at.isoformat(),
        "retire_at": row.retire_at and row.retire_at.isoformat(),
    }
    audit.record(act, object_type="product", object_id=row.id, after=after)
