"""What is carried outdoors: packs, lamps, rope, tools."""
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
    sag,
    satin,
    steel,
    stripes,
    wood,
)
from app.samples.pictures.forms import (
    Puff,
    arc,
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
    slab,
    tube,
)
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.outlines import Outline
from app.samples.pictures.solids import Floats, Solid, around_axis, blend, in_row, join
from app.samples.pictures.trace import Part


def nylon(slot: str) -> Finish:
    """Pack cloth: a fine ripstop grid, a dull gleam."""
    k = np.float32(2 * np.pi * 38)

    def grid(x: Floats, y: Floats, z: Floats) -> Floats:
        lines = np.maximum(np.cos((x + z) * k), np.cos(y * k))
        return np.clip((lines - np.float32(0.9)) * 6, 0, np.float32(0.55))

    def crumple(x: Floats, y: Floats, z: Floats) -> Floats:
        return noise(x * 7, y * 7, z * 7) * np.float32(0.022)

    return Finish(slot, 0.6, 0.04, mix=grid, second=slot + "-", relief=crumple)


def _strap(x: float, low: float, high: float, z: float) -> Solid:
    return box(0.035, high - low, 0.012, 0.005).at(x, (low + high) / 2, z)


def backpack() -> Scene:
    """A trekking pack: lid, front pocket, side pouches, compression straps."""
    body = box(0.62, 1.02, 0.40, 0.13).at(0, 0.56, 0).dent(sag(0.03), 0.8)
    lid = box(0.60, 0.20, 0.42, 0.09).turn("x", 8).at(0, 1.12, 0.02).dent(sag(0.02), 0.8)
    pocket = box(0.44, 0.52, 0.16, 0.07).at(0, 0.44, 0.22).dent(sag(0.02), 0.8)
    pouch = box(0.12, 0.34, 0.26, 0.05).at(0.33, 0.24, 0.02).mirror("x").dent(sag(0.015), 0.8)
    straps = join(_strap(0.17, 0.72, 1.05, 0.225).mirror("x"), box(0.66, 0.03, 0.44, 0.01).at(0, 0.80, 0).cut(box(0.635, 0.2, 0.415).at(0, 0.8, 0)))
    buckles = box(0.055, 0.06, 0.03, 0.01).at(0.17, 0.93, 0.235).mirror("x")
    zips = join(arc(0.19, 0.009, 88).turn("x", 0).at(0, 0.42, 0.305), bar((-0.24, 1.08, 0.235), (0.24, 1.08, 0.235), 0.009))
    harness = tube([(0.16, 1.06, -0.2), (0.24, 1.0, -0.33), (0.26, 0.7, -0.36), (0.22, 0.4, -0.3), (0.24, 0.22, -0.22)], 0.045, 3).mirror("x")
    loop = arc(0.07, 0.016, 100).at(0, 1.2, -0.14)
    rolls = rod(0.1, 0.62, 0.02).turn("z", 90).at(0, 0.04, 0.06)
    return scene(
        Part(body, nylon("main")), Part(lid, nylon("main")), Part(pocket, nylon("main")), Part(pouch, nylon("trim")), Part(join(straps, zips), matte("trim")),
        Part(buckles, plastic("black")), Part(join(harness, loop), cloth("trim", 60)), Part(rolls, nylon("trim")), view=View(8, 26, 0.82),
    )


def daypack() -> Scene:
    """A roll-top day pack."""
    body = box(0.58, 0.86, 0.32, 0.10).at(0, 0.46, 0).dent(sag(0.03), 0.8)
    neck = box(0.52, 0.18, 0.20, 0.06).at(0, 0.92, -0.02).dent(sag(0.02), 0.8)
    roll = rod(0.06, 0.50, 0.03).turn("z", 90).squeezed(1, 0.9, 1.2).at(0, 1.04, 0.0)
    pocket = box(0.44, 0.34, 0.10, 0.045).at(0, 0.32, 0.16).dent(sag(0.015), 0.8)
    strap = join(_strap(0.0, 0.55, 1.04, 0.168), box(0.036, 0.014, 0.2, 0.005).at(0, 1.105, 0.05))
    buckle = box(0.06, 0.075, 0.03, 0.01).at(0, 0.62, 0.18)
    zip_ = bar((-0.19, 0.455, 0.2), (0.19, 0.455, 0.2), 0.010)
    harness = tube([(0.15, 0.84, -0.16), (0.22, 0.8, -0.27), (0.24, 0.5, -0.29), (0.22, 0.2, -0.18)], 0.04, 3).mirror("x")
    loops = in_row(box(0.045, 0.028, 0.014, 0.005), 5, 0.075).at(0, 0.70, 0.166)
    return scene(
        Part(body, nylon("main")), Part(neck, nylon("main")), Part(roll, nylon("main")), Part(pocket, nylon("main")), Part(join(strap, zip_, loops), matte("trim")),
        Part(buckle, plastic("black")), Part(harness, cloth("trim", 60)), view=View(9, 24, 0.8),
    )


