"""What surfaces are made of: how they take light, and the patterns woven, grown or printed into them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from app.samples.pictures.solids import Floats

Pattern: TypeAlias = Callable[[Floats, Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Finish:
    """A surface. `slot` names its colour, `mix` (0..1) fades to the colour of `second`, `relief` raises it.

    rough: 0 mirror to 1 chalk; shine: share of light mirrored head-on; sheen: the pale rim of cloth;
    glow: light of its own; clear: share of light let through (glass).
    """

    slot: str
    rough: float = 0.8
    shine: float = 0.04
    metal: bool = False
    sheen: float = 0.0
    mix: Pattern | None = None
    second: str = ""
    relief: Pattern | None = None
    glow: float = 0.0
    clear: float = 0.0

    def printed(self, mix: Pattern, second: str) -> "Finish":
        """The same surface with a pattern in a second colour."""
        return replace(self, mix=mix, second=second)


def matte(slot: str, relief: Pattern | None = None) -> Finish:
    """Paper, plaster, unglazed clay, powder coat."""
    return Finish(slot, rough=0.75, shine=0.03, relief=relief)


def glaze(slot: str) -> Finish:
    """Glazed stoneware and porcelain."""
    return Finish(slot, rough=0.16, shine=0.05, relief=noise_relief(3.0, 0.004))


def satin(slot: str) -> Finish:
    """Semi-matt glaze, lacquer, smooth plastic."""
    return Finish(slot, rough=0.38, shine=0.045)


def plastic(slot: str) -> Finish:
    """Moulded plastic with a fine grain."""
    return Finish(slot, rough=0.45, shine=0.045, relief=noise_relief(90.0, 0.0004))


def rubber(slot: str) -> Finish:
    """Rubber and soft-touch grips."""
    return Finish(slot, rough=0.62, shine=0.03)


def steel(slot: str, rough: float = 0.22) -> Finish:
    """Metals; the slot's colour tints what they mirror."""
    return Finish(slot, rough=rough, shine=0.9, metal=True)


def brushed(slot: str, axis: str = "y", rough: float = 0.34) -> Finish:
    """Brushed metal, the strokes across the axis."""
    return Finish(slot, rough=rough, shine=0.9, metal=True, relief=strokes(axis, 260.0, 0.00035))


def cloth(slot: str, threads: float = 90.0, depth: float = 0.0016) -> Finish:
    """Plain weave; `threads` a unit of length."""
    return Finish(slot, rough=0.95, shine=0.02, sheen=0.35, relief=weave(threads, depth))


def linen(slot: str, scale: float = 1.0, lift: float = 0.0012) -> Finish:
    """Slubby plain weave: threads of uneven tone both ways, a soft rim of fibres."""
    return Finish(
        slot,
        rough=0.95,
        shine=0.02,
        sheen=0.5,
        mix=slubs(scale),
        second=slot + "-",
        relief=slub_relief(scale, lift),
    )


def felt(slot: str, depth: float = 0.004, scale: float = 40.0) -> Finish:
    """Felt, fleece, brushed wool: no threads to see, a soft uneven nap."""
    return Finish(
        slot,
        rough=1.0,
        shine=0.02,
        sheen=0.9,
        mix=mottle(scale),
        second=slot + "-",
        relief=noise_relief(scale, depth),
    )


def wood(slot: str = "wood", second: str = "grain", axis: str = "y", seed: float = 0.0) -> Finish:
    """Oiled wood, grain along the axis."""
    return Finish(slot, rough=0.5, shine=0.035, mix=grain(axis, seed), second=second)


def leather(slot: str) -> Finish:
    """Grained leather."""
    return Finish(slot, rough=0.5, shine=0.04, relief=noise_relief(55.0, 0.0022))


def glass(slot: str = "glass", clear: float = 0.9) -> Finish:
    """Clear or tinted glass and clear plastic."""
    return Finish(slot, rough=0.03, shine=0.05, clear=clear)


# Patterns


@lru_cache(maxsize=1)
def _lattice() -> Floats:
    return np.random.default_rng(7).random((32, 32, 32), dtype=np.float32).ravel()


def noise(x: Floats, y: Floats, z: Floats) -> Floats:
    """Smooth noise in 0..1 with features one unit wide."""
    volume = _lattice()
    parts = []
    for v in (x, y, z):
        base = np.floor(v)
        f = v - base
        parts.append((base.astype(np.int32) & 31, f * f * (np.float32(3) - np.float32(2) * f)))
    (ix, fx), (iy, fy), (iz, fz) = parts
    jx, jy, jz = (ix + 1) & 31, (iy + 1) & 31, (iz + 1) & 31
    planes = []
    for kz in (iz, jz):
        rows = []
        for ky in (iy, jy):
            row = (kz * 32 + ky) * 32
            a = volume.take(row + ix)
            rows.append(a + (volume.take(row + jx) - a) * fx)
        planes.append(rows[0] + (rows[1] - rows[0]) * fy)
    return planes[0] + (planes[1] - planes[0]) * fz


def noise_relief(scale: float, depth: float) -> Pattern:
    """Irregular relief: hand-thrown clay, leather, moulded grain."""
    k, d = np.float32(scale), np.float32(depth)
    return lambda x, y, z: noise(x * k, y * k, z * k) * d


