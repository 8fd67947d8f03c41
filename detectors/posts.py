"""Who is at work on a deployment, and who hears what: detectors manned as `detectors.registry` makes them.

One that a third party made must not stop the rest: what it raises is noted, and it is not asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, cast

from detectors.config import PipelineConfig, Survey
from detectors.contract import DetectionBatch, Detector, Found, Item, Timed, Track
from detectors.foresight import Foresight
from detectors.panel import Ear, Ears
from detectors.registry import Scope, stage
from detectors.stream import DeviceKind
from detectors.timers import Timers
from detectors.topics import Grid, deaf, hearing, labels_of_points, labels_shown, topics_of, union, watched
from detectors.video.tracks import Tracks

# The tracker of a camera, and the timer of all of them.
TRACKERS = "tracks@"


@dataclass(frozen=True, slots=True)
class Post:
    """One detector at work: ``name`` is unique ("smoke@b3-2-601-smoke").

    ``update`` is the detector's own, or one that survives what a third party's raises; ``timed`` is the detector once
    more if it concludes from silence by itself, ``timer`` what is to be booked after it took something, or "";
    ``hears`` holds the `topics` that it takes an interest in.
    """

    name: str
    device: str
    detector: Detector
    update: Callable[[Item], tuple[Found, ...]]
    foreign: bool
    timed: Timed | None
    timer: str
    hears: int


class Listener(NamedTuple):
    """A post that hears of a device: its place among all, what it hears there, and which points can matter to it."""

    place: int
    post: Post
    hears: int
    interest: Grid | None


class Posts:
    """All detectors of a deployment.

    Parameters
    ----------
    config: which stages watch which device.
    survey: the site as installed; each of its devices is manned.

    Attributes
    ----------
    by_name: every post.
    failures: what third-party detectors raised, by post.
    foresight: the trackers of all cameras.
    timers: who concludes from silence, and when.
    watchers: of cameras whose `ears` were asked for, who they are.
    """

    def __init__(self, config: PipelineConfig, survey: Survey) -> None:
        self._config, self._survey = config, survey
        self.by_name: dict[str, Post] = {}
        self.failures: dict[str, str] = {}
        self._chains: dict[str, list[Post]] = {}
        self._site: list[Post] = []
        # Groups of devices that are known to be manned.
        self._met: set[tuple[str, ...]] = set()
        self._audiences: dict[tuple[str, int], tuple[Listener, ...]] = {}
        self.watchers: dict[str, tuple[Listener, ...]] = {}
        self.foresight = Foresight(self.ears)
        self.timers = Timers()
        self.timers.add(TRACKERS, self.foresight)
        for device in sorted(survey.devices):
            self.man(device, survey.devices[device].kind)

    def place(self, post: Post) -> int:
        """Where a post stands among those of its device; -1 for one of the whole site."""
        chain = self._chains.get(post.device, [])
        return chain.index(post) if post in chain else -1

    def look_after(self, devices: tuple[str, ...]) -> None:
        """Man those of some cameras that nobody surveyed."""
        if devices not in self._met:
            self._met.add(devices)
            for device in devices:
                if device not in self._chains:
                    self.man(device, DeviceKind.CAMERA)

    def man(self, device: str, kind: DeviceKind) -> None:
        """Make the stages that watch a device."""
        chain: list[Post] = []
        for name in self._config.stages(device):
            known = stage(name)
            if known.kinds and kind not in known.kinds:
                continue
            if known.scope == Scope.SITE:
                if f"{name}@site" not in self.by_name:
                    self._site.append(self._post(name, "site"))
            elif known.scope != Scope.FRAMES or known.looks_too:
                chain.append(self._post(name, device))
        # Whatever order the file names them in, rules judge what the tracker made of a look.
        self._chains[device] = sorted(chain, key=lambda post: not post.name.startswith(TRACKERS))
        self._audiences.clear()
        self.watchers.clear()
        self.foresight.forget()

    def _post(self, name: str, device: str) -> Post:
        detector = stage(name).make(device, self._survey)
        key, foreign = f"{name}@{device}", ":" in name
        # What `isinstance` asks of a protocol, without its ceremony: there are thousands of posts.
        concludes = hasattr(detector, "lapse") and hasattr(detector, "deadline_s")
        timed, timer = (cast("Timed", detector), key) if concludes else (None, "")
        if isinstance(detector, Tracks):
            self.foresight.add(device, detector)
            timed, timer = None, TRACKERS
        update = self._guarded(key, detector) if foreign else detector.update
        post = Post(key, device, detector, update, foreign, timed, timer, hearing(detector))
        self.by_name[key] = post
        if timed is not None:
            self.timers.add(key, timed)
        return post

    def audience(self, device: str, told: int) -> tuple[Listener, ...]:
        """Who hears any of the topics when they are a device's, in the order in which they are asked."""
        known = self._audiences.get((device, told))
        if known is None:
            known = self._audiences[device, told] = tuple(one for one in self._listeners(device) if one.hears & told)
        return known

    def ears(self, device: str) -> Ears:
        """Who hears what of a camera, but for its tracker."""
        others = [one for one in self._listeners(device) if not isinstance(one.post.detector, Tracks)]
        self.watchers[device] = tuple(one for one in others if labels_of_points(one.hears))
        told = union(one.hears for one in others)
        ears = tuple(Ear(labels_of_points(one.hears), one.interest) for one in self.watchers[device])
        return Ears(ears, labels_shown(told), bool(told & topics_of((DetectionBatch, Track))))

    def _listeners(self, device: str) -> list[Listener]:
        """Everybody who may hear of a device, in the order in which they are asked."""
        found = []
        for place, post in enumerate((*self._chains.get(device, ()), *self._site)):
            interest = self._interest(post, device)
            found.append(Listener(place, post, deaf(post.hears, interest), interest))
        return found

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

    def silence(self, post: Post, now_s: float) -> tuple[Found, ...]:
        """What a post concludes because nothing came until ``now_s``."""
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
