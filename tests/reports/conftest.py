"""One made-up run folder for all tests that only read it."""

from pathlib import Path

import pytest

from tests.fakes.runfolder import make_run


@pytest.fixture(scope="package")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("run"))
