"""A scenario taken to a site that it was not written for."""

from dataclasses import replace

from scenarios.addresses import Addresses
from scenarios.plan import Scenario
from twin.site.model import Site


def transplant(scenario: Scenario, site: Site) -> tuple[Scenario, tuple[str, ...]]:
    """Let episodes happen anywhere fitting when the place they name is not on ``site``; say whose.

    A site that has no such place at all (no wall to climb) is found out when the episode is staged, and reported then.
    """
    addresses = Addresses(site)
    moved = tuple(order.name for order in scenario.episodes if not addresses.known(order.where))
    episodes = tuple(replace(order, where="any") if order.name in moved else order for order in scenario.episodes)
    return replace(scenario, episodes=episodes), moved
