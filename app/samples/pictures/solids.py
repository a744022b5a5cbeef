"""Solid shapes as signed distance fields over arrays of points, with the boxes that hold them.

Units are free (the camera frames what it gets); y points up, the floor is y = 0, z points at the camera.
Every array is float32: twice as many numbers in the cache, and precision enough for pictures.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Vec: TypeAlias = tuple[float, float, float]
Distance: TypeAlias = Callable[[Floats, Floats, Floats], Floats]

AXES = {"x": 0, "y": 1, "z": 2}


@dataclass(frozen=True, slots=True)
class Solid:
    """A shape: its distance function and a box around it.

    pace < 1 marches fields that overstate distance; grit is the finest step its slope can be taken over.
    A shape joined of others keeps them as `pieces`, a moved one knows its `core` and its `pose` (matrix, offset).
    """

    distance: Distance
    low: Vec
    high: Vec
    pace: float = 1.0
    grit: float = 0.0
    pieces: "tuple[Solid, ...]" = ()
    core: "Solid | None" = None
    pose: tuple[Floats, Floats] | None = None

    def reshaped(self, distance: Distance, low: Sequence[float], high: Sequence[float]) -> "Solid":
        """Another field in another box, marched with the same care."""
        return Solid(distance, triple(low), triple(high), self.pace, self.grit)

    def posed(self, matrix: Floats, offset: Floats) -> "Solid":
        """The same shape turned by a matrix, then moved; any number of poses cost as much as one."""
        base = self.core or self
        if self.pose is not None:
            matrix, offset = matrix @ self.pose[0], matrix @ self.pose[1] + offset
        low, high = turned_box(matrix, base.low, base.high)
        pieces = tuple(piece.posed(*_step(self.pose, matrix, offset)) for piece in self.pieces)
        return Solid(
            _through(base.distance, matrix, offset),
            triple(np.array(low) + offset),
            triple(np.array(high) + offset),
            self.pace,
            self.grit,
            pieces,
            base,
            (matrix, offset),
        )

    def at(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> "Solid":
        """The same shape moved."""
        return self.posed(np.eye(3, dtype=np.float32), np.array((x, y, z), np.float32))

    def turn(self, axis: str, degrees: float) -> "Solid":
        """The same shape turned about an axis through the origin, counter-clockwise seen from its end."""
        return self.posed(rotation(axis, degrees), np.zeros(3, np.float32))

    def flip(self, axis: str = "x") -> "Solid":
        """The mirror image alone."""
        matrix = np.eye(3, dtype=np.float32)
        matrix[AXES[axis], AXES[axis]] = -1
        return self.posed(matrix, np.zeros(3, np.float32))

    def mirror(self, axis: str = "x") -> "Solid":
        """The shape and its mirror image across the plane through the origin (model the positive side)."""
        inner, k = self.distance, AXES[axis]

        def distance(*p: Floats) -> Floats:
            return inner(*(np.abs(v) if i == k else v for i, v in enumerate(p)))

        far = max(abs(self.low[k]), abs(self.high[k]))
        low, high = list(self.low), list(self.high)
        low[k], high[k] = -far, far
        whole = self.reshaped(distance, low, high)
        return replace(whole, pieces=(self, self.flip(axis))) if self.low[k] >= 0 else whole

    def grow(self, by: float) -> "Solid":
        """The shape with every surface pushed out: rounds the edges of what it holds."""
        inner, b = self.distance, np.float32(by)
        return self.reshaped(
            lambda x, y, z: inner(x, y, z) - b, [v - by for v in self.low], [v + by for v in self.high]
        )

    def shell(self, wall: float) -> "Solid":
        """Only a wall around the surface of the shape, half of it inside and half outside."""
        inner, half = self.distance, np.float32(wall / 2)
        outer = self.grow(wall / 2)
        return self.reshaped(lambda x, y, z: np.abs(inner(x, y, z)) - half, outer.low, outer.high)

    def cut(self, other: "Solid", soft: float = 0.0) -> "Solid":
        """The shape without what the other takes away; `soft` rounds the edge of the cut."""
        a, b = self.distance, other.distance
        if soft > 0:
            return self.careful(other).reshaped(
                lambda x, y, z: -smooth_min(-a(x, y, z), b(x, y, z), soft), self.low, self.high
            )
        return self.careful(other).reshaped(
            lambda x, y, z: np.maximum(a(x, y, z), -b(x, y, z)), self.low, self.high
        )

    def within(self, other: "Solid", soft: float = 0.0) -> "Solid":
        """What both shapes share."""
        a, b = self.distance, other.distance
        low = [max(p, q) for p, q in zip(self.low, other.low, strict=True)]
        high = [min(p, q) for p, q in zip(self.high, other.high, strict=True)]
        if soft > 0:
            return self.careful(other).reshaped(
                lambda x, y, z: -smooth_min(-a(x, y, z), -b(x, y, z), soft), low, high
            )
        return self.careful(other).reshaped(lambda x, y, z: np.maximum(a(x, y, z), b(x, y, z)), low, high)

    def careful(self, *others: "Solid") -> "Solid":
        """The shape marched as slowly as the slowest of these."""
        every = (self, *others)
        return replace(self, pace=min(s.pace for s in every), grit=max(s.grit for s in every))

    def dent(self, depth: Distance, pace: float = 0.7) -> "Solid":
        """The shape pushed in by `depth(x, y, z)` >= 0; `pace` says how much slower to march it."""
        inner = self.distance
        pressed = self.reshaped(lambda x, y, z: inner(x, y, z) + depth(x, y, z), self.low, self.high)
        return replace(pressed, pace=self.pace * pace)

    def scaled(self, factor: float) -> "Solid":
        """The same shape larger or smaller about the origin."""
        return self.squeezed(factor, factor, factor)

    def squeezed(self, x: float = 1.0, y: float = 1.0, z: float = 1.0) -> "Solid":
        """The shape stretched by a factor along each axis; distances stay safe for marching."""
        inner = self.distance
        fx, fy, fz, least = (
            np.float32(1 / x),
            np.float32(1 / y),
            np.float32(1 / z),
            np.float32(min(x, y, z)),
        )
        low, high = ([v * f for v, f in zip(end, (x, y, z), strict=True)] for end in (self.low, self.high))
        return self.reshaped(lambda px, py, pz: inner(px * fx, py * fy, pz * fz) * least, low, high)


def _step(before: tuple[Floats, Floats] | None, matrix: Floats, offset: Floats) -> tuple[Floats, Floats]:
    """What is left to do to a piece that already stands in the pose before."""
    if before is None:
        return matrix, offset
    turned = (matrix @ before[0].T).astype(np.float32)
    return turned, (offset - turned @ before[1]).astype(np.float32)


def _through(inner: Distance, matrix: Floats, offset: Floats) -> Distance:
    """The field of a shape that was turned by the matrix and moved by the offset."""
    back = matrix.T
    shift = -(back @ offset)
    rows = [([(k, back[i, k]) for k in range(3) if abs(back[i, k]) > 1e-6], shift[i]) for i in range(3)]

    def distance(*p: Floats) -> Floats:
        return inner(*(_row(p, terms, moved) for terms, moved in rows))

    return distance


def _row(p: Sequence[Floats], terms: Sequence[tuple[int, np.float32]], moved: np.float32) -> Floats:
    k, factor = terms[0]
    total = p[k] if factor == 1 else p[k] * factor
    for k, factor in terms[1:]:
        total = total + p[k] * factor
    return total + moved if abs(moved) > 1e-9 else total


def triple(values: "Iterable[float]") -> Vec:
    """Three numbers from anything that yields three."""
    a, b, c = values
    return float(a), float(b), float(c)


def rotation(axis: str, degrees: float) -> Floats:
    """The matrix that turns column vectors about an axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3, dtype=np.float32)
    matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = c, -s, s, c
    return matrix


