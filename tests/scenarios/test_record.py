"""The run folder's tables and hash (scenarios.record)."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from detectors.contract import Detection, Event, EventKind, Evidence, Label
from detectors.stream import Quantity, Reading, Unit
from scenarios.record import PACK, RunRecord, content_hash, write_tables

EVENT = Event(
    "e1", EventKind.SMOKE, ("s1",), "b1/1/101/kitchen", None, 3.0, None, 3.5, 3.6, 0.9, Evidence(readings=(("s1", 4),))
)


def filled() -> RunRecord:
    record = RunRecord()
    record.readings([Reading("s1", 0, 1.0, Quantity.OBSCURATION, 0.2, Unit.PERCENT_PER_M)])
    record.readings([Reading("r1", 0, 2.0, Quantity.BADGE, "card-7", Unit.NONE)])
    box = (1.0, 2.0, 3.0, 4.0)
    record.detections([Detection("c", 5, 1.0, box, Label.PERSON, 0.5)], rendered=True)
    record.event(EVENT)
    return record


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    """Numbers stay numbers, words stay words, missing stays missing."""
    write_tables(filled().tables(), tmp_path)
    readings = pq.read_table(tmp_path / "readings.parquet").to_pylist()
    assert readings[0]["number"] == 0.2
    assert readings[1] | {"text": "card-7", "number": None} == readings[1]
    (event,) = pq.read_table(tmp_path / "events.parquet").to_pylist()
    assert event["x_m"] is None
    assert event["readings"] == ["s1:4"]
    assert not list(tmp_path.glob(".*"))


def test_the_hash_sees_every_column_and_the_alerts() -> None:
    """Equal content, equal hash; any changed value, another hash."""
    base = content_hash(filled().tables(), {"alerts": [("a", 1.0)]})
    assert base == content_hash(filled().tables(), {"alerts": [("a", 1.0)]})
    assert base != content_hash(filled().tables(), {"alerts": [("a", 1.5)]})
    other = filled()
    other.event(EVENT)
    assert base != content_hash(other.tables(), {"alerts": [("a", 1.0)]})


@given(st.lists(st.none() | st.text(max_size=3), max_size=12), st.data())
def test_the_hash_sees_values_and_not_how_they_are_held(words: list[str | None], data: st.DataObject) -> None:
    """Pieces, offsets and what lies under a gap do not matter; where one text ends and the next begins does."""
    cut = data.draw(st.integers(0, len(words)))
    whole = pa.table({"w": pa.chunked_array([pa.array(["x", *words], pa.string()).slice(1)])})
    pieces = pa.table({"w": pa.chunked_array([pa.array(part, pa.string()) for part in (words[:cut], words[cut:])])})
    assert content_hash({"t": whole}, {}) == content_hash({"t": pieces}, {})
    other = data.draw(st.lists(st.none() | st.text(max_size=3), max_size=12))
    table = pa.table({"w": pa.array(other, pa.string())})
    assert (content_hash({"t": table}, {}) == content_hash({"t": whole}, {})) == (other == words)


def test_rows_outlast_packing() -> None:
    """More rows than wait unpacked, in their order."""
    record = RunRecord()
    for k in range(PACK + 3):
        record.add("responders", "r", float(k), 0.0, 0.0, 0.0, "idle", None)
    times = record.tables()["responders"]["time_s"].to_pylist()
    assert times == [float(k) for k in range(PACK + 3)]
