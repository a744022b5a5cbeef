"""What stands about where people work, and what protects them."""
# ruff: noqa: E731 - poses are said in passing
# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    brushed,
    cloth,
    glass,
    matte,
    noise,
    plastic,
    rubber,
    satin,
    steel,
    wood,
)
from app.samples.pictures.forms import (
    arc,
    bar,
    box,
    cutout,
    egg,
    lathe,
    ring,
    rod,
    slab,
    tube,
)
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.outlines import Outline
from app.samples.pictures.solids import Solid, blend, in_row, join
from app.samples.pictures.trace import Part


def ladder() -> Scene:
    """A four-tread step ladder."""
    rail = bar((0.24, 1.2, 0.0), (0.33, 0.02, 0.34), 0.032)
    rear = bar((0.22, 1.16, -0.04), (0.30, 0.02, -0.46), 0.026)
    treads = join(*(box(0.46 + 0.045 * n, 0.035, 0.16, 0.012).at(0, 0.98 - 0.25 * n, 0.065 + 0.072 * n) for n in range(4)))
    top = box(0.54, 0.05, 0.26, 0.02).at(0, 1.21, -0.02)
    braces = join(bar((0.25, 0.78, -0.2), (-0.25, 0.78, -0.2), 0.014), bar((0.28, 0.3, -0.37), (-0.28, 0.3, -0.37), 0.014), bar((0.29, 0.55, 0.2), (0.27, 0.5, -0.28), 0.010).mirror("x"))
    feet = join(box(0.08, 0.06, 0.09, 0.02).at(0.335, 0.03, 0.345), box(0.07, 0.05, 0.08, 0.02).at(0.302, 0.025, -0.465)).mirror("x")
    ribs = Finish("steel", 0.4, 0.8, metal=True, relief=lambda x, y, z: np.abs(np.sin(z * 150)) * np.float32(0.003))
    return scene(Part(rail.mirror("x"), brushed("steel", "y", 0.34)), Part(rear.mirror("x"), brushed("steel", "y", 0.34)), Part(treads, ribs), Part(join(top), plastic("main")), Part(braces, steel("steel", 0.35)), Part(feet, rubber("main")), view=View(11, 30, 0.86))


def broom() -> Scene:
    """A yard broom head with stiff bristles and its handle."""
    head = slab(1.0, 0.10, 0.2, 0.06, 0.03).at(0, 0.34, 0)
    fibers = box(0.96, 0.30, 0.17, 0.02).at(0, 0.16, 0)
    hair = Finish("main", 0.7, 0.04, relief=lambda x, y, z: noise(x * 60, y * 6, z * 60) * np.float32(0.03), mix=lambda x, y, z: noise(x * 80, y * 3, z * 80) * np.float32(0.9), second="main-")
    handle = bar((0, 0.36, 0), (0, 1.5, -0.62), 0.03)
    socket = blend(0.03, bar((0, 0.36, 0), (0, 0.5, -0.076), 0.05), box(0.2, 0.06, 0.14, 0.02).at(0, 0.39, 0))
    return scene(Part(head, wood("wood", "grain", "x")), Part(fibers, hair), Part(handle, wood("wood", "grain", "y")), Part(socket, wood("wood", "grain", "x")), view=View(12, 26, 0.88))


