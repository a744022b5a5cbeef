"""Things are kept for later: by a customer, or by a guest who then signs in."""

from collections.abc import Sequence
from uuid import UUID

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.wishlists import service as wishlists
from app.queries import wishlist


def keep_wish(customer_id: UUID, product_id: UUID) -> None:
    """Put a product on the list. Raises NotFound for one that is not on sale, Conflict when the list is full."""
    found = wishlist.wishable([product_id])
    if not found:
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    wishlists.keep(customer_id, found)


def bring_wishes(customer_id: UUID, product_ids: Sequence[UUID]) -> None:
    """A guest's list joins the customer's own, as far as there is room."""
    if not product_ids:
        return
    found = wishlist.wishable(product_ids)
    wanted = [each for each in reversed(product_ids) if each in found][: wishlists.room(customer_id)]
    wishlists.keep(customer_id, {each: found[each] for each in wanted})
