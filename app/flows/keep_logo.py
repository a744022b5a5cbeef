"""Takes the shop's logo: typed by content, re-encoded, kept under a name that changes with it."""

import hashlib

from app.core import files
from app.domains.catalog import pictures
from app.domains.catalog.renditions import EVERYWHERE

WIDEST = "640.webp"


def logo_key(data: bytes) -> str:
    """Keep this picture as a logo; returns its file key. Raises BadPicture."""
    renditions = pictures.render(data, EVERYWHERE).renditions
    encoded = renditions.get(WIDEST) or renditions[min(name for name in renditions if name.endswith(".webp"))]
    key = files.key_for("brand", f"logo-{hashlib.sha256(encoded).hexdigest()[:16]}.webp")
    files.put(key, encoded)
    return key
