"""What an electrician takes from the counter: cable, fittings, light."""
# ruff: noqa: E731 - poses are said in passing
# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    brushed,
    glass,
    matte,
    noise,
    plastic,
    rubber,
    satin,
    steel,
)
from app.samples.pictures.forms import (
    bar,
    box,
    cone,
    lathe,
    prism,
    ring,
    rod,
    tube,
)
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.solids import Floats, Solid, in_row, join
from app.samples.pictures.trace import Part

ONE = np.float32(1)


def cable_drum() -> Scene:
    """Cable on a plywood drum."""
    flange = rod(0.5, 0.05, 0.008).turn("z", 90)
    sides = join(flange.at(-0.3, 0.5, 0), flange.at(0.3, 0.5, 0)).cut(rod(0.09, 2).turn("z", 90).at(0, 0.5, 0))
    bolts_ = join(*(rod(0.03, 0.66, 0.008).turn("z", 90).at(0, 0.5 + 0.2 * float(np.cos(a)), 0.2 * float(np.sin(a))) for a in (0.3, 2.4, 4.5)))

    def wound(x: Floats, y: Floats, z: Floats) -> Floats:
        radius = np.sqrt((y - np.float32(0.5)) ** 2 + z * z)
        turn = np.arctan2(y - np.float32(0.5), z) / np.float32(2 * np.pi)
        pitch = np.float32(0.052)
        place = x / pitch + turn * np.float32(0.6)
        side = (place - np.rint(place)) * pitch
        return (np.sqrt(side * side + (radius - np.float32(0.40)) ** 2) - np.float32(0.03)) * np.float32(0.9)

    cable = Solid(wound, (-0.275, 0.06, -0.44), (0.275, 0.94, 0.44), 0.8).within(box(0.55, 2, 2).at(0, 0.5, 0))
    core = rod(0.39, 0.55).turn("z", 90).at(0, 0.5, 0)
    tail = tube([(0.1, 0.5 - 0.40, 0.14), (0.12, 0.05, 0.36), (0.2, 0.032, 0.52), (0.42, 0.032, 0.6)], 0.03, 4)
    cores = join(*(bar((0.42, 0.034 + dy, 0.60 + dz), (0.52, 0.036 + dy * 1.8, 0.64 + dz * 2), 0.011) for dy, dz in ((0.012, 0.0), (-0.008, 0.012))))
    ply = Finish("wood", 0.7, 0.03, mix=lambda x, y, z: noise(x * 60, y * 5, z * 60) * np.float32(0.5), second="grain")
    return scene(Part(sides, ply), Part(bolts_, steel("iron")), Part(join(cable, core), satin("main")), Part(tail, satin("main")), Part(cores, steel("copper", 0.25)), view=View(12, 34, 0.82))


def cable_coil() -> Scene:
    """A coil of flexible cable, banded."""
    rng = np.random.default_rng(8)
    coils = join(*(ring(0.42 + float(rng.normal(0, 0.012)), 0.036).turn("x", float(rng.normal(0, 1.2))).at(float(rng.normal(0, 0.006)), 0.04 + 0.058 * n, float(rng.normal(0, 0.006))) for n in range(5)))
    inner = join(*(ring(0.35 + float(rng.normal(0, 0.01)), 0.036).at(0, 0.05 + 0.058 * n, 0) for n in range(4)))
    tie = box(0.19, 0.34, 0.05, 0.02).cut(box(0.165, 0.31, 0.2, 0.02))
    ties = join(*(tie.at(0.385, 0.16, 0).turn("y", a) for a in (20, 140, 260)))
    tail = tube([(0.30, 0.3, 0.30), (0.46, 0.26, 0.28), (0.62, 0.12, 0.20), (0.72, 0.04, 0.02)], 0.036, 4)
    return scene(Part(coils, rubber("main")), Part(inner, rubber("main")), Part(ties, plastic("white")), Part(tail, rubber("main")), view=View(26, 20, 0.82))


