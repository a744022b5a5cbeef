"""Keeps the words that searches are mended and completed with in step with what is on sale."""

from uuid import UUID

from app.core.events import on
from app.domains.catalog.events import ProductsChanged
from app.domains.search import service as search
from app.queries import listing_facts


def learn_all() -> None:
    """Know exactly the words of what is on sale now; those of products gone are forgotten."""
    search.learn(listing_facts.words(), afresh=True)


@on(ProductsChanged)
def follow_words(e: ProductsChanged) -> None:
    """New words came with products."""
    search.learn(listing_facts.words([UUID(product) for product in e.product_ids]))
