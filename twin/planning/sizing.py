"""What a deployment takes beside its cameras: network, power, storage, compute, money over five years.

Every figure comes with the formula it was worked out by, so that a planner can check it by hand.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from twin.catalogue import CameraType, catalogue
from twin.deployment import CameraUnit
from twin.planning.bitrate import Filmed, bitrate_kbit
from twin.planning.retention import Retention
from twin.planning.roomrules import Needed
from twin.planning.staffing import staffed

# Mean light of a picture by day and under lamps by night [lx], and the share of it that moves: assumptions.
DAY_LUX, NIGHT_LUX, MOVING = 5000.0, 0.5, 0.01
# The most that a camera is set to send: 4000 kbit/s at 1080p, by pixels^0.75 (makers' tables).
MOST_KBIT, TABLE_PIXELS = 4000.0, 1920 * 1080
RATES = (
    f"H.264 fitted on rendered scenes, {100 * MOVING:g}% of the picture moving, mean of day and of night at "
    f"{NIGHT_LUX:g} lx, each at most {MOST_KBIT / 1000:g} x (px/1080p)^0.75"
)
PORTS = 24
USUAL_W = 7.0
HEADROOM = 0.8  # of a switch's power and of an uplink, as installers leave it


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices [CNY] and rates that the costs rest on; assumptions of this class, to be set by the planner.

    energy: per kWh. failures: share of cameras and sensors replaced a year. upkeep: share of the
    capital a year for cleaning and service. Disk per TB, switch, recorder per 64 cameras, server per analytics core.
    """

    energy: float = 0.6
    failures: float = 0.04
    upkeep: float = 0.03
    disk_tb: float = 180.0
    switch: float = 1800.0
    recorder: float = 5200.0
    core: float = 900.0
    objects_ms: float = 9.0
    looks_per_s: float = 5.0
    busy: float = 0.25


@dataclass(frozen=True, slots=True)
class Item:
    """One quantity: its value, unit, and the formula in figures."""

    name: str
    value: float
    unit: str
    formula: str


def sized(
    cameras: Iterable[CameraUnit],
    prices: Prices | None = None,
    models: dict[str, CameraType] | None = None,
    kept: Retention | None = None,
    sensors: tuple[Needed, ...] = (),
) -> tuple[Item, ...]:
    """Size everything that ``cameras`` need when their pictures are ``kept`` so long, and ``sensors`` beside them."""
    p, units, sheets, kept = prices or Prices(), tuple(cameras), models or catalogue(), kept or Retention()
    n = len(units)
    mbit = sum(recorded_kbit(unit, sheets.get(unit.model)) for unit in units) / 1000.0
    watts = sum(sheets[unit.model].watts if unit.model in sheets else USUAL_W for unit in units)
    storage = storage_tb(units, kept, sheets)
    switches = math.ceil(n / PORTS)
    cores = math.ceil(n * p.looks_per_s * p.busy * p.objects_ms / 1000.0 / HEADROOM)
    room = Room(n, storage, switches, cores, watts)
    looks = f"{n} x {p.looks_per_s:g} looks/s x {p.busy:g} with something in them"
    return (
        Item("recorded bitrate", mbit, "Mbit/s", RATES),
        Item("storage", storage, "TB", storage_formula(mbit, storage, kept)),
        Item("uplink", mbit / HEADROOM, "Mbit/s", f"{mbit:.0f} Mbit/s / {HEADROOM:g}"),
        Item("switch ports", float(n), "ports", f"one a camera: {switches} switches of {PORTS}"),
        Item("PoE", watts / HEADROOM, "W", f"sum of models' watts {watts:.0f} W / {HEADROOM:g}"),
        Item("analytics", float(cores), "cores", f"{looks} x {p.objects_ms:g} ms / {HEADROOM:g}"),
        *(
            Item(
                f"{staff.name} on duty", float(staff.on_duty), "people", f"{staff.formula}; {staff.on_roll} on the roll"
            )
            for staff in staffed(n)
        ),
        *(
            Item(f"{kind.name} detectors", float(len(kind.units)), "pieces", f"{kind.formula}; {kind.price:g} CNY each")
            for kind in sensors
        ),
        *money(Bought(sum(unit.cost for unit in units), sum(kind.cost for kind in sensors)), room, p),
    )


