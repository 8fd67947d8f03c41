"""What is wrong with an input: one record per problem, and the error that carries all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of one file.

    ``line`` counts from 1 and is None where the file as a whole is meant; ``field`` is a path such as
    ``cameras[3].fps``; ``accepted`` says what would be taken instead. A ``warning`` does not stop a run.
    """

    file: str
    line: int | None
    field: str
    message: str
    accepted: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        kind = "warning: " if self.warning else ""
        field = f"{self.field}: " if self.field else ""
        accepted = f" (accepted: {self.accepted})" if self.accepted else ""
        return f"{where}: {kind}{field}{self.message}{accepted}"


class InputError(ValueError):
    """Input that cannot be used; ``problems`` lists everything wrong with it, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, accepted: Iterable[str]) -> str:
    """Name what is accepted instead of ``word``, a likely misspelling first."""
    names = sorted(accepted)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    listed = ", ".join(names)
    return f"{close[0]}? one of {listed}" if close else listed
