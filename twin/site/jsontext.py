"""JSON that knows its lines: strict parsing, and the line of any value by its path."""

import json
import re
from typing import Any, NoReturn

from twin.problems import InputError, Problem

Path = tuple[str | int, ...]


class JsonText:
    """One parsed JSON text; ``root`` is its value.

    Duplicate keys, NaN and infinities, which ``json`` would let through, are problems here.
    """

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.repeated: list[str] = []
        self._children: dict[Path, dict[str | int, int]] = {}
        self.root: Any = self._parse()

    def line(self, path: Path) -> int:
        """Return the line, from 1, of the value at ``path``, or of its nearest parent that exists."""
        at = _skip(self.text, 0)
        for depth in range(len(path)):
            step = path[depth]
            inside = self._inside(path[:depth], at)
            if step not in inside:
                break
            at = inside[step]
        return self.text.count("\n", 0, at) + 1

    def _parse(self) -> Any:
        try:
            value = json.loads(self.text, object_pairs_hook=self._pairs, parse_constant=self._constant)
        except json.JSONDecodeError as error:
            self._fail(error.lineno, f"broken JSON: {error.msg}", "JSON")
        except RecursionError:
            self._fail(None, "nested too deeply", "GeoJSON")
        except ValueError as error:
            self._fail(None, f"broken JSON: {error}", "JSON with finite numbers")
        if self.repeated:
            self._fail(None, f"keys given twice: {', '.join(sorted(set(self.repeated)))}", "each key once")
        return value

    def _fail(self, line: int | None, message: str, accepted: str) -> NoReturn:
        raise InputError([Problem(self.file, line, "", message, accepted)]) from None

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self.repeated.append(key)
            found[key] = value
        return found

    def _constant(self, name: str) -> NoReturn:
        raise ValueError(f"{name} is no number")

    def _inside(self, path: Path, at: int) -> dict[str | int, int]:
        if path not in self._children:
            opening = self.text[at]
            self._children[path] = (
                _members(self.text, at) if opening == "{" else _elements(self.text, at) if opening == "[" else {}
            )
        return self._children[path]


_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _members(text: str, at: int) -> dict[str | int, int]:
    """Where each member's value of the object at ``at`` starts; the text is known to be good JSON."""
    found: dict[str | int, int] = {}
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        found[key] = at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def _elements(text: str, at: int) -> dict[str | int, int]:
    """Where each element of the array at ``at`` starts."""
    found: dict[str | int, int] = {}
    at = _skip(text, at + 1)
    while text[at] != "]":
        found[len(found)] = at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at
    return found
