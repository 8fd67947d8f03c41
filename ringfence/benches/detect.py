"""Detection at work: how many cameras two cores serve, what gating saves, what a region costs beside torchvision.

Seconds are those of the processor, on one thread, so that they can be quoted from a machine that is busy: cameras in
real time on two cores are two cores' seconds over what one camera's second costs.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from detectors.config import Survey
from detectors.contract import Detection, DetectionBatch, Detector, Label, TrackLook
from detectors.runtime.torchmodels import installed, torch_detector
from detectors.stream import Frame
from detectors.video.boxes import overlaps
from detectors.video.falling import Falling
from detectors.video.gaze import SIDE, windows
from detectors.video.models import shipped
from detectors.video.objects import Objects
from detectors.video.tracks import Tracks
from reports.scores.tracking import Sequence2D, hota, identity
from ringfence.benches.figure import Figure
from ringfence.terminal import cache_folder
from scenarios.filming import Film, film, house
from twin.deployment import CameraUnit
from twin.seeds import Seeds

WIDTH, HEIGHT, FPS, CORES = 1280, 720, 5.0, 2.0
# A camera in this many of the evening's deployment, an hour by day and one by night [s from 18:00].
EVERY, STARTS, SECONDS = 6, (900.0, 9000.0), 12.0
LEAST_PX, LEAST_SHARE = 24.0, 0.35
# What the tracker is given of the true boxes.
MISSED, SHAKEN = 0.1, 0.03
PEER = "ssdlite320_mobilenet_v3_large"


def bench(quick: bool) -> list[Figure]:
    """Measure all of it; a few cameras for a few seconds if ``quick``."""
    with tempfile.TemporaryDirectory() as folder:
        films = filmed(Path(folder), quick)
        found = [*cameras(films), *regions(films, 4 if quick else 20), *followed(films)]
        return [*found, *falling(Path(folder), 10 if quick else 60)]


def filmed(folder: Path, quick: bool) -> list[Film]:
    """Films of the evening's cameras at 1280 x 720 and 5 frames a second."""
    evening = house("evening", folder)
    units = [wide(unit) for unit in evening.deployment.cameras[:: 20 if quick else EVERY]]
    found: list[Film] = []
    for k, start in enumerate(STARTS[:1] if quick else STARTS):
        found += film(evening, units, start, 4.0 if quick else SECONDS, cache_folder(), folder / f"hour-{k}")
    return found


def wide(unit: CameraUnit) -> CameraUnit:
    """A camera as it would be with a 720p stream at 5 frames a second."""
    return replace(unit, width=WIDTH, height=HEIGHT, fps=FPS, bitrate=2_000_000)


def cameras(films: Sequence[Film]) -> Iterator[Figure]:
    """Cameras in real time, gated and not, and the recall of both."""
    gated = [at_work(one, True) for one in films]
    every = [at_work(one, False) for one in films[::3]]
    mine, peer = per_frame(gated), per_frame(every)
    decode = sum(decoded(one) for one in films) / sum(len(one.shots) for one in films)
    for name, more in (("decode excluded", 0.0), ("decode included", decode)):
        served, theirs = CORES / FPS / (mine + more), CORES / FPS / (peer + more)
        note = f"{1000 * (mine + more):.1f} ms of processor a frame; peer: the same network on every whole frame"
        yield figure(f"cameras of 1280x720 at 5 fps on 2 cores, {name}", served, "cameras", 20.0, note, theirs)
    ratio = peer / mine
    yield figure("cameras over those of the same network on whole frames", ratio, "x", 3.0, "decode excluded")
    hits = [row for one, (_, _, found) in zip(films[::3], gated[::3], strict=True) for row in recalled(one, found)]
    whole = [row for one, (_, _, found) in zip(films[::3], every, strict=True) for row in recalled(one, found)]
    if hits:
        lost = 100.0 * (np.mean(whole) - np.mean(hits))
        note = f"of {len(hits)} looks at bodies of {LEAST_PX:.0f} px and more, gated finds {100 * np.mean(hits):.1f}%"
        yield Figure(
            figure="recall lost by gating", value=float(lost), unit="points", goal=1.0, met=bool(lost <= 1.0),
            peer=100.0 * float(np.mean(whole)), ratio=None, note=f"{note}, whole frames the peer's %",
        )  # fmt: skip


