"""Random evenings: events, acknowledgements, dead lines, arrivals, crashes and clock jumps in any order."""

import math
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from detectors.alerts.alert import Action, Alert, AlertState, Dispatch, Outcome, Severity
from detectors.alerts.commands import ForbiddenCommandError
from detectors.alerts.desk import AlertDesk, DeskRules
from detectors.alerts.quiet import Maintenance, QuietHours, WorkPermit
from detectors.alerts.store import AlertStore
from detectors.config import Route
from detectors.contract import Event, EventKind
from tests.fakes.alerting import Killed, KilledStore, Line, Post, Walks, by_name, event

KINDS = (EventKind.PERIMETER, EventKind.SMOKE, EventKind.PANIC, EventKind.WASTE_VISIT)
ROUTES = (
    Route(EventKind.PERIMETER, ("post", "desk", "police"), ("phone", "app"), dispatch="guard"),
    Route(EventKind.SMOKE, ("householder", "fire-desk"), ("phone",), Severity.CRITICAL, True, command=Action.CUT_POWER),
    Route(EventKind.PANIC, ("desk", "police"), ("app",), Severity.CRITICAL, dispatch="guard"),
)
RULES = DeskRules(
    maintenance=(Maintenance("worked-on", 0.0, 300.0, every_s=900.0),),
    work=(WorkPermit("hot-work", "Li", "b1/*", (EventKind.SMOKE,), 600.0, 1200.0),),
    quiet_hours=(QuietHours("p*", 300.0, 900.0, Severity.CRITICAL),),
)
NEXT = {
    None: {"open"},
    "open": {"acknowledged", "resolved"},
    "acknowledged": {"acknowledged", "resolved"},
    "resolved": {"open"},
}


