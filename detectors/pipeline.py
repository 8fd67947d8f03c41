"""The deployed product: items of the stream in, events and what follows from them out. It never reads a clock.

Frames pass their camera's `FrameStage`, batches the camera's tracker and rules, readings their device's stages; every
item also passes the stages of the whole site. `Compute` says when the deployed machines would have known, and events
wait inside until then.

Longer than 300 lines: stepping a pipeline and keeping and restoring its state go over the same fields.
"""

import heapq
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from detectors.alerts.alert import Alert, Command, Delivery, Dispatch
from detectors.compute import Compute
from detectors.config import Analytics, PipelineConfig, Survey
from detectors.contract import Detector, Event, Found, Item, Timed, Track, TrackLook
from detectors.frames import FrameStage
from detectors.ordering import moment, order, source
from detectors.registry import Scope, stage
from detectors.state import decode, encode
from detectors.stream import DeviceKind, Frame, Reading
from detectors.timers import Timers
from detectors.topics import Grid, among, deaf, hearing, topic, union, watched

__all__ = ["Desk", "DeskOutput", "FrameStage", "Outputs", "Pipeline"]


class DeskOutput(Protocol):
    """What a desk did in one step."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts opened or changed."""

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Attempts to tell somebody."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """Orders to devices."""

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """Responders sent."""

    @property
    def next_deadline_s(self) -> float:
        """When the desk wants to be stepped again."""


class Desk(Protocol):
    """Whoever turns events into alerts."""

    def step(self, now_s: float, events: Sequence[Event]) -> DeskOutput:
        """Take the events that are known at ``now_s``."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What one step made known: events that are due, in order, what the desk did, and tracks that ended."""

    events: tuple[Event, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    commands: tuple[Command, ...] = ()
    dispatches: tuple[Dispatch, ...] = ()
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One detector at work: ``name`` is unique ("smoke@b3-2-601-smoke").

    ``update`` is the detector's own, or one that survives what a third party's raises; ``timed`` is the detector once
    more if it concludes from silence; ``hears`` holds the `topics` that it takes an interest in.
    """

    name: str
    device: str
    detector: Detector
    update: Callable[[Item], tuple[Found, ...]]
    foreign: bool
    timed: Timed | None
    hears: int


class Listener(NamedTuple):
    """A post that hears of a device: its place among all, what it hears there, and which points can matter to it."""

    place: int
    post: Post
    hears: int
    interest: Grid | None


class Pipeline:
    """All stages of a deployment, stepped by a driver.

    Parameters
    ----------
    config: which stages watch which device.
    analytics: the machines they run on.
    survey: the site as installed.
    desk: who turns events into alerts, or None.

    Attributes
    ----------
    failures: what third-party detectors raised, by post; such a detector is not asked again, the rest goes on.
    """

    def __init__(self, config: PipelineConfig, analytics: Analytics, survey: Survey, desk: Desk | None = None) -> None:
        self._config, self._survey, self._desk = config, survey, desk
        self.compute = Compute(analytics)
        self.failures: dict[str, str] = {}
        self._posts: dict[str, Post] = {}
        self._chains: dict[str, list[Post]] = {}
        self._site: list[Post] = []
        self._audiences: dict[tuple[str, int], tuple[Listener, ...]] = {}
        self._frames: dict[str, FrameStage] = {}
        self._timers = Timers()
        # The moment of the newest item: before the first of a moment, and after a step, timed stages are woken.
        self._moment_s = -math.inf
        self._numbers: dict[str, int] = {}
        self._pending: list[tuple[float, str, str, Event]] = []
        self._tracks: list[Track] = []
        for device in sorted(survey.devices):
            self._man(device, survey.devices[device].kind)

    def step(self, now_s: float, items: Sequence[Item] = ()) -> tuple[Outputs, float]:
        """Take the items up to ``now_s``; return what is known by then, and when to step again at the latest.

        Items are sorted by (time, device, index) first, so their order within one step does not matter.
        """
        for item in sorted(items, key=order):
            self._take(item)
        self._wake(now_s)
        return self._release(now_s, now_s)

    def flush(self, now_s: float) -> Outputs:
        """End of the stream: close every track, and give out events that were still on their way."""
        self._wake(now_s)
        for post in self._posts.values():
            if post.name.startswith("tracks@"):
                self._spread(post, self._silence(post, math.inf), 0.0)
        return self._release(now_s, math.inf)[0]

    def state(self) -> bytes:
        """Return everything but the desk's memory, as bytes that `restore` takes back."""
        posts = {name: post.detector.state() for name, post in self._posts.items()}
        frames = {camera: kept.state() for camera, kept in self._frames.items()}
        pending = [row[3] for row in sorted(self._pending, key=lambda row: row[:3])]
        return encode((posts, frames, self.compute.state(), self._numbers, pending, self._tracks))

    def restore(self, state: bytes) -> None:
        """Continue from ``state`` as the pipeline that made it would have."""
        posts, frames, compute, self._numbers, pending, self._tracks = decode(state)
        for name, kept in posts.items():
            if name not in self._posts:
                self._man(name.partition("@")[2], DeviceKind.CAMERA)
            self._posts[name].detector.restore(kept)
        for camera, kept in frames.items():
            self._frame_stage(camera).restore(kept)
        self.compute.restore(compute)
        self._pending = []
        for event in pending:
            self._wait(event)
        self._timers.rebook()
        self._moment_s = -math.inf

    def _man(self, device: str, kind: DeviceKind) -> None:
        """Make the stages that watch a device."""
        chain: list[Post] = []
        for name in self._config.stages(device):
            known = stage(name)
            if known.kinds and kind not in known.kinds:
                continue
            if known.scope == Scope.SITE:
                if f"{name}@site" not in self._posts:
                    self._site.append(self._post(name, "site"))
            elif known.scope != Scope.FRAMES or known.looks_too:
                chain.append(self._post(name, device))
        # Whatever order the file names them in, rules judge what the tracker made of a look.
        self._chains[device] = sorted(chain, key=lambda post: not post.name.startswith("tracks@"))
        self._audiences.clear()

    def _post(self, name: str, device: str) -> Post:
        detector = stage(name).make(device, self._survey)
        timed, foreign = detector if isinstance(detector, Timed) else None, ":" in name
        key = f"{name}@{device}"
        update = self._guarded(key, detector) if foreign else detector.update
        post = Post(key, device, detector, update, foreign, timed, hearing(detector))
        self._posts[key] = post
        if timed is not None:
            self._timers.add(key, timed)
        return post

    def _audience(self, device: str, told: int) -> tuple[Listener, ...]:
        """Who hears any of the topics when they are a device's, in the order in which they are asked."""
        known = self._audiences.get((device, told))
        if known is None:
            listeners = []
            for place, post in enumerate((*self._chains.get(device, ()), *self._site)):
                interest = self._interest(post, device)
                hears = deaf(post.hears, interest)
                if hears & told:
                    listeners.append(Listener(place, post, hears, interest))
            known = self._audiences[device, told] = tuple(listeners)
        return known

    def _take(self, item: Item) -> None:
        """Let one item pass the stages that hear it."""
        if isinstance(item, Frame):
            for found in self._frame_stage(item.camera).update(item):
                self._take(found)
            return
        device, time_s = source(item), moment(item)
        if time_s != self._moment_s:
            self._moment_s = time_s
            self._wake(time_s)
        known_s = self.compute.told(time_s) if isinstance(item, Reading) else self.compute.look(time_s)
        if known_s is None:
            return
        if isinstance(item, Event):
            self._claim(item, known_s - time_s)
            return
        if device not in self._chains:
            self._man(device, DeviceKind.CAMERA)
        self._pass(device, [item], known_s - time_s)

    def _pass(self, device: str, heard: list[Found | Reading], delay_s: float, after: int = -1) -> None:
        """Let a device's items, and what each stage makes of them, pass the stages that come ``after`` a place."""
        told = [topic(item) for item in heard]
        every = union(told)
        listeners, k = self._audience(device, every), 0
        while k < len(listeners):
            place, post, hears, interest = listeners[k]
            k += 1
            if place <= after:
                continue
            made: list[Found] = []
            for item, one in zip(heard, told, strict=True):
                if not one & hears:
                    continue
                if isinstance(item, TrackLook):
                    for point in among(item, interest):
                        made += post.update(point)
                else:
                    made += post.update(item)
            if post.timed is not None:
                self._timers.book(post.name)
            passed = self._keep(made, delay_s) if made else ()
            if passed:
                heard, told = [*heard, *passed], [*told, *map(topic, passed)]
                every, after = union(told), place
                listeners, k = self._audience(device, every), 0

    def _keep(self, made: Iterable[Found], delay_s: float) -> list[Found]:
        """Take events and tracks out of what a stage made; return what later stages may hear."""
        passed: list[Found] = []
        for found in made:
            if isinstance(found, Event):
                self._claim(found, delay_s)
                continue
            if isinstance(found, Track):
                self._tracks.append(found)
            passed.append(found)
        return passed

    def _interest(self, post: Post, device: str) -> Grid | None:
        """Which points of a device can matter to a post; every one where a third party's answer is none."""
        try:
            return watched(post.detector, device)
        except Exception as error:
            if not post.foreign:
                raise
            self.failures[post.name] = f"{type(error).__name__}: {error}"
            return None

    def _guarded(self, name: str, detector: Detector) -> Callable[[Item], tuple[Found, ...]]:
        return lambda item: self._guard(name, lambda: detector.update(item))

    def _silence(self, post: Post, now_s: float) -> tuple[Found, ...]:
        timed = post.timed
        if timed is None:
            return ()
        return self._guard(post.name, lambda: timed.lapse(now_s)) if post.foreign else timed.lapse(now_s)

    def _guard(self, name: str, call: Callable[[], tuple[Found, ...]]) -> tuple[Found, ...]:
        """What a third party's detector finds; one that raises is named and not asked again."""
        if name in self.failures:
            return ()
        try:
            return call()
        except Exception as error:
            self.failures[name] = f"{type(error).__name__}: {error}"
            return ()

    def _wake(self, now_s: float) -> None:
        """Let timed stages conclude from silence, each as of its own deadline."""
        if self._timers.next_s > now_s:
            return
        for name, deadline in self._timers.due(now_s):
            post = self._posts[name]
            self._spread(post, self._silence(post, deadline), self.compute.told(0.0))

    def _spread(self, post: Post, made: Iterable[Found], delay_s: float) -> None:
        """Pass on what a stage concluded to the stages after it."""
        heard = self._keep(made, delay_s)
        if heard:
            chain = self._chains.get(post.device, [])
            self._pass(post.device, [*heard], delay_s, chain.index(post) if post in chain else -1)

    def _claim(self, event: Event, delay_s: float) -> None:
        """Number an event for the whole run and let it wait until the deployed system would know it."""
        key = f"{event.kind}-{event.devices[0]}"
        self._numbers[key] = self._numbers.get(key, 0) + 1
        known = replace(event, id=f"{key}-{self._numbers[key]}", t_emitted_s=event.t_seen_s + delay_s)
        self._wait(known)

    def _wait(self, event: Event) -> None:
        heapq.heappush(self._pending, (event.t_emitted_s, event.devices[0], event.id, event))

    def _release(self, now_s: float, until_s: float) -> tuple[Outputs, float]:
        """Give out what is due, after the desk has dealt with it."""
        events = []
        while self._pending and self._pending[0][0] <= until_s:
            events.append(heapq.heappop(self._pending)[3])
        tracks, self._tracks = tuple(self._tracks), []
        nearest = min(self._pending[0][0] if self._pending else math.inf, self._timers.next_s)
        if self._desk is None:
            return Outputs(events=tuple(events), tracks=tracks), nearest
        done = self._desk.step(now_s, events)
        outputs = Outputs(tuple(events), done.alerts, done.deliveries, done.commands, done.dispatches, tracks)
        return outputs, min(nearest, done.next_deadline_s)

    def _frame_stage(self, camera: str) -> FrameStage:
        if camera not in self._frames:
            self._frames[camera] = FrameStage(self._config, self._survey, camera)
        return self._frames[camera]
