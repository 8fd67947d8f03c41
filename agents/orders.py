"""What agents are told before a run: how many live here, who guards, which episodes are staged."""

from dataclasses import dataclass

from twin.truth import EpisodeKind, Place


@dataclass(frozen=True, slots=True)
class Population:
    """How many people live on the site; ``households`` of them in so many homes, 0 for as many as they need."""

    permanent: int
    floating: int
    households: int = 0


@dataclass(frozen=True, slots=True)
class GuardShift:
    """``count`` guards at a post ("guard-post/1" or a gate's id) between two times of day [s since local midnight]."""

    post: str
    start_s: float
    end_s: float
    count: int


@dataclass(frozen=True, slots=True)
class EpisodeOrder:
    """One episode to stage.

    ``at_s`` is when its visible core begins [s from the run's start]: the climb, the throw, the ignition; actors come
    from wherever they must beforehand. ``where`` addresses the site: a wall's, door's, gate's, room's, pile's, post's,
    window's or area's id, a pattern of ids ("wall/*"), or "any". ``stay_s`` is how long it goes on where that is a
    choice; ``growth`` names a fire's growth, "" for the usual one of its kind; ``item`` is the thing thrown (bottle,
    bag, flower-pot, stub; "" is a bottle), or how a camera fails (dark, dirty, moved, sprayed, frozen; "" is dark).
    """

    name: str
    kind: EpisodeKind
    at_s: float
    where: str = "any"
    who: str = "stranger"
    stay_s: float | None = None
    growth: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """An order with its place found: ``where`` is the address chosen, ``zone`` the one that truth is told by.

    ``start_s`` and ``end_s`` are as planned; people who are stopped, held up or late make the truth differ.
    """

    order: EpisodeOrder
    place: Place
    start_s: float
    end_s: float
    where: str
    zone: str
