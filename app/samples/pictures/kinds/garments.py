"""Clothes, laid flat."""

# A drawing reads by its shapes, not by its commas:
# fmt: off

from app.samples.pictures.finishes import Finish, felt, linen, matte, satin
from app.samples.pictures.kinds.cut import (
    FROM_ABOVE,
    Panel,
    both,
    jersey,
    knitted,
    panel,
    piece,
    ribbed,
    strip,
    twill,
)
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.outlines import Outline
from app.samples.pictures.solids import Solid, join
from app.samples.pictures.trace import Part

SIDE: Outline = [(0.17, 0.93), (0.43, 0.86), (0.47, 0.80), (0.44, 0.5), (0.45, 0.1), (0.455, -0.40), (0, -0.41)]
BODY: Outline = [(0, 0.80), (0.12, 0.835), *SIDE]
LONG: Outline = [(0.36, 0.88), (0.47, 0.82), (0.60, 0.50), (0.74, 0.02), (0.82, -0.28), (0.68, -0.33), (0.56, -0.02), (0.42, 0.42), (0.36, 0.6)]
SHORT: Outline = [(0.36, 0.88), (0.46, 0.84), (0.60, 0.68), (0.74, 0.46), (0.55, 0.34), (0.42, 0.5), (0.36, 0.6)]
HEM: Outline = [(0, -0.37), (0.45, -0.36), (0.43, -0.50), (0, -0.51)]
CUFF_TURN = -14.0


def sleeves(outline: Outline, thick: float = 0.036, folds: float = 0.012) -> Solid:
    """A pair of sleeves."""
    right = panel(outline, thick, folds, seed=4)
    left = panel([(-x, y) for x, y in outline], thick, folds, seed=8)
    return join(right.solid, left.solid)


def pair(solid: Solid) -> Solid:
    """A thing and its mirror image on the other side of the garment."""
    return join(solid, solid.flip("x"))


def lining(finish: Finish, low: float = 0.74) -> Part:
    """The back of the neck, seen through the opening."""
    outline = both([(0, 0.945), (0.10, 0.945), (0.17, 0.93), (0.15, low), (0, low - 0.03)])
    return Part(piece(outline, 0.0, 0.02), finish)


def collar_ring(finish: Finish, width: float = 0.045, dip: float = 0.80, lift: float = 0.03) -> Part:
    """The band of a round neck."""
    outer = [(0, dip - width), (0.09, dip - width + 0.015), (0.155, dip + 0.03), (0.188, 0.925), (0.15, 0.94), (0.122, dip + 0.065), (0.075, dip + 0.015), (0, dip)]
    back = piece(both([(0, 0.955), (0.11, 0.955), (0.16, 0.94), (0.14, 0.90), (0, 0.905)]), 0.012, 0.02)
    return Part(join(pair(piece(outer, lift, 0.036, 0.012)), back), finish)


def cuffs(finish: Finish, depth: float = 0.09) -> Part:
    """The ends of long sleeves."""
    right = panel(strip((0.755, -0.30), (0.755 + depth * 0.24, -0.30 - depth), 0.135), 0.036, 0.004)
    return Part(pair(right.solid), finish)


def shirt_collar(front: Panel) -> Solid:
    """Two collar leaves."""
    leaf = front.patches([(0.0, 0.82), (0.17, 0.69), (0.24, 0.85), (0.175, 0.965), (0.12, 0.95), (0.05, 0.875)], 0.026)
    stand = piece([(0.02, 0.83), (0.15, 0.74), (0.21, 0.86), (0.172, 0.965), (0.1, 0.96)], 0.05, 0.03)
    return join(leaf, pair(stand))


def tee() -> Scene:
    """A heavy cotton T-shirt."""
    cloth = jersey("main")
    front = panel(both(BODY), 0.046, 0.011, 0.008)
    return scene(
        Part(sleeves(SHORT), cloth), Part(front.solid, cloth), lining(jersey("main-")),
        collar_ring(ribbed("main", 40, 0.004)), view=FROM_ABOVE,
    )


