"""The four files of an estate made to size: its site, what there was, what was installed, and a day."""

import re
from pathlib import Path

from scenarios.library.estate.day import day
from scenarios.library.estate.deployment import after, before
from scenarios.library.estate.order import sized
from scenarios.library.estate.site import site
from twin.problems import InputError, Problem
from twin.site.geojson import site_text

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
MOST_HOMES, MOST_FLOORS = 20_000, 33
# Mean household of the 2020 census, and a tenth of those who live there only for a while.
HOUSEHOLD, FLOATING = 2.62, 0.1
NOTE = "Synthetic: made to size. The rates are Chengbei's for this number of homes, and assumptions there."


def estate_files(name: str, homes: int, floors: int) -> dict[str, str]:
    """Return the text of each file by its name.

    Parameters
    ----------
    name: what the estate and its files are called.
    homes: how many homes are lived in.
    floors: storeys of each block; from seven on its stairs have lifts.

    Raises
    ------
    InputError: with everything that is wrong with the order.
    """
    refuse(name, homes, floors)
    estate = sized(name, homes, floors)
    people = round(HOUSEHOLD * homes)
    floating = round(FLOATING * people)
    return {
        f"{name}.geojson": site_text(site(estate)),
        f"{name}-before.yaml": before(estate),
        f"{name}-after.yaml": after(estate),
        f"{name}-day.yaml": day(estate, name, NOTE, people - floating, floating),
    }


def refuse(name: str, homes: int, floors: int) -> None:
    """Raise `InputError` when no estate can be made to an order."""
    wrong = []
    if not NAME.fullmatch(name):
        wrong.append(("NAME", f"{name!r:.80} names no files", "small letters, digits and hyphens, a letter first"))
    if not 1 <= homes <= MOST_HOMES:
        wrong.append(("--homes", f"{homes} homes", f"1 to {MOST_HOMES}"))
    if not 1 <= floors <= MOST_FLOORS:
        wrong.append(("--floors", f"{floors} storeys", f"1 to {MOST_FLOORS}"))
    if wrong:
        raise InputError([Problem("command line", None, *what) for what in wrong])


def write_estate(out: Path, name: str, homes: int, floors: int) -> tuple[Path, ...]:
    """Write the files of `estate_files` into ``out``; return their paths."""
    made = estate_files(name, homes, floors)
    out.mkdir(parents=True, exist_ok=True)
    for file, text in made.items():
        (out / file).write_text(text, encoding="utf-8")
    return tuple(out / file for file in made)
