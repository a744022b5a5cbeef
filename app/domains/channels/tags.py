"""What the tags of a shop load, from where, and what a visitor must have agreed to. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domains.channels.types import Tags

GOOGLE = (
    "https://www.googletagmanager.com",
    "https://*.google-analytics.com",
    "https://*.analytics.google.com",
)
GOOGLE_ADS = (
    *GOOGLE,
    "https://www.googleadservices.com",
    "https://*.doubleclick.net",
    "https://www.google.com",
)
META = ("https://connect.facebook.net", "https://www.facebook.com")


@dataclass(frozen=True, slots=True)
class Tag:
    """`hosts` are all that it may load from or send to."""

    vendor: str
    id: str
    category: str
    hosts: tuple[str, ...]


def tags_of(kept: Tags) -> list[Tag]:
    """The tags that the merchant set up."""
    found = [
        Tag("google", kept.google_analytics, "statistics", GOOGLE),
        Tag("google", kept.google_ads, "marketing", GOOGLE_ADS),
        Tag("meta", kept.meta_pixel, "marketing", META),
    ]
    if kept.custom:
        host = f"https://{urlsplit(kept.custom).hostname}"
        found.append(Tag("custom", kept.custom, kept.custom_for, (host,)))
    return [tag for tag in found if tag.id]
