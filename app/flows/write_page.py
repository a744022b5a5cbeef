"""A page of the merchant's is written, hidden or removed: the shop shows it with the next request."""

from app.core import audit
from app.domains.content import service as content
from app.flows.refresh_pages import refresh_pages


def write_page(*, slug: str, locale: str, title: str, body: str, published: bool) -> None:
    """Keep a page in one language; its kind stays. Raises Invalid naming the field."""
    kept = content.versions(slug)
    before = kept.get(locale)
    kind = next((each.kind for each in kept.values()), "page")
    told = (
        {"title": before.title, "published": before.published, "length": len(before.body)} if before else None
    )
    content.write(slug=slug, locale=locale, title=title, body=body, kind=kind, published=published)
    audit.record(
        "content.page_written", object_type="page", object_id=f"{slug}:{locale}", before=told,
        after={"title": title, "published": published, "length": len(body)},
    )  # fmt: skip
    refresh_pages()


def remove_page(slug: str) -> None:
    """Remove a page in every language. Raises UnknownPage, and LegalPage for one that the law asks for."""
    content.remove(slug)
    audit.record("content.page_removed", object_type="page", object_id=slug)
    refresh_pages()
