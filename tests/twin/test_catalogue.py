"""The camera models that ship, and a planner's own (twin.catalogue)."""

from importlib.resources import files
from pathlib import Path

import pytest

from twin.catalogue import catalogue, read_catalogue
from twin.problems import InputError


def test_models_make_sense() -> None:
    """Lenses and pictures are possible, and cameras for falling objects are fast enough to follow one."""
    models = catalogue()
    assert len(models) >= 10
    for name, model in models.items():
        assert name == model.model
        assert 5 <= model.hfov_deg <= 120
        assert model.width * 9 == model.height * 16
        assert model.recorded_width * model.height == model.recorded_height * model.width
        assert "highrise" not in name or model.fps >= 25


def test_a_planners_own_models_go_first(tmp_path: Path) -> None:
    """One that has a bundled name takes its place, the others stay."""
    head, first = files("twin").joinpath("catalogue.csv").read_text(encoding="utf-8").splitlines()[:2]
    path = tmp_path / "own.csv"
    path.write_text("\n".join([head, first.replace(",260,", ",199,"), first.replace("ds-2mp-2.8mm", "ours")]))
    models = read_catalogue(path)
    assert list(models)[:2] == ["ds-2mp-2.8mm", "ours"]
    assert models["ds-2mp-2.8mm"].price == 199
    assert len(models) == len(catalogue()) + 1
    path.write_text("\n".join([head, first.replace(",106,", ",wide,"), first.replace(",640,", ",640.5,")]))
    with pytest.raises(InputError) as caught:
        read_catalogue(path)
    assert [(p.line, p.field) for p in caught.value.problems] == [(2, "hfov_deg"), (3, "width")]
