"""Examination of the plate reader: whole plates right by width, and at gates, where looks are voted on."""

import math
from collections.abc import Callable
from typing import NamedTuple, TypedDict

from detectors.config import Survey
from detectors.contract import Event
from detectors.stream import DeviceInfo, DeviceKind
from detectors.video.platereader import PlateNetworks, read_quads
from detectors.video.plates import PlateReader
from scenarios.lessons.platesheets import Plates, roughly, sheet
from scenarios.lessons.plateshots import passes
from scenarios.lessons.plateshows import GONE, shows
from twin.seeds import Seeds

Turn = Callable[[int, int], None]
# Widths examined [px]: narrow, at the goal's 120 and from its 170 on.
WIDTHS = ((62.0, 90.0), (110.0, 130.0), (170.0, 270.0))
SHEETS, ON_SHEET = 12, 48
CARS = 4


# What a picture shows of a plate's least visible sign, and from how much dirt on a plate counts as muddy.
SHOWS, MUDDY = (0.0, GONE, 0.6, 0.8), 0.5


class Look(NamedTuple):
    """Whether a plate was read in full, how much the picture shows of its least visible sign, and its dirt."""

    right: bool
    shows: float
    dirt: float


class PlateMarks(TypedDict):
    """How many plates there were, and the share of which every sign was right."""

    plates: int
    right: float


def sheet_marks(networks: PlateNetworks, plates: Plates, seed: int, told: Turn) -> dict[str, PlateMarks]:
    """Plates never learnt, turned, dirty, blurred, grainy, encoded and found roughly as in learning, one look each.

    Of every width: all of them; by how much the picture shows of the sign that shows least, of which a person can read
    none below `GONE`; by dirt.
    """
    marks = {}
    for number, wide in enumerate(WIDTHS):
        rng = Seeds(seed).stream("lessons", f"widths-{number}", "examination")
        looks: list[Look] = []
        for page_number in range(SHEETS):
            rows = [int(row) for row in rng.integers(len(plates.texts), size=ON_SHEET)]
            page, quads = sheet(rng, [plates.flat(row) for row in rows], wide)
            read = read_quads(networks, page, [roughly(rng, quad) for quad in quads])
            for row, one, quad in zip(rows, read, quads, strict=True):
                text = plates.texts[row]
                looks.append(Look(one.text == text, shows(page, quad, text), plates.dirt[row]))
            told(number * SHEETS + page_number + 1, len(WIDTHS) * SHEETS)
        name = f"one look, {wide[0]:g} to {wide[1]:g} px"
        for part, chosen in parts(looks).items():
            if chosen:
                right = sum(one.right for one in chosen) / len(chosen)
                marks[name + part] = PlateMarks(plates=len(chosen), right=right)
    return marks


def parts(looks: list[Look]) -> dict[str, list[Look]]:
    """Looks by what makes them hard, as marks name them."""
    told = {"": looks, ", every sign to be seen": [one for one in looks if one.shows >= GONE]}
    for low, high in zip(SHOWS, (*SHOWS[1:], math.inf), strict=True):
        last = f", least sign shows {low:g}" + (f" to {high:g}" if high < math.inf else " and more")
        told[last] = [one for one in looks if low <= one.shows < high]
    told[", dusty"] = [one for one in looks if one.dirt < MUDDY]
    told[", muddy"] = [one for one in looks if one.dirt >= MUDDY]
    return told


def gate_marks(networks: PlateNetworks, gates: int, told: Turn) -> dict[str, PlateMarks]:
    """Cars at gates of yards never learnt in: located, read and voted on as at work; every other one is a resident.

    The last line is the F1 of the decision "stranger" by day, written as the share that is right.
    """
    marks: dict[str, PlateMarks] = {}
    tally = {"day": [0, 0], "night": [0, 0]}
    hits = wrongs = strangers = 0
    for gate in range(gates):
        for k, one in enumerate(passes(gate, CARS)):
            resident = k % 2 == 0
            survey = Survey(
                devices={
                    one.frames[0].camera: DeviceInfo(one.frames[0].camera, DeviceKind.CAMERA, one.camera.position)
                },
                cameras={one.frames[0].camera: one.camera},
                plates=frozenset({one.text}) if resident else frozenset(),
            )
            reader = PlateReader(one.frames[0].camera, survey, networks)
            told_of = [found for frame in one.frames for found in reader.update(frame) if isinstance(found, Event)]
            text = reader.passed[0][0] if reader.passed else ""
            light = "night" if one.night else "day"
            tally[light][0] += text == one.text
            tally[light][1] += 1
            if not one.night:
                strangers += not resident
                hits += bool(told_of) and not resident
                wrongs += bool(told_of) and resident
            told(gate * CARS + k + 1, gates * CARS)
    for light in ("day", "night"):
        right, count = tally[light]
        if count:
            marks[f"at gates by {light}, voted on"] = PlateMarks(plates=count, right=right / count)
    if strangers:
        marks["strangers told by day, F1"] = PlateMarks(plates=strangers, right=2 * hits / (strangers + hits + wrongs))
    return marks