def duffel() -> Scene:
    """A barrel duffel with webbing handles."""
    barrel = rod(0.30, 1.16, 0.09).turn("z", 90).squeezed(1, 0.94, 1).at(0, 0.285, 0).dent(sag(0.035, 3), 0.8)
    web = join(*(ring(0.302, 0.012).turn("z", 90).squeezed(1.8, 0.945, 1).at(x, 0.285, 0) for x in (-0.26, 0.26)))
    grip = tube([(-0.26, 0.5, 0.2), (-0.20, 0.66, 0.16), (0, 0.73, 0.13), (0.20, 0.66, 0.16), (0.26, 0.5, 0.2)], 0.022, 4).mirror("z")
    zip_ = box(0.94, 0.02, 0.035, 0.008).at(0, 0.57, 0)
    ends = join(*(rod(0.22, 0.03, 0.012).turn("z", 90).at(s * 0.565, 0.285, 0) for s in (-1, 1)))
    tag = box(0.18, 0.11, 0.012, 0.006).turn("x", -18).at(0.0, 0.40, 0.285)
    return scene(
        Part(barrel, nylon("main")), Part(join(web, zip_), matte("trim")), Part(grip, cloth("trim", 50)), Part(ends, nylon("main-")), Part(tag, rubber("trim")),
        view=View(15, 30, 0.84),
    )


def hip_pack() -> Scene:
    """A small waist pack with its belt."""
    pouch = egg(0.40, 0.23, 0.17).within(box(0.74, 0.40, 0.4, 0.08)).at(0, 0.2, 0).dent(sag(0.012), 0.8)
    zip_ = tube([(-0.33, 0.245, 0.08), (-0.18, 0.27, 0.145), (0, 0.277, 0.165), (0.18, 0.27, 0.145), (0.33, 0.245, 0.08)], 0.010, 3)
    pull = bar((0.27, 0.25, 0.13), (0.29, 0.14, 0.16), 0.010)
    belt_ = box(0.014, 0.085, 0.5, 0.006)
    strap = tube([(0.34, 0.2, -0.02), (0.52, 0.17, -0.10), (0.58, 0.10, -0.26), (0.42, 0.05, -0.38), (0.1, 0.04, -0.42)], 0.035, 4).squeezed(1, 1.0, 1).mirror("x")
    del belt_
    buckle = box(0.13, 0.075, 0.05, 0.02).at(0, 0.045, -0.42)
    return scene(Part(pouch, nylon("main")), Part(join(zip_, pull), rubber("trim")), Part(strap, cloth("trim", 60)), Part(buckle, plastic("black")), view=View(24, 20, 0.82))


