"""Pictures as the shop's macros take them."""

from typing import Any

from app.domains.catalog import service as catalog

CARD_SIZES = "(min-width: 80rem) 30vw, (min-width: 48rem) 33vw, 50vw"
HERO_SIZES = "(min-width: 64rem) 58vw, 100vw"
PAGE_SIZES = "(min-width: 48rem) 60vw, 88vw"


def picture(
    key: str | None, width: int | None, height: int | None, alt: str, sizes: str = CARD_SIZES
) -> dict[str, Any] | None:
    """A picture with its renditions; None where there is none."""
    if key is None:
        return None
    return {
        "src": catalog.address(key, width, 640),
        "srcset": catalog.srcset(key, width), "avif": catalog.srcset(key, width, "avif"),
        "sizes": sizes, "alt": alt, "width": width, "height": height,
    }  # fmt: skip


def large(key: str, width: int | None) -> str:
    """Address of the largest rendition, to look at closely."""
    return catalog.address(key, width, 10_000)


def thumbnail(key: str | None, alt: str = "") -> dict[str, Any] | None:
    """The smallest rendition, for lines of a cart."""
    return {"src": catalog.address(key, None, 320), "alt": alt} if key else None
