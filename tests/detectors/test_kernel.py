"""The cache of compiled kernels (detectors.kernel)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CALLER = """
import limits
from callee import half
from detectors.kernel import kernel

@kernel
def caller(x):
    return half(x) + limits.LIMIT
"""
CALLEE = """
from detectors.kernel import kernel

@kernel
def half(x):
    return x / 2.0
"""
PRINT = "from caller import caller; print(caller(8.0), sum(caller.stats.cache_hits.values()))"
OURS = """
import importlib, pathlib
from numba.core.dispatcher import Dispatcher
from detectors.kernel import fingerprint
for path in sorted(pathlib.Path(".").glob("*/**/*.py")):
    if path.parts[0] in ("detectors", "twin", "agents") and "@kernel" in path.read_text():
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        for name, value in sorted(vars(module).items()):
            if isinstance(value, Dispatcher):
                print(name, fingerprint(value.py_func))
"""


def run(folder: Path, code: str, **env: str) -> str:
    paths = os.pathsep.join([str(folder), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", **env}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    (tmp_path / "caller.py").write_text(CALLER)
    (tmp_path / "callee.py").write_text(CALLEE)
    (tmp_path / "limits.py").write_text("LIMIT = 1.0\n")
    return tmp_path


def test_a_change_in_another_module_is_noticed(modules: Path) -> None:
    """What a kernel calls, and a constant it takes, are compiled into it; while they stay, nothing is compiled."""
    assert run(modules, PRINT) == "5.0 0"
    assert run(modules, PRINT) == "5.0 1"
    (modules / "callee.py").write_text(CALLEE.replace("2.0", "4.0"))
    assert run(modules, PRINT) == "3.0 0"
    (modules / "limits.py").write_text("LIMIT = 7.0")
    assert run(modules, PRINT) == "9.0 0"


def test_a_folder_that_cannot_be_written_does_no_harm(modules: Path) -> None:
    """Installed read-only: the user's cache folder serves, and without one every process compiles anew."""
    (modules / "__pycache__").write_text("a file, where a folder would be needed")
    home = modules / "home"
    assert run(modules, PRINT, HOME=str(home), XDG_CACHE_HOME=str(home)) == "5.0 0"
    assert run(modules, PRINT, HOME=str(home), XDG_CACHE_HOME=str(home)) == "5.0 1"
    shutil.rmtree(home)
    home.write_text("nor here")
    assert run(modules, PRINT, HOME=str(home), XDG_CACHE_HOME=str(home)) == "5.0 0"


def test_fingerprints_are_the_same_in_every_process() -> None:
    """Else nothing would ever be found again: no addresses, no order of sets."""
    one, other = (run(ROOT, OURS, PYTHONHASHSEED=seed) for seed in "12")
    assert one.count("\n") > 50
    assert one == other