def polo() -> Scene:
    """A piqué polo with a knitted collar."""
    cloth = jersey("main")
    front = panel(both(BODY), 0.046, 0.010, 0.008, seed=3)
    leaf = pair(piece([(0.02, 0.80), (0.15, 0.70), (0.23, 0.84), (0.17, 0.955), (0.10, 0.94)], 0.055, 0.03))
    band = front.patch([(-0.045, 0.80), (0.045, 0.80), (0.045, 0.5), (-0.045, 0.5)], 0.012, 0.006)
    return scene(
        Part(sleeves(SHORT), cloth), Part(front.solid, cloth), lining(jersey("main-"), 0.8),
        Part(leaf, ribbed("trim", 40, 0.003)), Part(band, cloth),
        Part(front.buttons([(0, 0.73), (0, 0.64), (0, 0.55)]), satin("white")), view=FROM_ABOVE,
    )


def shirt() -> Scene:
    """A linen shirt: placket, chest pocket, long sleeves."""
    cloth = linen("main", 1.4, 0.0008)
    front = panel(both(BODY), 0.044, 0.013, 0.008)
    band = front.patch(strip((0, 0.83), (0, -0.40), 0.07), 0.010, 0.004)
    pocket = front.patch([(0.12, 0.52), (0.32, 0.52), (0.32, 0.32), (0.22, 0.27), (0.12, 0.32)], 0.012, 0.012)
    places = [(0.0, 0.77 - 0.2 * n) for n in range(6)]
    return scene(
        Part(sleeves(LONG), cloth), cuffs(linen("main", 1.4)), Part(front.solid, cloth), lining(linen("main-"), 0.84),
        Part(shirt_collar(front), cloth), Part(band, cloth), Part(pocket, cloth), Part(front.buttons(places), satin("horn")),
        view=FROM_ABOVE,
    )


def jumper() -> Scene:
    """A lambswool jumper, ribbed at neck, cuffs and hem."""
    wool, rib = knitted("main"), ribbed("main")
    return scene(
        Part(sleeves(LONG, 0.046, 0.014), wool), cuffs(ribbed("main", 26, 0.006, turn=CUFF_TURN), 0.13),
        Part(panel(both(BODY), 0.056, 0.012, 0.01).solid, wool), Part(panel(both(HEM), 0.042, 0.003, 0.004).solid, rib),
        lining(knitted("main-")), collar_ring(rib, 0.06, 0.82, 0.04), view=FROM_ABOVE,
    )


def cardigan() -> Scene:
    """A knitted cardigan with a V neck and horn buttons."""
    wool, rib = knitted("main", 26), ribbed("main", 24)
    front = panel(both([(0, 0.42), *SIDE]), 0.056, 0.011, 0.01)
    edge = front.patches(strip((0.185, 0.94), (0.02, 0.44), 0.07), 0.022, 0.008)
    band = front.patch(strip((0.0, 0.46), (0.0, -0.41), 0.085), 0.02, 0.008)
    tail = piece(strip((0.0, -0.38), (0.0, -0.50), 0.085), 0.045, 0.05, 0.008)
    pocket = front.patches([(0.13, -0.03), (0.37, -0.03), (0.37, -0.31), (0.13, -0.31)], 0.018, 0.03)
    inside = piece(both([(0, 0.95), (0.17, 0.94), (0.15, 0.5), (0, 0.4)]), 0.0, 0.02)
    return scene(
        Part(sleeves(LONG, 0.046, 0.014), wool), cuffs(ribbed("main", 24, 0.006, turn=CUFF_TURN), 0.11),
        Part(front.solid, wool), Part(panel(both(HEM), 0.042, 0.003, 0.004).solid, rib), Part(inside, knitted("main-", 26)),
        Part(edge, ribbed("main", 24, turn=-18)), Part(join(band, tail), rib), Part(pocket, wool),
        Part(front.buttons([(0.0, 0.36 - 0.18 * n) for n in range(5)], 0.024, 0.024), satin("horn")), view=FROM_ABOVE,
    )


