"""Figures as files (ringfence.benches)."""

import json
from pathlib import Path

import numpy as np

from ringfence.benches import write
from ringfence.benches.figure import Figure


def test_figures_that_numpy_worked_out_are_written(tmp_path: Path) -> None:
    """A comparison of arrays ends as NumPy's bool, which JSON does not know."""
    value = np.float64(0.5)
    figure = Figure(figure="f", value=value, unit="", goal=1.0, met=value < 1.0, peer=None, ratio=None, note="")
    write("sizing", [figure], tmp_path / "f.json")
    (held,) = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["results"]
    assert (held["value"], held["met"]) == (0.5, True)
