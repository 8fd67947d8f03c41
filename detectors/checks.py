"""The conformance suite: what every detector must keep, ours or a third party's.

    complaints = check_detector(lambda: Smoke("b1-smoke", survey))

An empty list means that it conforms.
"""

import copy
import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from detectors.contract import (
    Detection,
    DetectionBatch,
    Detector,
    Event,
    Found,
    Item,
    Label,
    Timed,
    Track,
    TrackLook,
    TrackPoint,
)
from detectors.stream import Frame, Quantity, Reading, Unit

OUTPUTS = (DetectionBatch, TrackPoint, TrackLook, Track, Event)
CAMERA = "cam-1"
DEVICES = ("dev-1", "dev-2")


def check_detector(factory: Callable[[], Detector], items: Sequence[Item] | None = None) -> list[str]:
    """Return complaints about the detectors that ``factory`` makes, in words their author can act on.

    Parameters
    ----------
    factory: makes a new detector.
    items: a stream that makes it speak, ordered by time; default: a short stream of every kind of item.
    """
    stream = list(items) if items is not None else sample()
    complaints: list[str] = []
    for check in (_quiet, _types, _determinism, _mutation, _reset, _resumes):
        try:
            complaints += check(factory, stream)
        except Exception as error:
            complaints.append(f"{check.__name__.strip('_')}: raised {type(error).__name__}: {error}")
    return complaints


def sample() -> list[Item]:
    """A short stream of every kind of item, the same every time."""
    rng = np.random.Generator(np.random.Philox(0))
    items: list[Item] = []
    for k in range(12):
        t = k / 5.0
        image = rng.integers(90, 110, (72, 128, 3), dtype=np.uint8)
        image[20:50, 10 + 6 * k : 20 + 6 * k] = 220
        box = (10.0 + 6 * k, 20.0, 20.0 + 6 * k, 50.0)
        items.append(Frame(CAMERA, k, t, image))
        items.append(DetectionBatch(CAMERA, k, t, (Detection(CAMERA, k, t, box, Label.PERSON, 0.9),)))
        items.append(
            TrackPoint("t1", CAMERA, Label.PERSON, k, t, box, (k / 5.0, 0.0), 1.7, 0.5, 0.1, 1.0, 0.9, k + 1, 0.0, 0)
        )
        for device in DEVICES:
            items.append(Reading(device, k, t, Quantity.OBSCURATION, 0.5 * k, Unit.PERCENT_PER_M))
            items.append(Reading(device, k + 100, t, Quantity.BADGE, f"card-{k}", Unit.NONE))
            items.append(Reading(device, k + 200, t, Quantity.DOOR_OPEN, k % 2 == 0, Unit.NONE))
    return items


def run(detector: Detector, items: Sequence[Item]) -> list[Found]:
    """Everything a detector makes of a stream, its conclusions from silence included."""
    found: list[Found] = []
    for item in items:
        found += detector.update(item)
    if isinstance(detector, Timed):
        found += detector.lapse(1e6)
    return found


def plain(value: object) -> object:
    """A record as nested tuples, arrays by their bytes, so that two can be compared."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(plain(getattr(value, f.name)) for f in dataclasses.fields(value))
    if isinstance(value, DetectionBatch | TrackLook):
        held = value.detections if isinstance(value, DetectionBatch) else value.points
        return (value.camera, value.index, value.time_s, plain(held))
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype.str, value.tobytes())
    if isinstance(value, tuple | list):
        return tuple(plain(part) for part in value)
    return value


def _quiet(factory: Callable[[], Detector], _: list[Item]) -> list[str]:
    detector = factory()
    empty = (
        Frame("nobody", 0, 0.0, np.zeros((8, 8, 3), dtype=np.uint8)),
        DetectionBatch("nobody", 0, 0.0, ()),
        Reading("nobody", 0, 0.0, Quantity.HEARTBEAT, 0.0, Unit.NONE),
    )
    kinds = [type(item).__name__ for item in empty if tuple(detector.update(item)) != ()]
    return [f"empty input: speaks of an empty {kind}" for kind in kinds]


def _types(factory: Callable[[], Detector], items: list[Item]) -> list[str]:
    complaints = []
    detector = factory()
    for item in items:
        found: object = detector.update(item)
        if not isinstance(found, tuple):
            complaints.append(f"types: update returned a {type(found).__name__}, not a tuple")
            break
        strange = [type(row).__name__ for row in found if not isinstance(row, OUTPUTS)]
        complaints += [f"types: update returned a {name}" for name in strange]
        for row in found:
            if isinstance(row, Event) and not 0.0 <= row.score <= 1.0:
                complaints.append(f"types: event {row.id} has score {row.score}, outside 0..1")
            if isinstance(row, Event) and row.t_emitted_s < row.t_seen_s:
                complaints.append(f"types: event {row.id} is emitted before it is seen")
    return complaints


def _determinism(factory: Callable[[], Detector], items: list[Item]) -> list[str]:
    first, second = run(factory(), items), run(factory(), items)
    same = plain(first) == plain(second)
    complaints = [] if same else ["determinism: two new detectors found different things in one stream"]
    names = [row.id for row in first if isinstance(row, Event)]
    if len(names) != len(set(names)):
        complaints.append("types: event ids repeat")
    return complaints


def _mutation(factory: Callable[[], Detector], items: list[Item]) -> list[str]:
    kept = copy.deepcopy(items)
    run(factory(), items)
    changed = [type(a).__name__ for a, b in zip(items, kept, strict=True) if plain(a) != plain(b)]
    return [f"mutation: changed a {name} it was given" for name in sorted(set(changed))]


def _reset(factory: Callable[[], Detector], items: list[Item]) -> list[str]:
    detector = factory()
    first = run(detector, items)
    detector.reset()
    again = run(detector, items)
    return [] if plain(first) == plain(again) else ["reset: found something else after it"]


def _resumes(factory: Callable[[], Detector], items: list[Item]) -> list[str]:
    half = len(items) // 2
    whole, other = factory(), factory()
    for item in items[:half]:
        whole.update(item)
    state: object = whole.state()
    if not isinstance(state, bytes):
        return [f"state: is a {type(state).__name__}, not bytes"]
    other.restore(state)
    same = plain(run(whole, items[half:])) == plain(run(other, items[half:]))
    return [] if same else ["restore: continues otherwise than the detector that made the state"]
