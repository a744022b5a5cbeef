"""What stands on a table: cups, plates, pots and what serves them."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

from dataclasses import replace

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    brushed,
    glass,
    glaze,
    matte,
    noise_relief,
    satin,
    speckle,
    steel,
    wood,
)
from app.samples.pictures.forms import ball, bar, box, cutout, egg, lathe, ring, rod, slab, tube, vessel
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.solids import Distance, Floats, Solid, blend, join
from app.samples.pictures.trace import Part

CLAY = noise_relief(22.0, 0.003)


def mug() -> Scene:
    """A straight mug with a round handle, its foot left bare."""
    cup = vessel([(0, 0), (0.30, 0), (0.37, 0.03), (0.40, 0.12), (0.41, 0.45), (0.41, 0.95)], 0.035, 0.84)
    handle = ring(0.19, 0.042).squeezed(1, 1.35, 1.15).turn("x", 90).at(0.43, 0.45, 0).cut(rod(0.385, 2).at(0, 0.5, 0))
    foot = rod(0.30, 0.02, 0.008).at(0, 0.006, 0)
    return scene(Part(blend(0.05, cup, handle), glaze("main")), Part(foot, matte("cork", CLAY)))


def espresso_cup() -> Scene:
    """A small cup on its saucer."""
    saucer = vessel([(0, 0), (0.26, 0), (0.30, 0.02), (0.50, 0.06), (0.56, 0.09), (0.57, 0.2)], 0.022, 0.085)
    cup = vessel([(0, 0.03), (0.16, 0.03), (0.23, 0.08), (0.29, 0.25), (0.31, 0.40), (0.312, 0.55)], 0.026, 0.42)
    handle = ring(0.105, 0.026).turn("x", 90).at(0.31, 0.26, 0).cut(rod(0.275, 2).at(0, 0.3, 0))
    coffee = rod(0.265, 0.02).at(0, 0.335, 0)
    return scene(
        Part(saucer, glaze("main")), Part(blend(0.03, cup, handle), glaze("main")), Part(coffee, satin("dark")),
        view=View(22, 32),
    )


def bowl() -> Scene:
    """A wide bowl on a turned foot."""
    body = vessel(
        [(0, 0), (0.20, 0), (0.21, 0.045), (0.34, 0.11), (0.48, 0.26), (0.545, 0.45), (0.56, 0.65)], 0.03, 0.5
    )
    return scene(Part(body, glaze("main").printed(speckle(48, 0.05), "main-")), view=View(24, 10, 0.78))


def plate() -> Scene:
    """A dinner plate with an upright rim, and one leaning behind it."""
    flat = vessel([(0, 0), (0.40, 0), (0.55, 0.015), (0.62, 0.06), (0.645, 0.13), (0.65, 0.3)], 0.024, 0.12)
    stacked = join(*(flat.at(0, 0.052 * n, 0) for n in range(2)))
    leaning = flat.turn("x", 74).at(0.12, 0.66, -0.42)
    glazed = glaze("main").printed(speckle(48, 0.05), "main-")
    return scene(Part(stacked, glazed), Part(leaning, glazed), view=View(20, 14, 0.8))


def teapot() -> Scene:
    """A round pot with a lid, a spout and a cane handle."""
    body = lathe([
        (0, 0), (0.22, 0), (0.36, 0.06), (0.45, 0.22), (0.45, 0.38), (0.36, 0.52), (0.22, 0.59), (0, 0.6)
    ])
    spout = bar((0.36, 0.24, 0), (0.70, 0.56, 0), 0.085, 0.045)
    bore = bar((0.66, 0.52, 0), (0.80, 0.64, 0), 0.03)
    lid = lathe([(0, 0.58), (0.20, 0.585), (0.215, 0.60), (0.14, 0.645), (0, 0.665)])
    knob = lathe([(0, 0.65), (0.035, 0.655), (0.03, 0.69), (0.06, 0.72), (0.045, 0.75), (0, 0.76)])
    posts = tube([(0.27, 0.54, 0), (0.30, 0.62, 0)], 0.03).mirror("x")
    handle = tube([(0.30, 0.6, 0), (0.31, 0.78, 0), (0.2, 0.98, 0), (0, 1.04, 0)], 0.026, 4).mirror("x")
    return scene(
        Part(blend(0.07, body, spout).cut(bore), glaze("main")), Part(join(lid, posts), glaze("main")),
        Part(knob, wood("wood", "grain")), Part(handle, wood("straw", "grain", "x")), view=View(13, 18),
    )


def jug() -> Scene:
    """A pitcher with a pulled lip."""
    body = vessel([
        (0, 0), (0.24, 0), (0.33, 0.05), (0.38, 0.22), (0.36, 0.45), (0.27, 0.72), (0.25, 0.9), (0.29, 1.05), (0.31, 1.1)
    ], 0.032, 1.02)
    handle = tube([(0.25, 0.86, 0), (0.44, 0.90, 0), (0.54, 0.76, 0), (0.5, 0.5, 0), (0.36, 0.34, 0)], 0.042, 3)
    inner = body.distance

    def pulled(x: Floats, y: Floats, z: Floats) -> Floats:
        rise = np.clip((y - np.float32(0.78)) * np.float32(4), 0, 1)
        pull = np.float32(0.13) * rise * rise * np.exp(z * z * np.float32(-55)) * np.clip(x * np.float32(-6), 0, 1)
        return inner(x + pull, y - pull * np.float32(0.25), z)

    low = (body.low[0] - 0.15, body.low[1], body.low[2])
    lipped = replace(body.reshaped(pulled, low, (body.high[0], 1.06, body.high[2])), pace=0.7)
    outside = handle.cut(rod(0.26, 0.6).at(0, 0.8, 0))
    return scene(Part(lipped, glaze("main")), Part(outside, glaze("main")), view=View(14, 24))


def carafe() -> Scene:
    """A glass carafe, half full, with its tumbler."""
    outer = lathe([
        (0, 0), (0.27, 0), (0.33, 0.05), (0.335, 0.28), (0.24, 0.60), (0.145, 0.86), (0.165, 1.1), (0.16, 1.11), (0, 1.11)
    ])
    rim = ring(0.160, 0.011).at(0, 1.105, 0)
    water = lathe([(0, 0.05), (0.26, 0.05), (0.305, 0.09), (0.31, 0.28), (0.262, 0.47), (0, 0.47)])
    cup = lathe([(0, 0), (0.13, 0), (0.155, 0.02), (0.175, 0.36), (0.17, 0.37), (0, 0.37)]).at(0.52, 0, 0.25)
    cup_rim = ring(0.171, 0.009).at(0.52, 0.365, 0.25)
    return scene(
        Part(outer, glass("glass", 0.93)), Part(rim, glass("glass", 0.75)), Part(water, glass("water", 0.97)),
        Part(cup, glass("glass", 0.93)), Part(cup_rim, glass("glass", 0.75)), view=View(11, 0),
    )


def board() -> Scene:
    """A serving board with a handle, leaning, a knife's length of oak."""
    outline = [(-0.32, 0), (0.32, 0), (0.34, 0.03), (0.34, 0.78), (0.26, 0.9), (0.09, 0.95), (0.075, 1.02), (0.085, 1.2),
               (0.05, 1.27), (-0.05, 1.27), (-0.085, 1.2), (-0.075, 1.02), (-0.09, 0.95), (-0.26, 0.9), (-0.34, 0.78),
               (-0.34, 0.03)]
    hole = rod(0.035, 1).turn("x", 90).at(0, 1.2, 0)
    plank = cutout(outline, 0.06, 0.016, round_=0.09).cut(hole, 0.015)
    return scene(Part(plank.turn("x", -16).turn("y", 14).at(0, 0.008, 0), wood("wood", "grain", "y")), view=View(9, 20, 0.78))


