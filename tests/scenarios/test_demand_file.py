"""The file of demands (scenarios.demand_file)."""

import math
from pathlib import Path

import pytest

from scenarios.demand_file import load_demands
from scenarios.library import bundled, find
from twin.planning.demands import Subject
from twin.problems import InputError


def test_the_bundled_demands_can_be_read() -> None:
    """Rungs by name, pixels on an object, and plain densities all become px/m."""
    assert "standard" in bundled("demand")
    brief = load_demands(find("demand", "standard"))
    by_name = {demand.name: demand for demand in brief.demands}
    assert by_name["plates at barriers"].px_per_m == pytest.approx(280 / 0.52)
    assert by_name["falling objects"].px_per_m == pytest.approx(60.0)
    assert by_name["falling objects"].analysed
    assert by_name["wall seen twice"].px_per_m == 40.0
    assert by_name["faces at gates"].within == pytest.approx(math.radians(15.0))
    assert by_name["private windows"].ceiling
    assert by_name["private windows"].subject is Subject.WINDOWS


def test_every_problem_is_listed(tmp_path: Path) -> None:
    """One look shows all that is wrong, with lines and what would be accepted."""
    path = tmp_path / "bad.yaml"
    path.write_text(
        "ladder: '2014'\n"
        "demands:\n"
        "  - {name: a, see: gates, density: discern}\n"
        "  - {name: a, see: gates, density: 25 px/m, at_most: 30 px/m}\n"
        "  - {name: c, see: walls, object: 5 cm}\n"
        "  - {name: d, see: walls, density: 25 px/m}\n"
        "placement: {models: [ds-9mp]}\n"
    )
    with pytest.raises(InputError) as caught:
        load_demands(path)
    assert [problem.line for problem in caught.value.problems] == [3, 4, 4, 5, 7]
    assert "monitor" in str(caught.value)
    assert "ds-2mp" in str(caught.value)