def hard_hat() -> Scene:
    """A safety helmet with ratchet harness."""
    dome = egg(0.42, 0.38, 0.50).cut(egg(0.405, 0.365, 0.485)).cut(box(3, 1, 3).at(0, -0.5, 0)).at(0, 0.08, 0)
    ridge = join(egg(0.05, 0.395, 0.515), egg(0.05, 0.39, 0.51).at(0.12, -0.012, 0).mirror("x")).cut(box(3, 1, 3).at(0, -0.45, 0)).cut(egg(0.41, 0.37, 0.49)).at(0, 0.08, 0)
    brim = rod(0.46, 0.03, 0.012).squeezed(1, 1, 1.18).cut(rod(0.40, 1).squeezed(1, 1, 1.19)).at(0, 0.085, 0)
    peak = egg(0.32, 0.028, 0.26).at(0, 0.085, 0.50).cut(rod(0.40, 1).squeezed(1, 1, 1.19).at(0, 0, 0))
    band_ = ring(0.36, 0.03).squeezed(1, 1.0, 1.18).at(0, 0.07, 0)
    slots = box(0.02, 0.05, 0.12, 0.01).at(0.425, 0.15, 0).mirror("x")
    badge = box(0.16, 0.10, 0.4, 0.02).at(0, 0.24, 0.4).within(egg(0.428, 0.388, 0.508).at(0, 0.08, 0))
    shell_ = blend(0.02, dome, ridge, brim, peak)
    return scene(Part(shell_, Finish("main", 0.25, 0.05)), Part(band_, rubber("black")), Part(slots, matte("black")), Part(badge, satin("white")), view=View(17, 34, 0.78))


def goggles() -> Scene:
    """Safety goggles with a clear lens and elastic strap."""
    def curve(s: Solid, bend: float) -> Solid:
        inner, k = s.distance, np.float32(bend)
        return Solid(lambda x, y, z: inner(x, y, z + x * x * k), (s.low[0], s.low[1], s.low[2] - bend * 0.3), s.high, 0.75)
    outline: Outline = [(-0.50, 0.18), (-0.3, 0.24), (0.3, 0.24), (0.50, 0.18), (0.53, 0.0), (0.44, -0.18), (0.2, -0.22), (0.08, -0.10), (-0.08, -0.10), (-0.2, -0.22), (-0.44, -0.18), (-0.53, 0.0)]
    skirt = cutout([(x * 1.06, y * 1.1) for x, y in outline], 0.22, 0.05, smooth=4).cut(cutout([(x * 0.93, y * 0.86) for x, y in outline], 0.6, smooth=4))
    lens = cutout(outline, 0.02, 0.008, smooth=4).at(0, 0, 0.10)
    rim = cutout([(x * 1.04, y * 1.07) for x, y in outline], 0.05, 0.02, smooth=4).cut(cutout([(x * 0.97, y * 0.94) for x, y in outline], 0.6, smooth=4)).at(0, 0, 0.09)
    vents = in_row(box(0.06, 0.05, 0.08, 0.015), 4, 0.14).at(0, 0.25, 0.0)
    strap = tube([(0.50, 0.0, -0.16), (0.62, 0.0, -0.34), (0.50, 0.0, -0.66), (0.16, 0.0, -0.78)], 0.012, 4)
    inner = strap.distance
    ribbon = Solid(lambda x, y, z: inner(x, y - np.clip(y, np.float32(-0.075), np.float32(0.075)), z), (0.1, -0.1, -0.82), (0.66, 0.1, -0.1), 0.9).mirror("x")
    pose: Pose = lambda s: s.turn("x", -6).at(0, 0.24, 0.1)
    return scene(Part(pose(curve(skirt, 0.5)), Finish("main", 0.5, 0.045)), Part(pose(curve(join(rim), 0.5)), satin("main")), Part(pose(curve(lens, 0.5)), glass("glass", 0.92)), Part(pose(curve(vents, 0.5)), satin("black")), Part(pose(ribbon), cloth("black", 60)), view=View(16, 26, 0.82))


