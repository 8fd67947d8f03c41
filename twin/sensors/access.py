"""Doors, gates, posts and waste points: each turns a fact into the few readings that its device would send.

Latencies are assumptions of a wired controller: a reader takes 0.2 to 0.45 s, a contact under 0.2 s.
"""

import math

import numpy as np

from detectors.stream import Quantity
from twin.deployment import SensorUnit
from twin.facts import BarrierPassage, DoorPassage, DoorTried, Fact, PanicPress, PostKeyTurned, WasteVisit
from twin.seeds import Seeds
from twin.sensors.outbox import Outbox

# What a reader's controller reports when the lock was let go without a card: the button inside, the intercom, a key.
RELEASED = "exit"
UNLOCK_S = 0.6
# A plate reader's errors: characters that look alike, and plates it cannot read at all; rates are assumptions, seven
# characters at 0.2 % give 98.6 % whole plates.
CHARACTER_ERROR = 0.002
NO_READ = 0.005
ALIKE = {"0": "D", "D": "0", "8": "B", "B": "8", "1": "7", "7": "1", "2": "Z", "Z": "2", "5": "S", "S": "5", "6": "G"}
# A handle that is only touched, or let go at once, closes no contact; an assumption.
HANDLE_MISSED = 0.05
PIR_HOLD_S = 5.0
# Cats, warm air and headlights trip a PIR now and then; an assumption.
PIR_FALSE_PER_H = 0.1


class Access:
    """One device of the kinds that speak only when something happens."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        self.unit = unit
        self.rng: np.random.Generator = seeds.stream("sensor", unit.id, "access")

    @property
    def due_s(self) -> float:
        """When the device next says something without hearing another fact, or infinity."""
        return math.inf

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Queue what the device will say about ``fact``."""

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Queue what the device says of its own accord before ``until_s``."""


class BadgeReader(Access):
    """Reports the card shown, or that the lock was released from inside."""

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """A forced door shows no card and presses no button."""
        if isinstance(fact, DoorPassage) and not fact.forced:
            latency = 0.2 + 0.25 * float(self.rng.random())
            outbox.put(fact.time_s + latency, self.unit.id, Quantity.BADGE, fact.badge or RELEASED)


class Held(Access):
    """A device with two states that stays on while one visit overlaps the next."""

    quantity = Quantity.PRESENCE

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        super().__init__(unit, seeds)
        self._off_s: float | None = None

    @property
    def due_s(self) -> float:
        """When it goes off, if it is on."""
        return math.inf if self._off_s is None else self._off_s

    def hold(self, on_s: float, off_s: float, outbox: Outbox) -> None:
        """Switch on at ``on_s`` unless on already, and off no earlier than ``off_s``."""
        if self._off_s is not None and on_s > self._off_s:
            self.run(on_s, outbox)
        if self._off_s is None:
            outbox.put(on_s, self.unit.id, self.quantity, True)
            self._off_s = off_s
        self._off_s = max(self._off_s, off_s)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Switch off when the time has come."""
        if self._off_s is not None and self._off_s < until_s:
            outbox.put(self._off_s, self.unit.id, self.quantity, False)
            self._off_s = None


class DoorContact(Held):
    """Reports that the leaf has left its frame, and that it is back."""

    quantity = Quantity.DOOR_OPEN

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """A door that stays shut (``open_s`` zero) says nothing; one with a lock opens after the lock lets go."""
        if isinstance(fact, DoorPassage) and fact.open_s > 0.0:
            start = fact.time_s + (0.0 if fact.forced else UNLOCK_S) + 0.05 + 0.1 * float(self.rng.random())
            self.hold(start, start + fact.open_s, outbox)


class HandleContact(Access):
    """Reports that the outer handle was turned, as the handle contacts of electric locks do, whoever may come in."""

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Who comes in turns the handle once the lock has let go; a try that is too soft is not noticed."""
        if isinstance(fact, DoorPassage) and fact.inward and fact.open_s > 0.0:
            turned_s = fact.time_s + (0.0 if fact.forced else UNLOCK_S)
        elif isinstance(fact, DoorTried):
            turned_s = fact.time_s
        else:
            return
        draws = self.rng.random(2)
        if draws[0] >= HANDLE_MISSED:
            outbox.put(turned_s + 0.05 + 0.1 * float(draws[1]), self.unit.id, Quantity.HANDLE, True)


class WastePir(Held):
    """Reports warmth that moves before a waste point; it holds for some seconds, and errs now and then."""

    false_per_h = PIR_FALSE_PER_H

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        super().__init__(unit, seeds)
        self._errors: np.random.Generator = seeds.stream("sensor", unit.id, "false-alarms")
        self._false_s = self._wait()

    @property
    def due_s(self) -> float:
        """When it goes off, or alarms for nothing."""
        return min(self._false_s, super().due_s)

    def _wait(self) -> float:
        return 3600.0 / self.false_per_h * float(self._errors.standard_exponential())

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Somebody stands there."""
        if isinstance(fact, WasteVisit):
            start = fact.time_s + 0.2 + 0.5 * float(self.rng.random())
            self.hold(start, start + fact.stay_s + PIR_HOLD_S, outbox)

    def run(self, until_s: float, outbox: Outbox) -> None:
        """Let false alarms and the end of visits happen."""
        while self._false_s < until_s:
            self.hold(self._false_s, self._false_s + PIR_HOLD_S, outbox)
            self._false_s += self._wait()
        super().run(until_s, outbox)


class Barrier(Access):
    """A gate's loop, plate reader and boom: three readings as a vehicle arrives, two as it leaves.

    Who follows close behind another passes while the boom is still up: the loop notices, the plate is hidden behind the
    car in front, and the boom falls later.
    """

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        super().__init__(unit, seeds)
        self._tails: np.random.Generator = seeds.stream("sensor", unit.id, "tails")

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Loop, plate, boom up; loop free, boom down."""
        if not isinstance(fact, BarrierPassage):
            return
        t, device = fact.time_s, self.unit.id
        outbox.put(t + 0.05, device, Quantity.LOOP, True)
        if fact.tail:
            outbox.put(t + 1.5 + float(self._tails.random()), device, Quantity.LOOP, False)
            return
        text = self._read(fact.plate)
        if text:
            outbox.put(t + 0.3 + 0.4 * float(self.rng.random()), device, Quantity.PLATE, text)
        outbox.put(t + 1.2, device, Quantity.BARRIER_OPEN, True)
        outbox.put(t + 4.0 + float(self.rng.random()), device, Quantity.LOOP, False)
        outbox.put(t + 6.5, device, Quantity.BARRIER_OPEN, False)

    def _read(self, plate: str) -> str:
        """Return the plate as read: letter by letter, sometimes a look-alike, sometimes nothing."""
        chances = self.rng.random(1 + len(plate))
        if chances[0] < NO_READ:
            return ""
        return "".join(
            ALIKE.get(letter, letter) if chance < CHARACTER_ERROR else letter
            for letter, chance in zip(plate, chances[1:], strict=True)
        )


class PanicButton(Access):
    """Reports a press, and its test key turned on or back."""

    def hear(self, fact: Fact, outbox: Outbox) -> None:
        """Pressed, or its key turned."""
        if isinstance(fact, PostKeyTurned):
            outbox.put(fact.time_s + 0.1 + 0.2 * float(self.rng.random()), self.unit.id, Quantity.TEST_KEY, fact.on)
        if isinstance(fact, PanicPress):
            outbox.put(fact.time_s + 0.1 + 0.2 * float(self.rng.random()), self.unit.id, Quantity.PANIC, True)
