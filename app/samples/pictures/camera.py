"""The camera: a long lens on a tripod that frames whatever stands before it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.samples.pictures.solids import Floats, Vec


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands: degrees above the floor, degrees to the right; `fill` is the share of the frame."""

    up: float = 14.0
    right: float = 24.0
    fill: float = 0.74
    lift: float = 0.0


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera with its frame of `size` pixels square; `spread` is one pixel's width at distance one."""

    origin: Floats
    basis: Floats
    spread: float
    size: int

    def rays(self, px: Floats, py: Floats) -> tuple[Floats, Floats, Floats]:
        """Unit directions through points of the frame, in pixels from its top left corner."""
        half = np.float32(self.size / 2)
        u, v = (px - half) * np.float32(self.spread), (half - py) * np.float32(self.spread)
        length = np.float32(1) / np.sqrt(u * u + v * v + np.float32(1))
        right, up, ahead = self.basis
        x, y, z = ((right[i] * u + up[i] * v + ahead[i]) * length for i in range(3))
        return x, y, z

    def project(self, points: NDArray[np.floating]) -> Floats:
        """Frame positions (n, 2) of points (n, 3) before the camera."""
        local = np.einsum("ij,kj->ik", points - self.origin, self.basis)
        scale = 1 / (local[:, 2] * self.spread)
        half = self.size / 2
        return np.stack([half + local[:, 0] * scale, half - local[:, 1] * scale], axis=1).astype(np.float32)


LENS = np.tan(np.radians(9.0))


def frame(points: Floats, view: View, size: int) -> Camera:
    """A camera that holds the points within the view's share of the frame, centred."""
    up, right = np.radians(view.up), np.radians(view.right)
    away = np.array([np.cos(up) * np.sin(right), np.sin(up), np.cos(up) * np.cos(right)])
    side = np.array([np.cos(right), 0.0, -np.sin(right)])
    basis = np.stack([side, np.cross(away, side), -away]).astype(np.float32)
    spread = float(2 * LENS / size)
    target, reach = points.mean(axis=0), float(np.ptp(points, axis=0).max())
    distance = reach / float(LENS)
    for _ in range(4):
        camera = Camera((target + away * distance).astype(np.float32), basis, spread, size)
        seen = camera.project(points)
        low, high = seen.min(axis=0), seen.max(axis=0)
        off = ((low + high) / 2 - size / 2) * spread * distance
        target = target + basis[0] * off[0] - basis[1] * off[1]
        distance *= float(max(high - low)) / (size * view.fill)
    lifted = target - basis[1] * (view.lift * distance * 2 * LENS)
    return Camera((lifted + away * distance).astype(np.float32), basis, spread, size)


def position(direction_up: float, direction_right: float) -> Vec:
    """The unit vector towards a place given in degrees above the floor and to the right of the camera's axis."""
    up, right = np.radians(direction_up), np.radians(direction_right)
    return float(np.cos(up) * np.sin(right)), float(np.sin(up)), float(np.cos(up) * np.cos(right))
