"""A burglary: a door forced by somebody who lingered at it, or a forced door and then steps in a home that was still.

A door that opens without a badge is `Doors`' matter and may be a jammed latch or a caretaker. It becomes a burglary
when its camera saw somebody stand close to it for long enough to force it, or when a motion sensor of a home behind it,
in which nothing had moved, tells of somebody soon after.
"""

import math
from typing import ClassVar

from detectors.claims import claim, sensed, where
from detectors.config import Survey
from detectors.contract import Event, EventKind, Evidence, Found, Item, Label, TrackPoint
from detectors.rules.doors import Doors
from detectors.state import Stateful
from detectors.stream import DeviceKind, Quantity, Reading
from detectors.topics import Topic, within

NEAR_M, FAR_M = 2.5, 1.0
# Forcing a latch takes 20 to 60 s; who finds a key or rings a bell stands at a door for less, or has no door forced.
LINGER_S, JUST_S, GAP_S, SLOW_M_S = 12.0, 20.0, 5.0, 0.8
# A home is still when nothing moved in it for so long; a burglar is inside within minutes.
STILL_S, SOON_S = 900.0, 900.0


class Burglary(Stateful):
    """Watches every stair door that can be forced, and the homes behind it that have motion sensors.

    Parameters
    ----------
    quiet_s: how long the same door is not told of again.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Quantity.BADGE, Quantity.DOOR_OPEN, Quantity.PRESENCE, Label.PERSON})
    KEEPS: ClassVar[tuple[str, ...]] = ("guarded", "near", "forced", "moved", "told", "counts")

    def __init__(self, survey: Survey, quiet_s: float = 1800.0) -> None:
        self._survey, self._quiet_s = survey, quiet_s
        self._doors = Doors(survey)
        self._places: dict[str, list[tuple[str, float, float]]] = {}
        for device, door in sorted(survey.door_sensors.items()):
            place, camera = where(survey, device), survey.door_cameras.get(door)
            if place is not None and camera is not None:
                known = self._places.setdefault(camera, [])
                if door not in [name for name, _, _ in known]:
                    known.append((door, place[0], place[1]))
        pirs = [name for name, info in survey.devices.items() if info.kind == DeviceKind.PIR]
        self._homes = {name: "/".join(survey.rooms[name].split("/")[:3]) for name in pirs if name in survey.rooms}
        self._start()

    def _start(self) -> None:
        self._doors.reset()
        self.near: dict[str, tuple[float, float, str, str, int, int]] = {}
        self.forced: dict[str, tuple[float, str, int]] = {}
        self.moved: dict[str, float] = {}
        self.told: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    @property
    def guarded(self) -> bytes:
        """What is known of the doors."""
        return self._doors.state()

    @guarded.setter
    def guarded(self, state: bytes) -> None:
        self._doors.restore(state)

    @property
    def deadline_s(self) -> float:
        """When the first door that waits for its badge is given up."""
        return self._doors.deadline_s

    def interest(self, camera: str) -> list[tuple[float, ...]]:
        """People near the doors that a camera sees."""
        return within([(x, y) for _, x, y in self._places.get(camera, ())], NEAR_M, (Label.PERSON,), FAR_M)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Note who lingers at which door; return an event when somebody moves in a home behind a forced one."""
        if isinstance(item, TrackPoint):
            self._follow(item)
            return ()
        if not isinstance(item, Reading):
            return ()
        self._doors.update(item)
        home = self._homes.get(item.device)
        if home is None or item.quantity != Quantity.PRESENCE or item.value is not True:
            return ()
        last, self.moved[home] = self.moved.get(home, -math.inf), item.time_s
        door = next((name for name in self.forced if home.startswith(f"{name}/")), None)
        if door is None or item.time_s - last < STILL_S:
            return ()
        forced_s, contact, index = self.forced[door]
        if not 0.0 <= item.time_s - forced_s <= SOON_S or not self._loud(door, item.time_s):
            return ()
        marks = ((contact, index), (item.device, item.index))
        return (sensed(self.counts, EventKind.BURGLARY, item, self._survey, forced_s, 0.9, marks),)

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Return an event for every door that was forced by somebody who had lingered at it."""
        found = []
        for event in self._doors.lapse(now_s):
            door = event.zone or ""
            device, index = event.evidence.readings[0]
            self.forced[door] = (event.start_s, device, index)
            near = self.near.get(door)
            if near is None or event.start_s - near[1] > JUST_S or near[1] - near[0] < LINGER_S:
                continue
            if not self._loud(door, now_s):
                continue
            start, _, camera, track, first, last = near
            because = Evidence(((camera, first, last),), (track,), event.evidence.readings)
            place, devices = event.place, (device, camera)
            seen, kind = event.t_seen_s, EventKind.BURGLARY
            found.append(claim(self.counts, kind, devices, door, place, start, seen, 0.75, because))
        return tuple(found)

    def _follow(self, point: TrackPoint) -> None:
        """Note since when somebody has been standing at a door without a break."""
        doors = self._places.get(point.camera)
        if doors is None or point.speed_m_s > SLOW_M_S or point.label != Label.PERSON or point.place is None:
            return
        x, y = point.place
        for door, dx, dy in doors:
            if math.hypot(x - dx, y - dy) > NEAR_M or (point.doubt_m or 0.0) > FAR_M:
                continue
            start, last, _, _, first, _ = self.near.get(door, (0.0, -math.inf, "", "", 0, 0))
            if point.time_s - last > GAP_S:
                start, first = point.time_s, point.index
            self.near[door] = (start, point.time_s, point.camera, point.track, first, point.index)

    def _loud(self, door: str, now_s: float) -> bool:
        last = self.told.get(door, -math.inf)
        if now_s - last <= self._quiet_s:
            return False
        self.told[door] = now_s
        return True
