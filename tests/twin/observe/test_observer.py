"""Seeing without pixels (twin.observe, twin.response, twin.falsehits)."""

import math

import numpy as np
import pytest

from detectors.contract import DetectionBatch, Label
from twin.bodies import Body, BodyKind, Gait, Leg, Mode
from twin.deployment import CameraUnit
from twin.falsehits import false_hits
from twin.legs import Legs
from twin.looks import Gathering
from twin.observe import Observer
from twin.rays import Rays
from twin.response import Response, stance
from twin.seeds import Seeds
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Building, BuildingKind, Site

BLOCK = Building("b1", BuildingKind.SHOP, np.array([[10, 5], [20, 5], [20, 15], [10, 15.0]]), 9.0, 3, np.zeros((0, 2)))
RAYS = Rays(opaque(site_mesh(Site("s", "s", (120.0, 30.0), buildings=(BLOCK,)))))
PERSON = Body("ann", BodyKind.PERSON, 1, (0.3, 0.5, 1.7))
CAR = Body("car-1", BodyKind.CAR, 1, (4.5, 1.8, 1.5))
QUIET = Response(false_day=0.0, false_night=0.0)


class Day:
    """A sky of constant brightness."""

    def __init__(self, lux: float = 20_000.0) -> None:
        self.lux = lux

    def ground_lux(self, _time_s: float) -> float:
        return self.lux

    def lamps_on(self, _time_s: float) -> bool:
        return self.lux < 60.0


def camera(name: str = "cam", fps: float = 15.0, infrared_m: float = 30.0, pitch_up: bool = False) -> CameraUnit:
    look_at = (15.0, 5.0, 9.0) if pitch_up else (15.0, 0.0, 1.0)
    at = (15.0, -15.0, 2.0) if pitch_up else (0.0, 0.0, 4.0)
    hfov = math.radians(70.0)
    return CameraUnit(name, at, look_at, "m", 640, 360, hfov, fps, 1_000_000, infrared_m=infrared_m)


def walk(body: str, points: list[tuple[float, float]], t0: float, speed: float, gait: Gait = Gait.WALK) -> Leg:
    path = np.array([(x, y, 0.0) for x, y in points], dtype=np.float32)
    steps = np.sqrt((np.diff(path[:, :2], axis=0) ** 2).sum(axis=1))
    times = t0 + np.concatenate([[0.0], np.cumsum(steps / speed)]).astype(np.float64)
    mode = Mode.WHEELS if gait == Gait.DRIVE else Mode.FOOT
    return Leg(body, mode, t0, float(times[-1]), path, times, gait)


def stand(body: str, place: tuple[float, float], t0: float, t1: float, gait: Gait = Gait.STAND) -> Leg:
    path = np.array([(*place, 0.0)], dtype=np.float32)
    return Leg(body, Mode.STILL, t0, t1, path, np.array([t0]), gait)


class Scene:
    """Legs and an observer of them."""

    def __init__(self, *cameras: CameraUnit, lux: float = 20_000.0, response: Response = QUIET, seed: int = 1) -> None:
        self.legs = Legs()
        units = cameras or (camera(),)
        self.observer = Observer(self.legs, units, RAYS, Day(lux), (), Seeds(seed), 2.0, response)
        self.gathering = Gathering([self.observer.names])
        for body in (PERSON, CAR):
            self.legs.add_body(body)

    def watch(self, seconds: int, start: int = 0, skip: frozenset[str] = frozenset()):
        """Batches and rows of so many one-second windows."""
        batches, rows = [], []
        for t in range(start, start + seconds):
            looks = self.observer.looks(float(t), t + 1.0, skip)
            sheet = self.gathering.sheet([looks])
            batches += sheet.batches() if sheet else ()
            rows += looks.rows
        return batches, rows


