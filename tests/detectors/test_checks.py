"""The conformance suite passes our stages and catches each way of breaking the contract."""

import numpy as np
import pytest

from detectors.checks import CAMERA, DEVICES, check_detector
from detectors.config import Survey
from detectors.contract import DetectionBatch, Event, EventKind
from detectors.geometry import CameraModel, Zone
from detectors.registry import STAGES
from detectors.stream import DeviceInfo, DeviceKind, Frame, Reading

MODEL = CameraModel.looking_at((0.0, -12.0, 4.0), (0.0, 0.0, 0.0), 128, 72, 1.2)
KINDS = (DeviceKind.BADGE_READER, DeviceKind.DOOR_CONTACT)
STRIP = Zone("strip", "perimeter", np.array([(-9.0, -9.0), (9.0, -9.0), (9.0, 9.0), (-9.0, 9.0)]))
SURVEY = Survey(
    devices={CAMERA: DeviceInfo(CAMERA, DeviceKind.CAMERA, (0, -12, 4), MODEL)}
    | {d: DeviceInfo(d, kind, (1.0, 0.0, 1.2)) for d, kind in zip(DEVICES, KINDS, strict=True)},
    cameras={CAMERA: MODEL},
    zones=(STRIP,),
    door_cameras={"b1/1": CAMERA},
    door_sensors=dict.fromkeys(DEVICES, "b1/1"),
    badges=frozenset({"card-3"}),
)


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("device", [CAMERA, DEVICES[0]])
def test_every_stage_conforms(name: str, device: str) -> None:
    """The registry ships nothing that its own suite would refuse."""
    assert check_detector(lambda: STAGES[name].make(device, SURVEY)) == []


class Good:
    def __init__(self):
        self.n = 0

    def update(self, item):
        self.n += isinstance(item, Reading)
        speaks = isinstance(item, Reading) and item.device in DEVICES and self.n % 5 == 0
        return (self.event(item.time_s),) if speaks else ()

    def event(self, t):
        return Event(f"e{self.n}", EventKind.PANIC, ("d",), None, None, t, None, t, t, 0.5)

    def reset(self):
        self.n = 0

    def state(self):
        return str(self.n).encode()

    def restore(self, state):
        self.n = int(state)


class Forgetful(Good):
    def reset(self):
        """Keeps its count."""


class Amnesic(Good):
    def restore(self, _):
        self.n = 0


class Scribbler(Good):
    def update(self, item):
        if isinstance(item, Frame):
            item.image[0, 0] ^= 1
        return ()


class Lister(Good):
    def update(self, item):
        return list(super().update(item))


class Chatterbox(Good):
    def update(self, item):
        return (item,) if isinstance(item, DetectionBatch) else ()


class Sure(Good):
    def event(self, t):
        return Event(f"e{self.n}", EventKind.PANIC, ("d",), None, None, t, None, t, t, 7.0)


class Broken(Good):
    def update(self, _):
        raise KeyError("boom")


LIVES = []


class Moody(Good):
    def __init__(self):
        super().__init__()
        LIVES.append(0)
        self.n = len(LIVES)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (Forgetful, "reset"),
        (Amnesic, "restore"),
        (Scribbler, "mutation"),
        (Lister, "tuple"),
        (Chatterbox, "empty input"),
        (Sure, "score"),
        (Broken, "boom"),
        (Moody, "determinism"),
    ],
)
def test_the_suite_names_what_is_wrong(kind, word: str) -> None:
    """Each broken detector is told what it broke."""
    assert any(word in complaint for complaint in check_detector(kind))


def test_the_suite_lets_a_good_stranger_pass() -> None:
    """No false complaints."""
    assert check_detector(Good) == []
