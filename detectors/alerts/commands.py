"""Orders to devices: one per alert, device and action, logged when issued and when confirmed."""

from dataclasses import replace

from detectors.alerts.alert import Action, Command


class UnknownCommandError(KeyError):
    """A device confirms a command that was never issued."""


class CommandLog:
    """Every command issued."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self._dark: set[str] = set()

    def issue(self, alert: str, device: str, action: Action, now_s: float) -> Command | None:
        """Order ``device`` to act because of ``alert``; None if it has been ordered already."""
        command = Command(f"c-{alert}-{action}-{device}", device, action, alert, now_s)
        if command.id in self._commands:
            return None
        self._commands[command.id] = command
        if action is Action.CUT_POWER:
            self._dark.add(device)
        return command

    def confirmed(self, command_id: str, at_s: float) -> Command:
        """Note that a device did as it was told; a second confirmation changes nothing.

        Raises
        ------
        UnknownCommandError
            No such command was issued.
        """
        command = self._commands.get(command_id)
        if command is None:
            raise UnknownCommandError(command_id)
        if command.confirmed_s is None:
            command = self._commands[command_id] = replace(command, confirmed_s=at_s)
        return command

    def without_power(self, device: str) -> bool:
        """Whether we ourselves cut the device's power."""
        return device in self._dark
