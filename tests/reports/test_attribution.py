"""Which body an event is about, from boxes."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from reports.attribution import bodies, cars, iou
from reports.folder import open_run
from reports.run import score
from scenarios.tables import EVENTS, FOUND_TRACKS, TRACKS, TRUTH
from tests.fakes.runfolder import make_run

CORNER = st.tuples(*(st.integers(0, 20),) * 4)


@given(CORNER, CORNER)
def test_iou_counts_pixels(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Against counting the pixels of both boxes one by one."""

    def box(c: tuple[int, ...]) -> tuple[int, int, int, int]:
        return c[0], c[1], c[0] + c[2] + 1, c[1] + c[3] + 1

    grids = []
    for x0, y0, x1, y1 in (box(one), box(other)):
        grid = np.zeros((64, 64), bool)
        grid[y0:y1, x0:x1] = True
        grids.append(grid)
    expected = (grids[0] & grids[1]).sum() / (grids[0] | grids[1]).sum()
    assert np.isclose(iou(np.array(box(one), float), np.array([box(other)], float))[0], expected)


def test_the_body_under_the_boxes_is_named(tmp_path: Path) -> None:
    """Two people in view: the event's track follows the second."""
    folder = make_run(tmp_path / "run", clips=False)
    rows = []
    found = []
    for k in range(6):
        at = 11401.6 + k * 0.5
        for body, x in (("resident-1", 10.0), ("body-climb-1", 60.0 + k)):
            box = (x, 20.0, x + 15.0, 60.0)
            rows.append(("wall-n-1", k, at, body, "person", *box, *box, 1.0, 40.0, 20.0, False))
        found.append(("t1", "wall-n-1", "person", at, 61.0 + k, 22.0, 75.0 + k, 61.0, 0.0, 0.0, 0.9))
    for name, schema, held in (("tracks", TRACKS, rows), ("found_tracks", FOUND_TRACKS, found)):
        columns = [list(column) for column in zip(*held, strict=True)]
        pq.write_table(pa.table(columns, schema=schema), folder / f"{name}.parquet")
    events = pq.read_table(folder / "events.parquet").to_pylist()
    events[2]["tracks"] = ["t1"]
    pq.write_table(pa.Table.from_pylist(events, schema=EVENTS), folder / "events.parquet")
    assert bodies(open_run(folder)) == {"peri-a": frozenset({"body-climb-1"})}


def test_a_run_without_actors_or_tracks_is_scored(tmp_path: Path) -> None:
    """Fires and leaks have neither; the tables are there all the same."""
    folder = make_run(tmp_path / "run", clips=False)
    for name, schema in (("tracks", TRACKS), ("found_tracks", FOUND_TRACKS)):
        pq.write_table(pa.table([[] for _ in schema], schema=schema), folder / f"{name}.parquet")
    truth = [row | {"actors": []} for row in pq.read_table(folder / "truth.parquet").to_pylist()]
    pq.write_table(pa.Table.from_pylist(truth, schema=TRUTH), folder / "truth.parquet")
    events = [row | {"tracks": []} for row in pq.read_table(folder / "events.parquet").to_pylist()]
    pq.write_table(pa.Table.from_pylist(events, schema=EVENTS), folder / "events.parquet")
    scored = score(open_run(folder))
    assert scored.sights == {}
    assert scored.behind == {}


def test_an_event_that_rests_on_a_plate_is_about_the_car_of_that_plate(tmp_path: Path) -> None:
    """Wherever the car has gone by then; a plate that no episode's car has says nothing."""
    folder = make_run(tmp_path / "run", clips=False)
    assert cars(open_run(folder)) == {}
    truth = pq.read_table(folder / "truth.parquet").to_pylist()
    for row in truth:
        row["actors"] = ["car-浙F·8K2Q1"] if row["id"] == "car-1" else row["actors"]
    pq.write_table(pa.Table.from_pylist(truth, schema=TRUTH), folder / "truth.parquet")
    assert cars(open_run(folder)) == {"car-a": frozenset({"car-浙F·8K2Q1"})}
