"""What a kind of product hands to the studio: its parts and how it wants to be seen."""

from dataclasses import dataclass

from app.samples.pictures.camera import View
from app.samples.pictures.trace import Part


@dataclass(frozen=True, slots=True)
class Scene:
    """Parts on the floor, and the camera's place."""

    parts: tuple[Part, ...]
    view: View


def scene(*parts: Part, view: View | None = None) -> Scene:
    """Parts as a scene, seen from the usual place unless it says otherwise."""
    return Scene(parts, view or View())
