"""What `ringfence search` asks of a run's record, and how it says what was found."""

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from detectors.records import NoReasonError, Query, RecordBook, Seen, Sighting
from reports.filing import record_of
from reports.folder import RunFolderError, read_manifest
from twin.problems import InputError, Problem

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")


def moment(run: Path, clock: str, otherwise: float, option: str) -> float:
    """Seconds from the run's start at a local time of its first day, or of the next where that has passed.

    Raises
    ------
    InputError
        It is no time of day, or there is no run.
    """
    if not clock:
        return otherwise
    match = CLOCK.fullmatch(clock)
    if match is None:
        raise InputError([Problem("command line", None, option, f"{clock!r} is no time of day", "19:30 or 19:30:15")])
    start = manifest_start(run)
    hour, minute, second = (int(part or 0) for part in match.groups())
    at = start.replace(hour=hour, minute=minute, second=second, microsecond=0)
    return ((at if at >= start else at + timedelta(days=1)) - start).total_seconds()


def asked(
    text: str, seen: tuple[Seen, ...], device: str, near: str, within_m: float, times: tuple[float, float]
) -> Query:
    """Make a query of what was typed.

    Raises
    ------
    InputError
        ``near`` is no place.
    """
    place = None
    if near:
        try:
            east, north = (float(part) for part in near.split(","))
            place = (east, north)
        except ValueError:
            problem = Problem("command line", None, "--near", f"{near!r} is no place", "east,north in metres: 12.5,-40")
            raise InputError([problem]) from None
        if not all(map(math.isfinite, place)):
            raise InputError([Problem("command line", None, "--near", f"{near!r} is no place", "two finite numbers")])
    return Query(text, seen, device, place, within_m, *times)


def searched(run: Path, query: Query, who: str, why: str, at_s: float, most: int) -> Iterator[str]:
    """Yield what was found, a line each, and a line that counts it.

    Raises
    ------
    InputError
        Nobody's name or no reason was given, or there is no run.
    """
    try:
        found = opened(run).search(query, who, why, at_s, most)
    except NoReasonError as error:
        accepted = "--who NAME --why REASON"
        raise InputError([Problem("command line", None, "--who, --why", str(error), accepted)]) from error
    start = manifest_start(run)
    yield from (line(sighting, start) for sighting in found)
    yield f"{len(found)} found; the look-up is on record"


def audited(run: Path) -> Iterator[str]:
    """Yield every look-up into a run's record, and then every deletion from it, a line each."""
    book = opened(run)
    for at_s, who, why, what, found in book.lookups():
        when = datetime.fromtimestamp(at_s).astimezone().isoformat(timespec="seconds")
        yield f"{when}  {who} ({why}): {what}: {found} shown"
    start = manifest_start(run)
    for at_s, seen, before_s, deleted, who, why in book.deletions():
        purged, before = (start + timedelta(seconds=moment_s) for moment_s in (at_s, before_s))
        of = f"{seen}s before {before.isoformat(timespec='minutes')}"
        yield f"{purged.isoformat(timespec='seconds')}  {who} ({why}): {of}: {deleted} deleted"


def opened(run: Path) -> RecordBook:
    """Open a run's record.

    Raises
    ------
    InputError
        It is no finished run.
    """
    try:
        return record_of(run)
    except (RunFolderError, FileNotFoundError) as error:
        raise InputError([Problem(str(run), None, "RUN", str(error), "the folder of a finished run")]) from error


def manifest_start(run: Path) -> datetime:
    """The local time at which a run began.

    Raises
    ------
    InputError
        It is no finished run.
    """
    try:
        return read_manifest(run / "manifest.json").start
    except (OSError, ValueError, KeyError) as error:
        raise InputError([Problem(str(run), None, "RUN", str(error), "the folder of a finished run")]) from error


def line(sighting: Sighting, start: datetime) -> str:
    """One sighting on one line: when, what, its name, where."""
    times = [(start + timedelta(seconds=at_s)).strftime("%H:%M:%S") for at_s in (sighting.start_s, sighting.end_s)]
    when = times[0] if times[0] == times[1] else f"{times[0]}-{times[1]}"
    place = "" if sighting.place is None else f"  {sighting.place[0]:.0f} m east, {sighting.place[1]:.0f} m north"
    about = f" ({sighting.about})" if sighting.about else ""
    return f"{when:17}  {sighting.seen:5}  {sighting.name}{about}  {sighting.device}{place}"
