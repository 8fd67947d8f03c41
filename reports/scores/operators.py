"""How much the people who answer alarms are asked: alerts per operator per ten minutes, against EEMUA 191.

EEMUA 191 and ISA-18.2 take ten minutes as the measure: one alarm is what a person can be expected to deal with, two
can be managed, five are too many, and ten are a flood in which nobody can be expected to see anything. Beside the
alerts stand the raw events that they were made of: what the same people would have been asked without correlation.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from reports.folder import RunFolder
from reports.records import Alert, Asked, Delivery
from reports.scores.events import AlertScore

SPAN_S = 600.0
FLOOD = 10
BANDS = ((1.0, "acceptable"), (2.0, "manageable"), (5.0, "demanding"), (math.inf, "excessive"))
# Those who are told one thing about their own home or car are no operators.
OPERATORS = ("command-centre", "property-office", "police-desk", "fire-desk", "community-desk", "grid-worker")


@dataclass(frozen=True, slots=True)
class OperatorLoad:
    """What one desk was asked: alerts and raw events in all; per person means and worst of ten minutes, share of flood.

    ``asked`` is what they made of it, None where the run does not say; then one person sat there.
    """

    who: str
    asked: Asked | None
    alerts: int
    events: int
    alerts_per_span: float
    events_per_span: float
    worst: float
    flood_share: float
    band: str


def operator_loads(run: RunFolder) -> tuple[OperatorLoad, ...]:
    """Every desk that was told of anything, the busiest first."""
    alerts = {alert.id: alert for alert in run.alerts}
    told: dict[str, dict[str, float]] = {}
    for delivery in sorted(run.deliveries, key=lambda d: d.at_s):
        if delivery.recipient in OPERATORS and reached(delivery) and delivery.alert in alerts:
            told.setdefault(delivery.recipient, {}).setdefault(delivery.alert, delivery.at_s)
    spans = max(1, math.ceil(run.manifest.duration_s / SPAN_S))
    asked = {row.desk: row for row in run.manifest.operators}
    loads = [
        load(who, asked.get(who), [alerts[name] for name in heard], heard.values(), spans)
        for who, heard in told.items()
    ]
    return tuple(sorted(loads, key=lambda one: (-one.alerts_per_span, one.who)))


def reached(delivery: Delivery) -> bool:
    """Whether a person was told; a loudspeaker speaks to whoever is there, not to an operator."""
    return delivery.outcome in {"delivered", "queued"} and delivery.channel != "loudspeaker"


def load(who: str, asked: Asked | None, alerts: list[Alert], times_s: Iterable[float], spans: int) -> OperatorLoad:
    """Count one desk's alerts by the ten minutes they were told in; ``spans`` of them lie in the run."""
    counts = Counter(min(int(at_s // SPAN_S), spans - 1) for at_s in times_s)
    people = 1 if asked is None else asked.people
    events = sum(len(alert.events) for alert in alerts)
    mean, worst = len(alerts) / spans / people, max(counts.values()) / people
    flood = sum(count / people >= FLOOD for count in counts.values()) / spans
    band = next(name for most, name in BANDS if mean <= most)
    return OperatorLoad(who, asked, len(alerts), events, mean, events / spans / people, worst, flood, band)


def alerts_per_episode(alerts: Iterable[AlertScore]) -> tuple[float, float] | None:
    """Median and mean number of alerts about a true episode that raised any; None if none did."""
    about = Counter(alert.episode for alert in alerts if alert.verdict in {"found", "true"} and alert.episode)
    if not about:
        return None
    return median(about.values()), sum(about.values()) / len(about)
