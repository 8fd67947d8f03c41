"""Baked people: whole, upright, on the ground, of the height asked for, and each a little different."""

import math
from importlib.resources import files

import numpy as np
import pytest

from twin.bodies import Gait
from twin.imaging.gait import pose
from twin.imaging.noise import chance
from twin.imaging.people import (
    CHILDREN,
    DETAIL_FROM_PX,
    MEN,
    TEENS,
    WOMEN,
    bare,
    body_for,
    equipped,
    extras_for,
    person,
)
from twin.imaging.skeleton import CALF_L, CALF_R, CHEST, FOOT_L, HEAD, NECK, THIGH_L, THIGH_R
from twin.imaging.wardrobe import REFLECTIVE, SHOE, TORSO, palette

EVERYBODY = sorted({*MEN, *WOMEN, *TEENS, *CHILDREN, "toddler", "infant"})
STANDING = {
    "place": (3.0, 4.0, 0.0),
    "heading": 0.3,
    "gait": Gait.STAND,
    "moved_m": 0.0,
    "time_s": 0.0,
    "pixel_height": 200.0,
}


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("level", range(len(DETAIL_FROM_PX)))
def test_bodies_are_whole(name, level):
    """Weights sum to one, bones exist, triangles point at vertices, and skins are almost closed."""
    body = bare(name, level)
    assert np.allclose(body.weights.sum(axis=1), 1.0, atol=1e-5)
    assert body.bones.max() < 17
    assert body.triangles.max() < len(body.vertices)
    a, b, c = (body.vertices[body.triangles[:, k]].astype(float) for k in range(3))
    volume = float((np.cross(a, b) * c).sum()) / 6.0
    assert (0.003 if name == "infant" else 0.012) < volume < 0.2


@pytest.mark.parametrize("height", [1.1, 1.45, 1.62, 1.8])
def test_a_person_is_as_tall_as_asked(height):
    """Truth says a height; the figure has it, within hair and stance."""
    for look in range(6):
        figure = person(look, "", "", height, **STANDING)
        low, high = figure.vertices[:, 2].min(), figure.vertices[:, 2].max()
        assert low == pytest.approx(0.0, abs=1e-5)
        assert high - low == pytest.approx(height, rel=0.03)
        assert figure.vertices[:, :2].mean(axis=0) == pytest.approx((3.0, 4.0), abs=0.25)


@pytest.mark.parametrize("gait", list(Gait))
def test_every_gait_keeps_limbs_together(gait):
    """No pose tears a body apart: all of it stays within its height of where it stands."""
    for moved in (0.0, 0.3, 0.9):
        figure = person(5, "", "bag", 1.7, (0.0, 0.0, 0.0), 0.0, gait, moved, 2.0, 200.0)
        assert np.isfinite(figure.vertices).all()
        assert np.abs(figure.vertices[:, :2]).max() < 1.75
        assert figure.vertices[:, 2].min() >= -1e-5
        assert figure.vertices[:, 2].max() < 2.4


@pytest.mark.parametrize("look", [5, 6, 9, 12, 20])
def test_feet_stay_where_they_step(look):
    """While a foot stands it moves over the ground far slower than the body: no skating."""
    slid, before = [], None
    for moved in np.arange(0.0, 1.4, 0.04):
        figure = person(look, "", "", 1.7, (float(moved), 0.0, 0.0), 0.0, Gait.WALK, float(moved), 0.0, 200.0)
        if before is not None:
            stands = (before[:, 2] < 0.012) & (figure.vertices[:, 2] < 0.012)
            slid.append(np.abs(np.median(figure.vertices[stands, 0] - before[stands, 0])) / 0.04)
        before = figure.vertices
    assert np.median(slid) < 0.2


def test_a_leg_swings_through_under_the_body():
    """A knee bends most while its thigh already comes forward, half a stride after the other's; heels never kick up."""
    walk = np.array([pose(Gait.WALK, 0.01 * k, 1.7, 0.0, 0.0)[0][:, 0] for k in range(200)])
    for thigh, calf in ((THIGH_L, CALF_L), (THIGH_R, CALF_R)):
        bent = walk[:, calf] < walk[:, calf].min() + 0.02
        assert (walk[bent, thigh] > 0.0).all()
        assert np.degrees(walk[:, thigh] + walk[:, calf]).min() > -55.0
        assert np.degrees(walk[:, calf].min()) == pytest.approx(-59.0, abs=1.0)


