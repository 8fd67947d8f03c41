"""Sheets say what their batches say, and a pipeline makes the same of either."""

import math
from typing import ClassVar

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.checks import plain
from detectors.config import Analytics, Node, PipelineConfig, Survey
from detectors.contract import Box, DetectionBatch, Label
from detectors.outputs import Outputs
from detectors.pipeline import Pipeline
from detectors.sheets import Sheet, merged
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading
from tests.detectors.streams import EYE, MODEL, batch, box_at, says, sheet_of
from tests.detectors.test_topics import SURVEY as PLACES

# One with a tracker and rules, one that looks for flames too, one for falls alone, one in a lift, one nobody surveyed.
CAMERAS = ("cam-1", "fire-1", "high-1", "lift-1", "stray-1")
SURVEY = Survey(
    devices=PLACES.devices | {name: DeviceInfo(name, DeviceKind.CAMERA, EYE, MODEL) for name in CAMERAS[:-1]},
    cameras=dict.fromkeys(CAMERAS[:-1], MODEL),
    zones=PLACES.zones,
    door_sensors=PLACES.door_sensors,
    door_cameras=PLACES.door_cameras,
    badges=PLACES.badges,
)
RULES = (
    "tracks",
    "perimeter",
    "loitering",
    "stationary",
    "theft",
    "tailgating",
    "burglary",
    "outside-charging",
    "panic",
)
STRANGER = "tests.detectors.test_sheets:Stranger"


class Stranger:
    """A third party's stage: it hears of everything and keeps a list."""

    last: ClassVar["Stranger"]

    def __init__(self, _: str, __: Survey) -> None:
        self.heard: list[str] = []
        Stranger.last = self

    def update(self, item):
        self.heard.append(f"{type(item).__name__} {plain(item)}")
        return ()

    def reset(self) -> None:
        self.heard.clear()

    def state(self) -> bytes:
        return "\n".join(self.heard).encode()

    def restore(self, state: bytes) -> None:
        self.heard = state.decode().split("\n")


def config(*more: str) -> PipelineConfig:
    return PipelineConfig(
        default=(*RULES, *more),
        patterns=(
            ("fire-*", (*RULES, "fire")),
            ("high-*", ("falling", "fire")),
            ("lift-*", ("lift",)),
            ("post", ("panic",)),
            ("reader", ("tailgating", "burglary")),
            ("contact", ("tailgating", "burglary")),
        ),
    )


def crowd(seed: int, seconds: float = 40.0) -> tuple[list[DetectionBatch], list[Reading]]:
    """Bodies of every kind that wander, stop, vanish and cross before five cameras, and what readers say."""
    rng = np.random.Generator(np.random.Philox(seed))
    kinds = [Label.PERSON] * 4 + [Label.CAR, Label.MOTORCYCLE, Label.MOTION, Label.ANIMAL, Label.FALLING, Label.FLAME]
    looks, said = [], []
    for camera in CAMERAS:
        places = rng.uniform((-8.0, -6.0), (8.0, 7.0), (len(kinds), 2))
        for k in range(int(2 * seconds)):
            places += rng.normal(0.0, 0.4, places.shape) * (rng.random((len(kinds), 1)) < 0.5)
            seen = [i for i in range(len(kinds)) if rng.random() < 0.7]
            boxes: list[tuple[Box, Label]] = [
                (box_at(float(places[i, 0]), float(places[i, 1])), kinds[i]) for i in seen
            ]
            hits = [hit for box, label in boxes for hit in batch(k, k / 2.0, [box], label, camera).detections]
            if hits:
                looks.append(DetectionBatch(camera, k, k / 2.0, tuple(hits)))
    for k in range(int(2 * seconds)):
        if rng.random() < 0.1:
            said.append(says("reader", k / 2.0 + 0.1 * (k % 2), Quantity.BADGE, "card-1", k))
        if rng.random() < 0.05:
            said.append(says("post", k / 2.0, Quantity.PANIC, True, k))
    return looks, said


