"""What was truly in each frame of each clip of a run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import pyarrow.parquet as pq

from reports.clips import ClipFile, read_clips
from reports.folder import BOX, RunFolder

Box = tuple[float, float, float, float]
SEEN = ("visible_x0", "visible_y0", "visible_x1", "visible_y1")
COLUMNS = ("index", "body", "label", *BOX, *SEEN, "visible_share", "pixel_height", "distance_m")
QUALITY = "2"  # of libav's mjpeg, 2 (best) to 31


@dataclass(frozen=True, slots=True)
class Truth:
    """One body in one frame: its box whole and visible [px], the share that shows, its height [px], distance [m]."""

    body: str
    label: str
    whole: Box
    visible: Box
    share: float
    height_px: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Film:
    """One clip: ``frames`` maps the place of a frame in the file, from 0, to who is in it; size in px."""

    name: str
    clip: ClipFile
    width: int
    height: int
    frames: dict[int, list[Truth]]

    def numbers(self) -> dict[str, int]:
        """Number of each body, from 1, in the order of its name."""
        names = sorted({truth.body for found in self.frames.values() for truth in found})
        return {name: i + 1 for i, name in enumerate(names)}


def films(run: RunFolder) -> list[Film]:
    """Every clip of a run with its truth; boxes of alerts filmed after the run are those of the same frames."""
    found = []
    for name, clip in read_clips(run.path).items():
        span = [("camera", "=", clip.camera), ("index", ">=", clip.first_index)]
        span += [("index", "<=", clip.indices[-1]), ("rendered", "=", True)]
        at = {index: k for k, index in enumerate(clip.indices)}
        table = pq.read_table(run.path / "tracks.parquet", columns=list(COLUMNS), filters=span)
        frames: dict[int, dict[str, Truth]] = {}
        for row in table.to_pylist():
            whole = tuple(float(row[k]) for k in BOX)
            seen = tuple(float(row[k]) for k in SEEN)
            truth = Truth(
                str(row["body"]),
                str(row["label"]),
                (whole[0], whole[1], whole[2], whole[3]),
                (seen[0], seen[1], seen[2], seen[3]),
                float(row["visible_share"]),
                float(row["pixel_height"]),
                float(row["distance_m"]),
            )
            # Windows that overlap film a frame twice; of frames that were lost nothing is told.
            if int(row["index"]) in at:
                frames.setdefault(at[int(row["index"])], {})[truth.body] = truth
        with av.open(str(clip.path)) as video:
            stream = video.streams.video[0]
            size = stream.codec_context.width, stream.codec_context.height
        found.append(Film(name, clip, *size, {k: list(frames[k].values()) for k in sorted(frames)}))
    return found


def labels(found: list[Film]) -> list[str]:
    """Every kind of body in the films, in order of name."""
    return sorted({truth.label for film in found for boxes in film.frames.values() for truth in boxes})


def write_pictures(film: Film, folder: Path, first: int) -> Iterator[Path]:
    """Write a film's frames as JPEG, numbered from ``first``; yield their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with av.open(str(film.clip.path)) as video:
        for k, frame in enumerate(video.decode(video=0)):
            path = folder / f"{k + first:06d}.jpg"
            with av.open(str(path), "w", format="image2", options={"update": "1"}) as out:
                stream = out.add_stream("mjpeg", rate=1, options={"qscale": QUALITY, "flags": "+qscale"})
                stream.width, stream.height, stream.pix_fmt = film.width, film.height, "yuvj420p"
                picture = frame.reformat(format="yuvj420p")
                picture.pts = None
                for packet in (*stream.encode(picture), *stream.encode(None)):
                    out.mux(packet)
            yield path


def clipped(box: Box, width: int, height: int) -> Box:
    """The part of a box inside the picture."""
    x0, y0 = min(max(box[0], 0.0), width), min(max(box[1], 0.0), height)
    return x0, y0, max(x0, min(box[2], width)), max(y0, min(box[3], height))
