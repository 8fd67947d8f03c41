"""Sweeps: what one costs over its runs, and whether one that is killed again and again ends with the same bytes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ringfence.benches.figure import Figure
from scenarios.executors import Executor, ExecutorError, Pool, Ray
from scenarios.order import Order
from scenarios.sweep import Attempt, Grid, failures, sweep, write_list
from twin.problems import InputError, Problem
from twin.seeds import Seeds

SCENARIO = """site: ximen
deployment: before
start: 2021-08-14T17:00+08:00
duration: {seconds} s
seed: 1
fidelity: metadata
population: {{permanent: 40, floating: 10}}
rates: {{stray-parking: 60 /day}}
"""
RUNS, KILLS, OVERHEAD = 200, 20, 0.05


class Timed(Attempt):
    """An attempt that writes beside its folder how long the run itself took [s]."""

    def __call__(self, order: Order) -> str:
        """Run, and note the time."""
        began = time.perf_counter()
        failure = Attempt.__call__(self, order)
        (order.out.parent / f"{order.out.name}.seconds").write_text(f"{time.perf_counter() - began}")
        return failure


def bench(quick: bool) -> list[Figure]:
    """Run `RUNS` short evenings, killed `KILLS` times, against as many that nobody killed; 6 and 2 if ``quick``."""
    runs, kills = (6, 2) if quick else (RUNS, KILLS)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        (base / "evening.yaml").write_text(SCENARIO.format(seconds=20 if quick else 30))
        whole, seconds = listed(base, "whole", runs, Pool(1))
        rows = [overhead(base / "whole", seconds, runs)]
        began = time.perf_counter()
        killed(base, runs, kills, seconds / runs)
        same = (base / "killed" / "sweep.json").read_bytes() == whole
        note = f"{runs} runs, killed {kills} times, {time.perf_counter() - began:.0f} s in all"
        rows.append(truth("a killed sweep ends with the same bytes", same, note))
        few = max(2, runs // 20)
        for name, executor in (("two workers", Pool(2)), ("Ray", Ray(2))):
            try:
                held, _ = listed(base, name.replace(" ", "-"), few, executor)
            except ExecutorError as error:
                rows.append(truth(f"{name}: the same bytes", None, str(error)))
                continue
            agree = json.loads(held) == json.loads(whole)[:few]
            rows.append(truth(f"{name}: the same bytes", agree, f"{few} runs"))
    return rows


def listed(base: Path, name: str, runs: int, executor: Executor) -> tuple[bytes, float]:
    """The list that a sweep writes, and how long it took [s]."""
    began = time.perf_counter()
    done = sweep(grid(base, name, runs).orders(), 1, executor=executor, attempt=Timed())
    if failures(done):
        raise InputError([Problem(str(base), None, "", text, "runs that succeed") for text in failures(done)])
    return write_list(done, base / name).read_bytes(), time.perf_counter() - began


def grid(base: Path, name: str, runs: int) -> Grid:
    """A sweep of short evenings."""
    return Grid((str(base / "evening.yaml"),), (), runs, base / name)


def overhead(folder: Path, seconds: float, runs: int) -> Figure:
    """What the sweep took beyond its runs, as a share of them; one worker."""
    inside = sum(float(path.read_text()) for path in (folder / "runs").glob("*.seconds"))
    share = (seconds - inside) / inside
    more = f"{(seconds - inside) / runs:.3f} s more per run, the pool's start among it"
    note = f"{runs} runs of {inside / runs:.2f} s each, {more}"
    return Figure(
        figure="overhead of a sweep over its runs", value=share, unit="share", goal=OVERHEAD, met=share <= OVERHEAD,
        peer=None, ratio=None, note=note,
    )  # fmt: skip


def killed(base: Path, runs: int, kills: int, run_s: float) -> None:
    """Start the sweep in a process group of its own, kill the group ``kills`` times, at last let it end.

    Each time it has finished another random share of its runs, and is at a random moment of the next one.
    """
    draw = Seeds(0).stream("bench", "sweep", "kills")
    program = (
        "import sys; from pathlib import Path; from ringfence.benches.sweep import Pool, listed\n"
        "if __name__ == '__main__': listed(Path(sys.argv[1]), 'killed', int(sys.argv[2]), Pool(1))\n"
    )
    script = base / "again.py"
    script.write_text(program)
    command = [sys.executable, str(script), str(base), str(runs)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for finished in sorted(int(count) for count in draw.integers(0, runs - 1, kills)):
        child = subprocess.Popen(command, start_new_session=True, env=environment)  # noqa: S603  our own program
        while len(list((base / "killed" / "runs").glob("*.seconds"))) < finished and child.poll() is None:
            time.sleep(0.05)
        time.sleep(float(draw.uniform(0.0, run_s)))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    subprocess.run(command, check=True, env=environment)  # noqa: S603  our own program


def truth(figure: str, met: bool | None, note: str) -> Figure:
    """A figure that is yes (1) or no (0)."""
    return Figure(figure=figure, value=float(bool(met)), unit="", goal=1.0, met=met, peer=None, ratio=None, note=note)
