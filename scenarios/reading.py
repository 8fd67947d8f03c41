"""YAML at the edge: plain data and the line of every value, with limits on size, depth and aliases.

Only the composer of ruamel.yaml is used; nodes become data here, so that no tag can build an object, no alias can
grow the document, no key is silently overwritten, and no number is NaN.
"""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from twin.problems import InputError, Problem
from twin.textfile import read_text

Steps = tuple[str | int, ...]
LIMIT_BYTES = 8 * 1024 * 1024
DEPTH = 20
BRACKETS = 100
REPEATED_NODES = 2000
_CORE = "tag:yaml.org,2002:"
_BRACKET = re.compile(r"[\[\]{}]")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


@dataclass
class Document:
    """One YAML file as plain data; ``lines`` maps the path of every value and key to its line, from 1.

    ``problems`` are those that did not keep the rest from being read. ``kept`` tells, for a list from which wrong items
    were taken out (`scenarios.validation`), which positions in the file the remaining ones have.
    """

    file: str
    data: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    kept: dict[Steps, list[int]] = field(default_factory=dict)
    partial: bool = False

    def line(self, path: Steps) -> int | None:
        """Return the line of the value at ``path``, or of its nearest parent that exists."""
        for depth in range(len(path), -1, -1):
            if path[:depth] in self.lines:
                return self.lines[path[:depth]]
        return None

    def written(self, path: Steps) -> Steps:
        """Return where in the file the value at ``path`` stands, counting the items that were taken out."""
        found: Steps = ()
        for step in path:
            found = (*found, self.kept[found][step] if isinstance(step, int) and found in self.kept else step)
        return found


def read_yaml(path: Path) -> Document:
    """Read one YAML mapping.

    Raises
    ------
    InputError
        When the file cannot be read, is broken, has tags, too many aliases, or keys given twice.
    """
    document = survey_yaml(path)
    if document.problems:
        raise InputError(document.problems)
    return document


def survey_yaml(path: Path) -> Document:
    """Read one YAML mapping as far as it goes: tags, keys given twice and numbers that are none become ``problems``.

    Raises
    ------
    InputError
        When the file cannot be read, is broken, is no mapping, or has too many aliases.
    """
    document = Document(str(path))
    root = _composed(read_text(path, LIMIT_BYTES), document)
    if not isinstance(root, MappingNode):
        _stop(document, 1, "is no mapping of names to values", "name: value")
    document.data = _Plain(document).value(root, ())
    return document


def spell(path: Steps) -> str:
    """Write a path as people do: cameras[3].fps."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _composed(text: str, document: Document) -> Node | None:
    if _brackets(text) > BRACKETS:
        # The parser takes time that grows with the square of the depth; a file this deep need not reach it.
        _stop(document, None, "is nested too deeply", f"at most {DEPTH} levels")
    try:
        reader = YAML(typ="safe", pure=True)
        node: Node | None = reader.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _stop(document, mark.line + 1 if mark else None, f"broken YAML: {error.problem or error.context}", "YAML 1.2")
    except RecursionError:
        _stop(document, None, "is nested too deeply", f"at most {DEPTH} levels")
    except (YAMLError, ValueError) as error:
        _stop(document, None, f"broken YAML: {str(error).splitlines()[0]:.120}", "YAML 1.2")
    return node


def _brackets(text: str) -> int:
    """Return how many brackets are open at once at most, whether quoted or not."""
    deepest = depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _stop(document: Document, line: int | None, message: str, accepted: str) -> NoReturn:
    raise InputError([*document.problems, Problem(document.file, line, "", message, accepted)]) from None


class _Plain:
    """Turns nodes into plain data, counting what aliases repeat."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[int] = set()
        self.repeated = 0

    def value(self, node: Node, path: Steps) -> Any:
        line = node.start_mark.line + 1
        self.document.lines.setdefault(path, line)
        if id(node) in self.seen:
            self.repeated += 1
            if self.repeated > REPEATED_NODES:
                _stop(self.document, line, "aliases repeat too much", f"at most {REPEATED_NODES} repeated values")
        self.seen.add(id(node))
        if len(path) > DEPTH:
            _stop(self.document, line, "is nested too deeply, or an alias contains itself", f"at most {DEPTH} levels")
        if not str(node.tag).startswith(_CORE) or (kind := str(node.tag).removeprefix(_CORE)) not in _KINDS:
            self._complain(path, f"has the tag {node.tag!s:.60}", "no tags")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self._scalar(kind, str(node.value), path)

    def _mapping(self, node: MappingNode, path: Steps) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, ScalarNode) else ""
            if not isinstance(key, ScalarNode):
                self.document.lines[path] = key.start_mark.line + 1
                self._complain(path, "has a key that is no text", "name: value")
            elif name in found:
                self.document.lines[(*path, name)] = key.start_mark.line + 1
                self._complain((*path, name), "is given twice", "each name once")
            else:
                self.document.lines[(*path, name)] = key.start_mark.line + 1
                found[name] = self.value(value, (*path, name))
        return found

    def _scalar(self, kind: str, text: str, path: Steps) -> Any:
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "float":
            return self._float(text, path)
        return text

    def _float(self, text: str, path: Steps) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self._complain(path, f"is {text:.40}", "a finite number")
            return 1.0
        return number

    def _complain(self, path: Steps, message: str, accepted: str) -> None:
        line = self.document.line(path)
        self.document.problems.append(Problem(self.document.file, line, spell(path), message, accepted))


_KINDS = ("null", "bool", "int", "float", "str", "seq", "map", "timestamp")