def storage_tb(units: Iterable[CameraUnit], kept: Retention, sheets: dict[str, CameraType]) -> float:
    """Storage [TB] that keeps every picture for its planned days."""
    megabits = sum(recorded_kbit(unit, sheets.get(unit.model)) / 1000.0 * kept.planned_days(unit) for unit in units)
    return megabits / 8.0 * 86_400.0 / 1e6


def reached(cameras: Iterable[CameraUnit], kept: Retention, models: dict[str, CameraType]) -> Retention:
    """Return the retention with the share of its days that its disks reach."""
    needed = storage_tb(cameras, kept, models)
    held = needed if kept.disk_tb is None else kept.disk_tb
    return replace(kept, reached=min(1.0, held / needed) if needed > 0.0 else 1.0)


def storage_formula(mbit: float, storage: float, kept: Retention) -> str:
    """How storage comes of bitrate and days, and what disks of a given size reach."""
    days = f"{kept.general_days:g} d" + (f", {kept.key_days:g} d of {' '.join(kept.key)}" if kept.key else "")
    disks = "" if kept.disk_tb is None else f"; {kept.disk_tb:g} TB given reach {100.0 * kept.reached:.0f}% of that"
    return f"sum of Mbit/s ({mbit:.0f} in all) / 8 x 86400 s x {days} = {storage:.1f} TB{disks}"


def recorded_kbit(unit: CameraUnit, sheet: CameraType | None) -> float:
    """Mean bitrate of a camera's recorded stream [kbit/s], half of it day; of the analysed one where no sheet says."""
    width, height = (sheet.recorded_width, sheet.recorded_height) if sheet else (unit.width, unit.height)
    pixels, away = width * height, math.dist(unit.at, unit.look_at)
    most = MOST_KBIT * math.pow(pixels / TABLE_PIXELS, 0.75)
    rates = (bitrate_kbit(Filmed(pixels, unit.fps, away, lux, MOVING)) for lux in (DAY_LUX, NIGHT_LUX))
    return sum(min(rate, most) for rate in rates) / 2.0


@dataclass(frozen=True, slots=True)
class Bought:
    """Prices of all cameras and of all sensors [CNY]."""

    cameras: float
    sensors: float


@dataclass(frozen=True, slots=True)
class Room:
    """What stands in the equipment room: cameras served, disks [TB], switches, cores, watts drawn by cameras."""

    cameras: int
    storage_tb: float
    switches: int
    cores: int
    watts: float


def money(bought: Bought, room: Room, p: Prices) -> tuple[Item, ...]:
    """Capital and five years [CNY]."""
    recorders, devices = math.ceil(room.cameras / 64), bought.cameras + bought.sensors
    machines = room.storage_tb * p.disk_tb + room.switches * p.switch + recorders * p.recorder + room.cores * p.core
    capital = devices + machines
    power = 1.15 * room.watts + 60.0 * recorders + 25.0 * room.switches + 30.0 * room.cores
    energy = power / 1000.0 * 8766.0 * 5.0 * p.energy
    service = 5.0 * (p.upkeep * capital + p.failures * devices)
    parts = (
        f"cameras {bought.cameras:,.0f} + sensors {bought.sensors:,.0f} + disks {room.storage_tb:.0f} x {p.disk_tb:g}"
    )
    rest = f"switches {room.switches} x {p.switch:g} + recorders {recorders} x {p.recorder:g}"
    shares = f"5 x ({100 * p.upkeep:g}% of capital + {100 * p.failures:g}% of cameras and sensors)"
    return (
        Item("capital", capital, "CNY", f"{parts} + {rest} + cores {room.cores} x {p.core:g}"),
        Item("energy, five years", energy, "CNY", f"{power:.0f} W x 43,830 h x {p.energy:g} CNY/kWh"),
        Item("upkeep, five years", service, "CNY", shares),
        Item("five years in all", capital + energy + service, "CNY", "capital + energy + upkeep"),
    )
