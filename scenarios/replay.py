"""A recorded run once more, from its files: clips, readings and looks pass the deployed pipeline as they did live.

Nothing of the twin's world is asked: what stands in the run folder is what a recorder and a broker would have kept.
Pixel windows are decoded and looked at anew, each after the seconds before it that its background was learnt from;
looks that no picture was drawn for are taken as they were told.
"""

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pyarrow.parquet as pq

from detectors.config import Survey
from detectors.contract import Detection, DetectionBatch, Event, Item, Label
from detectors.frames import FrameStage
from detectors.live.findings import detection_line, event_line
from detectors.pipeline import Pipeline
from detectors.stream import Frame, Quantity, Reading, Unit
from scenarios.manifest import MANIFEST
from scenarios.record import write_json
from scenarios.runner import LOOKAHEAD_S
from scenarios.schema import load_inputs
from scenarios.studio import before_of
from scenarios.survey import survey
from twin.imaging.codec import sent
from twin.problems import InputError, Problem
from twin.rays import Rays
from twin.site.mesh import opaque, site_mesh

REGISTER = "register.json"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found, and how many frames it looked at."""

    events: tuple[Event, ...]
    detections: tuple[Detection, ...]
    frames: int


@dataclass(frozen=True, slots=True)
class Take:
    """One clip: its camera, start [s], rate [1/s], frames' numbers and times [s], film, and the film from before it."""

    camera: str
    start_s: float
    fps: float
    indices: tuple[int, ...]
    times_s: tuple[float, ...]
    film: Path
    before: Path
    digest: str


def write_register(folder: Path, known: Survey) -> None:
    """Keep what the site's offices know beside a run: without it no access rule can be asked again."""
    registers = {"badges": known.badges, "plates": known.plates, "lost_badges": known.lost_badges}
    held = {name: sorted(kept) for name, kept in registers.items()}
    write_json(folder / REGISTER, held | {"care_badges": dict(sorted(known.care_badges.items()))})


def is_run(folder: Path) -> bool:
    """Whether a folder is a finished run."""
    return (folder / MANIFEST).is_file()


def replay(folder: Path) -> Replayed:
    """Replay a finished run.

    Raises
    ------
    InputError: when the folder is no finished run, or a clip is missing or not as it was filmed.
    """
    names = (MANIFEST, REGISTER, "readings.parquet", "detections.parquet", "windows.parquet")
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise InputError(
            [Problem(str(folder / name), None, "", "is missing", "a finished run's folder") for name in missing]
        )
    inputs = folder / "inputs"
    given = load_inputs(inputs / "scenario.yaml", inputs / "site.geojson", inputs / "deployment.yaml")
    known = _json(folder / REGISTER)
    badges, plates, lost = (frozenset(known[name]) for name in ("badges", "plates", "lost_badges"))
    rays = Rays(opaque(site_mesh(given.site)))
    surveyed = survey(given.site, given.deployment, rays, badges, plates, lost, known.get("care_badges"))
    pipeline = Pipeline(given.deployment.pipeline, given.deployment.analytics, surveyed, None)
    config = given.deployment.pipeline
    takes = [_Screening(take, FrameStage(config, surveyed, take.camera)) for take in takes_of(folder)]
    duration = float(_json(folder / MANIFEST)["duration_s"])
    return _stepped(pipeline, takes, duration, readings_of(folder), looks_of(folder))


def write_replay(folder: Path, out: Path) -> Replayed:
    """Replay a run and write ``events.jsonl`` and ``detections.jsonl`` into ``out``, both or none."""
    found = replay(folder)
    out.mkdir(parents=True, exist_ok=True)
    texts = {
        "detections.jsonl": "".join(map(detection_line, found.detections)),
        "events.jsonl": "".join(map(event_line, found.events)),
    }
    for name, text in texts.items():
        (out / f".{name}.part").write_text(text, encoding="utf-8")
    for name in texts:
        (out / f".{name}.part").replace(out / name)
    return found


def _stepped(
    pipeline: Pipeline,
    takes: "list[_Screening]",
    duration: float,
    readings: dict[int, list[Reading]],
    looks: dict[int, list[DetectionBatch]],
) -> Replayed:
    """Step the pipeline through a run's windows as the runner did."""
    events: list[Event] = []
    detections: list[Detection] = []
    step = 0
    while step * LOOKAHEAD_S < duration:
        end = min((step + 1) * LOOKAHEAD_S, duration)
        items: list[Item] = [*readings.pop(step, ()), *looks.pop(step, ())]
        for take in takes:
            for output in take.until(end):
                items.append(output)
                if isinstance(output, DetectionBatch):
                    detections += output.detections
        events += pipeline.step(end, items)[0].events
        step += 1
    events += pipeline.flush(duration).events
    for take in takes:
        take.finish()
    return Replayed(tuple(events), tuple(detections), sum(take.frames for take in takes))


