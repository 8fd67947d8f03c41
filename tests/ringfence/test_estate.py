"""A compound made to size from the command line (ringfence.commands.estate)."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ringfence.cli import app
from scenarios.library.estate.day import RATES, scaled
from scenarios.schema import load_inputs, load_scenario


def test_an_estate_of_forty_homes_can_be_run(tmp_path: Path) -> None:
    """Its day finds its site and deployment beside it, and all three fit each other."""
    done = CliRunner().invoke(app, ["estate", "minghu", "--homes", "40", "--floors", "6", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    names = [f"minghu{end}" for end in (".geojson", "-after.yaml", "-before.yaml", "-day.yaml")]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    day = tmp_path / "minghu-day.yaml"
    told = load_scenario(day)
    given = load_inputs(day, told.site, told.deployment)
    assert told.site == tmp_path / "minghu.geojson"
    assert given.scenario.population.households == 40
    assert len(given.site.units()) >= 40
    assert {building.floors for building in given.site.buildings if len(building.stairs)} == {6}


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        (("Ming Hu", "--homes", "0", "--floors", "40"), 3),
        (("../up", "--homes", "40"), 1),
        (("minghu", "--homes", "9000000"), 1),
    ],
)
def test_an_order_that_nothing_can_be_built_to_is_refused_whole(
    tmp_path: Path, words: tuple[str, ...], problems: int
) -> None:
    """Exit 2, every problem at once, nothing written."""
    done = CliRunner().invoke(app, ["estate", *words, "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert f"{problems} problem" in done.output
    assert not (tmp_path / "out").exists()


def test_rates_follow_the_number_of_homes() -> None:
    """Twice the homes, twice the calls; Chengbei's own are what its file says."""
    assert scaled(RATES["stray-parking"], 1322) == "8"
    assert scaled(RATES["pile-fault"], 661) == "0.05"
