"""What a device says of itself once a day: its self-test, and its battery's voltage if it has one.

A lithium cell of 3 V keeps its voltage for years and falls in its last months; devices call for a new one at 2.6 V
(makers' sheets). Ages at the start of a run and how often a self-test fails are assumptions.
"""

from detectors.stream import DeviceKind, Quantity, Unit
from twin.deployment import SensorUnit
from twin.seeds import Seeds
from twin.sensors.outbox import Outbox

DAY_S = 86400.0
BATTERY = frozenset(
    {
        DeviceKind.SMOKE,
        DeviceKind.HEAT,
        DeviceKind.DOOR_CONTACT,
        DeviceKind.BAY_SENSOR,
        DeviceKind.VIBRATION,
        DeviceKind.PIR,
        DeviceKind.WASTE_PIR,
    }
)
LIFE_DAYS = 1500.0
FRESH_V, LOW_V = 3.0, 2.6
FAILS = 0.0005
OK, FAILED, LOW = "ok", "failed", "battery low"


class Upkeep:
    """One device's daily word; its draws depend on the seed and its id alone."""

    def __init__(self, unit: SensorUnit, seeds: Seeds) -> None:
        self._unit = unit
        build = seeds.stream("sensor", unit.id, "upkeep")
        draws = build.random(2)
        self.phase_s = DAY_S * float(draws[0])
        self._age_days = 0.98 * LIFE_DAYS * float(draws[1])
        self._rng = build

    def volts(self, time_s: float) -> float:
        """The battery's voltage: flat for nine tenths of its life, then falling."""
        worn = (self._age_days + time_s / DAY_S) / LIFE_DAYS
        return FRESH_V - 0.05 * worn - max(0.0, worn - 0.9) * 5.0

    def report(self, time_s: float, outbox: Outbox) -> None:
        """Say it."""
        word = FAILED if self._rng.random() < FAILS else OK
        if self._unit.kind in BATTERY:
            volts = round(max(0.0, self.volts(time_s) + 0.01 * float(self._rng.standard_normal())), 2)
            outbox.put(time_s, self._unit.id, Quantity.BATTERY, volts, Unit.VOLT)
            word = LOW if word == OK and volts < LOW_V else word
        outbox.put(time_s, self._unit.id, Quantity.SELF_TEST, word)
