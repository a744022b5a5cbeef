"""What plays music."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    brushed,
    cloth,
    leather,
    matte,
    plastic,
    rubber,
    satin,
    steel,
)
from app.samples.pictures.forms import arc, ball, bar, box, egg, ring, rod, slab, tube
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.kinds.tech import mesh
from app.samples.pictures.solids import Floats, Solid, blend, join
from app.samples.pictures.trace import Part


def headphones() -> Scene:
    """Over-ear headphones, standing on their cups."""
    hoop = arc(0.46, 0.028, 84).squeezed(1, 1.08, 1.9).at(0, 0.51, 0)
    pad = arc(0.455, 0.05, 42).squeezed(1, 1.05, 1.5).at(0, 0.51, 0)
    slider = bar((0.46, 0.53, 0), (0.475, 0.35, 0), 0.02).mirror("x")
    cup = rod(0.23, 0.11, 0.045).squeezed(1, 1, 0.86).turn("z", 90).turn("z", -5).at(0.50, 0.21, 0).mirror("x")
    cushion_ = ring(0.155, 0.072).squeezed(1, 1, 0.86).turn("z", 90).turn("z", -5).at(0.415, 0.21, 0).mirror("x")
    yoke = join(arc(0.25, 0.016, 88).turn("y", 90).at(0.485, 0.21, 0)).mirror("x")
    disc = rod(0.15, 0.02, 0.006).squeezed(1, 1, 0.86).turn("z", 90).turn("z", -5).at(0.556, 0.208, 0).mirror("x")
    return scene(
        Part(hoop, plastic("main")), Part(pad, leather("trim")), Part(join(slider, yoke), brushed("steel")), Part(cup, Finish("main", 0.5, 0.045)),
        Part(cushion_, leather("trim")), Part(disc, Finish("main-", 0.35, 0.05)), view=View(9, 32, 0.78),
    )


def earbuds() -> Scene:
    """Two earbuds before their charging case."""
    case = slab(0.74, 0.30, 0.36, 0.17, 0.13).at(0, 0.15, -0.1)
    gap = box(1, 0.008, 1).at(0, 0.21, -0.1)
    hinge = box(0.16, 0.04, 0.02, 0.01).at(0, 0.2, -0.285)
    led = egg(0.012, 0.008, 0.008).at(0, 0.13, 0.082)

    def bud(x: float, z: float, turn: float) -> tuple[Solid, Solid]:
        head = blend(0.06, ball(0.085).at(0, 0.10, 0), egg(0.045, 0.045, 0.08).at(0, 0.09, 0.08), bar((0, 0.12, -0.03), (0.0, 0.235, -0.06), 0.034))
        tip = egg(0.055, 0.055, 0.04).at(0, 0.085, 0.155)
        return head.turn("x", 18).turn("y", turn).at(x, 0.0, z), tip.turn("x", 18).turn("y", turn).at(x, 0.0, z)

    (a, a_tip), (b, b_tip) = bud(-0.17, 0.30, 50), bud(0.16, 0.34, -34)
    gloss = Finish("main", 0.25, 0.05)
    return scene(Part(case.cut(gap), Finish("main", 0.42, 0.045)), Part(hinge, steel("steel")), Part(led, Finish("lamp", 0.2, 0.05, glow=0.8, second="lamp")), Part(join(a, b), gloss), Part(join(a_tip, b_tip), rubber("trim")), view=View(20, 18, 0.76))


def speaker() -> Scene:
    """A portable cylinder speaker in woven cloth."""
    body = rod(0.24, 0.86, 0.05).at(0, 0.45, 0)
    caps = join(rod(0.228, 0.05, 0.02).at(0, 0.025, 0), ring(0.19, 0.03).at(0, 0.875, 0))
    dish = rod(0.17, 0.02, 0.006).at(0, 0.875, 0)
    strap = tube([(0.235, 0.78, 0), (0.33, 0.82, 0.02), (0.36, 0.70, 0.02), (0.33, 0.52, 0.01), (0.235, 0.5, 0)], 0.022, 4)
    keys = box(0.05, 0.26, 0.03, 0.012).at(0, 0.5, 0.232)
    plus = join(box(0.03, 0.007, 0.02).at(0, 0.585, 0.248), box(0.007, 0.03, 0.02).at(0, 0.585, 0.248), box(0.03, 0.007, 0.02).at(0, 0.415, 0.248), ring(0.012, 0.003).turn("x", 90).at(0, 0.5, 0.247))
    knit = Finish("main", 0.95, 0.03, sheen=0.3, relief=mesh(38, 0.005), mix=_weave_tone, second="main-")
    return scene(Part(body, knit), Part(caps, rubber("trim")), Part(dish, satin("trim")), Part(strap, cloth("trim", 60)), Part(keys, rubber("trim")), Part(plus, matte("white")), view=View(12, 18, 0.8))


def _weave_tone(x: Floats, y: Floats, z: Floats) -> Floats:
    k = np.float32(38 * np.pi)
    return np.clip(np.float32(0.7) - np.abs(np.sin((x + z * np.float32(0.6)) * k) * np.sin(y * k)), 0, 1)
