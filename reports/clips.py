"""Clips for the page: which file shows an event, cut to the seconds that matter, with the boxes detectors drew.

The only module of this room that decodes video (PyAV).
"""

import base64
import io
import json
import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reports.folder import RunFolder
from reports.records import Alert, Event

BEFORE_S, AFTER_S = 5.0, 5.0
BUDGET_BYTES = 12_000_000
WHOLE_BYTES = 500_000  # a clip this small is embedded as it is
QUALITY = "29"  # x264's constant rate factor: details hold, ten seconds weigh some 200 kB


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A clip on disk, ``fps`` frames a second: ``indices`` (the camera's numbers) and ``times_s`` of its frames."""

    path: Path
    camera: str
    start_s: float
    fps: float
    first_index: int
    frames: int
    indices: tuple[int, ...]
    times_s: tuple[float, ...]

    @property
    def end_s(self) -> float:
        """When the clip's last frame ends [s]."""
        return self.start_s + self.frames / self.fps


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip on the page: ``video`` is base64 MP4, ``overlay`` JSON of the boxes and the moment to show first."""

    camera: str
    name: str
    video: str
    overlay: str

    @property
    def size(self) -> int:
        """Bytes this clip adds to the page."""
        return len(self.video) + len(self.overlay)


def read_clips(folder: Path) -> dict[str, ClipFile]:
    """Every described clip of a run folder by its name."""
    found = {}
    for note in sorted((folder / "clips").glob("*.json")):
        movie = note.with_suffix(".mp4")
        if movie.exists():
            held = json.loads(note.read_text(encoding="utf-8"))
            runs = held.get("runs") or [[held["first_index"], held["frames"]]]
            indices = tuple(int(first) + k for first, count in runs for k in range(int(count)))
            start_s, fps = float(held["start_s"]), float(held["fps"])
            even = (start_s + (index - indices[0]) / fps for index in indices)
            found[note.stem] = ClipFile(
                movie,
                str(held["camera"]),
                start_s,
                fps,
                int(held["first_index"]),
                int(held["frames"]),
                indices,
                tuple(map(float, held.get("times_s") or even)),
            )
    return found


def clip_of(clips: dict[str, ClipFile], alert: Alert, event: Event | None) -> tuple[str, float] | None:
    """Name of the clip that shows an alert, and the moment [s] it should show; None when nobody filmed it."""
    moment = event.t_seen_s if event else alert.opened_s
    for name, clip in clips.items():
        if event and clip.camera in event.devices and clip.start_s <= moment <= clip.end_s + 1.0:
            return name, moment
    own = f"alert-{alert.id}"
    return (own, moment) if own in clips else None


def cut(run: RunFolder, name: str, clip: ClipFile, moment_s: float, tracks: tuple[str, ...]) -> Clip:
    """The seconds of a clip round a moment, with the detections of its camera in them."""
    half = 0.5 / clip.fps
    first = bisect_left(clip.times_s, moment_s - BEFORE_S - half)
    last = bisect_left(clip.times_s, moment_s + AFTER_S - half)
    whole = clip.path.stat().st_size <= WHOLE_BYTES or last - first < 2
    if whole:
        first, last = 0, clip.frames
    data = clip.path.read_bytes() if whole else excerpt(clip.path, first, last, clip.fps)
    shown = bisect_right(clip.times_s, moment_s + 1e-9) - 1 - first
    cue_s = min(max(0, shown), max(0, last - first - 1)) / clip.fps
    boxes = frame_boxes(run, clip, first, last, tracks)
    overlay = json.dumps({"fps": clip.fps, "cue": round(cue_s, 3), "frames": boxes}, separators=(",", ":"))
    return Clip(clip.camera, name, base64.b64encode(data).decode("ascii"), overlay)


def frame_boxes(run: RunFolder, clip: ClipFile, first: int, last: int, tracks: tuple[str, ...]) -> dict[str, list[Any]]:
    """Boxes in frames ``first`` to before ``last`` of the file, by their place after ``first``.

    A box is ``[x0, y0, x1, y1, label, strong]``; strong ones belong to the event's own tracks.
    """
    at = {index: k - first for k, index in enumerate(clip.indices) if first <= k < last}
    span = [("camera", "=", clip.camera), ("index", ">=", min(at, default=0)), ("index", "<=", max(at, default=-1))]
    found: dict[str, list[Any]] = {}
    for row in run.table("detections", span).to_pylist():
        if row["index"] in at:
            found.setdefault(str(at[row["index"]]), []).append(box(row, 0))
    if tracks and at:
        start_s, end_s = min(at) / clip.fps, (max(at) + 1) / clip.fps
        span = [
            ("id", "in", list(tracks)),
            ("camera", "=", clip.camera),
            ("time_s", ">=", start_s),
            ("time_s", "<", end_s),
        ]
        for row in run.table("found_tracks", span).to_pylist():
            index = math.floor(row["time_s"] * clip.fps + 1e-6)
            if index in at:
                found.setdefault(str(at[index]), []).append(box(row, 1))
    return found


def box(row: dict[str, Any], strong: int) -> list[Any]:
    """One box of a table's row."""
    return [round(float(row[name]), 1) for name in ("x0", "y0", "x1", "y1")] + [str(row["label"]), strong]


def excerpt(path: Path, first: int, last: int, fps: float) -> bytes:
    """Encode frames ``first`` to ``last`` of a clip anew, small."""
    import av

    out = io.BytesIO()
    rate = Fraction(fps).limit_denominator(1000)
    with av.open(str(path)) as source, av.open(out, "w", format="mp4") as target:
        pictures = source.streams.video[0]
        options = {"crf": QUALITY, "preset": "veryfast", "threads": "1"}
        stream = target.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = pictures.width, pictures.height, "yuv420p"
        for count, frame in enumerate(source.decode(pictures)):
            if count >= last:
                break
            if count >= first:
                frame.pts, frame.time_base = count - first, 1 / rate
                target.mux(stream.encode(frame.reformat(format="yuv420p")))
        target.mux(stream.encode(None))
    return out.getvalue()
