"""A scenario taken to a site that it was not written for."""

from dataclasses import replace

from scenarios.addresses import Addresses
from scenarios.plan import Deployment, Scenario
from twin.site.model import Site
from twin.truth import EpisodeKind


def transplant(scenario: Scenario, site: Site, deployment: Deployment) -> tuple[Scenario, tuple[str, ...]]:
    """Let episodes happen anywhere fitting when the place they name is not on ``site``; say whose.

    A failing camera's place is the camera, where ``deployment`` has it.

    A site that has no such place at all (no wall to climb) is found out when the episode is staged, and reported then.
    """
    addresses = Addresses(site)
    cameras = frozenset(camera.id for camera in deployment.cameras)
    moved = tuple(
        order.name
        for order in scenario.episodes
        if not addresses.known(order.where) and not (order.kind == EpisodeKind.CAMERA_FAULT and order.where in cameras)
    )
    episodes = tuple(replace(order, where="any") if order.name in moved else order for order in scenario.episodes)
    return replace(scenario, episodes=episodes), moved
