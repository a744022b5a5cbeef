"""What is fitted to houses: pipes, valves, locks and hinges."""
# ruff: noqa: E731 - poses are said in passing
# A drawing reads by its shapes, not by its commas:
# fmt: off

import numpy as np

from app.samples.pictures.camera import View
from app.samples.pictures.finishes import (
    Finish,
    brushed,
    plastic,
    rubber,
    steel,
)
from app.samples.pictures.forms import (
    arc,
    bar,
    box,
    cone,
    lathe,
    prism,
    ring,
    rod,
)
from app.samples.pictures.kinds.scene import Pose, Scene, scene
from app.samples.pictures.kinds.trade import printed
from app.samples.pictures.solids import Solid, blend, in_row, join
from app.samples.pictures.trace import Part


def copper_pipes() -> Scene:
    """A bundle of copper tube, strapped."""
    places = [(0, 0), (1, 0), (2, 0), (3, 0), (0.5, 0.87), (1.5, 0.87), (2.5, 0.87), (1, 1.73), (2, 1.73)]
    pipe = rod(0.058, 1.5, 0.004).cut(rod(0.049, 2)).turn("z", 90)
    rng = np.random.default_rng(2)
    bundle = [pipe.at(float(rng.normal(0, 0.03)), 0.06 + 0.117 * y, 0.117 * (x - 1.5)) for x, y in places]
    band_ = box(0.07, 0.36, 0.50, 0.07).cut(box(0.2, 0.335, 0.475, 0.07)).at(0, 0.165, 0)
    return scene(Part(join(*bundle[:5]), steel("main", 0.24)), Part(join(*bundle[5:]), steel("main", 0.24)), Part(join(band_.at(-0.4, 0, 0), band_.at(0.4, 0, 0)), plastic("black")), view=View(15, 48, 0.86))


def elbow() -> Scene:
    """Press-fit elbows and a tee."""
    def bend(x: float, z: float, turn: float) -> Solid:
        quarter = arc(0.2, 0.082, 45).turn("z", -45).at(-0.2, -0.2, 0)
        ends = join(rod(0.098, 0.17, 0.012).at(0.0, -0.26, 0), rod(0.098, 0.17, 0.012).turn("z", 90).at(-0.26, 0.0, 0))
        rims = join(ring(0.098, 0.022).at(0, -0.315, 0), ring(0.098, 0.022).turn("z", 90).at(-0.315, 0, 0))
        bore = join(rod(0.075, 0.2).at(0, -0.32, 0), rod(0.075, 0.2).turn("z", 90).at(-0.32, 0, 0))
        return blend(0.02, quarter, ends, rims).cut(bore).turn("x", -78).turn("y", turn).at(x, 0.13, z)
    tee_ = join(rod(0.09, 0.6, 0.01).turn("z", 90), rod(0.09, 0.3, 0.01).at(0, 0.16, 0), *(ring(0.094, 0.022).turn("z", 90).at(s * 0.27, 0, 0) for s in (-1, 1)), ring(0.094, 0.022).at(0, 0.28, 0))
    tee_ = tee_.cut(join(rod(0.072, 1).turn("z", 90), rod(0.072, 0.5).at(0, 0.25, 0))).turn("y", 34).at(0.28, 0.12, -0.12)
    return scene(Part(bend(-0.1, 0.2, 20), steel("main", 0.22)), Part(bend(-0.2, -0.35, 150), steel("main", 0.22)), Part(tee_, steel("main", 0.22)), view=View(26, 12, 0.82))


def valve() -> Scene:
    """A lever ball valve."""
    body = join(rod(0.17, 0.34, 0.04).turn("z", 90), prism(6, 0.19, 0.16, 0.015).turn("z", 90).at(0.22, 0, 0), prism(6, 0.19, 0.16, 0.015).turn("z", 90).at(-0.22, 0, 0))
    bore = rod(0.115, 2).turn("z", 90)
    thread = rod(0.125, 0.66).turn("z", 90).cut(bore)
    stem = join(rod(0.07, 0.2, 0.01).at(0, 0.2, 0), prism(6, 0.09, 0.06, 0.008).at(0, 0.27, 0))
    lever = blend(0.03, box(0.16, 0.035, 0.14, 0.015).at(0.0, 0.32, 0), bar((0.02, 0.32, 0), (0.26, 0.40, 0), 0.05), bar((0.26, 0.40, 0), (0.66, 0.40, 0), 0.055))
    inner = lever.distance
    flat = Solid(lambda x, y, z: np.maximum(inner(x, y, z), np.abs(y - np.clip((x - np.float32(0.02)) * np.float32(0.4), 0, np.float32(0.09)) - np.float32(0.315)) - np.float32(0.024)), lever.low, lever.high, 0.8)
    pose: Pose = lambda s: s.turn("y", 24).at(0, 0.21, 0)
    return scene(Part(pose(body.cut(bore)), steel("brass", 0.26)), Part(pose(thread), steel("brass", 0.3)), Part(pose(stem), steel("brass", 0.3)), Part(pose(flat), Finish("main", 0.4, 0.045)), view=View(18, 14, 0.78))


