"""The search command: over a run's tracks, plates, badges and alerts, with an audit that it cannot be used without."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ringfence.cli import app
from tests.fakes.runfolder import make_run

WHO = ["--who", "wang", "--why", "lost child"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("search") / "run")


def said(run: Path, *options: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["search", str(run), *options])
    assert done.exit_code == code, done.output
    return done.output


def test_everything_that_was_seen_is_found_with_its_time_and_device(run: Path) -> None:
    """One line each, in time; truth is not among it."""
    lines = said(run, *WHO).splitlines()
    assert re.fullmatch(r"\d+ found; the look-up is on record", lines[-1])
    assert len(lines) == int(lines[-1].split()[0]) + 1 > 2
    assert all(re.match(r"\d\d:\d\d:\d\d", line) for line in lines[:-1])
    kinds = {line.split()[1] for line in lines[:-1]}
    assert {"alert", "plate"} <= kinds


def test_a_search_without_a_name_or_a_reason_is_bad_input(run: Path) -> None:
    """Nothing is shown, and what is missing is said."""
    assert "--who NAME --why REASON" in said(run, "--who", "wang", code=2)


def test_bad_times_places_and_folders_are_refused(run: Path, tmp_path: Path) -> None:
    """Exit 2 with what would be accepted."""
    assert "19:30" in said(run, *WHO, "--from", "25:00", code=2)
    assert "east,north" in said(run, *WHO, "--near", "gate", code=2)
    assert "finished run" in said(tmp_path, *WHO, code=2)


def test_the_audit_lists_who_looked_for_what(run: Path) -> None:
    """With the reason that was given."""
    said(run, "nobody-has-this-name", *WHO)
    assert "wang (lost child): name 'nobody-has-this-name': 0 shown" in said(run, "--audit")
