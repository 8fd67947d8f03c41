"""The pipeline: order within a step, time until known, drops, state, strangers' failures."""

import math
import sys
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.checks import plain
from detectors.config import Analytics, Node, PipelineConfig, Survey
from detectors.contract import Event, EventKind, Label
from detectors.frames import FrameStage
from detectors.geometry import Zone
from detectors.outputs import Outputs
from detectors.pipeline import Pipeline
from detectors.stream import DeviceInfo, DeviceKind, Frame, Quantity
from tests.detectors.streams import CAMERA, EYE, MODEL, batch, box_at, level, line, says, walk
from tests.detectors.video import tower

STRIP = Zone("strip", "perimeter", np.array([(-20.0, 4.0), (20.0, 4.0), (20.0, 6.5), (-20.0, 6.5)]))
KINDS = {
    CAMERA: DeviceKind.CAMERA,
    "smoke-1": DeviceKind.SMOKE,
    "reader": DeviceKind.BADGE_READER,
    "contact": DeviceKind.DOOR_CONTACT,
    "post": DeviceKind.PANIC,
}
SURVEY = Survey(
    devices={d: DeviceInfo(d, kind, EYE, MODEL if d == CAMERA else None) for d, kind in KINDS.items()},
    cameras={CAMERA: MODEL},
    zones=(STRIP,),
    door_sensors={"reader": "b1/1", "contact": "b1/1"},
    badges=frozenset({"card-1"}),
)
CONFIG = PipelineConfig(
    default=("perimeter", "motion", "tracks", "falling"),
    patterns=(("smoke*", ("smoke", "health")), ("post", ("panic",)), ("*", ("tracks", "perimeter", "doors", "motion"))),
)
ANALYTICS = Analytics((Node("nvr", 2, 10.0),), network_ms=40.0)


def pipeline(**changes) -> Pipeline:
    return Pipeline(changes.get("config", CONFIG), changes.get("analytics", ANALYTICS), SURVEY, changes.get("desk"))


def evening() -> list:
    """A climber, a fire, a forced door and a press, all within 30 s."""
    items = [*walk(line((-5.0, 5.2), (8.0, 5.2), rate=4.0), 4.0, t0=3.0)]
    items += level("smoke-1", [0.2] * 10 + [6.0] * 15, Quantity.OBSCURATION, t0=1.0)
    items += [says("contact", 12.25, Quantity.DOOR_OPEN, True), says("reader", 20.0, Quantity.BADGE, "card-1")]
    return [*items, says("contact", 20.5, Quantity.DOOR_OPEN, True, 1), says("post", 20.0, Quantity.PANIC, True)]


def play(items, step_s: float = 1.0, end_s: float = 40.0, machine: Pipeline | None = None, start_s: float = 0.0):
    """Step through a stream in windows; return all outputs."""
    machine = machine or pipeline()
    events, tracks, now = [], [], start_s
    while now < end_s:
        now = min(now + step_s, end_s)
        out, _ = machine.step(now, [i for i in items if now - step_s < i.time_s <= now])
        events += out.events
        tracks += out.tracks
    last = machine.flush(end_s)
    return [*events, *last.events], [*tracks, *last.tracks]


def test_an_evening_becomes_its_events() -> None:
    """Camera, smoke, door and post, each once, whatever order the stages are listed in."""
    events, tracks = play(evening())
    assert sorted(event.kind for event in events) == ["forced-door", "panic", "perimeter", "smoke"]
    assert len(tracks) == 1
    assert [event.t_emitted_s for event in events] == sorted(event.t_emitted_s for event in events)


def test_what_the_machines_need_comes_on_top() -> None:
    """10 ms of compute and 40 ms of network for a look, the network alone for a reading."""
    by_kind = {event.kind: event for event in play(evening())[0]}
    delays = {kind: event.t_emitted_s - event.t_seen_s for kind, event in by_kind.items()}
    assert delays["perimeter"] == pytest.approx(0.05)
    assert delays["panic"] == delays["forced-door"] == pytest.approx(0.04)


