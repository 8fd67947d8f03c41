"""Detectors that nobody here wrote look at our frames: OpenCV's HOG people detector and its cascades.

Frames are encoded (x264, constant rate factor 28) and decoded first, for a codec takes noise and fine texture away. The
detectors are as OpenCV ships them, trained on photographs years before; nothing here was tuned to them but the one
number that every such detector asks for: the score from which a box counts, the same for all views.
"""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from ringfence.benches.figure import Figure
from ringfence.benches.street import traffic
from scenarios.library import find
from scenarios.schema import load_deployment
from twin.bodies import BodyKind, Snapshot
from twin.deployment import CameraUnit
from twin.imaging.capture import Exposer
from twin.imaging.scene import Scene
from twin.imaging.stage import Drawn
from twin.site.geojson import read_site
from twin.sky import Sky

VIEWS = ("over-lane-1-east", "over-square-north", "over-lane-5-west", "perim-north-3")
GATES, STREETS = ("face-gate-south",), ("over-lane-1-east", "over-square-north")
SIZE, RATE, CRF = (1280, 720), 4.0, "28"
# What counts: people of these heights [px], of whom so much shows, wholly in the picture.
SHORTEST, TALLEST, SHOWN = 95.0, 230.0, 0.8
GOAL_RECALL, GOAL_FALSE, GOAL_EMPTY = 0.90, 0.10, 0.05
# Hour, share of cloud, rain [mm/h].
LIGHTS = {"day": ("10:00", 0.1, 0.0), "dusk": ("19:05", 0.2, 0.0), "rain": ("15:00", 1.0, 4.0)}
# A HOG window is 128 px high round a person of about 96; so much of it is margin on either side.
MARGIN = 0.125
SCORES = tuple(0.02 * i for i in range(100))
SAME = 0.4

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Filmed:
    """Decoded frames of one view, and who is truly in each."""

    view: str
    frames: list[NDArray[np.uint8]]
    people: list[list[Drawn]]


def bench(quick: bool) -> list[Figure]:
    """Measure every view by day, at dusk and in rain; one view by day if ``quick``."""
    lights = {"day": LIGHTS["day"]} if quick else LIGHTS
    views, frames = (VIEWS[:1], 4) if quick else (VIEWS, 24)
    found: list[Figure] = []
    with TemporaryDirectory() as folder:
        for name, light in lights.items():
            scene, units = site(Path(folder), *light)
            busy = [film(scene, units[view], frames, 10) for view in views]
            bare = [film(scene, units[view], frames, 0) for view in views]
            found += people_figures(name, busy, bare)
        if not quick:
            scene, units = site(Path(folder), *LIGHTS["day"])
            found += cascade_figures(scene, units, frames)
    return found


def site(cache: Path, hour: str, cloud: float, rain_mm_h: float) -> tuple[Scene, dict[str, CameraUnit]]:
    """Return the bundled compound at an hour of a summer day, and its cameras by id."""
    path = find("site", "ximen")
    place = read_site(path)
    sky = Sky(place.origin, datetime.fromisoformat(f"2021-08-14T{hour}:00+08:00"), cloud, rain_mm_h)
    units = load_deployment(find("deployment", "ximen-after"), place).cameras
    return Scene(place, sky, 7, cache), {unit.id: unit for unit in units}


def film(scene: Scene, unit: CameraUnit, frames: int, people: int) -> Filmed:
    """Film a view: people walk where they are between the heights that count."""
    sharp = replace(unit, width=SIZE[0], height=SIZE[1], fps=RATE)
    exposer = Exposer(sharp, scene)
    pictures, truth = [], []
    for i in range(frames):
        snapshot = walking(sharp, people, i)
        drawn = exposer.take(i, snapshot)
        pictures.append(exposer.image)
        truth.append([one for one in drawn if snapshot.kinds[one.row] == BodyKind.PERSON])
    return Filmed(unit.id, decoded(pictures), truth)


