"""Examination of the plate reader: whole plates right by width, and at gates, where looks are voted on."""

from collections.abc import Callable
from typing import TypedDict

from detectors.config import Survey
from detectors.contract import Event
from detectors.stream import DeviceInfo, DeviceKind
from detectors.video.finder import Network
from detectors.video.platereader import read_quads
from detectors.video.plates import PlateReader
from scenarios.lessons.platesheets import Plates, roughly, sheet
from scenarios.lessons.plateshots import passes
from twin.seeds import Seeds

Turn = Callable[[int, int], None]
# Widths examined [px]: narrow, at the goal's 120 and from its 170 on.
WIDTHS = ((62.0, 90.0), (110.0, 130.0), (170.0, 270.0))
SHEETS, ON_SHEET = 12, 48
CARS = 4


class PlateMarks(TypedDict):
    """How many plates there were, and the share of which every sign was right."""

    plates: int
    right: float


def sheet_marks(network: Network, plates: Plates, seed: int, told: Turn) -> dict[str, PlateMarks]:
    """Plates never learnt, turned, dirty, blurred, grainy, encoded and found roughly as in learning, one look each."""
    marks = {}
    for number, wide in enumerate(WIDTHS):
        rng = Seeds(seed).stream("lessons", f"widths-{number}", "examination")
        right = 0
        for page_number in range(SHEETS):
            rows = [int(row) for row in rng.integers(len(plates.texts), size=ON_SHEET)]
            page, quads = sheet(rng, [plates.flat(row) for row in rows], wide)
            read = read_quads(network, page, [roughly(rng, quad) for quad in quads])
            right += sum(one.text == plates.texts[row] for one, row in zip(read, rows, strict=True))
            told(number * SHEETS + page_number + 1, len(WIDTHS) * SHEETS)
        count = SHEETS * ON_SHEET
        marks[f"one look, {wide[0]:g} to {wide[1]:g} px"] = PlateMarks(plates=count, right=right / count)
    return marks


def gate_marks(network: Network, gates: int, told: Turn) -> dict[str, PlateMarks]:
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
            reader = PlateReader(one.frames[0].camera, survey, network)
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
