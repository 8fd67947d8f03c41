"""The run folder's tables and hash (scenarios.record)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.contract import Detection, Event, EventKind, Evidence, Label
from detectors.stream import Quantity, Reading, Unit
from scenarios.record import PACK, RunRecord, content_hash
from scenarios.tablefile import TableFile
from twin.sensors.outbox import Outbox

EVENT = Event(
    "e1", EventKind.SMOKE, ("s1",), "b1/1/101/kitchen", None, 3.0, None, 3.5, 3.6, 0.9, Evidence(readings=(("s1", 4),))
)


def filled(folder: Path) -> RunRecord:
    folder.mkdir(parents=True, exist_ok=True)
    record = RunRecord(folder)
    record.readings([Reading("s1", 0, 1.0, Quantity.OBSCURATION, 0.2, Unit.PERCENT_PER_M)])
    record.readings([Reading("r1", 0, 2.0, Quantity.BADGE, "card-7", Unit.NONE)])
    box = (1.0, 2.0, 3.0, 4.0)
    record.detections([Detection("c", 5, 1.0, box, Label.PERSON, 0.5)], rendered=True)
    record.event(EVENT)
    return record


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    """Numbers stay numbers, words stay words, missing stays missing; nothing shows before all is whole."""
    record = filled(tmp_path)
    assert not list(tmp_path.glob("*.parquet"))
    record.finish()
    readings = pq.read_table(tmp_path / "readings.parquet").to_pylist()
    assert readings[0]["number"] == 0.2
    assert readings[1] | {"text": "card-7", "number": None} == readings[1]
    (event,) = pq.read_table(tmp_path / "events.parquet").to_pylist()
    assert event["x_m"] is None
    assert event["readings"] == ["s1:4"]
    assert not list(tmp_path.glob(".*"))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.sampled_from(["s1", "r1", "z"]),
            st.one_of(st.floats(-1e9, 1e9), st.booleans(), st.sampled_from(["card-7", "京A12345", ""])),
        ),
        max_size=20,
    )
)
@settings(max_examples=40, deadline=None)
def test_readings_in_columns_are_recorded_as_one_by_one(said: list[tuple[int, str, float | bool | str]]) -> None:
    """Numbers, flags and words, in several windows; a reading that came otherwise stays in its place."""
    outbox, odd = Outbox(["z", "s1", "r1"]), Reading("cam", 0, 5.0, Quantity.PICTURE, "dark", Unit.NONE)
    for time_s, device, value in said:
        outbox.put(float(time_s), device, Quantity.BADGE if isinstance(value, str) else Quantity.GAS, value)
    windows = [outbox.take(5.0), [odd], outbox.take(7.0), outbox.take(10.0)]
    hashes = []
    for parts in (windows, [list(part) for part in windows]):
        with TemporaryDirectory() as folder:
            record = RunRecord(Path(folder))
            for part in parts:
                record.readings(part)
            hashes.append(record.finish()["readings"])
    assert hashes[0] == hashes[1]


def test_a_record_given_up_leaves_nothing(tmp_path: Path) -> None:
    """Neither tables nor parts of tables."""
    filled(tmp_path).drop()
    assert not list(tmp_path.iterdir())


def test_the_hash_sees_every_column_and_the_alerts(tmp_path: Path) -> None:
    """Equal content, equal hash; any changed value, another hash."""
    base, again, other = (filled(tmp_path / name) for name in "abc")
    other.event(EVENT)
    tables, others = base.finish(), other.finish()
    assert tables == again.finish()
    assert content_hash(tables, {"alerts": [("a", 1.0)]}) != content_hash(tables, {"alerts": [("a", 1.5)]})
    assert content_hash(tables, {"alerts": [("a", 1.0)]}) != content_hash(others, {"alerts": [("a", 1.0)]})


def told(values: list[pa.Array]) -> str:
    """The hash of a table of one column that comes piece by piece."""
    schema = pa.schema([("w", pa.string())])
    with TemporaryDirectory() as folder:
        file = TableFile("t", schema, Path(folder))
        for piece in values:
            file.append(pa.RecordBatch.from_arrays([piece], schema=schema))
        return file.finish()


@given(st.lists(st.none() | st.text(max_size=3), max_size=12), st.data())
def test_the_hash_sees_values_and_not_how_they_are_held(words: list[str | None], data: st.DataObject) -> None:
    """Pieces, offsets and what lies under a gap do not matter; where one text ends and the next begins does."""
    cut = data.draw(st.integers(0, len(words)))
    whole = told([pa.array(["x", *words], pa.string()).slice(1)])
    assert told([pa.array(part, pa.string()) for part in (words[:cut], words[cut:])]) == whole
    other = data.draw(st.lists(st.none() | st.text(max_size=3), max_size=12))
    assert (told([pa.array(other, pa.string())]) == whole) == (other == words)


def test_rows_outlast_packing_and_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than wait unpacked, and than a row group holds, in their order."""
    monkeypatch.setattr("scenarios.tablefile.GROUP", 1000)
    record = RunRecord(tmp_path)
    for k in range(2 * PACK + 3):
        record.add("responders", "r", float(k), 0.0, 0.0, 0.0, "idle", None)
    record.finish()
    file = pq.ParquetFile(tmp_path / "responders.parquet")
    assert file.num_row_groups == 5
    assert file.read()["time_s"].to_pylist() == [float(k) for k in range(2 * PACK + 3)]
