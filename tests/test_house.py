"""What linters cannot check: who imports whom at run time, sizes, the stream's exact fields, clocks and chance."""

import ast
import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

import agents
from detectors.stream import Frame, Reading

ROOT = Path(__file__).parent.parent
PACKAGES = ("ringfence", "reports", "scenarios", "agents", "twin", "detectors")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
IDS = [str(path.relative_to(ROOT)) for path in MODULES]

MODULE_LINES = 300
FUNCTION_LINES = 50
BANNED = {
    ("time", "time"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("time", "sleep"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("uuid", "uuid4"),
    ("uuid", "uuid1"),
    ("random", "random"),
    ("random", "seed"),
    ("random", "default_rng"),
    ("random", "RandomState"),
    ("os", "urandom"),
}
# Who may look at the clock on the wall, and why.
CLOCKS_ALLOWED = {
    "detectors/live": "drives the pipeline on the real site",
    "ringfence": "shows progress and measures benchmarks",
    "scenarios/stopwatch.py": "times a run's stages for the manifest's host part, outside the content hash",
}


def reasoned(path: Path) -> bool:
    """Whether a long module says why at its top."""
    return "Longer than" in (ast.get_docstring(ast.parse(path.read_text())) or "")


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_modules_and_functions_stay_small(path: Path) -> None:
    """A module is one idea; one over the limit says why at its top."""
    lines = path.read_text().count("\n")
    assert lines <= MODULE_LINES or reasoned(path), f"{lines} lines"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            said_why = "Longer than" in (ast.get_docstring(node) or "")
            assert length <= FUNCTION_LINES or said_why, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_no_wall_clock_and_no_global_chance(path: Path) -> None:
    """Same inputs, same bytes: time and chance come from the clock and the seed tree."""
    name = str(path.relative_to(ROOT))
    if any(name.startswith(allowed) for allowed in CLOCKS_ALLOWED):
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            assert (owner, node.attr) not in BANNED, f"line {node.lineno}: {owner}.{node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "hash", f"line {node.lineno}: hash() differs between processes"


def test_the_stream_carries_exactly_these_fields() -> None:
    """Nothing about truth, episodes, actors or fidelity can ride on a Frame or a Reading."""
    assert [field.name for field in dataclasses.fields(Frame)] == ["camera", "index", "time_s", "image"]
    expected = ["device", "index", "time_s", "quantity", "value", "unit"]
    assert [field.name for field in dataclasses.fields(Reading)] == expected


def test_detectors_live_without_the_twin() -> None:
    """What runs on the real site imports in a process where every other room is blocked."""
    modules = [p for p in MODULES if p.is_relative_to(ROOT / "detectors")]
    names = [".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in modules]
    script = (
        "import sys, importlib\n"
        "for room in ('twin', 'agents', 'scenarios', 'reports', 'ringfence'): sys.modules[room] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_agents_is_ours() -> None:
    """A package named agents may be installed beside us; ours must win."""
    assert Path(agents.__file__ or "").is_relative_to(ROOT)
