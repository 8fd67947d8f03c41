"""A proposal of cameras as a deployment: files that `ringfence run` and `ringfence plan` read back."""

from dataclasses import replace

from scenarios.installing import usual_bitrate
from scenarios.plan import Deployment
from twin.deployment import CameraUnit
from twin.planning.proposal import Proposal

# Which stages watch the camera of a role beside the usual ones.
USUAL = ("motion", "tracks", "perimeter", "loitering", "tailgating", "stationary")
STAGES = (("plate-*", ("motion", "tracks", "plates", "stationary")), ("high-rise-*", ("falling",)))


def proposed(proposal: Proposal, base: Deployment | None, name: str) -> Deployment:
    """Return the deployment of a proposal: its cameras, and everything else that ``base`` has."""
    from detectors.config import PipelineConfig

    cameras = tuple(rounded(unit) for unit in proposal.cameras)
    if base is not None:
        return replace(base, id=name, cameras=cameras)
    patterns = tuple((pattern, stages) for pattern, stages in STAGES if any(fits(unit, pattern) for unit in cameras))
    return Deployment(name, cameras, pipeline=PipelineConfig(USUAL, patterns))


def fits(unit: CameraUnit, pattern: str) -> bool:
    """Whether a pattern that ends in a star matches a camera's id."""
    return unit.id.startswith(pattern.removesuffix("*"))


def rounded(unit: CameraUnit) -> CameraUnit:
    """Return a camera to the centimetre, its whole price in yuan, with the usual bitrate of its stream."""
    x, y, z = (round(value, 2) for value in unit.at)
    east, north, up = (round(value, 2) for value in unit.look_at)
    rate = unit.bitrate or usual_bitrate(unit.width, unit.height, unit.fps)
    return replace(unit, at=(x, y, z), look_at=(east, north, up), bitrate=rate, cost=float(round(unit.cost)))
