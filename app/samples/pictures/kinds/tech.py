"""Electronics for pocket and wrist."""
# ruff: noqa: E731 - poses are said in passing
# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    Pattern,
    brushed,
    cloth,
    matte,
    plastic,
    rubber,
    satin,
    steel,
)
from app.samples.pictures.forms import ball, bar, box, cone, cutout, egg, lathe, ring, rod, tube
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.solids import Floats, Solid, around_axis, blend, in_row, join
from app.samples.pictures.trace import Part

ONE = np.float32(1)
SCREEN = Finish("screen", 0.08, 0.06)


def mesh(scale: float = 60.0, depth: float = 0.004) -> Pattern:
    k, d = np.float32(scale * np.pi), np.float32(depth)

    def holes(x: Floats, y: Floats, z: Floats) -> Floats:
        return np.abs(np.sin((x + z * np.float32(0.6)) * k) * np.sin(y * k)) * d

    return holes










def power_bank() -> Scene:
    """A rugged power bank with rubber corners."""
    body = box(0.46, 0.86, 0.16, 0.05)
    corners = join(*(box(0.16, 0.17, 0.19, 0.055).at(0.165, 0.355, 0).mirror("x").mirror("y"),))
    panel_ = box(0.30, 0.46, 0.02, 0.01).at(0, -0.02, 0.078)
    lights = in_row(box(0.022, 0.012, 0.012, 0.004), 4, 0.04).at(0, 0.27, 0.083)
    ports = join(box(0.11, 0.04, 0.05, 0.012).at(-0.07, 0.432, 0), box(0.08, 0.03, 0.05, 0.014).at(0.07, 0.432, 0))
    stand: Pose = lambda s: s.turn("x", -12).turn("y", 8).at(0, 0.44, 0)
    ridged = Finish("main", 0.5, 0.045, relief=lambda x, y, z: np.abs(np.sin(y * 60)) * np.float32(0.004))
    return scene(Part(stand(body), plastic("main")), Part(stand(corners), rubber("trim")), Part(stand(panel_), ridged), Part(stand(lights), Finish("lamp", 0.3, 0.05, glow=0.6, second="lamp")), Part(stand(ports), satin("black")), view=View(9, 22, 0.74))


def solar_panel() -> Scene:
    """A folding solar panel, three leaves opened."""
    def leaf(x: float, turn: float) -> tuple[Solid, Solid]:
        sheet = box(0.56, 0.86, 0.028, 0.012)
        cells = join(*(box(0.235, 0.37, 0.012, 0.006).at(dx, dy, 0.012) for dx in (-0.125, 0.125) for dy in (-0.2, 0.2)))
        pose: Pose = lambda s: s.turn("y", turn).at(x, 0.44, -abs(x) * 0.0).turn("x", -24)
        return pose(sheet), pose(cells)
    (a, ac), (b, bc), (c, cc) = leaf(-0.55, 12), leaf(0, 0), leaf(0.55, -12)
    k = np.float32(90)

    def fingers(x: Floats, y: Floats, z: Floats) -> Floats:
        del z
        return np.clip((np.cos(x * k * 2) - np.float32(0.93)) * 9 + (np.cos(y * k * np.float32(0.6)) - np.float32(0.97)) * 20, 0, np.float32(0.8))

    silicon = Finish("cell", 0.14, 0.07, mix=fingers, second="iron")
    legs = bar((0.3, 0.7, -0.38), (0.36, 0.0, -0.52), 0.014).mirror("x")
    return scene(Part(join(a, b, c), cloth("main", 60)), Part(join(ac, bc, cc), silicon), Part(legs, satin("iron")), view=View(12, 20, 0.86))


