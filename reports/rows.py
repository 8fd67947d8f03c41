"""Rows of the page's tables: scores per kind, what was missed and why, what was false."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.cards import Card
from reports.figures import trade_off, whisker
from reports.folder import RunFolder
from reports.match import FALSE_ALARMS
from reports.run import RunScores
from reports.scores.events import MISSED, KindScore
from reports.scores.tradeoff import Trade
from reports.scores.weighting import FalseRate
from reports.statistics import rate_interval
from reports.words import Words, percent

# An upper bound beyond one a minute in every camera tells nobody anything: seconds of random film give no better one.
MOST_TELLING_PER_H = 3600.0
# Two thresholds make a step, not a curve.
LEAST_TRADES = 3


@dataclass(frozen=True, slots=True)
class KindRow:
    """A line of the score table, in words."""

    kind: str
    n: str
    found: str
    share: str
    interval: str
    picture: str
    latency: str
    false: str
    false_h: str
    false_interval: str
    seen: str


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A line of the table of missed episodes."""

    number: str
    at_s: float
    kind: str
    place: str
    why: str
    view: str


@dataclass(frozen=True, slots=True)
class FalseRow:
    """A line of the table of false alarms."""

    sign: str
    at_s: float
    kind: str
    place: str
    cause: str
    seen: str
    link: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """A line of the table of false-event rates."""

    seen: str
    counted: str
    estimated: str
    rate: str


def kind_rows(scored: RunScores, words: Words) -> list[KindRow]:
    """One line per kind, then one for all."""
    rows = [kind_row(score, words) for score in scored.scores.kinds]
    head = scored.headline
    false = sum(1 for e in scored.scores.events if e.verdict in FALSE_ALARMS)
    low, high = rate_interval(false, head.hours)
    every = KindRow(
        words.say("all-kinds"),
        str(head.episodes),
        str(head.found),
        percent(head.share),
        span(percent(head.share_low), percent(head.share_high)),
        whisker(words.say("all-kinds"), head.share, head.share_low, head.share_high),
        "",
        str(false),
        f"{false / head.hours:.2f}",
        span(f"{low:.2f}", f"{high:.2f}"),
        "",
    )
    return [*rows, every]


def kind_row(score: KindScore, words: Words) -> KindRow:
    """One line of the score table."""
    name = words.kind(score.kind)
    shown = score.n > 0
    return KindRow(
        name,
        str(score.n),
        str(score.found),
        percent(score.share),
        span(percent(score.share_low), percent(score.share_high)) if shown else "",
        whisker(name, score.share, score.share_low, score.share_high) if shown else "",
        "–" if score.median_latency_s is None else f"{score.median_latency_s:.1f} s",
        str(score.false),
        f"{score.false_per_h:.2f}",
        span(f"{score.false_low:.2f}", f"{score.false_high:.2f}"),
        ", ".join(words.say(f"fidelity-{way}") for way in score.fidelities),
    )


def span(low: str, high: str) -> str:
    """An interval in words."""
    return f"{low} – {high}"


def missed_rows(run: RunFolder, scored: RunScores, words: Words) -> list[MissedRow]:
    """Every missed episode with the reason and the best view any camera had."""
    episodes = {e.id: e for e in run.episodes}
    rows = []
    for e in scored.scores.episodes:
        if e.verdict != MISSED:
            continue
        sight = scored.sights.get(e.id)
        view = ""
        if sight is not None:
            px, share = f"{sight.pixel_height:.0f}", percent(sight.visible_share)
            view = words.say("best-view", camera=sight.camera, px=px, share=share)
        why = words.say(f"why-{e.why}")
        rows.append(MissedRow(str(e.number), e.start_s, words.kind(e.kind), episodes[e.id].zone, why, view))
    return rows


def false_rows(scored: RunScores, run: RunFolder, cards: list[Card], words: Words) -> list[FalseRow]:
    """Every false alert with what it was probably about."""
    episodes = {e.id: e for e in run.episodes}
    causes = {a.id: a.episode for a in scored.scores.alerts}
    bodies = {e.id: e.bodies for e in scored.scores.events}
    held = {a.id: a.events for a in run.alerts}
    rows = []
    for card in cards:
        if card.shape == "false":
            cause = episodes.get(causes[card.id] or "")
            body = ", ".join(sorted({b for name in held[card.id] for b in bodies.get(name, ())}))
            said = words.kind(cause.kind) if cause else body or words.say("cause-unknown")
            link = f"#alert-{card.id}"
            rows.append(FalseRow(card.sign, card.clock_s, card.kind, card.place, said, card.fidelity, link))
    return rows


def rate_rows(rates: tuple[FalseRate, ...], words: Words) -> list[RateRow]:
    """False events per hour by fidelity."""
    rows = []
    for rate in rates:
        seen = words.say(f"fidelity-{rate.fidelity}")
        if rate.per_h is None or rate.low is None or rate.high is None or not math.isfinite(rate.high):
            rows.append(RateRow(seen, "–", "–", words.say("no-window")))
            continue
        said = f"{rate.per_h:.2f} ({span(f'{rate.low:.2f}', f'{rate.high:.2f}')})"
        if rate.high > MOST_TELLING_PER_H:
            said = f"{rate.per_h:.2f} ({words.say('no-upper-bound', low=f'{rate.low:.2f}')})"
        rows.append(RateRow(seen, str(rate.counted), f"{rate.estimated:.0f}", said))
    return rows


@dataclass(frozen=True, slots=True)
class Traded:
    """The trade-off between what is found and what is false: its picture and what it says."""

    picture: str
    note: str


def traded(trades: Sequence[Trade], words: Words) -> Traded | None:
    """Show what stricter thresholds would cost; nothing where they tell nothing apart."""
    if len(trades) < LEAST_TRADES:
        return None
    last = trades[-1]
    points = [(trade.false_per_h, trade.recall) for trade in trades]
    picture = trade_off(words.say("trade-picture"), points, words.say("trade-across"), words.say("trade-up"))
    note = words.say(
        "trade-note", n=len(trades), found=last.found, episodes=last.episodes, false=last.false,
        precision=percent(last.precision),
    )  # fmt: skip
    return Traded(picture, note)
