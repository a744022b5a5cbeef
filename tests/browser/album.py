"""What the tour brings home: an index page of its pictures, and small ones for the README."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from PIL import Image

SMALL = {"admin-home": "admin", "shop-product": "shop", "till-sell": "till", "console-tenants": "console"}
SMALL_WIDTH, SMALL_HEIGHT = 880, 550
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The tour</title><style>
body { font: 14px/20px system-ui, sans-serif; margin: 24px; color: #1d2522; background: #fbfaf7 }
h2 { font-size: 18px; margin: 40px 0 8px } h3 { font-size: 14px; margin: 16px 0 4px }
.row { display: flex; gap: 16px; align-items: start; overflow-x: auto }
figure { margin: 0 } figcaption { font-size: 12px; color: #5b635f }
img { display: block; height: 360px; border: 1px solid #d8d5cc; object-fit: cover; object-position: top }
ul { margin: 4px 0; padding-left: 20px; color: #9c2f24 }
</style></head><body><h1>The tour</h1><p>%s</p>%s</body></html>
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """One picture of one page at one width, and what was wrong."""

    door: str
    name: str
    title: str
    width: str
    url: str
    file: str
    faults: list[str]


def write(folder: Path, sights: Sequence[Sight]) -> None:
    """The index page."""
    order = {sight.door: at for at, sight in reversed(list(enumerate(sights)))}
    places = {(sight.door, sight.name): at for at, sight in reversed(list(enumerate(sights)))}
    arranged = sorted(sights, key=lambda sight: (order[sight.door], places[sight.door, sight.name]))
    parts = []
    for door, inside in groupby(arranged, key=lambda sight: sight.door):
        parts.append(f"<h2>{escape(door)}</h2>")
        for _name, group in groupby(inside, key=lambda sight: sight.name):
            parts.append(_stop(list(group)))
    faulty = sum(1 for sight in sights if sight.faults)
    (folder / "index.html").write_text(
        PAGE % (f"{len(sights)} pictures, {faulty} with faults", "".join(parts))
    )


def _stop(group: Sequence[Sight]) -> str:
    figures = "".join(
        f'<figure><a href="{sight.file}"><img src="{sight.file}" alt="{escape(sight.title)}" loading="lazy"></a>'
        f"<figcaption>{sight.width}</figcaption></figure>"
        for sight in group
        if sight.file
    )
    faults = "".join(f"<li>{sight.width}: {escape(fault)}</li>" for sight in group for fault in sight.faults)
    return f'<h3>{escape(group[0].title)}</h3><div class="row">{figures}</div>{f"<ul>{faults}</ul>" if faults else ""}'


def small_pictures(folder: Path, target: Path) -> None:
    """The README's pictures, of the desktop ones: the first screen, small."""
    target.mkdir(parents=True, exist_ok=True)
    for source, name in SMALL.items():
        taken = folder / f"{source}-desktop.png"
        if not taken.exists():
            continue
        with Image.open(taken) as picture:
            shown = picture.convert("RGB").crop((0, 0, 1440, 900))
            shown.resize((SMALL_WIDTH, SMALL_HEIGHT), Image.Resampling.LANCZOS).save(
                target / f"{name}.webp", quality=82, method=6
            )