def cable_ties() -> Scene:
    """A bag's worth of cable ties, fanned out."""
    def tie(turn: float, lift: float) -> Solid:
        strap = box(0.036, 0.012, 1.3, 0.004).at(0, 0, -0.65)
        head = box(0.075, 0.06, 0.08, 0.012).cut(box(0.04, 0.2, 0.02))
        return join(strap, head).at(0, 0.03 + lift, 0.0).turn("y", turn)
    fan = [join(*(tie(-26 + 9 * n + 3 * k, 0.008 * n) for k in range(3))) for n in range(6)]
    return scene(*(Part(f.at(0, 0, 0.55), Finish("main", 0.4, 0.045)) for f in fan), view=View(44, 0, 0.84))


def junction_box() -> Scene:
    """A weatherproof junction box with glands."""
    body = box(0.82, 0.56, 0.34, 0.05).at(0, 0.36, 0)
    lid = box(0.84, 0.58, 0.08, 0.03).at(0, 0.36, 0.19)
    screws = join(*(rod(0.035, 0.03, 0.006).turn("x", 90).at(x, y, 0.235) for x in (-0.35, 0.35) for y in (0.14, 0.58)))
    slots = join(*(box(0.05, 0.01, 0.02).turn("z", 30).at(x, y, 0.25) for x in (-0.35, 0.35) for y in (0.14, 0.58)))
    gland = join(prism(6, 0.085, 0.06, 0.01).at(0, 0, 0), rod(0.065, 0.14, 0.02).at(0, -0.06, 0))
    glands = join(*(gland.at(x, 0.06, 0.02) for x in (-0.22, 0.22)))
    side = join(*(rod(0.09, 0.03, 0.01).turn("z", 90).at(s * 0.42, 0.36, 0.0) for s in (-1, 1)))
    return scene(Part(join(body, side), plastic("main")), Part(lid, plastic("main")), Part(glands.at(0, 0.07, 0), plastic("main-")), Part(screws, satin("main-")), Part(slots, matte("black")), view=View(11, 28, 0.74))


def _plate(parts: list[Part]) -> list[Part]:
    return [Part(p.solid.turn("x", -10).at(0, 0.46, 0), p.finish) for p in parts]


def double_socket() -> Scene:
    """A twin switched socket outlet."""
    plate = box(1.3, 0.78, 0.07, 0.03)
    parts = [Part(plate, Finish("main", 0.3, 0.05))]
    pins = [s.at(cx, -0.06, 0.03) for cx in (-0.34, 0.34) for s in (box(0.045, 0.10, 0.06).at(0, 0.12, 0), box(0.09, 0.042, 0.06).at(-0.12, -0.05, 0), box(0.09, 0.042, 0.06).at(0.12, -0.05, 0))]
    rocker = box(0.12, 0.20, 0.05, 0.02).turn("x", 6)
    rockers = join(*(rocker.at(x, 0.22, 0.045) for x in (-0.13, 0.13)))
    seams = join(*(box(0.145, 0.225, 0.03, 0.004).at(x, 0.22, 0.024) for x in (-0.13, 0.13)))
    marks = join(*(box(0.05, 0.012, 0.01).at(x, 0.285, 0.068) for x in (-0.13, 0.13)))
    screws = join(*(rod(0.032, 0.02, 0.004).turn("x", 90).at(x, 0.0, 0.034) for x in (-0.58, 0.58)))
    parts += [Part(join(*pins), matte("black")), Part(rockers, Finish("main", 0.25, 0.05)), Part(seams, matte("main--")), Part(marks, satin("red")), Part(screws, steel("steel"))]
    return scene(*_plate(parts), view=View(8, 20, 0.8))


def light_switch() -> Scene:
    """A two-gang dimmer plate in brushed metal."""
    plate = box(0.82, 0.82, 0.06, 0.012)
    knobs = join(*(lathe([(0, 0), (0.13, 0), (0.13, 0.1), (0.115, 0.13), (0, 0.135)], 0.012).turn("x", 90).at(x, 0, 0.03) for x in (-0.19, 0.19)))
    marks = join(*(box(0.012, 0.07, 0.012, 0.003).turn("z", a).at(x + 0.06 * float(-np.sin(np.radians(a))), 0.06 * float(np.cos(np.radians(a))), 0.166) for x, a in ((-0.19, 40), (0.19, -30))))
    screws = join(*(rod(0.03, 0.02, 0.004).turn("x", 90).at(0, y, 0.03) for y in (-0.34, 0.34)))
    parts = [Part(plate, brushed("main", "y", 0.3)), Part(knobs, brushed("main", "z", 0.22)), Part(marks, satin("black")), Part(screws, steel("main"))]
    return scene(*_plate(parts), view=View(9, 24, 0.7))


