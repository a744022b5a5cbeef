"""Takes the shop's logo: typed by content, re-encoded, kept under a name that changes with it."""

import hashlib
from dataclasses import replace

from app.core import files
from app.domains.catalog import pictures
from app.domains.channels import service as channels
from app.domains.channels.types import Brand

WIDEST = "640.webp"


def keep_logo(data: bytes) -> str:
    """Show this picture as the shop's logo; returns its file key. Raises BadPicture."""
    renditions = pictures.render(data).renditions
    encoded = renditions.get(WIDEST) or renditions[min(name for name in renditions if name.endswith(".webp"))]
    key = files.key_for("brand", f"logo-{hashlib.sha256(encoded).hexdigest()[:16]}.webp")
    files.put(key, encoded)
    channels.save(replace(channels.setting(Brand), logo=key))
    return key


def drop_logo() -> None:
    """Show the shop's name instead."""
    channels.save(replace(channels.setting(Brand), logo=None))
