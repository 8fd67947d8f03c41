"""Which event found which episode: one to one, and what became of every event that found none.

Harmful episodes and events are paired by the Hungarian method, as many pairs as possible and among those the
quickest (ActEV, NIST: one-to-one by activity). A pair is allowed when the kinds agree, the place agrees, and the alarm
came in time by the rule that `reports.finding` names for the kind: ActEV's or i-LIDS's.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from reports.finding import FINDS, FOOLS, SIGNS
from reports.records import Episode, Event

NEAR_M = 30.0
EARLY_S = 5.0
LINGER_S = 60.0
# So long before an episode its actors may be told of as what they are.
BEFORE_S = 600.0
FOUND, REPEAT, LATE, RELATED, NUISANCE, FALSE, NOTICE = (
    "found",
    "repeat",
    "late",
    "related",
    "nuisance",
    "false",
    "notice",
)
FALSE_ALARMS = (NUISANCE, FALSE)
INDOOR = frozenset({"smoke", "gas"})
# Told so that somebody looks, not that somebody goes.
NOTICES = frozenset({"waste-visit", "device-fault", "post-call"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one event; ``episode`` is the one it found, repeats, came late for, or was fooled by."""

    event: str
    verdict: str
    episode: str | None


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs (episode id -> event id) and a verdict for every event, in the events' order."""

    pairs: dict[str, str]
    verdicts: tuple[Verdict, ...]


def match(
    episodes: Sequence[Episode], events: Sequence[Event], bodies: Mapping[str, frozenset[str]] | None = None
) -> Matching:
    """Pair harmful episodes with events and explain every other event.

    ``bodies`` names the bodies behind an event where they are known: then the event is about the episodes that those
    bodies act in, wherever they have gone by then, and about no other.
    """
    who = bodies or {}
    harmful = [e for e in episodes if not e.harmless]
    pairs = {harmful[i].id: events[j].id for i, j in assign(cost_matrix(harmful, events, who))}
    finder = {event: episode for episode, event in pairs.items()}
    verdicts = []
    for event in events:
        if event.id in finder:
            verdicts.append(Verdict(event.id, FOUND, finder[event.id]))
        elif event.kind in NOTICES:
            verdicts.append(Verdict(event.id, NOTICE, None))
        else:
            verdicts.append(explain(event, episodes, pairs, who.get(event.id, NOBODY)))
    return Matching(pairs, tuple(verdicts))


def cost_matrix(
    episodes: Sequence[Episode], events: Sequence[Event], bodies: Mapping[str, frozenset[str]]
) -> NDArray[np.float64]:
    """Lateness, half at `LINGER_S` and one for ever, (n_episodes, n_events) in [0, 1]; infinite where not allowed."""
    costs = np.full((len(episodes), len(events)), math.inf)
    for i, episode in enumerate(episodes):
        for j, event in enumerate(events):
            if finds(episode, event, bodies.get(event.id, NOBODY)):
                late = max(0.0, event.t_emitted_s - episode.start_s)
                costs[i, j] = late / (late + LINGER_S)
    return costs


def finds(episode: Episode, event: Event, bodies: frozenset[str]) -> bool:
    """Whether an event may count as finding an episode."""
    find = FINDS.get(episode.kind)
    if find is None or event.kind not in find.events:
        return False
    return find.in_time(episode, event) and (acts(episode, bodies) if bodies else near(episode, event))


def assign(costs: NDArray[np.float64]) -> list[tuple[int, int]]:
    """As many allowed pairs as possible, then the least total cost; ``costs`` in [0, 1] or infinite."""
    if costs.size == 0:
        return []
    forbidden = min(costs.shape) + 1.0  # one more allowed pair always beats any saving in cost
    rows, columns = linear_sum_assignment(np.where(np.isfinite(costs), costs, forbidden))
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if np.isfinite(costs[i, j])]


def explain(event: Event, episodes: Sequence[Episode], pairs: dict[str, str], bodies: frozenset[str]) -> Verdict:
    """Say what an event that found nothing was about; a true cause is preferred to a harmless one."""
    during = [e for e in episodes if overlaps(e, event) and about(e, event, bodies)]
    right = [e for e in during if not e.harmless and e.kind in FINDS and event.kind in FINDS[e.kind].events]
    signs = [
        e for e in episodes if event.kind in SIGNS.get(e.kind, ()) and (e in during or foreshadows(e, event, bodies))
    ]
    fools = [e for e in during if e.harmless and event.kind in FOOLS.get(e.kind, ())]
    if right:
        cause = closest(event, right)
        return Verdict(event.id, REPEAT if cause.id in pairs else LATE, cause.id)
    if signs:
        return Verdict(event.id, RELATED, closest(event, signs).id)
    if fools:
        return Verdict(event.id, NUISANCE, closest(event, fools).id)
    return Verdict(event.id, FALSE, None)


NOBODY: frozenset[str] = frozenset()


def foreshadows(episode: Episode, event: Event, bodies: frozenset[str]) -> bool:
    """Whether an event is about an episode's own actors shortly before it: a stranger's car comes in, then parks."""
    return acts(episode, bodies) and 0.0 <= episode.start_s - event.t_seen_s <= BEFORE_S


def about(episode: Episode, event: Event, bodies: frozenset[str]) -> bool:
    """Whether an event concerns an episode: by its actors where bodies are known, else by place.

    A camera that could see a harmful episode is near enough; what is merely harmless must be where the event is.
    """
    if bodies:
        return acts(episode, bodies)
    return near(episode, event) or (not episode.harmless and watched(episode, event))


def acts(episode: Episode, bodies: frozenset[str]) -> bool:
    """Whether any of the bodies is an actor of the episode."""
    return not bodies.isdisjoint(episode.actors)


def overlaps(episode: Episode, event: Event) -> bool:
    """Whether an event was raised while an episode, or what it left behind, was still there to be seen.

    What takes long to be sure of may be told after the end of what it rests on.
    """
    until_s = FINDS[episode.kind].until_s(episode) if episode.kind in FINDS else episode.start_s
    end_s = max(until_s, episode.start_s if episode.end_s is None else episode.end_s)
    return episode.start_s - EARLY_S <= event.t_emitted_s and event.start_s <= end_s + LINGER_S


def near(episode: Episode, event: Event) -> bool:
    """Same zone, or within `NEAR_M` on the ground; an event with no place at all is judged by its devices.

    What a room's sensor says is about that dwelling alone: the neighbour's kitchen is nearer than 30 m.
    """
    if event.kind in INDOOR and event.zone:
        return dwelling(event.zone) == dwelling(episode.zone)
    if event.zone and (within(event.zone, episode.zone) or within(episode.zone, event.zone)):
        return True
    if event.place is None or episode.place is None:
        return event.place is None and not event.zone and watched(episode, event)
    return math.dist(event.place[:2], episode.place[:2]) <= NEAR_M


def dwelling(address: str) -> str:
    """The home of a room: "b3/2/601" of "b3/2/601/kitchen"."""
    return "/".join(address.split("/")[:3])


def within(inner: str, outer: str) -> bool:
    """Whether an address lies in another: "b3/2/601/kitchen" in "b3/2/601"."""
    return bool(outer) and (inner == outer or inner.startswith(outer + "/"))


def watched(episode: Episode, event: Event) -> bool:
    """Whether a device that raised the event could have seen the episode."""
    return any(device in episode.devices for device in event.devices)


def closest(event: Event, episodes: Iterable[Episode]) -> Episode:
    """The episode nearest in time, then by name."""
    return min(episodes, key=lambda e: (abs(event.t_emitted_s - e.start_s), e.id))
