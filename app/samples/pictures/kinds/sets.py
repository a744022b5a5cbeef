"""Things that are sold together, photographed together."""

# fmt: off

from app.samples.pictures.camera import View
from app.samples.pictures.kinds import camp, table, tools, trade
from app.samples.pictures.kinds.scene import Scene, scene
from app.samples.pictures.trace import Part


def tea_set() -> Scene:
    """A teapot with two mugs before it."""
    return scene(
        *_placed(table.teapot(), 1.0, -0.2, -0.25),
        *_placed(table.mug(), 0.46, 0.5, 0.3, -30),
        *_placed(table.mug(), 0.46, -0.02, 0.62, 25),
        view=View(18, 16, 0.82),
    )


def camp_kitchen() -> Scene:
    """A canister stove with two enamel mugs."""
    return scene(
        *_placed(camp.stove(), 1.15, -0.35, -0.3),
        *_placed(camp.enamel_mug(), 0.7, 0.42, -0.1, -25),
        *_placed(camp.enamel_mug(), 0.7, 0.06, 0.55, 30),
        view=View(18, 16, 0.82),
    )


def painting_kit() -> Scene:
    """A paint roller, a brush and rolls of tape."""
    return scene(
        *_placed(tools.paint_roller(), 1.1, -0.3, -0.2),
        *_placed(tools.paint_brush(), 0.95, 0.42, 0.42),
        *_placed(trade.tape(), 0.5, 0.52, -0.5, -15),
        view=View(34, 4, 0.9),
    )


def _placed(kind: Scene, size: float, x: float, z: float, turned: float = 0.0) -> list[Part]:
    """A kind's parts, larger or smaller and moved over the floor."""
    return [Part(part.solid.scaled(size).turn("y", turned).at(x, 0, z), part.finish) for part in kind.parts]
