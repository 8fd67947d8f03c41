"""Small covering problems for tests, drawn by hypothesis and solved by trying every subset."""

from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from twin.planning.reduction import restricted
from twin.planning.setcover import SetCover, setcover


def problem_of(sets: list[list[int]], rows: int, **parts: object) -> SetCover:
    """Problem whose column j covers the rows ``sets[j]``."""
    indptr = np.concatenate([[0], np.cumsum([len(s) for s in sets])])
    indices = np.array([r for s in sets for r in sorted(s)], dtype=np.int32)
    return setcover(indptr, indices, rows, **parts)


@st.composite
def problems(draw: st.DrawFn) -> SetCover:
    """Up to 9 columns and 8 rows, needs of 0 to 2, costs of 1 to 4 or all equal; every need can be met."""
    rows = draw(st.integers(1, 8))
    columns = draw(st.integers(1, 9))
    sets = draw(st.lists(st.sets(st.integers(0, rows - 1)), min_size=columns, max_size=columns))
    need = draw(st.lists(st.integers(0, 2), min_size=rows, max_size=rows))
    equal = draw(st.booleans())
    cost = [1] * columns if equal else draw(st.lists(st.integers(1, 4), min_size=columns, max_size=columns))
    state = draw(
        st.lists(st.sampled_from(["free", "free", "free", "keep", "forbidden"]), min_size=columns, max_size=columns)
    )
    seen = [sum(r in s for s, what in zip(sets, state, strict=True) if what != "forbidden") for r in range(rows)]
    return problem_of(
        [sorted(s) for s in sets],
        rows,
        need=np.minimum(need, seen).astype(np.int32),
        cost=np.array(cost, dtype=np.int64),
        keep=np.array([what == "keep" for what in state]),
        forbidden=np.array([what == "forbidden" for what in state]),
    )


def cores() -> st.SearchStrategy[SetCover]:
    """Problems with something to cover and nothing kept, forbidden or reduced, as bounds and walks take them."""
    return problems().map(plain).filter(lambda core: core.rows > 0)


def plain(problem: SetCover) -> SetCover:
    """Only what is allowed and not yet met."""
    need = np.maximum(problem.need - problem.counts(np.flatnonzero(problem.keep)), 0)
    free = np.flatnonzero(~problem.forbidden & ~problem.keep)
    return restricted(problem, free, np.flatnonzero(need > 0), need)


def optimum(problem: SetCover) -> int:
    """Least cost of any answer, by trying them all."""
    every = range(problem.columns)
    subsets = (np.array(c, dtype=np.int64) for k in range(problem.columns + 1) for c in combinations(every, k))
    return min(problem.price(chosen) for chosen in subsets if problem.covers(chosen))
