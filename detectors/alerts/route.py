"""Who is told of what: the routing table, and what an alert of several kinds makes of it."""

from collections.abc import Iterable, Sequence

from detectors.alerts.alert import Severity
from detectors.config import Route
from detectors.contract import EventKind


class RoutingError(ValueError):
    """The routing table cannot be followed; the message lists every reason."""


class RouteBook:
    """The routing table by kind. A kind without a route is kept as INFO and told to nobody.

    Raises
    ------
    RoutingError
        A kind has two routes, or a route names a channel that is not in ``channels``.
    """

    def __init__(self, routes: Iterable[Route], channels: Iterable[str]) -> None:
        known, problems = frozenset(channels), []
        self._routes: dict[EventKind, Route] = {}
        for route in routes:
            if route.kind in self._routes:
                problems.append(f"{route.kind} has two routes")
            problems.extend(
                f"{route.kind} is to go by {name}, which nobody serves" for name in route.by if name not in known
            )
            self._routes[route.kind] = route
        if problems:
            raise RoutingError("; ".join(problems))

    def route(self, kind: EventKind) -> Route:
        """Return the route of ``kind``."""
        return self._routes.get(kind) or Route(kind, (), (), Severity.INFO, escalate_after_s=None)

    def severity(self, kinds: Sequence[EventKind]) -> Severity:
        """Worst severity of the kinds; one higher where several kinds above INFO agree."""
        found = [self.route(kind).severity for kind in kinds]
        agree = sum(severity > Severity.INFO for severity in found) > 1
        return Severity(min(max(found) + agree, Severity.CRITICAL))


def waves(route: Route) -> tuple[tuple[str, ...], ...]:
    """Recipients in the order they are told: all at once, or one after the other.

    >>> waves(Route(EventKind.PANIC, ("post", "desk"), ("phone",)))
    (('post',), ('desk',))
    """
    if not route.tell:
        return ()
    return (route.tell,) if route.at_once else tuple((recipient,) for recipient in route.tell)
