"""Scenes rendered and encoded, to fit the model of bitrates on and to hold it against."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from ringfence.benches.street import SEED, sized, traffic
from scenarios.library import find
from scenarios.schema import load_deployment
from twin.deployment import CameraUnit
from twin.imaging.capture import Exposer, Scene
from twin.imaging.exposure import ELECTRONS_PER_LUX_S, KEY
from twin.planning.bitrate import Filmed
from twin.site.geojson import read_site
from twin.sky import Sky

# A key picture every two seconds, as recorders ask for it; clips are one such group.
GROUP_S = 2.0
QUALITY = "23"  # x264's own constant quality.
DAY, NIGHT = "16:30", "22:30"
# People and cars in view: nobody, a few, a crowd.
TRAFFIC = ((0, 0), (3, 1), (10, 3))


@dataclass(frozen=True, slots=True)
class Encoded:
    """One clip as it was encoded: whether by night, what was filmed, and the bitrate that it took [kbit/s]."""

    scene: str
    night: bool
    film: Filmed
    kbit: float


def films(
    site_name: str,
    cameras: tuple[str, ...],
    shapes: tuple[tuple[int, int, float], ...],
    cache: Path | None,
    traffics: tuple[tuple[int, int], ...] = TRAFFIC,
) -> Iterator[Encoded]:
    """Film every camera of a bundled site by day and night, in each (width, height, fps), and encode it."""
    site = read_site(find("site", site_name))
    installed = load_deployment(find("deployment", f"{site_name}-after"), site)
    units = {unit.id: unit for unit in installed.cameras}
    scene: Scene | None = None
    for hour in (DAY, NIGHT):
        sky = Sky(site.origin, datetime.fromisoformat(f"2021-08-14T{hour}:00+08:00"), 0.1)
        scene = Scene(site, sky, SEED, cache) if scene is None else scene.under(sky)
        for name in cameras:
            for width, height, fps in shapes:
                unit = replace(sized(units[name], width, height), fps=fps)
                exposer = Exposer(unit, scene)
                for people, cars in traffics:
                    clip, moving = filmed(exposer, people, cars)
                    film = Filmed(width * height, fps, math.dist(unit.at, unit.look_at), lux_of(scene, unit), moving)
                    kbit = encoded_kbit(clip, width, height, fps)
                    yield Encoded(f"{site_name}/{name}", hour == NIGHT, film, kbit)


def lux_of(scene: Scene, unit: CameraUnit) -> float:
    """Mean light of a picture [lx times reflectance], as its exposure was set by it."""
    exposure = scene.view(unit, 0.0).exposure
    return exposure.white * KEY / (ELECTRONS_PER_LUX_S * exposure.time_s)


def filmed(exposer: Exposer, people: int, cars: int) -> tuple[list[list[NDArray[np.uint8]]], float]:
    """Planes of every frame of one group, and the mean share of the picture that bodies in motion fill."""
    unit = exposer.unit
    frames, shares = [], []
    for index in range(round(GROUP_S * unit.fps)):
        drawn = exposer.take(index, traffic(unit, people, cars, index / unit.fps))
        frames.append([plane.copy() for plane in exposer.planes])
        shares.append(sum((b[2] - b[0]) * (b[3] - b[1]) for b in (one.visible for one in drawn)))
    return frames, min(1.0, float(np.mean(shares)) / (unit.width * unit.height))


def encoded_kbit(clip: list[list[NDArray[np.uint8]]], width: int, height: int, fps: float) -> float:
    """Bitrate [kbit/s] of a clip at constant quality, one thread."""
    rate = Fraction(fps).limit_denominator(1001)
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = rate, 1 / rate
    encoder.gop_size, encoder.thread_count = round(GROUP_S * fps), 1
    encoder.options = {"preset": "veryfast", "crf": QUALITY, "bf": "0"}
    size: int = 0
    for index, planes in enumerate(clip):
        frame = VideoFrame(width, height, "yuv420p")
        for ours, theirs in zip(planes, frame.planes, strict=True):
            plane: Any = theirs
            held = np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)
            held[:, : ours.shape[1]] = ours[:, : held.shape[1]]
        frame.pts = index
        size += sum(packet.size for packet in encoder.encode(frame))
    size += sum(packet.size for packet in encoder.encode(None))
    return float(8.0 * size / 1000.0 / (len(clip) / fps))