def charger() -> Scene:
    """A compact wall charger with two ports."""
    body = box(0.46, 0.52, 0.50, 0.08).at(0, 0.26, 0)
    face = box(0.36, 0.42, 0.02, 0.03).at(0, 0.26, 0.245)
    ports = join(box(0.15, 0.05, 0.04, 0.024).at(0, 0.34, 0.252), box(0.15, 0.05, 0.04, 0.024).at(0, 0.22, 0.252))
    tongue = join(box(0.10, 0.014, 0.04, 0.004).at(0, 0.34, 0.258), box(0.10, 0.014, 0.04, 0.004).at(0, 0.22, 0.258))
    prongs = join(box(0.02, 0.09, 0.24, 0.006).at(0.1, 0.28, -0.34).mirror("x"))
    led = egg(0.014, 0.014, 0.006).at(0.14, 0.42, 0.252)
    return scene(Part(body, Finish("main", 0.4, 0.045)), Part(face, satin("main-")), Part(ports, satin("black")), Part(tongue, steel("iron")), Part(prongs, steel("steel")), Part(led, Finish("lamp", 0.3, 0.05, glow=0.7, second="lamp")), view=View(17, 36, 0.7))


def usb_cable() -> Scene:
    """A braided cable, coiled, with its two plugs."""
    def coil(x: Floats, y: Floats, z: Floats) -> Floats:
        turn, radius = np.arctan2(z, x), np.sqrt(x * x + z * z)
        pitch, circle = np.float32(0.0085), np.float32(2 * np.pi)
        arm = np.clip(np.rint((radius - np.float32(0.26) - pitch * turn) / (circle * pitch)), 1, 3)
        r = np.float32(0.26) + pitch * (turn + arm * circle)
        lift = y - np.float32(0.028)
        return np.sqrt((radius - r) ** 2 + lift * lift) - np.float32(0.025)

    body = Solid(coil, (-0.5, 0, -0.5), (0.5, 0.06, 0.5), 0.9)
    ends = join(tube([(0.36, 0.028, -0.22), (0.48, 0.028, 0.0), (0.50, 0.03, 0.26), (0.40, 0.03, 0.50)], 0.025, 4), tube([(-0.10, 0.05, -0.30), (-0.05, 0.075, 0.02), (0.02, 0.06, 0.3), (0.02, 0.03, 0.5)], 0.025, 4))
    def plug(s: Solid, x: float, t: float) -> Solid:
        return s.turn("y", t).at(x, 0.034, 0.56)
    shell_ = box(0.09, 0.062, 0.17, 0.025)
    tip = box(0.062, 0.03, 0.10, 0.014).at(0, 0, 0.12)

    def braid(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) * 90
        return np.clip(np.sin(turn + y * 160) * np.sin(turn - y * 160) * 2, 0, np.float32(0.7))

    cord = Finish("main", 0.9, 0.03, sheen=0.2, mix=braid, second="main-")
    tie = box(0.1, 0.075, 0.16, 0.02).turn("y", 10).at(-0.39, 0.032, 0.0)
    return scene(
        Part(body, cord), Part(ends, cord), Part(join(plug(shell_, 0.385, -20), plug(shell_, 0.02, 4)), satin("trim")), Part(join(plug(tip, 0.385, -20), plug(tip, 0.02, 4)), steel("steel")),
        Part(tie, rubber("trim")), view=View(36, 12, 0.82),
    )


