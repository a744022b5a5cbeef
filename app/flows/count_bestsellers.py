"""Counts what sells best, so that pages need not; runs in a worker, once in six hours."""

from app.domains.recommendations import service as recommendations
from app.flows.refresh_pages import refresh_pages
from app.queries import bestsellers


def count_bestsellers() -> int:
    """Count and keep; answers how many places were given."""
    places = bestsellers.count_sales()
    recommendations.keep_bestsellers(places)
    refresh_pages()
    return len(places)
