"""Devices that fail: dark cameras and dead sensors, between two times."""

import math
from collections.abc import Iterable


class Faults:
    """When which device says nothing.

    Parameters
    ----------
    rows: (device, kind, at_s, for_s); kind "dark" blinds a camera, "dead" silences any device; ``for_s`` None is for
        good.
    """

    def __init__(self, rows: Iterable[tuple[str, str, float, float | None]] = ()) -> None:
        self._spans: dict[str, list[tuple[float, float]]] = {}
        for device, _, at_s, for_s in rows:
            end = math.inf if for_s is None else at_s + for_s
            self._spans.setdefault(device, []).append((at_s, end))

    def silent(self, device: str, time_s: float) -> bool:
        """Tell whether ``device`` says nothing at ``time_s``; a fault includes its start and not its end."""
        spans = self._spans.get(device)
        return spans is not None and any(start <= time_s < end for start, end in spans)

    def dark(self, time_s: float) -> frozenset[str]:
        """Return every device that is silent at ``time_s``."""
        return frozenset(device for device in self._spans if self.silent(device, time_s))