def work_jacket() -> Scene:
    """A boxy cotton work jacket with three patch pockets."""
    cloth = twill("main")
    front = panel(both([(0, 0.84), (0.17, 0.93), (0.43, 0.86), (0.48, 0.80), (0.46, 0.5), (0.48, 0.1), (0.49, -0.44), (0, -0.45)]), 0.052, 0.012, 0.008)
    low = front.patches([(0.13, -0.04), (0.42, -0.04), (0.42, -0.35), (0.13, -0.35)], 0.016, 0.03)
    chest = front.patch([(0.14, 0.5), (0.34, 0.5), (0.34, 0.28), (0.14, 0.28)], 0.016, 0.025)
    return scene(
        Part(sleeves(LONG, 0.042, 0.014), cloth), cuffs(twill("main"), 0.07), Part(front.solid, cloth), lining(twill("main-"), 0.84),
        Part(shirt_collar(front), cloth), Part(low, cloth), Part(chest, cloth),
        Part(front.seam([(0.055, 0.8), (0.055, -0.44)], 0.004, 14), twill("main-")),
        Part(front.buttons([(0.0, 0.68 - 0.26 * n) for n in range(5)], 0.022, 0.006), satin("horn")), view=FROM_ABOVE,
    )


def dress() -> Scene:
    """A sleeveless linen dress, tied at the waist."""
    cloth = linen("main", 1.2, 0.0008)
    outline = both([(0, 0.72), (0.13, 0.78), (0.18, 0.97), (0.27, 0.96), (0.29, 0.76), (0.38, 0.60), (0.33, 0.28), (0.34, 0.2), (0.62, -0.86), (0.3, -0.92), (0, -0.93)])
    front = panel(outline, 0.046, 0.02, 0.004, seed=6)
    inside = piece(both([(0, 0.9), (0.12, 0.92), (0.2, 0.96), (0.2, 0.7), (0, 0.66)]), 0.0, 0.02)
    belt = front.patch([(-0.335, 0.275), (0.335, 0.275), (0.338, 0.215), (-0.338, 0.215)], 0.02, 0.006)
    ends = join(front.patch(strip((0.0, 0.24), (0.1, -0.2), 0.05), 0.024, 0.008), front.patch(strip((-0.01, 0.24), (-0.07, -0.24), 0.05), 0.026, 0.008))
    return scene(Part(front.solid, cloth), Part(inside, linen("main-")), Part(belt, cloth), Part(ends, cloth), view=FROM_ABOVE)


LEGS: Outline = [(0, 0.84), (0.335, 0.84), (0.40, 0.5), (0.44, -0.3), (0.46, -0.92), (0.10, -0.94), (0.05, -0.2), (0.012, 0.33), (0, 0.345)]


def trousers() -> Scene:
    """Wide trousers with a pressed crease."""
    cloth = twill("main")
    front = panel(both(LEGS), 0.05, 0.012, seed=2)
    band = piece(both([(0, 0.92), (0.325, 0.915), (0.335, 0.825), (0, 0.83)]), 0.012, 0.07, 0.012)
    loops = join(*(piece(strip((x, 0.93), (x, 0.815), 0.026), 0.042, 0.02, 0.004) for x in (-0.24, -0.09, 0.09, 0.24)))
    lines = join(front.seam([(0.26, 0.82), (0.355, 0.6)], 0.005), front.seam([(-0.26, 0.82), (-0.355, 0.6)], 0.005), front.seam([(0.045, 0.82), (0.045, 0.5), (0.0, 0.4)], 0.004),
                 front.seam([(0, 0.82), (0, 0.36)], 0.005))
    return scene(
        Part(front.solid, cloth), Part(band, cloth), Part(loops, cloth), Part(lines, twill("main--")),
        Part(front.buttons([(0, 0.875)], 0.022, 0.045), satin("horn")), view=FROM_ABOVE,
    )


