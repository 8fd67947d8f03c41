"""Sizing: bitrates beside real encodes; skipped looks by queueing beside replays of drawn and of simulated motion."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from detectors.compute import Compute
from detectors.config import Analytics, Node
from ringfence.benches.bitrates import bitrate_figures
from ringfence.benches.figure import Figure
from ringfence.benches.sizingreplay import points_off, replay_figures
from twin.planning.capacity import skipped_share
from twin.seeds import Seeds

CAMERAS, LOOKS_PER_S, SPAN_S = 100, 5.0, 1800


def bench(quick: bool) -> list[Figure]:
    """Bitrates on held-out scenes, and three loads of motion on one machine, each at four sizes of it."""
    span = 120 if quick else SPAN_S
    loads = (("quiet", 0.1), ("evening", 0.3), ("rush", 0.6))
    synthetic = (figure for name, mean in loads for figure in load(name, mean, span))
    return [*bitrate_figures(quick=quick), *synthetic, *replay_figures(quick=quick)]


def load(name: str, mean: float, span: int) -> Iterator[Figure]:
    """One load: people come and go, so that which cameras see motion changes slowly."""
    busy = motion(name, mean, span)
    offered = busy.sum(axis=0) * LOOKS_PER_S
    for cores in (1, 2, 3, 4):
        measured = replayed(busy, cores, 9.0)
        predicted = skipped_share(offered.tolist(), cores, 9.0)
        yield points_off(f"{name}, {cores} cores", predicted, measured, f", {offered.mean():.0f} looks/s")


def motion(name: str, mean: float, span: int) -> NDArray[np.bool_]:
    """Which cameras have motion in which second, (cameras, seconds) bool: a two-state chain, stays of about 12 s."""
    draw = Seeds(11).stream("bench", name, "motion")
    leave = 1.0 / 12.0
    enter = leave * mean / (1.0 - mean)
    # A swell over minutes, as when school ends, moves all cameras together.
    swell = 1.0 + 0.5 * np.sin(2.0 * np.pi * np.arange(span) / 600.0)
    chance = draw.random((span, CAMERAS))
    out = np.zeros((CAMERAS, span), dtype=np.bool_)
    state = draw.random(CAMERAS) < mean
    for second in range(span):
        state = np.where(state, chance[second] >= leave, chance[second] < enter * swell[second])
        out[:, second] = state
    return out


def replayed(busy: NDArray[np.bool_], cores: int, objects_ms: float) -> float:
    """Share dropped when every look goes through `detectors.compute.Compute` at its own moment."""
    machine = Compute(Analytics((Node("nvr", cores, objects_ms),), 40.0))
    step = 1.0 / LOOKS_PER_S
    for second in range(busy.shape[1]):
        cameras = np.flatnonzero(busy[:, second])
        for look in range(int(LOOKS_PER_S)):
            for camera in cameras.tolist():
                machine.look(second + look * step + step * camera / CAMERAS)
    total = machine.taken + machine.dropped
    return machine.dropped / total if total else 0.0
