"""A buyer says something about a product; a moderator decides; pages and figures follow."""

from uuid import UUID

from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.domains.reviews import service as reviews
from app.domains.reviews.errors import NotBought
from app.flows.refresh_pages import refresh_pages
from app.queries import reviews as board
from app.queries import wishlist


def may_review(product_id: UUID, customer_id: UUID) -> bool:
    """Whether the customer bought it."""
    return board.has_bought(product_id, customer_id)


def write_review(*, product_id: UUID, customer_id: UUID, stars: int, body: str, name: str) -> None:
    """Keep a buyer's words until a moderator decides. Raises NotFound, NotBought, Invalid, TooManyReviews."""
    if not wishlist.wishable([product_id]):
        raise NotFound(_("There is no such product"), code="catalog.product_not_found")
    if not may_review(product_id, customer_id):
        raise NotBought(
            _("Reviews come from people who bought it here. Sign in with the account of your order.")
        )
    shown = reviews.write(
        product_id=product_id,
        customer_id=customer_id,
        stars=stars,
        body=body,
        name=name,
        locale=current_locale(),
    )
    if shown:
        refresh_pages()


def decide_review(review_id: UUID, *, approve: bool, reason: str = "", reply: str = "") -> None:
    """Approve or reject. Raises UnknownReview, Invalid without a reason to reject."""
    reviews.decide(review_id, approve=approve, reason=reason, reply=reply)
    refresh_pages()


def take_back(product_id: UUID, customer_id: UUID) -> None:
    """A buyer takes the words back."""
    if reviews.remove(product_id, customer_id):
        refresh_pages()
