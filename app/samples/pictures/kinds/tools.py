"""Hand tools and power tools."""
# ruff: noqa: E731 - poses are said in passing
# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    brushed,
    matte,
    noise,
    plastic,
    rubber,
    satin,
    steel,
    wood,
)
from app.samples.pictures.forms import (
    Puff,
    ball,
    bar,
    box,
    cone,
    cutout,
    egg,
    inflated,
    lathe,
    prism,
    ring,
    rod,
    tube,
)
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.outlines import Outline
from app.samples.pictures.solids import Floats, Solid, blend, in_row, join
from app.samples.pictures.trace import Part

ONE = np.float32(1)


def lying(solid: Solid, turn: float, lift: float) -> Solid:
    """A tool drawn upright in the xy plane, laid on its side and turned on the floor."""
    return solid.turn("x", -90).turn("y", turn).at(0, lift, 0)


def _width(half: float) -> Puff:
    return lambda i, x, y: i * 0 + np.float32(half)


def drill() -> Scene:
    """A cordless drill driver, standing on its battery."""
    motor = inflated([(-0.42, 0.62), (-0.44, 0.88), (-0.30, 0.96), (0.14, 0.95), (0.20, 0.86), (0.20, 0.66), (0.0, 0.60)], _width(0.15), 0.09, round_=0.06)
    grip = inflated([(-0.34, 0.70), (-0.08, 0.68), (-0.12, 0.40), (-0.18, 0.22), (-0.42, 0.22), (-0.38, 0.42)], _width(0.10), 0.075, round_=0.06)
    soft = inflated([(-0.40, 0.66), (-0.26, 0.68), (-0.27, 0.40), (-0.34, 0.27), (-0.46, 0.25), (-0.41, 0.44)], _width(0.108), 0.08, round_=0.06)
    foot = box(0.50, 0.09, 0.28, 0.03).at(-0.24, 0.20, 0)
    pack = box(0.56, 0.16, 0.30, 0.04).at(-0.24, 0.085, 0)
    stripe = box(0.57, 0.035, 0.31, 0.015).at(-0.24, 0.145, 0)
    trigger = inflated([(-0.10, 0.62), (-0.02, 0.60), (-0.04, 0.48), (-0.12, 0.50)], _width(0.055), 0.03, round_=0.03)
    collar = lathe([(0, 0), (0.155, 0), (0.155, 0.10), (0.12, 0.13), (0, 0.13)], 0.01).turn("z", -90).at(0.19, 0.785, 0)
    chuck = lathe([(0, 0), (0.10, 0), (0.115, 0.03), (0.105, 0.16), (0.055, 0.24), (0, 0.24)], 0.012).dent(lambda x, y, z: np.abs(np.sin(np.arctan2(z, x) * 9)) * np.float32(0.006), 0.8).turn("z", -90).at(0.31, 0.785, 0)
    bit = join(rod(0.026, 0.12).turn("z", 90).at(0.58, 0.785, 0), prism(6, 0.03, 0.10).turn("z", 90).at(0.62, 0.785, 0))
    vents = in_row(box(0.03, 0.13, 0.4, 0.01).turn("z", 14), 4, 0.055).at(-0.30, 0.80, 0)
    lamp = egg(0.03, 0.02, 0.03).at(0.05, 0.61, 0)
    return scene(
        Part(motor.cut(vents), plastic("main")), Part(grip, plastic("main")), Part(join(soft, trigger), rubber("black")), Part(join(foot, pack), plastic("black")), Part(stripe, rubber("main")),
        Part(collar, plastic("black")), Part(chuck, rubber("black")), Part(bit, steel("steel", 0.2)), Part(vents.within(motor.grow(-0.02)), matte("ink")), Part(lamp, Finish("lamp", 0.2, 0.05, glow=0.6, second="lamp")),
        view=View(9, 20, 0.8),
    )


