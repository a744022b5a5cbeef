"""Drawing all pictures a catalogue asks for, on all cores, each shape once."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from PIL import Image

from app.samples.pictures.brands import STUDIOS
from app.samples.pictures.develop import Darkroom
from app.samples.pictures.kinds import (
    camp,
    electrics,
    fittings,
    garments,
    home,
    outerwear,
    sets,
    sound,
    table,
    tech,
    textiles,
    tools,
    trade,
    trail,
    worksite,
)
from app.samples.pictures.kinds.scene import Scene
from app.samples.pictures.shoot import shoot

TAKEN = 400  # pixels a side that are worked out
SHOWN = 640  # pixels a side of the file


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to draw: its file's name without ending, the kind of product, the studio, slot colours."""

    name: str
    kind: str
    studio: str
    colors: tuple[tuple[str, str], ...]


def _kinds(*modules: ModuleType) -> dict[str, Callable[[], Scene]]:
    """Every public function of the modules that takes nothing and returns a scene is a kind."""
    found: dict[str, Callable[[], Scene]] = {}
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and inspect.signature(function).return_annotation is Scene:
                found[name] = function
    return found


KINDS = _kinds(
    camp, electrics, fittings, garments, home, outerwear, sets, sound, table, tech, textiles, tools, trade, trail, worksite,
)  # fmt: skip


def grouped(pictures: Iterable[Picture]) -> dict[tuple[str, str], list[Picture]]:
    """Pictures of one shape in one studio together: the shape is looked at once, then coloured."""
    groups: dict[tuple[str, str], list[Picture]] = defaultdict(list)
    for picture in pictures:
        groups[picture.kind, picture.studio].append(picture)
    return groups


def draw(
    pictures: Iterable[Picture], taken: int = TAKEN, shown: int = SHOWN
) -> Iterator[tuple[Picture, Image.Image]]:
    """Draw pictures of one kind and studio."""
    wanted = list(pictures)
    kind, studio = KINDS[wanted[0].kind](), STUDIOS[wanted[0].studio]
    room = Darkroom(shoot(list(kind.parts), kind.view, studio, taken), studio)
    for picture in wanted:
        image = room.picture(dict(picture.colors))
        if shown != taken:
            image = image.resize((shown, shown), Image.Resampling.LANCZOS)
        yield picture, image
