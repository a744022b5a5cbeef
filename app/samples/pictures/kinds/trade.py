"""What a trade counter sells by the box: fixings, tins and sacks."""
# ruff: noqa: E731 - poses are said in passing
# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    Pattern,
    glass,
    noise,
    plastic,
    rubber,
    satin,
    steel,
    stripes,
)
from app.samples.pictures.forms import (
    arc,
    bar,
    box,
    cone,
    cutout,
    lathe,
    prism,
    ring,
    rod,
    slab,
    vessel,
)
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.solids import Floats, Solid, around_axis, join
from app.samples.pictures.trace import Part

ONE = np.float32(1)
CARD = Finish("card", 0.9, 0.02, mix=lambda x, y, z: noise(x * 90, y * 90, z * 90) * np.float32(0.25), second="card-")
Rows = tuple[tuple[float, float, float, float], ...]


def printed(rows: Rows) -> Pattern:
    """A label's print: bars of ink at (middle, height, half width, half height), seen from the front."""

    def mix(x: Floats, y: Floats, z: Floats) -> Floats:
        del z
        ink = np.zeros_like(x)
        for cx, cy, hw, hh in rows:
            inside = np.maximum(np.abs(x - np.float32(cx)) - np.float32(hw), np.abs(y - np.float32(cy)) - np.float32(hh))
            ink = np.maximum(ink, np.clip(-inside * np.float32(260) + np.float32(0.5), 0, 1))
        return ink

    return mix


def _screw(length: float, radius: float = 0.03, *, threaded: bool = True) -> Solid:
    """A countersunk screw, standing on its tip; in a heap nobody sees its thread."""
    shank = cone(radius * 0.25, radius * 0.62, length * 0.97).at(0, length / 2, 0)

    def thread(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) / np.float32(2 * np.pi)
        cut_ = np.abs(((y * np.float32(26) + turn) % 1) - np.float32(0.5)) * 2
        return cut_ * np.float32(radius * 0.34) * (y < np.float32(length * 0.72))

    head = lathe([(0, length), (radius * 0.6, length - radius * 0.5), (radius * 1.7, length + radius * 0.6), (radius * 1.7, length + radius * 0.8), (0, length + radius * 0.8)], 0.004)
    recess = join(box(radius * 1.5, radius, radius * 0.4), box(radius * 0.4, radius, radius * 1.5)).at(0, length + radius * 0.8, 0)
    if not threaded:
        return join(shank.grow(radius * 0.15), cone(radius * 0.7, radius * 1.7, radius * 1.3).at(0, length, 0))
    return join(shank.grow(radius * 0.3).dent(thread, 0.7), head.cut(recess))


def screw_box() -> Scene:
    """An open carton of screws with a label, some lying before it."""
    carton = box(0.74, 0.46, 0.46, 0.012).cut(box(0.70, 0.44, 0.42).at(0, 0.04, 0)).at(0, 0.235, -0.1)
    flap = box(0.72, 0.014, 0.22, 0.005).turn("x", 62).at(0, 0.555, -0.385)
    label = box(0.5, 0.26, 0.008, 0.003).at(0, 0.24, 0.133)
    ink = printed(((-0.1, 0.31, 0.11, 0.022), (-0.13, 0.25, 0.08, 0.008), (-0.13, 0.22, 0.08, 0.008), (0.14, 0.24, 0.07, 0.075)))
    rng = np.random.default_rng(3)
    heap = [_screw(0.22, threaded=False).turn("z", 90).turn("y", float(a)).at(float(np.clip(x, -1, 1)) * 0.12, 0.40 + float(abs(h)) * 0.05, -0.1 + float(np.clip(z, -1, 1)) * 0.05) for a, x, z, h in
            zip(rng.uniform(-70, 70, 9), rng.normal(0, 1, 9), rng.normal(0, 1, 9), rng.normal(0, 1, 9), strict=True)]
    fill = box(0.68, 0.3, 0.4).at(0, 0.24, -0.1)
    front = [_screw(0.34).turn("z", 82).turn("y", a).at(x, 0.045, z) for a, x, z in ((20, 0.12, 0.33), (-35, -0.1, 0.36), (70, 0.42, 0.22))]
    return scene(
        Part(join(carton, flap), CARD), Part(label, Finish("white", 0.6, 0.03, mix=ink, second="main")), Part(join(*heap[:5]), steel("main", 0.3)), Part(join(*heap[5:]), steel("main", 0.3)),
        Part(fill, Finish("main-", 0.5, 0.4, metal=True)), *(Part(f, steel("main", 0.26)) for f in front), view=View(22, 24, 0.82),
    )


