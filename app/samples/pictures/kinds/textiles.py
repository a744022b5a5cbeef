"""Soft things for the house, and seats to put them on."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    felt,
    linen,
    matte,
    noise,
    noise_relief,
    sag,
    satin,
    stripes,
    wood,
)
from app.samples.pictures.forms import bar, box, cutout, lathe, rod, slab, stuffed
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.solids import Floats, Solid, blend, join
from app.samples.pictures.trace import Part

ONE = np.float32(1)


def _cushion_shape(wide: float, tall: float, thick: float) -> Solid:
    """A stuffed case: pinched sides, a seam all round, a few creases from the corners."""
    w, h = wide / 2, tall / 2
    rim = [(-w, -h), (-w * 0.4, -h * 0.94), (w * 0.4, -h * 0.94), (w, -h), (w * 0.94, -h * 0.4), (w * 0.94, h * 0.4),
           (w, h), (w * 0.4, h * 0.94), (-w * 0.4, h * 0.94), (-w, h), (-w * 0.94, h * 0.4), (-w * 0.94, -h * 0.4)]

    def half(inside: Floats, x: Floats, y: Floats) -> Floats:
        u, v = np.abs(x) / np.float32(w), np.abs(y) / np.float32(h)
        swell = np.sqrt(np.clip((ONE - u**3) * (ONE - v**3), 0, 1))
        crease = np.abs(np.sin(np.arctan2(v, u) * np.float32(9))) * np.float32(0.010) * np.clip(u * v * 2, 0, 1)
        hollow = noise(x * np.float32(5), y * np.float32(5), x * 0) * np.float32(0.012)
        soft = np.clip(inside * np.float32(20), 0, 1)
        return np.float32(0.008) + (swell * np.float32(thick) - crease - hollow) * np.sqrt(soft)

    return stuffed(rim, half, smooth=4)


def cushion() -> Scene:
    """A cushion in washed linen, leaning back."""
    return scene(Part(_cushion_shape(1.0, 1.0, 0.17).turn("x", -20).at(0, 0.5, 0), linen("main")), view=View(10, 22, 0.74))


def lumbar() -> Scene:
    """A long cushion with woven stripes."""
    shape = _cushion_shape(1.15, 0.66, 0.14).turn("x", -22).at(0, 0.34, 0)
    weave = linen("main")
    striped = weave.printed(stripes("x", 0.16, 0.22), "linen")
    return scene(Part(shape, striped), view=View(11, 18, 0.8))


def _fold_stack(layers: int, wide: float, deep: float, thick: float, seed: int) -> Solid:
    """Cloth folded into a pile, the folds at the front, none quite over the next."""
    rng = np.random.default_rng(seed)
    sheets = []
    for n in range(layers):
        dx, dz, turn = rng.normal(0, 0.008, 3) * (1, 1, 90)
        sheet = slab(wide, thick * 1.16, deep, 0.05, thick * 0.5)
        sheets.append(sheet.turn("y", float(turn)).at(float(dx), thick * (n + 0.5), float(dz)))
    return join(*sheets)


def blanket() -> Scene:
    """A wool blanket folded in eight, fringe at the front, broad stripes."""
    pile = _fold_stack(4, 1.0, 0.72, 0.105, 4).dent(sag(0.03), 0.8)
    strands = [bar((float(x), 0.09, 0.35), (float(x) + 0.008, 0.012, 0.42 + 0.02 * (n % 3)), 0.011) for n, x in
               enumerate(np.linspace(-0.47, 0.47, 26))]
    wool = felt("main", 0.003, 120)
    fringe = Part(join(*strands[:13]), wool), Part(join(*strands[13:]), wool)
    return scene(Part(pile, wool.printed(stripes("x", 0.6, 0.24, 0.12), "linen")), *fringe, view=View(20, 26, 0.8))


def towels() -> Scene:
    """A pile of four bath towels with a woven border."""
    pile = _fold_stack(4, 0.92, 0.6, 0.145, 9).dent(sag(0.02, 4), 0.8)
    terry = Finish("main", 1.0, 0.02, sheen=0.8, relief=noise_relief(150, 0.005), mix=stripes("x", 2.0, 0.03, 0.66), second="main+")
    return scene(Part(pile, terry), view=View(15, 24, 0.72))


def bedding() -> Scene:
    """Bed linen folded and tied with its own ribbon."""
    pile = _fold_stack(3, 0.9, 0.66, 0.115, 2).dent(sag(0.016), 0.8)
    pillow_ = _fold_stack(2, 0.64, 0.5, 0.1, 7).dent(sag(0.014), 0.8).at(0, 0.345, 0)
    band = slab(0.12, 0.575, 0.70, 0.03, 0.012).at(0, 0.275, 0)
    knot = blend(0.03, box(0.1, 0.06, 0.08, 0.025), box(0.22, 0.02, 0.07, 0.008).turn("y", 25).at(0.12, -0.01, 0),
                 box(0.22, 0.02, 0.07, 0.008).turn("y", -20).at(-0.12, -0.01, 0)).at(0, 0.57, 0.08)
    return scene(Part(pile, linen("main")), Part(pillow_, linen("main")), Part(join(band, knot), linen("main-")), view=View(16, 28, 0.76))


def rug() -> Scene:
    """A flat-woven rug, rolled, its end lying open."""
    roll = rod(0.19, 1.0, 0.012).turn("z", 90).at(0, 0.19, -0.3)
    sheet = slab(1.0, 0.022, 0.9, 0.012, 0.008).at(0, 0.012, 0.16)

    def spiral(x: Floats, y: Floats, z: Floats) -> Floats:
        radius = np.sqrt((y - np.float32(0.19)) ** 2 + (z + np.float32(0.3)) ** 2)
        turn = np.arctan2(y - np.float32(0.19), z + np.float32(0.3)) / np.float32(2 * np.pi)
        groove = np.abs(np.sin((radius / np.float32(0.03) - turn) * np.float32(np.pi)))
        return np.where(np.abs(x) > np.float32(0.48), (ONE - groove) ** 3 * np.float32(0.016), np.float32(0))

    def ribs(x: Floats, y: Floats, z: Floats) -> Floats:
        del y, z
        return np.sin(x * np.float32(190)) * np.float32(0.0022)

    pattern = Finish("main", 1.0, 0.02, sheen=0.5, mix=stripes("x", 0.34, 0.16), second="linen", relief=ribs)
    fringe = join(*(bar((float(x), 0.012, 0.6), (float(x), 0.006, 0.68), 0.008) for x in np.linspace(-0.48, 0.48, 24)))
    return scene(Part(roll.dent(spiral, 0.8), pattern), Part(sheet, pattern), Part(fringe, linen("linen")), view=View(24, 28, 0.84))


def stool() -> Scene:
    """A round stool with a dished seat."""
    leg = bar((0.20, 0.62, 0.20), (0.30, 0.0, 0.30), 0.032, 0.022)
    seat = lathe([(0, 0.60), (0.36, 0.60), (0.385, 0.625), (0.39, 0.65), (0.37, 0.668), (0.22, 0.655), (0, 0.648)])
    rungs = join(bar((0.25, 0.3, 0.25), (-0.25, 0.3, 0.25), 0.016), bar((0.26, 0.22, 0.26), (0.26, 0.22, -0.26), 0.016))
    main = wood("main", "main-", "y")
    return scene(
        Part(seat, wood("main", "main-", "x")), Part(leg.mirror("x").mirror("z"), main),
        Part(rungs.mirror("x").mirror("z"), wood("main", "main-", "x")), view=View(14, 26, 0.74),
    )


def chair() -> Scene:
    """A dining chair with a curved backrest and a woven seat."""
    front = bar((0.22, 0.45, 0.21), (0.235, 0, 0.225), 0.024, 0.018).mirror("x")
    back = blend(0.02, bar((0.20, 0.45, -0.2), (0.235, 0, -0.27), 0.024, 0.018),
                 bar((0.20, 0.45, -0.2), (0.22, 0.80, -0.28), 0.023, 0.02)).mirror("x")
    hoop = rod(0.5, 0.12, 0.012).cut(rod(0.474, 1)).within(box(0.52, 0.3, 0.5).at(0, 0, -0.46), 0.02).at(0, 0.76, 0.2)
    rails = join(bar((-0.22, 0.42, 0.21), (0.22, 0.42, 0.21), 0.018), bar((-0.2, 0.42, -0.2), (0.2, 0.42, -0.2), 0.018),
                 bar((0.22, 0.42, 0.21), (0.2, 0.42, -0.2), 0.018).mirror("x"), bar((0.228, 0.2, 0.21), (0.218, 0.2, -0.23), 0.012).mirror("x"))
    seat = slab(0.48, 0.045, 0.46, 0.05, 0.02).at(0, 0.45, 0.0)

    def cords(x: Floats, y: Floats, z: Floats) -> Floats:
        del y
        across = np.where(np.abs(x) * np.float32(0.95) > np.abs(z), z, x)
        return np.abs(np.sin(across * np.float32(150))) * np.float32(0.004)

    return scene(
        Part(join(front, back, rails), wood("main", "main-", "y")), Part(hoop, wood("main", "main-", "x")),
        Part(seat, Finish("cord", 0.9, 0.03, relief=cords, mix=_cord_tone, second="cord-")), view=View(11, 28, 0.82),
    )


def _cord_tone(x: Floats, y: Floats, z: Floats) -> Floats:
    del y
    return np.clip(ONE - np.abs(np.abs(x) * np.float32(0.95) - np.abs(z)) * np.float32(60), 0, 1)


def armchair() -> Scene:
    """A low armchair, upholstered, on turned feet."""
    seat = box(0.74, 0.2, 0.72, 0.07).at(0, 0.34, 0.05)
    back = box(0.74, 0.6, 0.19, 0.085).turn("x", -12).at(0, 0.64, -0.34)
    arm = box(0.16, 0.34, 0.84, 0.07).at(0.44, 0.40, 0.0).mirror("x")
    base = box(0.98, 0.14, 0.82, 0.04).at(0, 0.2, -0.02)
    leg = bar((0.40, 0.16, 0.32), (0.44, 0, 0.36), 0.032, 0.02).mirror("x").mirror("z")
    cloth_ = linen("main", 0.9, 0.002)
    cushion_ = _cushion_shape(0.5, 0.42, 0.1).turn("x", -16).turn("y", 10).at(-0.08, 0.62, -0.16)
    return scene(
        Part(blend(0.03, base, arm), cloth_), Part(seat.dent(sag(0.014), 0.8), cloth_), Part(back.dent(sag(0.014), 0.8), cloth_),
        Part(cushion_, linen("linen")), Part(leg, wood("walnut", "dark")), view=View(12, 28, 0.84),
    )


def shelf() -> Scene:
    """A narrow open shelf in solid wood."""
    side = box(0.025, 1.5, 0.3, 0.004).at(0.3, 0.75, 0).mirror("x")
    boards = join(*(box(0.6, 0.025, 0.28, 0.004).at(0, y, 0) for y in (0.08, 0.44, 0.8, 1.16, 1.46)))
    cross = join(bar((-0.29, 0.5, -0.14), (0.29, 1.4, -0.14), 0.008), bar((0.29, 0.5, -0.14), (-0.29, 1.4, -0.14), 0.008))
    pot = lathe([(0, 0), (0.07, 0), (0.1, 0.06), (0.08, 0.16), (0.03, 0.2), (0.035, 0.24), (0, 0.24)]).at(0.12, 0.815, 0.02)
    tome = join(*(box(0.035, h, 0.2, 0.004).at(x, 0.455 + h / 2, 0) for x, h in ((-0.25, 0.24), (-0.21, 0.27), (-0.17, 0.22), (-0.13, 0.25))))
    return scene(
        Part(side, wood("main", "main-", "y")), Part(boards, wood("main", "main-", "x")), Part(cross, satin("ink")),
        Part(pot, matte("white")), Part(tome, linen("linen")), view=View(8, 28, 0.88),
    )


def table() -> Scene:
    """A dining table with rounded corners and tapered legs."""
    top = slab(1.8, 0.045, 0.9, 0.1, 0.018).at(0, 0.73, 0)
    leg = bar((0.72, 0.70, 0.32), (0.80, 0, 0.38), 0.038, 0.022).mirror("x").mirror("z")
    apron = box(1.42, 0.07, 0.62, 0.01).cut(box(1.36, 0.2, 0.56)).at(0, 0.68, 0)
    return scene(Part(top, wood("main", "main-", "x")), Part(leg, wood("main", "main-", "y")), Part(apron, wood("main", "main-", "x")), view=View(14, 26, 0.88))


def tote() -> Scene:
    """A canvas shopper, standing."""
    body = stuffed([(-0.42, 0), (0.42, 0), (0.45, 0.9), (-0.45, 0.9)], _bag_half, round_=0.04)
    strap = cutout(_strap_outline(), 0.02, 0.006, smooth=4)
    canvas = linen("main", 0.8, 0.0014)
    return scene(
        Part(body, canvas), Part(strap.at(0, 0.84, 0.10), canvas), Part(strap.turn("x", -6).at(0, 0.84, -0.09), canvas),
        view=View(9, 24, 0.84),
    )


def _bag_half(inside: Floats, x: Floats, y: Floats) -> Floats:
    bulge = np.clip(ONE - y * np.float32(0.75), 0.15, 1)
    folds = np.sin(x * np.float32(11) + np.sin(y * np.float32(6)) * 2) * np.float32(0.012) * y
    return np.float32(0.01) + (np.float32(0.13) * bulge + folds) * np.sqrt(np.clip(inside * np.float32(7), 0, 1))


def _strap_outline() -> list[tuple[float, float]]:
    outer = [(-0.2, -0.1), (-0.21, 0.15), (-0.15, 0.42), (0, 0.52), (0.15, 0.42), (0.21, 0.15), (0.2, -0.1)]
    inner = [(0.13, -0.1), (0.14, 0.15), (0.1, 0.36), (0, 0.44), (-0.1, 0.36), (-0.14, 0.15), (-0.13, -0.1)]
    return outer + inner
