"""YAML at the edge (scenarios.reading): plain data, lines, and limits."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.reading import Document, read_yaml, spell
from twin.problems import InputError

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10)
)


def read(folder: Path, text: str) -> Document:
    path = folder / "f.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def test_values_and_their_lines(tmp_path: Path) -> None:
    """YAML 1.2: 21:10 is a text, yes is a text, and every value knows where it stands."""
    document = read(tmp_path, "at: 21:10\nlist:\n  - {a: 1, b: yes}\n  - 2.5\nnone: ~\n'on': true\n")
    assert document.data == {"at": "21:10", "list": [{"a": 1, "b": "yes"}, 2.5], "none": None, "on": True}
    assert document.line(("list", 1)) == 4
    assert document.line(("list", 0, "b")) == 3
    assert document.line(("list", 0, "missing")) == 3
    assert document.line(("nowhere",)) == 1


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.integers(0, 10**9), min_size=1))
def test_every_key_is_found_at_its_line(tmp_path_factory, data) -> None:
    """The map of lines agrees with the text."""
    rows = [f"k{key}: {value}" for key, value in data.items()]
    document = read(tmp_path_factory.mktemp("yaml"), "\n".join(rows))
    assert document.data == {f"k{key}": value for key, value in data.items()}
    assert [document.line((f"k{key}",)) for key in data] == list(range(1, len(rows) + 1))


def test_a_few_aliases_are_fine(tmp_path: Path) -> None:
    """Repeating a lens five times is no bomb."""
    document = read(tmp_path, "a: &lens {x: 1}\nb: [*lens, *lens, *lens, *lens, *lens]\n")
    assert document.data["b"] == [{"x": 1}] * 5


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BOMB, None, "aliases repeat too much"),
        ("a: &a [*a]", 1, "nested too deeply|broken YAML"),
        ("a: " + "[" * 50 + "]" * 50, 1, "nested too deeply"),
        ("a: " + "[" * 50_000, None, "nested too deeply"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "tag"),
        ("a: !secret 1", 1, "tag"),
        ("a: !!binary aGk=", 1, "tag"),
        ("x: 1\ny: {a: 1,\n a: 2}", 3, "given twice"),
        ("a: .nan", 1, "is .nan"),
        ("a: 1\nb: -.inf", 2, "is -.inf"),
        ("a: 1e999", 1, "is 1e999"),
        ("a: [1, 2", 1, "broken YAML"),
        ("a: 1\n b: 2", 2, "broken YAML"),
        ("a: 1\n---\nb: 2", None, "broken YAML"),
        ("- 1\n- 2", 1, "no mapping"),
        ("", 1, "no mapping"),
        ("? [a, b]\n: 1", 1, "no text"),
        ("a: *nothing", 1, "broken YAML"),
        ("a: \x01", None, "broken YAML"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    """Nothing dangerous or ambiguous comes through, and each refusal names its line."""
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path, text)
    assert line is None or caught.value.problems[0].line == line


@given(st.text(max_size=60))
def test_any_text_is_data_or_problems(tmp_path_factory, text: str) -> None:
    """No text raises anything but InputError."""
    path = tmp_path_factory.mktemp("fuzz") / "f.yaml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    with contextlib.suppress(InputError):
        assert isinstance(read_yaml(path).data, dict)


def test_paths_are_spelt_as_people_do() -> None:
    """cameras[3].fps, not a tuple."""
    assert spell(("cameras", 3, "fps")) == "cameras[3].fps"
