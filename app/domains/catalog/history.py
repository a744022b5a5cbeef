"""What a product looked like after each change, and who left it so."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.catalog import repo
from app.domains.catalog.models import Product, ProductVersion

UNSEEN = "elsewhere"  # a change that left no version: an import, a bulk edit


def keep(row: Product, act: str, content: dict[str, Any]) -> None:
    """Keep the product as it is now, said to be the acting person's."""
    who = current_principal()
    _put(row, act, content, who.label, who.name)


def keep_unseen(row: Product, content: dict[str, Any]) -> None:
    """Keep what is there when nobody kept it: so that what comes next can be compared with it."""
    newest = latest(row.id)
    if newest is None or newest.number < row.version:
        _put(row, UNSEEN, content, "", "")


def latest(product_id: UUID) -> ProductVersion | None:
    """The last one kept."""
    return db.session.scalar(_versions(product_id).limit(1))


def at(product_id: UUID, number: int) -> ProductVersion | None:
    """The product as of version `number`: that one, or the last one kept before it."""
    return db.session.scalar(_versions(product_id).where(ProductVersion.number <= number).limit(1))


def version(product_id: UUID, number: int) -> ProductVersion:
    """Raises NotFound."""
    found = db.session.scalar(_versions(product_id).where(ProductVersion.number == number))
    if found is None:
        raise NotFound(_("There is no such version"), code="catalog.version_not_found")
    return found


def versions(product_id: UUID, before: int | None = None, limit: int = 20) -> list[ProductVersion]:
    """Newest first; those older than `before`."""
    query = _versions(product_id)
    if before is not None:
        query = query.where(ProductVersion.number < before)
    return list(db.session.scalars(query.limit(limit)))


def _versions(product_id: UUID) -> Select[ProductVersion]:
    newest_first = ProductVersion.number.desc()
    return select(ProductVersion).where(ProductVersion.product_id == product_id).order_by(newest_first)


def _put(row: Product, act: str, content: dict[str, Any], actor: str, name: str) -> None:
    there = db.session.scalar(_versions(row.id).where(ProductVersion.number == row.version))
    found = there or ProductVersion(product_id=row.id, number=row.version)
    found.act, found.content, found.actor, found.actor_name = act, content, actor, name
    db.session.add(found)
    repo.flush()
