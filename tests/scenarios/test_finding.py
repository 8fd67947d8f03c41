"""How a name becomes a file (scenarios.library)."""

from pathlib import Path

import pytest

from scenarios.library import bundled, find
from twin.problems import InputError


def test_beside_comes_before_bundled(tmp_path: Path) -> None:
    """A file beside the one that names it wins over a bundled one of that name."""
    scenario = tmp_path / "mine.yaml"
    (tmp_path / "ximen.geojson").touch()
    assert find("site", "ximen", near=scenario) == tmp_path / "ximen.geojson"
    assert find("site", "ximen.geojson", near=scenario) == tmp_path / "ximen.geojson"


def test_bundled_by_name() -> None:
    """Bare names reach what ships, from any folder; a site's own deployments by their short name."""
    assert find("scenario", "evening").is_file()
    assert find("site", "ximen").is_file()
    assert find("deployment", "after", site="ximen").stem == "ximen-after"
    assert find("deployment", "before.yaml", near=find("scenario", "evening"), site="ximen").stem == "ximen-before"
    assert "evening" in bundled("scenario")


def test_a_folder_does_not_shadow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder called evening beside you does not hide the bundled scenario."""
    (tmp_path / "evening").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find("scenario", "evening").is_file()


@pytest.mark.parametrize("name", ["evning", "nowhere/evening", "", "a\0b", "x" * 5000])
def test_what_is_not_there_names_what_is(name: str) -> None:
    """A misspelt name is answered with the nearest one."""
    with pytest.raises(InputError) as caught:
        find("scenario", name)
    assert "evening" in caught.value.problems[0].accepted