def test_two_hundred_looks_differ():
    """A crowd is not one person many times: bodies, clothes and hair vary with the look."""
    seen = set()
    for look in range(300):
        figure = person(look, "", "", 1.5 + 0.3 * (look % 10) / 10, **STANDING)
        seen.add((len(figure.vertices), figure.palette.round(3).tobytes()))
    assert len(seen) >= 200


def test_uniforms_are_worn_by_adults():
    """A guard is a grown man in the guard's colours, whatever the look."""
    for look in range(20):
        assert body_for(look, "guard", 1.75) in MEN
        one, other = (person(look, uniform, "", 1.75, **STANDING) for uniform in ("guard", "courier"))
        assert not np.array_equal(one.palette, other.palette)


def test_a_climber_reaches_up():
    """Hands above the head tell a climber from a stander."""
    climber = person(5, "", "", 1.7, (0.0, 0.0, 1.0), 0.0, Gait.CLIMB, 0.2, 0.0, 200.0)
    assert climber.vertices[:, 2].min() == pytest.approx(1.0, abs=1e-4)
    assert climber.vertices[:, 2].max() - 1.0 > 1.85
    assert math.isfinite(float(climber.vertices.sum()))


def test_two_hundred_people_look_different():
    """Bodies, garments, things worn and colours give far more than 200 looks, from at most 6 MB of baked bodies."""
    looks = set()
    for look in range(260):
        height = 1.45 + 0.4 * chance(look, 3, 17)
        name = body_for(look, "", height)
        worn = extras_for(name, look, "", "")
        looks.add((name, worn, palette(look, "", "old" in name, "skirt" in worn).tobytes()))
    assert len(looks) >= 200
    with (files("twin.imaging") / "assets" / "people.npz").open("rb") as stream:
        assert len(stream.read()) <= 6_000_000


@pytest.mark.parametrize("carries", ["bag", "umbrella"])
@pytest.mark.parametrize("uniform", ["", "guard", "courier", "workwear", "firefighter"])
def test_everything_worn_stays_on_its_body(uniform, carries):
    """Whatever a look brings, nothing hangs further off than an umbrella reaches."""
    for look in range(12):
        figure = person(look, uniform, carries, 1.7, **STANDING)
        away = np.abs(figure.vertices[:, :2] - np.array([3.0, 4.0])).max()
        assert away < 1.0
        assert figure.part.max() < len(figure.palette)


@pytest.mark.parametrize("name", sorted({*MEN, *WOMEN}))
def test_shirts_hang_and_follow_no_waist(name):
    """Below the chest a shirt keeps its depth down to its hem."""
    body = bare(name, 0)
    height = body.vertices[:, 2].max()
    depths = []
    mine = body.vertices[np.unique(body.triangles[body.part == TORSO])]
    for low, high in ((0.7, 0.74), (0.62, 0.66), (0.56, 0.6)):
        ring = mine[(mine[:, 2] > low * height) & (mine[:, 2] < high * height)]
        depths.append(np.ptp(ring[:, 0]))
    assert min(depths[1:]) > 0.93 * depths[0]


@pytest.mark.parametrize("name", EVERYBODY)
def test_shoes_end_below_the_ankle(name):
    """No point of a shoe climbs the leg, and the neck is bare above the neckline."""
    body = bare(name, 0)
    shoe = body.vertices[np.unique(body.triangles[body.part == SHOE])]
    ankle, neck, head = (float(body.joints[bone][2]) for bone in (FOOT_L, NECK, HEAD))
    assert shoe[:, 2].max() < ankle + 0.02
    shirt = body.vertices[np.unique(body.triangles[body.part == TORSO])]
    assert shirt[:, 2].max() < 0.5 * (neck + head)


@pytest.mark.parametrize("name", MEN)
@pytest.mark.parametrize("level", range(2))
def test_reflective_bands_lie_outside_the_coat(name, level):
    """Seen from any side a band shows: it reaches as far as the coat beneath it."""
    worn = equipped(name, level, ("stripes",))
    band = worn.vertices[np.unique(worn.triangles[worn.part == REFLECTIVE])]
    coat = worn.vertices[np.unique(worn.triangles[worn.part == TORSO])]
    for off in (-0.06, 0.08):
        z = worn.joints[CHEST][2] + off
        mine, under = (spots[np.abs(spots[:, 2] - z) < 0.04] for spots in (band, coat))
        for angle in np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False):
            way = np.array([math.cos(angle), math.sin(angle)])
            assert (mine[:, :2] @ way).max() > (under[:, :2] @ way).max()