def grinder() -> Scene:
    """An angle grinder with guard and side handle."""
    body = lathe([(0, 0), (0.13, 0), (0.15, 0.04), (0.125, 0.3), (0.135, 0.62), (0.15, 0.74), (0, 0.76)]).turn("z", -90).at(-0.62, 0.26, 0)
    tail = box(0.26, 0.24, 0.26, 0.07).at(-0.60, 0.26, 0)
    head = blend(0.05, box(0.24, 0.22, 0.24, 0.05).at(0.24, 0.28, 0), rod(0.13, 0.16, 0.03).at(0.26, 0.2, 0))
    guard = rod(0.34, 0.07, 0.012).cut(rod(0.325, 0.06).at(0, -0.012, 0)).cut(box(1, 1, 0.6).at(0.2, 0, 0.30)).at(0.26, 0.125, 0)
    wheel = rod(0.31, 0.02, 0.006).at(0.26, 0.10, 0)
    nut = prism(6, 0.06, 0.05, 0.006).at(0.26, 0.08, 0)
    handle = lathe([(0, 0), (0.045, 0), (0.06, 0.06), (0.05, 0.2), (0.062, 0.36), (0.04, 0.42), (0, 0.42)]).turn("x", 90).turn("y", -18).at(0.22, 0.30, 0.12)
    slider = box(0.12, 0.03, 0.06, 0.012).at(-0.2, 0.40, 0)
    vents = in_row(box(0.016, 0.10, 0.5, 0.006), 4, 0.045).at(-0.62, 0.27, 0)
    cord = tube([(-0.74, 0.26, 0), (-0.86, 0.24, 0), (-0.94, 0.10, 0.05), (-0.86, 0.03, 0.2), (-0.6, 0.024, 0.34)], 0.024, 4)
    return scene(
        Part(body, plastic("main")), Part(tail.cut(vents), plastic("black")), Part(head, Finish("iron", 0.42, 0.5, metal=True)), Part(guard, satin("black")), Part(wheel, Finish("gray", 0.95, 0.02, relief=lambda x, y, z: noise(x * 120, y * 120, z * 120) * np.float32(0.004))),
        Part(nut, steel("steel")), Part(join(handle, slider, cord), rubber("black")), view=View(20, -28, 0.84),
    )


def hammer() -> Scene:
    """A claw hammer."""
    head = blend(0.03, rod(0.075, 0.16, 0.012).turn("z", 90).at(0.25, 0.0, 0), bar((0.18, 0, 0), (-0.02, 0, 0), 0.06), box(0.15, 0.14, 0.11, 0.03).at(0.0, 0, 0))
    claw = inflated([(-0.04, -0.06), (-0.05, 0.07), (-0.2, 0.055), (-0.34, -0.03), (-0.40, -0.12), (-0.35, -0.13), (-0.24, -0.07)], lambda i, x, y: np.float32(0.05) + np.clip(-x - np.float32(0.1), 0, 1) * np.float32(0.09), 0.02, smooth=4).cut(
        inflated([(-0.16, -0.3), (-0.18, 0.2), (-0.5, 0.2), (-0.5, -0.3)], lambda i, x, y: np.clip((-x - np.float32(0.16)) * np.float32(0.16), 0, 1), 0.001))
    face = rod(0.085, 0.05, 0.01).turn("z", 90).at(0.33, 0.0, 0)
    shaft = inflated([(-0.036, 0.05), (0.036, 0.05), (0.03, -0.5), (-0.03, -0.5)], _width(0.03), 0.022)
    grip = inflated([(-0.04, -0.44), (0.04, -0.44), (0.045, -0.7), (0.065, -1.0), (0.03, -1.06), (-0.05, -1.05), (-0.05, -0.8)], _width(0.045), 0.035, smooth=4)
    rings_ = Finish("main", 0.6, 0.03, relief=lambda x, y, z: np.abs(np.sin((x * np.float32(0.64) - z * np.float32(0.77)) * 42)) * np.float32(0.005))
    lay: Pose = lambda s: lying(s.at(0, 0.45, 0), 38, 0.085)
    return scene(Part(lay(join(head, face)), Finish("steel", 0.3, 0.85, metal=True)), Part(lay(claw), Finish("steel", 0.3, 0.85, metal=True)), Part(lay(shaft), satin("iron")), Part(lay(grip), rings_), view=View(38, 0, 0.84))


