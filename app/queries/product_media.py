"""Pictures and other files of a product, with where they are served."""

from dataclasses import dataclass
from uuid import UUID

from app.core import files
from app.domains.catalog import service as catalog


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; `key` is None while it is still to be fetched. `turning`: a frame of the turning view."""

    id: UUID
    key: str | None
    width: int | None
    height: int | None
    alt: str
    turning: bool = False

    def url(self, size: int = 640, kind: str = "webp") -> str | None:
        """Address of the rendition nearest to `size` pixels of width."""
        return catalog.address(self.key, self.width, size, kind) if self.key else None

    def srcset(self, kind: str = "webp") -> str:
        """All its renditions; empty for a kind that it is not kept in."""
        return catalog.srcset(self.key, self.width, kind) if self.key else ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A film, a document or a model in 3D of a product; `link` names a film elsewhere, as youtube:ID."""

    id: UUID
    kind: str
    name: str
    key: str | None
    mime: str
    size: int
    link: str | None
    alt: str

    @property
    def url(self) -> str:
        """Where it is served, or where the film can be seen."""
        if self.key:
            return files.url(self.key)
        place, _, name = (self.link or "").partition(":")
        return f"https://vimeo.com/{name}" if place == "vimeo" else f"https://www.youtube.com/watch?v={name}"

    @property
    def player(self) -> str | None:
        """Address of the film's player elsewhere, to be asked for only when somebody wants to see it."""
        if not self.link:
            return None
        place, _, name = self.link.partition(":")
        if place == "vimeo":
            return f"https://player.vimeo.com/video/{name}?dnt=1&autoplay=1"
        return f"https://www.youtube-nocookie.com/embed/{name}?autoplay=1&rel=0"

    @property
    def words(self) -> str:
        """What to call it."""
        return self.alt or self.name.rpartition(".")[0] or self.name