Work = tuple[float, int, list[NDArray[np.float32]]]


def at_work(one: Film, gated: bool) -> Work:
    """Seconds, frames, and what is claimed in each frame, (n, 4) px, of objects and tracks over a film."""
    model = one.unit.calibration()
    stage, tracks = Objects(one.unit.id, model, gated=gated), Tracks(one.unit.id, model)
    spent, claims = 0.0, []
    for shot in one.shots:
        began = time.process_time()
        found = stage.update(shot.frame)
        for batch in found:
            tracks.update(batch)
        spent += time.process_time() - began
        seen = [d.box for batch in found if isinstance(batch, DetectionBatch) for d in batch.detections]
        seen += [held.box for held in stage.held]
        claims.append(np.array(seen, dtype=np.float32).reshape(-1, 4))
    return spent, len(one.shots), claims


def per_frame(work: Sequence[Work]) -> float:
    """Seconds a frame."""
    return sum(spent for spent, _, _ in work) / sum(frames for _, frames, _ in work)


def recalled(one: Film, claims: Sequence[NDArray[np.float32]]) -> Iterator[bool]:
    """For each body that shows well in a frame, whether it is claimed; the first two seconds are for learning."""
    for shot, found in list(zip(one.shots, claims, strict=True))[round(2 * FPS) :]:
        wanted = [
            b.visible for b in shot.bodies
            if b.visible_share >= LEAST_SHARE and b.visible[3] - b.visible[1] >= LEAST_PX and b.label != "falling"
        ]  # fmt: skip
        fits = overlaps(np.array(wanted, dtype=np.float32).reshape(-1, 4), found)
        yield from (bool(len(row) and row.max() >= 0.5) for row in fits)


def decoded(one: Film) -> float:
    """Seconds to decode a film's file on one thread."""
    if one.file is None:
        return 0.0
    began = time.process_time()
    with av.open(str(one.file)) as container:
        container.streams.video[0].codec_context.thread_count = 1
        for picture in container.decode(video=0):
            picture.to_ndarray(format="rgb24")
    return time.process_time() - began


