"""What makes a camp: shelter, seats, a kitchen, light."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    band,
    brushed,
    cloth,
    matte,
    noise,
    plastic,
    rubber,
    sag,
    satin,
    steel,
)
from app.samples.pictures.forms import (
    arc,
    ball,
    bar,
    box,
    cutout,
    egg,
    lathe,
    ring,
    rod,
    slab,
    tube,
    vessel,
)
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.kinds.trail import nylon
from app.samples.pictures.solids import Floats, Solid, around_axis, join
from app.samples.pictures.trace import Part

ONE = np.float32(1)


def tent() -> Scene:
    """A two-pole dome tent, its door rolled back."""
    def dome(x: Floats, y: Floats, z: Floats) -> Floats:
        p, q = np.abs(x) * np.float32(0.78), np.abs(z)
        flat = (p**3 + q**3) ** np.float32(1 / 3) + np.float32(0.10) * np.minimum(p, q)
        rise = np.maximum(y, 0)
        return (np.sqrt(flat * flat + rise * rise * np.float32(1.28)) - np.float32(0.78)) * np.float32(0.8)

    fly = Solid(dome, (-1.1, 0, -0.9), (1.1, 0.72, 0.9), 0.75).within(box(4, 2, 4).at(0, 1.0, 0))
    opening = cutout([(-0.34, -0.1), (-0.30, 0.22), (-0.16, 0.43), (0.0, 0.49), (0.16, 0.43), (0.30, 0.22), (0.34, -0.1)], 1.0, smooth=5).at(0, 0.03, 0.6)
    hollow = Solid(dome, (-1.1, 0, -0.9), (1.1, 0.72, 0.9), 0.75).grow(-0.03)
    shell_ = fly.cut(opening.within(box(3, 3, 1.2).at(0, 0, 0.72))).cut(hollow.within(box(3, 3, 2)))
    inner = Solid(dome, (-1.1, 0, -0.9), (1.1, 0.72, 0.9), 0.75).grow(-0.07).within(box(4, 2, 4).at(0, 1.0, 0))
    poles = []
    for turn in (0, 1):
        path = []
        for k in range(13):
            a = np.pi * k / 12
            c, s = float(np.cos(a)), float(np.sin(a))
            flat = 0.78 * abs(c) / ((0.78**3 + 1) ** (1 / 3) / 1.0 + 0.10 * 0.78) * 1.0
            path.append(((flat if c > 0 else -flat) * 1.0, 0.69 * s + 0.012, (flat if c > 0 else -flat) * (1 if turn else -1)))
        poles.append(tube(path, 0.016))
    roll = bar((-0.33, 0.03, 0.80), (-0.14, 0.46, 0.55), 0.035)
    lines = join(bar((0.92, 0.25, 0.35), (1.25, 0.0, 0.55), 0.006), bar((-0.92, 0.25, 0.35), (-1.25, 0.0, 0.55), 0.006))
    floor = slab(1.9, 0.02, 1.5, 0.2, 0.005).at(0, 0.01, 0)
    return scene(
        Part(shell_, nylon("main")), Part(inner, nylon("trim")), Part(join(*poles), satin("orange")), Part(roll, nylon("main")), Part(lines, matte("orange")),
        Part(floor, nylon("black")), view=View(13, 24, 0.88),
    )


def pad_roll() -> Scene:
    """A foam sleeping pad, rolled and strapped."""
    roll = rod(0.24, 0.92, 0.02).turn("z", 90).at(0, 0.24, 0)

    def foam(x: Floats, y: Floats, z: Floats) -> Floats:
        angle = np.arctan2(y - np.float32(0.24), z)
        radius = np.sqrt((y - np.float32(0.24)) ** 2 + z * z)
        cells = np.sin(x * 55) * np.sin(angle * 24)
        spiral = np.abs(np.sin((radius / np.float32(0.05) - angle / np.float32(2 * np.pi)) * np.float32(np.pi)))
        end = np.abs(x) > np.float32(0.445)
        return np.where(end, (ONE - spiral) ** 3 * np.float32(0.02), (cells + ONE) * np.float32(0.007))

    straps = join(*(rod(0.247, 0.05, 0.006).turn("z", 90).at(x, 0.24, 0) for x in (-0.25, 0.25)))
    buckles = join(*(box(0.06, 0.05, 0.04, 0.012).at(x, 0.40, 0.2) for x in (-0.25, 0.25)))
    flap = slab(0.9, 0.03, 0.2, 0.02, 0.01).turn("x", 8).at(0, 0.02, 0.14)
    return scene(Part(join(roll, flap).dent(foam, 0.7), rubber("main")), Part(straps, cloth("black", 60)), Part(buckles, plastic("black")), view=View(17, 30, 0.8))


def camp_chair() -> Scene:
    """A folding camp chair with cup holder."""
    seat_path = [(-0.34, 0.46, 0.30), (-0.34, 0.37, 0.05), (-0.34, 0.42, -0.2)]
    del seat_path

    def sling(x: Floats, y: Floats, z: Floats) -> Floats:
        across = np.clip(np.abs(x) / np.float32(0.36), 0, 1)
        seat_y = np.float32(0.40) + np.float32(0.10) * across**2 + np.float32(0.06) * np.clip(z * 2, -1, 1)
        back_z = np.float32(-0.24) - np.float32(0.22) * (y - np.float32(0.42)) + np.float32(0.10) * across**2
        seat = np.maximum(np.abs(y - seat_y) - np.float32(0.012), np.maximum(z - np.float32(0.30), -z - np.float32(0.26)))
        back = np.maximum(np.abs(z - back_z) - np.float32(0.012), np.maximum(y - np.float32(1.02), np.float32(0.40) - y))
        h = np.clip(np.float32(0.5) + (back - seat) / np.float32(0.12), 0, 1)
        joined = back + (seat - back) * h - np.float32(0.06) * h * (ONE - h)
        return np.maximum(joined, np.abs(x) - np.float32(0.35)) * np.float32(0.75)

    fabric = Solid(sling, (-0.36, 0.3, -0.5), (0.36, 1.03, 0.32), 0.7)
    legs = join(bar((0.36, 0.03, 0.30), (-0.33, 0.46, 0.31), 0.014), bar((0.36, 0.03, -0.30), (-0.33, 0.42, -0.27), 0.014), bar((0.37, 0.03, 0.31), (0.37, 0.03, -0.31), 0.012)).mirror("x")
    side = join(bar((0.36, 0.03, 0.28), (0.38, 0.62, -0.2), 0.014), bar((0.36, 0.03, -0.28), (0.38, 0.62, 0.22), 0.014), bar((0.36, 0.50, -0.25), (0.36, 1.03, -0.38), 0.014)).mirror("x")
    arms = box(0.09, 0.025, 0.56, 0.012).at(0.39, 0.645, -0.02).mirror("x")
    feet = ball(0.026).at(0.37, 0.026, 0.31).mirror("x").mirror("z")
    return scene(Part(fabric, nylon("main")), Part(join(legs, side), satin("iron")), Part(arms, nylon("trim")), Part(feet, rubber("black")), view=View(11, 28, 0.84))


def bottle() -> Scene:
    """A powder-coated steel bottle with a loop lid."""
    body = lathe([(0, 0), (0.20, 0), (0.215, 0.015), (0.215, 0.72), (0.205, 0.78), (0.15, 0.86), (0.145, 0.90), (0, 0.90)])
    neck = rod(0.147, 0.05, 0.005).at(0, 0.905, 0)
    lid = lathe([(0, 0.925), (0.155, 0.925), (0.16, 0.94), (0.158, 1.02), (0.145, 1.04), (0, 1.045)], 0.012)
    loop = arc(0.095, 0.022, 96).at(0, 1.04, 0)
    base = rod(0.205, 0.03, 0.008).at(0, 0.012, 0)
    mark = band("y", 0.36, 0.44)

    def badge(x: Floats, y: Floats, z: Floats) -> Floats:
        peak = np.abs(x + np.float32(0.02)) * np.float32(1.3) + (y - np.float32(0.47))
        notch = np.abs(x - np.float32(0.025)) * np.float32(1.3) + (y - np.float32(0.445))
        inside = np.maximum(np.minimum(peak, notch), np.float32(0.395) - y)
        return np.where(z > 0, np.clip(-inside * np.float32(300) + np.float32(0.5), 0, 1), 0)

    del mark
    coat = Finish("main", 0.55, 0.04, relief=lambda x, y, z: noise(x * 190, y * 190, z * 190) * np.float32(0.0006), mix=badge, second="trim")
    return scene(Part(body, coat), Part(join(neck, base), brushed("steel")), Part(join(lid, loop), plastic("black")), view=View(9, 10, 0.82))


def flask() -> Scene:
    """A vacuum flask with a cup lid and a folding handle."""
    body = lathe([(0, 0), (0.19, 0), (0.21, 0.02), (0.21, 0.74), (0.19, 0.80), (0.15, 0.84), (0, 0.84)])
    cup = lathe([(0, 0.83), (0.17, 0.83), (0.178, 0.86), (0.165, 1.04), (0.15, 1.06), (0, 1.06)], 0.015)
    bands_ = join(rod(0.214, 0.05, 0.006).at(0, 0.72, 0), rod(0.214, 0.06, 0.006).at(0, 0.045, 0))
    handle = box(0.16, 0.44, 0.045, 0.06).cut(box(0.10, 0.34, 0.2, 0.05).at(-0.02, 0, 0)).at(0.235, 0.5, 0)
    return scene(Part(body, Finish("main", 0.5, 0.045)), Part(cup, brushed("steel")), Part(bands_, brushed("steel")), Part(handle.turn("y", 0), plastic("black")), view=View(9, 22, 0.82))


def enamel_mug() -> Scene:
    """An enamel camp mug with a steel rim."""
    cup = vessel([(0, 0), (0.31, 0), (0.35, 0.03), (0.37, 0.2), (0.37, 0.7)], 0.02, 0.62)
    handle = tube([(0.36, 0.52, 0), (0.52, 0.54, 0), (0.58, 0.42, 0), (0.55, 0.24, 0), (0.36, 0.16, 0)], 0.03, 4).squeezed(1, 1, 1.3)
    rim = ring(0.362, 0.016).at(0, 0.62, 0)
    chips = Finish("main", 0.2, 0.05, mix=_splatter, second="white")
    return scene(Part(cup, chips), Part(handle, Finish("main", 0.2, 0.05)), Part(rim, steel("steel", 0.2)), view=View(15, 24, 0.72))


def _splatter(x: Floats, y: Floats, z: Floats) -> Floats:
    return np.clip((noise(x * 42, y * 42, z * 42) - np.float32(0.80)) * 14, 0, 1)


def cookset() -> Scene:
    """Two nesting camp pots and a frying pan lid."""
    big = vessel([(0, 0), (0.34, 0), (0.38, 0.03), (0.385, 0.6)], 0.016, 0.40, 0.03)
    small = vessel([(0, 0), (0.24, 0), (0.27, 0.03), (0.275, 0.5)], 0.014, 0.28, 0.03).at(0.52, 0, 0.3)
    lid = lathe([(0, 0.40), (0.385, 0.40), (0.39, 0.415), (0.36, 0.43), (0, 0.445)], 0.008)
    knob = lathe([(0, 0.44), (0.03, 0.445), (0.03, 0.47), (0.07, 0.48), (0.065, 0.505), (0, 0.51)])
    grip = join(tube([(0.37, 0.30, 0.03), (0.62, 0.34, 0.02), (0.68, 0.33, 0.0), (0.62, 0.32, -0.02), (0.37, 0.28, -0.03)], 0.012, 3)).turn("y", 150)
    sleeve = bar((0.48, 0.325, 0), (0.66, 0.335, 0), 0.026).turn("y", 150)
    return scene(Part(join(big, lid), brushed("iron", "y", 0.36)), Part(small, brushed("iron", "y", 0.36)), Part(join(knob, sleeve), rubber("main")), Part(grip, steel("steel")), view=View(17, 12, 0.82))


def stove() -> Scene:
    """A canister stove: gas below, burner and pot arms above."""
    can = lathe([(0, 0), (0.28, 0), (0.30, 0.02), (0.30, 0.22), (0.27, 0.29), (0.12, 0.35), (0.08, 0.36), (0, 0.36)])
    valve = join(rod(0.055, 0.16, 0.01).at(0, 0.43, 0), rod(0.03, 0.12).at(0, 0.55, 0))
    knob = join(bar((0.04, 0.46, 0), (0.20, 0.46, 0), 0.012), box(0.03, 0.07, 0.09, 0.01).at(0.2, 0.46, 0))
    burner = lathe([(0, 0.58), (0.05, 0.58), (0.11, 0.63), (0.115, 0.67), (0.10, 0.68), (0, 0.675)])
    arm = join(bar((0.05, 0.57, 0), (0.20, 0.66, 0), 0.010), bar((0.20, 0.66, 0), (0.24, 0.74, 0), 0.010), bar((0.24, 0.74, 0), (0.10, 0.74, 0), 0.010))
    paint = Finish("main", 0.3, 0.05).printed(band("y", 0.06, 0.19), "white")
    return scene(Part(can, paint), Part(join(valve, burner), brushed("brass")), Part(knob, steel("steel")), Part(around_axis(arm, 3, 40), steel("iron", 0.3)), view=View(13, 20, 0.8))


def cooler() -> Scene:
    """A hard cooler with rubber latches and rope handles."""
    tub = box(1.0, 0.52, 0.58, 0.05).at(0, 0.29, 0)
    lid = box(1.04, 0.14, 0.62, 0.045).at(0, 0.62, 0)
    groove = join(*(box(0.84, 0.02, 0.7, 0.008).at(0, y, 0) for y in (0.2, 0.36)))
    latch = box(0.075, 0.2, 0.04, 0.018).at(0.28, 0.53, 0.31).mirror("x")
    feet = box(0.14, 0.05, 0.12, 0.015).at(0.38, 0.02, 0.2).mirror("x").mirror("z")
    rope = tube([(0.50, 0.5, 0.16), (0.60, 0.40, 0.14), (0.62, 0.34, 0.0), (0.60, 0.40, -0.14), (0.50, 0.5, -0.16)], 0.014, 4).mirror("x")
    grip = rod(0.03, 0.2, 0.01).turn("x", 90).at(0.62, 0.34, 0).mirror("x")
    plate = box(0.24, 0.06, 0.02, 0.01).at(0, 0.44, 0.292)
    hull = tub.within(join(tub, groove)).cut(groove.cut(box(0.97, 1, 0.56).at(0, 0.3, 0)))
    return scene(
        Part(join(hull), plastic("main")), Part(lid, plastic("main")), Part(join(latch, feet), rubber("black")), Part(rope, matte("black")), Part(join(grip), rubber("black")),
        Part(plate, brushed("steel", "y")), view=View(16, 30, 0.84),
    )


def lantern() -> Scene:
    """A camp lantern: frosted globe between a base and a hood, wire bail."""
    base = lathe([(0, 0), (0.23, 0), (0.24, 0.02), (0.24, 0.2), (0.20, 0.25), (0.17, 0.27), (0, 0.27)], 0.02)
    globe = lathe([(0, 0.26), (0.16, 0.26), (0.20, 0.36), (0.20, 0.52), (0.16, 0.62), (0, 0.62)])
    hood = lathe([(0, 0.61), (0.19, 0.61), (0.21, 0.63), (0.16, 0.72), (0.07, 0.78), (0.05, 0.82), (0, 0.82)])
    guards = around_axis(bar((0.22, 0.24, 0), (0.20, 0.65, 0), 0.010), 4, 45)
    bail = arc(0.25, 0.010, 105).at(0, 0.68, 0)
    knob = rod(0.05, 0.03, 0.01).turn("x", 90).at(0, 0.12, 0.245)
    lit = Finish("lamp", 0.6, 0.04, glow=0.5, second="lamp")
    return scene(Part(base, plastic("main")), Part(globe, lit), Part(hood, plastic("main")), Part(join(guards, bail), steel("iron", 0.3)), Part(knob, rubber("black")), view=View(10, 20, 0.82))


def hammock() -> Scene:
    """A packed hammock in its pouch with straps."""
    pouch = egg(0.42, 0.27, 0.27).at(0, 0.25, 0).dent(sag(0.05, 5), 0.8)
    mouth = join(rod(0.09, 0.12, 0.02).turn("z", 90).at(0.44, 0.26, 0), ring(0.09, 0.03).turn("z", 90).at(0.43, 0.26, 0))
    cord = tube([(0.47, 0.28, 0.04), (0.58, 0.2, 0.14), (0.62, 0.05, 0.22), (0.5, 0.02, 0.36)], 0.011, 5)
    toggle = bar((0.60, 0.1, 0.2), (0.62, 0.03, 0.24), 0.03)
    strap = join(*(ring(0.14, 0.018).squeezed(1, 2.2, 1).at(-0.05, 0.05 + 0.0 * k, 0.42) for k in range(1)), ring(0.10, 0.018).squeezed(1, 2.2, 1).at(-0.05, 0.05, 0.42))
    hook = tube([(0.12, 0.03, 0.44), (0.24, 0.03, 0.50), (0.3, 0.03, 0.42), (0.22, 0.03, 0.38), (0.14, 0.03, 0.43)], 0.016, 4)
    return scene(Part(pouch, nylon("main")), Part(mouth, nylon("main-")), Part(join(cord), matte("trim")), Part(toggle, plastic("black")), Part(strap, cloth("trim", 60)), Part(hook, steel("steel")), view=View(20, 14, 0.8))
