"""A day at an estate as text: incidents come at random, as often as at Chengbei for its number of homes."""

from scenarios.library.estate.order import Estate

# A day's incidents at 1,322 homes, each about as often as the published "up to ten calls a day at worst" allows;
# assumptions, as the look-alikes are.
HOMES = 1322
RATES = {
    "stray-parking": 8.0,
    "stranger-car": 12.0,
    "tailgating": 8.0,
    "thrown-object": 2.0,
    "prowling": 1.0,
    "wall-climb": 0.5,
    "unknown-badge": 4.0,
    "pile-fault": 0.1,
    "panic": 0.2,
    "kitchen-fire": 0.1,
    "gas-leak": 0.1,
    "cooking-smoke": 12.0,
    "cat-on-wall": 8.0,
    "falling-leaves": 6.0,
    "family-on-one-badge": 24.0,
    "waiting-friend": 12.0,
    "unloading-van": 8.0,
}
DAY = """\
# A whole Saturday at {title}, told by metadata alone: incidents come at random, as often as the rates say.
name: {id}-day
note: >-
  {note}
site: {id}
deployment: after
start: 2021-08-14T00:00+08:00
duration: 24 h
seed: 7
fidelity: metadata
weather: {{sky: clear, wind: 2 m/s, wind_from: 135 deg}}
population: {{permanent: {permanent}, floating: {floating}, households: {homes}}}

rates:
{rates}
"""


def day(estate: Estate, title: str, note: str, permanent: int, floating: int) -> str:
    """Return the text of an estate's day; ``note`` says what its figures rest on, in lines of the file's width."""
    rates = "\n".join(f"  {kind}: {scaled(rate, estate.homes)} /day" for kind, rate in RATES.items())
    return DAY.format(
        title=title, id=estate.id, note=note, permanent=permanent, floating=floating, homes=estate.homes, rates=rates
    )


def scaled(rate: float, homes: int) -> str:
    """A rate for so many homes, to two digits."""
    return f"{float(f'{rate * homes / HOMES:.2g}'):g}"