def floodlight() -> Scene:
    """A site floodlight on a stand."""
    housing = box(0.82, 0.56, 0.14, 0.04).at(0, 0.60, 0)
    fins = in_row(box(0.012, 0.44, 0.16, 0.004), 15, 0.05).at(0, 0.60, -0.1)
    pane = box(0.70, 0.44, 0.02, 0.01).at(0, 0.60, 0.068)
    chips = join(*(box(0.022, 0.022, 0.012, 0.004).at(-0.26 + 0.13 * i, 0.46 + 0.14 * j, 0.08) for i in range(5) for j in range(3)))
    tilt = -12
    stand = join(tube([(-0.46, 0.60, 0.0), (-0.48, 0.3, 0.0), (-0.50, 0.02, 0.28), (0.50, 0.02, 0.28), (0.48, 0.3, 0.0), (0.46, 0.60, 0.0)], 0.022), tube([(-0.48, 0.3, 0.0), (-0.50, 0.02, -0.28), (0.50, 0.02, -0.28), (0.48, 0.3, 0.0)], 0.022))
    knobs = rod(0.06, 0.06, 0.015).turn("z", 90).at(0.49, 0.60, 0).mirror("x")
    handle = tube([(-0.2, 0.88, -0.02), (-0.19, 0.99, -0.04), (0.19, 0.99, -0.04), (0.2, 0.88, -0.02)], 0.026)
    pose: Pose = lambda s: s.at(0, -0.6, 0).turn("x", tilt).at(0, 0.6, 0)
    return scene(
        Part(pose(housing), satin("main")), Part(pose(fins), satin("black")), Part(pose(pane), Finish("mirror", 0.1, 0.07, glow=0.12, second="white")), Part(pose(chips), Finish("yellow", 0.4, 0.04, glow=0.5, second="lamp")),
        Part(stand, satin("black")), Part(join(knobs, pose(handle)), rubber("black")), view=View(12, 26, 0.8),
    )


def bulb() -> Scene:
    """LED filament lamps, one standing, one lying."""
    def one() -> list[tuple[Solid, Finish]]:
        globe = lathe([(0, 0.30), (0.12, 0.30), (0.16, 0.42), (0.28, 0.66), (0.29, 0.82), (0.2, 0.98), (0, 1.03)])
        cap_ = lathe([(0, 0), (0.05, 0), (0.07, 0.03), (0.125, 0.05), (0.13, 0.30), (0, 0.31)], 0.01).dent(lambda x, y, z: (np.sin(y * 130) + ONE) * np.float32(0.006), 0.8)
        tip = rod(0.05, 0.03, 0.01).at(0, 0.0, 0)
        filaments = join(*(bar((0.05 * float(np.cos(a)), 0.48, 0.05 * float(np.sin(a))), (0.12 * float(np.cos(a)), 0.8, 0.12 * float(np.sin(a))), 0.012) for a in (0.4, 2.0, 3.5, 5.1)))
        stem = cone(0.05, 0.02, 0.2).at(0, 0.40, 0)
        return [(globe, glass("glass", 0.96)), (cap_, steel("steel", 0.25)), (tip, matte("black")), (filaments, Finish("lamp", 0.5, 0.04, glow=0.9, second="lamp")), (stem, Finish("white", 0.3, 0.05))]
    upright = [Part(s.turn("x", 180).at(-0.2, 1.03, 0), f) for s, f in one()]
    lying = [Part(s.turn("z", 74).turn("y", -28).at(0.62, 0.16, 0.25), f) for s, f in one()]
    del upright
    standing = [Part(s.at(-0.28, 0.012, -0.1), f) for s, f in one()]
    return scene(*standing, *lying, view=View(12, 8, 0.84))


