"""Parking bays: whose they are, which are taken, and where a driver who finds his own taken looks next."""

import math
from collections.abc import Iterable

from twin.site.model import Bay, Site


class Bays:
    """The bays of a site and the car in each; no bay ever holds two."""

    def __init__(self, site: Site) -> None:
        self.all = {bay.id: bay for bay in site.bays}
        self._holds: dict[str, str] = {}
        self.owned: frozenset[str] = frozenset()

    def own(self, bays: Iterable[str]) -> None:
        """Mark bays that belong to somebody: strangers do not look there."""
        self.owned |= frozenset(bays)

    def free(self, bay: str) -> bool:
        """Whether a bay is empty."""
        return bay not in self._holds

    def take(self, bay: str, car: str) -> None:
        """Put a car into an empty bay."""
        if bay in self._holds:
            raise ValueError(f"{bay} holds {self._holds[bay]}")
        self._holds[bay] = car

    def leave(self, car: str) -> None:
        """Drive a car out of wherever it stands."""
        self._holds = {bay: held for bay, held in self._holds.items() if held != car}

    def holder(self, bay: str) -> str | None:
        """The car in a bay."""
        return self._holds.get(bay)

    def nearest(self, spot: tuple[float, float]) -> Bay | None:
        """The nearest empty bay that belongs to nobody, or None when there is none."""
        found = [b for name, b in self.all.items() if name not in self._holds and name not in self.owned]
        return min(found, key=lambda bay: (math.dist(bay.place, spot), bay.id), default=None)
