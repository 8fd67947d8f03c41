"""Writes down what was found in one file: detections and events as JSON lines, and the film; whole or not at all."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from detectors.contract import Detection, Event
from detectors.live.annotate import AnnotatedFilm
from detectors.stream import Frame

NAMES = ("detections.jsonl", "events.jsonl", "annotated.mp4")


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of one file: counts, its length [s], events by kind, and the files written."""

    camera: str
    frames: int
    seconds: float
    detections: int
    events: tuple[tuple[str, int], ...]
    files: tuple[Path, ...]


def detection_line(detection: Detection) -> str:
    """Write one detection as a line of JSON; its embedding is left out."""
    record = {
        "camera": detection.camera,
        "index": detection.index,
        "time_s": round(detection.time_s, 6),
        "box": [round(float(edge), 2) for edge in detection.box],
        "label": detection.label.value,
        "score": round(float(detection.score), 4),
    }
    return json.dumps(record) + "\n"


def event_line(event: Event) -> str:
    """Write one event as a line of JSON."""
    record = {
        "id": event.id,
        "kind": event.kind.value,
        "devices": event.devices,
        "zone": event.zone,
        "place": event.place,
        "start_s": event.start_s,
        "end_s": event.end_s,
        "t_seen_s": event.t_seen_s,
        "t_emitted_s": event.t_emitted_s,
        "score": float(event.score),
        "frames": event.evidence.frames,
        "tracks": event.evidence.tracks,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


class Findings:
    """The three files of one run; they take their names when the ``with`` block ends well, else they are removed."""

    def __init__(self, folder: Path, fps: float) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files = tuple(folder / name for name in NAMES)
        self._parts = tuple(folder / f".{name}.part" for name in NAMES)
        self._detections = self._parts[0].open("w", encoding="utf-8")
        self._events = self._parts[1].open("w", encoding="utf-8")
        self._film = AnnotatedFilm(self._parts[2], fps)
        self._kinds: Counter[str] = Counter()
        self._found, self._frames, self._seconds = 0, 0, 0.0

    def __enter__(self) -> "Findings":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._detections.close()
        self._events.close()
        self._film.close()
        for part, file in zip(self._parts, self._files, strict=True):
            if kind is None:
                os.replace(part, file)
            else:
                part.unlink(missing_ok=True)

    def frame(self, frame: Frame, detections: Sequence[Detection]) -> None:
        """Note one frame and what was detected in it."""
        self._detections.writelines(map(detection_line, detections))
        self._film.add(frame, detections)
        self._frames += 1
        self._found += len(detections)
        self._seconds = frame.time_s

    def events(self, events: Iterable[Event]) -> None:
        """Note events."""
        for event in events:
            self._events.write(event_line(event))
            self._kinds[event.kind.value] += 1

    def summary(self, camera: str) -> Summary:
        """Return the counts so far."""
        return Summary(
            camera, self._frames, self._seconds, self._found, tuple(sorted(self._kinds.items())), self._files
        )
