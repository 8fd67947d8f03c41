"""What a stricter threshold costs, against a run scored by hand at each."""

from dataclasses import replace

import pytest

from reports.figures import trade_off as drawn
from reports.folder import RunFolder, open_run
from reports.rows import traded
from reports.run import score
from reports.scores.tradeoff import MOST, trade_off
from reports.words import Words
from tests.fakes.runfolder import make_run

# Whose score is what: two true ones sure, two of what is false surer than the third true one.
SCORES = {"gas-a": 0.95, "panic-a": 0.9, "loit-x": 0.8, "peri-cat": 0.8, "car-a": 0.7}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return open_run(make_run(tmp_path_factory.mktemp("trade") / "run", clips=False))


def graded(run: RunFolder, scores: dict[str, float], rest: float) -> RunFolder:
    """The same run, its events claimed with other scores."""
    events = tuple(replace(event, score=scores.get(event.id, rest)) for event in run.events)
    return replace(run, events=events)


def test_each_threshold_is_the_run_with_the_surer_events_alone(run: RunFolder) -> None:
    """By hand: one found, two, then two false at once, a third found, and everything."""
    scored = score(run)
    trades = trade_off(graded(run, SCORES, 0.5), scored.behind)
    assert [trade.threshold for trade in trades] == [0.95, 0.9, 0.8, 0.7, 0.5]
    assert [(trade.found, trade.false) for trade in trades[:4]] == [(1, 0), (2, 0), (2, 2), (3, 2)]
    assert [trade.precision for trade in trades[:4]] == pytest.approx([1.0, 1.0, 0.5, 0.6])
    assert trades[2].false_per_h == pytest.approx(2 / 4.0)
    last, harmful = trades[-1], [e for e in scored.scores.episodes if e.verdict in ("found", "missed")]
    assert (last.found, last.episodes) == (scored.headline.found, len(harmful))
    assert last.recall == scored.headline.share


def test_thresholds_are_few_however_many_scores_there_are(run: RunFolder) -> None:
    """The loosest is always among them: it is the run as it was."""
    many = {event.id: 0.5 + k / 1000.0 for k, event in enumerate(run.events)}
    trades = trade_off(graded(run, many, 0.5), score(run).behind)
    assert len(trades) <= MOST + 1
    assert trades[-1].threshold == min(many.values())


def test_nothing_is_told_where_nothing_happened_or_no_score_differs(run: RunFolder) -> None:
    """No curve of one point."""
    assert trade_off(replace(run, episodes=()), {}) == ()
    assert traded(trade_off(graded(run, {}, 0.5), score(run).behind), Words("en")) is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_says_what_it_shows(run: RunFolder, lang: str) -> None:
    """Counts in words beside the curve; a dot where everything is believed."""
    shown = traded(trade_off(graded(run, SCORES, 0.5), score(run).behind), Words(lang))
    assert shown is not None
    assert "11/13" in shown.note.replace(" of ", "/")
    assert shown.picture.count("<circle") == 1
    assert drawn("x", (), "across", "up").startswith("<svg")