def pepper_mill() -> Scene:
    """A tall turned mill with a steel nut."""
    base = lathe([(0, 0), (0.17, 0), (0.18, 0.03), (0.15, 0.14), (0.115, 0.34), (0.14, 0.56), (0.16, 0.62), (0.15, 0.66), (0, 0.66)])
    head = lathe([(0, 0.675), (0.14, 0.675), (0.155, 0.72), (0.115, 0.80), (0.135, 0.90), (0.12, 0.98), (0.06, 1.03), (0, 1.035)])
    nut = lathe([(0, 1.03), (0.04, 1.035), (0.045, 1.06), (0.03, 1.09), (0, 1.095)])
    gap = rod(0.13, 0.03).at(0, 0.667, 0)
    return scene(
        Part(join(base, head), wood("wood", "grain", "y")), Part(nut, steel("steel", 0.12)), Part(gap, steel("steel", 0.3))
    )


def butter_dish() -> Scene:
    """A lidded dish on an oak tray."""
    tray = slab(1.08, 0.05, 0.66, 0.08, 0.018).at(0, 0.025, 0)
    lid = slab(0.9, 0.36, 0.5, 0.1, 0.05).at(0, 0.24, 0)
    knob = box(0.2, 0.06, 0.06, 0.025).at(0, 0.46, 0)
    foot = box(0.12, 0.08, 0.04, 0.015).at(0, 0.42, 0)
    return scene(Part(tray, wood("wood", "grain", "x")), Part(blend(0.03, lid, foot, knob), glaze("main")), view=View(16, 28))


