"""Renditions of pictures: decoded by content, turned as the camera was held, re-encoded without what it noted."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError, features

from app.core import files
from app.core.i18n import gettext as _
from app.domains.catalog.errors import BadPicture

SIZES = (320, 640, 1280, 1920)
ACCEPTED = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
EVERYWHERE = ("webp", "jpg")
ALL = ("avif", *EVERYWHERE) if features.check("avif") else EVERYWHERE
WITH_AVIF = ".3"
"""How a file key ends whose picture is kept as AVIF too, so that every reader of the key knows."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture ready to be kept: its size and the bytes of each rendition by name (`640.webp`)."""

    width: int
    height: int
    renditions: dict[str, bytes]


def sizes_of(width: int | None) -> list[int]:
    """The nominal widths that a picture is kept in; the smallest always."""
    return [size for index, size in enumerate(SIZES) if index == 0 or (width or 0) > SIZES[index - 1]]


def address(file_key: str, width: int | None, size: int = 640, kind: str = "webp") -> str:
    """Where the rendition nearest to `size` pixels of width is served; `kind` is webp, jpg, or avif if it has it."""
    sizes = sizes_of(width)
    chosen = next((each for each in sizes if each >= size), sizes[-1])
    return files.url(f"{file_key}-{chosen}.{kind}")


def srcset(file_key: str, width: int | None, kind: str = "webp") -> str:
    """All renditions of a picture as `srcset` wants them; empty for a kind that it is not kept in."""
    if kind == "avif" and not file_key.endswith(WITH_AVIF):
        return ""
    return ", ".join(
        f"{address(file_key, width, size, kind)} {min(size, width or size)}w" for size in sizes_of(width)
    )


def look(data: bytes) -> tuple[int, int, str]:
    """Width, height and media type without decoding the whole. Raises BadPicture."""
    with _opened(data) as picture:
        return picture.width, picture.height, Image.MIME[picture.format or ""]


def render(data: bytes, kinds: Sequence[str] = ALL) -> Rendered:
    """Decode by content and re-encode. Raises BadPicture for what is no picture or too large."""
    with _opened(data) as opened:
        opened.draft("RGB", (2 * SIZES[-1], 2 * SIZES[-1]))
        picture: Image.Image = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    width, height = picture.size
    renditions: dict[str, bytes] = {}
    for size in reversed(sizes_of(width)):
        picture = _at_most(picture, size)
        renditions |= {f"{size}.{kind}": _encoded(picture, kind) for kind in kinds}
    return Rendered(width, height, renditions)


def keep(stem: str, rendered: Rendered) -> str:
    """Write the renditions under `stem`; returns their file key. The same stem again writes the same names."""
    has_avif = any(name.endswith(".avif") for name in rendered.renditions)
    key = files.key_for("media", f"{stem}{WITH_AVIF if has_avif else ''}")
    for name, data in rendered.renditions.items():
        files.put(f"{key}-{name}", data)
    return key


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, decoded lazily inside the block. Raises BadPicture for whatever goes wrong with it there."""
    if len(data) > MOST_BYTES:
        raise bad(_("A picture has at most %(size)s MB", size=MOST_BYTES // 1024 // 1024))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=ACCEPTED) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise bad(_("This picture has too many pixels"))
                yield opened
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise bad(_("This file is not a picture in JPEG, PNG, WebP, GIF or AVIF format")) from error


def bad(words: str) -> BadPicture:
    """A refusal at the field `picture`."""
    return BadPicture(words, fields={"picture": words})


def _at_most(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "avif":
        picture.save(out, "AVIF", quality=62, speed=8)
    elif kind == "webp":
        picture.save(out, "WEBP", quality=80, method=3)
    else:
        flat = picture if picture.mode == "RGB" else _on_white(picture)
        flat.save(out, "JPEG", quality=82, progressive=True, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
