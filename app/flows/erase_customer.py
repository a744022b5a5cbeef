"""A person is erased: their key is destroyed, their name leaves their reviews, their wishlist goes."""

from uuid import UUID

from app.domains.customers import service as customers
from app.domains.reviews import service as reviews
from app.domains.wishlists import service as wishlists
from app.flows.refresh_pages import refresh_pages


def erase_customer(customer_id: UUID) -> None:
    """Erase them for good. Raises NotFound."""
    customers.erase(customer_id)
    reviews.forget_person(customer_id)
    wishlists.forget_person(customer_id)
    refresh_pages()