def turned_box(matrix: Floats, low: Vec, high: Vec) -> tuple[Vec, Vec]:
    """The upright box around a turned box."""
    corners = np.array(
        [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    )
    moved = corners @ matrix.T
    return triple(moved.min(axis=0)), triple(moved.max(axis=0))


def smooth_min(a: Floats, b: Floats, k: float) -> Floats:
    """The lesser of two distances, blended where they differ by less than k."""
    width = np.float32(k)
    h = np.maximum(width - np.abs(a - b), np.float32(0)) / width
    return np.minimum(a, b) - h * h * np.float32(k / 4)


def around(low: Sequence[Vec], high: Sequence[Vec]) -> tuple[Vec, Vec]:
    """The box around boxes."""
    return triple(min(v) for v in zip(*low, strict=True)), triple(max(v) for v in zip(*high, strict=True))


def join(*solids: Solid) -> Solid:
    """All the shapes as one."""
    low, high = around([s.low for s in solids], [s.high for s in solids])

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        nearest = solids[0].distance(x, y, z)
        for s in solids[1:]:
            nearest = np.minimum(nearest, s.distance(x, y, z))
        return nearest

    return replace(solids[0].careful(*solids).reshaped(distance, low, high), pieces=solids)


def blend(soft: float, *solids: Solid) -> Solid:
    """All the shapes as one, run together where they meet."""
    low, high = around([s.low for s in solids], [s.high for s in solids])

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        nearest = solids[0].distance(x, y, z)
        for s in solids[1:]:
            nearest = smooth_min(nearest, s.distance(x, y, z), soft)
        return nearest

    reach = soft / 4
    return solids[0].careful(*solids).reshaped(distance, [v - reach for v in low], [v + reach for v in high])


def around_axis(solid: Solid, count: int, phase: float = 0.0) -> Solid:
    """`count` copies about the y axis of a shape that stands on the +x side (phase in degrees)."""
    step = 2 * np.pi / count
    shift = np.float32(np.radians(phase))

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        angle = np.arctan2(z, x) - shift
        angle = angle - np.float32(step) * np.rint(angle / np.float32(step))
        radius = np.sqrt(x * x + z * z)
        return solid.distance(radius * np.cos(angle), y, radius * np.sin(angle))

    reach = float(
        np.hypot(max(abs(solid.low[0]), abs(solid.high[0])), max(abs(solid.low[2]), abs(solid.high[2])))
    )
    ringed = solid.reshaped(distance, (-reach, solid.low[1], -reach), (reach, solid.high[1], reach))
    copies = tuple(solid.turn("y", -phase - n * 360 / count) for n in range(count))
    return replace(ringed, pace=solid.pace * 0.9, pieces=copies)


def in_row(solid: Solid, count: int, step: float, axis: str = "x") -> Solid:
    """`count` copies in a row, centred on the origin; copies may touch but not overlap."""
    k = AXES[axis]
    half = (count - 1) / 2

    def distance(*p: Floats) -> Floats:
        along = p[k] / np.float32(step) + np.float32(half)
        place = np.clip(np.rint(along), 0, count - 1)
        own = (along - place) * np.float32(step)
        return solid.distance(*(own if i == k else v for i, v in enumerate(p)))

    low, high = list(solid.low), list(solid.high)
    low[k] -= half * step
    high[k] += half * step
    places = ([(n - half) * step if i == k else 0.0 for i in range(3)] for n in range(count))
    copies = tuple(solid.at(*place) for place in places)
    return replace(solid.reshaped(distance, low, high), pace=solid.pace * 0.9, pieces=copies)
