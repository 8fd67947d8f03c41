"""The worked cases in the docs come out as they say."""

import doctest
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_scoring() -> None:
    """ActEV, i-LIDS and time overlap, worked by hand."""
    failed, tried = doctest.testfile(str(DOCS / "scoring.md"), module_relative=False)
    assert (failed, tried > 10) == (0, True)
