"""One run: the world, its devices and the deployed system, advanced together in lock-step windows.

In each window the world is simulated to the window's end with what is known at its start; sensors read, cameras are
observed or filmed, the pipeline steps, and what it orders acts from the next window on.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detectors.contract import DetectionBatch, Event, Item, Track
from detectors.sheets import Sheet
from scenarios.crew import Crew
from scenarios.journal import Journal
from scenarios.presets import since_midnight
from scenarios.record import RunRecord
from scenarios.stopwatch import Stopwatch
from scenarios.studio import FrameResult, Shots, parked
from scenarios.windows import PixelWindow
from scenarios.wiring import House, WorldPort
from twin.arrival import taken_at
from twin.deployment import CameraUnit
from twin.firesight import with_flames

LOOKAHEAD_S = 1.0
NOBODY: frozenset[str] = frozenset()


@dataclass
class Filming:
    """A pixel window under way: its results so far, or those that the journal kept."""

    window: PixelWindow
    unit: CameraUnit
    kept: list[list[FrameResult]] | None
    results: list[list[FrameResult]] = field(default_factory=list)


@dataclass
class Runner:
    """Steps one wired house from start to end.

    ``progress`` hears (simulated seconds, frames filmed); ``meddle`` is called
    after every window. Only while the loop is ``closed`` does the world hear of alerts.
    """

    house: House
    windows: tuple[PixelWindow, ...]
    crew: Crew
    journal: Journal
    record: RunRecord
    watch: Stopwatch
    progress: Callable[[float, int], None] = lambda _seconds, _frames: None
    meddle: Callable[[House], None] = lambda _house: None
    closed: bool = True
    frames: int = 0
    digests: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._turning = [(camera.id, camera.turn) for camera in self.house.deployment.cameras if camera.turn]

    def run(self) -> None:
        """Run to the scenario's end and write every row into the record."""
        house, port = self.house, WorldPort(self.house)
        house.cast.start()
        waiting, open_now = list(self.windows), dict[str, Filming]()
        ahead = [(window.camera, window.start_s) for window in self.windows if window.key not in self.journal]
        steps = math.ceil(house.scenario.duration_s / LOOKAHEAD_S)
        for step in range(steps):
            t0, t1 = step * LOOKAHEAD_S, min((step + 1) * LOOKAHEAD_S, house.scenario.duration_s)
            with self.watch.stage("world"):
                house.world.clock.run_until(t1)
            while waiting and waiting[0].start_s <= t0:
                self._open(waiting.pop(0), open_now)
            while ahead and (ahead[0][1] <= t0 or self.crew.prepare(*ahead[0])):
                ahead.pop(0)
            items, sheets = self._look(t0, t1, open_now)
            port.report()
            with self.watch.stage("detect and alert"):
                outputs, _ = house.pipeline.step(t1, items, sheets)
            self._note(outputs.events, outputs.tracks)
            if self.closed:
                port.act(outputs)
            self._close([key for key, filming in open_now.items() if filming.window.end_s <= t1], open_now)
            self.meddle(house)
            self.progress(t1, self.frames)
        self._close(list(open_now), open_now)
        outputs = house.pipeline.flush(house.scenario.duration_s)
        self._note(outputs.events, outputs.tracks)

    def _open(self, window: PixelWindow, open_now: dict[str, Filming]) -> None:
        unit = next(camera for camera in self.house.deployment.cameras if camera.id == window.camera)
        kept = self.journal.get(window.key)
        open_now[window.key] = Filming(window, unit, kept)
        if kept is None:
            (snapshot,) = self.house.world.snapshots([window.start_s])
            self.crew.open(window.key, window.camera, parked(snapshot))

    def _look(self, t0: float, t1: float, open_now: dict[str, Filming]) -> tuple[list[Item], list[Sheet]]:
        """Gather what every device of the site has to say of this window, and what cameras found in it."""
        house = self.house
        with self.watch.stage("sensors"):
            heard, checked = house.faults.heard(house.bank.readings(t0, t1)), house.checks.readings(t0, t1)
        self.record.readings(heard)
        self.record.readings(checked)
        filmed = frozenset(filming.window.camera for filming in open_now.values()) if open_now else NOBODY
        with self.watch.stage("observe"):
            blind = filmed | house.faults.dark(t0) | self._away(t0)
            looks = [observer.looks(t0, t1, blind) for observer in house.observers]
            flames = house.flames.looks(math.ceil(t0), house.world.hazards(t0), blind)
        for number, seen in enumerate(looks):
            self.record.looks(number, seen)
        for batch in flames:
            self.record.detections(batch.detections, rendered=False)
        outputs: list[DetectionBatch | Event] = []
        if open_now:
            with self.watch.stage("film"):
                outputs = self._film(t0, t1, open_now)
            for output in outputs:
                if isinstance(output, DetectionBatch):
                    self.record.detections(output.detections, rendered=True)
        sheet = house.gathering.sheet(looks)
        return [*heard, *checked, *outputs], with_flames([sheet] if sheet is not None else [], flames)

    def _film(self, t0: float, t1: float, open_now: dict[str, Filming]) -> list[DetectionBatch | Event]:
        """Film this window's frames of every open pixel window, or take them from the journal."""
        away = self._away(t0)
        orders = [
            self._order(filming, t0, t1)
            for filming in open_now.values()
            if filming.kept is None
            and filming.unit.id not in away
            and not self.house.faults.silent(filming.window.camera, t0)
        ]
        fresh = self.crew.film(orders) if orders else {}
        outputs: list[DetectionBatch | Event] = []
        for key, filming in open_now.items():
            step = len(filming.results)
            kept = filming.kept[step] if filming.kept is not None and step < len(filming.kept) else []
            results = fresh.get(key, kept)
            filming.results.append(results)
            outputs += self._keep(key, results)
        return outputs

    def _away(self, time_s: float) -> frozenset[str]:
        """Name the cameras that look another way."""
        if not self._turning:
            return NOBODY
        now_s = since_midnight(self.house.scenario.start) + time_s
        return frozenset(name for name, turn in self._turning if not turn.holds(now_s))

    def _order(self, filming: Filming, t0: float, t1: float) -> Shots:
        unit = filming.unit
        first, last = math.ceil(t0 * unit.fps - 1e-9), math.ceil(t1 * unit.fps - 1e-9)
        indices = tuple(range(first, last))
        times = [taken_at(unit, i, self.house.seeds) for i in indices]
        return Shots(filming.window.key, indices, tuple(self.house.world.snapshots(times)))

    def _keep(self, key: str, results: Sequence[FrameResult]) -> list[DetectionBatch | Event]:
        """Record what was truly in the frames; return what the camera's detectors said of them."""
        outputs: list[DetectionBatch | Event] = []
        for result in results:
            self.frames += 1
            self.digests.setdefault(key, []).append(result.digest)
            outputs += result.outputs
            for b in result.bodies:
                self.record.add(
                    "tracks", result.camera, result.index, result.time_s, b.body, b.label, *b.box, *b.visible,
                    b.visible_share, b.pixel_height, b.distance_m, True,
                )  # fmt: skip
        return outputs

    def _close(self, keys: Sequence[str], open_now: dict[str, Filming]) -> None:
        for key in keys:
            filming = open_now.pop(key)
            if filming.kept is None:
                self.crew.close(key)
                self.journal.add(key, filming.results)

    def _note(self, events: Sequence[Event], tracks: Sequence[Track]) -> None:
        for event in events:
            self.record.event(event)
            self.events[event.id] = event
        self.record.found_tracks(tracks)


def clip_path(folder: Path, window: PixelWindow) -> str:
    """Name of a window's clip relative to the run folder, or "" when none was filmed."""
    path = folder / "clips" / f"{window.key}.mp4"
    return f"clips/{path.name}" if path.exists() else ""