def test_a_walker_is_seen_where_it_walks() -> None:
    """Boxes follow the projection to within their jitter; looks lie on the grid; nothing once it is hidden."""
    scene = Scene()
    scene.legs.add(walk("ann", [(10.0, -4.0), (10.0, 2.0)], 3.0, 1.0))
    scene.legs.add(Leg("ann", Mode.INDOORS, 9.0, 9.0, np.zeros((1, 3), np.float32), np.array([9.0]), Gait.HIDDEN))
    batches, rows = scene.watch(30)
    assert 8 <= len(batches) <= 12
    for batch in batches:
        (hit,) = batch.detections
        assert batch.time_s == batch.index / 2.0 == hit.time_s
        assert hit.label == Label.PERSON
        y = -4.0 + (batch.time_s - 3.0)
        u, v, _ = camera().calibration().project(np.array([[10.0, y, 0.85]]))[0]
        middle = ((hit.box[0] + hit.box[2]) / 2, (hit.box[1] + hit.box[3]) / 2)
        assert middle == pytest.approx((u, v), abs=10.0)
    assert [row[2] for row in rows] == [3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    assert all(row[:2] == ("cam", round(row[2] * 2)) and row[-1] is False and len(row) == 17 for row in rows)


def test_what_the_picture_cuts_off_ends_at_its_edge() -> None:
    """Somebody right below the camera, feet out of view, is found down to the last row of pixels, not above it."""
    scene = Scene()
    scene.legs.add(walk("ann", [(4.5, -1.0), (4.5, 1.0)], 1.0, 0.2))
    batches, rows = scene.watch(12)
    cut = [row for row in rows if row[12] == 360.0]
    found = [d for batch in batches for d in batch.detections]
    assert len(cut) > 5
    assert len(found) > 5
    assert all(d.box[3] == 360.0 for d in found)


def test_columns_of_what_is_found_are_the_batches() -> None:
    """What is written of a window is what the detectors were given of it, look by look."""
    scene = Scene()
    scene.legs.add(walk("ann", [(10.0, -4.0), (10.0, 2.0)], 0.0, 1.0))
    looks = scene.observer.looks(0.0, 8.0)
    found = {
        (d.camera, d.index, d.time_s, *d.box, d.label.value, d.score)
        for b in scene.gathering.sheet([looks]).batches()
        for d in b.detections
    }
    rows = list(zip(*(column.tolist() for column in looks.founds()), strict=True))
    assert len(rows) == len(found) > 0
    assert {row[:-1] for row in rows} == found
    assert not any(row[-1] for row in rows)


def test_walls_hide() -> None:
    """Behind the block there is nothing; coming out from behind it, a share of the body first."""
    scene = Scene()
    scene.legs.add(walk("ann", [(25.0, 12.0), (25.0, 9.0)], 0.0, 1.0))
    assert scene.watch(4) == ([], [])
    scene = Scene()
    scene.legs.add(walk("ann", [(22.0, 9.0), (22.0, 0.0)], 0.0, 1.0))
    _, rows = scene.watch(9)
    assert rows[0][2] > 2.0
    assert rows[-1][13] == pytest.approx(1.0)


@pytest.mark.parametrize(("body", "gait", "patience"), [("ann", Gait.WALK, 150.0), ("car-1", Gait.DRIVE, 100.0)])
def test_who_stands_still_becomes_background(body: str, gait: Gait, patience: float) -> None:
    """Seen while moving and for some minutes after; then the picture has got used to it."""
    scene = Scene()
    scene.legs.add(walk(body, [(10.0, -3.0), (10.0, 0.0)], 0.0, 1.0, gait))
    batches, _ = scene.watch(400)
    assert 3.0 + 0.9 * patience < batches[-1].time_s <= 3.0 + patience


def test_what_was_parked_before_is_background() -> None:
    """A car parked all along is in no look; a person who stands through two legs is not seen for longer than one."""
    scene = Scene()
    scene.legs.add(stand("car-1", (10.0, 0.0), 0.0, 0.0, Gait.PARK))
    scene.legs.add(stand("ann", (9.0, 1.0), 0.0, 900.0))
    batches, _ = scene.watch(300)
    assert {hit.label for batch in batches for hit in batch.detections} == {Label.PERSON}
    assert batches[-1].time_s <= 150.0


def test_a_cut_leg_is_forgotten() -> None:
    """What was worked out ahead is discarded from the cut on; the body then stands where it was."""
    scene = Scene()
    scene.legs.add(walk("ann", [(8.0, -3.0), (8.0, 3.0)], 0.0, 0.5))
    scene.watch(4)
    scene.legs.cut("ann", 4.0)
    _, rows = scene.watch(6, start=4)
    boxes = {tuple(round(float(v), 3) for v in row[5:9]) for row in rows}
    assert len(rows) == 6
    assert len(boxes) == 1


def test_a_new_leg_ends_the_rest() -> None:
    """Nobody is seen in two places: the wait that was worked out ends when the body walks on."""
    scene = Scene()
    scene.legs.add(walk("ann", [(8.0, -3.0), (8.0, 0.0)], 0.0, 1.0))
    scene.watch(10)
    scene.legs.add(walk("ann", [(8.0, 0.0), (8.0, 3.0)], 10.0, 1.0))
    batches, rows = scene.watch(10, start=10)
    assert all(len(batch.detections) == 1 for batch in batches)
    assert len({(row[0], row[2]) for row in rows}) == len(rows)


def test_windows_do_not_change_what_is_seen() -> None:
    """A walk and a wait of minutes come out the same second by second, in long windows, and begun in between."""
    rows: list[list[tuple]] = [[], []]
    for found, lengths in zip(rows, ([1.0] * 300, [37.0, 100.0, 163.0]), strict=True):
        scene = Scene(response=Response())
        scene.legs.add(walk("ann", [(8.0, -3.0), (30.0, 10.0), (12.0, -4.0), (12.0, 3.0)], 0.5, 0.4))
        scene.legs.add(walk("car-1", [(8.0, -3.0), (30.0, 5.0)], 55.0, 1.0, Gait.DRIVE))
        start = 0.0
        for length in lengths:
            looks = scene.observer.looks(start, start + length)
            columns = (*looks.marks.T, *looks.numbers.T, looks.times_s)
            found.extend(zip(*(column.tolist() for column in columns), strict=True))
            start += length
    assert len(rows[0]) > 400
    assert sorted(rows[0]) == sorted(rows[1])


def test_a_short_wait_is_seen_in_any_window() -> None:
    """Who stands for some seconds between two legs is seen there, also when both are known before it is asked."""
    found = []
    for length in (1.0, 20.0):
        scene = Scene(response=Response(best=1.0, memory_s=0.01))
        scene.legs.add(walk("ann", [(8.0, -3.0), (8.0, 0.0)], 0.0, 1.0))
        times: list[float] = []
        for start in np.arange(0.0, 20.0, length).tolist():
            if start == 5.0 or length == 20.0:
                scene.legs.add(walk("ann", [(8.0, 0.0), (8.0, 3.0)], 5.2, 1.0))
            times += scene.observer.looks(start, start + length).times_s.tolist()
        found.append(sorted(times))
    assert found[0] == found[1]
    assert {3.5, 4.0, 4.5, 5.0} <= set(found[0])


def test_nothing_waits_for_ever() -> None:
    """Places of looks whose window has passed are used again: a long day needs no more than some minutes' room."""
    scene = Scene()
    scene.legs.add(walk("ann", [(10.0, -3.0), (10.0, 3.0)] * 100, 0.0, 1.0))
    rooms = []
    for start in range(0, 500, 100):
        scene.watch(100, start)
        rooms.append(len(scene.observer._ledger.times))
    assert len(set(rooms)) == 1


def test_hits_fall_with_size_light_and_speed() -> None:
    """Marginal hit rates: near beats far, day beats night, infrared helps, walking beats sprinting in the dark."""

    def rate(x: float, lux: float = 20_000.0, infrared: float = 30.0, speed: float = 0.5) -> float:
        hits = looks = 0
        for seed in range(12):
            scene = Scene(camera(infrared_m=infrared), lux=lux, seed=seed)
            scene.legs.add(walk("ann", [(x, -3.0), (x, 3.0)] * max(1, round(speed)), 0.0, speed))
            batches, _ = scene.watch(10)
            hits, looks = hits + len(batches), looks + 20
        return hits / looks

    assert rate(10.0) > 0.85
    assert rate(55.0) < 0.7
    assert rate(10.0, lux=0.05, infrared=0.0) < 0.4
    assert rate(10.0, lux=0.05) > 0.7
    assert rate(10.0, lux=0.05, speed=6.0) < rate(10.0, lux=0.05) - 0.1


def test_misses_come_in_runs() -> None:
    """At a hit rate near a half, two looks in a row agree far more often than a half of the time."""
    agree = pairs = 0
    for seed in range(10):
        scene = Scene(seed=seed)
        scene.legs.add(stand("ann", (55.0, 0.0), 0.0, 100.0))
        batches, _ = scene.watch(100)
        hit = np.isin(np.arange(200), [batch.index for batch in batches])
        agree, pairs = agree + int((hit[1:] == hit[:-1]).sum()), pairs + 199
    assert agree / pairs > 0.75


def test_falls_are_for_high_rise_cameras_frame_by_frame() -> None:
    """A bag falling past a 25 fps camera gives FALLING boxes at its own frame numbers, sinking; others see nothing."""
    scene = Scene(camera("hr-1", fps=25.0, pitch_up=True), camera("slow", fps=15.0, pitch_up=True))
    bag = Body("bag", BodyKind.BAG, 1, (0.3, 0.3, 0.3))
    scene.legs.add_body(bag)
    z = np.arange(9.0, 0.0, -0.5)
    path = np.stack([np.full_like(z, 15.0), np.full_like(z, 3.0), z], axis=1).astype(np.float32)
    times = 2.0 + np.sqrt(2 * (9.0 - z) / 9.81)
    scene.legs.add(Leg("bag", Mode.AIR, float(times[0]), float(times[-1]), path, times, Gait.TUMBLE))
    batches, rows = scene.watch(10)
    hits = [hit for batch in batches for hit in batch.detections]
    assert {hit.camera for hit in hits} == {"hr-1"}
    assert {hit.label for hit in hits} == {Label.FALLING}
    assert len(hits) >= 15
    assert all(hit.time_s == hit.index / 25.0 for hit in hits)
    heights = [(hit.box[1] + hit.box[3]) / 2 for hit in hits]
    assert heights[-1] - heights[0] > 80
    assert rows[0][4] == "falling"


def test_a_gait_has_its_shape() -> None:
    """A stride is longer than a stance, a crouch lower, a lying person flat; vehicles keep their size."""
    size = (0.3, 0.5, 1.7)
    stood, walking, crouched, lain = (
        stance(size, BodyKind.PERSON, g) for g in (Gait.STAND, Gait.WALK, Gait.CROUCH, Gait.LIE)
    )
    assert stood == size
    assert walking[0] > 0.6
    assert crouched[2] < 1.1
    assert lain == (1.7, 0.5, 0.35)
    assert stance((4.5, 1.8, 1.5), BodyKind.CAR, Gait.DRIVE) == (4.5, 1.8, 1.5)


def test_filmed_cameras_say_nothing() -> None:
    """In a pixel window the camera's own frames speak."""
    scene = Scene(camera("a"), camera("b"))
    scene.legs.add(walk("ann", [(10.0, -3.0), (10.0, 3.0)], 0.0, 1.0))
    batches, rows = scene.watch(6, skip=frozenset({"a"}))
    assert {batch.camera for batch in batches} == {"b"} == {row[0] for row in rows}


def test_another_camera_changes_no_look() -> None:
    """Common random numbers: what one camera sees does not depend on which others hang."""

    def of(name: str, batches: list[DetectionBatch]) -> list[DetectionBatch]:
        return [batch for batch in batches if batch.camera == name]

    found = []
    for cameras in ((camera("a"),), (camera("a"), camera("b"))):
        scene = Scene(*cameras, response=Response())
        scene.legs.add(walk("ann", [(10.0, -3.0), (10.0, 3.0)], 0.0, 0.2))
        found.append(of("a", scene.watch(30)[0]))
    assert found[0] == found[1]


def test_false_detections_are_poisson() -> None:
    """The documented rate per camera-hour, within four standard errors; the night's contain the day's."""
    response = Response(false_day=0.3, false_night=0.8)
    starts = {}
    for night in (False, True):
        hits = [false_hits(camera("c"), hour, night, 2.0, response, Seeds(3)) for hour in range(2000)]
        starts[night] = sum(len({hit.box for hit in hour}) for hour in hits)
    assert starts[False] / 2000 == pytest.approx(0.3, abs=4 * math.sqrt(0.3 / 2000))
    assert starts[True] / 2000 == pytest.approx(0.8, abs=4 * math.sqrt(0.8 / 2000))
    scene = Scene(response=Response(false_day=120.0))
    batches, rows = scene.watch(600)
    assert len(batches) >= 3
    assert rows == []