def bolts() -> Scene:
    """Hex bolts with nuts and washers."""
    def bolt(length: float) -> Solid:
        def thread(x: Floats, y: Floats, z: Floats) -> Floats:
            turn = np.arctan2(z, x) / np.float32(2 * np.pi)
            return np.abs(((y * np.float32(20) + turn) % 1) - np.float32(0.5)) * np.float32(0.03) * (y < np.float32(length * 0.6))
        return join(rod(0.075, length, 0.008).at(0, length / 2, 0).dent(thread, 0.75), prism(6, 0.135, 0.1, 0.012).at(0, length + 0.05, 0))
    nut = prism(6, 0.135, 0.12, 0.015).cut(rod(0.07, 1))
    washer = rod(0.17, 0.026, 0.006).cut(rod(0.08, 1))
    zinc = steel("main", 0.28)
    return scene(
        Part(bolt(0.62).turn("x", 180).at(-0.34, 0.72, -0.1), zinc), Part(bolt(0.5).turn("z", 78).turn("y", 20).at(0.52, 0.145, 0.2), zinc),
        Part(join(nut.at(-0.1, 0.06, 0.26), nut.turn("x", 90).turn("y", 30).at(0.16, 0.15, -0.2)), zinc), Part(join(washer.at(0.22, 0.013, 0.42), washer.turn("x", 74).at(-0.02, 0.16, -0.05)), zinc),
        view=View(20, 14, 0.82),
    )


def wall_plugs() -> Scene:
    """A clear tub of wall plugs with a coloured lid."""
    tub = lathe([(0, 0), (0.30, 0), (0.32, 0.02), (0.32, 0.5), (0.31, 0.52), (0, 0.52)], 0.012)
    lid = lathe([(0, 0.5), (0.34, 0.5), (0.345, 0.52), (0.345, 0.6), (0.33, 0.62), (0, 0.62)], 0.012)
    grip = Finish("main", 0.45, 0.045, relief=lambda x, y, z: np.abs(np.sin(np.arctan2(z, x) * 40)) * np.float32(0.004))
    rng = np.random.default_rng(5)

    def plug() -> Solid:
        return lathe([(0, 0), (0.02, 0), (0.032, 0.05), (0.028, 0.22), (0.045, 0.25), (0.045, 0.265), (0, 0.265)], 0.008).dent(lambda x, y, z: (np.sin(y * 130) + ONE) * np.float32(0.003), 0.8)

    heap = [plug().turn("z", float(rng.uniform(50, 130))).turn("y", float(rng.uniform(0, 360))).at(float(np.clip(rng.normal(0, 0.09), -0.12, 0.12)), 0.06 + 0.018 * n, float(np.clip(rng.normal(0, 0.09), -0.12, 0.12))) for n in range(22)]
    loose = [plug().turn("z", 88).turn("y", a).at(x, 0.05, z) for a, x, z in ((30, 0.5, 0.28), (110, 0.18, 0.46), (-20, -0.25, 0.44))]
    label = rod(0.326, 0.2).cut(rod(0.32, 1)).at(0, 0.2, 0).within(box(0.46, 0.3, 1).at(0, 0.2, 0.5))
    ink = printed(((-0.06, 0.25, 0.12, 0.02), (-0.09, 0.19, 0.08, 0.007), (-0.09, 0.16, 0.08, 0.007)))
    return scene(
        *(Part(join(*heap[k::4]), plastic("main")) for k in range(4)), Part(tub, glass("glass", 0.95)), Part(lid, grip), Part(label, Finish("white", 0.6, 0.03, mix=ink, second="ink")),
        *(Part(p, plastic("main")) for p in loose), view=View(18, 12, 0.8),
    )


