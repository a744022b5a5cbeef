"""The primitive forms: balls, boxes, rods, rings, bars along a path, turned and cut-out profiles."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from app.samples.pictures.outlines import Outline, Path, as_curve, plan, rounded, smooth_path, turned_plan
from app.samples.pictures.solids import Floats, Solid, Vec, join, smooth_min, triple

ZERO = np.float32(0)


def ball(radius: float) -> Solid:
    """A sphere about the origin."""
    r = np.float32(radius)
    return Solid(lambda x, y, z: np.sqrt(x * x + y * y + z * z) - r, (-radius,) * 3, (radius,) * 3)


def egg(rx: float, ry: float, rz: float) -> Solid:
    """An ellipsoid about the origin."""
    ix, iy, iz = np.float32(1 / rx), np.float32(1 / ry), np.float32(1 / rz)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        ax, ay, az = x * ix, y * iy, z * iz
        k0 = np.sqrt(ax * ax + ay * ay + az * az)
        ax, ay, az = ax * ix, ay * iy, az * iz
        k1 = np.sqrt(ax * ax + ay * ay + az * az)
        return k0 * (k0 - np.float32(1)) / np.maximum(k1, np.float32(1e-6))

    return Solid(distance, (-rx, -ry, -rz), (rx, ry, rz), 0.9)


def box(width: float, height: float, depth: float, edge: float = 0.0) -> Solid:
    """A box about the origin, whole widths; `edge` rounds its edges."""
    bx, by, bz = (np.float32(v / 2 - edge) for v in (width, height, depth))

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        qx, qy, qz = np.abs(x) - bx, np.abs(y) - by, np.abs(z) - bz
        ox, oy, oz = np.maximum(qx, ZERO), np.maximum(qy, ZERO), np.maximum(qz, ZERO)
        inside = np.minimum(np.maximum(np.maximum(qx, qy), qz), ZERO)
        return np.sqrt(ox * ox + oy * oy + oz * oz) + inside - np.float32(edge)

    half = (width / 2, height / 2, depth / 2)
    return Solid(distance, (-half[0], -half[1], -half[2]), half)


def slab(width: float, height: float, depth: float, corner: float, edge: float = 0.0) -> Solid:
    """A lying board: `corner` rounds its outline seen from above, `edge` its rims."""
    bx, by, bz = np.float32(width / 2 - corner), np.float32(height / 2 - edge), np.float32(depth / 2 - corner)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        qx, qz = np.abs(x) - bx, np.abs(z) - bz
        ox, oz = np.maximum(qx, ZERO), np.maximum(qz, ZERO)
        flat = np.sqrt(ox * ox + oz * oz) + np.minimum(np.maximum(qx, qz), ZERO) - np.float32(corner - edge)
        return _capped(flat, np.abs(y) - by, edge)

    half = (width / 2, height / 2, depth / 2)
    return Solid(distance, (-half[0], -half[1], -half[2]), half)


def _capped(flat: Floats, along: Floats, edge: float) -> Floats:
    """The distance to a straight column with the given outline, ends at `along` = 0, edges rounded."""
    a, b = np.maximum(flat, ZERO), np.maximum(along, ZERO)
    return np.sqrt(a * a + b * b) + np.minimum(np.maximum(flat, along), ZERO) - np.float32(edge)


def rod(radius: float, height: float, edge: float = 0.0) -> Solid:
    """An upright cylinder about the origin."""
    r, h = np.float32(radius - edge), np.float32(height / 2 - edge)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        return _capped(np.sqrt(x * x + z * z) - r, np.abs(y) - h, edge)

    return Solid(distance, (-radius, -height / 2, -radius), (radius, height / 2, radius))


def prism(sides: int, radius: float, height: float, edge: float = 0.0) -> Solid:
    """An upright regular prism about the origin; `radius` reaches its flat sides."""
    step = 2 * np.pi / sides
    r, h = np.float32(radius - edge), np.float32(height / 2 - edge)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        angle = np.arctan2(z, x)
        angle = angle - np.float32(step) * np.rint(angle / np.float32(step))
        return _capped(np.sqrt(x * x + z * z) * np.cos(angle) - r, np.abs(y) - h, edge)

    reach = radius / float(np.cos(step / 2))
    return Solid(distance, (-reach, -height / 2, -reach), (reach, height / 2, reach), 0.9)


def cone(bottom: float, top: float, height: float, edge: float = 0.0) -> Solid:
    """An upright frustum about the origin with the given radii."""
    mid, slope = (bottom + top) / 2 - edge, (top - bottom) / height
    lean = float(1 / np.sqrt(1 + slope * slope))
    h = np.float32(height / 2 - edge)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        side = (np.sqrt(x * x + z * z) - np.float32(mid) - y * np.float32(slope)) * np.float32(lean)
        return _capped(side, np.abs(y) - h, edge)

    reach = max(bottom, top)
    return Solid(distance, (-reach, -height / 2, -reach), (reach, height / 2, reach), 0.95)


def ring(radius: float, thick: float, flat: float = 1.0) -> Solid:
    """A lying torus; `thick` is the radius of its tube, `flat` < 1 presses it."""
    r, t, k = np.float32(radius), np.float32(thick), np.float32(1 / flat)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        q, v = np.sqrt(x * x + z * z) - r, y * k
        return (np.sqrt(q * q + v * v) - t) * np.float32(min(1.0, flat))

    reach = radius + thick
    return Solid(distance, (-reach, -thick * flat, -reach), (reach, thick * flat, reach))


def arc(radius: float, thick: float, opening: float) -> Solid:
    """Part of a standing torus in the xy plane, `opening` degrees to either side of +y, round ends."""
    half = np.radians(opening)
    s, c = np.float32(np.sin(half)), np.float32(np.cos(half))
    r, t = np.float32(radius), np.float32(thick)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        px = np.abs(x)
        along = np.where(c * px > s * y, px * s + y * c, np.sqrt(px * px + y * y))
        square = px * px + y * y + z * z + r * r - np.float32(2) * r * along
        return np.sqrt(np.maximum(square, ZERO)) - t

    reach = radius + thick
    low = -reach if opening > 90 else radius * float(c) - thick
    return Solid(distance, (-reach, low, -thick), (reach, reach, thick))


def bar(start: Vec, end: Vec, radius: float, radius_end: float | None = None) -> Solid:
    """A straight round bar between two points, round ends, thicker or thinner towards the end if asked."""
    a, d = np.array(start, np.float32), np.array(end, np.float32) - np.array(start, np.float32)
    square = np.float32(max(float(d @ d), 1e-9))
    other = radius if radius_end is None else radius_end
    change = np.float32(other - radius)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        px, py, pz = x - a[0], y - a[1], z - a[2]
        h = np.clip((px * d[0] + py * d[1] + pz * d[2]) / square, ZERO, np.float32(1))
        qx, qy, qz = px - d[0] * h, py - d[1] * h, pz - d[2] * h
        return np.sqrt(qx * qx + qy * qy + qz * qz) - (np.float32(radius) + change * h)

    thick = max(radius, other)
    low = tuple(min(p, q) - thick for p, q in zip(start, end, strict=True))
    high = tuple(max(p, q) + thick for p, q in zip(start, end, strict=True))
    return Solid(distance, (low[0], low[1], low[2]), (high[0], high[1], high[2]), 0.95)


def tube(path: Path, radius: float, pieces: int = 0) -> Solid:
    """A round bar bent along a path; `pieces` > 0 smooths the path into that many straight bits a stretch."""
    points = smooth_path(path, pieces) if pieces else np.array(path, np.float32)
    bars = [bar(triple(p), triple(q), radius) for p, q in pairwise(points)]
    return join(*(join(*bars[n : n + 3]) for n in range(0, len(bars), 3)))


def lathe(profile: Outline, round_: float = 0.0) -> Solid:
    """A form turned on the potter's wheel: a closed outline of (radius, height) from axis to axis.

    Run through smoothly, or, with `round_`, with straight sides and rounded corners.
    """
    if round_:
        curve = np.array(rounded(profile, round_), np.float32)
        curve[:, 0] = np.maximum(curve[:, 0], 0)
    else:
        curve = smooth_path(profile, 8)
    table = turned_plan(curve)
    reach, low, high = float(curve[:, 0].max()), float(curve[:, 1].min()), float(curve[:, 1].max())

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        return table.look_up(np.sqrt(x * x + z * z), y)[0]

    return Solid(distance, (-reach, low, -reach), (reach, high, reach), 0.95, table.grit)


def vessel(profile: Outline, wall: float, top: float, round_: float = 0.0) -> Solid:
    """A hollow turned form: the outline of its outside from the bottom of the axis past `top`, where it opens."""
    radius, end = profile[-1]
    beyond = [(radius, end + 0.06), (radius * 0.9, end + 0.12), (0.0, end + 0.12)]
    body = lathe([*profile, *beyond], round_)
    inner, half = body.distance, np.float32(wall / 2)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        side = np.abs(inner(x, y, z) + half) - half
        rim = y - np.float32(top)
        return -smooth_min(-side, -rim, wall * 0.9)

    return body.reshaped(distance, body.low, (body.high[0], top, body.high[2]))


def cutout(outline: Outline, depth: float, edge: float = 0.0, smooth: int = 0, round_: float = 0.0) -> Solid:
    """An outline in the xy plane, given depth along z; `edge` rounds its rims, `round_` its corners."""
    curve = as_curve(outline, smooth, round_)
    table = plan(curve)
    half = np.float32(depth / 2 - edge)

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        return _capped(table.look_up(x, y)[0] + np.float32(edge), np.abs(z) - half, edge)

    (left, bottom), (right, top) = curve.min(axis=0).tolist(), curve.max(axis=0).tolist()
    return Solid(distance, (left, bottom, -depth / 2), (right, top, depth / 2), 0.95, table.grit)


Puff = Callable[[Floats, Floats, Floats], Floats]


def stuffed(outline: Outline | Floats, half: Puff, smooth: int = 0, round_: float = 0.0) -> Solid:
    """An outline in the xy plane with a soft thickness: half the depth from (distance to the rim, x, y)."""
    curve = as_curve(outline, smooth, round_)
    table = plan(curve, half)
    most = float(table.layers[1].max())

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        outside, thick = table.look_up(x, y)
        over = np.abs(z) - thick
        out, up = np.maximum(outside, ZERO), np.maximum(over, ZERO)
        return np.where(outside > 0, np.sqrt(out * out + up * up), np.maximum(over, np.float32(-0.08)))

    (left, bottom), (right, top) = curve.min(axis=0).tolist(), curve.max(axis=0).tolist()
    return Solid(distance, (left, bottom, -most), (right, top, most), 0.65, table.grit)


def inflated(
    outline: Outline | Floats, half: Puff, edge: float, smooth: int = 0, round_: float = 0.0
) -> Solid:
    """An outline in the xy plane, as thick as `half` says, its rims rounded by `edge`: boots, grips, housings."""
    curve = as_curve(outline, smooth, round_)
    table = plan(curve, half)
    most = float(table.layers[1].max())

    def distance(x: Floats, y: Floats, z: Floats) -> Floats:
        outside, thick = table.look_up(x, y)
        return _capped(outside + np.float32(edge), np.abs(z) - thick + np.float32(edge), edge)

    (left, bottom), (right, top) = curve.min(axis=0).tolist(), curve.max(axis=0).tolist()
    return Solid(distance, (left, bottom, -most), (right, top, most), 0.8, table.grit)
