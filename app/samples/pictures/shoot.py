"""Taking the picture: which surface each sample of the frame sees and how much of each light it gets.

Everything here is free of colour. One shot serves all the colours a product comes in (see develop).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.samples.pictures.camera import Camera, View, frame
from app.samples.pictures.finishes import Finish
from app.samples.pictures.lighting import Light, receive
from app.samples.pictures.sampling import Samples, take_samples
from app.samples.pictures.shadow import ShadowMap, cloud, shadow_maps
from app.samples.pictures.sight import PartSight, Sight, alike_of, normals
from app.samples.pictures.solids import Floats, Solid, Vec, around
from app.samples.pictures.studio import Lamps, Studio, lamps, mirrored, overhead
from app.samples.pictures.trace import Hits, Part, Tracer

BLOCK = 16384
SPACING = 0.015
GLASS_SHADOW = 0.35


@dataclass(frozen=True, slots=True)
class Surface:
    """Samples of one part and the light that falls on each.

    mirror: mirrored light; edge: share mirrored rather than let in (Fresnel); mix: fade to the second colour;
    away: cosine between the surface and the camera.
    """

    finish: Finish
    sample: NDArray[np.intp]
    light: Light
    mirror: Floats
    edge: Floats
    mix: Floats
    away: Floats


@dataclass(frozen=True, slots=True)
class Shot:
    """All samples of a picture: their pixel and weight, the floor's light, what they show, glass before it."""

    size: int
    pixel: NDArray[np.int32]
    weight: Floats
    floor: tuple[Floats, Floats]
    surfaces: list[Surface]
    glass: list[Surface]


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands in the studio, ready to be looked at; `pale` are the shadows that glass throws too."""

    tracer: Tracer
    studio: Studio
    lamps: Lamps
    maps: list[ShadowMap]
    pale: list[ShadowMap]
    reach: float

    @property
    def camera(self) -> Camera:
        """The camera before it."""
        return self.tracer.camera


def shoot(parts: list[Part], view: View, studio: Studio, size: int) -> Shot:
    """Photograph parts standing on the studio's floor."""
    studio = overhead(studio) if view.up > 60 else studio
    parts = _halved([piece for part in parts for piece in _apart(part, _area(*_around(parts)))], view)
    stage = _set_up(parts, view, studio, size)
    glass = [n for n, p in enumerate(parts) if p.finish.clear > 0]
    solid = [n for n, p in enumerate(parts) if p.finish.clear == 0]
    layers = [solid, glass[1::2], glass[::2]] if glass else [solid]
    samples = take_samples(stage.tracer, layers)
    surfaces = _look(stage, samples, samples.hits[0], solid)
    panes: list[Surface] = []
    for layer, hits in zip(layers[1:], samples.hits[1:], strict=True):
        hits.part[hits.depth > samples.hits[0].depth] = -1
        panes += _look(stage, samples, hits, layer)
    return Shot(size, samples.pixel, samples.weight, _floor(stage), surfaces, panes)


def _around(parts: list[Part]) -> tuple[Vec, Vec]:
    return around([p.solid.low for p in parts], [p.solid.high for p in parts])


def _area(low: Vec, high: Vec) -> float:
    """Half the surface of a box."""
    x, y, z = (max(h - v, 0.0) for v, h in zip(low, high, strict=True))
    return x * y + y * z + z * x


def _apart(part: Part, whole: float) -> list[Part]:
    """A joined part in pieces where they fill little of its box: each is then looked for only where it is."""
    solid = part.solid
    own = _area(solid.low, solid.high)
    filled = sum(_area(p.low, p.high) for p in solid.pieces)
    if not solid.pieces or own < 0.03 * whole or filled > 0.7 * own:
        return [part]
    return [piece for p in solid.pieces for piece in _apart(Part(p, part.finish), whole)]


def _halved(parts: list[Part], view: View) -> list[Part]:
    """Glass in two, its front and its back half: both are seen, one through the other."""
    out = []
    for part in parts:
        if part.finish.clear == 0:
            out.append(part)
            continue
        middle = (part.solid.low[0] + part.solid.high[0]) / 2, (part.solid.low[2] + part.solid.high[2]) / 2
        nx, nz = np.float32(np.sin(np.radians(view.right))), np.float32(np.cos(np.radians(view.right)))
        off = np.float32(middle[0] * nx + middle[1] * nz)
        sides = (np.float32(1), np.float32(-1))
        out += [Part(_half(part.solid, nx * side, nz * side, off * side), part.finish) for side in sides]
    return out


def _half(solid: Solid, nx: np.float32, nz: np.float32, off: np.float32) -> Solid:
    inner = solid.distance
    return solid.reshaped(
        lambda x, y, z: np.maximum(inner(x, y, z), off - x * nx - z * nz), solid.low, solid.high
    )


def _set_up(parts: list[Part], view: View, studio: Studio, size: int) -> Stage:
    low, high = _around(parts)
    widest = max(h - v for v, h in zip(low, high, strict=True))
    clouds = [cloud([p.solid], widest * SPACING) for p in parts]
    points = np.concatenate(clouds)
    opaque = [c for c, p in zip(clouds, parts, strict=True) if p.finish.clear == 0]
    reach = float(np.ptp(points, axis=0).max())
    light = lamps(studio)
    camera = frame(points[::2], view, size)
    maps = shadow_maps(np.concatenate([*opaque, points[:1]]), light, reach * SPACING)
    pale = shadow_maps(points, light, reach * SPACING) if len(opaque) < len(parts) else []
    return Stage(Tracer(parts, camera), studio, light, maps, pale, reach)


