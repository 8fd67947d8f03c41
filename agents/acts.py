"""How an episode lasts: truth begins, whoever can end it may, truth ends with what became of it."""

from collections.abc import Callable, Generator
from typing import Any

from agents.deeds import Remedy
from agents.orders import Staged
from agents.setting import Setting
from twin.clock import Interrupted
from twin.truth import Place

Lasting = Generator[Any, Any, str]


def last(
    setting: Setting,
    staged: Staged,
    actors: tuple[str, ...],
    seconds: float,
    otherwise: str,
    *,
    remedy: Remedy | None = None,
    place: Callable[[], Place] | None = None,
) -> Lasting:
    """Let an episode last from now for ``seconds``, or for as long as its order says; the value is its outcome.

    ``remedy`` opens a deed that others can put right, at ``place`` (default: where it was staged); the outcome is then
    their word, else ``otherwise``.
    """
    name, order = staged.order.name, staged.order
    setting.world.truth.begin(name, order.kind, setting.now_s, staged.place, staged.zone, actors)
    if remedy is not None:
        setting.deeds.begin(name, order.kind, remedy, staged.where, place or (lambda: staged.place))
    outcome = otherwise
    try:
        yield setting.world.clock.timeout(order.stay_s if order.stay_s is not None else seconds)
    except Interrupted as stop:
        outcome = str(stop.cause)
    setting.deeds.end(name)
    setting.world.truth.end(name, setting.now_s, outcome)
    return outcome