class Evening(RuleBasedStateMachine):
    """A desk in random weather; a plain list of what was done is the model beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.up = True
        self.lines = [Line("phone", lambda _who, _attempt: self.up), Line("app", lambda _who, _attempt: self.up)]
        self.folder = tempfile.TemporaryDirectory()
        self.desk = self._desk()
        self.now_s, self.given, self.quiet = 0.0, 0, 0
        self.known: dict[str, Alert] = {}
        self.away: list[Dispatch] = []
        self.last: dict[tuple[str, str], Outcome] = {}
        self.latest_s = 0.0
        self.cut_short = False
        self.handed: set[tuple[str, str]] = set()
        self.ordered: set[str] = set()
        self.obeyed: set[str] = set()

    def teardown(self) -> None:
        self.desk.store.close()
        self.folder.cleanup()

    def _desk(self, killed: bool = False) -> AlertDesk:
        """A desk on what the last one left in the file, whose own memory is gone."""
        store = (KilledStore if killed else AlertStore)(Path(self.folder.name) / "alerts.sqlite", durable=False)
        post = Post({"g1": (0.0, 0.0, 0.0), "g2": (50.0, 0.0, 0.0)})
        return AlertDesk(ROUTES, Walks(), post, by_name(self.lines), store, RULES)

    @rule(
        kind=st.sampled_from(KINDS),
        x=st.floats(-80, 80),
        later_s=st.floats(0, 90),
        zone=st.sampled_from([None, "wall/north", "b1/1/101/kitchen"]),
        device=st.sampled_from(["cam", "worked-on"]),
    )
    def happen(self, kind: EventKind, x: float, later_s: float, zone: str | None, device: str) -> None:
        self.now_s += later_s
        self.given += 1
        maintained = device == "worked-on" and self.now_s % 900.0 < 300.0
        permitted = kind is EventKind.SMOKE and zone == "b1/1/101/kitchen" and 600.0 <= self.now_s < 1200.0
        self.quiet += maintained or permitted
        self._step([event(kind, self.given, self.now_s, (x, 0.0, 0.0), zone, device)])

    @rule(later_s=st.floats(-100, 400))
    def clock_jumps(self, later_s: float) -> None:
        self.now_s = max(0.0, self.now_s + later_s)
        self._step([])

    @rule()
    def keep_the_deadline(self) -> None:
        if self.desk.next_deadline_s < math.inf:
            self.now_s = max(self.now_s, self.desk.next_deadline_s)
            self._step([])

    @rule()
    def the_process_is_killed_between_steps(self) -> None:
        self.desk = self._desk()
        self.latest_s = 0.0

    @rule(kind=st.sampled_from(KINDS), x=st.floats(-80, 80))
    def the_process_is_killed_in_a_step(self, kind: EventKind, x: float) -> None:
        """Before anything of the step is on the disk; whoever keeps the event gives it to the next process."""
        self.given += 1
        item = event(kind, self.given, self.now_s, (x, 0.0, 0.0))
        self.cut_short = True
        try:
            self._desk(killed=True).step(self.now_s, [item])
        except Killed:
            self.the_process_is_killed_between_steps()
            self._step([item])

    @rule(up=st.booleans())
    def lines_go(self, up: bool) -> None:
        self.up = up

    @rule(data=st.data())
    def somebody_acknowledges(self, data: st.DataObject) -> None:
        if self.known:
            alert = data.draw(st.sampled_from(sorted(self.known)))
            self._note([self.desk.acknowledge(alert, "post", self.now_s)])

    @rule(data=st.data())
    def somebody_resolves(self, data: st.DataObject) -> None:
        if self.known:
            self._note([self.desk.resolve(data.draw(st.sampled_from(sorted(self.known))), "desk", self.now_s)])

    @rule(data=st.data())
    def somebody_hands_over(self, data: st.DataObject) -> None:
        if self.known:
            alert = data.draw(st.sampled_from(sorted(self.known)))
            handed = self.desk.hand_over(alert, "post", "desk", ("phone",), self.now_s)
            if self.known[alert].owner != handed.owner:
                self.handed.add((alert, "desk"))
            self._note([handed])

    @rule(data=st.data())
    def somebody_reopens(self, data: st.DataObject) -> None:
        if self.known:
            self._note([self.desk.reopen(data.draw(st.sampled_from(sorted(self.known))), "desk", self.now_s)])

    @rule(data=st.data())
    def a_guard_declines(self, data: st.DataObject) -> None:
        if self.away:
            self.desk.declined(self.away.pop(data.draw(st.integers(0, len(self.away) - 1))).id)

    @rule(data=st.data(), outcome=st.sampled_from(["attended", "interrupted", "nothing found"]))
    def a_guard_arrives(self, data: st.DataObject, outcome: str) -> None:
        if self.away:
            dispatch = self.away.pop(data.draw(st.integers(0, len(self.away) - 1)))
            self._note([self.desk.arrived(replace(dispatch, arrived_s=self.now_s, outcome=outcome))])

    @rule(data=st.data())
    def a_device_obeys(self, data: st.DataObject) -> None:
        if self.ordered:
            command = data.draw(st.sampled_from(sorted(self.ordered)))
            assert self.desk.confirmed(command, self.now_s).confirmed_s is not None
            self.obeyed.add(command)

    @rule(data=st.data(), role=st.sampled_from(["electrician", "guard"]))
    def somebody_has_an_order_undone(self, data: st.DataObject, role: str) -> None:
        """An electrician may have power restored; a guard may not, and nobody has a restoration undone."""
        if self.ordered:
            command = data.draw(st.sampled_from(sorted(self.ordered)))
            try:
                back = self.desk.undo(command, "li", role, self.now_s)
            except ForbiddenCommandError:
                assert role == "guard" or Action.RESTORE_POWER in command
            else:
                assert (role, back.action) == ("electrician", Action.RESTORE_POWER)
                self.ordered.add(back.id)

    def _step(self, events: list[Event]) -> None:
        before = {alert for alert, seen in self.known.items() if seen.state is not AlertState.OPEN}
        out = self.desk.step(self.now_s, events)
        self.latest_s = max(self.latest_s, self.now_s)
        assert out.next_deadline_s > self.latest_s, "a driver that keeps deadlines would never get on"
        assert not self.obeyed.intersection(c.id for c in out.commands), "a device was told what it had done"
        self.ordered.update(command.id for command in out.commands)
        self.away.extend(out.dispatches)
        assert len({d.responder for d in self.away}) == len(self.away), "one guard sent to two places"
        for delivery in out.deliveries:
            told = (delivery.alert, delivery.recipient)
            retried = self.last.get(told) is Outcome.FAILED
            new_owner = told in self.handed
            assert delivery.alert not in before or retried or new_owner, "somebody was told after the acknowledgement"
            self.last[told] = delivery.outcome
        self._note(out.alerts)

    def _note(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            self.known[alert.id] = alert

    @invariant()
    def no_alert_vanishes(self) -> None:
        assert {alert.id for alert in self.desk.alerts()} == set(self.known)
        assert {row[0] for row in self.desk.store.rows("alerts")} == set(self.known)
        gathered = [row[1] for row in self.desk.store.rows("gathered")]
        assert len(gathered) == len(set(gathered)) == self.given - self.quiet
        assert self.desk.store.count("hushed") == self.quiet

    @invariant()
    def every_order_is_on_record(self) -> None:
        """With what the device said of it, and who gave it."""
        kept = {row[0]: row[5] for row in self.desk.store.rows("commands")}
        assert set(kept) == self.ordered
        assert {key for key, confirmed_s in kept.items() if confirmed_s is not None} == self.obeyed
        issued = [row[0] for row in self.desk.store.rows("command_steps") if row[2] == "issued"]
        assert sorted(issued) == sorted(self.ordered)

    @invariant()
    def no_state_is_skipped(self) -> None:
        state: dict[str, str] = {}
        for alert, _, to, _, _ in self.desk.store.rows("transitions"):
            assert to in NEXT[state.get(alert)]
            state[alert] = to
        assert state == {alert.id: alert.state.value for alert in self.desk.alerts()}

    @invariant()
    def no_attempt_is_recorded_twice_and_all_are(self) -> None:
        """What a killed step had sent already is sent again under the same key."""
        made = [(alert, who, line.name, attempt) for line in self.lines for alert, who, attempt, _ in line.attempts]
        keyed = [row[:4] for row in self.desk.store.rows("deliveries")]
        assert len(keyed) == len(set(keyed))
        assert set(keyed) <= set(made)
        assert self.cut_short or len(keyed) == len(made)


Evening.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestEvening = Evening.TestCase
