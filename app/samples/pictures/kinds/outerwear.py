"""Clothes against weather and cold, and what goes with them."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    felt,
    leather,
    linen,
    matte,
    noise,
    rubber,
    satin,
    steel,
    stripes,
)
from app.samples.pictures.forms import Puff, bar, box, egg, inflated, ring, tube
from app.samples.pictures.kinds.cut import (
    FROM_ABOVE,
    ONE,
    Panel,
    both,
    knitted,
    panel,
    piece,
    ribbed,
    shell_cloth,
    strip,
    twill,
)
from app.samples.pictures.kinds.garments import LONG, pair, sleeves
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.outlines import Outline, as_curve
from app.samples.pictures.solids import Floats, Solid, blend, join
from app.samples.pictures.trace import Part

JACKET: Outline = [(0, 0.90), (0.17, 0.93), (0.43, 0.86), (0.48, 0.80), (0.46, 0.5), (0.47, 0.1), (0.48, -0.44), (0, -0.45)]


def rain_jacket() -> Scene:
    """A shell jacket: hood, storm zip, two slanting pockets."""
    shell = shell_cloth("main")
    front = panel(both(JACKET), 0.056, 0.016, 0.008, seed=2)
    hood = panel(both([(0, 0.80), (0.14, 0.82), (0.25, 0.93), (0.24, 1.12), (0.14, 1.25), (0, 1.28)]), 0.09, 0.012, 0.02, seed=7, smooth=5)
    hollow = piece(both([(0, 0.86), (0.09, 0.89), (0.14, 1.0), (0.10, 1.14), (0, 1.17)]), 0.092, 0.05, 0.09)
    zip_ = join(front.seam([(0, 0.86), (0, -0.44)], 0.011, 16), front.seam([(0.16, 0.16), (0.30, -0.14)], 0.010), front.seam([(-0.16, 0.16), (-0.30, -0.14)], 0.010),
                front.seam([(0.13, 0.60), (0.28, 0.60)], 0.009))
    yoke = front.seam([(-0.46, 0.52), (0, 0.58), (0.46, 0.52)], 0.004, 10)
    cords = join(bar((0.07, 0.13, -0.86), (0.09, 0.1, -0.66), 0.008), bar((-0.07, 0.13, -0.86), (-0.09, 0.1, -0.66), 0.008))
    cuff = pair(panel(strip((0.75, -0.29), (0.768, -0.36), 0.145), 0.038, 0.003).solid)
    return scene(
        Part(sleeves(LONG, 0.044, 0.018), shell), Part(cuff, shell_cloth("trim")), Part(front.solid, shell), Part(hood.solid, shell),
        Part(hollow, shell_cloth("main--")), Part(zip_, rubber("trim")), Part(yoke, shell_cloth("main-")), Part(cords, rubber("trim")), view=FROM_ABOVE,
    )


def _quilt(rows: float, thick: float, seed: float) -> Puff:
    k, t, s = np.float32(rows), np.float32(thick), np.float32(seed)

    def half(inside: Floats, x: Floats, y: Floats) -> Floats:
        wave = np.abs(np.sin((y + x * x * np.float32(0.05)) * k * np.float32(np.pi)))
        pucker = noise(x * np.float32(26) + s, y * np.float32(5), x * 0) * np.float32(0.012)
        loft = noise(x * np.float32(3) + s, y * np.float32(3), x * 0) * np.float32(0.02)
        rim = np.sqrt(ONE - np.exp(inside * np.float32(-22)))
        return np.float32(0.01) + (t * np.float32(0.55) + (t - pucker) * np.sqrt(wave) * np.float32(0.6) + loft) * rim

    return half


def _quilted(outline: Outline, rows: float, thick: float, lift: float = 0.0, seed: float = 0.0, smooth: int = 0) -> Panel:
    return Panel(as_curve(outline, smooth, 0.02), _quilt(rows, thick, seed), lift)


def puffer() -> Scene:
    """A down jacket in narrow baffles with a stand-up collar."""
    shell = Finish("main", 0.42, 0.045, relief=shell_cloth("main").relief)
    front = _quilted(both(JACKET), 8.5, 0.075, 0.01)
    right = _quilted(LONG, 8.5, 0.06, 0, 3)
    collar = _quilted(both([(0, 0.76), (0.10, 0.79), (0.18, 0.90), (0.17, 1.05), (0, 1.07)]), 8.5, 0.07, 0.05, 5)
    zip_ = join(front.seam([(0, 0.76), (0, -0.44)], 0.014, 20), collar.seam([(0, 1.05), (0, 0.77)], 0.014))
    cuff = pair(panel(strip((0.75, -0.29), (0.768, -0.36), 0.14), 0.036, 0.003).solid)
    hem = panel(both([(0, -0.42), (0.475, -0.41), (0.47, -0.49), (0, -0.50)]), 0.034, 0.003).solid
    return scene(
        Part(pair(right.solid), shell), Part(front.solid, shell), Part(collar.solid, shell), Part(zip_, satin("trim")),
        Part(join(cuff, hem), shell_cloth("trim")), view=FROM_ABOVE,
    )


def sleeping_bag() -> Scene:
    """A mummy bag, laid out, the hood open."""
    shape = both([(0, 0.98), (0.16, 0.95), (0.24, 0.84), (0.26, 0.72), (0.34, 0.62), (0.37, 0.40), (0.33, -0.1), (0.26, -0.62), (0.24, -0.88), (0.14, -0.97), (0, -0.99)])
    bag = _quilted(shape, 6.2, 0.10, smooth=5)
    opening = piece(both([(0, 0.93), (0.12, 0.90), (0.17, 0.80), (0.14, 0.68), (0, 0.63)]), 0.09, 0.09, 0.1)
    zip_ = bag.seam([(0.30, 0.66), (0.32, 0.35), (0.27, -0.2)], 0.011, 14)
    cord = ring(0.155, 0.010).squeezed(1, 1, 1.0).at(0, 0.14, -0.79)
    return scene(
        Part(bag.solid, Finish("main", 0.42, 0.045, relief=shell_cloth("main").relief)), Part(opening, shell_cloth("trim")),
        Part(join(zip_, cord), satin("trim")), view=FROM_ABOVE,
    )


def scarf() -> Scene:
    """A woven scarf, folded once, fringed."""
    wool = felt("main", 0.003, 110).printed(stripes("z", 0.36, 0.2, 0.05), "linen")
    under = panel(strip((-0.16, 0.95), (-0.30, -0.72), 0.42), 0.036, 0.012, 0.0, 3)
    over = panel(strip((0.0, 0.95), (0.16, -0.86), 0.42), 0.04, 0.014, 0.055, 5)
    tips = [((-0.30 + t, -0.72), (-0.31 + t * 1.1, -0.86)) for t in np.linspace(-0.19, 0.19, 14)]
    tips2 = [((0.16 + t, -0.86), (0.17 + t * 1.1, -1.0)) for t in np.linspace(-0.19, 0.19, 14)]
    fringe = join(*(bar((float(a[0]), 0.02, -a[1]), (float(b[0]), 0.008, -b[1]), 0.010) for a, b in tips))
    fringe2 = join(*(bar((float(a[0]), 0.06, -a[1]), (float(b[0]), 0.02, -b[1]), 0.010) for a, b in tips2))
    return scene(Part(under.solid, wool), Part(over.solid, wool), Part(fringe, felt("main")), Part(fringe2, felt("main")), view=FROM_ABOVE)


SOCK: Outline = [(0.0, 0.62), (0.26, 0.62), (0.255, 0.2), (0.29, -0.06), (0.50, -0.30), (0.60, -0.46), (0.57, -0.58), (0.44, -0.62), (0.30, -0.56), (0.06, -0.34), (-0.04, -0.20), (-0.03, 0.0), (-0.005, 0.2)]


def socks() -> Scene:
    """A pair of knitted socks, one over the other."""
    def one(dx: float, lift: float) -> list[Part]:
        leg = panel([(x + dx, y) for x, y in SOCK], 0.05, 0.010, lift, dx, smooth=4)
        top = panel([(dx - 0.015, 0.70), (dx + 0.275, 0.70), (dx + 0.27, 0.40), (dx - 0.01, 0.40)], 0.056, 0.004, lift)
        toe = leg.patch([(dx + 0.38, -0.10), (dx + 0.70, -0.30), (dx + 0.66, -0.8), (dx + 0.30, -0.62)], 0.002, 0.01)
        heel = leg.patch([(dx + 0.12, -0.06), (dx - 0.2, 0.02), (dx - 0.2, -0.4), (dx + 0.10, -0.5), (dx + 0.2, -0.28)], 0.002, 0.02)
        knit = knitted("main", 46, 0.0025)
        return [Part(leg.solid, knit), Part(top.solid, ribbed("main", 34, 0.005)), Part(join(toe, heel), knitted("trim", 46, 0.0025))]
    return scene(*one(-0.40, 0.0), *one(0.06, 0.05), view=FROM_ABOVE)


def beanie() -> Scene:
    """A ribbed hat with a turned-up brim."""
    crown = panel(both([(0, 0.74), (0.20, 0.70), (0.38, 0.55), (0.46, 0.30), (0.47, 0.0), (0, -0.02)]), 0.10, 0.012, 0.0, smooth=4)
    brim = panel(both([(0, 0.10), (0.485, 0.11), (0.49, -0.22), (0, -0.24)]), 0.12, 0.004, 0.0)
    label = brim.patch([(0.15, -0.02), (0.29, -0.02), (0.29, -0.11), (0.15, -0.11)], 0.01, 0.006)
    return scene(Part(crown.solid, ribbed("main", 20, 0.010)), Part(brim.solid, ribbed("main", 20, 0.012)), Part(label, leather("leather")), view=View(78, 0, 0.66))


def cap() -> Scene:
    """A six-panel cap with a curved peak."""
    crown = egg(0.44, 0.42, 0.48).cut(egg(0.42, 0.40, 0.46)).cut(box(2, 1, 2).at(0, -0.5, 0)).at(0, 0.09, 0)
    visor_ = egg(0.40, 0.06, 0.42).cut(egg(0.40, 0.06, 0.42).at(0, -0.022, 0)).within(box(1, 0.5, 0.62).at(0, 0, 0.42), 0.03)
    inner = visor_.distance

    def bent(x: Floats, y: Floats, z: Floats) -> Floats:
        return inner(x, y + x * x * np.float32(0.5), z)

    peak = Solid(bent, (-0.42, -0.12, 0.05), (0.42, 0.1, 0.46), 0.55).turn('x', 8).at(0, 0.15, 0.30)
    seams = join(*(ring(0.442, 0.005).turn("x", 90).squeezed(1, 0.955, 1).turn("y", a).at(0, 0.09, 0) for a in (90, 30, 150)))
    seams = seams.within(box(2, 1, 2).at(0, 0.6, 0))
    button = egg(0.035, 0.02, 0.035).at(0, 0.512, 0)
    badge = box(0.2, 0.12, 0.2, 0.02).at(0, 0.3, 0.43).within(egg(0.452, 0.432, 0.492).at(0, 0.09, 0))
    cloth = twill("main", 80)
    return scene(Part(crown, cloth), Part(peak, twill("trim", 80)), Part(join(seams, button), twill("main-")), Part(badge, leather("leather")), view=View(17, 34, 0.72))


HAND: Outline = [(-0.20, -0.62), (0.20, -0.62), (0.22, -0.2), (0.30, -0.02), (0.44, 0.12), (0.50, 0.26), (0.44, 0.32), (0.34, 0.26), (0.22, 0.14), (0.22, 0.3),
                 (0.225, 0.58), (0.17, 0.63), (0.12, 0.58), (0.105, 0.32), (0.095, 0.66), (0.05, 0.71), (0.0, 0.66), (-0.015, 0.32), (-0.03, 0.61), (-0.075, 0.66), (-0.12, 0.61),
                 (-0.125, 0.28), (-0.14, 0.46), (-0.18, 0.50), (-0.225, 0.45), (-0.22, 0.1), (-0.20, -0.2)]


def gloves() -> Scene:
    """A pair of gloves with gripping palms and a knitted cuff."""
    def one(side: float, palm: bool) -> list[Part]:
        points = [(side * x + side * 0.33, y) for x, y in HAND]
        hand = panel(points, 0.06, 0.008, 0.0, 3 + side, smooth=4)
        cuff = panel([(side * 0.33 - 0.21, -0.50), (side * 0.33 + 0.21, -0.50), (side * 0.33 + 0.2, -0.86), (side * 0.33 - 0.2, -0.86)], 0.055, 0.004, 0.0)
        coat = hand.patch([(side * 0.33 - 0.6, -0.16), (side * 0.33 - 0.6, 0.8), (side * 0.33 + 0.6, 0.8), (side * 0.33 + 0.6, -0.16)], 0.006, 0.01)
        parts = [Part(hand.solid, knitted("main", 40, 0.003)), Part(cuff.solid, ribbed("main", 30, 0.006))]
        return [*parts, Part(coat, Finish("trim", 0.6, 0.03, relief=_crinkle))] if palm else parts
    return scene(*one(-1, True), *one(1, True), view=FROM_ABOVE)


def _crinkle(x: Floats, y: Floats, z: Floats) -> Floats:
    return noise(x * np.float32(60), y * np.float32(60), z * np.float32(60)) * np.float32(0.002)


def apron() -> Scene:
    """A kitchen apron with a wide pocket and cross straps."""
    cloth = linen("main", 1.2, 0.0008)
    front = panel(both([(0, 0.62), (0.24, 0.62), (0.28, 0.40), (0.47, 0.16), (0.48, -0.86), (0, -0.88)]), 0.03, 0.018, 0.004, 4)
    pocket = front.patch(both([(0, -0.10), (0.26, -0.10), (0.26, -0.46), (0, -0.46)]), 0.012, 0.02)
    line = front.seam([(0, -0.1), (0, -0.46)], 0.004)
    neck = tube([(0.21, 0.03, -0.60), (0.26, 0.03, -0.86), (0.12, 0.03, -1.02), (-0.12, 0.03, -1.02), (-0.26, 0.03, -0.86), (-0.21, 0.03, -0.60)], 0.022, 5).squeezed(1, 0.6, 1)
    ties = pair(tube([(0.46, 0.02, -0.16), (0.60, 0.02, -0.05), (0.58, 0.02, 0.22), (0.66, 0.02, 0.42)], 0.020, 5).squeezed(1, 0.6, 1))
    return scene(Part(front.solid, cloth), Part(pocket, cloth), Part(line, linen("main-")), Part(join(neck, ties), cloth), view=FROM_ABOVE)


def tea_towel() -> Scene:
    """Two tea towels, folded lengthwise."""
    def one(dx: float, lift: float, slot: str, stripe: str, seed: float) -> list[Part]:
        drop = lift * 3
        cloth = panel([(dx - 0.27, 0.85 - drop), (dx + 0.27, 0.85 - drop), (dx + 0.27, -0.85 - drop), (dx - 0.27, -0.85 - drop)], 0.026, 0.014, lift, seed)
        loop = tube([(dx + 0.25, lift + 0.02, drop - 0.84), (dx + 0.31, lift + 0.01, drop - 0.92), (dx + 0.23, lift + 0.02, drop - 0.85)], 0.008, 4)
        border = stripes("x", 0.12, 0.16, 0.02) if lift else stripes("z", 0.36, 0.09, 0.08)
        return [Part(cloth.solid, linen(slot, 1.3, 0.0008).printed(border, stripe)), Part(loop, linen(stripe))]
    return scene(*one(-0.2, 0.0, "linen", "main", 2), *one(0.16, 0.05, "main", "linen", 6), view=View(78, -12, 0.84))


def belt() -> Scene:
    """A leather belt, rolled up, brass buckle."""
    start, pitch, whole = 0.16, 0.020, 44 * 0.36

    def coiled(x: Floats, y: Floats, z: Floats) -> Floats:
        turn, radius = np.arctan2(z, x), np.sqrt(x * x + z * z)
        circle = np.float32(2 * np.pi)
        arm = np.rint((radius - np.float32(start) - np.float32(pitch) * turn) / (circle * np.float32(pitch)))
        arm = np.clip(arm, np.ceil(-turn / circle), np.floor((np.float32(whole) - turn) / circle))
        along = turn + arm * circle
        r = np.float32(start) + np.float32(pitch) * along
        off = np.sqrt((x - r * np.cos(along)) ** 2 + (z - r * np.sin(along)) ** 2) - np.float32(0.014)
        up = np.abs(y) - np.float32(0.11)
        return np.sqrt(np.maximum(off, 0) ** 2 + np.maximum(up, 0) ** 2) + np.minimum(np.maximum(off, up), 0) - np.float32(0.006)

    strap = Solid(coiled, (-0.52, -0.12, -0.52), (0.52, 0.12, 0.52), 0.85).at(0, 0.118, 0)
    end_r = 0.16 + 0.02 * 44 * 0.36
    angle = 44 * 0.36
    frame_ = box(0.03, 0.30, 0.24, 0.02).cut(box(0.1, 0.22, 0.16, 0.02))
    pin = bar((0, 0, -0.11), (0.0, 0, 0.12), 0.012)
    buckle = join(frame_, pin).turn("y", -float(np.degrees(angle))).at(end_r * float(np.cos(angle)), 0.15, end_r * float(np.sin(angle)))
    return scene(Part(strap, leather("main")), Part(buckle, steel("brass", 0.2)), view=View(26, -20, 0.72))


def boot() -> Scene:
    """A pair of lace-up boots."""
    return scene(*_one_boot(-0.1, -0.42, -22), *_one_boot(0.12, 0.16, -40), view=View(13, 8, 0.84))


def _one_boot(dx: float, dz: float, turn: float) -> list[Part]:
    """One boot: an inflated side outline on a lugged sole."""
    side: Outline = [(-0.44, 0.10), (-0.46, 0.42), (-0.41, 0.66), (-0.42, 1.0), (-0.24, 1.06), (-0.06, 0.98), (-0.03, 0.76), (0.12, 0.58), (0.34, 0.47), (0.50, 0.38), (0.58, 0.26), (0.57, 0.10)]

    def wide(extra: float) -> Puff:
        def half(_inside: Floats, x: Floats, y: Floats) -> Floats:
            ball = np.exp(-((x - np.float32(0.28)) ** 2) * np.float32(9))
            heel = np.exp(-((x + np.float32(0.36)) ** 2) * np.float32(12))
            shaft = np.clip((y - np.float32(0.45)) * np.float32(1.4), 0, 1)
            return np.float32(0.145 + extra) + np.float32(0.065) * ball * (1 - shaft) + np.float32(0.02) * heel
        return half

    mouth = egg(0.15, 0.34, 0.105).at(-0.235, 1.12, 0)
    upper = inflated(side, wide(0.0), 0.11, round_=0.1).cut(mouth, 0.03)
    ground: Outline = [(-0.50, 0.0), (-0.50, 0.17), (-0.1, 0.15), (0.2, 0.155), (0.63, 0.20), (0.645, 0.10), (0.58, 0.0), (-0.08, 0.0), (-0.11, 0.05), (-0.2, 0.05), (-0.22, 0.0)]
    sole = inflated(ground, wide(0.03), 0.02, round_=0.025)
    toe = inflated([(0.34, 0.14), (0.38, 0.36), (0.5, 0.39), (0.62, 0.27), (0.61, 0.14)], wide(0.012), 0.09, round_=0.06)
    heel_cap = inflated([(-0.47, 0.14), (-0.475, 0.40), (-0.40, 0.50), (-0.24, 0.30), (-0.2, 0.14)], wide(0.012), 0.06, round_=0.05)
    collar = inflated([(-0.445, 0.90), (-0.44, 1.02), (-0.24, 1.085), (-0.045, 1.0), (-0.04, 0.90)], wide(0.018), 0.05, round_=0.05).cut(mouth, 0.02)
    laces, hooks = [], []
    for k in range(6):
        x, y = 0.31 - 0.062 * k, 0.515 + 0.078 * k
        hooks.append(egg(0.018, 0.018, 0.012).at(x - 0.035, y, 0.128).mirror("z"))
        if k < 5:
            laces.append(bar((x - 0.02, y + 0.01, -0.10), (x - 0.07, y + 0.088, 0.10), 0.015).mirror("z"))
    tongue = blend(0.05, bar((0.28, 0.50, 0), (0.0, 0.80, 0), 0.07), bar((0.0, 0.80, 0), (-0.07, 1.08, 0), 0.07, 0.085))
    solids = ((upper, leather("main")), (sole, rubber("rubber")), (join(toe, heel_cap), rubber("trim")), (collar, felt("trim", 0.002)),
              (join(*laces), matte("cord")), (join(*hooks), steel("iron")), (tongue, felt("trim", 0.002)))
    return [Part(s.turn("y", turn).at(dx, 0, dz), f) for s, f in solids]