def spirit_level() -> Scene:
    """A box-section level with three vials."""
    beam = box(1.9, 0.20, 0.09, 0.01).cut(box(0.30, 0.12, 0.3, 0.04).at(-0.48, 0, 0)).cut(box(0.30, 0.12, 0.3, 0.04).at(0.48, 0, 0)).cut(box(0.30, 0.10, 0.3, 0.02).at(0, 0.06, 0))
    caps = box(0.06, 0.21, 0.10, 0.015).at(0.95, 0, 0).mirror("x")
    grooves = box(1.86, 0.02, 0.10, 0.004).at(0, -0.055, 0).cut(box(2, 1, 0.084))
    del grooves
    frames = join(box(0.30, 0.09, 0.06, 0.02).at(0, 0.05, 0), rod(0.075, 0.06, 0.01).turn("x", 90).at(-0.72, 0, 0.015), rod(0.075, 0.06, 0.01).turn("x", 90).at(0.72, 0, 0.015))
    vial = join(rod(0.032, 0.24, 0.012).turn("z", 90).at(0, 0.055, 0.02), rod(0.022, 0.11, 0.01).at(-0.72, 0, 0.04), rod(0.022, 0.11, 0.01).turn("z", 45).at(0.72, 0, 0.04))
    lines = join(*(ring(0.0335, 0.004).turn("z", 90).at(x, 0.055, 0.02) for x in (-0.04, 0.04)))
    bubble = egg(0.03, 0.014, 0.012).at(0.005, 0.068, 0.044)
    pose: Pose = lambda s: s.turn("x", -6).turn("z", 0).at(0, 0.11, 0)
    return scene(
        Part(pose(beam), satin("main")), Part(pose(caps), rubber("black")), Part(pose(frames), plastic("black")), Part(pose(vial), Finish("lime", 0.1, 0.06, glow=0.25, second="lime")), Part(pose(join(lines)), matte("ink")), Part(pose(bubble), satin("white")),
        view=View(16, 30, 0.9),
    )


def tape_measure() -> Scene:
    """A tape measure, its blade out."""
    case = inflated([(-0.34, 0.0), (-0.36, 0.34), (-0.22, 0.60), (0.06, 0.66), (0.28, 0.54), (0.36, 0.30), (0.36, 0.0)], _width(0.17), 0.05, round_=0.08)
    armor = inflated([(-0.37, -0.01), (-0.39, 0.30), (-0.28, 0.36), (-0.24, 0.10), (0.26, 0.10), (0.30, 0.36), (0.39, 0.30), (0.39, -0.01)], _width(0.182), 0.04, round_=0.05)
    disc = rod(0.17, 0.03, 0.008).turn("x", 90).at(0.0, 0.33, 0.165)
    lock = box(0.14, 0.08, 0.16, 0.03).turn("z", -40).at(0.30, 0.54, 0)

    def blade_(x: Floats, y: Floats, z: Floats) -> Floats:
        sheet = np.abs(y - np.float32(0.05) - z * z * np.float32(2.4)) - np.float32(0.006)
        return np.maximum(np.maximum(sheet, np.abs(z) - np.float32(0.10)), np.maximum(x - np.float32(1.1), np.float32(0.3) - x)) * np.float32(0.8)

    def ticks(x: Floats, y: Floats, z: Floats) -> Floats:
        del y
        fine = (np.abs(x * 28 - np.rint(x * 28)) < np.float32(0.14)) & (z > np.float32(0.045))
        coarse = (np.abs(x * 5.6 - np.rint(x * 5.6)) < np.float32(0.035)) & (z > np.float32(-0.03))
        return np.where(fine | coarse, np.float32(1), np.float32(0))

    blade = Solid(blade_, (0.3, 0.03, -0.1), (1.1, 0.09, 0.1), 0.8)
    hook = box(0.014, 0.12, 0.16, 0.004).at(1.1, 0.03, 0)
    return scene(
        Part(case, plastic("main")), Part(join(armor, lock), rubber("black")), Part(disc, matte("white")), Part(blade.at(0, 0.02, 0), Finish("yellow", 0.3, 0.05, mix=ticks, second="ink")), Part(hook.at(0, 0.02, 0), steel("steel")),
        view=View(13, 26, 0.8),
    )


