"""What is installed and what happens, as plain records: what the two YAML files become once they are validated."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from agents.orders import EpisodeOrder, GuardShift, Population
from detectors.alerts.policy import DeskPolicy
from detectors.config import Analytics, PipelineConfig, Route
from scenarios.fidelity import Fidelity
from twin.deployment import CameraUnit, SensorUnit
from twin.faults import FaultKind
from twin.truth import EpisodeKind

__all__ = ["Deployment", "Fault", "FaultKind", "Scenario", "Sky", "Weather", "Windows"]


class Sky(StrEnum):
    """What the sky is doing: how much cloud there is, or what falls or hangs in the air."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    RAIN = "rain"
    FOG = "fog"
    SNOW = "snow"


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything installed on a site, and who is told of what."""

    id: str
    cameras: tuple[CameraUnit, ...] = ()
    sensors: tuple[SensorUnit, ...] = ()
    analytics: Analytics = field(default_factory=Analytics)
    pipeline: PipelineConfig = field(default_factory=PipelineConfig)
    routing: tuple[Route, ...] = ()
    guards: tuple[GuardShift, ...] = ()
    alerting: DeskPolicy = field(default_factory=DeskPolicy)


@dataclass(frozen=True, slots=True)
class Weather:
    """The sky, and the wind's speed [m/s] and the compass bearing it comes from [deg].

    ``rain_mm_h`` is how much rain, or water as snow, falls; ``visibility_m`` the meteorological optical range. None
    leaves them to the sky.
    """

    sky: Sky = Sky.CLEAR
    wind_m_s: float = 2.0
    wind_from_deg: float = 0.0
    rain_mm_h: float | None = None
    visibility_m: float | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One device failing at ``at_s`` from the run's start, for ``for_s``."""

    device: str
    kind: FaultKind
    at_s: float
    for_s: float


@dataclass(frozen=True, slots=True)
class Windows:
    """Which camera-time a hybrid run renders.

    ``before_s`` and ``after_s`` round an episode's core, on its ``cameras`` most relevant cameras; and control windows
    of ``control_s`` drawn at random over ``control_share`` of all camera-time.
    """

    before_s: float = 4.0
    after_s: float = 16.0
    cameras: int = 2
    control_share: float = 0.004
    control_s: float = 6.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens: where, from when (with its zone), for how long, who lives there, what is staged and what fails."""

    name: str
    site: Path
    deployment: Path
    start: datetime
    duration_s: float
    seed: int = 0
    fidelity: Fidelity = Fidelity.HYBRID
    weather: Weather = field(default_factory=Weather)
    population: Population = field(default_factory=lambda: Population(0, 0))
    rates: tuple[tuple[EpisodeKind, float], ...] = ()
    episodes: tuple[EpisodeOrder, ...] = ()
    faults: tuple[Fault, ...] = ()
    windows: Windows = field(default_factory=Windows)