def headlamp() -> Scene:
    """A headlamp on its elastic band."""
    def loop(x: Floats, y: Floats, z: Floats) -> Floats:
        flat = np.sqrt(x * x * np.float32(0.74) + z * z) - np.float32(0.42)
        a, b = np.abs(flat) - np.float32(0.010), np.abs(y) - np.float32(0.075)
        return np.sqrt(np.maximum(a, 0) ** 2 + np.maximum(b, 0) ** 2) + np.minimum(np.maximum(a, b), 0) - np.float32(0.006)

    strap = Solid(loop, (-0.52, -0.09, -0.46), (0.52, 0.09, 0.46), 0.8).at(0, 0.16, -0.1)
    webbing = cloth("main", 70).printed(stripes("y", 0.3, 0.14, 0.14), "trim")
    body = box(0.32, 0.24, 0.15, 0.06).at(0, 0.17, 0.40)
    lens = join(rod(0.075, 0.05, 0.01).turn("x", 90).at(-0.055, 0.175, 0.475), rod(0.04, 0.05, 0.008).turn("x", 90).at(0.085, 0.175, 0.472))
    led = join(rod(0.06, 0.03, 0.008).turn("x", 90).at(-0.055, 0.175, 0.49), rod(0.028, 0.03, 0.006).turn("x", 90).at(0.085, 0.175, 0.488))
    button = box(0.1, 0.03, 0.05, 0.012).at(0, 0.295, 0.40)
    bracket = box(0.26, 0.2, 0.05, 0.02).at(0, 0.16, 0.325)
    return scene(
        Part(strap, webbing), Part(body, plastic("trim")), Part(lens, steel("steel", 0.15)), Part(led, Finish("lamp", 0.2, 0.06, glow=0.55, second="lamp")),
        Part(join(button, bracket), rubber("black")), view=View(22, 24, 0.8),
    )


def torch() -> Scene:
    """A machined flashlight, lying."""
    head = lathe([(0, 0), (0.12, 0), (0.125, 0.02), (0.125, 0.16), (0.09, 0.24), (0.078, 0.3), (0, 0.3)], 0.02)
    fins = join(*(rod(0.135, 0.016, 0.004).at(0, y, 0) for y in (0.05, 0.085, 0.12, 0.155)))
    grip = rod(0.08, 0.5, 0.01).at(0, 0.52, 0)

    def knurl(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) * 12
        return (np.sin(turn + y * 90) + np.sin(turn - y * 90) + np.float32(2)) * np.float32(0.0016)

    tail = lathe([(0, 0.76), (0.082, 0.76), (0.085, 0.78), (0.085, 0.88), (0.06, 0.92), (0, 0.92)], 0.02)
    glass_ = rod(0.10, 0.02, 0.004).at(0, -0.002, 0)
    switch = egg(0.03, 0.045, 0.02).at(0, 0.28, 0.085)
    pieces = ((join(head, fins, tail), satin("main")), (grip.dent(knurl, 0.8), satin("main")), (glass_, Finish("lamp", 0.1, 0.1, glow=0.5, second="lamp")), (switch, rubber("orange")))
    return scene(*(Part(s.turn("z", 90).turn("y", 158).at(0.4, 0.135, 0), f) for s, f in pieces), view=View(20, 10, 0.84))


def knife() -> Scene:
    """A folding knife, open."""
    blade = cutout([(0.0, -0.055), (0.5, -0.06), (0.66, -0.02), (0.72, 0.045), (0.55, 0.06), (0.0, 0.06)], 0.022, 0.006, round_=0.03)
    bevel = box(2, 0.1, 0.2).turn("x", 9).at(0, -0.095, 0.066).mirror("z")
    handle = inflated([(-0.72, -0.03), (-0.68, 0.06), (-0.4, 0.085), (-0.02, 0.075), (0.06, 0.04), (0.05, -0.06), (-0.06, -0.075), (-0.3, -0.06), (-0.5, -0.085), (-0.66, -0.09)],
                      lambda i, x, y: i * 0 + np.float32(0.05), 0.03, smooth=4)
    bolster = box(0.14, 0.17, 0.105, 0.02).at(-0.02, 0.0, 0).within(handle.grow(0.006))
    pins = join(*(rod(0.016, 0.11).turn("x", 90).at(x, 0.0, 0) for x in (-0.58, -0.34, -0.02)))
    groove = box(0.1, 0.012, 0.1, 0.004).at(0.14, 0.035, 0.05)
    lay: Pose = lambda s: s.turn("x", -90).turn("y", 24).at(0, 0.052, 0)
    return scene(Part(lay(blade.cut(bevel).cut(groove)), brushed("steel", "x", 0.2)), Part(lay(handle), wood("main", "main-", "x")), Part(lay(join(bolster, pins)), steel("brass", 0.2)), view=View(34, 0, 0.86))