def screwdrivers() -> Scene:
    """Three screwdrivers side by side."""
    def one(x: float, length: float, flat: bool) -> list[Part]:
        handle = lathe([(0, 0), (0.055, 0), (0.075, 0.04), (0.07, 0.16), (0.078, 0.28), (0.05, 0.40), (0.055, 0.44), (0, 0.46)]).dent(lambda px, py, pz: np.abs(np.sin(np.arctan2(pz, px) * 3)) ** 2 * np.float32(0.010), 0.8)
        shaft = rod(0.022, length).at(0, 0.44 + length / 2, 0)
        end = box(0.055, 0.07, 0.014, 0.003).at(0, 0.44 + length, 0) if flat else cone(0.022, 0.006, 0.05).at(0, 0.44 + length + 0.02, 0)
        cap_ = rod(0.05, 0.03, 0.01).at(0, 0.0, 0)
        lay: Pose = lambda s: lying(s.at(x, -0.5, 0), 14, 0.08)
        return [Part(lay(handle), Finish("main", 0.32, 0.05)), Part(lay(shaft), steel("steel", 0.16)), Part(lay(end), Finish("ink", 0.5, 0.3, metal=True)), Part(lay(cap_), rubber("black"))]
    return scene(*one(-0.24, 0.56, True), *one(0.0, 0.62, False), *one(0.24, 0.44, True), view=View(40, 0, 0.84))


def spanner() -> Scene:
    """An adjustable spanner."""
    handle = inflated([(-0.07, -0.62), (-0.02, -0.66), (0.05, -0.63), (0.07, -0.5), (0.055, 0.1), (0.10, 0.24), (-0.10, 0.24), (-0.055, 0.1), (-0.08, -0.5)], _width(0.035), 0.02, smooth=4).cut(rod(0.028, 1).turn("x", 90).at(-0.005, -0.57, 0))
    groove = inflated([(-0.03, -0.44), (0.03, -0.44), (0.026, 0.06), (-0.026, 0.06)], _width(0.2), 0.01, round_=0.02)
    jaw = inflated([(-0.13, 0.2), (-0.20, 0.36), (-0.17, 0.58), (-0.07, 0.66), (-0.04, 0.62), (-0.06, 0.42), (0.04, 0.38), (0.16, 0.36), (0.17, 0.24), (0.08, 0.16)], _width(0.055), 0.012, round_=0.03)
    lower = inflated([(0.02, 0.38), (0.05, 0.62), (0.12, 0.62), (0.17, 0.52), (0.18, 0.36), (0.06, 0.33)], _width(0.05), 0.010, round_=0.02)
    worm = rod(0.045, 0.13, 0.01).dent(lambda x, y, z: (np.sin(y * 150) + ONE) * np.float32(0.005), 0.8).turn("z", 78).at(0.05, 0.27, 0.0)
    lay: Pose = lambda s: lying(s, 40, 0.058)
    return scene(Part(lay(handle.cut(groove.shell(0.3).within(groove)).cut(groove.at(0, 0, 0.222))), Finish("main", 0.34, 0.8, metal=True)), Part(lay(jaw.cut(worm.grow(0.012))), Finish("main", 0.28, 0.85, metal=True)), Part(lay(lower), Finish("main", 0.24, 0.85, metal=True)), Part(lay(worm), steel("iron", 0.3)), view=View(40, 0, 0.86))


