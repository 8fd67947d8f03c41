"""Who goes with whom at least total cost, inside a kernel: the same answer as scipy's ``linear_sum_assignment``.

Shortest augmenting paths (Jonker and Volgenant 1987), in the form for unequal sides of Crouse 2016, "On implementing
2D rectangular assignment algorithms". scipy cannot be called from a kernel, and going out to it for every look that
leaves a choice took a tenth of a run.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

Grid = NDArray[np.float64]
Rows = NDArray[np.int64]


@kernel
def matched(costs: Grid) -> Rows:
    """Return each column's row (m,), -1 for none, of a table (n, m) of finite costs."""
    rows = np.full(costs.shape[1], -1)
    if costs.shape[0] <= costs.shape[1]:
        _matched(costs, rows)
        return rows
    # Every column finds a row then, so it is the columns that choose.
    columns = np.full(costs.shape[0], -1)
    _matched(costs.T.copy(), columns)
    for row in range(len(columns)):
        if columns[row] >= 0:
            rows[columns[row]] = row
    return rows


@kernel
def _matched(costs: Grid, row_of: Rows) -> None:
    """Let every row choose, the lesser side, and fill in each column's row."""
    count, width = costs.shape
    u, v, column_of = np.zeros(count), np.zeros(width), np.full(count, -1)
    shortest, path, remaining = np.empty(width), np.empty(width, np.int64), np.empty(width, np.int64)
    for chooser in range(count):
        for k in range(width):
            shortest[k], remaining[k] = np.inf, width - 1 - k
        left, least, row, sink = width, 0.0, chooser, -1
        while sink < 0:
            best, lowest = -1, np.inf
            for k in range(left):
                column = remaining[k]
                far = least + costs[row, column] - u[row] - v[column]
                if far < shortest[column]:
                    shortest[column], path[column] = far, row
                if shortest[column] < lowest or (shortest[column] == lowest and row_of[column] < 0):
                    best, lowest = k, shortest[column]
            least, column = lowest, remaining[best]
            left -= 1
            # Columns that were reached stand behind those that were not.
            remaining[best], remaining[left] = remaining[left], column
            if row_of[column] < 0:
                sink = column
            else:
                row = row_of[column]
        u[chooser] += least
        for k in range(left, width):
            column = remaining[k]
            if row_of[column] >= 0:
                u[row_of[column]] += least - shortest[column]
            v[column] -= least - shortest[column]
        while True:
            row = path[sink]
            row_of[sink], column_of[row], sink = row, sink, column_of[row]
            if row == chooser:
                break