def watch() -> Scene:
    """A GPS watch on its strap, lying on its side on a stand-up loop."""
    case = lathe([(0, -0.06), (0.25, -0.06), (0.275, -0.03), (0.275, 0.045), (0.25, 0.07), (0, 0.07)], 0.02).turn("x", 90)
    bezel = lathe([(0.20, 0.05), (0.262, 0.05), (0.255, 0.085), (0.225, 0.095), (0.20, 0.09)], 0.012).turn("x", 90)
    face = rod(0.222, 0.02).turn("x", 90).at(0, 0, 0.068)
    marks = around_axis(box(0.03, 0.012, 0.008, 0.002).at(0.185, 0, 0).turn("x", 90), 12).turn("x", 90).at(0, 0, 0.079)
    digits = join(*(_digit(d).scaled(0.5).at(x, 0.02, 0.08) for d, x in (("1", -0.12), ("0", -0.055), ("4", 0.03), ("2", 0.10))))
    trace_ = tube([(-0.12, -0.08, 0.08), (-0.07, -0.055, 0.08), (-0.03, -0.09, 0.08), (0.02, -0.05, 0.08), (0.07, -0.075, 0.08), (0.12, -0.06, 0.08)], 0.005)
    keys = join(*(rod(0.028, 0.05, 0.01).turn("z", 90).turn("z", a).at(0.275 * float(np.cos(np.radians(a))), 0.275 * float(np.sin(np.radians(a))), 0) for a in (0, 35, -35, 180)))
    lug = box(0.21, 0.1, 0.1, 0.03).at(0, 0.27, -0.02).mirror("y")

    def loop(x: Floats, y: Floats, z: Floats) -> Floats:
        a = np.abs(np.sqrt(y * y * np.float32(0.82) + (z + np.float32(0.30)) ** 2) - np.float32(0.325)) - np.float32(0.012)
        b = np.abs(x) - (np.float32(0.105) - np.float32(0.03) * np.clip(-z - np.float32(0.2), 0, 1))
        hole = np.maximum(a, b)
        front = z + np.float32(0.04)
        return np.maximum(np.sqrt(np.maximum(a, 0) ** 2 + np.maximum(b, 0) ** 2) + np.minimum(hole, 0) - np.float32(0.008), front)

    strap = Solid(loop, (-0.12, -0.4, -0.66), (0.12, 0.4, -0.02), 0.75)
    stand: Pose = lambda s: s.turn("x", -24).turn("y", -4).at(0, 0.40, 0.1)
    return scene(
        Part(stand(join(case, lug)), plastic("main")), Part(stand(bezel), Finish("iron", 0.25, 0.6, metal=True)), Part(stand(face), SCREEN), Part(stand(join(marks, digits)), Finish("white", 0.6, 0.03, glow=0.25, second="white")),
        Part(stand(trace_), Finish("orange", 0.6, 0.03, glow=0.4, second="orange")), Part(stand(keys), steel("iron", 0.3)), Part(stand(strap), rubber("main")), view=View(8, 26, 0.78),
    )


SEGMENTS = {"0": "abcdef", "1": "bc", "2": "abged", "4": "fgbc", "5": "afgcd", "8": "abcdefg"}


def _digit(name: str) -> Solid:
    """A seven-segment numeral, 0.2 tall."""
    place = {"a": (0, 0.1, 0), "g": (0, 0, 0), "d": (0, -0.1, 0), "b": (0.045, 0.05, 1), "c": (0.045, -0.05, 1), "e": (-0.045, -0.05, 1), "f": (-0.045, 0.05, 1)}
    bits = []
    for segment in SEGMENTS[name]:
        x, y, upright = place[segment]
        bits.append((box(0.02, 0.085, 0.012, 0.003) if upright else box(0.08, 0.02, 0.012, 0.003)).at(x, y, 0))
    return join(*bits)


