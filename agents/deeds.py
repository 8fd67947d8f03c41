"""What is going wrong right now, and who can put it right: guards, voices, switches, householders.

A deed is open while its episode lasts. Its story waits; whoever puts it right interrupts that wait with a word for
what happened ("interrupted", "attended", ...), and the story ends the episode with that outcome.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from twin.clock import Clock, Story
from twin.truth import EpisodeKind, Place

# Between an episode's name and the number of its return, where what had only been switched off was switched on again.
AGAIN = "-again-"


class Remedy(StrEnum):
    """What stops a deed."""

    CHALLENGE = "challenge"
    EXTINGUISH = "extinguish"
    SHUT_VALVE = "shut-valve"
    CUT_POWER = "cut-power"
    HELP = "help"
    VISIT = "visit"
    MEND = "mend"


# What only those sent to the very place can put right: walls and doors hide it from who passes by.
INDOORS = frozenset({Remedy.EXTINGUISH, Remedy.SHUT_VALVE, Remedy.VISIT, Remedy.MEND, Remedy.CUT_POWER})
# An alert within this of a room, on its storey, is taken to mean that room.
ROOM_REACH_M = 8.0


@dataclass(frozen=True)
class Deed:
    """One open deed: ``where`` is the address it is known by, ``place`` tells where it is now."""

    episode: str
    kind: EpisodeKind
    remedy: Remedy
    where: str
    place: Callable[[], Place]
    process: Any


class Deeds:
    """Every open deed, in the order they began."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Deed] = {}
        self._processes: dict[str, Any] = {}
        self._mended: set[str] = set()

    def tell(self, episode: str, story: Story) -> None:
        """Start an episode's story, so that it can be stopped later."""
        self._processes[episode] = self._clock.tell(story)

    def begin(self, episode: str, kind: EpisodeKind, remedy: Remedy, where: str, place: Callable[[], Place]) -> None:
        """Open a deed of an episode whose story was told with `tell`."""
        self._open[episode] = Deed(episode, kind, remedy, where, place, self._processes[episode])

    def end(self, episode: str) -> None:
        """Close a deed; closing one that is not open is no error, for stories end in several ways."""
        self._open.pop(episode, None)

    def mend(self, episode: str) -> None:
        """What was wrong is right for good, whatever is switched on again."""
        self._mended.add(episode)

    def mended(self, episode: str) -> bool:
        """Whether somebody has put right what was wrong."""
        return episode in self._mended

    def stop(self, deed: Deed, word: str) -> None:
        """Put a deed right now, unless somebody else did so first."""
        if self._open.get(deed.episode) is deed:
            self.end(deed.episode)
            deed.process.interrupt(word)

    def near(self, place: Place, reach_m: float) -> tuple[Deed, ...]:
        """Open deeds within ``reach_m`` on the ground plan of ``place``."""
        return tuple(d for d in self._open.values() if math.dist(d.place()[:2], place[:2]) <= reach_m)

    def at(self, where: str) -> tuple[Deed, ...]:
        """Open deeds at an address: the address itself, or anything inside it ("b3/2/601" holds its kitchen)."""
        return tuple(d for d in self._open.values() if d.where == where or d.where.startswith(where + "/"))
