"""What makes a room: vases, light, baskets, mirrors, clocks."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    brushed,
    glass,
    glaze,
    linen,
    matte,
    noise_relief,
    satin,
    speckle,
    steel,
    wood,
)
from app.samples.pictures.forms import ball, bar, box, cone, egg, lathe, ring, rod, slab, tube, vessel
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.solids import Distance, Floats, Solid, around_axis, blend, join
from app.samples.pictures.trace import Part

CLAY = noise_relief(20.0, 0.004)
ONE = np.float32(1)


def vase_round() -> Scene:
    """A full-bellied vase, unglazed and speckled."""
    body = vessel([
        (0, 0), (0.24, 0), (0.36, 0.07), (0.47, 0.28), (0.47, 0.48), (0.36, 0.70), (0.19, 0.83), (0.155, 0.9),
        (0.17, 0.98), (0.20, 1.02),
    ], 0.03, 0.98)
    return scene(Part(body, matte("main", CLAY).printed(speckle(62, 0.07), "ink")), view=View(11, 20))


def vase_tall() -> Scene:
    """A tall bottle vase, half dipped."""
    body = vessel([
        (0, 0), (0.20, 0), (0.25, 0.04), (0.27, 0.25), (0.24, 0.5), (0.15, 0.72), (0.085, 0.9), (0.075, 1.1), (0.10, 1.22)
    ], 0.026, 1.2)

    def dipped(x: Floats, y: Floats, z: Floats) -> Floats:
        wave = np.float32(0.62) + np.float32(0.05) * np.sin(x * np.float32(9) + z * np.float32(4))
        return np.clip((wave - y) * np.float32(160), 0, 1)

    finish = Finish("cork", 0.6, 0.035, relief=CLAY, mix=dipped, second="main")
    return scene(Part(body, finish), view=View(9, 16, 0.8))


def vase_fluted() -> Scene:
    """A fluted vase in two sizes."""
    def fluted(scale: float, x: float, z: float) -> Solid:
        profile = [(0, 0), (0.20, 0), (0.25, 0.04), (0.33, 0.3), (0.34, 0.5), (0.27, 0.72), (0.24, 0.82), (0.28, 0.92)]
        bore = lathe([(0, 0.1), (0.2, 0.1), (0.28, 0.3), (0.29, 0.5), (0.21, 0.72), (0.18, 0.82), (0.21, 0.95), (0, 0.95)])
        body = lathe([*profile, (0.27, 0.935), (0, 0.94)]).dent(_flutes(18, 0.026), 0.65).cut(bore, 0.02)
        return body.scaled(scale).at(x, 0, z)

    return scene(
        Part(fluted(1.0, -0.16, -0.08), matte("main", CLAY)), Part(fluted(0.58, 0.36, 0.2), matte("main", CLAY)),
        view=View(12, 8, 0.8),
    )


def _flutes(count: int, depth: float) -> Distance:
    k, d = np.float32(count), np.float32(depth)

    def dent(x: Floats, y: Floats, z: Floats) -> Floats:
        del y
        wave = np.abs(np.sin(np.arctan2(z, x) * k * np.float32(0.5)))
        return (ONE - wave) * (ONE - wave) * d

    return dent


def candlestick() -> Scene:
    """A turned candlestick with a candle, and a lower one beside it."""
    def stick(x: float, z: float, tall: float) -> list[Part]:
        foot = lathe([(0, 0), (0.19, 0), (0.20, 0.02), (0.10, 0.045), (0.035, 0.08), (0.03, tall * 0.5), (0.05, tall * 0.55),
                      (0.03, tall * 0.6), (0.035, tall - 0.1), (0.09, tall - 0.06), (0.09, tall), (0, tall)])
        candle = cone(0.042, 0.034, 0.62, 0.012).at(0, tall + 0.29, 0)
        wick = bar((0, tall + 0.6, 0), (0.008, tall + 0.65, 0), 0.006)
        wax = Finish("wax", 0.5, 0.04, glow=0.08, second="wax")
        return [Part(foot.at(x, 0, z), steel("main", 0.2)), Part(candle.at(x, 0, z), wax), Part(wick.at(x, 0, z), matte("ink"))]
    return scene(*stick(-0.17, -0.05, 0.62), *stick(0.2, 0.1, 0.34), view=View(9, 10))


def candle_jar() -> Scene:
    """A scented candle in tinted glass with a paper label."""
    outer = lathe([(0, 0), (0.30, 0), (0.335, 0.03), (0.34, 0.1), (0.34, 0.74), (0.33, 0.75), (0, 0.75)])
    wax = lathe([(0, 0.05), (0.29, 0.05), (0.318, 0.09), (0.318, 0.54), (0.3, 0.55), (0, 0.545)])
    wick = bar((0, 0.5, 0), (0.01, 0.62, 0), 0.009)
    label = rod(0.352, 0.3).cut(rod(0.346, 1)).at(0, 0.34, 0).within(box(0.36, 0.3, 0.6).at(0.0, 0.34, 0.3).turn("y", 12))

    def lettering(x: Floats, y: Floats, z: Floats) -> Floats:
        del z
        lines = np.minimum(np.abs(y - np.float32(0.40)) - np.float32(0.018), np.abs(y - np.float32(0.30)) - np.float32(0.004))
        lines = np.minimum(lines, np.abs(y - np.float32(0.27)) - np.float32(0.004))
        wide = np.where(y > np.float32(0.35), np.float32(0.09), np.float32(0.06))
        inside = np.maximum(lines, np.abs(x - np.float32(0.06)) - wide)
        return np.clip(-inside * np.float32(300) + np.float32(0.5), 0, 1)

    return scene(
        Part(wax, Finish("wax", 0.5, 0.04, glow=0.06, second="wax")), Part(wick, matte("ink")),
        Part(outer, glass("main", 0.9)), Part(ring(0.334, 0.012).at(0, 0.745, 0), glass("main", 0.6)),
        Part(label, matte("paper").printed(lettering, "ink")), view=View(13, 12, 0.7),
    )


def planter() -> Scene:
    """A pot on a saucer with a young rubber plant."""
    pot = vessel([(0, 0.03), (0.26, 0.03), (0.29, 0.06), (0.36, 0.42), (0.365, 0.6)], 0.035, 0.5, 0.03)
    saucer = vessel([(0, 0), (0.34, 0), (0.38, 0.05), (0.385, 0.2)], 0.03, 0.06, 0.02)
    soil = rod(0.335, 0.04, 0.01).at(0, 0.44, 0)
    stem = tube([(0, 0.44, 0), (0.02, 0.8, 0.02), (-0.02, 1.12, 0), (0.0, 1.3, 0)], 0.018, 3)
    leaves = [_leaf(0.35, 60, y).turn("y", a) for y, a in
              ((0.62, 20), (0.70, 200), (0.80, 110), (0.88, 300), (0.97, 45), (1.05, 170), (1.12, 255), (1.2, 10))]
    return scene(
        Part(join(pot, saucer), matte("main", CLAY)), Part(soil, matte("dark", noise_relief(40, 0.02))),
        Part(join(stem, ), satin("leaf")), *(Part(leaf, satin("leaf")) for leaf in leaves), view=View(10, 15, 0.84),
    )


def _leaf(length: float, rise: float, y: float) -> Solid:
    """A thick oval leaf on a short stalk, arching outwards from the axis."""
    blade = egg(length / 2, 0.014, length * 0.26)
    inner = blade.distance
    bend = np.float32(1.1)

    def arched(px: Floats, py: Floats, pz: Floats) -> Floats:
        fold = np.abs(pz) * np.float32(0.28)
        return inner(px, py + bend * px * px - fold, pz)

    curved = blade.reshaped(arched, (-length / 2, -0.16, -length * 0.26), (length / 2, 0.1, length * 0.26)).careful()
    slow = Solid(curved.distance, curved.low, curved.high, 0.55)
    stalk = bar((-length * 0.75, -0.12, 0), (-length * 0.45, -0.04, 0), 0.012)
    return join(slow, stalk).at(length * 0.75, 0.12, 0).turn("z", rise - 30).at(0, y - 0.06, 0)


def mirror() -> Scene:
    """A round wall mirror in a slim frame, leaning."""
    pane = rod(0.6, 0.02).turn("x", 90)
    frame = ring(0.61, 0.026).turn("x", 90)
    glass_ = Finish("mirror", 0.1, 0.12, mix=_window, second="white")
    lean = (-9.0, 0.635)
    return scene(
        Part(pane.turn("x", lean[0]).at(0, lean[1], 0), glass_), Part(frame.turn("x", lean[0]).at(0, lean[1], 0), wood("main", "main-", "x")),
        view=View(6, 18, 0.8),
    )


def _window(x: Floats, y: Floats, z: Floats) -> Floats:
    """The pale light of a window, slanting over a mirror."""
    del z
    across = x * np.float32(0.8) - y * np.float32(0.6)
    return np.clip(np.float32(0.45) - np.float32(0.5) * np.sin(across * np.float32(2.6) + np.float32(0.7)), 0, 1)


def clock() -> Scene:
    """A wall clock: hour strokes, two hands."""
    case = rod(0.5, 0.09, 0.02).turn("x", 90)
    face = rod(0.455, 0.02).turn("x", 90).at(0, 0, 0.04)
    tick = box(0.075, 0.016, 0.012, 0.004).at(0.385, 0, 0)
    ticks = around_axis(tick.turn("x", 90), 12).turn("x", 90).at(0, 0, 0.052)
    hour = box(0.026, 0.27, 0.012, 0.005).at(0, 0.10, 0).turn("z", 52).at(0, 0, 0.062)
    minute = box(0.018, 0.40, 0.012, 0.005).at(0, 0.16, 0).turn("z", -58).at(0, 0, 0.07)
    hub = rod(0.022, 0.03).turn("x", 90).at(0, 0, 0.07)
    parts = [Part(case, wood("main", "main-", "x")), Part(face, matte("paper")), Part(join(ticks, hour, minute, hub), satin("ink"))]
    return scene(*(Part(p.solid.turn("x", -7).at(0, 0.5, 0), p.finish) for p in parts), view=View(6, 22, 0.72))


def basket() -> Scene:
    """A woven basket with two handles."""
    body = vessel([(0, 0), (0.34, 0), (0.40, 0.05), (0.46, 0.3), (0.46, 0.5), (0.42, 0.8)], 0.075, 0.6)

    def woven(x: Floats, y: Floats, z: Floats) -> Floats:
        turn = np.arctan2(z, x) * np.float32(26)
        row = np.floor(y * np.float32(17))
        strand = np.abs(np.sin((y * np.float32(17) - row) * np.float32(np.pi)))
        over = np.float32(0.5) + np.float32(0.5) * np.sin(turn + row * np.float32(np.pi))
        return (ONE - strand * (np.float32(0.35) + np.float32(0.65) * over)) * np.float32(0.02)

    roll = ring(0.428, 0.036).at(0, 0.59, 0)
    handle = tube([(0.12, 0.56, 0.44), (0.11, 0.74, 0.42), (0, 0.79, 0.42), (-0.11, 0.74, 0.43), (-0.12, 0.56, 0.44)], 0.024, 4)
    straw = Finish("main", 0.85, 0.03, mix=_fibers, second="main-")
    return scene(Part(join(body, roll).dent(woven, 0.6), straw), Part(handle.mirror("z"), straw), view=View(17, 28))


def _fibers(x: Floats, y: Floats, z: Floats) -> Floats:
    from_rows = noise_relief(1.0, 1.0)
    row = np.floor(y * np.float32(17))
    return np.clip(from_rows(x * np.float32(5), row * np.float32(3.7), z * np.float32(5)) * np.float32(1.3) - np.float32(0.2), 0, 1)


def table_lamp() -> Scene:
    """A ceramic foot with a linen shade, switched on."""
    foot = lathe([(0, 0), (0.20, 0), (0.23, 0.03), (0.25, 0.16), (0.20, 0.34), (0.09, 0.46), (0.05, 0.5), (0, 0.5)])
    stem = rod(0.018, 0.14).at(0, 0.55, 0)
    shade = cone(0.40, 0.30, 0.46).shell(0.012).cut(box(2, 0.3, 2).at(0, 0.23 + 0.15, 0)).cut(box(2, 0.3, 2).at(0, -0.38, 0)).at(0, 0.84, 0)

    def lit(x: Floats, y: Floats, z: Floats) -> Floats:
        del x, z
        return np.exp(-((y - np.float32(0.80)) ** 2) * np.float32(14))

    cloth_ = linen("linen")
    glowing = Finish("linen", 0.95, 0.02, sheen=0.2, mix=lit, second="lamp", relief=cloth_.relief, glow=0.2)
    return scene(Part(foot, glaze("main")), Part(stem, steel("brass")), Part(shade, glowing), view=View(7, 20, 0.8))


def mushroom_lamp() -> Scene:
    """A lamp like a mushroom, lacquered metal."""
    cap = vessel([(0, 1.0), (0.14, 0.985), (0.32, 0.9), (0.43, 0.75), (0.46, 0.6), (0.46, 0.3)], 0.016, 2.0)
    cap = cap.cut(box(2, 1, 2).at(0, 0.09, 0))
    stem = lathe([(0, 0), (0.22, 0), (0.24, 0.02), (0.2, 0.06), (0.09, 0.2), (0.07, 0.5), (0.075, 0.78), (0, 0.8)])
    bulb = ball(0.13).at(0, 0.66, 0)
    return scene(
        Part(cap, satin("main")), Part(stem, satin("main")),
        Part(bulb, Finish("lamp", 0.9, 0.02, second="lamp", glow=0.9)), view=View(7, 18, 0.76),
    )


def floor_lamp() -> Scene:
    """A reading lamp on a slim stand with a round foot."""
    foot = rod(0.24, 0.03, 0.01).at(0, 0.015, 0)
    pole = tube([(0, 0.02, 0), (0, 1.2, 0), (0.02, 1.42, 0), (0.14, 1.53, 0), (0.3, 1.5, 0)], 0.013, 5)
    shade = cone(0.15, 0.06, 0.2).shell(0.01).cut(box(1, 0.2, 1).at(0, -0.195, 0)).turn("z", 14).at(0.32, 1.44, 0)
    bulb = ball(0.06).at(0.335, 1.40, 0)
    return scene(
        Part(foot, satin("main")), Part(pole, satin("main")), Part(shade, satin("main")),
        Part(bulb, Finish("lamp", 0.9, 0.02, second="lamp", glow=1.0)), view=View(7, 24, 0.86),
    )


def pendant() -> Scene:
    """A pendant lamp on its textile cable."""
    shade = vessel([(0, 0.62), (0.10, 0.60), (0.17, 0.5), (0.40, 0.26), (0.52, 0.1), (0.55, -0.1)], 0.014, 2.0).cut(box(2, 1, 2).at(0, -0.45, 0))
    holder = lathe([(0, 0.58), (0.06, 0.59), (0.06, 0.70), (0.03, 0.76), (0, 0.77)])
    cable = rod(0.011, 0.9).at(0, 1.18, 0)
    bulb = ball(0.13).at(0, 0.22, 0)
    return scene(
        Part(shade.at(0, 0.3, 0), satin("main")), Part(holder.at(0, 0.3, 0), steel("brass")), Part(cable.at(0, 0.3, 0), matte("ink")),
        Part(bulb.at(0, 0.3, 0), Finish("lamp", 0.9, 0.02, second="lamp", glow=0.9)), view=View(5, 15, 0.84),
    )


def tray_table() -> Scene:
    """A side table with a tray top on three legs."""
    top = vessel([(0, 0.66), (0.42, 0.66), (0.44, 0.68), (0.445, 0.75), (0.445, 0.9)], 0.02, 0.74, 0.012)
    leg = bar((0.24, 0.645, 0), (0.36, 0.0, 0), 0.026, 0.018)
    brace = bar((0.0, 0.3, 0), (0.30, 0.3, 0), 0.012)
    return scene(Part(top, satin("main")), Part(around_axis(join(leg, brace), 3, 75), wood("wood", "grain", "y")), view=View(14, 20, 0.8))


def books() -> Scene:
    """Three bound notebooks with ribbon."""
    def book(y: float, turn: float, slot: str) -> list[Part]:
        cover = slab(0.74, 0.085, 1.0, 0.02, 0.012).cut(box(0.8, 0.062, 1.1).at(0.05, 0, 0))
        pages = box(0.70, 0.062, 0.96).at(0.005, 0, 0)
        return [Part(cover.turn("y", turn).at(0, y, 0), linen(slot)), Part(pages.turn("y", turn).at(0, y, 0), matte("paper", _sheets))]
    return scene(*book(0.045, 4, "main"), *book(0.132, -7, "linen"), *book(0.219, 10, "ink"), view=View(28, 40, 0.76))


def _sheets(x: Floats, y: Floats, z: Floats) -> Floats:
    del x, z
    return np.sin(y * np.float32(900)) * np.float32(0.0012)


def bench() -> Scene:
    """A slatted bench in oiled wood."""
    slat = box(1.5, 0.035, 0.1, 0.01)
    seat = join(*(slat.at(0, 0.45, z) for z in (-0.165, -0.055, 0.055, 0.165)))
    leg = bar((0.60, 0.43, 0.14), (0.66, 0, 0.17), 0.026, 0.02)
    rail = box(0.05, 0.05, 0.42, 0.01).at(0.58, 0.41, 0)
    return scene(Part(seat, wood(axis="x")), Part(blend(0.02, leg.mirror("z"), rail).mirror("x"), wood(axis="y")), view=View(16, 28, 0.86))


def rail() -> Scene:
    """A row of turned pegs on a board."""
    plank = box(1.3, 0.16, 0.045, 0.012)
    peg = lathe([(0, 0), (0.025, 0), (0.02, 0.1), (0.045, 0.14), (0.04, 0.16), (0, 0.165)]).turn("x", 72)
    pegs = join(*(peg.at(x, -0.01, 0.02) for x in (-0.5, -0.25, 0, 0.25, 0.5)))
    return scene(Part(plank.at(0, 0.08, 0), wood("main", "main-", "x")), Part(pegs.at(0, 0.08, 0), brushed("brass")), view=View(12, 24, 0.86))
