"""Counts searches and clicks for the merchant: words and numbers, never who."""

from collections.abc import Mapping

from app.domains.search import service as search


def note(form: Mapping[str, str]) -> bool:
    """Note what the page says was sought: `q` with `found`, how many, or with `slug`, what was chosen."""
    found, slug = form.get("found", ""), form.get("slug") or None
    results = (
        min(int(found), search.MOST_RESULTS)
        if found.isascii() and found.isdigit() and len(found) < 12
        else None
    )
    return search.note(form.get("q", ""), results=None if slug else results, slug=slug)
