"""Drawing all pictures a catalogue asks for, on all cores, each shape once."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

from PIL import Image

from app.samples.pictures.brands import STUDIOS
from app.samples.pictures.develop import develop, packed
from app.samples.pictures.kinds import (
    garments,
    home,
    outerwear,
    table,
    tech,
    textiles,
    tools,
    trade,
    trail,
)
from app.samples.pictures.kinds.scene import Scene
from app.samples.pictures.shoot import shoot

TAKEN = 520  # pixels a side that are worked out
SHOWN = 800  # pixels a side of the file


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


KINDS = _kinds(garments, home, outerwear, table, tech, textiles, tools, trade, trail)


def draw(pictures: Iterable[Picture], taken: int = TAKEN, shown: int = SHOWN) -> Iterator[tuple[Picture, Image.Image]]:
    """Draw pictures of one kind and studio; the shape is looked at once, then coloured."""
    wanted = list(pictures)
    kind, studio = KINDS[wanted[0].kind](), STUDIOS[wanted[0].studio]
    shot = shoot(list(kind.parts), kind.view, studio, taken)
    for picture in wanted:
        image = develop(shot, dict(picture.colors), studio)
        if shown != taken:
            image = image.resize((shown, shown), Image.Resampling.LANCZOS)
        yield picture, image


def draw_all(pictures: Iterable[Picture], folder: Path, workers: int = 2) -> list[Path]:
    """Draw what is missing into the folder; returns the paths of all pictures.

    Safe to interrupt and to repeat: a picture appears under its name only when whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(pictures)
    groups: dict[tuple[str, str], list[Picture]] = defaultdict(list)
    for picture in wanted:
        if not path_of(folder, picture).exists():
            groups[picture.kind, picture.studio].append(picture)
    if groups:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for done in as_completed([pool.submit(_draw_group, group, folder) for group in groups.values()]):
                done.result()
    return [path_of(folder, picture) for picture in wanted]


def path_of(folder: Path, picture: Picture) -> Path:
    """Where a picture is kept."""
    return folder / f"{picture.name}.webp"


def _draw_group(group: list[Picture], folder: Path) -> None:
    for picture, image in draw(group):
        target = path_of(folder, picture)
        fresh = target.with_suffix(".part")
        fresh.write_bytes(packed(image))
        fresh.replace(target)
