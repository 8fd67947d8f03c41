"""Clips for the page: which file shows an event, cut to the seconds that matter, with the boxes detectors drew.

The only module of this room that decodes video (PyAV).
"""

import base64
import io
import json
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
    """A clip on disk: frame k of the file is frame ``first_index`` + k of the camera, ``fps`` per second."""

    path: Path
    camera: str
    start_s: float
    fps: float
    first_index: int
    frames: int

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
            found[note.stem] = ClipFile(
                movie,
                str(held["camera"]),
                float(held["start_s"]),
                float(held["fps"]),
                int(held["first_index"]),
                int(held["frames"]),
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
    first = max(0, round((moment_s - BEFORE_S - clip.start_s) * clip.fps))
    last = min(clip.frames, round((moment_s + AFTER_S - clip.start_s) * clip.fps))
    whole = clip.path.stat().st_size <= WHOLE_BYTES or last - first < 2
    if whole:
        first, last = 0, clip.frames
    data = clip.path.read_bytes() if whole else excerpt(clip.path, first, last, clip.fps)
    start_index = clip.first_index + first
    cue_s = min(max(0.0, moment_s - clip.start_s - first / clip.fps), max(0.0, (last - first - 1) / clip.fps))
    boxes = frame_boxes(run, clip, start_index, clip.first_index + last, tracks)
    overlay = json.dumps({"fps": clip.fps, "cue": round(cue_s, 3), "frames": boxes}, separators=(",", ":"))
    return Clip(clip.camera, name, base64.b64encode(data).decode("ascii"), overlay)


def frame_boxes(run: RunFolder, clip: ClipFile, first: int, last: int, tracks: tuple[str, ...]) -> dict[str, list[Any]]:
    """Boxes per frame of the cut: ``[x0, y0, x1, y1, label, strong]``; strong ones belong to the event's own tracks."""
    span = [("camera", "=", clip.camera), ("index", ">=", first), ("index", "<", last)]
    found: dict[str, list[Any]] = {}
    for row in run.table("detections", span).to_pylist():
        found.setdefault(str(row["index"] - first), []).append(box(row, 0))
    if tracks:
        start_s, end_s = first / clip.fps, last / clip.fps
        span = [
            ("id", "in", list(tracks)),
            ("camera", "=", clip.camera),
            ("time_s", ">=", start_s),
            ("time_s", "<", end_s),
        ]
        for row in run.table("found_tracks", span).to_pylist():
            found.setdefault(str(round(row["time_s"] * clip.fps) - first), []).append(box(row, 1))
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