def played(
    told: tuple[list[DetectionBatch], list[Reading]], machine: Pipeline, whole: bool, step_s: float
) -> tuple[list[Outputs], bytes]:
    """Step through a stream, looks as sheets or one by one."""
    looks, said = told
    outputs, now = [], 0.0
    while now < 45.0:
        now += step_s
        mine = [look for look in looks if now - step_s < look.time_s <= now or look.time_s == 0.0 == now - step_s]
        items = [one for one in said if now - step_s < one.time_s <= now or one.time_s == 0.0 == now - step_s]
        if whole:
            parts = [[look for look in mine if look.camera in side] for side in (CAMERAS[:2], CAMERAS[2:])]
            outputs.append(machine.step(now, items, [sheet_of(part) for part in parts if part])[0])
        else:
            outputs.append(machine.step(now, [*items, *mine])[0])
    state = machine.state()
    return [*outputs, machine.flush(now)], state


@given(seed=st.integers(0, 2**32), step_s=st.sampled_from([0.5, 1.0, 5.0]), cores=st.integers(1, 3))
@settings(max_examples=15, deadline=None)
def test_a_pipeline_makes_the_same_of_a_sheet_as_of_its_batches(seed: int, step_s: float, cores: int) -> None:
    """Events, tracks and memory, whatever the step, also where machines drop looks."""
    told = crowd(seed)
    analytics = Analytics((Node("nvr", cores, 90.0),), 40.0)
    one, other = (Pipeline(config(), analytics, SURVEY) for _ in range(2))
    assert plain(played(told, one, True, step_s)) == plain(played(told, other, False, step_s))
    assert one.compute.dropped == other.compute.dropped


def test_the_crowds_give_the_pipeline_something_to_tell() -> None:
    """The test above would be empty if nothing ever happened."""
    outputs, _ = played(crowd(3), Pipeline(config(), Analytics(), SURVEY), True, 1.0)
    assert {event.kind for row in outputs for event in row.events} >= {"perimeter", "fire-on-video", "panic"}
    assert sum(len(row.tracks) for row in outputs) > 50


def test_a_stranger_hears_every_batch_point_and_track_of_a_sheet() -> None:
    """Nothing is left out where somebody says of nothing that it does not matter."""
    told = crowd(5, 15.0)
    one, other = (Pipeline(config(STRANGER), Analytics(), SURVEY) for _ in range(2))
    found = played(told, one, True, 1.0)
    assert found[1] == played(told, other, False, 1.0)[1]
    assert {line.partition(" ")[0] for line in Stranger.last.heard} == {"DetectionBatch", "TrackPoint", "Track"}


@given(seed=st.integers(0, 2**32), parts=st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_merged_sheets_hold_every_look_once_and_in_order(seed: int, parts: int) -> None:
    """Against the batches sorted and joined by hand."""
    rng = np.random.Generator(np.random.Philox(seed))
    looks, _ = crowd(seed, 3.0)
    dealt: list[list[DetectionBatch]] = [[] for _ in range(parts)]
    hits: dict[tuple[float, str, int], list] = {}
    for k in rng.permutation(len(looks)).tolist():
        dealt[int(rng.integers(parts))].append(looks[k])
    for part in dealt:
        for look in part:
            hits.setdefault((look.time_s, look.camera, look.index), []).extend(look.detections)
    sheet = merged([sheet_of(part) for part in dealt if part])
    found = [] if sheet is None else list(sheet.batches())
    assert [(row.time_s, row.camera, row.index) for row in found] == sorted(hits)
    assert [list(row.detections) for row in found] == [hits[key] for key in sorted(hits)]


def test_a_step_without_looks_still_lets_tracks_end() -> None:
    """Two seconds after somebody was last seen."""
    machine = Pipeline(config(), Analytics(), SURVEY)
    for k in range(4):
        machine.step(k + 0.5, (), [sheet_of([batch(k, k + 0.25, [box_at(0.1 * k, 0.0)])])])
    assert machine.step(5.0)[0].tracks == ()
    out, after_s = machine.step(5.5)
    assert len(out.tracks) == 1
    assert after_s == math.inf


def test_nothing_found_is_no_sheet() -> None:
    """As before any camera has found anything."""
    nothing = np.zeros(0, dtype=np.int64)
    empty = Sheet.of_rows(CAMERAS, nothing, nothing, np.zeros(0), np.zeros((0, 6)))
    assert merged([]) is None
    assert merged([empty, empty]) is None
    assert empty.batches() == ()
