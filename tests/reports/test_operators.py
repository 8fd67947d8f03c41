"""Alarm load against EEMUA 191: what is counted, in which ten minutes, and what it is called."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.folder import open_run
from reports.load import load_lines
from reports.records import Alert, Asked, Delivery
from reports.run import score
from reports.scores.events import AlertScore
from reports.scores.operators import alerts_per_episode, operator_loads
from reports.words import Words
from tests.fakes.runfolder import make_run


def told(number: int, at_s: float, who: str = "command-centre", outcome: str = "delivered") -> Delivery:
    return Delivery(f"a-{number}", who, "console", 1, at_s, outcome)


@pytest.mark.parametrize(
    ("alerts", "band"), [(1, "acceptable"), (3, "manageable"), (9, "demanding"), (11, "excessive")]
)
def test_alerts_are_counted_once_in_the_ten_minutes_they_were_told_in(tmp_path: Path, alerts: int, band: str) -> None:
    """All in the first of two spans; told twice is one; a householder or a loudspeaker is no operator."""
    run = open_run(make_run(tmp_path / "run"))
    made = tuple(
        Alert(f"a-{n}", "smoke", "3", None, None, 1.0, "open", None, ("e-1", "e-2", "e-3")) for n in range(alerts)
    )
    deliveries = [told(n, 10.0) for n in range(alerts)] + [told(0, 700.0), told(0, 5.0, outcome="failed")]
    deliveries += [told(0, 3.0, "householder"), told(0, 3.0, "police-desk", outcome="failed")]
    deliveries.append(replace(told(0, 3.0, "grid-worker"), channel="loudspeaker"))
    whole = replace(run, alerts=made, deliveries=tuple(deliveries), manifest=replace(run.manifest, duration_s=1200.0))
    (load,) = operator_loads(whole)
    assert (load.who, load.alerts, load.events, load.worst, load.band) == (
        "command-centre", alerts, 3 * alerts, alerts, band,
    )  # fmt: skip
    assert (load.alerts_per_span, load.events_per_span) == (alerts / 2, 3 * alerts / 2)
    assert load.flood_share == (0.5 if alerts >= 10 else 0.0)


def test_three_at_a_desk_have_a_third_each(tmp_path: Path) -> None:
    """Twelve alerts in ten minutes are a flood for one and four apiece for three; the page and the line say so."""
    run = open_run(make_run(tmp_path / "run"))
    made = tuple(Alert(f"a-{n}", "smoke", "3", None, None, 1.0, "open", None, ("e-1",)) for n in range(12))
    asked = Asked("command-centre", 3, 12, 11, 1, 55.0)
    manifest = replace(run.manifest, duration_s=600.0, operators=(asked,))
    whole = replace(run, alerts=made, deliveries=tuple(told(n, 10.0) for n in range(12)), manifest=manifest)
    (load,) = operator_loads(whole)
    assert (load.asked, load.alerts_per_span, load.worst, load.flood_share) == (asked, 4.0, 4.0, 0.0)
    assert load.band == "demanding"
    lines = list(load_lines(whole, score(run), Words("en")))
    assert lines[-1].startswith("command centre: 4.00 alerts per person in ten minutes, 4.00 raw events; demanding")


def test_alerts_per_episode_count_true_ones_only() -> None:
    """Two about one, one about another; false ones and notices are about nothing."""
    rows = [("1", "found", "x"), ("2", "true", "x"), ("3", "found", "y"), ("4", "false", "x"), ("5", "notice", None)]
    assert alerts_per_episode(AlertScore(*row) for row in rows) == (1.5, 1.5)
    assert alerts_per_episode([]) is None