def pliers() -> Scene:
    """Combination pliers."""
    def half(side: float) -> tuple[Solid, Solid]:
        points: Outline = [(0.0, 0.55), (0.07, 0.54), (0.10, 0.36), (0.16, 0.24), (0.10, 0.10), (0.0, 0.12), (0.0, 0.3)]
        jaw = inflated([(side * x, y) for x, y in points], _width(0.055), 0.018, round_=0.03)
        grip = tube([(-side * 0.03, 0.16, 0), (-side * 0.12, -0.02, 0), (-side * 0.17, -0.25, 0), (-side * 0.15, -0.5, 0), (-side * 0.20, -0.66, 0)], 0.05, 4)
        return jaw, grip
    (a, ga), (b, gb) = half(1), half(-1)
    pivot = rod(0.10, 0.12, 0.015).turn("x", 90).at(0, 0.2, 0)
    rivet = rod(0.05, 0.14, 0.01).turn("x", 90).at(0, 0.2, 0)
    teeth = Finish("steel", 0.3, 0.85, metal=True, relief=lambda x, y, z: np.abs(np.sin((x + z) * 90)) * np.float32(0.0012))
    lay: Pose = lambda s: lying(s, 30, 0.06)
    return scene(Part(lay(join(a, b)), teeth), Part(lay(join(pivot)), steel("steel", 0.3)), Part(lay(rivet), steel("iron", 0.3)), Part(lay(join(ga, gb)), Finish("main", 0.45, 0.045)), view=View(40, 0, 0.84))


def handsaw() -> Scene:
    """A hardpoint handsaw."""
    teeth_line: list[tuple[float, float]] = []
    for n in range(30):
        teeth_line += [(-0.30 + n * 0.05, -0.12), (-0.275 + n * 0.05, -0.155)]
    blade = cutout([(-0.34, 0.24), *teeth_line, (1.2, -0.12), (1.22, 0.02)], 0.016)
    handle = inflated([(-0.78, -0.2), (-0.86, 0.0), (-0.80, 0.26), (-0.62, 0.34), (-0.32, 0.26), (-0.22, 0.02), (-0.30, -0.16), (-0.44, -0.10), (-0.46, -0.26), (-0.62, -0.30)], _width(0.05), 0.04, smooth=4)
    hole = inflated([(-0.72, -0.04), (-0.68, 0.16), (-0.56, 0.18), (-0.50, 0.06), (-0.54, -0.10), (-0.64, -0.14)], _width(0.3), 0.02, smooth=4)
    soft = inflated([(-0.86, -0.06), (-0.82, 0.22), (-0.72, 0.26), (-0.74, 0.0), (-0.70, -0.16), (-0.78, -0.19)], _width(0.056), 0.045, smooth=4)
    screws = join(*(rod(0.03, 0.13).turn("x", 90).at(x, y, 0) for x, y in ((-0.36, 0.16), (-0.34, 0.0))))
    lay: Pose = lambda s: lying(s.at(-0.18, 0, 0), 24, 0.056)
    return scene(Part(lay(blade), brushed("steel", "z", 0.3)), Part(lay(handle.cut(hole, 0.02)), plastic("main")), Part(lay(soft.cut(hole, 0.02)), rubber("black")), Part(lay(screws), steel("brass")), view=View(42, 0, 0.9))


def trowel() -> Scene:
    """A brick trowel with a leather-coloured handle."""
    blade = cutout([(0.0, 0.8), (0.24, 0.20), (0.17, 0.06), (0.0, 0.0), (-0.17, 0.06), (-0.24, 0.20)], 0.02, 0.006, round_=0.05)
    neck = tube([(0, 0.10, 0.0), (0, 0.0, 0.02), (0, -0.06, 0.10), (0, -0.12, 0.12)], 0.026, 4)
    ferrule = bar((0, -0.12, 0.12), (0, -0.2, 0.12), 0.045)
    handle = lathe([(0, 0), (0.045, 0), (0.05, 0.04), (0.062, 0.2), (0.05, 0.36), (0.056, 0.42), (0.03, 0.46), (0, 0.46)]).turn("x", 180).at(0, -0.2, 0.12)
    lay: Pose = lambda s: lying(s.at(0, -0.1, 0), 36, 0.03)
    return scene(Part(lay(blade), brushed("steel", "z", 0.3)), Part(lay(neck), steel("steel", 0.25)), Part(lay(ferrule), steel("steel", 0.2)), Part(lay(handle), wood("main", "main-", "z")), view=View(36, 0, 0.84))