def weave(threads: float, depth: float) -> Pattern:
    """Over and under threads, whichever way the surface faces."""
    k, d = np.float32(threads * np.pi), np.float32(depth / 3)

    def relief(x: Floats, y: Floats, z: Floats) -> Floats:
        sx, sy, sz = np.sin(x * k), np.sin(y * k), np.sin(z * k)
        return (sx * sy + sy * sz + sz * sx) * d

    return relief


def strokes(axis: str, scale: float, depth: float) -> Pattern:
    """Fine scratches that run around the axis."""
    k, d = np.float32(scale), np.float32(depth)
    thin = np.float32(scale * 0.02)

    def relief(x: Floats, y: Floats, z: Floats) -> Floats:
        sx, sy, sz = (k if axis == name else thin for name in "xyz")
        return noise(x * sx, y * sy, z * sz) * d

    return relief


def grain(axis: str, seed: float = 0.0) -> Pattern:
    """Growth rings cut lengthwise: long bands that wander a little, with pores along them."""
    s = np.float32(seed)

    def mix(x: Floats, y: Floats, z: Floats) -> Floats:
        along, one, two = {"x": (x, y, z), "y": (y, x, z), "z": (z, x, y)}[axis]
        wander = noise(along * np.float32(0.8) + s, one * np.float32(2.2), two * np.float32(2.2) + s)
        rings = (one + two * np.float32(0.6)) * np.float32(5.5) + wander * np.float32(4.2)
        late = rings - np.floor(rings)
        bands = late * late * (np.float32(1) - np.clip((late - np.float32(0.9)) * np.float32(10), 0, 1))
        pores = noise(along * np.float32(7), one * np.float32(140) + s, two * np.float32(140))
        return np.float32(0.42) * bands + np.float32(0.42) * pores * pores + np.float32(0.12) * wander

    return mix


def slubs(scale: float) -> Pattern:
    """Uneven threads in both directions of an upright or lying cloth."""
    fine, slow = np.float32(150 * scale), np.float32(5 * scale)

    def mix(x: Floats, y: Floats, z: Floats) -> Floats:
        one = noise(x * fine, y * slow + z * slow, z * slow)
        two = noise(x * slow, y * fine + z * fine, x * slow)
        return np.clip((one + two - np.float32(0.65)) * np.float32(0.6), 0, 1)

    return mix


def slub_relief(scale: float, depth: float) -> Pattern:
    """The same threads felt by the light."""
    fine, slow, d = np.float32(110 * scale), np.float32(6 * scale), np.float32(depth)

    def relief(x: Floats, y: Floats, z: Floats) -> Floats:
        return (
            noise(x * fine, y * slow + z * slow, z * slow) + noise(x * slow, (y + z) * fine, x * slow)
        ) * d

    return relief


def stripes(axis: str, period: float, share: float = 0.5, offset: float = 0.0) -> Pattern:
    """Straight stripes across the axis."""
    k, o, s = np.float32(1 / period), np.float32(offset / period), np.float32(share / 2)

    def mix(x: Floats, y: Floats, z: Floats) -> Floats:
        v = {"x": x, "y": y, "z": z}[axis] * k + o
        away = np.abs(v - np.rint(v))
        return np.clip((s - away) * np.float32(180 * period) + np.float32(0.5), 0, 1)

    return mix


def band(axis: str, low: float, high: float) -> Pattern:
    """One band between two places on the axis."""
    a, b = np.float32(low), np.float32(high)

    def mix(x: Floats, y: Floats, z: Floats) -> Floats:
        v = {"x": x, "y": y, "z": z}[axis]
        return np.clip(np.minimum(v - a, b - v) * np.float32(300) + np.float32(0.5), 0, 1)

    return mix


def speckle(scale: float = 60.0, share: float = 0.12) -> Pattern:
    """Flecks of iron in a glaze, chips in terrazzo."""
    k, s = np.float32(scale), np.float32(share)
    return lambda x, y, z: np.clip(
        (noise(x * k, y * k, z * k) - (np.float32(0.92) - s)) * np.float32(9), 0, 1
    )


def mottle(scale: float = 3.0) -> Pattern:
    """Soft unevenness: hand-dipped glaze, suede, felt."""
    k = np.float32(scale)

    def mix(x: Floats, y: Floats, z: Floats) -> Floats:
        coarse = noise(x * k, y * k, z * k)
        return np.clip(
            coarse * np.float32(0.7) + noise(x * k * 4, y * k * 4, z * k * 4) * np.float32(0.3), 0, 1
        )

    return mix


def sag(depth: float, scale: float = 4.0) -> Pattern:
    """Stuffed cloth is never quite even: slow swells, cheap enough to march."""
    d, k = np.float32(depth / 2), np.float32(scale * 1.9)

    def dent(x: Floats, y: Floats, z: Floats) -> Floats:
        slow = np.sin(x * k + np.sin(z * k + np.float32(1.3)) * np.float32(1.4))
        return (np.float32(1) + slow * np.sin(y * k * np.float32(0.8) + z * k * np.float32(0.6))) * d

    return dent
