"""Drawn lines: smooth and rounded outlines, and the tables that answer how far a point lies from one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.samples.pictures.solids import Floats, Vec

Path: TypeAlias = Sequence[Vec]
Doubles: TypeAlias = NDArray[np.float64]
Outline: TypeAlias = Sequence[tuple[float, float]]
CELLS = 96  # along the longer side of an outline
CLOTH_CELLS = 68  # soft rims need fewer
MARGIN = 5
FINER = 3


def smooth_path(path: Path | Outline, pieces: int) -> Floats:
    """A curve through points of any dimension that does not overshoot, `pieces` samples between neighbours."""
    p = np.array(path, np.float64)
    p = p[np.concatenate([[True], np.linalg.norm(np.diff(p, axis=0), axis=1) > 1e-9])]
    p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, pieces, endpoint=False)[:, None]
    curve = [_stretch(*four, t) for four in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True)]
    return np.concatenate([*curve, p[-2:-1]]).astype(np.float32)


def _stretch(a: Doubles, b: Doubles, c: Doubles, d: Doubles, t: Doubles) -> Doubles:
    """Catmull-Rom with knots by the root of the distance: from b to c."""
    ka, kb, kc = (float(np.sqrt(np.linalg.norm(q - p))) for p, q in ((a, b), (b, c), (c, d)))
    into = c - b + kb * ((b - a) / ka - (c - a) / (ka + kb))
    out = c - b + kb * ((d - c) / kc - (d - b) / (kb + kc))
    return np.asarray(
        b * (2 * t**3 - 3 * t**2 + 1)
        + into * (t**3 - 2 * t**2 + t)
        + c * (3 * t**2 - 2 * t**3)
        + out * (t**3 - t**2)
    )


def rounded(outline: Outline | Floats, radius: float, pieces: int = 5) -> list[tuple[float, float]]:
    """A closed outline with its corners rounded off; straight stretches stay straight."""
    p = np.array(outline, np.float64)
    out: list[tuple[float, float]] = []
    for before, corner, after in zip(np.roll(p, 1, axis=0), p, np.roll(p, -1, axis=0), strict=True):
        starts = []
        for other in (before, after):
            way = other - corner
            length = float(np.linalg.norm(way))
            starts.append(corner + way * (min(radius, length * 0.49) / max(length, 1e-9)))
        for t in np.linspace(0, 1, pieces):
            spot = starts[0] * (1 - t) ** 2 + corner * (2 * t * (1 - t)) + starts[1] * t**2
            out.append((float(spot[0]), float(spot[1])))
    return out


def _spread_evenly(curve: Floats, count: int) -> Floats:
    """The same closed outline with about `count` points, corners kept."""
    out = []
    whole = float(np.linalg.norm(np.diff(curve, axis=0), axis=1).sum())
    for a, b in zip(curve, np.roll(curve, -1, axis=0), strict=True):
        bits = max(1, int(np.linalg.norm(b - a) / whole * count))
        out.append(a + (b - a) * np.linspace(0, 1, bits, endpoint=False)[:, None])
    return np.concatenate(out).astype(np.float32)


def as_curve(outline: Outline | Floats, smooth: int = 0, round_: float = 0.0) -> Floats:
    """An outline as points: run through smoothly, or with rounded corners, or as it is."""
    if smooth:
        return smooth_path([*outline, outline[0]], smooth)[:-1]
    return np.array(rounded(outline, round_) if round_ else outline, np.float32)


@dataclass(frozen=True, slots=True)
class Table:
    """Values on a grid of the plane: its first corner, cells a unit, rows of values."""

    x: np.float32
    y: np.float32
    cell: np.float32
    layers: tuple[Floats, ...]
    columns: int

    @property
    def grit(self) -> float:
        """The finest step that slopes may be taken over."""
        return float(1.2 / self.cell)

    def look_up(self, x: Floats, y: Floats) -> list[Floats]:
        """Each layer's value between the cells around points; the first, a distance, grows outside the grid."""
        rows = len(self.layers[0]) // self.columns
        far_x, far_y = (x - self.x) * self.cell, (y - self.y) * self.cell
        cx = np.minimum(np.maximum(far_x, np.float32(0)), np.float32(self.columns - 1.001))
        cy = np.minimum(np.maximum(far_y, np.float32(0)), np.float32(rows - 1.001))
        beyond = np.maximum(np.abs(far_x - cx), np.abs(far_y - cy)) * (np.float32(0.8) / self.cell)
        ix, iy = cx.astype(np.int32), cy.astype(np.int32)
        cx -= ix
        cy -= iy
        at = iy * np.int32(self.columns) + ix
        values = [self._between(layer, at, cx, cy) for layer in self.layers]
        values[0] += beyond
        return values

    def _between(self, layer: Floats, at: NDArray[np.int32], fx: Floats, fy: Floats) -> Floats:
        a, c = layer.take(at), layer.take(at + self.columns)
        top = a + (layer.take(at + 1) - a) * fx
        bottom = c + (layer.take(at + (self.columns + 1)) - c) * fx
        return top + (bottom - top) * fy


