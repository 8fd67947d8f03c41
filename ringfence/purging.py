"""What `ringfence purge` deletes from a run's record, by which rules, and how it says so."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from detectors.quantities import TIME, QuantityError, quantity
from detectors.records import DAY_S, USUAL_RETENTION, NoReasonError, Retention, Seen
from ringfence.searching import manifest_start, opened
from twin.problems import InputError, Problem, nearest


@dataclass(frozen=True, slots=True)
class Purge:
    """What was typed: ``keep`` are rules such as "plate=14d", ``as_of`` a time that ages are counted from."""

    who: str
    why: str
    keep: tuple[str, ...] = ()
    as_of: str = ""
    dry: bool = False


def purged(run: Path, asked: Purge, now: datetime) -> Iterator[str]:
    """Delete what is too old and yield what was deleted, a line a kind.

    Raises
    ------
    InputError
        A rule or a time is none, nobody's name or no reason was given, or there is no run.
    """
    rules, at = ruled(asked.keep), moment(asked.as_of, now)
    with closing(opened(run)) as book:
        now_s = (at - manifest_start(run)).total_seconds()
        try:
            gone = book.outdated(now_s, rules) if asked.dry else book.purge(now_s, asked.who, asked.why, rules)
        except NoReasonError as error:
            raise InputError([bad("--who, --why", str(error), "--who NAME --why REASON")]) from error
    for rule in rules:
        yield f"{rule.seen}: {gone[rule.seen]} older than {rule.keep_s / DAY_S:g} days"
    total = sum(gone.values())
    yield f"{total} would be deleted" if asked.dry else f"{total} deleted; the deletion is on record"


def ruled(keep: tuple[str, ...]) -> tuple[Retention, ...]:
    """Return the usual rules with those given in their place.

    Raises
    ------
    InputError
        With every rule that is none.
    """
    rules, problems = {rule.seen: rule for rule in USUAL_RETENTION}, []
    for text in keep:
        kind, _, long = text.partition("=")
        try:
            rules[Seen(kind)] = Retention(Seen(kind), quantity(long, TIME, "30 d"))
        except QuantityError as error:
            problems.append(bad("--keep", f"{text}: {error}", error.accepted))
        except ValueError:
            problems.append(
                bad("--keep", f"{text}: there is no {kind!r}", nearest(kind, [seen.value for seen in Seen]))
            )
    problems += [
        bad("--keep", f"{rule.seen} is kept for {rule.keep_s:g} s", "0 s and more")
        for rule in rules.values()
        if rule.keep_s < 0
    ]
    if problems:
        raise InputError(problems)
    return tuple(rules.values())


def moment(text: str, now: datetime) -> datetime:
    """Return a time with its zone, or now where none was given.

    Raises
    ------
    InputError
        It is no time, or has no zone.
    """
    if not text:
        return now
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InputError([bad("--as-of", f"{text} is not a time with its zone", "2021-10-01T00:00+08:00")])
    return at


def bad(option: str, message: str, accepted: str) -> Problem:
    """Return a problem of an option."""
    return Problem("command line", None, option, message, accepted)