def binoculars() -> Scene:
    """Roof-prism binoculars in rubber armour."""
    tube_ = lathe([(0, 0), (0.13, 0), (0.165, 0.03), (0.165, 0.28), (0.15, 0.42), (0.13, 0.56), (0.10, 0.64), (0, 0.64)]).turn("x", 0).at(0.215, 0.0, 0)
    eye = join(lathe([(0, 0.62), (0.105, 0.62), (0.115, 0.65), (0.115, 0.77), (0.10, 0.79), (0.06, 0.785), (0, 0.77)], 0.012)).at(0.205, 0, 0)
    bridge = join(box(0.26, 0.10, 0.12, 0.04).at(0, 0.46, 0.0), box(0.22, 0.08, 0.11, 0.035).at(0, 0.2, 0.0))
    wheel = rod(0.062, 0.14, 0.015).at(0, 0.60, 0.01)
    axle = rod(0.035, 0.5).at(0, 0.36, 0)
    grip = lathe([(0.14, 0.10), (0.172, 0.10), (0.172, 0.26), (0.14, 0.26)], 0.01).at(0.215, 0, 0)
    ribs = Finish("trim", 0.6, 0.03, relief=lambda x, y, z: np.abs(np.sin(y * 130)) * np.float32(0.006))
    knurl = Finish("trim", 0.5, 0.04, relief=lambda x, y, z: np.abs(np.sin(np.arctan2(z, x) * 18)) * np.float32(0.006))
    strap = tube([(0.37, 0.40, -0.02), (0.50, 0.22, 0.05), (0.56, 0.03, 0.2), (0.30, 0.02, 0.36), (-0.1, 0.02, 0.36)], 0.016, 5)
    return scene(
        Part(tube_.mirror("x"), Finish("main", 0.62, 0.03, relief=mesh(40, 0.0015))), Part(eye.mirror("x"), rubber("trim")), Part(join(bridge, axle), Finish("main", 0.5, 0.04)), Part(wheel, knurl),
        Part(grip.mirror("x"), ribs), Part(strap, cloth("trim", 60)), view=View(20, 20, 0.78),
    )


def action_camera() -> Scene:
    """A small waterproof camera on its clip."""
    body = box(0.62, 0.46, 0.30, 0.05).at(0, 0.36, 0)
    lens = join(box(0.26, 0.26, 0.08, 0.05).at(0.15, 0.42, 0.16))
    glass_ = rod(0.09, 0.02, 0.006).turn("x", 90).at(0.15, 0.42, 0.198)
    iris = rod(0.045, 0.02, 0.006).turn("x", 90).at(0.15, 0.42, 0.203)
    screen = box(0.17, 0.13, 0.02, 0.012).at(-0.17, 0.44, 0.148)
    grooves = in_row(box(0.2, 0.012, 0.03, 0.004), 4, 0.03, "y").at(-0.17, 0.28, 0.148)
    key = rod(0.05, 0.03, 0.01).at(-0.14, 0.6, 0)
    mount = join(*(box(0.022, 0.16, 0.12, 0.01).at(x, 0.08, 0) for x in (-0.04, 0.0, 0.04)), box(0.3, 0.03, 0.24, 0.012).at(0, 0.015, 0))
    led = egg(0.012, 0.012, 0.006).at(-0.26, 0.55, 0.15)
    return scene(Part(join(body), plastic("main")), Part(lens, satin("trim")), Part(glass_, SCREEN), Part(iris, Finish("cell", 0.06, 0.2)), Part(screen, SCREEN), Part(grooves, rubber("trim")), Part(join(key), satin("red")), Part(mount, plastic("black")), Part(led, Finish("red", 0.3, 0.05, glow=0.6, second="red")), view=View(13, 26, 0.72))


def radios() -> Scene:
    """A pair of two-way radios."""
    def one(x: float, z: float, turn: float) -> list[Part]:
        body = join(box(0.26, 0.52, 0.15, 0.045).at(0, 0.28, 0))
        antenna = bar((-0.075, 0.52, 0), (-0.075, 0.86, 0), 0.034, 0.026)
        knob = rod(0.035, 0.06, 0.012).at(0.06, 0.56, 0)
        screen = box(0.15, 0.09, 0.02, 0.012).at(0, 0.44, 0.072)
        grill = in_row(box(0.14, 0.014, 0.02, 0.006), 5, 0.03, "y").at(0, 0.30, 0.072)
        keys = in_row(box(0.04, 0.03, 0.02, 0.01), 3, 0.055).at(0, 0.175, 0.074)
        ptt = box(0.02, 0.13, 0.07, 0.01).at(-0.135, 0.38, 0)
        put: Pose = lambda s: s.turn("y", turn).at(x, 0, z)
        return [Part(put(body), plastic("main")), Part(put(join(antenna, knob, ptt)), rubber("black")), Part(put(screen), Finish("mirror", 0.2, 0.06)), Part(put(grill), matte("black")), Part(put(keys), rubber("trim"))]
    return scene(*one(-0.2, -0.06, 14), *one(0.2, 0.1, -12), view=View(9, 12, 0.82))


