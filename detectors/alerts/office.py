"""What all hands of the alert desk share: its parts, the one way in which a case changes state, and what is kept of it.

Everything that was decided is in the store before a step returns; while the disk refuses, the record waits in memory.
"""

import math
from collections.abc import Mapping

from detectors.alerts.alert import AlertState, Channel, Place, TravelTimes
from detectors.alerts.case import Case
from detectors.alerts.casebook import CaseBook
from detectors.alerts.commands import CommandLog
from detectors.alerts.correlate import Correlator
from detectors.alerts.dispatch import Dispatcher, Want
from detectors.alerts.memory import CaseNote, unpacked
from detectors.alerts.route import RouteBook
from detectors.alerts.settle import Settling
from detectors.alerts.store import AlertStore
from detectors.alerts.tell import Teller
from detectors.alerts.terms import DeskRules
from detectors.config import Route


class Office:
    """The parts of one desk; parameters as `detectors.alerts.desk.AlertDesk`."""

    def __init__(
        self,
        routes: tuple[Route, ...],
        travel: TravelTimes,
        channels: Mapping[str, Channel],
        store: AlertStore,
        rules: DeskRules,
        places: Mapping[str, Place],
    ) -> None:
        self.rules, self.store, self.places = rules, store, places
        self.book = RouteBook(routes, channels)
        self.correlator = Correlator(rules.quiet_s)
        self.teller = Teller(self.book, channels, rules)
        self.dispatcher = Dispatcher(travel)
        self.log = CommandLog(rules.permits)
        self.settling = Settling()
        self.cases = CaseBook(store, 2.0 * rules.quiet_s)
        self.now_s = -math.inf
        self._take_up()

    def move(self, case: Case, state: AlertState, who: str, why: str, at_s: float) -> bool:
        """Change a case's state and stop what that makes needless; whether it changed."""
        if state is AlertState.OPEN and case.state is not AlertState.RESOLVED:
            return False
        transition = case.move(state, who, why, at_s)
        if transition is None:
            return False
        self.teller.stop(case.id)
        if state is AlertState.RESOLVED:
            self.teller.drop(case.id)
            self.dispatcher.withdraw(case.id)
            self.settling.drop(case.id)
            self.log.over(case.id, at_s)
            self.cases.leave(case)
        self.cases.change(case, transition)
        return True

    def want(self, case: Case) -> None:
        """Ask for the responder that a case's kinds call for, as soon as it is known where."""
        names = (case.zone, *case.devices)
        known = [self.places[name] for name in names if name is not None and name in self.places]
        place = case.place or next(iter(known), None)
        role = next((role for kind in case.kinds if (role := self.book.route(kind).dispatch) is not None), None)
        if role is not None and place is not None:
            self.dispatcher.want(Want(case.id, role, place, case.severity, case.opened_s))

    def idle(self, now_s: float) -> bool:
        """Whether there is nothing to write down, and nothing to forget."""
        return not self.log.steps and self.cases.idle(now_s)

    def save(self) -> None:
        """Write everything down, with a note of the work in hand; people are told even while the disk refuses."""
        for alert, case in self.cases.touched():
            self.store.note(alert, None if case is None else self._note(case).packed())
        for step in self.log.steps:
            self.store.command_step(step)
        self.log.steps.clear()
        self.cases.save()

    def _note(self, case: Case) -> CaseNote:
        turns, lines, reached = self.teller.note(case.id)
        keys, sent = self.correlator.note(case.id), self.dispatcher.note(case.id)
        return CaseNote(case, keys, turns, lines, sent, self.settling.note(case.id), reached)

    def _take_up(self) -> None:
        """Go on with whatever the store holds that is not finished."""
        notes = [unpacked(note) for note in self.store.notes()]
        for note in sorted(notes, key=lambda note: (note.case.last_s, note.case.id)):
            case = note.case
            self.cases.add(case)
            if note.keys is not None:
                self.correlator.restore(case, note.keys)
            self.teller.restore(case.alert(), note.turns, note.lines, note.reached)
            self.dispatcher.restore(case.id, note.sent, self.store.dispatches_of(case.id))
            for due_s, why in note.settling:
                self.settling.book(case.id, why, due_s)
        commands, lost = self.store.all_commands()
        self.log.restore(commands, lost, max((command.issued_s for command in commands), default=0.0))
