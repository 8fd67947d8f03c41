"""The pytest plugin ``ringfence_suite``: a detector team's regression test in three lines.

def test_my_detector(ringfence_suite):
    result = ringfence_suite("suites/evenings", candidate="loitering=my.detector:Loitering")
    assert not result.regressions, result.summary
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from ringfence.regressing import Result, run_regression
from ringfence.terminal import cache_folder
from scenarios.executors import Here, Pool

Run = Callable[..., Result]


@pytest.fixture
def ringfence_suite(tmp_path: Path) -> Run:
    """Return a function of (suite, candidate, baseline, out, workers) to a result; one worker runs in here."""

    def run(
        suite: str | Path, candidate: str, baseline: str = "deployed", out: Path | None = None, workers: int = 1
    ) -> Result:
        where = Pool(workers) if workers > 1 else Here()
        return run_regression(
            Path(suite), candidate, baseline, out or tmp_path / "regress", cache_folder(), where, Console(), quiet=True
        )

    return run
