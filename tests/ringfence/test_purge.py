"""The purge command: what is too old goes, by rule, and who had it deleted stays."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ringfence.cli import app
from tests.fakes.runfolder import make_run

WHO = ["--who", "li", "--why", "thirty days"]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path / "run")


def said(command: str, run: Path, *options: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [command, str(run), *options])
    assert done.exit_code == code, done.output
    return done.output


def kinds_of(run: Path) -> set[str]:
    return {line.split()[1] for line in said("search", run, "--who", "a", "--why", "b").splitlines()[:-1]}


def test_each_kind_goes_by_its_rule_and_the_audit_says_who(run: Path) -> None:
    """Years later everything is older than 30 days; alerts are kept by a rule of one's own."""
    before = kinds_of(run)
    assert {"alert", "plate"} <= before
    told = said("purge", run, *WHO, "--keep", "alert=36500d", "--dry-run")
    assert "would be deleted" in told
    assert kinds_of(run) == before
    assert "the deletion is on record" in said("purge", run, *WHO, "--keep", "alert=36500d")
    assert kinds_of(run) == {"alert"}
    audit = said("search", run, "--audit")
    assert "li (thirty days): plates before " in audit
    assert "a (b): everything: " in audit


def test_what_is_young_stays(run: Path) -> None:
    """Counted from the evening itself nothing is thirty days old."""
    before = kinds_of(run)
    assert "0 deleted" in said("purge", run, *WHO, "--as-of", "2021-08-15T00:00+08:00")
    assert kinds_of(run) == before


def test_bad_rules_times_and_names_are_refused(run: Path, tmp_path: Path) -> None:
    """Exit 2 with all that is wrong, and nothing is deleted."""
    told = said("purge", run, *WHO, "--keep", "plates=3d", "--keep", "track=3", "--keep", "badge=-1d", code=2)
    assert "plate?" in told
    assert "30 d" in told
    assert "0 s and more" in told
    assert "--who NAME --why REASON" in said("purge", run, "--who", "li", code=2)
    assert "zone" in said("purge", run, *WHO, "--as-of", "2021-08-15", code=2)
    assert "finished run" in said("purge", tmp_path, *WHO, code=2)
    assert "plate" in kinds_of(run)


def test_a_run_made_again_keeps_its_audit(run: Path) -> None:
    """Whoever looked into the run before it stays known."""
    kinds_of(run)
    said("purge", run, *WHO)
    later = (run / "records.sqlite").stat().st_mtime + 10.0
    os.utime(run / "manifest.json", (later, later))
    assert "plate" in kinds_of(run)
    audit = said("search", run, "--audit")
    assert audit.count("a (b)") == 2
    assert "li (thirty days)" in audit
