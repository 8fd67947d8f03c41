"""The placement question as a set multi-cover: which poses, at what cost, see every sample often enough.

Poses are columns, samples are rows. A sample that may stay unseen at a price is a row with one more column of that
price (`softened`), so that budgets and weighted samples need no second kind of problem.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", np.float64, np.int64)


class PlacementError(Exception):
    """A placement cannot be made as asked."""


class UncoverableError(PlacementError):
    """Some samples are seen by fewer allowed poses than they need, listed in ``rows``."""

    def __init__(self, rows: NDArray[np.int64]) -> None:
        super().__init__(f"{len(rows)} samples cannot be seen often enough, the first is {int(rows[0])}")
        self.rows = rows


@dataclass(frozen=True, slots=True)
class SetCover:
    """Choose columns of least total cost so that every row r lies in at least ``need[r]`` of them.

    indptr (n + 1,) int64, indices (arcs,) int32: rows of column j are ``indices[indptr[j]:indptr[j + 1]]``, ascending.
    need (m,) int32: how many poses must see a sample (redundancy k), 0 for none. cost (n,) int64 > 0: whole units of
    any currency, all equal to count cameras. keep (n,) bool: already installed, must stay. forbidden (n,) bool.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    need: NDArray[np.int32]
    cost: NDArray[np.int64]
    keep: NDArray[np.bool_]
    forbidden: NDArray[np.bool_]

    @property
    def columns(self) -> int:
        """Number of candidate poses."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """Number of samples."""
        return len(self.need)

    @property
    def arcs(self) -> int:
        """Number of (pose, sample) pairs in which the pose sees the sample."""
        return len(self.indices)

    @property
    def unicost(self) -> bool:
        """Whether every pose costs the same."""
        return self.columns == 0 or bool((self.cost == self.cost[0]).all())

    def column(self, j: int) -> NDArray[np.int32]:
        """Rows that column ``j`` covers."""
        return self.indices[self.indptr[j] : self.indptr[j + 1]]

    def counts(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of the ``chosen`` columns cover each row, (m,) int64."""
        out = np.zeros(self.rows, dtype=np.int64)
        for j in chosen:
            out[self.column(int(j))] += 1
        return out

    def sums(self, values: NDArray[Number]) -> NDArray[Number]:
        """Sum of ``values`` (m,) over the rows of every column, (n,)."""
        whole = np.concatenate([np.zeros(1, values.dtype), np.cumsum(values[self.indices])])
        return np.asarray(whole[self.indptr[1:]] - whole[self.indptr[:-1]], dtype=values.dtype)

    def covers(self, chosen: NDArray[np.int64]) -> bool:
        """Whether ``chosen`` is an answer: every need met, every kept pose in, no forbidden pose in."""
        inside = np.zeros(self.columns, dtype=np.bool_)
        inside[chosen] = True
        bounds = bool(inside[self.keep].all()) and not bool(inside[self.forbidden].any())
        return bounds and bool((self.counts(np.flatnonzero(inside)) >= self.need).all())

    def price(self, chosen: NDArray[np.int64]) -> int:
        """Total cost of ``chosen``."""
        return int(self.cost[chosen].sum())

    def uncoverable(self) -> NDArray[np.int64]:
        """Rows that all allowed columns together cover too seldom."""
        arc_allowed = np.repeat(~self.forbidden, np.diff(self.indptr))
        seen = np.bincount(self.indices[arc_allowed], minlength=self.rows)
        return np.flatnonzero(seen < self.need)

    def softened(self, price: NDArray[np.int64]) -> "SetCover":
        """Let row r stay short at ``price[r]`` for each camera it lacks, or not at all where the price is 0.

        Adds ``need[r]`` columns of that price behind the others for each such row.
        """
        extra = np.repeat(np.arange(self.rows, dtype=np.int32), np.where(price > 0, self.need, 0))
        ends = self.indptr[-1] + np.arange(1, len(extra) + 1, dtype=np.int64)
        free = np.zeros(len(extra), dtype=np.bool_)
        return replace(
            self,
            indptr=np.concatenate([self.indptr, ends]),
            indices=np.concatenate([self.indices, extra]),
            cost=np.concatenate([self.cost, price[extra].astype(np.int64)]),
            keep=np.concatenate([self.keep, free]),
            forbidden=np.concatenate([self.forbidden, free]),
        )


def setcover(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    rows: int,
    *,
    need: NDArray[np.int32] | int = 1,
    cost: NDArray[np.int64] | None = None,
    keep: NDArray[np.bool_] | None = None,
    forbidden: NDArray[np.bool_] | None = None,
) -> SetCover:
    """Build a problem, every unsaid part at its default: each sample once, equal costs, nothing kept or forbidden.

    Raises
    ------
    PlacementError
        A cost is not positive, or a pose is both kept and forbidden.
    """
    n = len(indptr) - 1
    problem = SetCover(
        np.ascontiguousarray(indptr, dtype=np.int64),
        np.ascontiguousarray(indices, dtype=np.int32),
        np.full(rows, need, dtype=np.int32) if isinstance(need, int) else np.asarray(need, dtype=np.int32),
        np.ones(n, dtype=np.int64) if cost is None else np.asarray(cost, dtype=np.int64),
        np.zeros(n, dtype=np.bool_) if keep is None else np.asarray(keep, dtype=np.bool_),
        np.zeros(n, dtype=np.bool_) if forbidden is None else np.asarray(forbidden, dtype=np.bool_),
    )
    if (problem.cost <= 0).any():
        raise PlacementError(f"pose {int(np.argmin(problem.cost))} costs {int(problem.cost.min())}: costs are positive")
    if (both := np.flatnonzero(problem.keep & problem.forbidden)).size:
        raise PlacementError(f"pose {int(both[0])} is both kept and forbidden")
    return problem


def transposed(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Columns of each row, as (indptr (rows + 1,), indices (arcs,)), ascending within a row."""
    owner = np.repeat(np.arange(len(indptr) - 1, dtype=np.int32), np.diff(indptr))
    order = np.argsort(indices, kind="stable")
    starts = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(indices, minlength=rows), out=starts[1:])
    return starts, owner[order]
