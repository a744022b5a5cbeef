"""Where a product stands on its way to the shop, for its editor. One statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog

STAGE = text(
    """
    select p.status, p.review, p.publish_at, p.retire_at, p.version,
        case when p.share_until > :now then p.share_until end as share_until,
        c.content, c.actor_name as changed_by, c.changed_at,
        (select a.reason from audit a
         where a.object_type = 'product' and a.object_id = cast(p.id as text)
            and a.action in ('catalog.product_sent_back', 'catalog.product_submitted')
         order by a.id desc limit 1) as reason
    from product p left join product_pending c on c.product_id = p.id
    where p.id = :id
    """
)


@dataclass(frozen=True, slots=True)
class Stage:
    """`content`: the pending changes of a published product. `reason`: why it was sent back, if it was."""

    status: str
    review: str
    publish_at: datetime | None
    retire_at: datetime | None
    version: int
    share_until: datetime | None
    content: Mapping[str, Any] | None
    changed_by: str | None
    changed_at: datetime | None
    reason: str | None

    @property
    def word(self) -> str:
        """draft, in_review, approved, scheduled, published or retired: what shoppers see of it."""
        return catalog.stage(self.status, self.review, self.publish_at)

    @property
    def of_changes(self) -> str | None:
        """The same of the pending changes; None when there are none."""
        return catalog.stage("draft", self.review, self.publish_at) if self.content else None

    @property
    def has_work(self) -> bool:
        """Whether something waits to be published."""
        return self.status != "active" or self.content is not None


def stage(product_id: UUID) -> Stage:
    """Raises NotFound."""
    row = db.session.execute(STAGE, {"id": product_id, "now": clock.now()}).first()
    if row is None:
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    return Stage(*row)
