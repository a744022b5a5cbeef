"""What holds for a brand's products shows on their pages and in what is missing of them."""

from collections.abc import Mapping

from app.core import jobs
from app.domains.catalog import service as catalog
from app.flows.refresh_listings import refresh_listings
from app.flows.refresh_pages import refresh_pages
from app.queries import brand_board

AT_ONCE = 1_000
REFRESH_JOB = "catalog.refresh_brand"


def save(brand: str, given: Mapping[str, str]) -> None:
    """Say what holds for a brand. Raises Invalid at `brand` or `safety.<field>`."""
    catalog.safety.save_brand(brand, given)
    refresh_pages()
    ids = brand_board.products_of(brand.strip(), AT_ONCE + 1)
    if len(ids) <= AT_ONCE:
        refresh_listings(ids)
    else:
        jobs.enqueue(REFRESH_JOB, brand=brand.strip())


def refresh_brand(brand: str) -> None:
    """Rewrite what lists say of all products of a brand."""
    refresh_listings(brand_board.products_of(brand))