def rope() -> Scene:
    """A climbing rope, coiled and tied."""
    def strand(n: int) -> Solid:
        rng = np.random.default_rng(n)
        jitter = rng.normal(0, 0.012, 4)
        return ring(0.40 + float(jitter[0]), 0.036).turn("x", float(jitter[1] * 160)).turn("z", float(jitter[2] * 160)).at(float(jitter[3]), 0.04 + 0.026 * (n % 5) + 0.02 * (n // 5), 0.0).squeezed(1, 1, 0.8 + 0.02 * (n % 4))

    coils = join(*(strand(n) for n in range(11)))

    def braid(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) * 60
        return np.clip(np.sin(turn + y * 120) * 3 - np.float32(1.2), 0, 1)

    wrap = join(*(ring(0.13, 0.034).turn("x", 90).turn("z", 8).at(0.40 + 0.0, 0.12, 0.05 - 0.062 * k).turn("y", -70) for k in range(5)))
    tail = tube([(0.15, 0.06, 0.36), (0.3, 0.04, 0.52), (0.55, 0.036, 0.50), (0.66, 0.036, 0.34)], 0.035, 5)
    cord = Finish("main", 0.9, 0.03, sheen=0.2, mix=braid, second="trim")
    return scene(Part(coils, cord), Part(wrap, cord), Part(tail, cord), view=View(32, 16, 0.82))


def carabiner() -> Scene:
    """Two locking carabiners."""
    def one(x: float, z: float, turn: float, slot: str) -> list[Part]:
        path = [(-0.13, -0.30, 0), (-0.16, 0.0, 0), (-0.16, 0.30, 0), (-0.06, 0.42, 0), (0.10, 0.40, 0), (0.19, 0.28, 0), (0.20, 0.2, 0)]
        frame_ = join(tube(path, 0.034, 4), tube([(-0.13, -0.30, 0), (-0.04, -0.38, 0), (0.06, -0.36, 0), (0.12, -0.26, 0)], 0.034, 4))
        gate = bar((0.12, -0.25, 0), (0.20, 0.2, 0), 0.025)
        sleeve = bar((0.155, -0.03, 0), (0.19, 0.15, 0), 0.042)
        lay: Pose = lambda s: s.turn("x", -90).turn("y", turn).at(x, 0.04, z)
        return [Part(lay(frame_), Finish(slot, 0.25, 0.12)), Part(lay(gate), steel("steel", 0.18)), Part(lay(sleeve), Finish("iron", 0.3, 0.5, metal=True))]
    return scene(*one(-0.25, 0, 18, "main"), *one(0.25, 0.06, -14, "trim"), view=View(38, 0, 0.82))


def poles() -> Scene:
    """A pair of trekking poles."""
    def one(x: float, turn: float, tall: float) -> list[Part]:
        shaft = join(bar((0, 0.06, 0), (0, 0.62, 0), 0.011), bar((0, 0.55, 0), (0, 1.15, 0), 0.014), bar((0, 1.1, 0), (0, tall, 0), 0.017))
        grip = lathe([(0, 0), (0.02, 0), (0.026, 0.08), (0.022, 0.14), (0.03, 0.2), (0.034, 0.24), (0.02, 0.265), (0, 0.27)]).at(0, tall - 0.04, 0)
        clamp = join(box(0.04, 0.06, 0.05, 0.012).at(0.006, 0.6, 0), box(0.04, 0.06, 0.05, 0.012).at(0.006, 1.12, 0))
        basket_ = lathe([(0, 0.1), (0.05, 0.1), (0.055, 0.11), (0, 0.125)])
        tip = cone(0.004, 0.012, 0.08).at(0, 0.04, 0)
        loop = arc(0.05, 0.008, 140).turn("z", 150).at(-0.05, tall + 0.16, 0)
        lean: Pose = lambda s: s.turn("z", turn).at(x, 0, 0)
        return [Part(lean(shaft), Finish("main", 0.3, 0.3, metal=False)), Part(lean(grip), matte("cork")), Part(lean(join(clamp, basket_, loop)), rubber("black")), Part(lean(tip), steel("steel"))]
    return scene(*one(-0.16, 5, 1.3), *one(0.12, -6, 1.26), view=View(7, 16, 0.9))


def dry_bag() -> Scene:
    """A roll-top dry bag."""
    body = rod(0.27, 0.72, 0.07).at(0, 0.37, 0).dent(sag(0.05, 3.5), 0.8)
    neck = box(0.50, 0.12, 0.10, 0.03).at(0, 0.76, 0)
    shoulder = blend(0.12, rod(0.25, 0.2, 0.05).at(0, 0.62, 0), box(0.52, 0.16, 0.10, 0.03).at(0, 0.74, 0))
    roll = rod(0.05, 0.52, 0.02).turn("z", 90).at(0, 0.85, 0)
    clip_ = tube([(-0.28, 0.85, 0), (-0.26, 0.98, 0), (-0.06, 1.02, 0), (0.06, 1.02, 0), (0.26, 0.98, 0), (0.28, 0.85, 0)], 0.018, 4)
    buckle = box(0.12, 0.06, 0.03, 0.012).at(0, 1.02, 0)
    base = rod(0.272, 0.06, 0.02).at(0, 0.035, 0)
    coat = Finish("main", 0.42, 0.045, relief=lambda x, y, z: noise(x * 6, y * 4, z * 6) * np.float32(0.03))
    return scene(Part(blend(0.06, body, shoulder), coat), Part(join(neck, roll), coat), Part(join(clip_, buckle), rubber("black")), Part(base, rubber("black")), view=View(10, 22, 0.8))


def first_aid() -> Scene:
    """A soft first-aid pouch with its cross."""
    body = box(0.86, 0.56, 0.28, 0.09).at(0, 0.28, 0).dent(sag(0.02), 0.8)
    zip_ = box(0.9, 0.6, 0.022, 0.01).at(0, 0.28, 0.0).within(box(0.875, 0.575, 0.1, 0.09).at(0, 0.28, 0))
    cross = join(box(0.07, 0.22, 0.02, 0.008), box(0.22, 0.07, 0.02, 0.008)).at(0, 0.29, 0.138)
    disc = rod(0.165, 0.012, 0.004).turn("x", 90).at(0, 0.29, 0.132)
    handle = arc(0.13, 0.02, 75).at(0, 0.47, 0)
    pull = bar((0.43, 0.42, 0.0), (0.46, 0.30, 0.03), 0.012)
    return scene(Part(body, nylon("main")), Part(join(zip_, handle, pull), matte("trim")), Part(cross, satin("main")), Part(disc, satin("white")), view=View(12, 24, 0.74))


def climb_helmet() -> Scene:
    """A vented helmet with a headlamp clip."""
    shell_ = egg(0.42, 0.36, 0.5).cut(egg(0.385, 0.33, 0.46)).cut(box(3, 1, 3).at(0, -0.5, 0)).at(0, 0.1, 0)
    vents = join(*(egg(0.04, 0.2, 0.14).turn("x", a).at(x, 0.36 + 0.02, z) for x, z, a in ((0.16, 0.24, 40), (0.16, -0.12, -30), (0.3, 0.06, 0))))
    vents = vents.mirror("x")
    ridge = egg(0.075, 0.36, 0.505).at(0, 0.115, 0).cut(box(3, 1, 3).at(0, -0.4, 0)).cut(egg(0.41, 0.35, 0.49).at(0, 0.1, 0))
    rim = ring(0.415, 0.022).squeezed(1, 1, 1.19).at(0, 0.105, 0)
    straps = join(tube([(0.40, 0.1, 0.12), (0.33, -0.04, 0.08), (0.2, -0.08, 0.1), (0.0, -0.09, 0.12)], 0.016, 4), tube([(0.40, 0.1, -0.16), (0.34, 0.0, 0.0), (0.32, -0.05, 0.08)], 0.014, 4)).mirror("x").at(0, 0.1, 0)
    foam = egg(0.38, 0.32, 0.455).cut(box(3, 1, 3).at(0, -0.5, 0)).at(0, 0.1, 0)
    clip_ = box(0.08, 0.05, 0.03, 0.01).at(0, 0.22, 0.58)
    parts = [Part(blend(0.04, shell_.cut(vents.at(0, 0.0, 0), 0.02), ridge.cut(vents, 0.02)), satin("main")), Part(foam, matte("black")), Part(rim, rubber("trim")), Part(straps, matte("black")), Part(clip_, plastic("black"))]
    return scene(*parts, view=View(16, 32, 0.78))


def hatchet() -> Scene:
    """A forged hatchet with an ash handle."""
    handle_outline: Outline = [(-0.04, -0.64), (0.05, -0.66), (0.075, -0.58), (0.03, -0.3), (0.035, 0.1), (0.05, 0.46), (-0.035, 0.46), (-0.04, 0.1), (-0.045, -0.3), (-0.055, -0.52)]
    handle = inflated(handle_outline, lambda i, x, y: i * 0 + np.float32(0.036), 0.03, smooth=4)
    head_outline: Outline = [(-0.12, 0.46), (-0.12, 0.30), (0.08, 0.29), (0.2, 0.24), (0.32, 0.16), (0.36, 0.34), (0.33, 0.5), (0.2, 0.45), (0.08, 0.45)]
    wedge: Puff = lambda i, x, y: np.clip(np.float32(0.062) - np.clip(x - np.float32(0.06), 0, 1) * np.float32(0.21), 0.004, 1)
    head = inflated(head_outline, wedge, 0.004, round_=0.03)
    edge = inflated([(0.27, 0.14), (0.33, 0.12), (0.39, 0.34), (0.34, 0.54), (0.27, 0.5)], lambda i, x, y: np.clip(np.float32(0.022) - np.clip(x - np.float32(0.27), 0, 1) * np.float32(0.2), 0.003, 1), 0.002, round_=0.03).within(head.grow(0.004))
    thong = tube([(0.01, -0.58, 0.04), (0.06, -0.70, 0.06), (0.0, -0.80, 0.02), (-0.05, -0.70, -0.03), (0.0, -0.58, -0.04)], 0.011, 4)
    lay: Pose = lambda s: s.turn("x", -90).turn("y", 40).at(0, 0.07, 0)
    return scene(Part(lay(handle), wood("wood", "grain", "x")), Part(lay(head), Finish("iron", 0.45, 0.6, metal=True)), Part(lay(edge), brushed("steel", "y", 0.2)), Part(lay(thong), matte("leather")), view=View(40, 0, 0.86))


def prism_compass() -> Scene:
    """A sighting compass with a base plate."""
    plate = slab(0.56, 0.03, 0.98, 0.06, 0.01).at(0, 0.02, 0)
    housing = lathe([(0, 0.03), (0.22, 0.03), (0.23, 0.05), (0.225, 0.09), (0.19, 0.1), (0, 0.1)], 0.012)
    dial = rod(0.18, 0.012).at(0, 0.1, 0.0)
    needle = cutout([(0, 0.15), (0.028, 0), (-0.028, 0)], 0.012).turn("x", -90).turn("y", 28).at(0, 0.112, 0)
    tail = cutout([(0, 0.15), (0.028, 0), (-0.028, 0)], 0.012).turn("x", -90).turn("y", 208).at(0, 0.112, 0)
    dome = egg(0.19, 0.05, 0.19).within(box(1, 0.2, 1).at(0, 0.1, 0)).at(0, 0.1, 0)
    ticks = around_axis(box(0.03, 0.01, 0.008).at(0.16, 0.108, 0), 24)
    cord = tube([(0, 0.03, 0.47), (0.12, 0.03, 0.62), (0.34, 0.025, 0.60), (0.46, 0.025, 0.4), (0.44, 0.025, 0.1)], 0.014, 5)
    arrow = cutout([(0, 0.12), (0.04, 0.0), (0.012, 0.02), (0.012, -0.12), (-0.012, -0.12), (-0.012, 0.02), (-0.04, 0)], 0.01).turn("x", -90).at(0, 0.038, -0.34)
    turned = prism(36, 0.232, 0.045, 0.006).at(0, 0.055, 0)
    return scene(
        Part(plate, satin("mirror")), Part(join(housing, turned), plastic("black")), Part(dial, matte("white")), Part(needle, satin("red")), Part(join(tail, ticks, arrow), satin("ink")),
        Part(dome, glass("glass", 0.95)), Part(cord, matte("main")), view=View(42, 18, 0.82),
    )