def reel() -> Scene:
    """An extension reel with four sockets."""
    drum = join(*(rod(0.40, 0.04, 0.015).turn("x", 90).at(0, 0.52, z) for z in (-0.15, 0.15)))
    front = rod(0.27, 0.07, 0.015).turn("x", 90).at(0, 0.52, 0.18)

    def wound(x: Floats, y: Floats, z: Floats) -> Floats:
        radius = np.sqrt((y - np.float32(0.52)) ** 2 + x * x)
        place = z / np.float32(0.05)
        side = (place - np.rint(place)) * np.float32(0.05)
        return (np.sqrt(side * side + (radius - np.float32(0.31)) ** 2) - np.float32(0.03)) * np.float32(0.9)

    cable = join(Solid(wound, (-0.35, 0.18, -0.13), (0.35, 0.87, 0.13), 0.8).within(box(2, 2, 0.26).at(0, 0.5, 0)), rod(0.30, 0.26).turn("x", 90).at(0, 0.52, 0))
    outlets = [rod(0.082, 0.03, 0.006).turn("x", 90).at(0.13 * float(np.cos(a)), 0.52 + 0.13 * float(np.sin(a)), 0.22) for a in (0.785, 2.356, 3.927, 5.498)]
    holes = [box(w, h, 0.05).at(0.13 * float(np.cos(a)) + dx, 0.52 + 0.13 * float(np.sin(a)) + dy, 0.235) for a in (0.785, 2.356, 3.927, 5.498) for w, h, dx, dy in ((0.018, 0.035, 0, 0.03), (0.034, 0.016, -0.035, -0.018), (0.034, 0.016, 0.035, -0.018))]
    frame_ = tube([(-0.36, 0.02, 0.26), (-0.30, 0.05, 0.24), (0.0, 0.52, 0.0), (0.30, 0.05, -0.2)], 0.022)
    del frame_
    stand = join(tube([(-0.40, 0.022, 0.24), (0.40, 0.022, 0.24), (0.33, 0.10, -0.20), (0.18, 0.98, -0.20), (-0.18, 0.98, -0.20), (-0.33, 0.10, -0.20), (-0.40, 0.022, 0.24)], 0.022))
    grip = rod(0.036, 0.3, 0.012).turn("z", 90).at(0, 0.98, -0.2)
    return scene(Part(drum, plastic("main")), Part(front, plastic("main")), Part(cable, rubber("black")), Part(join(*outlets), satin("black")), Part(join(*holes), matte("ink")), Part(stand, satin("iron")), Part(grip, rubber("black")), view=View(11, 24, 0.84))


def battery() -> Scene:
    """A tool battery."""
    shoe = box(0.62, 0.30, 0.84, 0.06).at(0, 0.17, 0)
    top = box(0.46, 0.20, 0.62, 0.03).at(0, 0.40, -0.04)
    rails = box(0.03, 0.05, 0.5, 0.008).at(0.24, 0.42, -0.04).mirror("x")
    slots = in_row(box(0.022, 0.12, 0.2), 4, 0.075).at(0, 0.44, -0.30)
    gauge = in_row(rod(0.018, 0.02, 0.004).turn("x", 90), 4, 0.06).at(0, 0.20, 0.418)
    stripe = box(0.63, 0.06, 0.85, 0.03).at(0, 0.09, 0)
    button = box(0.16, 0.06, 0.06, 0.02).at(0, 0.40, 0.27)
    return scene(Part(shoe, plastic("black")), Part(top.cut(slots), plastic("black")), Part(rails, plastic("iron")), Part(gauge, Finish("leaf", 0.4, 0.04, glow=0.5, second="leaf")), Part(stripe, rubber("main")), Part(button, rubber("main")), view=View(20, 30, 0.74))


def insulating_tape() -> Scene:
    """Coloured insulating tape, a stack of thin rolls."""
    def roll(y: float, dx: float) -> Solid:
        return lathe([(0.20, 0), (0.32, 0), (0.32, 0.15), (0.20, 0.15)], 0.008).at(dx, y, 0)
    parts = [Part(roll(0.155 * n, 0.01 * ((n * 7) % 3 - 1)), Finish(slot, 0.4, 0.045)) for n, slot in enumerate(("main", "blue", "leaf", "yellow", "black"))]
    lean = lathe([(0.20, -0.075), (0.32, -0.075), (0.32, 0.075), (0.20, 0.075)], 0.008).turn("x", 80).turn("y", -20).at(0.5, 0.32, 0.12)
    return scene(*parts, Part(lean, Finish("red", 0.4, 0.045)), view=View(16, 10, 0.78))