def paint_tin() -> Scene:
    """A tin of paint with a handle, a drip of colour and a label."""
    can = lathe([(0, 0), (0.40, 0), (0.41, 0.02), (0.40, 0.035), (0.40, 0.76), (0.41, 0.775), (0.41, 0.80), (0.36, 0.80), (0.355, 0.78), (0, 0.78)], 0.008)
    lid = lathe([(0, 0.775), (0.35, 0.775), (0.355, 0.80), (0.33, 0.805), (0.32, 0.79), (0, 0.79)], 0.006)
    handle = arc(0.43, 0.012, 88).turn("x", 68).at(0, 0.62, 0)
    ears = rod(0.05, 0.03, 0.008).turn("z", 90).at(0.405, 0.62, 0).mirror("x")

    def label(x: Floats, y: Floats, z: Floats) -> Floats:
        edge = np.float32(0.44) + np.float32(0.05) * np.sin(x * 6 + 1) + np.float32(0.02) * np.sin(x * 17 + z * 5)
        field_ = np.clip((edge - y) * 220 + np.float32(0.5), 0, 1) * (y > np.float32(0.05))
        words = np.maximum(np.abs(x) - np.float32(0.15), np.abs(y - np.float32(0.60)) - np.float32(0.024))
        words = np.minimum(words, np.maximum(np.abs(x) - np.float32(0.10), np.abs(y - np.float32(0.54)) - np.float32(0.008)))
        front = z > 0
        return np.maximum(field_, np.where(front, np.clip(-words * 260 + np.float32(0.5), 0, 1), 0))

    return scene(Part(can, Finish("white", 0.3, 0.06, mix=label, second="main")), Part(lid, steel("steel", 0.25)), Part(join(handle, ears), steel("steel", 0.25)), view=View(14, 16, 0.76))


def tape() -> Scene:
    """Rolls of tape, one standing, two stacked."""
    def roll() -> tuple[Solid, Solid]:
        outer = lathe([(0.24, 0), (0.40, 0), (0.40, 0.24), (0.24, 0.24)], 0.008)
        core = lathe([(0.225, 0.004), (0.245, 0.004), (0.245, 0.236), (0.225, 0.236)], 0.004)
        return outer, core
    layers = Finish("main", 0.4, 0.045, relief=lambda x, y, z: np.sin(np.sqrt(x * x + z * z) * 700) * np.float32(0.0006))
    (o1, c1), (o2, c2) = roll(), roll()
    stand: Pose = lambda s: s.turn("x", 84).turn("y", -24).at(0.42, 0.40, 0.12)
    return scene(Part(join(o1.at(-0.25, 0, -0.1), o2.turn("y", 40).at(-0.22, 0.245, -0.08)), layers), Part(join(c1.at(-0.25, 0, -0.1), c2.at(-0.22, 0.245, -0.08)), CARD), Part(stand(o1), layers), Part(stand(c1), CARD), view=View(19, 10, 0.8))


def cartridge() -> Scene:
    """Sealant cartridges."""
    def one(x: float, z: float) -> list[Part]:
        body = rod(0.15, 0.94, 0.012).at(x, 0.48, z)
        shoulder = lathe([(0, 0.95), (0.145, 0.95), (0.14, 0.97), (0.05, 0.985), (0.045, 1.04), (0, 1.04)], 0.008).at(x, 0, z)
        nozzle = cone(0.045, 0.014, 0.34).at(x, 1.2, z)
        ink = printed(((x, 0.70, 0.09, 0.03), (x, 0.62, 0.06, 0.009), (x, 0.58, 0.06, 0.009), (x, 0.24, 0.16, 0.10)))
        return [Part(body, Finish("white", 0.35, 0.05, mix=ink, second="main")), Part(shoulder, plastic("white")), Part(nozzle, Finish("white", 0.4, 0.045))]
    return scene(*one(-0.2, -0.06), *one(0.18, 0.1), view=View(9, 0, 0.86))