class _Screening:
    """One clip under way: it opens when its first frame is due, and says at its end whether it was the same film."""

    def __init__(self, take: Take, stage: FrameStage) -> None:
        self._take, self._stage = take, stage
        self._frames: Iterator[tuple[Frame, str]] | None = None
        self._next: tuple[Frame, str] | None = None
        self._digests: list[str] = []

    @property
    def frames(self) -> int:
        """Frames looked at so far."""
        return len(self._digests)

    def until(self, end_s: float) -> list[DetectionBatch | Event]:
        """What the camera's detectors make of the frames before ``end_s``."""
        take = self._take
        if self._frames is None:
            if take.indices[0] / take.fps >= end_s - 1e-9:
                return []
            self._open()
        found: list[DetectionBatch | Event] = []
        while self._next is not None and self._next[0].time_s < end_s - 1e-9:
            frame, digest = self._next
            found += self._stage.update(frame)
            self._digests.append(digest)
            self._next = next(self._frames or iter(()), None)
        return found

    def finish(self) -> None:
        """Compare what was seen with what was filmed."""
        if hashlib.sha256("".join(self._digests).encode()).hexdigest() != self._take.digest:
            raise InputError(
                [Problem(str(self._take.film), None, "", "is not the film of this run", "the clip as filmed")]
            )

    def _open(self) -> None:
        take = self._take
        first = round(take.start_s * take.fps)
        before = [image for image, _ in _pictures(take.before)]
        for k, image in enumerate(before):
            self._stage.warm(Frame(take.camera, first - len(before) + k, take.start_s, image))
        pictures = zip(take.indices, take.times_s, _pictures(take.film), strict=False)
        self._frames = ((Frame(take.camera, i, time_s, image), digest) for i, time_s, (image, digest) in pictures)
        self._next = next(self._frames, None)


def _pictures(path: Path) -> Iterator[tuple[Any, str]]:
    """Decode a film as the recorder did: pictures (H, W, 3) uint8 and their digests."""
    try:
        with av.open(str(path)) as container:
            container.streams.video[0].thread_count = 1
            for picture in container.decode(video=0):
                came = sent(picture)
                yield came.image, came.digest
    except (av.FFmpegError, OSError) as error:
        raise InputError([Problem(str(path), None, "", f"cannot be read: {error}", "the clip as filmed")]) from error


def takes_of(folder: Path) -> list[Take]:
    """Every filmed window of a run.

    Raises
    ------
    InputError: with every film or note that is missing.
    """
    problems, takes = [], []
    for row in pq.read_table(folder / "windows.parquet").to_pylist():
        if not row["clip"]:
            continue
        film = folder / row["clip"]
        note, before = film.with_suffix(".json"), before_of(film)
        gone = [path for path in (film, note, before) if not path.is_file()]
        problems += [Problem(str(path), None, "", "is missing", "the clips as filmed") for path in gone]
        if not gone:
            told = _json(note)
            indices = tuple(first + k for first, count in told["runs"] for k in range(count))
            times = tuple(told.get("times_s") or (i / told["fps"] for i in indices))
            about = row["camera"], row["start_s"], told["fps"]
            takes.append(Take(*about, indices, times, film, before, row["frames_hash"]))
    if problems:
        raise InputError(problems)
    return takes


def readings_of(folder: Path) -> dict[int, list[Reading]]:
    """A run's readings by the window they were heard in; a number without a unit is a flag."""
    found: dict[int, list[Reading]] = defaultdict(list)
    for row in pq.read_table(folder / "readings.parquet").to_pylist():
        unit, number = Unit(row["unit"]), row["number"]
        value = row["text"] if number is None else bool(number) if unit is Unit.NONE else number
        reading = Reading(row["device"], row["index"], row["time_s"], Quantity(row["quantity"]), value, unit)
        found[_step(reading.time_s)].append(reading)
    return found


def looks_of(folder: Path) -> dict[int, list[DetectionBatch]]:
    """What was told of looks that nobody filmed, by window."""
    batches: dict[tuple[float, str, int], list[Detection]] = defaultdict(list)
    for row in pq.read_table(folder / "detections.parquet", filters=[("rendered", "=", False)]).to_pylist():
        box = (row["x0"], row["y0"], row["x1"], row["y1"])
        key = (row["time_s"], row["camera"], row["index"])
        hit = Detection(row["camera"], row["index"], row["time_s"], box, Label(row["label"]), row["score"])
        batches[key].append(hit)
    found: dict[int, list[DetectionBatch]] = defaultdict(list)
    for (time_s, camera, index), hits in batches.items():
        found[_step(time_s)].append(DetectionBatch(camera, index, time_s, tuple(hits)))
    return found


def _step(time_s: float) -> int:
    """The window in which something of ``time_s`` was heard."""
    return max(0, math.ceil(time_s / LOOKAHEAD_S - 1e-9) - 1)


def _json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), None, "", f"cannot be read: {error}", "the file as written")]) from error
    return content
