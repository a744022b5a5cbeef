"""Developing a shot: colours meet light, exposure, and the file a shop shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.samples.pictures.shoot import Shot, Surface
from app.samples.pictures.solids import Floats
from app.samples.pictures.studio import Color, Studio, linear

SHOULDER = 0.82
MIDDLE = 0.42
BRIGHTEST = 6.0
STEPS = 24_000
SATURATION = 0.84

# What things are made of when the product does not say otherwise
STOCK = {
    "wood": "#c89c66",
    "grain": "#996a3d",
    "walnut": "#7a5236",
    "dark": "#4a3020",
    "steel": "#d4d4d2",
    "iron": "#8b8d8e",
    "brass": "#d6bd8e",
    "copper": "#d98a5f",
    "gold": "#d8b878",
    "black": "#232322",
    "ink": "#2c2a28",
    "gray": "#8d8f8f",
    "white": "#f1efea",
    "paper": "#efe9dc",
    "rubber": "#2a2a2b",
    "cord": "#c9b48f",
    "wax": "#f3ead8",
    "glass": "#f3f8f6",
    "leaf": "#5d7a4a",
    "leather": "#8a5a34",
    "red": "#c23b2e",
    "yellow": "#f2b705",
    "orange": "#e8762c",
    "blue": "#2f5d8c",
    "linen": "#e9dfcd",
    "water": "#e3f1f0",
    "cork": "#c79a6a",
    "straw": "#cfae78",
    "horn": "#6b4a34",
    "silver": "#c9cdcf",
    "trim": "#3a3d40",
    "lamp": "#ffe3bd",
    "mirror": "#b9c1c0",
    "screen": "#101417",
    "cell": "#141d33",
    "card": "#b98f5f",
    "lime": "#b7d64a",
}


@dataclass(slots=True)
class Darkroom:
    """A shot on its way to paper: what does not depend on the product's colours is done once."""

    shot: Shot
    studio: Studio
    _floor: Floats = field(init=False)
    _paper: Floats = field(init=False)
    _uncovered: Floats = field(init=False)

    def __post_init__(self) -> None:
        count = self.shot.size * self.shot.size
        covered = np.bincount(self.shot.pixel, self.shot.weight, count).astype(np.float32)
        self._floor = _floor(self.shot, self.studio)
        self._uncovered = 1 - np.minimum(covered, 1)
        self._paper = tone(self._floor, self.studio.contrast) * self._uncovered

    def picture(self, colors: Mapping[str, str]) -> Image.Image:
        """The picture in one set of colours (slot -> #rrggbb)."""
        shot, tint, paper = self.shot, _tint(self.studio), linear(self.studio.backdrop)
        seen = self._floor[:, shot.pixel]
        for surface in shot.surfaces:
            seen[:, surface.sample] = _surface(surface, colors, tint, paper)
        for pane in shot.glass:
            seen[:, pane.sample] = _pane(pane, colors, seen[:, pane.sample])
        light = np.minimum(tone(seen, self.studio.contrast), 1) * shot.weight
        count = shot.size * shot.size
        own = np.stack([np.bincount(shot.pixel, channel, count) for channel in light]).astype(np.float32)
        flat = _muted(own + self._paper)
        return Image.fromarray(_encode(flat.T.reshape(shot.size, shot.size, 3)))


def develop(shot: Shot, colors: Mapping[str, str], studio: Studio) -> Image.Image:
    """One picture of a shot."""
    return Darkroom(shot, studio).picture(colors)


def _tint(studio: Studio) -> Color:
    return 1 + studio.warmth, 1.0, 1 - studio.warmth


def _muted(layers: Floats) -> Floats:
    """Colours as paper and screens of catalogues show them: a little closer to grey than light makes them."""
    red, green, blue = layers
    gray = red * np.float32(0.2126) + green * np.float32(0.7152) + blue * np.float32(0.0722)
    return np.asarray(gray + (layers - gray) * np.float32(SATURATION), np.float32)


def _floor(shot: Shot, studio: Studio) -> Floats:
    """The backdrop as lit: (3, pixels)."""
    line = np.linspace(-1, 1, shot.size, dtype=np.float32)
    x, y = (g.ravel() for g in np.meshgrid(line, line))
    fade = np.float32(studio.falloff) * np.float32(0.6)
    fall = 1 - fade * ((x + np.float32(0.5)) ** 2 + (y + np.float32(0.2)) ** 2)
    key, rest = shot.floor
    colors = zip(_tint(studio), linear(studio.backdrop), strict=True)
    return np.stack([(key * tint + rest * (2 - tint)) * fall * paper for tint, paper in colors]).astype(
        np.float32
    )


