"""What a planner allows and pays: camera models, mounts, cable, places where nothing may hang."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """Bounds on a placement.

    models: of the catalogue that may be used, none for all. keep: patterns of ids of installed cameras that must stay.
    no_go: patterns of ids of buildings, zones and ways on or along which nothing may hang. Prices in one currency
    [CNY]: wall and roof mount, a new pole, a camera on a pole or lamp that stands, cable per metre from the nearest
    building. budget: the most a plan may cost, None for no limit. effort_steps: regions that the search solves anew.
    """

    models: tuple[str, ...] = ()
    keep: tuple[str, ...] = ("*",)
    no_go: tuple[str, ...] = ()
    wall_mount: float = 260.0
    roof_mount: float = 520.0
    new_pole: float = 2400.0
    old_pole: float = 420.0
    cable_per_m: float = 9.0
    budget: float | None = None
    effort_steps: int = 20_000
