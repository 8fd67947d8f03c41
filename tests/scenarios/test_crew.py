"""Benches in processes of their own (scenarios.crew)."""

import json
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from scenarios.crew import StudioError
from scenarios.manifest import MANIFEST
from scenarios.order import Order
from scenarios.run import Report, run
from tests.fakes.tiny import write_tiny


def order(folder: Path, **options: object) -> Order:
    scenario = write_tiny(folder / "in")
    site, deployment = folder / "in" / "site.geojson", folder / "in" / "deployment.yaml"
    return Order(scenario, site, deployment, folder / "run", cache=folder / "cache", **options)  # type: ignore[arg-type]


def test_a_run_says_so_when_a_bench_is_killed(tmp_path: Path) -> None:
    """Killed for memory, say: the run ends at once, with a sentence, and is not taken for a finished one."""

    def kill_one(report: Report) -> None:
        if report.done_s == 21.0:
            victim = multiprocessing.active_children()[0]
            os.kill(victim.pid or 0, signal.SIGKILL)
            victim.join()

    told = order(tmp_path, workers=2)
    with pytest.raises(StudioError, match="enough memory"):
        run(told, kill_one)
    assert multiprocessing.active_children() == []
    assert not (told.out / MANIFEST).exists()


def test_a_bench_leaves_when_its_run_is_killed(tmp_path: Path) -> None:
    """No process stays behind to write into clips that the continued run films anew."""
    told = order(tmp_path, workers=2)
    process = multiprocessing.get_context("spawn").Process(target=run_until_killed, args=(told, tmp_path / "benches"))
    process.start()
    process.join(120)
    benches = json.loads((tmp_path / "benches").read_text())
    assert len(benches) == 2
    until = time.perf_counter() + 20.0
    while any(alive(bench) for bench in benches) and time.perf_counter() < until:
        time.sleep(0.1)
    assert not any(alive(bench) for bench in benches)


def run_until_killed(told: Order, note: Path) -> None:
    def stop(report: Report) -> None:
        if report.done_s >= 21.0:
            note.write_text(json.dumps([child.pid for child in multiprocessing.active_children()]))
            os.kill(os.getpid(), signal.SIGKILL)

    run(told, stop)


def alive(pid: int) -> bool:
    """Whether a process is there and more than a zombie that nobody has asked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