def tumblers() -> Scene:
    """Three ribbed tumblers."""
    def one(x: float, z: float) -> list[Part]:
        body = lathe([(0, 0), (0.15, 0), (0.175, 0.03), (0.2, 0.42), (0.195, 0.43), (0, 0.43)]).dent(_ribs(22, 0.008))
        return [Part(body.at(x, 0, z), glass("glass", 0.9)), Part(ring(0.194, 0.010).at(x, 0.425, z), glass("glass", 0.7))]
    return scene(*one(-0.27, 0.1), *one(0.23, 0.16), *one(0.02, -0.28), view=View(16, 0, 0.8))


def _ribs(count: int, depth: float) -> Distance:
    k, d = np.float32(count), np.float32(depth)
    return lambda x, y, z: (np.cos(np.arctan2(z, x) * k) + np.float32(1)) * d * np.float32(0.5)


def jar() -> Scene:
    """A storage jar with an oak lid."""
    body = lathe([(0, 0), (0.30, 0), (0.34, 0.03), (0.35, 0.1), (0.35, 0.62), (0.33, 0.7), (0, 0.7)])
    lid = lathe([(0, 0.69), (0.345, 0.69), (0.355, 0.71), (0.355, 0.755), (0.345, 0.775), (0, 0.775)], 0.012)
    knob = ball(0.06).at(0, 0.815, 0)
    return scene(Part(body, matte("main", CLAY).printed(speckle(60, 0.06), "ink")), Part(blend(0.03, lid, knob), wood(axis="x")))


def spoons() -> Scene:
    """Three cooking spoons in a pot."""
    pot = vessel([(0, 0), (0.22, 0), (0.25, 0.03), (0.27, 0.3), (0.26, 0.5), (0.265, 0.8)], 0.03, 0.58)
    def spoon(x: float, z: float, lean: float, side: float) -> Solid:
        stick = bar((0, 0, 0), (0, 0.98, 0), 0.024, 0.02)
        head = egg(0.09, 0.14, 0.03).cut(egg(0.07, 0.115, 0.03).at(0, 0.01, 0.032)).at(0, 1.08, 0)
        return blend(0.03, stick, head).turn("y", side).turn("z", lean).at(x, 0.06, z)
    return scene(
        Part(pot, glaze("main")), Part(spoon(0.04, 0.05, 14, 15), wood()), Part(spoon(-0.02, 0, -3, -20), wood("walnut", "dark")),
        Part(spoon(-0.05, -0.04, -20, 20), wood(seed=3)), view=View(12, 10),
    )


def tray() -> Scene:
    """A round tray with a raised rim."""
    body = vessel([(0, 0), (0.56, 0), (0.60, 0.02), (0.62, 0.12), (0.62, 0.3)], 0.035, 0.12, 0.02)
    return scene(Part(body, wood("wood", "grain", "x")), view=View(30, 16, 0.82))


def cooking_pot() -> Scene:
    """A casserole with a lid and two handles."""
    body = vessel([(0, 0), (0.38, 0), (0.42, 0.04), (0.43, 0.42), (0.43, 0.6)], 0.02, 0.44, 0.05)
    lid = lathe([(0, 0.44), (0.43, 0.44), (0.44, 0.455), (0.42, 0.47), (0.2, 0.52), (0, 0.53)])
    knob = lathe([(0, 0.52), (0.03, 0.525), (0.025, 0.56), (0.075, 0.58), (0.07, 0.61), (0, 0.615)])
    handle = tube([(0.41, 0.36, 0.11), (0.52, 0.365, 0.09), (0.54, 0.37, 0), (0.52, 0.365, -0.09), (0.41, 0.36, -0.11)], 0.02, 4)
    return scene(
        Part(body, brushed("steel", "y", 0.3)), Part(lid, brushed("steel", "y", 0.25)), Part(knob, satin("black")),
        Part(handle.mirror("x"), steel("steel", 0.2)), view=View(15, 22),
    )
