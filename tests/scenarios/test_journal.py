"""The journal of a run (scenarios.journal)."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.bin"


def test_finished_windows_are_remembered(path: Path) -> None:
    """A run started again does not film them a second time."""
    journal = Journal(path, "stamp")
    journal.add("cam-1-0", [[1, 2], []])
    journal.close()
    again = Journal(path, "stamp")
    assert again.get("cam-1-0") == [[1, 2], []]
    assert again.get("cam-2-0") is None


def test_another_run_does_not_inherit(path: Path) -> None:
    """A changed input, seed or version starts over."""
    journal = Journal(path, "seed 1")
    journal.add("cam-1-0", [1])
    journal.close()
    assert "cam-1-0" not in Journal(path, "seed 2")
    assert "cam-1-0" not in Journal(path, "seed 1")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(cut=st.integers(0, 400))
def test_a_kill_at_any_byte_loses_only_what_was_being_written(path: Path, cut: int) -> None:
    """Whatever the file was cut to, the journal opens, keeps whole records, and takes new ones."""
    path.unlink(missing_ok=True)
    journal = Journal(path, "stamp")
    for i in range(4):
        journal.add(f"w{i}", ["x" * 40, i])
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    cutback = Journal(path, "stamp")
    kept = [i for i in range(4) if f"w{i}" in cutback]
    assert kept == list(range(len(kept)))
    cutback.add("new", 1)
    cutback.close()
    again = Journal(path, "stamp")
    assert again.get("new") == 1
    assert [i for i in range(4) if f"w{i}" in again] == kept


def test_a_flipped_bit_is_noticed(path: Path) -> None:
    """A record whose checksum is wrong ends what is believed."""
    journal = Journal(path, "stamp")
    journal.add("w0", "x" * 40)
    journal.close()
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(bytes(data))
    assert "w0" not in Journal(path, "stamp")
