"""Cutting cloth: outlines, panels laid flat with folds, knits and seams, shared by all the garments.

Garments are drawn upright in the xy plane (y towards the collar) and then laid on the floor.
"""

# A drawing reads by its shapes, not by its commas:
# fmt: off

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import Finish, Pattern, noise
from app.samples.pictures.forms import Puff, cutout, rod, stuffed, tube
from app.samples.pictures.outlines import Outline, as_curve, plan
from app.samples.pictures.solids import Floats, Solid, join

ONE = np.float32(1)
FROM_ABOVE = View(up=78.0, right=0.0, fill=0.84)


def both(right: Outline) -> list[tuple[float, float]]:
    """A closed outline from its right half, listed from the top of the middle line to its bottom."""
    return [*right, *((-x, y) for x, y in reversed(right) if x > 1e-6)]


def laid(solid: Solid, lift: float = 0.0) -> Solid:
    """Laid on the floor, its top away from the camera."""
    return solid.turn("x", -90).at(0, lift, 0)


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of cloth lying on the floor, `lift` above it; what is sewn on follows its folds."""

    outline: Floats
    half: Puff
    lift: float = 0.0

    @property
    def solid(self) -> Solid:
        """The cloth itself."""
        return laid(stuffed(self.outline, self.half), self.lift)

    def height(self, x: Floats, y: Floats) -> Floats:
        """How high the cloth stands at places of the garment."""
        return plan(self.outline, self.half).look_up(x, y)[1]

    def patch(self, outline: Outline, thick: float = 0.014, round_: float = 0.02) -> Solid:
        """A pocket, a collar leaf, a band, sewn on flat."""
        t = np.float32(thick)

        base = plan(self.outline, self.half)

        def half(inside: Floats, x: Floats, y: Floats) -> Floats:
            outside, height = base.look_up(x, y)
            return np.where(outside > 0, -outside, height + t * np.sqrt(ONE - np.exp(inside * np.float32(-90))))

        return laid(stuffed(as_curve(outline, 0, round_), half), self.lift)

    def patches(self, outline: Outline, thick: float = 0.014, round_: float = 0.02) -> Solid:
        """The same patch on both sides of the middle line."""
        return join(self.patch(outline, thick, round_), self.patch([(-x, y) for x, y in outline], thick, round_))

    def seam(self, path: Sequence[tuple[float, float]], radius: float = 0.006, pieces: int = 6) -> Solid:
        """A raised seam, zip or cord."""
        points = np.concatenate([
            np.linspace(a, b, pieces, endpoint=False) for a, b in pairwise(path)
        ] + [np.array(path[-1:])]).astype(np.float32)
        high = self.height(points[:, 0], points[:, 1]) + np.float32(self.lift)
        spots = [(float(x), float(h), float(-y)) for (x, y), h in zip(points, high, strict=True)]
        return tube(spots, radius)

    def buttons(self, places: Sequence[tuple[float, float]], radius: float = 0.016, on: float = 0.012) -> Solid:
        """Buttons, `on` above the cloth where it has a band."""
        one = rod(radius, 0.012, 0.004).cut(rod(radius * 0.66, 0.01).at(0, 0.006, 0))
        spots = np.array(places, np.float32)
        high = self.height(spots[:, 0], spots[:, 1]) + np.float32(self.lift + on)
        return join(*(one.at(float(x), float(h), float(-y)) for (x, y), h in zip(spots, high, strict=True)))


def panel(
    outline: Outline, thick: float = 0.03, folds: float = 0.012, lift: float = 0.0, seed: float = 0.0, round_: float = 0.02,
    smooth: int = 0,
) -> Panel:
    """Cut a piece of cloth; `smooth` runs its outline through as a curve."""
    return Panel(as_curve(outline, smooth, round_), _folded(thick, folds * 1.6, seed), lift)


def _folded(thick: float, folds: float, seed: float) -> Puff:
    """Cloth that was worn: creases where the noise bends, broad swells, and a rounded rim."""
    t, f, s = np.float32(thick), np.float32(folds), np.float32(seed)

    def half(inside: Floats, x: Floats, y: Floats) -> Floats:
        flat = x * 0 + s
        warp = noise(x * np.float32(1.7) + s, y * np.float32(1.3), flat) - np.float32(0.5)
        one = noise(x * np.float32(3.6) + y * np.float32(1.9) + warp * 3, y * np.float32(1.1) - x + s, flat)
        two = noise(x * np.float32(-2.6) + y * np.float32(4.1) + warp * 4, x * np.float32(1.2) + y * np.float32(0.5), flat + 5)
        crease = np.minimum(np.abs(one - np.float32(0.5)), np.abs(two - np.float32(0.5))) * np.float32(4.5)
        rim = np.sqrt(ONE - np.exp(inside * np.float32(-26)))
        return np.float32(0.006) + (t * np.float32(0.8) + f * (np.minimum(crease, 1) + warp - np.float32(0.4))) * rim

    return half


def ribbed(slot: str, count: float = 26.0, depth: float = 0.006, axis: str = "x", turn: float = 0.0) -> Finish:
    """Rib knit: soft ridges, `count` a unit across the axis, turned in the plane if the cuff is."""
    k, d = np.float32(count * np.pi), np.float32(depth)
    c, s = np.float32(np.cos(np.radians(turn))), np.float32(np.sin(np.radians(turn)))

    def relief(x: Floats, y: Floats, z: Floats) -> Floats:
        along = {"x": x * c - z * s, "y": y, "z": z}[axis]
        return np.abs(np.sin(along * k)) * d

    return Finish(slot, 1.0, 0.02, sheen=0.6, relief=relief, mix=_dark_grooves(relief, depth), second=slot + "-")


def _dark_grooves(relief: Pattern, depth: float) -> Pattern:
    return lambda x, y, z: np.clip(ONE - relief(x, y, z) / np.float32(depth) * np.float32(1.6), 0, np.float32(0.6))


def knitted(slot: str, stitches: float = 38.0, depth: float = 0.004) -> Finish:
    """Stocking stitch: columns of small Vs."""
    k, d = np.float32(stitches), np.float32(depth)

    def relief(x: Floats, y: Floats, z: Floats) -> Floats:
        del y
        column = x * k
        side = np.abs(column - np.rint(column))
        rows = np.cos((z * k * np.float32(1.25) - side * np.float32(0.9)) * np.float32(2 * np.pi))
        return (np.sin(side * np.float32(2 * np.pi)) + rows * np.float32(0.35)) * d

    return Finish(slot, 1.0, 0.02, sheen=0.7, relief=relief, mix=_dark_grooves(relief, depth), second=slot + "-")


def jersey(slot: str) -> Finish:
    """Cotton jersey: smooth, dull, the finest grain."""
    grain = np.float32(160)

    def tone(x: Floats, y: Floats, z: Floats) -> Floats:
        return noise(x * grain, y * grain, z * np.float32(60)) * np.float32(0.3)

    return Finish(slot, 1.0, 0.02, sheen=0.4, mix=tone, second=slot + "-")


def twill(slot: str, lines: float = 95.0) -> Finish:
    """Twill and denim: fine diagonals."""
    k = np.float32(lines * 2 * np.pi)

    def tone(x: Floats, y: Floats, z: Floats) -> Floats:
        del y
        slub = noise(x * np.float32(120), z * np.float32(14), x * 0)
        return np.clip(np.float32(0.2) * np.sin((x + z) * k) + slub * np.float32(0.4), 0, 1)

    return Finish(slot, 0.95, 0.025, sheen=0.35, mix=tone, second=slot + "-")


def shell_cloth(slot: str) -> Finish:
    """Waterproof nylon: a dull gleam, small crumples."""
    def relief(x: Floats, y: Floats, z: Floats) -> Floats:
        return noise(x * np.float32(9), y * np.float32(9), z * np.float32(9)) * np.float32(0.012)

    return Finish(slot, 0.55, 0.045, relief=relief)


def piece(outline: Outline, lift: float = 0.0, thick: float = 0.014, round_: float = 0.02) -> Solid:
    """A stiff flat piece lying by itself."""
    return laid(cutout(outline, thick, thick * 0.4, round_=round_), lift)


def strip(a: tuple[float, float], b: tuple[float, float], width: float) -> list[tuple[float, float]]:
    """The outline of a straight band from one point to another."""
    (ax, ay), (bx, by) = a, b
    length = float(np.hypot(bx - ax, by - ay))
    nx, ny = -(by - ay) / length * width / 2, (bx - ax) / length * width / 2
    return [(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)]