def padlock() -> Scene:
    """A brass padlock with keys."""
    body = box(0.56, 0.50, 0.24, 0.04).at(0, 0.25, 0)
    shackle = join(arc(0.17, 0.045, 90).at(0, 0.66, 0), bar((0.17, 0.48, 0), (0.17, 0.66, 0), 0.045).mirror("x"))
    bumper = box(0.60, 0.11, 0.27, 0.03).at(0, 0.055, 0)
    keyhole = rod(0.07, 0.02, 0.004).turn("x", 90).at(0, 0.27, 0.118)
    ink = printed(((0, 0.40, 0.12, 0.018), (0, 0.36, 0.08, 0.005)))
    bow = rod(0.11, 0.024, 0.008).cut(rod(0.04, 0.2).at(-0.05, 0, 0))
    key = join(bow, box(0.28, 0.02, 0.045, 0.005).at(0.2, 0, 0), in_row(cone(0.02, 0.004, 0.04).turn("x", -90), 4, 0.05).at(0.24, 0, 0.03))
    return scene(
        Part(body, Finish("main", 0.3, 0.9, metal=True, mix=ink, second="ink")), Part(shackle, steel("steel", 0.14)), Part(bumper, rubber("black")), Part(keyhole, steel("iron")),
        Part(join(key.turn("y", 30).at(0.40, 0.014, 0.24), key.turn("y", -16).turn("x", 3).at(0.38, 0.04, 0.3)), steel("steel", 0.25)), view=View(14, 22, 0.78),
    )


def hinge() -> Scene:
    """A pair of butt hinges, one open, one half closed."""
    def one(fold: float) -> Solid:
        leaf = box(0.34, 0.86, 0.03, 0.006).at(0.19, 0, 0)
        holes = join(*(rod(0.035, 0.2).turn("x", 90).at(x, y, 0) for x, y in ((0.12, 0.28), (0.27, 0.0), (0.12, -0.28))))
        right = leaf.cut(holes)
        left = right.flip("x").turn("y", fold)
        knuckle = join(*(rod(0.045, 0.16, 0.006).at(0, -0.345 + 0.1725 * k, 0) for k in range(5)))
        return join(right, left, knuckle)
    finish = brushed("main", "y", 0.26)
    return scene(Part(one(0).turn("x", -90).turn("y", 14).at(-0.32, 0.045, 0.1), finish), Part(one(70).turn("y", 30).at(0.5, 0.44, -0.1), finish), view=View(24, 8, 0.84))


def door_handle() -> Scene:
    """A lever handle on a round rose."""
    rose = lathe([(0, 0), (0.24, 0), (0.245, 0.02), (0.23, 0.06), (0, 0.065)], 0.015).turn("x", 90)
    neck = rod(0.075, 0.22, 0.01).turn("x", 90).at(0, 0, 0.13)
    lever = blend(0.08, bar((0, 0, 0.24), (0.12, 0.0, 0.26), 0.072), bar((0.12, 0.0, 0.26), (0.86, -0.01, 0.24), 0.062, 0.055))
    lock = join(lathe([(0, 0), (0.2, 0), (0.205, 0.02), (0.19, 0.05), (0, 0.055)], 0.015).turn("x", 90).at(0, -0.62, 0))
    slot = join(rod(0.035, 0.1).turn("x", 90).at(0, -0.6, 0.04), box(0.03, 0.10, 0.1).at(0, -0.64, 0.04))
    pose: Pose = lambda s: s.turn("x", -4).at(0, 0.84, 0)
    finish = brushed("main", "x", 0.24)
    return scene(Part(pose(rose), finish), Part(pose(join(neck, lever)), finish), Part(pose(lock.cut(slot)), finish), view=View(8, -26, 0.82))