def tracker() -> Scene:
    """A coin-size tracker on a key ring."""
    disc = rod(0.26, 0.09, 0.035).at(0, 0.05, 0)
    rim = ring(0.262, 0.016).at(0, 0.05, 0)
    tab = blend(0.04, box(0.14, 0.06, 0.14, 0.03).at(0, 0.05, -0.28), rod(0.085, 0.06, 0.02).at(0, 0.05, -0.35)).cut(rod(0.04, 0.3).at(0, 0.05, -0.36))
    loop = ring(0.16, 0.014).turn("x", 8).at(0.03, 0.05, -0.50)
    key_bow = rod(0.14, 0.028, 0.008).cut(rod(0.05, 0.2).at(0.06, 0, 0)).at(0.26, 0.02, -0.62)
    key_blade = box(0.32, 0.024, 0.06, 0.006).at(0.5, 0.02, -0.62)
    teeth = in_row(cone(0.03, 0.004, 0.05).turn("x", -90), 4, 0.06).at(0.54, 0.02, -0.58)
    mark = ring(0.09, 0.006).at(0, 0.094, 0)
    return scene(Part(disc, satin("main")), Part(join(rim), brushed("steel")), Part(tab, plastic("main")), Part(loop, steel("steel", 0.15)), Part(join(key_bow, key_blade, teeth), steel("brass", 0.3)), Part(mark, satin("trim")), view=View(36, 24, 0.8))


def reader() -> Scene:
    """An e-reader in a cloth cover."""
    body = box(0.62, 0.86, 0.05, 0.022)
    page = box(0.52, 0.68, 0.012, 0.004).at(0, 0.05, 0.022)

    def text(x: Floats, y: Floats, z: Floats) -> Floats:
        del z
        row = (y + np.float32(2)) * 26
        line = np.abs(row - np.rint(row)) * 2
        word = np.sin(x * 61 + np.rint(row) * np.float32(2.3)) + np.sin(x * 37 - np.rint(row) * np.float32(5.1))
        end = np.float32(0.21) - np.float32(0.12) * (np.sin(np.rint(row) * np.float32(12.9)) > np.float32(0.7))
        shown = (line < np.float32(0.36)) & (word > np.float32(-0.9)) & (np.abs(x) < end) & (np.abs(y - np.float32(0.44)) < np.float32(0.29))
        return np.where(shown, np.float32(0.75), np.float32(0))

    cover = box(0.66, 0.9, 0.03, 0.014).at(0, 0, -0.03)
    stand: Pose = lambda s: s.turn("x", -18).turn("y", 10).at(0, 0.44, 0)
    return scene(Part(stand(body), plastic("trim")), Part(stand(page), matte("paper").printed(text, "ink")), Part(stand(cover), cloth("main", 60)), view=View(9, 16, 0.78))


def helmet_light() -> Scene:
    """A bicycle light pair: white front, red rear."""
    def one(x: float, z: float, slot: str, turn: float) -> list[Part]:
        body = lathe([(0, 0), (0.10, 0), (0.12, 0.02), (0.12, 0.1), (0.085, 0.3), (0.06, 0.33), (0, 0.33)], 0.02).turn("x", -90).at(0, 0.17, 0.16)
        lens = egg(0.105, 0.105, 0.04).at(0, 0.17, 0.16)
        clamp = join(ring(0.075, 0.02).turn("x", 90).squeezed(1, 1, 1.8).at(0, 0.075, -0.02), box(0.07, 0.05, 0.09, 0.015).at(0, 0.13, -0.01))
        key = egg(0.03, 0.015, 0.045).at(0, 0.275, 0.0)
        put: Pose = lambda s: s.turn("y", turn).at(x, 0, z)
        return [Part(put(body), satin("main")), Part(put(lens), Finish(slot, 0.12, 0.08, glow=0.45, second=slot)), Part(put(clamp), rubber("black")), Part(put(key), rubber("trim"))]
    return scene(*one(-0.2, 0, "lamp", 14), *one(0.2, 0.05, "red", -10), view=View(12, 14, 0.8))


