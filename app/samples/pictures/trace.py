"""Finding what each ray of the camera meets: every part is marched alone, in its own window of the frame."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.samples.pictures.camera import Camera
from app.samples.pictures.finishes import Finish
from app.samples.pictures.solids import Floats, Solid

Ints = NDArray[np.intp]
Ray = tuple[Floats, Floats, Floats]

TILE = 8
CHUNK = 16384
STEPS = 44
PATIENT = 12  # steps after which a ray that creeps along a surface is taken to meet it


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a product: its shape and its surface."""

    solid: Solid
    finish: Finish


@dataclass(slots=True)
class Hits:
    """For each ray the number of the part it meets (-1: none) and how far away (inf: none)."""

    part: NDArray[np.int16]
    depth: Floats

    @classmethod
    def none(cls, count: int) -> "Hits":
        """Nothing met yet."""
        return cls(np.full(count, -1, np.int16), np.full(count, np.inf, np.float32))


@dataclass(frozen=True, slots=True)
class Window:
    """The tiles of the frame where a part may show, and for each how far a ray may run untested."""

    left: int
    top: int
    right: int
    bottom: int
    starts: Floats

    @property
    def nearest(self) -> float:
        """How near the camera the part may be."""
        return float(self.starts.min()) if self.starts.size else np.inf


@dataclass(slots=True)
class Tracer:
    """Parts before a camera."""

    parts: list[Part]
    camera: Camera
    _windows: dict[int, Window] = field(default_factory=dict)

    def window(self, number: int) -> Window:
        """The part's window, made when first asked for."""
        if number not in self._windows:
            self._windows[number] = first_steps(self.parts[number].solid, self.camera)
        return self._windows[number]

    def meet(self, px: Floats, py: Floats, numbers: Iterable[int]) -> Hits:
        """The nearest of the numbered parts along the rays through points of the frame."""
        hits = Hits.none(len(px))
        column, row = (
            (px * np.float32(1 / TILE)).astype(np.int32),
            (py * np.float32(1 / TILE)).astype(np.int32),
        )
        for number in sorted(numbers, key=lambda n: self.window(n).nearest):
            w = self.window(number)
            inside = (column >= w.left) & (column < w.right) & (row >= w.top) & (row < w.bottom)
            which = np.flatnonzero(inside)
            begin = w.starts[row[which] - w.top, column[which] - w.left]
            live = begin < hits.depth[which]
            far = np.full(np.count_nonzero(live), np.inf, np.float32)
            self.march(number, which[live], (begin[live], far), (px, py), hits)
        return hits

    def near(self, px: Floats, py: Floats, parts: NDArray[np.int16], depths: Floats) -> Hits:
        """The same for rays between others (m, n) that met these parts at these depths: nothing else is looked for."""
        hits = Hits.none(len(px))
        blank = np.isinf(depths)
        near, far = depths.min(axis=0), np.where(blank, np.float32(0), depths).max(axis=0)
        slack = far * np.float32(4 * self.camera.spread)
        mixed = (parts != parts[0]).any(axis=0)  # at a rim the surface runs away from the camera
        beyond = far + np.where(mixed, slack * 12, slack)
        for number in np.unique(parts):
            if number < 0:
                continue
            which = np.flatnonzero((parts == number).any(axis=0))
            self.march(int(number), which, (near[which] - slack[which], beyond[which]), (px, py), hits)
        return hits

    def march(
        self, number: int, which: Ints, reach: tuple[Floats, Floats], frame: tuple[Floats, Floats], hits: Hits
    ) -> None:
        """Follow the chosen rays between two depths; note those that meet the part before anything else."""
        for at in range(0, len(which), CHUNK):
            chosen = which[at : at + CHUNK]
            ray = self.camera.rays(frame[0][chosen], frame[1][chosen])
            self._march(number, chosen, (reach[0][at : at + CHUNK], reach[1][at : at + CHUNK]), ray, hits)

    def _march(self, number: int, which: Ints, reach: tuple[Floats, Floats], ray: Ray, hits: Hits) -> None:
        solid = self.parts[number].solid
        near, far = slab_range(solid, self.camera.origin, ray, 0.0)
        t, far = np.maximum(reach[0], near), np.minimum(np.minimum(far, reach[1]), hits.depth[which])
        ox, oy, oz = self.camera.origin
        close, pace = np.float32(self.camera.spread * 0.6), np.float32(solid.pace)
        live = t < far
        for step in range(STEPS):
            count = np.count_nonzero(live)
            if count == 0:
                return
            if count < 0.75 * len(t):
                which, t, far, ray = (
                    which[live],
                    t[live],
                    far[live],
                    (ray[0][live], ray[1][live], ray[2][live]),
                )
                live = np.ones(count, bool)
            d = solid.distance(ox + ray[0] * t, oy + ray[1] * t, oz + ray[2] * t)
            limit = close * np.float32(1 + 0.1 * max(0, step - PATIENT))
            met = (d < limit * t) & live
            t = t + np.maximum(d * pace, close * t)
            hits.part[which[met]] = number
            hits.depth[which[met]] = t[met]
            live &= ~met & (t < far)


