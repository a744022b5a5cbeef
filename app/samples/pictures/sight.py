"""What the camera's samples meet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.samples.pictures.finishes import Finish
from app.samples.pictures.solids import Floats
from app.samples.pictures.trace import Part


@dataclass(frozen=True, slots=True)
class Sight:
    """Samples that meet something: their numbers, places, normals, rays, the cosine to the camera, the surface's ways."""

    sample: NDArray[np.intp]
    where: Floats
    normal: Floats
    ray: Floats
    away: Floats
    depth: Floats
    rough: Floats
    shine: Floats

    def block(self, own: slice) -> "Sight":
        """Some of them."""
        return Sight(
            self.sample[own], self.where[:, own], self.normal[:, own], self.ray[:, own], self.away[own], self.depth[own],
            self.rough[own], self.shine[own],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartSight:
    """The same for one part, as arrays to be joined with the others', and what is its own."""

    arrays: tuple[NDArray[np.generic], ...]
    finish: Finish
    mix: Floats

    @property
    def sample(self) -> NDArray[np.intp]:
        """Numbers of the samples."""
        return self.arrays[0]  # type: ignore[return-value]  # the first of the eight

    @property
    def away(self) -> Floats:
        """Cosine between surface and camera."""
        return self.arrays[4]  # type: ignore[return-value]  # the fifth of the eight


def alike_of(pixel: NDArray[np.int32], size: int, depth: Floats, normal: Floats) -> NDArray[np.int64]:
    """A number shared by samples of two by two pixels that lie as far and face the same way."""
    quad = (pixel // size // 2).astype(np.int64) * size + pixel % size // 2
    faces = np.rint(normal * np.float32(1.6)).astype(np.int64) + 2
    key = quad * 64 + ((depth * np.float32(12)).astype(np.int64) & 63)
    return key * 125 + faces[0] * 25 + faces[1] * 5 + faces[2]


def normals(part: Part, where: Floats, pixel: float) -> Floats:
    """Unit normals (3, n), pressed by the finish's relief."""
    x, y, z = where
    solid, relief = part.solid, part.finish.relief
    e = np.float32(max(pixel * 0.7, solid.grit, 4e-4))
    total = [np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)]
    for corner in ((e, -e, -e), (-e, -e, e), (-e, e, -e), (e, e, e)):
        px, py, pz = x + corner[0], y + corner[1], z + corner[2]
        d = solid.distance(px, py, pz)
        if relief is not None:
            d = d - relief(px, py, pz)
        for axis, side in enumerate(corner):
            total[axis] += d if side > 0 else -d
    n = np.stack(total)
    return n / np.maximum(np.sqrt((n * n).sum(axis=0)), np.float32(1e-12))