@given(st.randoms(use_true_random=False), st.sampled_from([0.5, 1.0, 3.0, 40.0]))
@settings(max_examples=12, deadline=None)
def test_neither_order_nor_step_length_changes_an_event(random, step_s: float) -> None:
    """Items of one step are sorted; timers run on the stream's own time."""
    items = evening()
    random.shuffle(items)
    assert plain(play(items, step_s)) == plain(play(evening()))


def test_events_wait_until_the_deployed_system_would_know() -> None:
    """A press 10 ms before the window's end crosses the network in the next one."""
    machine = pipeline()
    out, deadline = machine.step(1.0, [says("post", 0.99, Quantity.PANIC, True)])
    assert out == Outputs()
    assert deadline == pytest.approx(1.03)
    out, _ = machine.step(2.0, [])
    assert [event.kind for event in out.events] == ["panic"]


def test_looks_that_the_machines_cannot_keep_up_with_are_dropped() -> None:
    """One slow core, forty looks a second: the queue fills, the rest never happened."""
    slow = pipeline(analytics=Analytics((Node("pc", 1, 100.0),), 40.0))
    play(walk(line((-5.0, 0.0), (5.0, 0.0), rate=40.0), 40.0), machine=slow)
    assert slow.compute.dropped > 100
    assert slow.compute.taken == pytest.approx(75, abs=10)


def test_a_pipeline_restored_half_way_continues_the_same() -> None:
    """State goes out as bytes and comes back into a new pipeline."""
    items = evening()
    whole = pipeline()
    first = [
        event for k in range(12) for event in whole.step(k + 1.0, [i for i in items if k < i.time_s <= k + 1])[0].events
    ]
    other = pipeline()
    other.restore(whole.state())
    late = [i for i in items if i.time_s > 12.0]
    rest = play(late, machine=other, start_s=12.0)
    assert plain(rest) == plain(play(late, machine=whole, start_s=12.0))
    assert plain([*first, *rest[0]]) == plain(play(items)[0])


def test_ids_are_unique_though_every_window_starts_counting_anew() -> None:
    """Workers begin each film with a new stage; the pipeline numbers for the whole run."""
    event = Event("falling-object-cam-1-1", EventKind.FALLING_OBJECT, (CAMERA,), None, None, 1.0, None, 1.5, 1.5, 0.8)
    from dataclasses import replace

    out, _ = pipeline().step(60.0, [event, replace(event, start_s=40.0, t_seen_s=41.0, t_emitted_s=41.0)])
    assert [e.id for e in out.events] == ["falling-object-cam-1-1", "falling-object-cam-1-2"]
    assert out.events[0].t_emitted_s == pytest.approx(1.55)


def test_frames_may_be_given_to_the_pipeline_or_to_a_worker() -> None:
    """Same frames, same events: the stage beside the decoder changes nothing."""
    config = PipelineConfig(default=("falling",))
    rng = np.random.Generator(np.random.Philox(7))
    path = tower.dropped((0.3, -0.4, 16.65), (0.3, -1.0, 0.0), 25.0)[:25]
    films = list(tower.frames(path, 0.25, 230.0, rng, quiet=4))
    inside = Pipeline(config, ANALYTICS, tower.SURVEY)
    whole = [*inside.step(9.0, films)[0].events, *inside.flush(9.0).events]
    stage = FrameStage(config, tower.SURVEY, "hr-1")
    passed = Pipeline(config, ANALYTICS, tower.SURVEY)
    found = [row for frame in films for row in stage.update(frame)]
    apart = [*passed.step(9.0, found)[0].events, *passed.flush(9.0).events]
    assert len(whole) == 1
    assert plain(whole) == plain(apart)