def slab_range(solid: Solid, origin: Floats, ray: Ray, margin: float) -> tuple[Floats, Floats]:
    """Where rays enter and leave a part's box (far < near: they miss it)."""
    near = np.zeros_like(ray[0])
    far = np.full_like(ray[0], np.inf)
    for axis in range(3):
        inverse = np.float32(1) / np.where(np.abs(ray[axis]) < 1e-9, np.float32(1e-9), ray[axis])
        a = (np.float32(solid.low[axis] - margin) - origin[axis]) * inverse
        b = (np.float32(solid.high[axis] + margin) - origin[axis]) * inverse
        near = np.maximum(near, np.minimum(a, b))
        far = np.minimum(far, np.maximum(a, b))
    return near, far


def first_steps(solid: Solid, camera: Camera) -> Window:
    """March one fat ray a tile until it may touch the part."""
    corners = np.array(
        [
            (x, y, z)
            for x in (solid.low[0], solid.high[0])
            for y in (solid.low[1], solid.high[1])
            for z in (solid.low[2], solid.high[2])
        ]
    )
    seen = camera.project(corners)
    tiles = -(-camera.size // TILE)
    left, top = (int(v) for v in np.clip(np.floor((seen.min(axis=0) - 1) / TILE), 0, tiles))
    right, bottom = (int(v) for v in np.clip(np.ceil((seen.max(axis=0) + 1) / TILE), 0, tiles))
    if right <= left or bottom <= top:
        return Window(0, 0, 0, 0, np.zeros((0, 0), np.float32))
    gx, gy = np.meshgrid(np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32))
    ray = camera.rays((gx.ravel() + np.float32(0.5)) * TILE, (gy.ravel() + np.float32(0.5)) * TILE)
    wide = np.float32(camera.spread * TILE * 0.75)
    margin = float(wide) * float(np.linalg.norm(corners - camera.origin, axis=1).max())
    t, far = slab_range(solid, camera.origin, ray, margin)
    starts = _fat_march(solid, camera, ray, np.where(t < far, t, np.float32(np.inf)), far, wide)
    return Window(left, top, right, bottom, starts.reshape(gx.shape))


def _fat_march(
    solid: Solid, camera: Camera, ray: Ray, starts: Floats, far: Floats, wide: np.float32
) -> Floats:
    which = np.flatnonzero(np.isfinite(starts))
    ox, oy, oz = camera.origin
    for _ in range(2 * STEPS):
        if not len(which):
            break
        s = starts[which]
        d = solid.distance(ox + ray[0][which] * s, oy + ray[1][which] * s, oz + ray[2][which] * s)
        radius = wide * s
        go = d * np.float32(solid.pace) > radius * np.float32(1.25)
        which, s = which[go], (s + d * np.float32(solid.pace) - radius)[go]
        gone = s > far[which]
        starts[which] = np.where(gone, np.float32(np.inf), s)
        which = which[~gone]
    return starts