def plan(curve: Outline | Floats, raised: Callable[[Floats, Floats, Floats], Floats] | None = None) -> Table:
    """The signed distance of the plane to a closed outline; with `raised`, also a height from (inside, x, y)."""
    points = tuple(map(tuple, np.asarray(curve, np.float32).tolist()))
    if raised is None:
        return _plan(points, CELLS, mirrored=False)
    return _raised(_plan(points, CLOTH_CELLS, mirrored=False), points, raised)


def turned_plan(curve: Outline | Floats) -> Table:
    """The same for half an outline beside the y axis, which is open towards the axis."""
    return _plan(tuple(map(tuple, np.asarray(curve, np.float32).tolist())), CELLS, mirrored=True)


Points = tuple[tuple[float, ...], ...]


def _grid(points: Points, cells: int, *, mirrored: bool) -> tuple[Floats, Floats, float]:
    """Coarse cells around an outline: their middles and their size."""
    spots = np.array(points, np.float32)
    low, high = spots.min(axis=0), spots.max(axis=0)
    if mirrored:
        low = np.array((0.0, low[1]), np.float32)
    size = float(max(high - low)) / cells
    start = low - MARGIN * size
    shape = [int(np.ceil(v / size)) + 2 * MARGIN for v in (high - low)]
    gx, gy = np.meshgrid(*(start[k] + size * (np.arange(shape[k], dtype=np.float32) + 0.5) for k in (0, 1)))
    return gx.astype(np.float32), gy.astype(np.float32), size


@lru_cache(maxsize=32)
def _plan(points: Points, cells: int, *, mirrored: bool) -> Table:
    gx, gy, size = _grid(points, cells, mirrored=mirrored)
    across = np.abs(gx.ravel()) if mirrored else gx.ravel()
    closed = _spread_evenly(np.array(points, np.float32), 40)
    flat = _outline_distance(across, gy.ravel(), closed, mirrored=mirrored)
    return _fine(gx, gy, size, flat)


def _fine(gx: Floats, gy: Floats, size: float, *layers: Floats) -> Table:
    rows, columns = gx.shape
    finer = tuple(
        np.asarray(
            Image.fromarray(layer.reshape(gx.shape).astype(np.float32)).resize(
                (columns * FINER, rows * FINER), Image.Resampling.BICUBIC
            ),
            np.float32,
        ).ravel()
        for layer in layers
    )
    cell = size / FINER
    start = (np.float32(gx[0, 0] - size / 2 + cell / 2), np.float32(gy[0, 0] - size / 2 + cell / 2))
    return Table(*start, np.float32(1 / cell), finer, columns * FINER)


def _raised(table: Table, points: Points, raised: Callable[[Floats, Floats, Floats], Floats]) -> Table:
    gx, gy, size = _grid(points, CLOTH_CELLS, mirrored=False)
    x, y = gx.ravel(), gy.ravel()
    inside = np.maximum(-table.look_up(x, y)[0], np.float32(0))
    height = _fine(gx, gy, size, raised(inside, x, y))
    return Table(table.x, table.y, table.cell, (table.layers[0], height.layers[0]), table.columns)


def _outline_distance(x: Floats, y: Floats, points: Floats, *, mirrored: bool) -> Floats:
    """Exact signed distance to a closed polygon; a mirrored one is open along x = 0."""
    square = np.full(x.shape, np.inf, np.float32)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, axis=0), strict=True):
        dx, dy = bx - ax, by - ay
        crosses = ((ay > y) != (by > y)) & (x < dx * (y - ay) / (dy if dy else np.float32(1e-9)) + ax)
        inside ^= crosses
        if mirrored and ax < 1e-6 and bx < 1e-6:
            continue
        h = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, np.float32(1e-12)), 0, 1)
        square = np.minimum(square, (x - ax - dx * h) ** 2 + (y - ay - dy * h) ** 2)
    return np.where(inside, -np.sqrt(square), np.sqrt(square)).astype(np.float32)
