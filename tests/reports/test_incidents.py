"""Base rates from a log, and the month that was held out."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from reports.incidents import base_rates
from twin.problems import InputError


def write(path: Path, daily: list[int], kind: str = "stray-parking") -> Path:
    first = date(2021, 1, 1)
    rows = [f"{first + timedelta(days=d)},{kind},x" for d, n in enumerate(daily) for _ in range(n)]
    path.write_text("date,kind,note\n" + "\n".join(rows) + "\n")
    return path


def test_the_last_month_is_held_out(tmp_path: Path) -> None:
    """A steady log foretells its last month; a last month ten times as busy is not foretold."""
    draw = np.random.Generator(np.random.Philox(1))
    daily = [int(n) for n in draw.poisson(0.5, 365)]
    (steady,) = base_rates(write(tmp_path / "log.csv", daily))
    assert steady.low < 0.5 < steady.high
    assert steady.kept
    assert len(steady.counts) == 11
    assert sum(steady.counts) + steady.held_out == sum(daily)
    (burst,) = base_rates(write(tmp_path / "burst.csv", daily[:334] + [5] * 31))
    assert not burst.kept


def test_prediction_covers(tmp_path: Path) -> None:
    """Over many logs of an overdispersed kind, 95% prediction intervals hold the month held out about that often."""
    kept = 0
    for k in range(100):
        draw = np.random.Generator(np.random.Philox(k))
        daily = [int(n) for busy in draw.gamma(5.0, 0.2, 12) for n in draw.poisson(busy, 30)]
        kept += base_rates(write(tmp_path / "log.csv", [*daily, 1]))[0].kept
    assert kept >= 88


def test_every_bad_row_is_listed(tmp_path: Path) -> None:
    """A day that is none, a kind that is none; a log of one month is too short."""
    path = tmp_path / "log.csv"
    path.write_text("date,kind\n2021-13-01,panic\n2021-01-02,panik\n")
    with pytest.raises(InputError) as caught:
        base_rates(path)
    assert [p.line for p in caught.value.problems] == [2, 3]
    with pytest.raises(InputError, match="covers 1 months"):
        base_rates(write(path, [1, 1]))