def work_trousers() -> Scene:
    """Site trousers: holster pockets, knee pads in a second cloth."""
    cloth, tough = twill("main", 70), twill("trim", 70)
    front = panel(both(LEGS), 0.05, 0.012, seed=5)
    knee = front.patches([(0.06, -0.1), (0.415, -0.1), (0.435, -0.46), (0.08, -0.46)], 0.014, 0.03)
    holster = front.patches([(0.17, 0.74), (0.40, 0.66), (0.42, 0.32), (0.2, 0.3)], 0.022, 0.03)
    thigh = front.patch([(0.2, 0.2), (0.42, 0.2), (0.43, -0.04), (0.21, -0.04)], 0.02, 0.015)
    band = piece(both([(0, 0.92), (0.325, 0.915), (0.335, 0.825), (0, 0.83)]), 0.012, 0.07, 0.012)
    lines = join(front.seam([(0.045, 0.82), (0.045, 0.5), (0.0, 0.4)], 0.004), front.seam([(0, 0.82), (0, 0.36)], 0.005),
                 front.seam([(0.2, 0.13), (0.425, 0.13)], 0.005))
    return scene(
        Part(front.solid, cloth), Part(knee, tough), Part(holster, tough), Part(thigh, cloth), Part(band, cloth),
        Part(lines, twill("main--")), Part(front.buttons([(0, 0.875)], 0.022, 0.045), satin("steel")), view=FROM_ABOVE,
    )


def fleece() -> Scene:
    """A fleece pullover with a stand-up collar, a half zip and a woven chest pocket."""
    cloth = felt("main", 0.004, 75)
    front = panel(both(BODY), 0.066, 0.012, 0.01)
    collar = panel(both([(0, 0.76), (0.10, 0.79), (0.18, 0.90), (0.16, 1.05), (0, 1.07)]), 0.07, 0.006, 0.03)
    zip_ = join(front.seam([(0, 0.78), (0, 0.38)], 0.012), collar.seam([(0, 1.06), (0, 0.78)], 0.012))
    pocket = front.patch([(0.11, 0.60), (0.34, 0.60), (0.34, 0.34), (0.11, 0.34)], 0.018, 0.015)
    return scene(
        Part(sleeves(LONG, 0.055, 0.014), cloth), cuffs(ribbed("trim", 30, 0.003, turn=CUFF_TURN), 0.07), Part(front.solid, cloth),
        Part(panel(both([(0, -0.38), (0.45, -0.37), (0.44, -0.45), (0, -0.46)]), 0.038, 0.003, 0.004).solid, ribbed("trim", 30, 0.003)),
        Part(collar.solid, cloth), Part(pocket, twill("trim")), Part(zip_, satin("trim")), view=FROM_ABOVE,
    )


def vest() -> Scene:
    """A high-visibility waistcoat with reflective bands."""
    outline = both([(0, 0.42), (0.15, 0.94), (0.34, 0.90), (0.36, 0.74), (0.33, 0.55), (0.44, 0.42), (0.46, 0.0), (0.46, -0.44), (0, -0.45)])
    front = panel(outline, 0.036, 0.012, 0.006)
    across = join(*(front.patch(both([(0, y + 0.055), (0.46, y + 0.055), (0.462, y - 0.055), (0, y - 0.055)]), 0.008, 0.004) for y in (0.16, -0.2)))
    down = front.patches(strip((0.25, 0.91), (0.25, 0.22), 0.1), 0.008, 0.004)
    edge = join(front.seam([(0, 0.42), (0, -0.44)], 0.010, 12), front.seam([(0.15, 0.93), (0, 0.42)], 0.012, 8), front.seam([(-0.15, 0.93), (0, 0.42)], 0.012, 8))
    silver = Finish("silver", 0.5, 0.25)
    return scene(
        Part(front.solid, jersey("main")), Part(across, silver), Part(down, silver),
        Part(piece(both([(0, 0.93), (0.15, 0.94), (0.15, 0.5), (0, 0.4)]), 0.0, 0.02), jersey("main-")),
        Part(edge, matte("trim")), view=FROM_ABOVE,
    )
