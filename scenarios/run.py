"""One run from its three files to its finished folder: wire, resume, run, film alerts, write, hash."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

from detectors.kernel import uncollected
from scenarios.alertclips import film_alerts
from scenarios.calibration.responses import response_for
from scenarios.crew import crew
from scenarios.fidelity import Fidelity
from scenarios.heap import settled
from scenarios.journal import Journal
from scenarios.life import life, save_film
from scenarios.manifest import MANIFEST, manifest, stamp
from scenarios.order import Order, prepare
from scenarios.plan import Scenario
from scenarios.presets import since_midnight
from scenarios.record import RunRecord, content_hash, write_json
from scenarios.replay import write_register
from scenarios.runner import Runner, clip_path
from scenarios.schema import load_inputs
from scenarios.skies import sky_of
from scenarios.standins import SUFFIX
from scenarios.stopwatch import Stopwatch
from scenarios.studio import BEFORE, Brief, Studio
from scenarios.transplant import transplant
from scenarios.windows import PixelWindow, plan_windows, whole_run
from scenarios.wiring import House, wire
from scenarios.witnesses import name_witnesses
from twin.bodies import BodyKind
from twin.deployment import CameraUnit
from twin.imaging.described import described

ALERT_TABLES = ("alerts", "transitions", "deliveries", "commands", "dispatches")


@dataclass(frozen=True)
class Report:
    """How far a run is: simulated and total seconds, frames filmed."""

    done_s: float
    total_s: float
    frames: int


def quiet(_report: Report) -> None:
    """Take no notice of how far a run is."""


def leave_alone(_house: House) -> None:
    """Do not meddle with the world between windows."""


def run(
    order: Order, progress: Callable[[Report], None] = quiet, meddle: Callable[[House], None] = leave_alone
) -> Path:
    """Run ``order`` and return its folder, finished.

    A folder whose run was killed is continued when it was the same run; a finished one is run again. ``meddle`` is
    called after every window, for tests that corrupt the truth.
    """
    watch = Stopwatch()
    given = load_inputs(order.scenario, order.site, order.deployment)
    site, deployment = given.site, given.deployment
    scenario, moved = transplant(overridden(given.scenario, order), site, deployment)
    response = response_for(order.responses, deployment.pipeline, scenario.weather)
    prepare(order)
    (order.out / MANIFEST).unlink(missing_ok=True)
    stamped = stamp(order, scenario, deployment.pipeline)
    journal = Journal(order.out / "journal.bin", json.dumps(stamped, sort_keys=True))
    drop_leftovers(order.out / "clips", journal)
    studio = Studio(
        site, sky_of(site, scenario.start, scenario.weather), scenario.seed, order.cache, order.out / "clips",
        {camera.id: camera for camera in deployment.cameras}, deployment.pipeline, order.truth,
    )  # fmt: skip
    # Benches begin first: they load and rehearse while the house is wired.
    benches = crew(studio, 1 if scenario.fidelity is Fidelity.METADATA else order.workers)
    record = RunRecord(order.out)
    try:
        with watch.stage("wire"), uncollected():  # what is built stays until the end
            house = wire(scenario, site, deployment, order.out / "alerts.sqlite", response=response)
        windows = planned(house)
        benches.brief(Brief(house.survey, house.faults.spans))
        runner = Runner(house, windows, benches, journal, record, watch)
        runner.progress = lambda done, frames: progress(Report(done, scenario.duration_s, frames))
        runner.meddle = meddle
        runner.closed = not order.open_loop
        with settled():
            runner.run()
        with watch.stage("alert clips"):
            film_alerts(house, windows, runner.events, benches, journal)
    except BaseException:
        record.drop()
        raise
    finally:
        benches.leave()
        journal.close()
    finish(order, stamped, house, runner, windows, moved)
    journal.delete()
    return order.out


def drop_leftovers(clips: Path, journal: Journal) -> None:
    """Remove the clips of an earlier run that this one does not continue: a report would take them for its own."""
    for path in clips.iterdir():
        if path.stem.removesuffix(BEFORE).removesuffix(SUFFIX) not in journal:
            path.unlink()


def overridden(scenario: Scenario, order: Order) -> Scenario:
    """Apply the command line's seed and fidelity."""
    seed = scenario.seed if order.seed is None else order.seed
    return replace(scenario, seed=seed, fidelity=Fidelity(order.fidelity or scenario.fidelity))


def planned(house: House) -> tuple[PixelWindow, ...]:
    """Choose what is filmed at the scenario's fidelity."""
    scenario, cameras = house.scenario, house.deployment.cameras
    if scenario.fidelity is Fidelity.METADATA:
        return ()
    if scenario.fidelity is Fidelity.PIXELS:
        return whole_run(cameras, scenario.duration_s)
    schedule, duration = house.cast.schedule, scenario.duration_s
    midnight_s = since_midnight(scenario.start)
    return plan_windows(scenario.windows, schedule, cameras, house.rays, house.seeds, duration, midnight_s)


def finish(
    order: Order,
    stamped: dict[str, Any],
    house: House,
    runner: Runner,
    windows: tuple[PixelWindow, ...],
    moved: tuple[str, ...],
) -> None:
    """Write tables, coverage and, last of all, the manifest."""
    record, out, watch = runner.record, order.out, runner.watch
    for window in windows:
        frames = runner.digests.get(window.key, [])
        named = hashlib.sha256("".join(frames).encode()).hexdigest()
        row = (window.camera, window.start_s, window.end_s, window.why, window.probability)
        record.add("windows", *row, len(frames), named, clip_path(out, window))
    for episode in name_witnesses(house):
        record.episode(episode)
    for body in house.world.legs.bodies.values():
        if body.kind == BodyKind.PERSON:
            record.add("people", body.id, *astuple(described(body)))
    for responder in house.cast.responder_rows():
        record.add("responders", *responder)
    with watch.stage("write"):
        tables = record.finish()
        house.coverage.save(out / "coverage.npz")
        write_json(out / "cameras.json", [camera_note(camera) for camera in house.deployment.cameras])
        write_json(out / "life.json", life(house))
        write_register(out, house.survey)
        if order.film:
            save_film(house, out / "film.npz")
        digest = content_hash(tables, {name: house.store.rows(name) for name in ALERT_TABLES})
        house.store.close()
    write_json(out / MANIFEST, manifest(order, stamped, house, digest, runner.frames, watch) | {"moved": list(moved)})


def camera_note(camera: CameraUnit) -> dict[str, Any]:
    """What the report needs to draw a camera."""
    model = camera.calibration()
    x, y, z = camera.at
    return {
        "id": camera.id, "x": x, "y": y, "z": z, "yaw_rad": model.yaw, "pitch_rad": model.pitch,
        "hfov_rad": camera.hfov, "width": camera.width, "height": camera.height, "fps": camera.fps,
        "roles": list(camera.roles), "infrared_m": camera.infrared_m,
    }  # fmt: skip
