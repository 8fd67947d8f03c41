"""Rows of wave 1 from end to end: what each rule finds stays found (ringfence.benches.rows)."""

from pathlib import Path

import pytest

from ringfence.benches.rows import Tally, figures, one, ordered, rows


def test_every_row_has_a_place_in_the_table() -> None:
    """Days, evenings and the comparison are no rows."""
    assert {"p1-perimeter", "f5-lift", "w2-panic"} <= set(rows())
    assert not {"evening", "chengbei-day", "r5-before-after", "minute"} & set(rows())


def test_a_tally_says_how_sure_it_is() -> None:
    """One of ten missed meets the goal of a tenth; one of fifty look-alikes is on the limit, two are over it."""
    good = Tally(10, 9, 50, 1, 3, 6.0) + Tally(missed=("arc (late, seed 8)",))
    pmiss, fired, false = figures("f3", good)
    assert pmiss["value"] == pytest.approx(0.1)
    assert fired["met"] is True
    assert "seed 8" in pmiss["note"]
    assert false["value"] == pytest.approx(0.5)
    _, fired, _ = figures("f3", Tally(10, 10, 50, 2, 0, 1.0))
    assert fired["met"] is False


@pytest.mark.slow
@pytest.mark.parametrize("name", ["c1-access", "f3-electrical", "f6-water"])
def test_a_row_finds_all_its_harm_and_is_not_fooled(name: str, tmp_path: Path) -> None:
    """Sensors alone, so that it stays cheap; an alarm at a look-alike is as bad as a miss."""
    tally = one(ordered(name, tmp_path), 7)
    assert tally.missed == ()
    assert tally.found == tally.harmful >= 2
    assert tally.fired == 0