def _floor(stage: Stage) -> tuple[Floats, Floats]:
    """Key and other light on the floor, for each pixel (open floor gets 1 in sum)."""
    first, last = stage.lamps.key, stage.lamps.upper
    key, rest = (
        _floor_light(stage, stage.maps, range(first), 4),
        _floor_light(stage, stage.maps, range(first, last), 8),
    )
    if not stage.pale:
        return key, rest
    darker = (
        _floor_light(stage, stage.pale, range(first), 4),
        _floor_light(stage, stage.pale, range(first, last), 8),
    )
    own = np.float32(GLASS_SHADOW)
    return key * (1 - own) + darker[0] * own, rest * (1 - own) + darker[1] * own


def _floor_light(stage: Stage, maps: list[ShadowMap], chosen: range, cut: int) -> Floats:
    """Light of the chosen lamps, worked out for each `cut` by `cut` pixels; its shadows are soft enough."""
    size = stage.camera.size
    small = -(-size // cut)
    line = (np.arange(small, dtype=np.float32) + np.float32(0.5)) * cut
    px, py = (g.ravel() for g in np.meshgrid(line, line))
    dx, dy, dz = stage.camera.rays(px, py)
    t = -stage.camera.origin[1] / np.minimum(dy, np.float32(-1e-3))
    points = np.stack([stage.camera.origin[0] + dx * t, np.zeros_like(t), stage.camera.origin[2] + dz * t])
    total = np.zeros_like(t)
    for n in chosen:
        total += maps[n].shade(points, 0.0) * (stage.lamps.weights[n] * stage.lamps.directions[n, 1])
    if cut > 4:
        total = _softened(_softened(total.reshape(small, small)))
    image = Image.fromarray(total.reshape(small, small))
    box = (0, 0, size / cut, size / cut)
    return np.asarray(image.resize((size, size), Image.Resampling.BICUBIC, box=box), np.float32).ravel()


def _softened(grid: Floats) -> Floats:
    """Each cell with half of its neighbours' light."""
    for _ in range(2):
        padded = np.concatenate([grid[:1], grid, grid[-1:]])
        grid = ((padded[:-2] + padded[2:]) * np.float32(0.25) + grid * np.float32(0.5)).T
    return grid


def _look(stage: Stage, samples: Samples, hits: Hits, numbers: Sequence[int]) -> list[Surface]:
    """The surfaces that the samples show."""
    sights = []
    for number in numbers:
        which = np.flatnonzero(hits.part == number)
        if len(which):
            sights.append(_sight(stage, stage.tracer.parts[number], samples, hits, which))
    if not sights:
        return []
    seen = Sight(
        *(np.concatenate(column, axis=-1) for column in zip(*(each.arrays for each in sights), strict=True))
    )
    light, mirror, edge = _lit(stage, samples, seen)
    found, start = [], 0
    for each in sights:
        own = slice(start, start + len(each.sample))
        start = own.stop
        part = Light(
            *(values[own] for values in (light.key, light.fill, light.bounce, light.open_, light.key_seen))
        )
        found.append(Surface(each.finish, each.sample, part, mirror[own], edge[own], each.mix, each.away))
    return found


def _sight(stage: Stage, part: Part, samples: Samples, hits: Hits, which: NDArray[np.intp]) -> PartSight:
    """Where samples meet a part, and which way it faces there."""
    finish, depth = part.finish, hits.depth[which]
    ray = np.stack(stage.camera.rays(samples.x[which], samples.y[which]))
    where = stage.camera.origin[:, None] + ray * depth
    normal = normals(part, where, float(depth.mean()) * stage.camera.spread)
    away = -(normal * ray).sum(axis=0)
    normal = np.where(away < 0, normal + ray * (2 * away), normal)
    mix = finish.mix(*where) if finish.mix is not None else np.zeros_like(depth)
    rough, shine = np.full_like(depth, finish.rough), np.full_like(depth, finish.shine)
    return PartSight((which, where, normal, ray, np.abs(away), depth, rough, shine), finish, mix)


def _lit(stage: Stage, samples: Samples, seen: Sight) -> tuple[Light, Floats, Floats]:
    """Light received and mirrored by all samples, block by block to stay in the cache; Fresnel's share."""
    starts = range(0, len(seen.sample), BLOCK)
    blocks = [_lit_block(stage, samples, seen.block(slice(at, at + BLOCK))) for at in starts]
    key, fill, bounce, open_, key_seen, mirror, edge = (
        np.concatenate(column) for column in zip(*blocks, strict=True)
    )
    return Light(key, fill, bounce, open_, key_seen), mirror, edge


def _lit_block(stage: Stage, samples: Samples, seen: Sight) -> tuple[Floats, ...]:
    alike = alike_of(
        samples.pixel[seen.sample], stage.camera.size, seen.depth / np.float32(stage.reach), seen.normal
    )
    light = receive(stage.lamps, stage.maps, seen.where, seen.normal, alike, stage.reach)
    mx, my, mz = seen.ray + seen.normal * (2 * seen.away)
    mirror = mirrored(stage.studio, mx, my, mz, seen.rough, light.key_seen)
    near = np.exp(seen.where[1] * np.float32(-8 / stage.reach)) * np.float32(0.45)
    mirror = mirror * np.clip(light.open_ * np.float32(1.3), 0.12, 1) * (1 - near * np.clip(-2 * my, 0, 1))
    gloss = (1 - seen.shine) * (1 - np.float32(0.75) * seen.rough)
    edge = np.asarray(seen.shine + gloss * (1 - np.clip(seen.away, 0, 1)) ** 5, np.float32)
    return light.key, light.fill, light.bounce, light.open_, light.key_seen, mirror, edge