def paint_roller() -> Scene:
    """A paint roller on its frame."""
    sleeve = rod(0.14, 0.66, 0.03).turn("z", 90).at(0, 0.145, -0.3)
    core = rod(0.05, 0.70).turn("z", 90).at(0, 0.145, -0.3)
    wire = tube([(0.34, 0.145, -0.3), (0.44, 0.145, -0.3), (0.44, 0.15, -0.05), (0.0, 0.15, 0.0), (0.0, 0.13, 0.2)], 0.018)
    handle = lathe([(0, 0), (0.045, 0), (0.055, 0.06), (0.045, 0.2), (0.06, 0.4), (0.045, 0.5), (0, 0.52)]).turn("x", 90).at(0, 0.12, 0.18).turn("x", 2)
    nap = Finish("white", 1.0, 0.02, sheen=0.6, relief=lambda x, y, z: noise(x * 70, y * 70, z * 70) * np.float32(0.014))
    stripe = Finish("white", 1.0, 0.02, sheen=0.6, relief=nap.relief, mix=lambda x, y, z: (np.abs(np.abs(x * 9 + np.arctan2(y - np.float32(0.145), z + np.float32(0.3)) / np.float32(6.283)) % 1 - np.float32(0.5)) < np.float32(0.06)).astype(np.float32), second="main")
    pose: Pose = lambda s: s.turn("y", 24)
    return scene(Part(pose(sleeve), stripe), Part(pose(core), plastic("main")), Part(pose(wire), steel("steel", 0.25)), Part(pose(handle), plastic("main")), view=View(26, 0, 0.82))


def paint_brush() -> Scene:
    """A flat brush with a beavertail handle."""
    bristles = inflated([(-0.20, 0.10), (0.20, 0.10), (0.22, 0.38), (0.16, 0.48), (-0.16, 0.47), (-0.22, 0.38)], lambda i, x, y: np.clip(np.float32(0.085) - (y - np.float32(0.1)) * np.float32(0.12), 0.02, 1), 0.02, round_=0.02)
    hair = Finish("cord", 0.8, 0.04, relief=lambda x, y, z: noise(x * 90, y * 5, z * 9) * np.float32(0.012), mix=lambda x, y, z: noise(x * 110 + z * 30, y * 4, z * 8) * np.float32(0.8), second="cord-")
    ferrule = box(0.44, 0.20, 0.18, 0.02).at(0, 0.03, 0)
    nails = in_row(rod(0.014, 0.2).turn("x", 90), 3, 0.14).at(0, 0.0, 0)
    handle = inflated([(-0.20, -0.06), (0.20, -0.06), (0.10, -0.22), (0.045, -0.4), (0.06, -0.62), (0.035, -0.78), (-0.035, -0.78), (-0.06, -0.62), (-0.045, -0.4), (-0.10, -0.22)], _width(0.05), 0.035, smooth=4).cut(rod(0.02, 1).turn("x", 90).at(0, -0.72, 0))
    lay: Pose = lambda s: lying(s.at(0, 0.12, 0), 30, 0.095)
    return scene(Part(lay(bristles), hair), Part(lay(ferrule), brushed("steel", "x", 0.25)), Part(lay(nails), steel("steel")), Part(lay(handle), satin("main")), view=View(38, 0, 0.84))
















