"""Shadows: a cloud of surface points, seen from each lamp, tells what stands in whose light."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.samples.pictures.solids import Floats, Solid
from app.samples.pictures.studio import Lamps

GRID = 14
FINER = 3
MOST = 60_000


def cloud(solids: Sequence[Solid], spacing: float) -> Floats:
    """Points (n, 3) on the surfaces of solids, about `spacing` apart."""
    return np.concatenate([_surface(solid, spacing) for solid in solids])


def _surface(solid: Solid, spacing: float) -> Floats:
    """Subdivide the solid's box where its surface passes, then drop the points onto it."""
    low, high = np.array(solid.low, np.float32), np.array(solid.high, np.float32)
    size = np.maximum(high - low, np.float32(1e-4))
    cell = float(max(size.max() / GRID, spacing))
    counts = np.maximum(np.ceil(size / cell), 1).astype(int)
    axes = [
        low[k] + (np.arange(counts[k], dtype=np.float32) + np.float32(0.5)) * size[k] / counts[k]
        for k in range(3)
    ]
    points = np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")], axis=1).astype(np.float32)
    steps = size / counts
    while True:
        reach = float(np.linalg.norm(steps)) * 0.5
        d = solid.distance(points[:, 0], points[:, 1], points[:, 2])
        last = steps.max() <= spacing * 1.01
        near = np.abs(d) * np.float32(solid.pace) < (float(steps.max()) * 0.55 if last else reach * 1.05)
        points, d = points[near], d[near]
        if last or len(points) > MOST:
            return _settle(solid, points, d)
        split = np.where(steps > spacing * 1.01, np.minimum(np.ceil(steps / spacing), FINER), 1).astype(int)
        points = _subdivide(points, steps, split)
        steps = steps / split


def _subdivide(points: Floats, steps: Floats, split: Floats) -> Floats:
    offsets = [
        ((np.arange(n, dtype=np.float32) + np.float32(0.5)) / n - np.float32(0.5)) * s
        for n, s in zip(split, steps, strict=True)
    ]
    grid = np.stack([g.ravel() for g in np.meshgrid(*offsets, indexing="ij")], axis=1).astype(np.float32)
    return (points[:, None, :] + grid[None]).reshape(-1, 3)


def _settle(solid: Solid, points: Floats, d: Floats) -> Floats:
    """One step down the slope of the field, onto the surface."""
    if not len(points):
        return points
    x, y, z = points.T
    return points - slope(solid, x, y, z, 1e-3) * d[:, None] * np.float32(0.9)


def slope(solid: Solid, x: Floats, y: Floats, z: Floats, step: float) -> Floats:
    """Unit normals (n, 3) of the field, by four samples at the corners of a tetrahedron."""
    e = np.float32(step)
    a = solid.distance(x + e, y - e, z - e)
    b = solid.distance(x - e, y - e, z + e)
    c = solid.distance(x - e, y + e, z - e)
    d = solid.distance(x + e, y + e, z + e)
    n = np.stack([a - b - c + d, c + d - a - b, b + d - a - c], axis=1)
    return n / np.maximum(np.sqrt((n * n).sum(axis=1, keepdims=True)), np.float32(1e-12))


@dataclass(frozen=True, slots=True)
class ShadowMap:
    """The surface as seen from one lamp: heights towards it on a grid, all in units of its cell."""

    axes: Floats
    low: Floats
    cell: float
    heights: Floats

    def shade(self, points: Floats, bias: float) -> Floats:
        """Share of the lamp's light (0..1) that reaches points (3, n), compared over four cells."""
        u, v, w = facing(self.axes, points)
        rows, columns = self.heights.shape
        cu = np.minimum(np.maximum(u - self.low[0], np.float32(0)), np.float32(columns - 1.001))
        cv = np.minimum(np.maximum(v - self.low[1], np.float32(0)), np.float32(rows - 1.001))
        iu, iv = cu.astype(np.int32), cv.astype(np.int32)
        cu -= iu
        cv -= iv
        at = iv * np.int32(columns) + iu
        limit = w + np.float32(1 + bias / self.cell)
        flat = self.heights.ravel()
        lit = [_lit(limit - flat.take(at + k)) for k in (0, 1, columns, columns + 1)]
        top = lit[0] + (lit[1] - lit[0]) * cu
        bottom = lit[2] + (lit[3] - lit[2]) * cu
        return top + (bottom - top) * cv


def facing(rows: Floats, points: Floats) -> list[Floats]:
    """How far points (3, n) lie along each row's direction (kept off the threads of a matrix library)."""
    x, y, z = points
    return [x * a + y * b + z * c for a, b, c in rows]


def _lit(above: Floats) -> Floats:
    return np.minimum(np.maximum(above, np.float32(0)), np.float32(1))


def shadow_maps(points: Floats, lamps: Lamps, spacing: float) -> list[ShadowMap]:
    """One map a lamp, from a cloud of surface points; the sky's are coarser, its shadows have no edges."""
    return [
        _map(points, direction, spacing * 1.5, n)
        if n < lamps.key
        else _map(points[::2], direction, spacing * 3, n)
        for n, direction in enumerate(lamps.directions)
    ]


def _map(points: Floats, direction: Floats, cell: float, turn: int) -> ShadowMap:
    side = np.cross((0.0, 1.0, 0.0) if abs(direction[1]) < 0.9 else (1.0, 0.0, 0.0), direction)
    side /= np.linalg.norm(side)
    other = np.cross(direction, side)
    c, s = np.cos(turn), np.sin(turn)
    axes = (np.stack([c * side + s * other, c * other - s * side, direction]) / cell).astype(np.float32)
    u, v, w = facing(axes, points.T)
    low = np.array((u.min() - 2, v.min() - 2), np.float32)
    columns, rows = int(u.max() - low[0]) + 4, int(v.max() - low[1]) + 4
    heights = np.full(rows * columns, -1e9, np.float32)
    at = (v - low[1]).astype(np.intp) * columns + (u - low[0]).astype(np.intp)
    np.maximum.at(heights, at, w)
    return ShadowMap(axes, low + np.float32(0.5), cell, heights.reshape(rows, columns))
