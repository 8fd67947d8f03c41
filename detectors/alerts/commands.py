"""Orders to devices: allowed by a policy, one per alert, device and action, confirmed or repeated, undone on order.

A command's id says all that makes it one, so that a device may get it twice and act once.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from detectors.alerts.alert import Action, Command


class UnknownCommandError(KeyError):
    """A device confirms a command that was never issued, or somebody undoes it."""


class ForbiddenCommandError(PermissionError):
    """The policy does not let this role give this order, or nobody at all."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What the policy says of one action.

    ``automatic``: the desk may order it by itself. ``roles`` may order it by hand. ``undone_by`` is the action that
    reverses it, None for what cannot be unsaid. ``undo_after_s``: the desk reverses it by itself so long after it was
    confirmed, or when the alert is resolved, whichever comes first; None: only a person may. ``spare`` are patterns
    (fnmatch) of devices that are never ordered to do it.
    """

    action: Action
    automatic: bool
    roles: tuple[str, ...]
    undone_by: Action | None = None
    undo_after_s: float | None = None
    spare: tuple[str, ...] = ()


_OFFICE = ("property-office", "command-centre")
# Power and gas come back only when somebody has looked; a lift is let go and a barrier comes down by themselves.
USUAL_PERMITS = (
    Permit(Action.CUT_POWER, True, (*_OFFICE, "fire-desk", "electrician"), Action.RESTORE_POWER, spare=("*lift*",)),
    Permit(Action.SHUT_VALVE, True, (*_OFFICE, "fire-desk"), Action.OPEN_VALVE),
    Permit(Action.HOLD_LIFT, True, (*_OFFICE, "guard"), Action.RELEASE_LIFT, undo_after_s=180.0),
    Permit(Action.OPEN_BARRIER, True, (*_OFFICE, "guard", "fire-desk"), Action.CLOSE_BARRIER, undo_after_s=900.0),
    Permit(Action.VOICE_WARNING, True, (*_OFFICE, "guard", "police-desk")),
    Permit(Action.RESTORE_POWER, False, ("electrician", "property-office")),
    Permit(Action.OPEN_VALVE, False, ("property-office",)),
    Permit(Action.RELEASE_LIFT, True, (*_OFFICE, "guard")),
    Permit(Action.CLOSE_BARRIER, True, (*_OFFICE, "guard")),
)


@dataclass(frozen=True, slots=True)
class CommandStep:
    """One line of a command's log: what happened (issued, repeated, confirmed, unconfirmed, refused), who and when."""

    command: str
    at_s: float
    what: str
    who: str


