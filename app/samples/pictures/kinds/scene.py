"""What a kind of product hands to the studio: its parts and how it wants to be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.samples.pictures.camera import View
from app.samples.pictures.solids import Solid
from app.samples.pictures.trace import Part

Pose: TypeAlias = Callable[[Solid], Solid]


@dataclass(frozen=True, slots=True)
class Scene:
    """Parts on the floor, and the camera's place."""

    parts: tuple[Part, ...]
    view: View


def scene(*parts: Part, view: View | None = None) -> Scene:
    """Parts as a scene, seen from the usual place unless it says otherwise."""
    return Scene(parts, view or View())
