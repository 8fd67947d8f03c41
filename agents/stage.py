"""Mesa behind one door: who is on stage. Mesa's own randomness and stepping are not used.

Mesa ships no types, so this is the only module that sees it.
"""

from typing import Any, TypeVar

import mesa


class Stage:
    """The register of all actors of one run, in the order in which they came."""

    def __init__(self) -> None:
        # Mesa draws its seed from the operating system unless given one; nothing here uses it.
        self.model: Any = mesa.Model(rng=0)

    def cast(self, kind: "type[A]") -> "list[A]":
        """Return every actor of exactly this kind."""
        return list(self.model.agents_by_type.get(kind, ()))


class Actor(mesa.Agent):  # type: ignore[misc]  # Mesa is untyped
    """Somebody with a name."""

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage.model)
        self.name = name


A = TypeVar("A", bound=Actor)
