"""The studios: one light, one backdrop, one exposure for all the pictures of a brand."""

from dataclasses import dataclass, replace

import numpy as np

from app.samples.pictures.camera import position
from app.samples.pictures.solids import Floats, Vec

Color = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Softbox:
    """An area light: where its middle stands (degrees up, degrees right), its radius in degrees, its strength."""

    up: float
    right: float
    radius: float
    strength: float
    samples: int

    @property
    def direction(self) -> Vec:
        """The unit vector towards its middle."""
        return position(self.up, self.right)


@dataclass(frozen=True, slots=True)
class Studio:
    """A brand's photographer: backdrop colour (sRGB hex), key and fill lights, the share of open sky."""

    name: str
    backdrop: str
    key: Softbox
    fill: Softbox
    sky: float
    warmth: float = 0.0
    contrast: float = 1.0
    falloff: float = 0.06
    key_panel: float = 3.2
    fill_panel: float = 1.3


@dataclass(frozen=True, slots=True)
class Lamps:
    """Directions (n, 3) to small lights with their weights.

    First those of the key light (`key` of them), the fill's, from `sky` those of the sky; from `upper` on they
    shine from the floor.
    """

    directions: Floats
    weights: Floats
    key: int
    sky: int
    upper: int


SKY_SAMPLES = 24
GROUND_SAMPLES = 4


def overhead(studio: Studio) -> Studio:
    """The same studio for pictures from straight above: its lights lower and from the top of the frame."""
    key = replace(studio.key, up=studio.key.up * 0.72, right=-180 - studio.key.right)
    return replace(studio, key=key, fill=replace(studio.fill, right=180 - studio.fill.right))


def lamps(studio: Studio) -> Lamps:
    """The studio's lights as small lamps, scaled so that open floor receives exactly one."""
    key, fill = _disc(studio.key), _disc(studio.fill)
    sky = _dome(SKY_SAMPLES)
    weights = [
        np.full(len(key), studio.key.strength / len(key)),
        np.full(len(fill), studio.fill.strength / len(fill)),
        np.full(len(sky), 2 * studio.sky / len(sky)),
    ]
    upper = np.concatenate([key, fill, sky])
    weight = np.concatenate(weights)
    weight = weight / float((upper[:, 1] * weight).sum())
    ground = _dome(GROUND_SAMPLES) * (1, -1, 1)
    directions = np.concatenate([upper, ground]).astype(np.float32)
    weight = np.concatenate([weight, np.full(len(ground), 2 / len(ground))]).astype(np.float32)
    return Lamps(directions, weight, len(key), len(key) + len(fill), len(upper))


def _disc(box: Softbox) -> Floats:
    """Directions spread evenly over the softbox."""
    middle = np.array(box.direction)
    side = np.cross((0.0, 1.0, 0.0), middle)
    side /= np.linalg.norm(side)
    up = np.cross(middle, side)
    n = np.arange(box.samples) + 0.5
    reach, turn = np.sqrt(n / box.samples) * np.tan(np.radians(box.radius)), n * np.pi * (3 - np.sqrt(5))
    spread = middle + (reach * np.cos(turn))[:, None] * side + (reach * np.sin(turn))[:, None] * up
    return np.asarray(spread / np.linalg.norm(spread, axis=1, keepdims=True), np.float32)


def _dome(count: int) -> Floats:
    """Directions spread evenly over the upper half, none flatter than the floor's grain."""
    n = np.arange(count) + 0.5
    up, turn = n / count * 0.94 + 0.06, n * np.pi * (3 - np.sqrt(5)) + 0.7
    flat = np.sqrt(1 - up * up)
    return np.stack([flat * np.cos(turn), up, flat * np.sin(turn)], axis=1).astype(np.float32)


def mirrored(studio: Studio, x: Floats, y: Floats, z: Floats, rough: Floats, key_seen: Floats) -> Floats:
    """What a surface mirrors from the studio in the given directions; roughness blurs it.

    Two tall panels left and right, a bright ceiling, a pale sweep behind and below, and a dark room in front.
    """
    blur = np.float32(0.04) + np.float32(0.9) * rough * rough
    ceiling = np.clip((y - np.float32(0.2)) * np.float32(1.25), 0, 1)
    behind = np.clip(np.float32(0.45) - np.float32(0.9) * z, 0, 1)
    room = np.float32(0.13) + np.float32(0.5) * ceiling + np.float32(0.45) * behind * (1 - ceiling)
    above = np.clip(y / (blur + np.float32(0.1)) * np.float32(0.5) + np.float32(0.5), 0, 1)
    light = room * above + np.float32(0.58) * (1 - above)
    left = np.float32(studio.key_panel) * (np.float32(0.25) + np.float32(0.75) * key_seen)
    light = light + left * _panel(studio.key.right, x, y, z, 0.30, blur)
    return light + np.float32(studio.fill_panel) * _panel(studio.fill.right, x, y, z, 0.16, blur)


def _panel(right: float, x: Floats, y: Floats, z: Floats, wide: float, blur: Floats) -> Floats:
    """A tall panel of light standing on the floor, as seen in a mirror; blurred it grows wider and dimmer."""
    turn = np.radians(right)
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    front = x * s + z * c
    flat = np.sqrt(x * x + z * z) + np.float32(1e-4)
    aside = np.asarray(np.abs(x * c - z * s) / flat, np.float32)
    reach = _edge((np.float32(wide) - aside) / blur) * (front > 0)
    rise = y / flat
    tall = _edge((rise + np.float32(0.45)) / blur) * _edge((np.float32(1.35) - rise) / blur)
    return reach * tall * (np.float32(wide) / (np.float32(wide) + np.float32(0.6) * blur))


def _edge(v: Floats) -> Floats:
    s = np.clip(v * np.float32(0.5) + np.float32(0.5), 0, 1)
    return np.asarray(s * s * (np.float32(3) - np.float32(2) * s), np.float32)


def linear(color: str) -> Color:
    """A #rrggbb colour in linear light."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return r, g, b
