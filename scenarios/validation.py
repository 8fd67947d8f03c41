"""pydantic's errors told as our problems: file, line, field, what is wrong, what would be accepted.

What is wrong is taken out, so that whatever else a file says can still be checked against the site: one slip must not
hide the next.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.reading import Document, Steps, spell
from twin.problems import Problem, nearest

Model = TypeVar("Model", bound=BaseModel)

_TYPES = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "names with values",
    "model_type": "names with values",
    "model_attributes_type": "names with values",
    "finite_number": "a finite number",
}
_LENGTHS = {"min_length": "at least", "max_length": "at most"}
_BOUNDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}


def validated(model: type[Model], document: Document) -> tuple[Model | None, list[Problem]]:
    """Check a document; return every problem, and the model of what is left when all that is wrong is taken out.

    The model is good only without problems; it is None when a field is wrong without which there is nothing to check.
    """
    problems = list(document.problems)
    data, told = document.data, False
    while True:
        try:
            good = model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
            if not told:
                problems += [_problem(model, document, detail) for detail in details]
                data, told = deepcopy(data), True
            if not _take_out(data, details, document):
                return None, problems
        else:
            document.partial = bool(problems)
            return good, problems


def problem_at(document: Document, path: Steps, message: str, accepted: str, *, warning: bool = False) -> Problem:
    """Build a problem of the value at ``path``, a path in the data that passed the check."""
    path = document.written(path)
    return Problem(document.file, document.line(path), spell(path), message, accepted, warning)


def _take_out(data: Any, details: Iterable[ErrorDetails], document: Document) -> bool:
    """Remove every wrong value, or the thing that lacks a field; tell whether that could be done."""
    wrong = set()
    for detail in details:
        path = _real(detail["loc"], data)
        wrong.add(path[:-1] if detail["type"] == "missing" else path)
    if () in wrong:
        return False
    # From the back, so that positions still to be removed keep their meaning.
    for path in sorted(wrong, key=_order, reverse=True):
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        last = path[-1]
        if isinstance(holder, list) and isinstance(last, int):
            document.kept.setdefault(document.written(path[:-1]), list(range(len(holder)))).pop(last)
        del holder[last]
    return True


def _order(path: Steps) -> list[tuple[int, int, str]]:
    """Sort key of a path: positions as numbers, names as texts."""
    return [(0, step, "") if isinstance(step, int) else (1, 0, step) for step in path]


def _problem(model: type[BaseModel], document: Document, detail: ErrorDetails) -> Problem:
    path = _real(detail["loc"], document.data)
    message, accepted = _said(model, path, detail)
    return problem_at(document, path, message, accepted)


def _said(model: type[BaseModel], path: Steps, detail: ErrorDetails) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "refused":
        return str(context["reason"]), str(context["accepted"])
    if kind == "extra_forbidden":
        return "is unknown", nearest(str(path[-1]), _names(model, path[:-1]))
    if kind == "missing":
        return "is missing", _wanted(model, path)
    given = f"is {detail['input']!r:.60}"
    if kind in _TYPES:
        return given, _TYPES[kind]
    if kind in ("too_short", "too_long"):
        ends = [f"{word} {context[name]}" for name, word in _LENGTHS.items() if name in context]
        return f"has {context.get('actual_length', 'too many')} items", " and ".join(ends)
    bounds = [f"{word} {context[name]:g}" for name, word in _BOUNDS.items() if name in context]
    return (given, f"a number {bounds[0]}") if bounds else (detail["msg"].removeprefix("Value error, "), "")


def _real(loc: tuple[int | str, ...], data: Any) -> Steps:
    """Keep the steps that exist in the data: pydantic adds names of union members and checkers to its paths."""
    path: list[int | str] = []
    for position, step in enumerate(loc):
        inside = isinstance(data, Mapping) and step in data
        if inside or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            path.append(step)
            data = data[step]
        elif position == len(loc) - 1 and isinstance(data, Mapping):
            path.append(step)
    return tuple(path)


def _names(model: type[BaseModel], path: Steps) -> list[str]:
    """Field names of the part of the file at ``path``."""
    inner = _part(model, path)
    return [field.alias or name for name, field in inner.model_fields.items()] if inner else []


def _wanted(model: type[BaseModel], path: Steps) -> str:
    inner = _part(model, path[:-1])
    fields = inner.model_fields if inner else {}
    for name, field in fields.items():
        if path[-1] in (name, field.alias):
            return field.description or str(path[-1])
    return str(path[-1])


def _part(model: type[BaseModel], path: Steps) -> type[BaseModel] | None:
    part: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        fields = part.model_fields
        found = next((f for name, f in fields.items() if step in (name, f.alias)), None)
        inner = _model_in(found.annotation) if found else None
        if inner is None:
            return None
        part = inner
    return part if isinstance(part, type) else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Find the model inside list[...], Annotated[...], X | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _model_in(inner)) is not None:
            return found
    return None
