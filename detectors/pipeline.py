"""The deployed product: items of the stream in, events and what follows from them out. It never reads a clock.

Frames pass their camera's `FrameStage`, batches the camera's tracker and rules, readings their device's stages; every
item also passes the stages of the whole site. `Compute` says when the deployed machines would have known, and events
wait inside until then.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from detectors.compute import Compute
from detectors.config import Analytics, PipelineConfig, Survey
from detectors.contract import Event, Found, Item, Track, TrackLook
from detectors.foresight import Foreseen
from detectors.frames import FrameStage
from detectors.ordering import moment, order, source
from detectors.outputs import Desk, Outputs
from detectors.posts import TRACKERS, Post, Posts
from detectors.sheets import Sheet, merged
from detectors.state import decode, encode
from detectors.stream import Frame, Reading
from detectors.topics import among, topic, union

_TURN = attrgetter("time_s", "device", "index")


class Pipeline:
    """All stages of a deployment, stepped by a driver.

    Parameters
    ----------
    config: which stages watch which device.
    analytics: the machines they run on.
    survey: the site as installed.
    desk: who turns events into alerts, or None.
    """

    def __init__(self, config: PipelineConfig, analytics: Analytics, survey: Survey, desk: Desk | None = None) -> None:
        self._config, self._survey, self._desk = config, survey, desk
        self.compute = Compute(analytics)
        self._posts = Posts(config, survey)
        self._frames: dict[str, FrameStage] = {}
        # The moment of the newest item: before the first of a moment, and after a step, timed stages are woken.
        self._moment_s = -math.inf
        self._numbers: dict[str, int] = {}
        self._pending: list[tuple[float, str, str, Event]] = []
        self._tracks: list[Track] = []

    @property
    def failures(self) -> dict[str, str]:
        """What third-party detectors raised, by post; such a detector is not asked again, the rest goes on."""
        return self._posts.failures

    def step(self, now_s: float, items: Sequence[Item] = (), sheets: Sequence[Sheet] = ()) -> tuple[Outputs, float]:
        """Take what came up to ``now_s``; return what is known by then, and when to step again at the latest.

        Items are sorted by (time, device, index) first, so their order within one step does not matter. ``sheets`` hold
        batches of cameras that give no others in this step.
        """
        sheet = merged(sheets)
        readings = [item for item in items if isinstance(item, Reading)]
        if len(readings) == len(items):
            self._run(readings, [] if sheet is None else self._foresee(sheet, now_s))
        else:
            # Frames are yet to become looks, and all looks queue for the same machines.
            for item in sorted([*items, *(() if sheet is None else sheet.batches())], key=order):
                self._take(item)
        self._wake(now_s)
        return self._release(now_s, now_s)

    def flush(self, now_s: float) -> Outputs:
        """End of the stream: close every track, and give out events that were still on their way."""
        self._wake(now_s)
        self._part(self._posts.foresight.lapse(math.inf), 0.0)
        return self._release(now_s, math.inf)[0]

    def state(self) -> bytes:
        """Return everything but the desk's memory, as bytes that `restore` takes back."""
        posts = {name: post.detector.state() for name, post in self._posts.by_name.items()}
        frames = {camera: kept.state() for camera, kept in self._frames.items()}
        pending = [row[3] for row in sorted(self._pending, key=lambda row: row[:3])]
        return encode((posts, frames, self.compute.state(), self._numbers, pending, self._tracks))

    def restore(self, state: bytes) -> None:
        """Continue from ``state`` as the pipeline that made it would have."""
        posts, frames, compute, self._numbers, pending, self._tracks = decode(state)
        for name, kept in posts.items():
            self._posts.look_after((name.partition("@")[2],))
            self._posts.by_name[name].detector.restore(kept)
        for camera, kept in frames.items():
            self._frame_stage(camera).restore(kept)
        self.compute.restore(compute)
        self._pending = []
        for event in pending:
            self._wait(event)
        self._posts.timers.rebook()
        self._moment_s = -math.inf

    def _foresee(self, sheet: Sheet, now_s: float) -> list[Foreseen]:
        """Let the machines take a sheet's looks, and the trackers follow them; return those that matter to anybody."""
        self._posts.look_after(sheet.cameras)
        looks, ended = self._posts.foresight.look(sheet, self.compute.looks(sheet.time_s), now_s)
        self._tracks += ended
        self._posts.timers.book(TRACKERS)
        return looks

    def _run(self, readings: Sequence[Reading], looks: Sequence[Foreseen]) -> None:
        """Take what sensors and trackers say, in order: a look before its camera's readings of the same moment."""
        # Most of what sensors say, heartbeats above all, is heard by nobody.
        audience = self._posts.audience
        waiting: list[Foreseen | Reading] = [*looks, *(one for one in readings if audience(one.device, topic(one)))]
        waiting.sort(key=_TURN)
        for item in waiting:
            if item.time_s != self._moment_s:
                self._moment_s = item.time_s
                self._wake(item.time_s)
            if isinstance(item, Reading):
                self._hear(item)
            else:
                self._answer(item)

    def _answer(self, seen: Foreseen) -> None:
        """Put a look before those who want to hear of it."""
        look = seen.look
        if look is None or seen.batch is not None:
            whole = [one for one in (seen.batch, look) if one is not None]
            self._pass(seen.device, [*whole], seen.delay_s, -1 if look is None else 0)
            return
        listeners = self._posts.watchers[seen.device]
        for ear, rows in seen.wanted:
            place, post, _, _ = listeners[ear]
            passed = self._put(post, map(look.point, rows), seen.delay_s)
            if passed:
                self._pass(seen.device, [look, *passed], seen.delay_s, place)
                return

    def _take(self, item: Item) -> None:
        """Let one item pass the stages that hear it."""
        if isinstance(item, Frame):
            for found in self._frame_stage(item.camera).update(item):
                self._take(found)
            return
        time_s = moment(item)
        if time_s != self._moment_s:
            self._moment_s = time_s
            self._wake(time_s)
        if isinstance(item, Reading):
            self._hear(item)
        elif (known_s := self.compute.look(time_s)) is None:
            return
        elif isinstance(item, Event):
            self._claim(item, known_s - time_s)
        else:
            self._posts.look_after((device := source(item),))
            self._pass(device, [item], known_s - time_s)

    def _hear(self, reading: Reading) -> None:
        """Let a reading pass the stages that hear it: most by far of what is taken."""
        for place, post, _, _ in self._posts.audience(reading.device, topic(reading)):
            made = post.update(reading)
            if post.timer:
                self._posts.timers.book(post.timer)
            if made:
                delay_s = self.compute.told(reading.time_s) - reading.time_s
                passed = self._keep(made, delay_s)
                if passed:
                    self._pass(reading.device, [reading, *passed], delay_s, place)
                    return

    def _pass(self, device: str, heard: list[Found | Reading], delay_s: float, after: int = -1) -> None:
        """Let a device's items, and what each stage makes of them, pass the stages that come ``after`` a place."""
        told = [topic(item) for item in heard]
        every = union(told)
        listeners, k = self._posts.audience(device, every), 0
        while k < len(listeners):
            place, post, hears, interest = listeners[k]
            k += 1
            if place <= after:
                continue
            mine: list[Item] = []
            for item, one in zip(heard, told, strict=True):
                if one & hears:
                    mine += among(item, interest) if isinstance(item, TrackLook) else (item,)
            passed = self._put(post, mine, delay_s)
            if passed:
                heard, told = [*heard, *passed], [*told, *map(topic, passed)]
                every, after = union(told), place
                listeners, k = self._posts.audience(device, every), 0

    def _put(self, post: Post, items: Iterable[Item], delay_s: float) -> Sequence[Found]:
        """Put items before a stage; return what later stages may hear of what it makes of them."""
        made = [found for item in items for found in post.update(item)]
        if post.timer:
            self._posts.timers.book(post.timer)
        return self._keep(made, delay_s) if made else ()

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

    def _wake(self, now_s: float) -> None:
        """Let timed stages conclude from silence, each as of its own deadline."""
        if self._posts.timers.next_s > now_s:
            return
        for name, deadline in self._posts.timers.due(now_s):
            if name == TRACKERS:
                self._part(self._posts.foresight.lapse(deadline), self.compute.told(0.0))
                continue
            post = self._posts.by_name[name]
            self._spread(post, self._posts.silence(post, deadline), self.compute.told(0.0))

    def _part(self, ended: Sequence[Track], delay_s: float) -> None:
        """Let tracks that have ended be heard of."""
        for track in ended:
            self._spread(self._posts.by_name[f"{TRACKERS}{track.camera}"], [track], delay_s)

    def _spread(self, post: Post, made: Iterable[Found], delay_s: float) -> None:
        """Pass on what a stage concluded to the stages after it."""
        heard = self._keep(made, delay_s)
        if heard:
            self._pass(post.device, [*heard], delay_s, self._posts.place(post))

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
        nearest = min(self._pending[0][0] if self._pending else math.inf, self._posts.timers.next_s)
        if self._desk is None:
            return Outputs(events=tuple(events), tracks=tracks), nearest
        done = self._desk.step(now_s, events)
        outputs = Outputs(tuple(events), done.alerts, done.deliveries, done.commands, done.dispatches, tracks)
        return outputs, min(nearest, done.next_deadline_s)

    def _frame_stage(self, camera: str) -> FrameStage:
        if camera not in self._frames:
            self._frames[camera] = FrameStage(self._config, self._survey, camera)
        return self._frames[camera]