def _surface(surface: Surface, colors: Mapping[str, str], tint: Color, paper: Color) -> Floats:
    """The light that leaves a surface towards the camera: (3, samples)."""
    finish = surface.finish
    base, other = shade_of(colors, finish.slot), shade_of(colors, finish.second or finish.slot)
    out = []
    for channel in range(3):
        own: Floats | np.float32 = np.float32(base[channel])
        if finish.mix is not None:
            own = own + surface.mix * np.float32(other[channel] - base[channel])
        if finish.metal:
            mirror = own + (1 - own) * np.maximum((surface.edge - finish.shine) * np.float32(3), 0)
            out.append(
                mirror * surface.mirror + own * np.float32(0.10) * (surface.light.key + surface.light.fill)
            )
            continue
        sky = surface.light.fill * _kept(surface.light.open_, own)
        light = surface.light.key * np.float32(tint[channel]) + sky * np.float32(2 - tint[channel])
        light = light + surface.light.bounce * np.float32(paper[channel])
        left = own * light * (1 - surface.edge) + surface.mirror * surface.edge
        if finish.sheen:
            left = (
                left
                + np.float32(finish.sheen) * (own * np.float32(0.6) + np.float32(0.1)) * surface.edge * light
            )
        if finish.glow:
            left = left + np.float32(finish.glow) * np.float32(other[channel])
        out.append(left)
    return np.stack(out).astype(np.float32)


def shade_of(colors: Mapping[str, str], slot: str) -> Color:
    """The colour of a slot in linear light; `main-` and `main+` are darker and lighter threads of `main`."""
    name = slot.rstrip("+-")
    steps = slot.count("+") - slot.count("-")
    r, g, b = linear(colors.get(name) or STOCK[name])
    if steps < 0:
        k = 0.72**-steps
        return r * k, g * k, b * k
    k = 0.78**steps
    return 1 - (1 - r) * k, 1 - (1 - g) * k, 1 - (1 - b) * k


def _kept(open_: Floats, own: "Floats | np.float32") -> Floats:
    """How much brighter a corner is than its share of open sky: light goes on between pale walls."""
    a = np.float32(2.0404) * own - np.float32(0.3324)
    b = np.float32(-4.7951) * own + np.float32(0.6417)
    c = np.float32(2.7552) * own + np.float32(0.6903)
    kept = np.maximum(open_, ((open_ * a + b) * open_ + c) * open_)
    return np.asarray(kept / np.maximum(open_, np.float32(0.02)), np.float32)


def _pane(pane: Surface, colors: Mapping[str, str], behind: Floats) -> Floats:
    """Glass: what lies behind, tinted more where it is seen at a slant, and what it mirrors."""
    tint = shade_of(colors, pane.finish.slot)
    slant = np.clip(1 + 2.2 * pane.edge, 1, 4)
    through = np.float32(pane.finish.clear)
    return np.stack(
        [
            behind[k] * (through * np.float32(tint[k]) ** slant) * (1 - pane.edge) + pane.mirror * pane.edge
            for k in range(3)
        ]
    ).astype(np.float32)


def tone(light: Floats, contrast: float) -> Floats:
    """Exposure: bent for contrast about the middle, straight up to the shoulder, then towards white."""
    return _exposure(contrast)[
        (np.clip(light, 0, BRIGHTEST) * np.float32(STEPS / BRIGHTEST)).astype(np.int32)
    ]


@lru_cache(maxsize=8)
def _exposure(contrast: float) -> Floats:
    light = np.linspace(0, BRIGHTEST, STEPS + 1)
    bent = MIDDLE * (light / MIDDLE) ** contrast
    over, room = np.maximum(bent - SHOULDER, 0), 1 - SHOULDER
    return np.asarray(np.minimum(bent, SHOULDER) + room * over / (over + room), np.float32)


_CURVE = np.array(
    [
        (v * 12.92 if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055) * 255 + 0.5
        for v in np.linspace(0, 1, 16384)
    ]
).astype(np.uint8)


def _encode(flat: Floats) -> NDArray[np.uint8]:
    return _CURVE[(np.clip(flat, 0, 1) * np.float32(16383)).astype(np.int32)]
