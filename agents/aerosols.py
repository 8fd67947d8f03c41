"""What hangs in the air of a home and is no fire: burnt dinners, steam, dust, sprays.

How much each looks like smoke to a detector is an assumption, set so that some of each kind pass 1 to 4 %/m or %LEL.
"""

from agents.acts import last
from agents.orders import Staged
from agents.setting import Setting
from twin.clock import Story
from twin.facts import Cooking, Haze, Spray
from twin.truth import EpisodeKind

# A burnt pan: some sixty times a usual one.
BURNT_G_S = 0.005
BURNT_S = 360.0
HAZE_G_S = {EpisodeKind.STEAM: 0.0016, EpisodeKind.DUST: 0.0028}
HAZE_S = {EpisodeKind.STEAM: 600.0, EpisodeKind.DUST: 240.0}
# Half a can of propellant in a minute.
SPRAY_M3_S = 4e-4
SPRAY_S = 60.0


def cooking_smoke(setting: Setting, staged: Staged) -> Story:
    """A pan burns its dinner, nothing more."""
    yield setting.world.clock.until(staged.start_s)
    stay = staged.order.stay_s if staged.order.stay_s is not None else BURNT_S
    setting.world.state(Cooking(setting.now_s, setting.now_s + stay, staged.where, BURNT_G_S))
    yield from last(setting, staged, (), BURNT_S, "window opened")


def haze(setting: Setting, staged: Staged) -> Story:
    """A shower, a boiling pot; a broom, a drill."""
    yield setting.world.clock.until(staged.start_s)
    kind = staged.order.kind
    stay = staged.order.stay_s if staged.order.stay_s is not None else HAZE_S[kind]
    setting.world.state(Haze(setting.now_s, setting.now_s + stay, staged.where, HAZE_G_S[kind]))
    yield from last(setting, staged, (), stay, "drifted off")


def spray(setting: Setting, staged: Staged) -> Story:
    """Somebody sprays insects, or paint, in a kitchen."""
    yield setting.world.clock.until(staged.start_s)
    stay = staged.order.stay_s if staged.order.stay_s is not None else SPRAY_S
    setting.world.state(Spray(setting.now_s, setting.now_s + stay, staged.where, SPRAY_M3_S))
    yield from last(setting, staged, (), stay, "drifted off")