def bucket() -> Scene:
    """A builder's bucket with a pouring lip."""
    body = vessel([(0, 0), (0.28, 0), (0.31, 0.03), (0.40, 0.62), (0.405, 0.9)], 0.018, 0.66, 0.02)
    rims = join(ring(0.408, 0.02).at(0, 0.655, 0), ring(0.398, 0.012).at(0, 0.57, 0), ring(0.30, 0.012).at(0, 0.03, 0))
    handle = arc(0.425, 0.013, 89).turn("x", 58).at(0, 0.58, 0)
    ears = box(0.03, 0.10, 0.09, 0.012).at(0.405, 0.59, 0).mirror("x")
    grip = rod(0.03, 0.22, 0.01).turn("z", 90).at(0, 0.805, 0.36)
    marks = printed(((-0.02, 0.2, 0.03, 0.004), (-0.02, 0.3, 0.03, 0.004), (-0.02, 0.4, 0.03, 0.004), (-0.02, 0.5, 0.03, 0.004)))
    return scene(Part(join(body, rims, ears), Finish("main", 0.5, 0.04, mix=marks, second="white")), Part(handle, steel("steel", 0.3)), Part(grip, rubber("black")), view=View(17, 18, 0.78))


def storage_bin() -> Scene:
    """Open-fronted storage bins, stacked."""
    def one(y: float, z: float) -> Solid:
        hull = box(0.72, 0.40, 0.92, 0.03).cut(box(0.66, 0.40, 0.86, 0.02).at(0, 0.05, 0))
        mouth = box(2, 0.5, 0.5).turn("x", -32).at(0, 0.36, 0.50)
        lip = box(0.74, 0.03, 0.03, 0.012).at(0, 0.02, 0.455)
        card = box(0.4, 0.1, 0.012, 0.004).at(0, -0.08, 0.462)
        return join(hull.cut(mouth), lip, card).at(0, y + 0.2, z)
    return scene(Part(one(0, 0), plastic("main")), Part(one(0.405, -0.02), plastic("main")), view=View(18, 30, 0.8))


def cement_bag() -> Scene:
    """A sack of cement on its side seam."""
    sack = box(0.70, 1.0, 0.24, 0.11).at(0, 0.5, 0)

    def creases(x: Floats, y: Floats, z: Floats) -> Floats:
        top = np.clip(np.abs(y - np.float32(0.5)) * 2 - np.float32(0.45), 0, 1)
        return (noise(x * 8, y * 3, z * 4) * np.float32(0.05) + noise(x * 22, y * 9, z * 9) * np.float32(0.02)) * (np.float32(0.4) + top)

    ink = printed(((0, 0.66, 0.20, 0.05), (0, 0.55, 0.13, 0.012), (0, 0.51, 0.13, 0.012), (0, 0.27, 0.34, 0.11)))
    paper = Finish("paper", 0.9, 0.02, mix=ink, second="main", relief=lambda x, y, z: noise(x * 40, y * 40, z * 40) * np.float32(0.003))
    return scene(Part(sack.dent(creases, 0.8), paper), view=View(12, 24, 0.78))














def discs() -> Scene:
    """Sanding discs, a fanned stack."""
    def disc(n: int) -> Solid:
        holes = around_axis(rod(0.04, 0.2).at(0.26, 0, 0), 8, 8 * n)
        return rod(0.42, 0.016, 0.004).cut(holes).at(0.035 * n, 0.01 + 0.018 * n, 0.012 * n)
    grit = Finish("main", 0.95, 0.03, relief=lambda x, y, z: noise(x * 160, y * 160, z * 160) * np.float32(0.006), mix=lambda x, y, z: noise(x * 150, y * 150, z * 150) * np.float32(0.6), second="main-")
    lean = disc(0).at(0, -0.01, 0).turn("x", 66).at(0.1, 0.42, -0.44)
    return scene(Part(join(*(disc(n) for n in range(5))), grit), Part(lean, grit), view=View(24, 8, 0.82))


