"""What a file is, told by its content and never by its name: the library takes these and nothing else."""

import io
import re
import zipfile
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from app.core.i18n import gettext as _
from app.domains.catalog import renditions
from app.domains.catalog.errors import BadFile, BadPicture

MB = 1024 * 1024
MOST_BYTES = 30 * MB
_YOUTUBE, _VIMEO = re.compile(r"[A-Za-z0-9_-]{11}"), re.compile(r"[0-9]{6,12}")
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8")
_SCENES = (".usd", ".usda", ".usdc")


@dataclass(frozen=True, slots=True)
class FileKind:
    """`kind` of the library, media type, how its name ends; a picture's size in pixels."""

    kind: str
    mime: str
    suffix: str
    width: int | None = None
    height: int | None = None


def kind_of(data: bytes) -> FileKind:
    """Raises BadFile at `file` for a kind that is not taken, or one too large."""
    if len(data) > MOST_BYTES:
        raise _bad(_("A file has at most %(size)s MB", size=MOST_BYTES // MB))
    if found := _other(data):
        return found
    try:
        width, height, mime = renditions.look(data)
    except BadPicture as error:
        if data.startswith(_PICTURE_STARTS):
            raise _bad(error.message) from error
        raise _bad(
            _(
                "Only pictures (JPEG, PNG, WebP, GIF, AVIF), films (MP4, WebM), PDF and 3D models (GLB, USDZ) are taken"
            )
        ) from error
    return FileKind("image", mime, mime.rpartition("/")[2], width, height)


def _other(data: bytes) -> FileKind | None:
    """The kind of a file that is no picture."""
    if data.startswith(b"%PDF-"):
        return FileKind("document", "application/pdf", "pdf")
    if data[4:8] == b"ftyp" and data[8:12] not in (b"avif", b"avis", b"heic", b"mif1", b"qt  "):
        return FileKind("video", "video/mp4", "mp4")
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]:
        return FileKind("video", "video/webm", "webm")
    if data.startswith(b"glTF\x02\x00\x00\x00"):
        return FileKind("model", "model/gltf-binary", "glb")
    if data.startswith(b"PK\x03\x04") and _is_scene(data):
        return FileKind("model", "model/vnd.usdz+zip", "usdz")
    return None


def _is_scene(data: bytes) -> bool:
    """Whether an archive is USDZ: nothing compressed, a scene first."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    stored = all(each.compress_type == zipfile.ZIP_STORED for each in inside)
    return bool(inside) and stored and inside[0].filename.lower().endswith(_SCENES)


def film(address: str) -> str:
    """`youtube:ID` or `vimeo:ID` of an address that people copy. Raises BadFile at `link`."""
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [step for step in parts.path.split("/") if step]
    known = parts.scheme in ("http", "https") and steps
    if known and host == "youtu.be":
        return _named("youtube", steps[0], _YOUTUBE)
    if known and host in ("youtube.com", "youtube-nocookie.com"):
        wanted = steps[1] if steps[0] in ("embed", "shorts", "live") and len(steps) > 1 else ""
        return _named("youtube", wanted or parse_qs(parts.query).get("v", [""])[0], _YOUTUBE)
    if known and host in ("vimeo.com", "player.vimeo.com"):
        return _named("vimeo", steps[-1], _VIMEO)
    return _named("", "", _VIMEO)


def _named(place: str, name: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(name):
        words = _("This is not the address of a film on YouTube or Vimeo")
        raise BadFile(words, fields={"link": words})
    return f"{place}:{name}"


def _bad(words: str) -> BadFile:
    return BadFile(words, fields={"file": words})
