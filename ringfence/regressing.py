"""A regression test from its suite to its verdict: both variants run on the same frames, then compared."""

from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from reports.regress import Regression, regress
from reports.regress_report import sentence, write_regression
from ringfence.sweeping import finished, sweep_shown
from scenarios.executors import Executor
from scenarios.suite import Expectation, read_suite
from scenarios.sweep import Grid
from scenarios.variants import Variant
from twin.problems import InputError, Problem


@dataclass(frozen=True, slots=True)
class Result:
    """What a regression test says, and where its page is."""

    regression: Regression
    page: Path

    @property
    def regressions(self) -> tuple[str, ...]:
        """What is worse, and what is expected and not met; empty when all is well."""
        return (*self.regression.worse, *self.regression.unmet)

    @property
    def summary(self) -> str:
        """One sentence."""
        return sentence(self.regression)


def run_regression(
    suite: Path,
    candidate: str,
    baseline: str,
    out: Path,
    cache: Path,
    executor: Executor,
    console: Console,
    quiet: bool,
    lang: str = "en",
) -> Result:
    """Run a suite's scenes under both variants, nobody acting on alerts, and compare; see `scenarios.variants`."""
    if candidate == baseline:
        text = "is the baseline itself; there is nothing to compare"
        raise InputError([Problem("command line", None, "--candidate", text, "another variant")])
    held = read_suite(suite)
    deployments = (held.deployment,) if held.deployment else ()
    variants = (Variant(candidate), Variant(baseline))
    grid = Grid(held.scenarios, deployments, held.seeds, out, variants, held.fidelity, open_loop=True, cache=cache)
    done = finished(sweep_shown(grid.orders(), executor, None, console, quiet), out)
    pairs = [(done[i].order.out, done[i + 1].order.out) for i in range(0, len(done), 2)]
    found = regress(pairs, (candidate, baseline))
    found = replace(found, unmet=tuple(text for e in held.expectations for text in unmet(e, found)))
    return Result(found, write_regression(found, pairs, out, lang))


def unmet(expected: Expectation, found: Regression) -> list[str]:
    """What the candidate does not reach of one expectation."""
    wanted = ("kind", expected.kind) if expected.kind else ("all", "all")
    rows = [row for row in found.rows if (row.group, row.value) == wanted]
    said = [
        f"{row.value}: {row.candidate} of {row.n} found, {expected.recall:.0%} expected"
        for row in rows
        if expected.recall is not None and row.n and row.candidate / row.n < expected.recall
    ]
    if expected.recall is not None and not rows:
        said.append(f"{expected.kind}: none happened, {expected.recall:.0%} of them expected to be found")
    rate = next(c.candidate for c in found.changes if c.measure == "false-per-h")
    if expected.false_per_h is not None and rate > expected.false_per_h:
        said.append(f"{rate:.3g} false alarms per hour, at most {expected.false_per_h:g} expected")
    return said
