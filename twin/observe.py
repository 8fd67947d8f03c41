"""Seeing without pixels: what each camera's detector would find of everybody who moves, look by look.

Every leg is worked out in bulk, a minute ahead of what is asked for: poses on the look grid, boxes in every camera,
occlusion rays per box (head, middle, feet), the detector's response. What comes out waits until its window. A
body that stands still stays in view until it has become background; one that was parked before is background from the
start.

Bodies hide behind buildings, walls and trees, not behind one another; a detector of regions may take several for one
(`twin.regions`). Thrown things are looked for by high-rise cameras (and fast eagle-eyes), frame by frame at their own
rate; high-rise cameras look for nothing else.
"""

import heapq
import math
from collections.abc import Mapping

import numpy as np

from detectors.contract import Detection, Label
from twin.bodies import AFTER, Body, Gait, Leg, Mode
from twin.deployment import CameraUnit
from twin.falsehits import HOUR_S, FalseHit, false_hits
from twin.lamplight import SkyLight
from twin.ledger import Ledger
from twin.legs import Legs
from twin.looks import Looks
from twin.rays import Rays
from twin.regions import Regions
from twin.response import FALLING, LABELS, VEHICLES, Response, stance
from twin.seeds import Seeds
from twin.site.rooms import Room
from twin.watch import Stretch, Watch

AIRBORNE_FPS = 20.0
# What is under way is worked out so far ahead [s], so many poses at a time: few enough for a processor's cache.
BLOCK_S, POSES = 60.0, 8192
HIGH_RISE_ID = "hr-"
HIGH_RISE, EAGLE_EYE = "high-rise", "eagle-eye"


