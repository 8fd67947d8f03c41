"""Before and after, from made-up runs whose difference is known."""

from pathlib import Path

import pytest

from reports.compare import ComparisonError, compare_runs
from tests.fakes.runfolder import make_run


def pairs(folder: Path, seeds: tuple[int, ...] = (7, 8)) -> list[tuple[Path, Path]]:
    return [
        (
            make_run(folder / f"b{seed}", found=2, clips=False, seed=seed, deployment="before"),
            make_run(folder / f"a{seed}", clips=False, seed=seed),
        )
        for seed in seeds
    ]


def test_the_known_difference(tmp_path: Path) -> None:
    """Two of 26 against 22 of 26, eighteen won, none lost."""
    found = compare_runs(pairs(tmp_path), tmp_path / "out")
    assert [(p["before"]["found"], p["after"]["found"]) for p in found["pairs"]] == [(2, 11), (2, 11)]
    assert found["ratio"] == pytest.approx(5.5)
    assert (found["only_before"], found["only_after"]) == (0, 18)
    assert found["p_value"] == pytest.approx(2.0 * 0.5**18)
    share = next(c for c in found["changes"] if c["measure"] == "share")
    assert share["change"] == pytest.approx(9 / 13)


def test_both_languages_are_written(tmp_path: Path) -> None:
    """The page's first heading says who finds how much."""
    runs = pairs(tmp_path, (7,))
    compare_runs(runs, tmp_path / "out", ("open", "closed"))
    assert "<h1>Of 13 episodes, “closed” finds 11 and “open” 2</h1>" in (tmp_path / "out" / "compare.html").read_text(
        encoding="utf-8"
    )
    compare_runs(runs, tmp_path / "out", lang="zh")
    assert "13 起事件中" in (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")


def test_runs_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    """Another seed is another evening."""
    ((before, _), (_, after)) = pairs(tmp_path)
    with pytest.raises(ComparisonError, match=r"has seed 7.*has 8"):
        compare_runs([(before, after)], tmp_path / "out")
    with pytest.raises(ComparisonError, match="no pair"):
        compare_runs([], tmp_path / "out")


def test_more_than_two_deployments_and_what_else_changed(tmp_path: Path) -> None:
    """Each is compared with the first; the page has the ratios, the waiting, the shares and the limits."""
    rows = [
        [
            make_run(folder / str(seed), found=found, clips=False, seed=seed, deployment=name)
            for name, found in (("before", 2), ("half", 6), ("after", 16))
            for folder in [tmp_path / name]
        ]
        for seed in (7, 8, 9)
    ]
    content = compare_runs(rows, tmp_path / "out", ("before", "half", "after"))
    assert [c["names"] for c in [content, *content["others"]]] == [["before", "half"], ["before", "after"]]
    alerts = next(r for r in content["others"][0]["ratios"] if r["measure"] == "alerts")
    assert alerts["ratio"] == pytest.approx(alerts["after"] / alerts["before"])
    assert {s["group"]: (s["found"], s["alone"]) for s in content["others"][0]["shares"]}["panic"] == (3, 3)
    missed = {(m["kind"], m["why"]): (m["missed"], m["episodes"]) for m in content["others"][0]["misses"]}
    assert missed == {("thrown-object", "too-small"): (3, 9), ("wall-climb", "not-covered"): (3, 6)}
    pair = content["others"][0]["pairs"][0]
    assert sum(came for _, came in pair["after"]["waits"]) > sum(came for _, came in pair["before"]["waits"])
    page = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    assert "What “after” missed, and why" in page
    assert page.count("<svg") == 6
    assert page.count("<li>") == 7
    assert 'download="compare.json"' in page


def test_a_log_gives_the_rates(tmp_path: Path) -> None:
    """The scenario is written anew with the log's rates, and reads back; the page shows the month held out."""
    from reports.incidents import base_rates
    from ringfence.comparing import Request, calibrated
    from scenarios.schema import load_scenario
    from twin.truth import EpisodeKind

    days = [f"2021-{month:02d}-{day:02d},panic" for month in range(1, 7) for day in range(1, 11)]
    (tmp_path / "log.csv").write_text("date,kind\n" + "\n".join(days) + "\n")
    rates = base_rates(tmp_path / "log.csv")
    path = calibrated(Request("ximen-day", ("before", "after"), 1, "metadata", tmp_path, tmp_path), rates)
    assert dict(load_scenario(Path(path)).rates)[EpisodeKind.PANIC] == pytest.approx(50 / 151, rel=1e-4)
    compare_runs(pairs(tmp_path, (7,)), tmp_path / "out", rates=rates)
    assert "Base rates from the incident log" in (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
