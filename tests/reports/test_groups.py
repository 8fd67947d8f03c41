"""How well groups of people were seen (reports.groups)."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from reports.folder import open_run
from reports.groups import GROUPS, group_rows, looks_of, seen_by_group, share
from reports.words import Words
from tests.fakes.runfolder import make_run
from twin.bodies import Body, BodyKind
from twin.imaging.described import described

BOXES = ("x0", "y0", "x1", "y1")


@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0.0, 1.0)), min_size=2, max_size=12))
def test_the_interval_is_that_of_a_regression_with_clusters(people: list[tuple[int, float]]) -> None:
    """statsmodels' cluster-robust error of a mean is the same number."""
    looks = np.array([n for n, _ in people], dtype=np.float64)
    found = np.array([round(n * part) for n, part in people], dtype=np.float64)
    hits = np.concatenate([np.repeat([1.0, 0.0], [int(f), int(n - f)]) for n, f in zip(looks, found, strict=True)])
    groups = np.repeat(np.arange(len(looks)), looks.astype(int))
    fitted = sm.OLS(hits, np.ones(len(hits))).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    value, low, high = share(looks, found)
    expected = fitted.conf_int()[0]
    assert value == pytest.approx(fitted.params[0], abs=1e-9)
    # The regression divides by one observation less as well.
    assert low == pytest.approx(max(0.0, expected[0]), abs=1e-6)
    assert high == pytest.approx(min(1.0, expected[1]), abs=1e-6)


def test_only_drawn_looks_count_and_by_person(tmp_path: Path) -> None:
    """A hit overlaps by half; what the response model made, what is small or hidden, is left out."""
    run = open_run(make_run(tmp_path))
    box, off = (10.0, 10.0, 30.0, 70.0), (25.0, 10.0, 45.0, 70.0)
    people = [("p1", "adult", "stout", "dark"), ("p2", "old", "slim", "bright")]
    names = ("id", "age", "build", "clothes")
    pq.write_table(pa.table({n: [p[k] for p in people] for k, n in enumerate(names)}), tmp_path / "people.parquet")
    cameras = [{"id": "c", "roles": ["overview"]}, {"id": "hr", "roles": ["high-rise"]}]
    (tmp_path / "cameras.json").write_text(json.dumps(cameras), encoding="utf-8")
    rows = [
        ("hr", 1, "p1", 60.0, 1.0, True, box, off),
        ("c", 1, "p1", 60.0, 1.0, True, box, box),
        ("c", 2, "p1", 60.0, 1.0, True, box, off),
        ("c", 3, "p2", 60.0, 1.0, True, box, box),
        ("c", 4, "p2", 60.0, 1.0, False, box, off),
        ("c", 5, "p2", 30.0, 1.0, True, box, off),
        ("c", 6, "p2", 60.0, 0.3, True, box, off),
    ]
    common = {"camera": [r[0] for r in rows], "index": [r[1] for r in rows], "rendered": [r[5] for r in rows]}
    true = {"body": [r[2] for r in rows], "label": ["person"] * len(rows), "pixel_height": [r[3] for r in rows]}
    shown = {"visible_share": [r[4] for r in rows]}
    for name, at, more in (("tracks", 6, true | shown), ("detections", 7, {})):
        boxes = {edge: [r[at][k] for r in rows] for k, edge in enumerate(BOXES)}
        pq.write_table(pa.table(common | more | boxes), tmp_path / f"{name}.parquet")
    assert [(looks, found) for _, looks, found in looks_of(run)] == [(2, 1), (1, 1)]
    seen = {(one.by, one.group): (one.people, one.looks, one.share) for one in seen_by_group([run, run])}
    assert seen[("age", "adult")] == (2, 4, 0.5)
    assert seen[("clothes", "bright")] == (2, 2, 1.0)
    rows_shown = group_rows(seen_by_group([run]), Words("zh"))
    assert [row.by for row in rows_shown] == ["年龄", "", "体型", "", "衣着", ""]


def test_everybody_is_in_a_group() -> None:
    """Descriptions use the groups' names, and bodies of all of them exist."""
    seen: dict[str, set[str]] = {by: set() for by in GROUPS}
    for look in range(300):
        for height_m in (0.7, 1.2, 1.4, 1.6, 1.75):
            for uniform in ("", "guard"):
                one = described(Body("b", BodyKind.PERSON, look, (0.5, 0.4, height_m), uniform))
                for by in GROUPS:
                    seen[by].add(getattr(one, by))
    assert seen == {by: set(groups) for by, groups in GROUPS.items()}