def test_falling_looks_need_no_frames() -> None:
    """At metadata fidelity the same linker hears batches, and its timer ends the path."""
    config = PipelineConfig(default=("falling",))
    from tests.detectors.video.test_falling import looks

    path = tower.dropped((0.3, -0.4, 10.65), (0.3, -1.0, 0.0), 25.0)[:13]
    events, _ = play(looks(path), machine=Pipeline(config, ANALYTICS, tower.SURVEY))
    assert [event.kind for event in events] == ["falling-object"]


@dataclass
class Done:
    alerts: tuple = ()
    deliveries: tuple = ()
    commands: tuple = ()
    dispatches: tuple = ()
    next_deadline_s: float = 7.5


class Book:
    """A desk that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list = []

    def step(self, now_s: float, events) -> Done:
        self.told.append((now_s, tuple(events)))
        return Done()


def test_the_desk_hears_events_when_they_are_due_and_sets_the_pace() -> None:
    """Its deadline counts among the pipeline's."""
    desk = Book()
    machine = pipeline(desk=desk)
    _, deadline = machine.step(1.0, [says("post", 0.5, Quantity.PANIC, True)])
    assert deadline == 7.5
    assert [event.kind for _, events in desk.told for event in events] == ["panic"]


class Stranger:
    """A third party's detector that breaks on the third reading."""

    scope = "device"

    def __init__(self, _: str, __: Survey) -> None:
        self.n = 0

    def update(self, _):
        self.n += 1
        if self.n == 3:
            raise RuntimeError("out of luck")
        return ()

    def reset(self):
        self.n = 0

    def state(self):
        return b""

    def restore(self, _):
        self.n = 0


def test_a_stranger_that_raises_is_named_and_the_rest_goes_on() -> None:
    """Its failure is recorded; the smoke rule beside it still speaks."""
    name = f"{__name__}:Stranger"
    assert __name__ in sys.modules
    machine = pipeline(config=PipelineConfig(default=(name, "smoke")))
    events, _ = play(level("smoke-1", [9.0] * 10, Quantity.OBSCURATION), machine=machine)
    assert [event.kind for event in events] == ["smoke"]
    assert machine.failures == {f"{name}@smoke-1": "RuntimeError: out of luck"}


class Muddled(Stranger):
    """A third party's detector that hears of what no stream holds and cannot say which points matter to it."""

    scope = "looks"
    HEARS = frozenset({dict, Label.PERSON})

    def interest(self, _):
        return [("everywhere",)]


def test_a_stranger_whose_interest_is_nonsense_is_named_and_the_rest_goes_on() -> None:
    """It is not asked again; the perimeter rule beside it still speaks."""
    name = f"{__name__}:Muddled"
    machine = pipeline(config=PipelineConfig(default=(name, "tracks", "perimeter")))
    events, _ = play(walk(line((-5.0, 5.2), (8.0, 5.2), rate=4.0), 4.0), machine=machine)
    assert [event.kind for event in events] == ["perimeter"]
    assert list(machine.failures) == [f"{name}@{CAMERA}"]


def test_frames_of_a_camera_nobody_surveyed_still_move() -> None:
    """A video file from nowhere: motion and tracks without places."""
    machine = Pipeline(PipelineConfig(default=("motion", "tracks")), ANALYTICS, Survey())
    frames = []
    for k in range(40):
        image = np.full((180, 320, 3), 120, dtype=np.uint8)
        if k > 8:
            image[60:120, 4 * k : 4 * k + 30] = 240
        frames.append(Frame("file", k, k / 10, image))
    machine.step(4.0, frames)
    (track,) = machine.flush(4.0).tracks
    assert track.places is None
    assert len(track.times_s) > 20


def test_nothing_to_wait_for_is_never() -> None:
    """No timers, no events: the driver may sleep."""
    machine = Pipeline(PipelineConfig(), ANALYTICS, Survey())
    assert machine.step(5.0, [batch(0, 1.0, [box_at(0, 0)])]) == (Outputs(), math.inf)
