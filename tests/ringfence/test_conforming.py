"""`ringfence check-detector` on files that lie anywhere: one that conforms, some that do not, no detector at all."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ringfence.cli import app

PAGE = (Path(__file__).parents[2] / "docs" / "your-detector.md").read_text(encoding="utf-8")
BROKEN = '''
import random


class Guesser:
    """Tells by chance, keeps nothing, and answers with a list."""

    def __init__(self, device, survey):
        pass

    def update(self, item):
        return [item] if random.random() < 0.5 else []

    def reset(self):
        pass

    def state(self):
        return {}

    def restore(self, state):
        pass


class Bursts(Guesser):
    """Cannot even be asked."""

    def update(self, item):
        return 1 / 0


NUMBER = 7
'''


def asked(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check-detector", *words])
    return done.exit_code, done.output


def test_the_tutorials_detector_conforms(tmp_path: Path) -> None:
    """From a file outside every package, as the page says."""
    file = tmp_path / "mydetector.py"
    file.write_text(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0])
    code, said = asked(f"{file}:Lingers")
    assert (code, "conforms" in said) == (0, True), said
    assert "hears looks" in said


def test_a_module_of_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named as a deployment's pipeline names it."""
    (tmp_path / "nearby.py").write_text(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0])
    monkeypatch.chdir(tmp_path)
    assert asked("nearby:Lingers")[0] == 0


def test_a_detector_that_breaks_the_rules_hears_every_one(tmp_path: Path) -> None:
    """Exit 1, with words its author can act on."""
    file = tmp_path / "broken.py"
    file.write_text(BROKEN)
    code, said = asked(f"{file}:Guesser")
    assert code == 1
    assert "not a tuple" in said
    assert "state" in said
    code, said = asked(f"{file}:Bursts")
    assert (code, "ZeroDivisionError" in said) == (1, True)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("nothing", "names no detector"),
        ("none.py:A", "no file"),
        ("nosuchmodule:A", "factory"),
        ("{}:NUMBER", "called"),
    ],
)
def test_what_is_no_detector_is_bad_input(tmp_path: Path, name: str, word: str) -> None:
    """Exit 2, and what would be accepted."""
    file = tmp_path / "broken2.py"
    file.write_text(BROKEN)
    code, said = asked(name.format(file))
    assert (code, word in said, "accepted" in said) == (2, True, True), said