class Observer:
    """Watches legs as they are decided and answers for every camera, window by window.

    Parameters
    ----------
    legs: the world's; the observer registers itself as a listener.
    cameras: what is installed.
    rays: the opaque mesh of the site.
    sky: its light.
    lamps: places of street lamps (x, y, z) [m].
    seeds: the run's seed tree.
    looks_per_s: looks per second of every detector.
    response: what detectors make of what could be seen.
    rooms: of cameras that hang indoors, the room; they see nothing of any other.

    Attributes
    ----------
    names: the cameras', in their order.

    What a camera out of doors sees of people in rooms is what outer walls let it.
    """

    def __init__(
        self,
        legs: Legs,
        cameras: tuple[CameraUnit, ...],
        rays: Rays,
        sky: SkyLight,
        lamps: tuple[tuple[float, float, float], ...],
        seeds: Seeds,
        looks_per_s: float = 2.0,
        response: Response | None = None,
        rooms: Mapping[str, Room] | None = None,
    ) -> None:
        self._cameras, self._sky, self._seeds, self._rate = cameras, sky, seeds, looks_per_s
        self._response = response or Response()
        self._regions = Regions(cameras, self._response.joins) if cameras and self._response.joins > 0.0 else None
        self._watch = Watch(cameras, rays, sky, lamps, seeds, rooms)
        self._ordinary = np.array([k for k, unit in enumerate(cameras) if not watches_facade(unit)], dtype=np.int64)
        self._high = [k for k, unit in enumerate(cameras) if watches_falls(unit)]
        self._legs = legs
        self._pending: list[tuple[Body, Leg]] = []
        self._rests: list[tuple[float, int, str, Leg]] = []
        self._order = 0
        self._latest: dict[str, Leg] = {}
        # Who will rest after the latest leg, and has not begun to.
        self._waits: set[str] = set()
        self._live: dict[str, list[int]] = {}
        self._ledger = Ledger(looks_per_s)
        # Whose each stretch is, and when it ends [s]; those under way, and up to which look they are worked out.
        self._bodies: list[str] = []
        self._lasts_s: list[float] = []
        self._new: list[Stretch] = []
        self._underway: list[Stretch] = []
        self._reached = 0
        self._block = max(1, round(BLOCK_S * looks_per_s))
        self._order_of = {unit.id: k for k, unit in enumerate(cameras)}
        self.names = tuple(unit.id for unit in cameras)
        self._dark = np.zeros(len(cameras), dtype=np.int64)
        marks, numbers, times_s = self._ledger.marks[:0], self._ledger.numbers[:0], self._ledger.times[:0]
        self._nothing = Looks(self.names, self._bodies, marks, numbers, times_s)
        self._false: dict[int, list[FalseHit]] = {}
        self._hour = -1
        self._now_s = 0.0
        legs.listeners.append(self)

    def leg_added(self, body: Body, leg: Leg) -> None:
        """Hear that ``body`` will make ``leg``; whatever it was going to do from then on is off."""
        before = self._latest.get(body.id)
        if before is not None and before.t1_s < leg.t0_s and body.id in self._waits:
            self._rest(body, before)
        self._forget(body.id, leg.t0_s)
        self._remember(body, leg)
        self._pending.append((body, leg))

    def leg_cut(self, body: str, time_s: float) -> None:
        """Hear that what ``body`` was going to do from ``time_s`` on will not happen."""
        self._work()
        self._forget(body, time_s)
        legs = self._legs.of(body)
        if legs:
            self._remember(self._legs.bodies[body], legs[-1])

    def _remember(self, body: Body, leg: Leg) -> None:
        self._latest[body.id] = leg
        self._waits.discard(body.id)
        if AFTER.get(leg.pose, leg.pose) != Gait.HIDDEN and leg.mode != Mode.AIR:
            heapq.heappush(self._rests, (leg.t1_s, self._order, body.id, leg))
            self._order += 1
            self._waits.add(body.id)

    def _forget(self, body: str, time_s: float) -> None:
        live = [number for number in self._live.get(body, ()) if self._lasts_s[number] >= self._now_s]
        cuts_s = self._ledger.cuts_s
        for number in live:
            cuts_s[number] = min(cuts_s[number], time_s)
        self._live[body] = live

    def looks(self, t0_s: float, t1_s: float, skip: frozenset[str] = frozenset()) -> Looks:
        """Return what is seen from ``t0_s`` until before ``t1_s``; windows must follow one another.

        ``skip`` names cameras that say nothing here: they are filmed in this window, or dark.
        """
        self._now_s = t0_s
        self._work()
        while self._rests and self._rests[0][0] < t1_s:
            _, _, body, leg = heapq.heappop(self._rests)
            if self._latest[body] is leg:
                self._waits.discard(body)
                self._rest(self._legs.bodies[body], leg)
        first, last = math.ceil(t0_s * self._rate - 1e-9), math.ceil(t1_s * self._rate - 1e-9)
        self._reach(last)
        if last > first:
            self._imagine(last / self._rate)
        return self._look(first, last, skip)

    def _work(self) -> None:
        for body, leg in self._pending:
            if leg.mode == Mode.AIR:
                self._fall(body, leg)
            elif leg.pose not in (Gait.HIDDEN, Gait.PARK):
                self._move(body, leg)
        self._pending.clear()

    def _move(self, body: Body, leg: Leg) -> None:
        """Work out a leg; one that leads nowhere is a rest, and ends being seen when it has become background."""
        end = leg.t1_s
        if len(leg.path) == 1 or bool((leg.path == leg.path[0]).all()):
            end = min(end, leg.t0_s + self._patience(body))
        self._see(body, leg, leg.pose, leg.t0_s, end)

    def _rest(self, body: Body, leg: Leg) -> None:
        """Work out what follows a leg: the body stays where it ended until it has become background."""
        moved = len(leg.path) > 1 and bool((leg.path != leg.path[0]).any())
        if moved:
            self._see(body, leg, AFTER.get(leg.pose, leg.pose), leg.t1_s, leg.t1_s + self._patience(body))
        elif leg.pose != Gait.PARK:
            left = leg.t0_s + self._patience(body)
            self._see(body, leg, leg.pose, leg.t1_s, left)

    def _patience(self, body: Body) -> float:
        vehicle = LABELS.get(body.kind) in VEHICLES
        return self._response.still_vehicle_s if vehicle else self._response.still_person_s

    def _see(self, body: Body, leg: Leg, gait: Gait, start_s: float, end_s: float) -> None:
        label = LABELS.get(body.kind)
        if label is None or len(self._ordinary) == 0:
            return
        first = math.ceil(max(start_s, self._now_s) * self._rate - 1e-9)
        last = math.ceil(end_s * self._rate - 1e-9)
        if first < last:
            size = stance(body.size_m, body.kind, gait)
            self._new.append(self._stretch(body, leg, label, size, (first, last), self._rate))

    def _fall(self, body: Body, leg: Leg) -> None:
        """Work out a fall: each high-rise camera at its own frame rate."""
        for k in self._high:
            fps = self._cameras[k].fps
            first, last = (math.ceil(t * fps - 1e-9) for t in (max(leg.t0_s, self._now_s), leg.t1_s))
            side = max(body.size_m)
            if first < last:
                fall = self._stretch(body, leg, Label.FALLING, (side, side, side), (first, last), fps)
                self._watch.see([(fall, first, last)], fps, np.array([k]), FALLING, self._ledger)

    def _stretch(
        self,
        body: Body,
        leg: Leg,
        label: Label,
        size: tuple[float, float, float],
        looks: tuple[int, int],
        rate: float,
    ) -> Stretch:
        """Give a stretch its number, so that what the body does next can cut it short."""
        number = len(self._bodies)
        self._bodies.append(body.id)
        self._lasts_s.append(looks[1] / rate)
        self._live.setdefault(body.id, []).append(number)
        self._ledger.open(number)
        return Stretch(number, body.id, leg, label, size, *looks)

    def _reach(self, until: int) -> None:
        """Work out every stretch up to the look ``until`` at least, a block of the day's looks at a time."""
        self._pass(self._new, self._reached)
        self._underway += self._new
        self._new = []
        while self._reached < until:
            self._underway = [one for one in self._underway if one.last > self._reached]
            self._reached += self._block
            self._pass(self._underway, self._reached)

    def _pass(self, stretches: list[Stretch], until: int) -> None:
        """Work out what of some stretches lies in the block of looks that ends before ``until``, some at a time."""
        parts: list[tuple[Stretch, int, int]] = []
        poses = 0
        for one in stretches:
            cut = math.ceil(min(self._ledger.cuts_s[one.number] * self._rate, one.last))
            first, last = max(one.first, until - self._block), min(cut, until)
            if first < last:
                parts.append((one, first, last))
                poses += last - first
            if poses >= POSES:
                self._watch.see(parts, self._rate, self._ordinary, self._response, self._ledger)
                parts, poses = [], 0
        if parts:
            self._watch.see(parts, self._rate, self._ordinary, self._response, self._ledger)

    def _imagine(self, until_s: float) -> None:
        """Draw false detections for every hour begun before ``until_s``."""
        while (self._hour + 1) * HOUR_S < until_s:
            self._hour += 1
            night = self._sky.ground_lux(self._hour * HOUR_S) < 10.0
            for unit in self._cameras:
                for hit in false_hits(unit, self._hour, night, self._rate, self._response, self._seeds):
                    self._false.setdefault(hit.look, []).append(hit)

    def _look(self, first: int, last: int, skip: frozenset[str]) -> Looks:
        """Collect the looks of one window of all cameras, and of falls the frames until the next."""
        dark = self._dark
        if skip:
            dark = np.zeros(len(self.names), dtype=np.int64)
            dark[[self._order_of[name] for name in skip if name in self._order_of]] = 1
        marks, numbers, times_s = self._ledger.take(first, last, dark)
        if self._regions is not None:
            self._regions.join(marks, numbers)
        false: tuple[Detection, ...] = ()
        if self._false:
            hits = [hit for look in range(first, last) for hit in self._false.pop(look, ()) if hit.camera not in skip]
            false = tuple(
                Detection(hit.camera, hit.look, hit.look / self._rate, hit.box, hit.label, hit.score) for hit in hits
            )
        if len(marks) == 0 and not false:
            return self._nothing
        return Looks(self.names, self._bodies, marks, numbers, times_s, false)


def watches_facade(unit: CameraUnit) -> bool:
    """Whether a camera is there for falling things alone."""
    return unit.id.startswith(HIGH_RISE_ID) or HIGH_RISE in unit.roles


def watches_falls(unit: CameraUnit) -> bool:
    """Whether a camera is fast enough, and meant, to look for falling things."""
    return unit.fps >= AIRBORNE_FPS and (watches_facade(unit) or EAGLE_EYE in unit.roles)
