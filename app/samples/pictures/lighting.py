"""How much of each light reaches a point: worked out once for two by two pixels, bent to each pixel's normal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.samples.pictures.shadow import ShadowMap, facing
from app.samples.pictures.solids import Floats
from app.samples.pictures.studio import Lamps


@dataclass(frozen=True, slots=True)
class Light:
    """Light received at points: from the key, from all else above, from the floor; and what is in sight."""

    key: Floats
    fill: Floats
    bounce: Floats
    open_: Floats
    key_seen: Floats


def receive(
    lamps: Lamps,
    maps: Sequence[ShadowMap],
    where: Floats,
    normal: Floats,
    alike: NDArray[np.int64],
    reach: float,
) -> Light:
    """Light at points (3, n) with normals (3, n); points with the same number in `alike` share what
    they see of the lamps."""
    _, chosen, member = np.unique(alike, return_index=True, return_inverse=True)
    common = normal[:, chosen]
    turned = normal - common[:, member]
    amounts, pulls, open_, key_seen = _gather(lamps, maps, where[:, chosen], common)
    got = []
    for amount, pull in zip(amounts, pulls, strict=True):
        bent = amount[member] + (pull[:, member] * turned).sum(axis=0)
        got.append(np.maximum(bent, np.float32(0)))
    near = np.exp(where[1] * np.float32(-6 / reach)) * np.float32(0.5)
    return Light(got[0], got[1], got[2] * (1 - near), open_[member], key_seen[member])


def _gather(
    lamps: Lamps, maps: Sequence[ShadowMap], where: Floats, normal: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Light of key, others and floor (3, n), its change by normal (3, 3, n); shares of sky and key in sight."""
    count = where.shape[1]
    amounts, pulls = np.zeros((3, count), np.float32), np.zeros((3, 3, count), np.float32)
    sky, whole, seen = (np.full(count, 0.02, np.float32) for _ in range(3))
    front_of = facing(lamps.directions, normal)
    for n, shadow in enumerate(maps):
        weight = np.float32(lamps.weights[n])
        if lamps.sky <= n < lamps.upper:
            if n % 2:
                continue
            weight *= 2  # the sky's lamps are many for the floor's sake; half of them do for a surface
        front = np.maximum(front_of[n], np.float32(0))
        lit = shadow.shade(where + normal * np.float32(0.9 * shadow.cell), 0.35 * shadow.cell)
        group = 0 if n < lamps.key else 1 if n < lamps.upper else 2
        amounts[group] += lit * front * weight
        turned = lit * (front_of[n] > 0) * weight
        for axis in range(3):
            pulls[group, axis] += turned * lamps.directions[n, axis]
        if group == 0:
            seen += lit
        elif group == 1:
            sky += lit * front
            whole += front
    return amounts, pulls, sky / whole, seen / np.float32(lamps.key)
