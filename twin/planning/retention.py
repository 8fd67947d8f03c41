"""How long each camera's picture is kept."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from twin.deployment import CameraUnit


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that a picture is kept: in general, and of key cameras, named by patterns of roles or ids.

    disk_tb: what the recorders hold, None for as much as it takes. reached: share of those days that the disks reach.
    """

    general_days: float = 30.0
    key_days: float = 90.0
    key: tuple[str, ...] = ()
    disk_tb: float | None = None
    reached: float = 1.0

    def planned_days(self, camera: CameraUnit) -> float:
        """Days that this camera's picture should be kept."""
        named = concerns(self.key, camera)
        return self.key_days if named else self.general_days

    def days(self, camera: CameraUnit) -> float:
        """Days that it is kept, disks being what they are."""
        return self.planned_days(camera) * self.reached


def concerns(patterns: tuple[str, ...], camera: CameraUnit) -> bool:
    """Whether one of the patterns matches a camera's id or one of its roles."""
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in (camera.id, *camera.roles))
