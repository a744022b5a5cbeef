"""The little studio: distances are distances, shots are the same every time and show something."""

import numpy as np
import pytest

from app.samples.pictures.brands import STUDIOS
from app.samples.pictures.develop import develop
from app.samples.pictures.forms import ball, bar, box, cutout, lathe, rod
from app.samples.pictures.gallery import KINDS, Picture, draw, grouped
from app.samples.pictures.shoot import shoot
from app.samples.pictures.solids import Solid, join

POINTS = np.random.default_rng(1).uniform(-1.5, 1.5, (3, 4000)).astype(np.float32)


def distances(solid: Solid) -> np.ndarray:
    return solid.distance(*POINTS)


def test_a_ball_is_as_far_as_its_middle_less_its_radius() -> None:
    assert np.allclose(distances(ball(0.5)), np.linalg.norm(POINTS, axis=0) - 0.5, atol=1e-5)


@pytest.mark.parametrize(
    "solid",
    [
        box(1, 0.6, 0.8, 0.1),
        rod(0.4, 1.0, 0.05),
        bar((0, 0, 0), (0.5, 0.5, 0), 0.1),
        lathe([(0, -0.5), (0.3, -0.5), (0.4, 0.4), (0, 0.5)]),
        cutout([(-0.5, -0.5), (0.5, -0.5), (0.2, 0.6)], 0.4, 0.05),
        box(1, 0.2, 0.2).turn("z", 30).at(0.2, 0.1, 0),
        join(ball(0.2), ball(0.3).at(0.6)).mirror("z"),
    ],
)
def test_marching_never_oversteps(solid: Solid) -> None:
    """A step as long as the distance says must not carry a point past the surface: the field is at most 1 steep."""
    x, y, z = POINTS
    here = distances(solid) * solid.pace
    step = np.float32(0.05)
    there = solid.distance(x + step, y, z) * solid.pace
    assert np.abs(there - here).max() <= step * 1.12


def test_turning_and_moving_keeps_a_shape() -> None:
    twice = box(1, 0.4, 0.2).turn("y", 40).at(0.3, 0, 0).turn("x", -15)
    x, y, z = POINTS
    back = box(1, 0.4, 0.2).turn("y", 40).at(0.3, 0, 0)
    c, s = np.cos(np.radians(15)), np.sin(np.radians(15))
    turned = back.distance(x, (y * c - z * s).astype(np.float32), (y * s + z * c).astype(np.float32))
    assert np.allclose(twice.distance(x, y, z), turned, atol=1e-4)


@pytest.mark.parametrize("kind", ["mug", "tee", "backpack", "cable_drum", "candle_jar"])
def test_a_picture_shows_its_product_in_its_colour(kind: str) -> None:
    red, blue = (
        np.asarray(image, float)
        for _, image in draw(
            [
                Picture("a", kind, "atelier", (("main", "#b0302a"),)),
                Picture("b", kind, "atelier", (("main", "#2a50b0"),)),
            ],
            96,
            96,
        )
    )
    differ = np.abs(red - blue).sum(axis=2) > 40
    assert 0.04 < differ.mean() < 0.9
    assert (red[differ][:, 0] > red[differ][:, 2]).mean() > 0.8


def test_a_shot_is_the_same_every_time() -> None:
    def take() -> bytes:
        scene = KINDS["bowl"]()
        shot = shoot(list(scene.parts), scene.view, STUDIOS["field"], 80)
        return develop(shot, {"main": "#808a70"}, STUDIOS["field"]).tobytes()

    assert take() == take()


def test_pictures_of_one_shape_are_taken_together() -> None:
    pictures = [
        Picture("a", "mug", "atelier", ()),
        Picture("b", "mug", "atelier", ()),
        Picture("c", "mug", "depot", ()),
    ]
    assert sorted(map(len, grouped(pictures).values())) == [1, 2]
