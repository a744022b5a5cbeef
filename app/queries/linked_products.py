"""What a person put beside a product, as staff see it: also what shoppers are not shown, and why."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.db import run
from app.domains.catalog import service as catalog

LINKED = text(
    """
    select k.kind, p.id, p.title, p.status, coalesce(l.stock, 'out') as stock, coalesce(l.listed, false) as listed,
        l.image, l.image_width
    from product_link k join product p on p.id = k.other_id left join product_listing l on l.product_id = p.id
    where k.product_id = :id order by k.kind, k.position
    """
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A product beside another; shoppers see it while it is listed and not sold out."""

    kind: str
    id: UUID
    title: str
    status: str
    stock: str
    listed: bool
    image: str | None
    image_width: int | None

    @property
    def shown(self) -> bool:
        return self.listed and self.stock != "out"

    @property
    def picture(self) -> str | None:
        return catalog.address(self.image, self.image_width, 320) if self.image else None


def of_product(product_id: UUID) -> dict[str, list[Linked]]:
    """By kind, in their order."""
    found: dict[str, list[Linked]] = {}
    for row in run(LINKED, {"id": product_id}):
        found.setdefault(row.kind, []).append(Linked(*row))
    return found
