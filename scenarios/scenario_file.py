"""What ``scenario.yaml`` may say, and the record it becomes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field

from agents.fires import FIRES
from agents.orders import EpisodeOrder, Population
from agents.staging import ITEMS_OF, impossible
from detectors.quantities import ANGLE, LENGTH, RAINFALL, RATE, SPEED, TIME, QuantityError, clock_time, quantity
from detectors.schema import Duration, FileModel, Moment, Name, OneOf, Quantity
from scenarios.fidelity import Fidelity
from scenarios.plan import Fault, FaultKind, Scenario, Sky, Weather, Windows
from scenarios.reading import Document, Steps
from scenarios.validation import problem_at
from twin.problems import Problem
from twin.truth import EpisodeKind

GROWTHS = ("slow", "medium", "fast", "ultra-fast")
ITEMS = tuple(dict.fromkeys(item for items in ITEMS_OF.values() for item in items))
DAY_S = 86400.0

_Text = Annotated[str, Field(min_length=1, max_length=1000)]
_Kind = Annotated[str, OneOf(tuple(kind.value for kind in EpisodeKind), "kind of episode")]
_At = Annotated[str, Field(max_length=40, description="a time of day such as 21:10, or an offset such as +12 min")]
_People = Annotated[int, Field(ge=0, le=1_000_000)]


class WeatherFile(FileModel):
    """Sky and wind; how much rain (or snow, as water) falls and how far one sees, where the sky alone does not say."""

    sky: Annotated[str, OneOf(tuple(sky.value for sky in Sky), "sky")] = "clear"
    wind: Annotated[float, Quantity(SPEED, "3 m/s", 0.0, 60.0)] = 2.0
    wind_from: Annotated[float, Quantity(ANGLE, "90 deg", 0.0, 360.0)] = 0.0
    rain: Annotated[float | None, Quantity(RAINFALL, "5 mm/h", 0.0, 200.0)] = None
    visibility: Annotated[float | None, Quantity(LENGTH, "200 m", 10.0, 100_000.0)] = None


class PopulationFile(FileModel):
    """How many live there."""

    permanent: Annotated[_People, Field(description="a number of people")]
    floating: _People = 0
    households: Annotated[_People, Field(description="how many households they are; 0 for as census sizes make it")] = 0


class EpisodeFile(FileModel):
    """One staged episode."""

    kind: Annotated[_Kind, Field(description="a kind of episode")]
    at: Annotated[_At, Field(description="a time of day such as 21:10, or an offset such as +12 min")]
    name: Name | None = None
    where: Annotated[str, Field(min_length=1, max_length=80)] = "any"
    who: Name = "stranger"
    stay: Duration | None = None
    growth: Annotated[str, OneOf(GROWTHS, "growth of fire")] | None = None
    item: Annotated[str, OneOf(ITEMS, "thing to throw, or way a camera fails")] | None = None


class FaultFile(FileModel):
    """One device failing for a while."""

    device: Annotated[Name, Field(description="a device's id")]
    kind: Annotated[str, OneOf(tuple(kind.value for kind in FaultKind), "kind of fault")] = "dead"
    at: Annotated[_At, Field(description="a time of day such as 20:00, or an offset such as +12 min")]
    lasts: Annotated[
        float, Quantity(TIME, "30 min", 0.0, 400 * DAY_S), Field(alias="for", description="such as 30 min")
    ]


class WindowsFile(FileModel):
    """Which camera-time a hybrid run renders."""

    before: Annotated[float, Quantity(TIME, "4 s", 0.0, 600.0)] = 4.0
    after: Annotated[float, Quantity(TIME, "16 s", 0.0, 3600.0)] = 16.0
    cameras: Annotated[int, Field(ge=0, le=100)] = 2
    control_share: Annotated[float, Field(ge=0, le=1)] = 0.004
    control: Annotated[float, Quantity(TIME, "6 s", 1.0, 3600.0)] = 6.0


class ScenarioFile(FileModel):
    """A whole scenario."""

    name: Name | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    site: Annotated[_Text, Field(description="a path, or the name of a bundled site")]
    deployment: Annotated[_Text, Field(description="a path, or the name of a bundled deployment")]
    start: Annotated[Moment, Field(description="such as 2021-08-14T18:00+08:00")]
    duration: Annotated[float, Quantity(TIME, "4 h", 1.0, 62 * DAY_S), Field(description="such as 4 h")]
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    fidelity: Annotated[str, OneOf(tuple(kind.value for kind in Fidelity), "fidelity")] = "hybrid"
    weather: WeatherFile = Field(default_factory=WeatherFile)
    population: PopulationFile = Field(default_factory=lambda: PopulationFile(permanent=0, floating=0))
    rates: dict[_Kind, Annotated[float, Quantity(RATE, "2 /day", 0.0, 100_000.0)]] = Field(default_factory=dict)
    episodes: Annotated[list[EpisodeFile], Field(max_length=10_000)] = Field(default_factory=list)
    faults: Annotated[list[FaultFile], Field(max_length=10_000)] = Field(default_factory=list)
    windows: WindowsFile = Field(default_factory=WindowsFile)


class Teller:
    """Turns one checked scenario file into the record, gathering problems."""

    def __init__(self, file: ScenarioFile, document: Document) -> None:
        self.file = file
        self.document = document
        self.start = datetime.fromisoformat(file.start)
        self.problems: list[Problem] = []

    def scenario(self, name: str, site: Path, deployment: Path) -> Scenario:
        """Return the scenario; it is good only when ``problems`` is empty."""
        file = self.file
        return Scenario(
            file.name or name,
            site,
            deployment,
            self.start,
            file.duration,
            file.seed,
            Fidelity(file.fidelity),
            self._weather(),
            Population(file.population.permanent, file.population.floating, file.population.households),
            tuple((EpisodeKind(kind), rate) for kind, rate in file.rates.items()),
            self._episodes(),
            tuple(
                Fault(fault.device, FaultKind(fault.kind), self._at(fault.at, ("faults", i, "at")), fault.lasts)
                for i, fault in enumerate(file.faults)
            ),
            Windows(
                file.windows.before,
                file.windows.after,
                file.windows.cameras,
                file.windows.control_share,
                file.windows.control,
            ),
        )

    def _weather(self) -> Weather:
        said = self.file.weather
        return Weather(Sky(said.sky), said.wind, said.wind_from, said.rain, said.visibility)

    def _episodes(self) -> tuple[EpisodeOrder, ...]:
        orders: list[EpisodeOrder] = []
        counts: dict[str, int] = {}
        names: set[str] = set()
        for i, told in enumerate(self.file.episodes):
            counts[told.kind] = counts.get(told.kind, 0) + 1
            name = told.name or f"{told.kind}-{counts[told.kind]}"
            if name in names:
                path: Steps = ("episodes", i, "name") if told.name else ("episodes", i)
                self._complain(path, f"{name} is given twice", "a name that no other episode has")
            names.add(name)
            at_s = self._at(told.at, ("episodes", i, "at"))
            kind = EpisodeKind(told.kind)
            order = EpisodeOrder(name, kind, at_s, told.where, told.who, told.stay, told.growth or "", told.item or "")
            why = impossible(order)
            if why:
                field = "item" if told.item and (not told.growth or told.item in why) else "growth"
                self._complain(("episodes", i, field), why, accepted_of(kind, field))
            orders.append(order)
        return tuple(orders)

    def _at(self, text: str, path: Steps) -> float:
        """Turn "21:10", the next such time from the start on, or "+12 min" into seconds from the start."""
        try:
            if ":" in text:
                midnight = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
                began_s = (self.start.replace(tzinfo=None) - midnight.replace(tzinfo=None)).total_seconds()
                at_s = (clock_time(text) - began_s) % DAY_S
            else:
                at_s = quantity(text, TIME, "+12 min")
        except QuantityError as error:
            self._complain(path, str(error), f"a time of day such as 21:10, or {error.accepted}")
            return 0.0
        if not 0.0 <= at_s < self.file.duration:
            last = self.file.duration
            self._complain(path, f"{text} lies outside the run", f"0 s to {last:g} s after {self.file.start}")
        return at_s

    def _complain(self, path: Steps, message: str, accepted: str) -> None:
        self.problems.append(problem_at(self.document, path, message, accepted))


def accepted_of(kind: EpisodeKind, field: str) -> str:
    """Say what an episode's item or growth can be."""
    if field == "growth":
        return f"no growth for {kind}: only fires grow" if kind not in FIRES else ", ".join(GROWTHS)
    return ", ".join(ITEMS_OF[kind]) if kind in ITEMS_OF else f"no item for {kind}"
