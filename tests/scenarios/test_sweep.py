"""A sweep: the same list whatever the executor, however often it was killed; failures stay where they are."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.executors import KILLED, Executor, Here, Pool, Ray
from scenarios.library import find
from scenarios.order import Order
from scenarios.sweep import Grid, failures, sweep, write_list
from scenarios.variants import Variant
from tests.fakes.dying import dying
from tests.fakes.tiny import SCENARIO, write_tiny
from twin.problems import InputError

SHORT = SCENARIO.replace("90 s", "8 s").split("episodes:")[0] + "fidelity: metadata\n"


def grid(folder: Path, out: str, seeds: int = 2) -> Grid:
    return Grid((str(write_tiny(folder / "in", SHORT)),), (), seeds, folder / out)


def list_of(folder: Path, out: str, executor: Executor) -> bytes:
    made = sweep(grid(folder, out).orders(), 1, executor=executor)
    assert failures(made) == []
    return write_list(made, folder / out).read_bytes()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("sweep")
    return folder, list_of(folder, "one", Here())


def test_two_workers_agree_and_finished_runs_are_kept(one: tuple[Path, bytes]) -> None:
    """Worker count changes no byte; the second time nothing is run."""
    folder, listed = one
    assert list_of(folder, "two", Pool(2)) == listed
    kept: list[bool] = []
    sweep(grid(folder, "two").orders(), 1, lambda done: kept.append(done.kept), executor=None)
    assert kept == [True, True]
    manifest = folder / "two" / "runs" / "scenario-deployment-3" / "manifest.json"
    held = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(held | {"versions": held["versions"] | {"numpy": "0.1"}}))
    kept.clear()
    sweep(grid(folder, "two").orders(), 1, lambda done: kept.append(done.kept), executor=Here())
    assert sorted(kept) == [False, True]


def test_a_killed_process_takes_nothing_else_with_it(tmp_path: Path) -> None:
    """It is tried once more; what failed is named, the rest is done."""
    base = Order(tmp_path, tmp_path, tmp_path, tmp_path)
    orders = [replace(base, out=tmp_path / name) for name in ("well", "once", "fails", "always")]
    found = {order.out.name: failure for order, failure in Pool(1).each(dying, orders)}
    assert found == {"well": "", "once": "", "fails": "ValueError: on purpose", "always": KILLED}


def test_ray_agrees(one: tuple[Path, bytes]) -> None:
    """The cluster extra, where it is installed, writes the same bytes."""
    pytest.importorskip("ray", reason="the cluster extra is not installed")
    folder, listed = one
    assert list_of(folder, "ray", Ray(1)) == listed


def test_detectors_are_an_axis(one: tuple[Path, bytes]) -> None:
    """A stage in another's place is a deployment of its own; a stage that nobody runs is refused."""
    folder, _ = one
    base = grid(folder, "axis", seeds=1)
    swapped = Variant("perimeter=detectors.rules.loitering:Loitering")
    orders = replace(base, variants=(Variant("deployed"), swapped), open_loop=True).orders()
    assert all(order.open_loop and not order.film for order in orders)
    assert len({order.out for order in orders}) == len({order.deployment for order in orders}) == 2
    assert "detectors.rules.loitering:Loitering" in orders[1].deployment.read_text()
    with pytest.raises(InputError, match="no device runs 'perimetre'"):
        replace(base, variants=(Variant("perimetre=a:b"),)).orders()


def test_a_scenario_may_be_said_with_its_site() -> None:
    """The bundled day at Ximen."""
    assert find("scenario", "ximen-day") == find("scenario", "day")
