"""An incident log in CSV: base rates from all months but the last, and whether they foretold the last.

Columns ``date`` (YYYY-MM-DD) and ``kind`` (a kind of episode); others are ignored. Every month between the first and
the last date counts, also one without incidents; a kind that is never logged has no rate.
"""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from scipy import stats

from reports.finding import FINDS
from reports.statistics import dispersion, negative_binomial_interval
from twin.problems import InputError, Problem, nearest
from twin.textfile import read_text

MONTHS = 3


@dataclass(frozen=True, slots=True)
class BaseRate:
    """One kind: incidents a day with a 95% interval from the months learnt from, and the month held out.

    ``foretold`` is the 95% prediction interval of that month's count, ``held_out`` what it was.
    """

    kind: str
    per_day: float
    low: float
    high: float
    counts: tuple[int, ...]
    foretold: tuple[int, int]
    held_out: int

    @property
    def kept(self) -> bool:
        """Whether the month held out lies in what was foretold."""
        return self.foretold[0] <= self.held_out <= self.foretold[1]


def base_rates(path: Path) -> tuple[BaseRate, ...]:
    """Learn rates from a log; hold its last month out.

    Raises
    ------
    InputError: with every row that does not read, or when there are fewer than three months.
    """
    rows = read_log(path)
    months = months_between(min(day for day, _ in rows), max(day for day, _ in rows))
    if len(months) < MONTHS:
        text = f"covers {len(months)} months; one is held out"
        raise InputError([Problem(str(path), None, "date", text, f"at least {MONTHS} months")])
    tally = Counter(((day.year, day.month), kind) for day, kind in rows)
    return tuple(rate(kind, [tally[month, kind] for month in months], months) for kind in sorted({k for _, k in rows}))


def rate(kind: str, counts: list[int], months: list[tuple[int, int]]) -> BaseRate:
    """One kind's rate from all counts but the last, months weighed as equally long; see `BaseRate`."""
    learnt = counts[:-1]
    days = sum(length(month) for month in months[:-1]) / len(learnt)
    alpha = dispersion(learnt)
    per_day, low, high = negative_binomial_interval(learnt, days, alpha)
    mean = max(per_day, 1e-9) * length(months[-1])
    # The rate is itself uncertain: its variance widens what is foretold (law of total variance, moment-matched).
    variance = mean + alpha * mean**2 + (mean + alpha * mean**2) / len(learnt)
    size = mean**2 / max(variance - mean, 1e-9)
    ends = stats.nbinom.ppf([0.025, 0.975], size, size / (size + mean))
    return BaseRate(kind, per_day, low, high, tuple(learnt), (int(ends[0]), int(ends[1])), counts[-1])


def read_log(path: Path) -> list[tuple[date, str]]:
    """Rows of the log as (day, kind)."""
    reader = csv.DictReader(io.StringIO(read_text(path)))
    missing = {"date", "kind"} - set(reader.fieldnames or ())
    if missing:
        raise InputError(
            [Problem(str(path), 1, name, "is missing", "columns date and kind") for name in sorted(missing)]
        )
    rows, problems = [], []
    for row in reader:
        try:
            day = date.fromisoformat(row["date"] or "")
        except ValueError:
            problems.append(Problem(str(path), reader.line_num, "date", f"is {row['date']!r:.40}", "YYYY-MM-DD"))
            continue
        if row["kind"] not in FINDS:
            accepted = nearest(row["kind"] or "", FINDS)
            problems.append(Problem(str(path), reader.line_num, "kind", f"there is no {row['kind']!r:.40}", accepted))
            continue
        rows.append((day, str(row["kind"])))
    if not rows and not problems:
        problems.append(Problem(str(path), None, "", "logs nothing", "a row per incident"))
    if problems:
        raise InputError(problems)
    return rows


def months_between(first: date, last: date) -> list[tuple[int, int]]:
    """Every (year, month) from the first to the last day's."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(k // 12, k % 12 + 1) for k in range(begin, end + 1)]


def length(month: tuple[int, int]) -> int:
    """Days in a month."""
    year, number = month
    after = date(year + number // 12, number % 12 + 1, 1)
    return (after - timedelta(days=1)).day
