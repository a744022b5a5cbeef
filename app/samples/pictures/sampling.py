"""Where the frame is looked at: coarse first, between equals one short step, three more samples on every edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.samples.pictures.solids import Floats
from app.samples.pictures.trace import Hits, Tracer

CORNERS = ((0.17, 0.42), (0.58, 0.17), (0.83, 0.75))


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of the frame: place, pixel, weight in it, and what each set of parts shows there."""

    x: Floats
    y: Floats
    pixel: NDArray[np.int32]
    weight: Floats
    hits: list[Hits]


def take_samples(tracer: Tracer, layers: Sequence[Sequence[int]]) -> Samples:
    """Look at every pixel, and closer where parts or surfaces end; `layers` are sets of parts seen alone."""
    size = tracer.camera.size
    line = np.arange(size, dtype=np.float32) + np.float32(0.5)
    px, py = (g.ravel() for g in np.meshgrid(line, line))
    base = [_scan(tracer, px, py, numbers) for numbers in layers]
    edges = np.zeros(size * size, bool)
    shown = np.zeros(size * size, bool)
    for hits in base:
        edges |= _edges(hits, size, tracer.camera.spread)
        shown |= hits.part >= 0
    kept, more = np.flatnonzero(shown | edges), np.flatnonzero(edges)
    left, top = px[more] - np.float32(0.5), py[more] - np.float32(0.5)
    more_x = np.concatenate([left + np.float32(dx) for dx, _ in CORNERS])
    more_y = np.concatenate([top + np.float32(dy) for _, dy in CORNERS])
    pixel = np.concatenate([kept, *([more] * len(CORNERS))]).astype(np.int32)
    weight = np.where(edges, np.float32(1 / (1 + len(CORNERS))), np.float32(1))[pixel]
    joined = []
    for hits in base:
        around = _neighbors(more, size)
        parts, depths = np.tile(hits.part[around], len(CORNERS)), np.tile(hits.depth[around], len(CORNERS))
        closer = tracer.near(more_x, more_y, parts, depths)
        joined.append(
            Hits(
                np.concatenate([hits.part[kept], closer.part]),
                np.concatenate([hits.depth[kept], closer.depth]),
            )
        )
    return Samples(
        np.concatenate([px[kept], more_x]), np.concatenate([py[kept], more_y]), pixel, weight, joined
    )


def _neighbors(pixel: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """The pixels themselves and the eight around them: (9, n)."""
    row, column = pixel // size, pixel % size
    rows = [np.clip(row + d, 0, size - 1) for d in (-1, 0, 1)]
    columns = [np.clip(column + d, 0, size - 1) for d in (-1, 0, 1)]
    return np.stack([r * size + c for r in rows for c in columns])


def _scan(tracer: Tracer, px: Floats, py: Floats, numbers: Sequence[int]) -> Hits:
    """Every pixel of the frame: each second one in each second row first, the rest from what those found."""
    size = tracer.camera.size
    grid = np.arange(size * size).reshape(size, size)
    first = grid[::2, ::2].ravel()
    found = tracer.meet(px[first], py[first], numbers)
    hits = Hits.none(size * size)
    hits.part[first], hits.depth[first] = found.part, found.depth
    place = grid.ravel()[((grid // size % 2 == 1) | (grid % size % 2 == 1)).ravel()]
    row, column, last = place // size, place % size, (size - 1) // 2 * 2
    rows = row - row % 2, np.minimum(row + row % 2, last)
    columns = column - column % 2, np.minimum(column + column % 2, last)
    around = np.stack([r * size + c for r in rows for c in columns])
    shown = (hits.part[around] >= 0).any(axis=0)
    place, around = place[shown], around[:, shown]
    between = tracer.near(px[place], py[place], hits.part[around], hits.depth[around])
    hits.part[place], hits.depth[place] = between.part, between.depth
    return hits


def _edges(hits: Hits, size: int, spread: float) -> NDArray[np.bool_]:
    """Pixels beside another part, or where the surface folds or breaks."""
    part, depth = hits.part.reshape(size, size), hits.depth.reshape(size, size)
    marked = np.zeros(part.shape, bool)
    far = np.where(np.isfinite(depth), depth, np.float32(0))
    jump = np.float32(4.0 * spread) * far
    for a, d, m, j in ((part, far, marked, jump), (part.T, far.T, marked.T, jump.T)):
        other = a[1:] != a[:-1]
        m[:-1] |= other
        m[1:] |= other
        m[1:-1] |= np.abs(d[2:] + d[:-2] - 2 * d[1:-1]) > j[1:-1]
    return marked.ravel()
