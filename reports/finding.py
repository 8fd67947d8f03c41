"""What finds which episode, and until when: the definitions of two public evaluations, by name.

- **ActEV** (NIST, DIVA activity detection): a claim finds an activity when both overlap by at least `OVERLAP_S`, or by
  half of an activity that is shorter. For what lasts until it is dealt with.
- **i-LIDS** (Home Office, user guide 10/11): an alarm is true within `ALARM_S` of the alarm event's start, which for a
  parked vehicle is 60 s after it stopped (``onset_s``). For what is over at once, or whose definition names a delay.

A claim whose end nobody states stands for `OVERLAP_S` after it was made.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from reports.records import Episode, Event

ALARM_S = 10.0
OVERLAP_S = 1.0
OVERLAP_SHARE = 0.5


class Rule(StrEnum):
    """Whose definition of "in time" holds."""

    ACTEV = "ActEV"
    ILIDS = "i-LIDS"


@dataclass(frozen=True, slots=True)
class Find:
    """What finds episodes of a kind: events of any of ``events``, in time by ``rule``.

    The definition of the kind begins ``onset_s`` after the episode does: what is over by then has not become one.
    """

    events: frozenset[str]
    rule: Rule
    onset_s: float = 0.0

    def until_s(self, episode: Episode) -> float:
        """The last moment at which an event may find ``episode`` [s]; infinite while it has no end."""
        if self.rule is Rule.ILIDS:
            return episode.start_s + self.onset_s + ALARM_S
        return math.inf if episode.end_s is None else max(episode.end_s, episode.start_s + OVERLAP_S)

    def in_time(self, episode: Episode, event: Event) -> bool:
        """Whether ``event`` came while it may find ``episode``."""
        if self.rule is Rule.ILIDS:
            return episode.start_s <= event.t_emitted_s <= self.until_s(episode)
        stands = event.t_emitted_s + OVERLAP_S
        return overlap_enough(
            (episode.start_s, math.inf if episode.end_s is None else episode.end_s),
            (event.start_s, stands if event.end_s is None else max(event.end_s, stands)),
        )


def overlap_enough(true: tuple[float, float], claimed: tuple[float, float]) -> bool:
    """Whether two stretches of time [s] overlap as ActEV demands."""
    shared = min(true[1], claimed[1]) - max(true[0], claimed[0])
    length = true[1] - true[0]
    return shared >= OVERLAP_S if length >= OVERLAP_S else shared >= 0.0 and shared >= OVERLAP_SHARE * length


def lasting(*events: str, onset_s: float = 0.0) -> Find:
    """What lasts until it is dealt with, by ActEV."""
    return Find(frozenset(events), Rule.ACTEV, onset_s)


def sudden(*events: str, onset_s: float = 0.0) -> Find:
    """What must be told within ten seconds, by i-LIDS."""
    return Find(frozenset(events), Rule.ILIDS, onset_s)


FINDS = {
    "wall-climb": lasting("perimeter"),
    "wall-cut": lasting("perimeter"),
    "thrown-object": sudden("falling-object"),
    "tailgating": sudden("tailgating"),
    "prowling": lasting("loitering"),
    "forced-door": sudden("forced-door"),
    "burglary": lasting("burglary"),
    "unknown-badge": sudden("unknown-badge"),
    "lost-card": sudden("lost-card"),
    "lent-card": lasting("lent-card"),
    "barrier-tailing": sudden("barrier-tailing"),
    "evaded-fee": lasting("evaded-fee", "barrier-tailing", "overstay"),
    "stray-parking": sudden("fire-lane", onset_s=60.0),
    "stranger-car": sudden("stranger-vehicle"),
    # Who unloads or drops somebody off takes no bay.
    "bay-taken": lasting("stranger-overstay", "overstay", onset_s=900.0),
    "parcel-theft": lasting("burglary", "loitering"),
    "ebike-theft": lasting("theft", "burglary", "loitering"),
    "laundry-theft": lasting("burglary", "loitering"),
    "vegetable-theft": lasting("burglary", "loitering"),
    "kitchen-fire": lasting("smoke", "fire-on-video"),
    "room-fire": lasting("smoke", "fire-on-video"),
    "bin-fire": lasting("fire-on-video", "smoke"),
    "balcony-fire": lasting("fire-on-video", "smoke"),
    "meter-box-fire": lasting("smoke", "fire-on-video"),
    "gas-leak": lasting("gas"),
    "overload": lasting("overload"),
    "arc-fault": lasting("arc"),
    "residual-fault": lasting("residual-current"),
    "pile-fault": lasting("charging-fault"),
    "hung-wire": lasting("outside-charging"),
    "ebike-in-lift": sudden("ebike-in-lift"),
    "tank-leak": lasting("low-level", "water-leak"),
    "hydrant-shut": lasting("low-pressure"),
    "hydrant-leak": lasting("water-leak", "low-pressure"),
    "person-in-care-down": lasting("no-activity"),
    "lost-child": lasting("panic"),
    "fall": lasting("person-down", "no-activity", "panic"),
    "panic": sudden("panic"),
    "camera-fault": lasting("device-fault"),
}
_STRANGER = frozenset({"loitering", "tailgating", "forced-door", "unknown-badge"})
# Events that tell the truth about an episode without naming it: neither a find nor a false alarm.
SIGNS = {
    "wall-climb": _STRANGER | {"burglary"},
    "wall-cut": _STRANGER | {"burglary"},
    "prowling": _STRANGER | {"perimeter"},
    "burglary": _STRANGER | {"perimeter"},
    "forced-door": _STRANGER | {"burglary"},
    "unknown-badge": _STRANGER,
    "lost-card": _STRANGER | {"passback"},
    "lent-card": _STRANGER | {"passback"},
    "tailgating": frozenset({"loitering", "passback"}),
    "parcel-theft": _STRANGER | {"perimeter"},
    "ebike-theft": _STRANGER | {"perimeter"},
    "laundry-theft": _STRANGER | {"perimeter"},
    "vegetable-theft": _STRANGER | {"perimeter"},
    "barrier-tailing": frozenset({"stranger-vehicle", "overstay", "stranger-overstay"}),
    "evaded-fee": frozenset({"stranger-vehicle"}),
    "stranger-car": frozenset({"fire-lane", "overstay", "stranger-overstay", "barrier-tailing"}),
    "stray-parking": frozenset({"stranger-vehicle", "overstay", "stranger-overstay"}),
    "bay-taken": frozenset({"stranger-vehicle", "fire-lane"}),
    "kitchen-fire": frozenset({"gas"}),
    "room-fire": frozenset({"arc", "overload"}),
    "meter-box-fire": frozenset({"arc", "overload", "residual-current"}),
    "overload": frozenset({"arc", "smoke"}),
    "arc-fault": frozenset({"overload", "smoke"}),
    "pile-fault": frozenset({"smoke", "fire-on-video"}),
    "hung-wire": frozenset({"overload", "arc"}),
    "panic": frozenset({"person-down"}),
    # What runs out of a hydrant runs out of the roof tank.
    "hydrant-leak": frozenset({"low-level"}),
    "person-in-care-down": frozenset({"panic"}),
}
# What a harmless episode is easily taken for.
FOOLS = {
    "cat-on-wall": frozenset({"perimeter"}),
    "foliage": frozenset({"perimeter", "falling-object"}),
    "falling-leaves": frozenset({"falling-object"}),
    "bird": frozenset({"falling-object", "perimeter"}),
    "laundry": frozenset({"falling-object"}),
    "plastic-film": frozenset({"falling-object"}),
    "family-on-one-badge": frozenset({"tailgating"}),
    "held-door": frozenset({"tailgating", "forced-door"}),
    "trolley": frozenset({"tailgating"}),
    "waiting-friend": frozenset({"loitering"}),
    "smoker": frozenset({"loitering", "smoke"}),
    "unloading-van": frozenset({"fire-lane", "stranger-vehicle"}),
    "cooking-smoke": frozenset({"smoke"}),
    "steam": frozenset({"smoke", "fire-on-video"}),
    "dust": frozenset({"smoke"}),
    "spray": frozenset({"smoke", "gas"}),
    "kettle": frozenset({"overload", "arc"}),
    "lift-motor": frozenset({"overload", "arc", "residual-current"}),
    "normal-draw": frozenset({"overload", "charging-fault"}),
    "pushchair-in-lift": frozenset({"ebike-in-lift"}),
    "wheelchair-in-lift": frozenset({"ebike-in-lift"}),
    "bicycle-in-lift": frozenset({"ebike-in-lift"}),
    "trolley-in-lift": frozenset({"ebike-in-lift"}),
    "children-at-panic": frozenset({"panic", "person-down"}),
    "test-press": frozenset({"panic", "person-down"}),
    "resting": frozenset({"person-down"}),
    "sleeping-late": frozenset({"no-activity"}),
    "travelling": frozenset({"no-activity"}),
    "sunset-window": frozenset({"fire-on-video"}),
    "headlights": frozenset({"fire-on-video", "perimeter"}),
    "fog": frozenset({"smoke", "fire-on-video", "perimeter"}),
}


def cut_short(episode: Episode) -> bool:
    """Whether an episode was over before it was what its kind is: whatever the detectors, it counts for nothing."""
    find = FINDS.get(episode.kind)
    return find is not None and episode.end_s is not None and episode.end_s < episode.start_s + find.onset_s
