"""Looks and readings are the same bytes in every process, whatever vector instructions NumPy may use."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
import hashlib
from tests.twin.observe.test_observer import Scene, walk
from tests.twin.sensors.test_bank import KITCHEN, run
from twin.facts import Charging, RoomFire
from twin.response import Response
scene = Scene(lux=3.0, response=Response(false_night=60.0))
scene.legs.add(walk("ann", [(10.0, -3.0), (12.0, 3.0), (9.0, 0.0)], 0.0, 0.7))
fire = RoomFire(3.5, KITCHEN, (5.0, 5.0, 15.9), 0.0117, 300.0)
said = repr((scene.watch(60), run([fire, Charging(1.0, 900.0, "pile-7", "bike", 60.0)], 120)))
print(hashlib.sha256(said.encode()).hexdigest())
"""


def digest(**environment: str) -> str:
    """Hash of one process's looks and readings."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
    )
    return done.stdout.strip()


def test_every_process_and_instruction_set_says_the_same() -> None:
    """Another hash seed and no AVX-512 in NumPy must not move a bit."""
    plain = digest()
    assert len(plain) == 64
    assert digest(PYTHONHASHSEED="7", NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR") == plain
