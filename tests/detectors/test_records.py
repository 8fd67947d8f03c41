"""Who passed here between two times; every look-up is on record, and nothing is kept longer than allowed."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.records import DAY_S, NoReasonError, Query, RecordBook, RecordError, Retention, Seen, Sighting

CAR = Sighting(Seen.PLATE, "浙FD4K4Z", "gate-west-barrier", 100.0, 100.0, (0.0, 0.0, 0.0))
CARD = Sighting(Seen.BADGE, "card-tenant-49", "b15-2-badge-reader", 200.0, 200.0)
WALK = Sighting(Seen.TRACK, "over-1/t2", "over-1", 90.0, 300.0, (40.0, 30.0, 0.0), "person")


def book() -> RecordBook:
    made = RecordBook(":memory:")
    made.add([CAR, CARD, WALK])
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), [WALK, CAR, CARD]),
        (Query("d4k"), [CAR]),
        (Query(seen=(Seen.BADGE, Seen.PLATE)), [CAR, CARD]),
        (Query(device="over-1"), [WALK]),
        (Query(near=(40.0, 0.0), within_m=30.0), [WALK]),
        (Query(near=(0.0, 0.0), within_m=1.0), [CAR]),
        (Query(start_s=150.0, end_s=199.0), [WALK]),
        (Query(text="%"), []),
        (Query(text="' OR 1=1 --"), []),
    ],
)
def test_everything_asked_must_hold(query: Query, found: list[Sighting]) -> None:
    """A track counts for as long as it lasts; letters of either case; what is typed is never a pattern or SQL."""
    assert book().search(query, "wang", "lost child", 1.0) == found


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 100), st.sampled_from("abc")), max_size=20),
    st.floats(0, 1000),
    st.floats(0, 300),
)
def test_a_search_finds_what_a_plain_loop_finds(
    rows: list[tuple[float, float, str]], start_s: float, span_s: float
) -> None:
    """Against the definition, for any times."""
    made = {(name, at): Sighting(Seen.TRACK, name, "cam", at, at + lasts) for at, lasts, name in rows}
    subject = RecordBook(":memory:")
    subject.add(made.values())
    found = subject.search(Query("a", start_s=start_s, end_s=start_s + span_s), "x", "y", 0.0)
    plain = [s for s in made.values() if s.name == "a" and s.start_s <= start_s + span_s and s.end_s >= start_s]
    assert sorted(found, key=lambda s: s.start_s) == sorted(plain, key=lambda s: s.start_s)


def test_every_lookup_is_on_record_and_none_goes_without_a_reason() -> None:
    """Who, why, what and how much; an empty name or reason shows nothing."""
    subject = book()
    subject.search(Query("浙", (Seen.PLATE,), start_s=60.0), "wang", "theft at b3", 5.0)
    for who, why in (("", "theft"), ("wang", "  ")):
        with pytest.raises(NoReasonError):
            subject.search(Query(), who, why, 6.0)
    assert subject.lookups() == [(5.0, "wang", "theft at b3", "name '浙'; plate; from 60 s", 1)]


def test_what_cannot_be_written_down_is_not_shown(tmp_path: Path) -> None:
    """A look-up that leaves no trace would be the one that matters."""
    path = tmp_path / "r.sqlite"
    subject = RecordBook(path)
    subject.add([CAR])
    with sqlite3.connect(path) as other:
        other.execute("CREATE TRIGGER shut BEFORE INSERT ON lookups BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(RecordError, match="full"):
        subject.search(Query(), "wang", "theft", 1.0)


def test_what_is_too_old_is_deleted_for_good_and_that_is_on_record(tmp_path: Path) -> None:
    """Each kind by its own rule; nothing of it stays in the file; searching again does not bring it back."""
    subject = RecordBook(tmp_path / "r.sqlite")
    subject.add([CAR, CARD, WALK])
    rules = (Retention(Seen.PLATE, 30 * DAY_S), Retention(Seen.BADGE, 90 * DAY_S))
    assert subject.outdated(40 * DAY_S, rules) == {Seen.PLATE: 1, Seen.BADGE: 0}
    assert subject.purge(40 * DAY_S, "li", "by rule", rules) == {Seen.PLATE: 1, Seen.BADGE: 0}
    assert subject.search(Query(), "wang", "check", 0.0) == [WALK, CARD]
    assert subject.deletions() == [
        (40 * DAY_S, "plate", 10 * DAY_S, 1, "li", "by rule"),
        (40 * DAY_S, "badge", -50 * DAY_S, 0, "li", "by rule"),
    ]
    for file in tmp_path.iterdir():
        assert CAR.name.encode() not in file.read_bytes(), "nor in the log, while the record is open"
    with pytest.raises(NoReasonError):
        subject.purge(400 * DAY_S, " ", "by rule")
    assert subject.search(Query(), "wang", "check", 0.0) == [WALK, CARD]


def test_a_purge_that_cannot_be_written_down_deletes_nothing(tmp_path: Path) -> None:
    """Nothing leaves the record without a trace."""
    path = tmp_path / "r.sqlite"
    subject = RecordBook(path)
    subject.add([CAR])
    with sqlite3.connect(path) as other:
        other.execute("CREATE TRIGGER shut BEFORE INSERT ON deletions BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(RecordError, match="full"):
        subject.purge(400 * DAY_S, "li", "by rule")
    assert subject.search(Query(), "wang", "check", 0.0) == [CAR]


def test_a_file_that_is_no_record_is_refused(tmp_path: Path) -> None:
    """Nobody's spreadsheet is written into."""
    path = tmp_path / "r.sqlite"
    path.write_text("not a database, but long enough to have a header " * 30)
    with pytest.raises(RecordError, match=r"r\.sqlite"):
        RecordBook(path)
