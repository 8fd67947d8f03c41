"""The alerts benchmark's small storm, as a user runs it: a killed process, a dead broker, a cut, a full disk."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXACT = (
    "lost",
    "duplicates after the key",
    "order violations",
    "dead letters",
    "invalid CAP messages",
    "kills survived",
)


def test_a_small_storm_loses_nothing(tmp_path: Path) -> None:
    """Rates depend on the machine and are left to the benchmark; what is lost, doubled or disordered does not."""
    out = tmp_path / "alerts.json"
    command = [sys.executable, "-m", "ringfence.cli", "bench", "alerts", "--quick", "--json", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    found = {figure["figure"]: figure for figure in json.loads(out.read_text())["results"]}
    assert {name: found[name]["met"] for name in EXACT} == dict.fromkeys(EXACT, True)
    assert {"events correlated", "alerts durably stored", "event to first attempt, p99"} <= set(found)
