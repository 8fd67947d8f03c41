"""Episodes whose place is not on the site, and cameras that fail where they hang (scenarios.transplant)."""

from dataclasses import replace

from scenarios.library import find
from scenarios.schema import load_inputs
from scenarios.transplant import transplant


def test_a_failing_camera_stays_the_one_that_was_named() -> None:
    """Cameras are places of their own; where the deployment has none of the name, any fails."""
    given = load_inputs(find("scenario", "d1-faults"))
    kept, moved = transplant(given.scenario, given.site, given.deployment)
    assert moved == ()
    assert [order.where for order in kept.episodes] == [order.where for order in given.scenario.episodes]
    bare = replace(given.deployment, cameras=given.deployment.cameras[:1])
    faults = {order.name for order in given.scenario.episodes if order.kind == "camera-fault"}
    assert set(transplant(given.scenario, given.site, bare)[1]) == faults