def ratchet_strap() -> Scene:
    """A ratchet strap, rolled, with hook."""
    roll = lathe([(0.05, 0), (0.30, 0), (0.30, 0.16), (0.05, 0.16)], 0.01)
    web = Finish("main", 0.85, 0.03, relief=lambda x, y, z: np.sin(np.sqrt(x * x + z * z) * 330) * np.float32(0.004), mix=stripes("y", 0.3, 0.1, 0.07), second="black")
    tail = box(0.62, 0.022, 0.15, 0.006).turn("z", 0).at(0.45, 0.05, 0.22)
    sides = join(*(cutout([(-0.24, -0.06), (0.24, -0.06), (0.26, 0.06), (0.1, 0.14), (-0.22, 0.10)], 0.02, 0.004, round_=0.04).at(0.78, 0.09, z) for z in (0.12, 0.32)))
    gear = join(prism(12, 0.065, 0.24, 0.006).turn("x", 90).at(0.76, 0.1, 0.22), rod(0.03, 0.24).turn("x", 90).at(0.95, 0.09, 0.22))
    handle = join(bar((0.62, 0.14, 0.13), (0.46, 0.24, 0.13), 0.02), bar((0.62, 0.14, 0.31), (0.46, 0.24, 0.31), 0.02), bar((0.46, 0.24, 0.10), (0.46, 0.24, 0.34), 0.036))
    stand: Pose = lambda s: s.turn("x", 0).at(0, 0.0, 0)
    return scene(Part(stand(roll), web), Part(tail, web), Part(sides, steel("steel", 0.3)), Part(gear, steel("iron", 0.3)), Part(join(handle), satin("trim")), view=View(26, 14, 0.84))


def pallet_wrap() -> Scene:
    """Rolls of stretch film."""
    def roll(x: float, z: float) -> list[Part]:
        film = lathe([(0.10, 0.04), (0.24, 0.04), (0.24, 0.96), (0.10, 0.96)], 0.006)
        core = lathe([(0.085, 0), (0.105, 0), (0.105, 1.0), (0.085, 1.0)], 0.004)
        return [Part(film.at(x, 0, z), Finish("main", 0.12, 0.06, relief=lambda px, py, pz: noise(px * 5, py * 40, pz * 5) * np.float32(0.004))), Part(core.at(x, 0, z), CARD)]
    return scene(*roll(-0.28, -0.06), *roll(0.24, 0.1), view=View(14, 0, 0.8))


def sealed_tub() -> Scene:
    """A tub of filler with a snap lid."""
    body = cone(0.40, 0.44, 0.60, 0.02).at(0, 0.31, 0)
    lid = lathe([(0, 0.58), (0.46, 0.58), (0.47, 0.6), (0.465, 0.66), (0.40, 0.665), (0.385, 0.65), (0, 0.65)], 0.01)
    tab = box(0.09, 0.05, 0.03, 0.01).at(0, 0.60, 0.465)
    ink = printed(((0, 0.42, 0.20, 0.035), (0, 0.35, 0.13, 0.009), (0, 0.32, 0.13, 0.009), (0, 0.14, 0.5, 0.07)))
    handle = arc(0.46, 0.012, 89).turn("x", 100).at(0, 0.52, 0)
    return scene(Part(body, Finish("white", 0.4, 0.045, mix=ink, second="main")), Part(join(lid, tab), plastic("main")), Part(handle, satin("white")), view=View(16, 10, 0.76))


def socket_set() -> Scene:
    """A socket set in its case."""
    case = slab(1.2, 0.16, 0.72, 0.06, 0.03).at(0, 0.09, 0)
    tray = slab(1.1, 0.04, 0.62, 0.04, 0.01).at(0, 0.17, 0)
    lid = slab(1.2, 0.06, 0.72, 0.06, 0.025).turn("x", 72).at(0, 0.50, -0.44)
    sockets = []
    for n in range(8):
        r = 0.042 + 0.004 * n
        one = rod(r, 0.09, 0.006).cut(prism(6, r * 0.66, 0.2).at(0, 0.06, 0))
        sockets.append(one.at(-0.46 + 0.13 * n, 0.22, -0.14))
    ratchet = join(rod(0.075, 0.05, 0.012).at(-0.38, 0.21, 0.12), bar((-0.34, 0.21, 0.12), (0.12, 0.21, 0.12), 0.022), bar((0.1, 0.21, 0.12), (0.42, 0.21, 0.12), 0.038))
    latch = box(0.1, 0.07, 0.03, 0.01).at(0.3, 0.12, 0.365).mirror("x")
    return scene(Part(case, plastic("main")), Part(lid, plastic("main")), Part(tray, rubber("black")), Part(join(*sockets), steel("steel", 0.16)), Part(ratchet, steel("steel", 0.2)), Part(latch, satin("black")), view=View(26, 14, 0.86))