def ear_defenders() -> Scene:
    """Ear defenders on a padded band."""
    hoop = arc(0.44, 0.02, 84).squeezed(1, 1.1, 2.6).at(0, 0.44, 0)
    pad = arc(0.435, 0.042, 40).squeezed(1, 1.08, 1.9).at(0, 0.44, 0)
    cup = blend(0.04, egg(0.13, 0.27, 0.21).at(0.5, 0.27, 0), box(0.05, 0.2, 0.14, 0.02).at(0.60, 0.27, 0)).cut(box(0.2, 1, 1).at(0.32, 0.27, 0)).mirror("x")
    seal = ring(0.15, 0.065).squeezed(1, 1, 1.0).turn("z", 90).squeezed(1, 1.32, 1.05).at(0.425, 0.27, 0).mirror("x")
    wires = join(tube([(0.44, 0.46, 0.03), (0.52, 0.44, 0.10), (0.60, 0.30, 0.11)], 0.012, 3), tube([(0.44, 0.46, -0.03), (0.52, 0.44, -0.10), (0.60, 0.30, -0.11)], 0.012, 3)).mirror("x")
    return scene(Part(hoop, plastic("black")), Part(pad, rubber("black")), Part(cup, Finish("main", 0.35, 0.05)), Part(seal, rubber("black")), Part(wires, steel("steel", 0.2)), view=View(10, 30, 0.76))


def tool_box() -> Scene:
    """A cantilever tool box, closed, with latches."""
    tub = box(1.1, 0.36, 0.52, 0.03).at(0, 0.20, 0)
    lid = box(1.12, 0.20, 0.54, 0.05).at(0, 0.46, 0)
    handle = tube([(-0.24, 0.55, 0), (-0.22, 0.68, 0), (0.22, 0.68, 0), (0.24, 0.55, 0)], 0.034)
    latch = box(0.13, 0.2, 0.05, 0.02).at(0.34, 0.36, 0.27).mirror("x")
    corner = box(0.12, 0.37, 0.13, 0.03).at(0.50, 0.20, 0.205).mirror("x")
    wells = join(*(box(0.34, 0.03, 0.18, 0.02).at(x, 0.565, 0.12) for x in (-0.36, 0.36)))
    plate = box(0.22, 0.09, 0.02, 0.01).at(0, 0.22, 0.262)
    return scene(Part(tub, plastic("black")), Part(lid.cut(wells), plastic("main")), Part(handle, rubber("black")), Part(latch, plastic("main")), Part(corner, plastic("black")), Part(plate, brushed("steel", "y")), view=View(17, 28, 0.82))


def respirator() -> Scene:
    """A half mask with two filters."""
    mask = blend(0.06, egg(0.26, 0.32, 0.26).at(0, 0.34, 0), egg(0.13, 0.2, 0.2).at(0, 0.5, 0.08)).cut(box(2, 2, 0.6).at(0, 0.3, -0.38)).cut(egg(0.2, 0.26, 0.22).at(0, 0.34, -0.1))
    port = rod(0.11, 0.09, 0.02).turn("x", 90).turn("x", 24).at(0, 0.28, 0.25)
    slots = in_row(box(0.15, 0.014, 0.06, 0.005), 4, 0.035, "y").turn("x", 24).at(0, 0.285, 0.285)
    filter_ = lathe([(0, 0), (0.2, 0), (0.215, 0.02), (0.215, 0.1), (0.19, 0.13), (0, 0.135)], 0.015).turn("z", -68).turn("y", -32).at(0.24, 0.33, 0.1).mirror("x")
    straps = tube([(0.24, 0.46, -0.08), (0.40, 0.52, -0.26), (0.36, 0.50, -0.5), (0.0, 0.46, -0.56)], 0.020, 4).mirror("x")
    low = tube([(0.22, 0.2, -0.06), (0.36, 0.12, -0.24), (0.30, 0.06, -0.46), (0.0, 0.04, -0.5)], 0.018, 4).mirror("x")
    grid = Finish("main", 0.5, 0.04, relief=lambda x, y, z: np.abs(np.sin(x * 70) * np.sin(y * 70)) * np.float32(0.004))
    return scene(Part(mask, rubber("trim")), Part(port, plastic("main")), Part(slots, matte("black")), Part(filter_, grid), Part(join(straps, low), cloth("black", 60)), view=View(10, 24, 0.76))