def regions(films: Sequence[Film], count: int) -> Iterator[Figure]:
    """What one region costs the network, beside torchvision's smallest detector in eager mode on the same crops."""
    crops = []
    for one in films:
        for shot in one.shots[::7]:
            boxes = [b.visible for b in shot.bodies if b.visible_share > LEAST_SHARE and b.pixel_height > LEAST_PX]
            crops += [(shot.frame.image, window) for window in windows(boxes, WIDTH, HEIGHT)]
    crops = crops[:count]
    if not crops:
        return
    empty = np.zeros((HEIGHT // 3, WIDTH // 3), dtype=np.uint8)
    mine = spent(lambda: [shipped().peek(picture, [window], empty) for picture, window in crops]) / len(crops)
    note = f"{len(crops)} windows of {SIDE} px, cut, resized, searched, one by one"
    if not installed():
        yield figure("milliseconds a region", 1000 * mine, "ms", None, f"{note}; peer skipped: torch is not installed")
        return
    peer = torch_detector(PEER, None)
    sides = [max(8, round(w.side)) for _, w in crops]
    parts = [p[w.y : w.y + s, w.x : w.x + s] for (p, w), s in zip(crops, sides, strict=True)]
    inputs = [np.ascontiguousarray(part.transpose(2, 0, 1)[None], dtype=np.float32) / 255.0 for part in parts]
    theirs = spent(lambda: [peer.run(x) for x in inputs]) / len(inputs)
    yield figure("milliseconds a region", 1000 * mine, "ms", None, f"{note}; peer: {PEER}, torch eager", 1000 * theirs)


def followed(films: Sequence[Film]) -> Iterator[Figure]:
    """How well the tracker follows the evening's bodies when the detector misses some and shakes the rest."""
    sequences = [one for one in (sequence(film_) for film_ in films) if any(len(ids) for ids in one.true_ids)]
    if not sequences:
        return
    looks = sum(len(ids) for one in sequences for ids in one.true_ids)
    spoiled = f"{100 * MISSED:.0f}% missed at random, boxes shaken by {100 * SHAKEN:.0f}% of their height"
    note = f"{len(sequences)} clips, {looks} true boxes, {spoiled}"
    for name, values in (
        ("HOTA", [hota(one).mean("hota") for one in sequences]),
        ("IDF1", [identity(one).idf1 for one in sequences]),
    ):
        yield figure(f"tracks: {name}, mean over clips", 100.0 * float(np.mean(values)), "%", None, note)


def sequence(one: Film) -> Sequence2D:
    """A film's true boxes and what the tracker makes of them, as the scores take them."""
    tracker, rng = Tracks(one.unit.id, one.unit.calibration()), Seeds(3).stream("bench", one.unit.id, "tracks")
    bodies_met: dict[str, int] = {}
    tracks_met: dict[str, int] = {}
    true_ids, found_ids, fits = [], [], []
    for shot in one.shots:
        bodies = [b for b in shot.bodies if b.label != Label.FALLING and b.visible_share >= LEAST_SHARE]
        boxes = np.array([b.visible for b in bodies], dtype=np.float32).reshape(-1, 4)
        index, time_s = shot.frame.index, shot.frame.time_s
        seen = []
        for body, box in zip(bodies, boxes, strict=True):
            shaken = box + SHAKEN * (box[3] - box[1]) * rng.standard_normal(4, dtype=np.float32)
            if rng.random() >= MISSED:
                x0, y0, x1, y1 = (float(v) for v in shaken)
                seen.append(Detection(one.unit.id, index, time_s, (x0, y0, x1, y1), Label(body.label), 0.8))
        batch = DetectionBatch(one.unit.id, index, time_s, tuple(seen))
        points = [point for row in tracker.update(batch) if isinstance(row, TrackLook) for point in row.points]
        true_ids.append(np.array([bodies_met.setdefault(b.body, len(bodies_met)) for b in bodies], dtype=np.int64))
        found_ids.append(np.array([tracks_met.setdefault(p.track, len(tracks_met)) for p in points], dtype=np.int64))
        given = np.array([p.box for p in points], dtype=np.float32).reshape(-1, 4)
        fits.append(overlaps(boxes, given).astype(np.float64))
    return Sequence2D(tuple(true_ids), tuple(found_ids), tuple(fits))


def falling(folder: Path, frames: int) -> Iterator[Figure]:
    """A facade camera of 1920 x 1080 at 25 frames a second, on one core."""
    evening = house("evening", folder / "facade")
    unit = next(unit for unit in evening.deployment.cameras if "highrise" in unit.model)
    large = replace(unit, width=1920, height=1080, fps=25.0, bitrate=6_000_000)
    (one,) = film(evening, [large], 900.0, frames / 25.0, cache_folder(), None)
    survey = Survey(cameras={large.id: large.calibration()}, windows=evening.survey.windows)
    stage: Detector = Falling(large.id, survey)
    pictures = [shot.frame for shot in one.shots]
    for frame in pictures[:5]:
        stage.update(frame)
    again = [Frame(f.camera, f.index + frames, f.time_s + frames / 25.0, f.image) for f in pictures]
    each = spent(lambda: [stage.update(frame) for frame in again]) / len(again)
    note = f"{1000 * each:.1f} ms of processor a frame of 1920x1080, at most 40 for real time"
    yield figure("falling: 1080p cameras at 25 fps on one core", 0.04 / each, "cameras", 1.0, note)


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of the second of two rounds."""
    work()
    began = time.process_time()
    work()
    return time.process_time() - began


def figure(name: str, value: float, unit: str, goal: float | None, note: str, peer: float | None = None) -> Figure:
    """One figure; met when the value is at least the goal."""
    met = None if goal is None else value >= goal
    ratio = None if peer is None else value / peer
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=peer, ratio=ratio, note=note)