def walking(unit: CameraUnit, people: int, i: int) -> Snapshot:
    """People at frame ``i``; every eighth frame shows others elsewhere, so that views do not hang on a few poses."""
    near, far = 1.75 * unit.focal_px / TALLEST, 1.6 * unit.focal_px / SHORTEST
    return traffic(unit, people, 0, (i % 8) / RATE, turn=i // 8, between=(near, far))


def decoded(pictures: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """Return pictures after H.264 and back."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as out:
        stream: Any = out.add_stream("libx264", rate=Fraction(RATE), options={"crf": CRF, "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for picture in pictures:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    buffer.seek(0)
    back: Any
    with av.open(buffer) as back:
        return [frame.to_ndarray(format="rgb24") for frame in back.decode(video=0)]


def people_figures(name: str, busy: list[Filmed], bare: list[Filmed]) -> Iterator[Figure]:
    """Recall of the HOG detector at the score where false boxes keep within the goal, and false boxes of nobody."""
    looks = [
        (look(frame), people) for filmed in busy for frame, people in zip(filmed.frames, filmed.people, strict=True)
    ]
    nobody = [look(frame) for filmed in bare for frame in filmed.frames]
    rows = [(score, *rates(looks, score)) for score in SCORES]
    score, recall, false, count = next((row for row in rows if row[2] <= GOAL_FALSE), rows[-1])
    note = f"HOG, score from {score:.2f}, {count} people of {SHORTEST:.0f} to {TALLEST:.0f} px in {len(looks)} frames"
    yield made(f"{name}: recall", recall, "share", GOAL_RECALL, recall >= GOAL_RECALL, note)
    yield made(f"{name}: false boxes", false, "per frame", GOAL_FALSE, false <= GOAL_FALSE, note)
    empty = sum(len(boxes_from(found, score)) for found in nobody) / len(nobody)
    note = f"the same score on {len(nobody)} frames of nobody"
    yield made(f"{name}: empty background", empty, "per frame", GOAL_EMPTY, empty <= GOAL_EMPTY, note)
    for filmed in busy:
        own = [(look(f), p) for f, p in zip(filmed.frames, filmed.people, strict=True)]
        part, wrong, people = rates(own, score)
        note = f"{people} people; {wrong:.2f} false boxes a frame"
        yield made(f"{name}: recall at {filmed.view}", part, "share", None, None, note)


def made(name: str, value: float, unit: str, goal: float | None, met: bool | None, note: str) -> Figure:
    """Return a figure without a peer."""
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=None, ratio=None, note=note)


Scored = list[tuple[float, Box]]


def look(frame: NDArray[np.uint8]) -> Scored:
    """Boxes of OpenCV's HOG people detector with their scores, the best of those that overlap, margins cut."""
    hog = cv2.HOGDescriptor()
    hog.setSVMDetector(np.array(cv2.HOGDescriptor.getDefaultPeopleDetector()))
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    boxes, scores = hog.detectMultiScale(grey, winStride=(8, 8), padding=(16, 16), scale=1.05, groupThreshold=0)
    order = np.argsort(-np.asarray(scores).ravel(), kind="stable")
    kept: Scored = []
    for i in order.tolist():
        x, y, w, h = (float(v) for v in boxes[i])
        box = (x + 1.6 * MARGIN * w, y + MARGIN * h, x + (1 - 1.6 * MARGIN) * w, y + (1 - MARGIN) * h)
        if all(overlap(box, other) < SAME for _, other in kept):
            kept.append((float(np.asarray(scores).ravel()[i]), box))
    return kept


def boxes_from(found: Scored, score: float) -> list[Box]:
    """Boxes that score enough."""
    return [box for own, box in found if own >= score]


def rates(looks: list[tuple[Scored, list[Drawn]]], score: float) -> tuple[float, float, int]:
    """Recall of people that count, boxes per frame on nobody at all, and how many people counted."""
    hit, count, false = 0, 0, 0
    for found, people in looks:
        boxes = boxes_from(found, score)
        for one in people:
            if counts(one):
                count += 1
                hit += any(overlap(box, one.whole) >= SAME for box in boxes)
        false += sum(wrong(box, people) for box in boxes)
    return hit / max(count, 1), false / len(looks), count


def wrong(box: Box, people: list[Drawn]) -> bool:
    """Tell whether a box is on nobody.

    One that lies mostly on a person who is too small, too large or half hidden is not wrong: whoever is not asked for
    is matched by the share of the box (Dollar, Wojek, Schiele and Perona 2012, Pedestrian Detection, ignore regions).
    """
    return not any(
        overlap(box, one.whole) >= 0.25 or (not counts(one) and within(box, one.whole) >= 0.5) for one in people
    )


def counts(one: Drawn) -> bool:
    """Tell whether a person is one that the detector should find."""
    x0, y0, x1, y1 = one.whole
    inside = x0 >= 0 and y0 >= 0 and x1 <= SIZE[0] and y1 <= SIZE[1]
    return inside and SHORTEST <= y1 - y0 <= TALLEST and one.share >= SHOWN


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(w, 0.0) * max(h, 0.0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def within(box: Box, other: Box) -> float:
    """Share of a box that lies in another."""
    w, h = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
    return max(w, 0.0) * max(h, 0.0) / ((box[2] - box[0]) * (box[3] - box[1]))


def cascade_figures(scene: Scene, units: dict[str, CameraUnit], frames: int) -> Iterator[Figure]:
    """What OpenCV's cascades make of faces at a gate and of bodies in the street."""
    for name, views in (("frontalface_default", GATES), ("fullbody", STREETS)):
        cascade = cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / f"haarcascade_{name}.xml"))  # type: ignore[attr-defined]
        for view in views:
            filmed = (
                film_gate(scene, units[view], frames)
                if name.startswith("front")
                else film(scene, units[view], frames, 10)
            )
            hit, count, false = 0, 0, 0
            for frame, people in zip(filmed.frames, filmed.people, strict=True):
                grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
                middles = [(x + w / 2, y + h / 2) for x, y, w, h in cascade.detectMultiScale(grey, 1.05, 3)]
                wanted = [one for one in people if one.share >= SHOWN and one.whole[3] - one.whole[1] >= SHORTEST]
                hit += sum(any(inside(one.whole, middle) for middle in middles) for one in wanted)
                count += len(wanted)
                false += sum(not any(inside(one.whole, middle) for one in people) for middle in middles)
            note = f"{count} people; {false / len(filmed.frames):.2f} boxes a frame on nobody"
            yield made(f"{name} cascade at {view}", hit / max(count, 1), "share", None, None, note)


def inside(box: Box, spot: tuple[float, float]) -> bool:
    """Tell whether a spot lies in a box."""
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]


def film_gate(scene: Scene, unit: CameraUnit, frames: int) -> Filmed:
    """Film people who come one by one towards a gate's face camera."""
    sharp = replace(unit, width=SIZE[0], height=SIZE[1], fps=RATE)
    exposer = Exposer(sharp, scene)
    heading = math.atan2(unit.at[1] - unit.look_at[1], unit.at[0] - unit.look_at[0])
    pictures, truth = [], []
    for i in range(frames):
        one = walking(sharp, 1, i)
        away = 5.0 - 0.25 * (i % 8)
        place = (unit.at[0] - away * math.cos(heading), unit.at[1] - away * math.sin(heading), 0.0)
        changed = replace(one, places=np.array([place], np.float32), headings=np.array([heading], np.float32))
        drawn = exposer.take(i, changed)
        pictures.append(exposer.image)
        truth.append(list(drawn))
    return Filmed(unit.id, decoded(pictures), truth)