class CommandLog:
    """Every command issued, and what became of it.

    Parameters
    ----------
    permits: the policy, one permit per action; an action without one is nobody's.
    confirm_s: a device that has not confirmed after so long is told again [s].
    attempts: how often a device is told before it counts as out of reach.
    """

    def __init__(self, permits: Iterable[Permit] = USUAL_PERMITS, confirm_s: float = 10.0, attempts: int = 3) -> None:
        self._permits = {permit.action: permit for permit in permits}
        self.confirm_s, self.attempts = confirm_s, attempts
        self.steps: list[CommandStep] = []
        self._commands: dict[str, Command] = {}
        self._dark: set[str] = set()
        self._awaited: dict[str, int] = {}
        self._heap: list[tuple[float, str]] = []
        self._undoing: dict[str, float] = {}
        self._refused: set[str] = set()

    def issue(self, alert: str, device: str, action: Action, now_s: float) -> Command | None:
        """The desk orders ``device`` to act because of ``alert``; None if it has been ordered or must not be."""
        permit = self._permits.get(action)
        command = Command(f"c-{alert}-{action}-{device}", device, action, alert, now_s)
        if command.id in self._commands or command.id in self._refused:
            return None
        if permit is None or not permit.automatic or _spared(permit, device):
            self._refused.add(command.id)
            self._step(command, now_s, "refused", "desk")
            return None
        return self._give(command, "desk", now_s)

    def order(self, alert: str, device: str, action: Action, who: str, role: str, now_s: float) -> Command:
        """A person orders ``device`` to act, as often as they like.

        Raises
        ------
        ForbiddenCommandError
            The policy does not let ``role`` do that.
        """
        stem = f"c-{alert}-{action}-{device}-{who}"
        number = sum(name.startswith(f"{stem}-") for name in self._commands) + 1
        command = Command(f"{stem}-{number}", device, action, alert, now_s)
        permit = self._permits.get(action)
        if permit is None or role not in permit.roles or _spared(permit, device):
            self._step(command, now_s, "refused", who)
            raise ForbiddenCommandError(f"{who} ({role}) may not order {device} to {action}")
        return self._give(command, who, now_s)

    def undo(self, command_id: str, who: str, role: str, now_s: float) -> Command:
        """A person has a command reversed.

        Raises
        ------
        UnknownCommandError
            There is no such command.
        ForbiddenCommandError
            It cannot be reversed, or not by ``role``.
        """
        command = self._known(command_id)
        back = self._reverse(command)
        if back is None:
            raise ForbiddenCommandError(f"{command.action} cannot be undone")
        return self.order(command.reason, command.device, back, who, role, now_s)

    def confirmed(self, command_id: str, at_s: float) -> Command:
        """Note that a device did as it was told; a second confirmation changes nothing.

        Raises
        ------
        UnknownCommandError
            No such command was issued.
        """
        command = self._known(command_id)
        if command.confirmed_s is None:
            command = self._commands[command_id] = replace(command, confirmed_s=at_s)
            self._awaited.pop(command_id, None)
            self._step(command, at_s, "confirmed", command.device)
            self._book_undo(command, at_s)
        return command

    def over(self, alert: str, now_s: float) -> None:
        """The alert is resolved: what reverses itself need wait no longer."""
        for name in [name for name in self._undoing if self._commands[name].reason == alert]:
            self._undoing[name] = now_s
            heapq.heappush(self._heap, (now_s, name))

    def due(self, now_s: float) -> tuple[list[Command], list[Command]]:
        """Commands to give out at ``now_s`` (again, or undoing another), and those whose device is out of reach."""
        given: list[Command] = []
        lost: list[Command] = []
        while self.next_s <= now_s:
            due_s, name = heapq.heappop(self._heap)
            command = self._commands[name]
            if self._undoing.get(name) == due_s:
                del self._undoing[name]
                back = self._reverse(command)
                issued = None if back is None else self.issue(command.reason, command.device, back, now_s)
                given += [] if issued is None else [issued]
            elif name in self._awaited:
                told = self._awaited[name]
                (given if told < self.attempts else lost).append(command)
                self._repeat(command, told, now_s)
        return given, lost

    @property
    def next_s(self) -> float:
        """When a command must be told again or undone [s]; infinite if none."""
        while self._heap and self._heap[0][1] not in self._awaited and self._heap[0][1] not in self._undoing:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else math.inf

    def without_power(self, device: str) -> bool:
        """Whether we ourselves cut the device's power, and nobody has restored it."""
        return device in self._dark

    def restore(self, commands: Sequence[Command], lost: Sequence[str], now_s: float) -> None:
        """Go on with the commands on record, in the order they were issued; ``lost`` ones are not told again."""
        for command in commands:
            self._commands[command.id] = command
            self._power(command)
            if command.confirmed_s is not None:
                self._book_undo(command, command.confirmed_s)
            elif command.id not in lost:
                self._await(command, 1, now_s)

    def _give(self, command: Command, who: str, now_s: float) -> Command:
        self._commands[command.id] = command
        self._power(command)
        self._await(command, 1, now_s)
        self._step(command, now_s, "issued", who)
        return command

    def _power(self, command: Command) -> None:
        if command.action is Action.CUT_POWER:
            self._dark.add(command.device)
        elif command.action is Action.RESTORE_POWER:
            self._dark.discard(command.device)

    def _await(self, command: Command, told: int, now_s: float) -> None:
        self._awaited[command.id] = told
        heapq.heappush(self._heap, (now_s + self.confirm_s * told, command.id))

    def _repeat(self, command: Command, told: int, now_s: float) -> None:
        """Tell a silent device again, or give it up."""
        if told < self.attempts:
            self._await(command, told + 1, now_s)
            self._step(command, now_s, "repeated", "desk")
        else:
            del self._awaited[command.id]
            self._step(command, now_s, "unconfirmed", "desk")

    def _book_undo(self, command: Command, at_s: float) -> None:
        permit = self._permits.get(command.action)
        if permit is None or permit.undo_after_s is None or self._undone(command):
            return
        self._undoing[command.id] = at_s + permit.undo_after_s
        heapq.heappush(self._heap, (self._undoing[command.id], command.id))

    def _undone(self, command: Command) -> bool:
        back = self._reverse(command)
        return f"c-{command.reason}-{back}-{command.device}" in self._commands

    def _reverse(self, command: Command) -> Action | None:
        permit = self._permits.get(command.action)
        return None if permit is None else permit.undone_by

    def _known(self, command_id: str) -> Command:
        command = self._commands.get(command_id)
        if command is None:
            raise UnknownCommandError(command_id)
        return command

    def _step(self, command: Command, at_s: float, what: str, who: str) -> None:
        self.steps.append(CommandStep(command.id, at_s, what, who))


def _spared(permit: Permit, device: str) -> bool:
    return any(fnmatchcase(device, pattern) for pattern in permit.spare)
