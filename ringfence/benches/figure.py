"""One measured figure of a benchmark, as `ringfence bench NAME --json F` writes it."""

from typing import TypedDict


class Figure(TypedDict):
    """What was measured, what it should be, and what a peer reached in the same run (None where there is none)."""

    figure: str
    value: float
    unit: str
    goal: float | None
    met: bool | None
    peer: float | None
    ratio: float | None
    note: str