def jigsaw() -> Scene:
    """A jigsaw on its shoe."""
    body = inflated([(-0.42, 0.16), (-0.46, 0.40), (-0.40, 0.62), (-0.10, 0.72), (0.30, 0.70), (0.40, 0.60), (0.40, 0.16)], _width(0.15), 0.08, round_=0.08)
    window = inflated([(-0.28, 0.36), (-0.26, 0.54), (0.14, 0.56), (0.20, 0.46), (0.12, 0.36)], _width(0.4), 0.04, round_=0.07)
    soft = inflated([(-0.36, 0.58), (-0.10, 0.74), (0.2, 0.73), (0.22, 0.64), (-0.08, 0.62), (-0.3, 0.50)], _width(0.158), 0.07, round_=0.05)
    shoe = box(0.90, 0.035, 0.34, 0.01).at(0.04, 0.12, 0)
    neck = box(0.14, 0.26, 0.16, 0.03).at(0.40, 0.28, 0)
    blade = box(0.06, 0.26, 0.012, 0.002).at(0.40, 0.02, 0)
    dial = rod(0.05, 0.32, 0.01).turn("x", 90).at(-0.30, 0.27, 0)
    cord = tube([(-0.46, 0.34, 0), (-0.58, 0.32, 0), (-0.70, 0.14, 0.04), (-0.66, 0.03, 0.2), (-0.4, 0.024, 0.36)], 0.024, 4)
    lift: Pose = lambda s: s.at(0, 0.10, 0)
    block = box(1.1, 0.2, 0.5, 0.01).at(0.0, 0.1, 0)
    return scene(
        Part(lift(body.cut(window, 0.03)), plastic("main")), Part(lift(soft.cut(window, 0.03)), rubber("black")), Part(lift(shoe), steel("steel", 0.3)), Part(lift(neck), plastic("black")), Part(lift(blade), steel("steel", 0.2)),
        Part(lift(dial), rubber("black")), Part(cord, rubber("black")), Part(block.cut(box(0.5, 1, 0.02).at(0.62, 0.1, 0)), wood("wood", "grain", "x")), view=View(12, 26, 0.82),
    )


def stapler() -> Scene:
    """A hand tacker."""
    body = inflated([(-0.44, 0.16), (-0.44, 0.28), (-0.2, 0.34), (0.10, 0.42), (0.34, 0.40), (0.42, 0.30), (0.42, 0.0), (0.32, 0.0), (0.30, 0.16)], _width(0.07), 0.03, round_=0.04)
    lever = inflated([(-0.60, 0.54), (-0.58, 0.60), (0.0, 0.56), (0.30, 0.48), (0.34, 0.40), (0.2, 0.42), (-0.1, 0.48)], _width(0.065), 0.03, round_=0.04)
    nose = box(0.11, 0.16, 0.15, 0.01).at(0.37, 0.09, 0)
    rail_ = box(0.74, 0.06, 0.10, 0.01).at(-0.06, 0.14, 0)
    pivot = rod(0.035, 0.16, 0.008).turn("x", 90).at(0.30, 0.36, 0)
    soft = bar((-0.58, 0.575, 0), (-0.12, 0.545, 0), 0.05)
    return scene(Part(body, satin("main")), Part(lever, brushed("steel", "y")), Part(join(nose, rail_), steel("steel", 0.25)), Part(pivot, steel("iron")), Part(soft, rubber("black")), view=View(14, 26, 0.8))


def cutting_knife() -> Scene:
    """A snap-off knife."""
    body = inflated([(-0.80, -0.07), (-0.82, 0.04), (-0.70, 0.09), (0.1, 0.08), (0.3, 0.05), (0.3, -0.05), (0.1, -0.08), (-0.4, -0.07)], _width(0.055), 0.03, smooth=4)
    slot = box(0.62, 0.03, 0.3, 0.01).at(-0.10, 0.015, 0)
    blade = cutout([(0.2, -0.05), (0.2, 0.05), (0.66, 0.05), (0.74, -0.05)], 0.014, 0.003)
    score = join(*(box(0.008, 0.13, 0.03).turn("z", -38).at(x, 0, 0) for x in (0.36, 0.46, 0.56, 0.66)))
    slide = box(0.12, 0.07, 0.05, 0.02).at(0.0, 0.015, 0.06)
    grip = inflated([(-0.76, -0.06), (-0.72, 0.06), (-0.3, 0.065), (-0.26, -0.055)], _width(0.06), 0.03, round_=0.04)
    knob = ball(0.03).at(-0.80, -0.02, 0)
    lay: Pose = lambda s: lying(s, 26, 0.06)
    return scene(Part(lay(body.cut(slot.at(0, 0, 0.17))), plastic("main")), Part(lay(blade.cut(score.at(0, 0, 0.016))), steel("steel", 0.2)), Part(lay(slide), rubber("black")), Part(lay(join(grip, knob)), rubber("black")), view=View(36, 0, 0.86))
