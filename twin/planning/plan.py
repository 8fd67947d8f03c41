"""A plan: the cameras of a site, what they see, which demands they meet, and what a checklist finds covered."""

from dataclasses import dataclass

from twin.deployment import CameraUnit
from twin.planning.demands import Demand, Samples, samples_of
from twin.planning.ground import Ground, ground_of
from twin.planning.judging import Verdict, judged
from twin.planning.streams import recorded
from twin.planning.views import Overlook, overlook
from twin.rays import Rays
from twin.site.mesh import opaque, site_mesh
from twin.site.model import Site


@dataclass(frozen=True, slots=True)
class Seen:
    """What a set of cameras makes of a site: densities of the recorded pictures everywhere, and every demand judged.

    points: verdicts on a checklist's points on coverage, which follow the demands in ``samples``.
    """

    site: Site
    cameras: tuple[CameraUnit, ...]
    overlook: Overlook
    samples: Samples
    verdicts: tuple[Verdict, ...]
    points: tuple[Verdict, ...] = ()

    @property
    def unmet(self) -> tuple[Verdict, ...]:
        """Demands that are not met."""
        return tuple(verdict for verdict in self.verdicts if not verdict.met)


def seen_by(
    site: Site,
    cameras: tuple[CameraUnit, ...],
    demands: tuple[Demand, ...],
    rays: Rays | None = None,
    points: tuple[Demand, ...] = (),
) -> Seen:
    """Work out what ``cameras`` see of ``site`` and judge ``demands``, and a checklist's ``points`` beside them."""
    shot = rays or Rays(opaque(site_mesh(site)))
    ground: Ground = ground_of(site)
    samples = samples_of(site, (*demands, *points))
    whole = overlook([recorded(unit) for unit in cameras], ground, shot)
    verdicts = judged(cameras, samples, shot)
    return Seen(site, cameras, whole, samples, verdicts[: len(demands)], verdicts[len(demands) :])
