"""Films of a wired house's cameras without a run round them: for benchmarks, calibration and examinations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scenarios.library import find
from scenarios.schema import load_inputs
from scenarios.wiring import House, wire
from twin.deployment import CameraUnit
from twin.imaging.capture import CameraFeed, Scene, Shot


@dataclass(frozen=True)
class Film:
    """What one camera filmed, frame by frame, and the file it was kept in (None if it was not)."""

    unit: CameraUnit
    shots: tuple[Shot, ...]
    file: Path | None


def house(scenario: str, folder: Path, seed: int | None = None) -> House:
    """Wire a bundled scenario and let its people begin their day; its alert store is made in ``folder``."""
    given = load_inputs(find("scenario", scenario))
    wanted = given.scenario if seed is None else replace(given.scenario, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    wired = wire(wanted, given.site, given.deployment, folder / "alerts.sqlite")
    wired.cast.start()
    return wired


def film(
    wired: House, units: Sequence[CameraUnit], start_s: float, seconds: float, cache: Path | None, folder: Path | None
) -> Iterator[Film]:
    """Film ``units`` for ``seconds`` from ``start_s`` on; ``folder`` keeps the videos when given.

    The world is brought to each second once, and every camera's snapshots are taken then.
    """
    scene = Scene(wired.site, wired.sky, wired.seeds.seed, cache)
    shown: dict[str, list[tuple[int, float]]] = {
        unit.id: [(k, k / unit.fps) for k in range(round(start_s * unit.fps), round((start_s + seconds) * unit.fps))]
        for unit in units
    }
    times = sorted({time for frames in shown.values() for _, time in frames})
    snapshots = {}
    for time in times:
        wired.world.clock.run_until(time)
        (snapshots[time],) = wired.world.snapshots([time])
    for unit in units:
        file = folder / f"{unit.id}.mp4" if folder is not None else None
        feed = CameraFeed(unit, scene, file)
        shots = tuple(feed.shoot(index, snapshots[time]) for index, time in shown[unit.id])
        feed.close()
        yield Film(unit, shots, file)
