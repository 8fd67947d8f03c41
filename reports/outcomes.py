"""What one run came to, in the figures that deployments are compared by; and what watching cost the people watched."""

from collections import Counter
from dataclasses import dataclass

from reports.folder import RunFolder
from reports.match import FOUND, REPEAT
from reports.run import RunScores

# A story that ended like this was ended by somebody who came, or by a device that was told to.
INTERRUPTED = frozenset({"interrupted", "attended", "put out", "power cut", "shut off", "released", "freed"})
BROUGHT = "put out"
RESIDENT = "resident"
# Assumptions of this project, to be replaced by quotations: prices in CNY, written off over so many days.
CAMERA_CNY, SENSOR_CNY, GUARD_HOUR_CNY, WRITE_OFF_DAYS = 2000.0, 300.0, 25.0, 5 * 365.0
DUTY = frozenset({"post", "patrol", "returning", "responding", "on-scene"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run in figures.

    Times are medians [s] from the episodes' starts, None where nothing was told or nobody came. ``alarms_per_h`` is of
    the recipient who gets most. ``waits`` has one (seconds, whether somebody came) per harmful episode: where nobody
    came, the episode's or the run's end. ``accused`` are residents behind a false alert that somebody was sent to.
    """

    found: int
    episodes: int
    share: float | None
    interrupted: int
    lost: int
    alerts: int
    false: int
    to_alert: float | None
    on_scene: float | None
    alarms_per_h: float
    patrol_h: float
    duty_h: float
    cost_per_day: float
    accused: int
    sent_in_vain: int
    waits: tuple[tuple[float, bool], ...]


def outcome(run: RunFolder, scored: RunScores) -> Outcome:
    """Everything about one run that a comparison needs."""
    head, hours = scored.headline, run.manifest.hours
    harmful = [e for e in run.episodes if not e.harmless]
    stopped = sum(e.outcome in INTERRUPTED or e.outcome.startswith(BROUGHT) for e in harmful)
    told = Counter(d.recipient for d in run.deliveries if d.outcome == "delivered")
    patrol_h, duty_h = guard_hours(run)
    devices = run.manifest.sensors * SENSOR_CNY + len(run.cameras) * CAMERA_CNY
    false = {a.id for a in scored.scores.alerts if a.verdict == "false"}
    vain = [d for d in run.dispatches if d.alert in false and d.arrived_s is not None]
    return Outcome(
        found=head.found,
        episodes=head.episodes,
        share=head.share,
        interrupted=stopped,
        lost=len(harmful) - stopped,
        alerts=head.alerts,
        false=head.false_alerts,
        to_alert=head.to_alert_s,
        on_scene=head.on_scene_s,
        alarms_per_h=max(told.values(), default=0) / hours,
        patrol_h=patrol_h,
        duty_h=duty_h,
        cost_per_day=devices / WRITE_OFF_DAYS + duty_h / hours * 24.0 * GUARD_HOUR_CNY,
        accused=len(accused(run, scored, {d.alert for d in vain})),
        sent_in_vain=len(vain),
        waits=tuple(waits(run, scored)),
    )


def guard_hours(run: RunFolder) -> tuple[float, float]:
    """Hours walked on patrol, and on duty at all, summed over guards."""
    rows: dict[str, list[tuple[float, str]]] = {}
    for row in run.table("responders").to_pylist():
        rows.setdefault(row["responder"], []).append((row["time_s"], row["state"]))
    patrol = duty = 0.0
    for log in rows.values():
        log.sort()
        ends = [at for at, _ in log[1:]] + [run.manifest.duration_s]
        for (start, state), end in zip(log, ends, strict=True):
            patrol += (end - start) / 3600.0 * (state == "patrol")
            duty += (end - start) / 3600.0 * (state in DUTY)
    return patrol, duty


def accused(run: RunFolder, scored: RunScores, alerts: set[str]) -> set[str]:
    """Residents whom a detector followed into one of ``alerts``."""
    events = {e.id: e.bodies for e in scored.scores.events}
    names = {body for a in run.alerts if a.id in alerts for event in a.events for body in events.get(event, ())}
    return {name for name in names if name.startswith(RESIDENT)}


def waits(run: RunFolder, scored: RunScores) -> list[tuple[float, bool]]:
    """How long every harmful episode waited for somebody on the scene [s], and whether somebody came."""
    scores = {e.id: e for e in scored.scores.episodes}
    held = []
    for episode in run.episodes:
        if episode.harmless:
            continue
        came = scores[episode.id].on_scene_s
        until = run.manifest.duration_s if episode.end_s is None else episode.end_s
        held.append((max(0.0, until - episode.start_s), False) if came is None else (max(0.0, came), True))
    return held


@dataclass(frozen=True, slots=True)
class Share:
    """What one group of devices found: episodes it told of, and those that no other group told of."""

    group: str
    found: int
    alone: int


def shares(runs: list[tuple[RunFolder, RunScores]]) -> list[Share]:
    """What each group of devices contributes: what would be lost without it, all else being as it is.

    Cameras are grouped by their first role, sensors by what they claim. A group told of an episode when an event of it
    found the episode or repeated the find.
    """
    told: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for run, scored in runs:
        roles = {name: f"camera: {held[0] if held else 'other'}" for name, held in run.cameras.items()}
        events = {e.id: e for e in run.events}
        about: dict[str, set[str]] = {}
        for score in scored.scores.events:
            if score.verdict in (FOUND, REPEAT) and score.episode:
                event = events[score.id]
                group = next((roles[d] for d in event.devices if d in roles), event.kind)
                about.setdefault(score.episode, set()).add(group)
        for groups in about.values():
            told.update(groups)
            alone.update(groups if len(groups) == 1 else ())
    return [
        Share(group, count, alone[group]) for group, count in sorted(told.items(), key=lambda row: (-row[1], row[0]))
    ]


@dataclass(frozen=True, slots=True)
class Miss:
    """Episodes of a kind that were missed for one reason, of all of that kind."""

    kind: str
    why: str
    missed: int
    episodes: int


def misses(runs: list[tuple[RunFolder, RunScores]]) -> list[Miss]:
    """What was missed and why, the most first: what a deployment lacks apart from what its detectors failed to tell."""
    counted = [e for _, scored in runs for e in scored.scores.episodes if e.number is not None]
    kinds = Counter(e.kind for e in counted)
    reasons = Counter((e.kind, e.why) for e in counted if e.why is not None)
    rows = sorted(reasons.items(), key=lambda row: (-row[1], row[0]))
    return [Miss(kind, why, n, kinds[kind]) for (kind, why), n in rows]