def sunglasses() -> Scene:
    """Sunglasses, arms open."""
    lens_outline = [(-0.19, 0.10), (0.0, 0.13), (0.18, 0.10), (0.20, 0.0), (0.14, -0.12), (0.0, -0.155), (-0.13, -0.12), (-0.19, -0.02)]
    frame_ = cutout([(x * 1.14, y * 1.18) for x, y in lens_outline], 0.05, 0.018, smooth=5).cut(cutout(lens_outline, 0.4, smooth=5)).at(0.25, 0.17, 0).mirror("x")
    lens = cutout([(x * 1.03, y * 1.03) for x, y in lens_outline], 0.014, 0.004, smooth=5).at(0.25, 0.17, 0.0).mirror("x")
    bridge = tube([(-0.06, 0.22, 0.0), (0, 0.245, 0.01), (0.06, 0.22, 0.0)], 0.024, 3)
    arm = tube([(0.465, 0.25, -0.01), (0.475, 0.25, -0.3), (0.455, 0.24, -0.62), (0.44, 0.13, -0.80)], 0.021, 4).squeezed(1, 1, 1).mirror("x")
    hinge = box(0.03, 0.05, 0.04, 0.01).at(0.462, 0.25, -0.01).mirror("x")
    return scene(Part(join(frame_, bridge), satin("main")), Part(lens, Finish("screen", 0.05, 0.09)), Part(arm, satin("main")), Part(hinge, steel("brass")), view=View(20, 28, 0.8))


def phone_case() -> Scene:
    """A protective phone case seen from behind."""
    body = box(0.44, 0.90, 0.07, 0.03)
    bump = box(0.19, 0.22, 0.05, 0.03).at(-0.09, 0.29, 0.035)
    lenses = join(*(rod(0.04, 0.03, 0.008).turn("x", 90).at(x, y, 0.062) for x, y in ((-0.135, 0.335), (-0.135, 0.245), (-0.05, 0.29))))
    ring_ = ring(0.12, 0.006, 0.6).turn("x", 90).at(0, -0.06, 0.036)
    keys = box(0.016, 0.09, 0.03, 0.008).at(0.222, 0.16, 0)
    stand: Pose = lambda s: s.turn("x", -14).turn("y", -8).at(0, 0.45, 0)
    return scene(Part(stand(body), rubber("main")), Part(stand(bump), satin("trim")), Part(stand(lenses), SCREEN), Part(stand(ring_), satin("main+")), Part(stand(keys), satin("trim")), view=View(9, 14, 0.76))


def thermometer() -> Scene:
    """A weather station with a big display."""
    body = box(0.62, 0.80, 0.16, 0.06).at(0, 0.41, 0)
    screen = box(0.50, 0.56, 0.02, 0.02).at(0, 0.47, 0.075)
    big = join(*(_digit(d).scaled(1.1).at(x, 0.56, 0.088) for d, x in (("2", -0.12), ("1", 0.0), ("5", 0.14))), ball(0.012).at(0.07, 0.455, 0.088))
    small = join(*(_digit(d).scaled(0.6).at(x, 0.31, 0.088) for d, x in (("4", -0.14), ("8", -0.06))), tube([(0.06, 0.28, 0.088), (0.10, 0.33, 0.088), (0.14, 0.29, 0.088), (0.19, 0.35, 0.088)], 0.007))
    keys = in_row(rod(0.022, 0.02, 0.006).turn("x", 90), 4, 0.11).at(0, 0.11, 0.078)
    return scene(Part(body, satin("main")), Part(screen, Finish("mirror", 0.12, 0.06)), Part(join(big, small), satin("ink")), Part(keys, rubber("trim")), view=View(10, 24, 0.72))
