"""JSON that knows its lines (twin.site.jsontext)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.problems import InputError
from twin.site.jsontext import JsonText

TREES = st.recursive(
    st.just(0),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def numbered(tree, counter, path=()):
    """Give every leaf a number of its own, and tell the path to each."""
    if isinstance(tree, list):
        pairs = [numbered(item, counter, (*path, i)) for i, item in enumerate(tree)]
        return [value for value, _ in pairs], {n: p for _, found in pairs for n, p in found.items()}
    if isinstance(tree, dict):
        named = {key: numbered(item, counter, (*path, key)) for key, item in tree.items()}
        return {key: value for key, (value, _) in named.items()}, {
            n: p for _, found in named.values() for n, p in found.items()
        }
    counter.append(1000 + len(counter))
    return counter[-1], {counter[-1]: path}


@given(TREES, st.sampled_from([None, 1, 3]))
def test_a_value_is_found_at_its_line(tree, indent) -> None:
    """The line of a path is the line where its unique number stands in the text."""
    value, paths = numbered(tree, [])
    text = json.dumps(value, indent=indent)
    parsed = JsonText(text, "f")
    for number, path in paths.items():
        line = next(i for i, row in enumerate(text.splitlines(), start=1) if str(number) in row)
        assert parsed.line(path) == line


def test_what_does_not_exist_is_its_parents_line() -> None:
    """A missing field is told at the thing that lacks it."""
    parsed = JsonText('{\n"a": [\n1,\n{"b": 2}\n]\n}', "f")
    assert parsed.line(("a", 1, "missing")) == 4
    assert parsed.line(("a", 9)) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,}', "broken JSON"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": Infinity}', "Infinity is no number"),
        ('{"a": 1, "a": 2}', "given twice: a"),
        ("[" * 100_000, "nested too deeply"),
        ("", "broken JSON"),
        ('{"a": ' + "1" * 5000 + "}", "broken JSON"),
    ],
)
def test_what_json_lets_through_is_refused(text: str, said: str) -> None:
    """Duplicate keys, NaN and depth would surprise later; they are problems here."""
    with pytest.raises(InputError, match=said):
        JsonText(text, "f")
