"""Police and fire brigade: they come from outside, when their desk sends them, and act where they arrive.

Fire stations are placed so that a brigade is at the edge of its district within five minutes of the order (Jianbiao
152-2011, articles 12 and 13). For police no single national rule was found; forces publish five minutes in town, others
ten: the median is taken as five, which is an assumption, as are the spreads. From the gate they go on foot.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agents.deeds import ROOM_REACH_M, Deed, Remedy
from agents.setting import Setting
from detectors.alerts.alert import Dispatch
from twin.site.model import FLOOR_M
from twin.truth import Place

Report = Callable[[Dispatch], None]
REACH_M = 25.0
# Half of the way from the gate is taken straight; people walk round things on the rest: an assumption.
DETOUR = 1.4
WALK_M_S = 2.0


@dataclass(frozen=True, slots=True)
class Service:
    """Who comes, how long they need to the gate (median [s], spread of its logarithm), and what they put right."""

    name: str
    median_s: float
    spread: float
    remedies: frozenset[Remedy]


SERVICES = {
    "police-desk": Service("police", 300.0, 0.4, frozenset({Remedy.CHALLENGE, Remedy.HELP})),
    "fire-desk": Service(
        "fire-brigade", 240.0, 0.3, frozenset({Remedy.EXTINGUISH, Remedy.SHUT_VALVE, Remedy.CUT_POWER})
    ),
}


class Services:
    """Everybody who can be called from outside."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def call(self, desk: str, alert: str, zone: str | None, place: Place | None, report: Report) -> None:
        """Send ``desk``'s people to an address; ``report`` hears of their leaving and of their arrival.

        Nobody leaves for an alert that says no place, or from a desk without people.
        """
        service = SERVICES.get(desk)
        goal = place or next((deed.place() for deed in self._setting.deeds.at(zone)), None) if zone else place
        if service is None or goal is None:
            return
        now_s = self._setting.now_s
        sent = Dispatch(f"x-{alert}-{service.name}", alert, service.name, goal, now_s)
        report(sent)
        rng = self._setting.stream("service", f"{service.name}/{alert}/{zone}", "way")
        way_s = service.median_s * math.exp(service.spread * float(rng.standard_normal()))
        arrives_s = now_s + way_s + self._walk_s(goal)
        self._setting.world.clock.at(arrives_s, partial(self._arrive, service, desk, sent, zone, report))

    def _arrive(self, service: Service, desk: str, sent: Dispatch, zone: str | None, report: Report) -> None:
        deeds = self._meant(service, zone, sent.place)
        for deed in deeds:
            challenged = deed.remedy is Remedy.CHALLENGE
            self._setting.deeds.stop(deed, "interrupted" if challenged else f"dealt with by {desk}")
        outcome = "nothing found" if not deeds else "attended"
        report(Dispatch(sent.id, sent.alert, sent.responder, sent.place, sent.sent_s, self._setting.now_s, outcome))

    def _meant(self, service: Service, zone: str | None, place: Place) -> tuple[Deed, ...]:
        """Open deeds at the address, else near the place; behind a wall and a storey away is another home."""
        found = self._setting.deeds.at(zone) if zone else ()
        if not found and zone and zone.count("/") == 3:
            found = self._setting.deeds.at(zone.rsplit("/", 1)[0])
        outdoors = Remedy.CHALLENGE in service.remedies
        if not found and (outdoors or not zone):
            near = self._setting.deeds.near(place, REACH_M if outdoors else ROOM_REACH_M)
            found = tuple(deed for deed in near if outdoors or abs(deed.place()[2] - place[2]) < FLOOR_M)
        return tuple(deed for deed in found if deed.remedy in service.remedies)

    def _walk_s(self, goal: Place) -> float:
        gates = [gate.place for gate in self._setting.world.site.gates]
        metres = min((math.dist(gate, goal[:2]) for gate in gates), default=0.0)
        return DETOUR * metres / WALK_M_S
