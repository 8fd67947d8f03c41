"""One alert's file while it is being worked on, and the states it may pass through.

::

        first event                acknowledge,
                                   or a responder accepts
    ------------------> OPEN ------------------------------> ACKNOWLEDGED
                         |                                        |
                         | resolve                                | resolve, or a responder
                         v                                        v attended or interrupted
                      RESOLVED <----------------------------------+
                         |
                         | re-open: somebody says that it is not over
                         +---------------------------------------------> OPEN

ACKNOWLEDGED may pass from one owner to another (hand-over); that is a transition too. Acknowledging twice, or
acknowledging what is resolved, changes nothing. What is seen after the end and is another thing opens a new alert.
"""

from dataclasses import dataclass, field

from detectors.alerts.alert import Alert, AlertState, Place, Severity
from detectors.contract import Event, EventKind

LISTED_EVENTS = 256  # an alert lists so many events; the store keeps the link of every further one
ALLOWED = {
    AlertState.OPEN: (AlertState.ACKNOWLEDGED, AlertState.RESOLVED),
    AlertState.ACKNOWLEDGED: (AlertState.RESOLVED,),
    AlertState.RESOLVED: (AlertState.OPEN,),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of an alert's state: who did it, when and why."""

    alert: str
    at_s: float
    state: AlertState
    who: str
    why: str


@dataclass(slots=True)
class Case:
    """One alert being worked on.

    ``last_s`` is when its newest evidence existed [s], ``last_place`` where [m]; ``kinds`` in order of arrival.
    """

    id: str
    kind: EventKind
    severity: Severity
    place: Place | None
    zone: str | None
    opened_s: float
    last_s: float
    last_place: Place | None
    state: AlertState = AlertState.OPEN
    owner: str | None = None
    events: list[str] = field(default_factory=list)
    kinds: list[EventKind] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    resolved_s: float | None = None

    def alert(self) -> Alert:
        """Return the record that people are shown."""
        return Alert(
            self.id,
            self.kind,
            self.severity,
            self.place,
            self.zone,
            self.opened_s,
            self.state,
            tuple(self.events),
            self.owner,
        )

    def gather(self, event: Event) -> None:
        """Add one event's evidence."""
        if len(self.events) < LISTED_EVENTS:
            self.events.append(event.id)
        if event.kind not in self.kinds:
            self.kinds.append(event.kind)
        self.devices.extend(device for device in event.devices if device not in self.devices)
        self.last_s = max(self.last_s, event.t_seen_s)
        if event.place is not None:
            self.last_place = event.place
            self.place = self.place or event.place
        self.zone = self.zone or event.zone

    def move(self, state: AlertState, who: str, why: str, at_s: float) -> Transition | None:
        """Go to ``state`` where the diagram allows it; None where nothing changes."""
        if state not in ALLOWED[self.state]:
            return None
        self.state = state
        if state is AlertState.ACKNOWLEDGED:
            self.owner = who
        if state is AlertState.OPEN:
            self.owner = None
        self.resolved_s = at_s if state is AlertState.RESOLVED else None
        return Transition(self.id, at_s, state, who, why)

    def hand_over(self, who: str, to: str, at_s: float) -> Transition | None:
        """Give an acknowledged alert to another owner; None where nobody has it, or they have it already."""
        if self.state is not AlertState.ACKNOWLEDGED or self.owner == to:
            return None
        self.owner = to
        return Transition(self.id, at_s, self.state, to, f"handed over by {who}")
