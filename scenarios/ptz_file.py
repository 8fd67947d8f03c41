"""What ``ptz`` of a camera may say: presets, and when it turns to each."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from detectors.quantities import ANGLE, TIME, QuantityError, clock_time
from detectors.schema import FileModel, Name, Quantity, refusal

DAY_S = 86_400.0
_Metres = Annotated[float, Field(ge=-20_000, le=20_000)]
_Angle = Annotated[float, Quantity(ANGLE, "40 deg", -360.0, 360.0)]


def _clock(text: str) -> str:
    try:
        clock_time(text)
    except QuantityError as error:
        raise refusal(str(error), error.accepted) from error
    return text


_Clock = Annotated[str, Field(max_length=8), AfterValidator(_clock)]


class PresetFile(FileModel):
    """One way a camera looks: at a place, or by pan (from north, clockwise) and tilt (up), with its own angle."""

    look_at: Annotated[list[_Metres], Field(min_length=3, max_length=3)] | None = None
    pan: _Angle | None = None
    tilt: Annotated[float, Quantity(ANGLE, "-12 deg", -89.0, 89.0)] | None = None
    hfov: Annotated[float, Quantity(ANGLE, "30 deg", 1.0, 180.0)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "PresetFile":
        if (self.look_at is None) == (self.pan is None and self.tilt is None):
            raise refusal("names no direction, or two", "look_at: [4, 20, 1], or pan: 40 deg and tilt: -12 deg")
        if self.look_at is None and (self.pan is None or self.tilt is None):
            raise refusal("has only one of pan and tilt", "pan: 40 deg, tilt: -12 deg")
        return self


class StopFile(FileModel):
    """One stop of a tour."""

    preset: Name
    for_: Annotated[float, Quantity(TIME, "30 s", 2.0, DAY_S), Field(alias="for")]


class SwitchFile(FileModel):
    """A time of day at which a camera turns to a preset."""

    at: _Clock
    preset: Name


class PtzFile(FileModel):
    """Presets, and a tour that is repeated from midnight on or times of day; ``speed`` is how fast it turns [deg/s]."""

    presets: Annotated[dict[Name, PresetFile], Field(min_length=1, max_length=64)]
    tour: Annotated[list[StopFile], Field(min_length=1, max_length=256)] | None = None
    times: Annotated[list[SwitchFile], Field(min_length=1, max_length=256)] | None = None
    speed: Annotated[float, Field(gt=0, le=1000)] = 90.0

    @model_validator(mode="after")
    def _one(self) -> "PtzFile":
        if (self.tour is None) == (self.times is None):
            raise refusal("has neither a tour nor times, or both", "tour: [{preset: gate, for: 30 s}]")
        stops = [*(self.tour or ()), *(self.times or ())]
        unknown = sorted({stop.preset for stop in stops} - set(self.presets))
        if unknown:
            raise refusal(f"turns to {', '.join(unknown)}, which is no preset", ", ".join(sorted(self.presets)))
        idle = sorted(set(self.presets) - {stop.preset for stop in stops})
        if idle:
            raise refusal(f"never turns to {', '.join(idle)}", "every preset in the tour or the times")
        return self


class TurnFile(FileModel):
    """When a camera looks the way it does: ``spans`` [s] of every ``every`` from midnight on."""

    every: Annotated[float, Quantity(TIME, "60 s", 1.0, DAY_S)]
    spans: Annotated[list[list[float]], Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def _within(self) -> "TurnFile":
        for span in self.spans:
            if len(span) != 2 or not 0.0 <= span[0] < span[1] <= self.every:
                raise refusal(f"{span} is no span", f"[from, until] in seconds, within {self.every:g} s")
        return self
