"""What only looks like harm: branches, birds, laundry, film, a smoker, low sun, headlights, fog; and worn cameras.

Light and weather are told to truth alone: pictures have them from sky and lamps, metadata not at all.
"""

import math

from agents.acts import last
from agents.doorways import LEAD_S, lurk
from agents.motion import climbing
from agents.orders import Staged
from agents.setting import Setting, look_of
from agents.strangers import Stranger
from twin.bodies import Body, BodyKind, Gait, Mode
from twin.clock import Story
from twin.facts import Blocked, Shaken
from twin.truth import EpisodeKind

FOLIAGE_S, GUSTS = 90.0, 6
BIRD_M, BIRD_M_S, BIRD_FLIGHT_M = (0.35, 0.45, 0.18), 8.0, 36.0
DRIFTS = {
    EpisodeKind.LAUNDRY: (BodyKind.CLOTHES, (0.6, 0.1, 0.8), 0.9, 2.2),
    EpisodeKind.PLASTIC_FILM: (BodyKind.FILM, (0.8, 0.5, 0.02), 1.6, 1.0),
}
SMOKE_S = 240.0
LIGHT_S = {EpisodeKind.SUNSET_WINDOW: 600.0, EpisodeKind.HEADLIGHTS: 20.0, EpisodeKind.FOG: 3600.0}
WORN_S = 1800.0


def foliage(setting: Setting, staged: Staged) -> Story:
    """The wind swings a branch through the light over a wall, and shakes the wall a little."""
    clock, rng = setting.world.clock, setting.stream("episode", staged.order.name, "gusts")
    yield clock.until(staged.start_s)
    wall = staged.where.split("@", maxsplit=1)[0]
    for gust in range(GUSTS):
        at = setting.now_s + FOLIAGE_S / GUSTS * (gust + float(rng.random()))
        draws = rng.random(2)
        setting.world.state(Blocked(at, wall, "branch", 0.3 + 0.45 * float(draws[0]), 0.3 + 0.9 * float(draws[1])))
        setting.world.state(Shaken(at, wall, "branch", 0.3 + 0.5 * float(draws[0]), 1.0))
    yield from last(setting, staged, (), FOLIAGE_S, "the wind dropped")


def bird(setting: Setting, staged: Staged) -> Story:
    """A bird flies past a front, rising and dipping."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    body, rng = f"bird-{name}", setting.stream("animal", name, "flight")
    setting.world.add(Body(body, BodyKind.BIRD, look_of(rng), BIRD_M))
    heading, now = 2.0 * math.pi * float(rng.random()), setting.now_s
    x, y, z = staged.place
    steps = 12
    path, times = [], []
    for step in range(steps + 1):
        part = step / steps - 0.5
        rise = 1.2 * math.sin(2.0 * math.pi * 2.0 * part)
        away = (BIRD_FLIGHT_M * part * math.cos(heading), BIRD_FLIGHT_M * part * math.sin(heading))
        path.append((x + away[0], y + away[1], max(2.0, z + rise)))
        times.append(now + BIRD_FLIGHT_M * (part + 0.5) / BIRD_M_S)
    gone = setting.add(climbing(body, tuple(path), tuple(times), Gait.TUMBLE, Mode.AIR))
    yield from last(setting, staged, (body,), gone - now, "flew on")
    setting.hide(body, path[-1], setting.now_s)


def drift(setting: Setting, staged: Staged) -> Story:
    """Clothes slip off their line, or a sheet of film is carried along: slow, swaying, on the wind."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(staged.start_s)
    kind, size, sink_m_s, sway_m = DRIFTS[staged.order.kind]
    body, rng = f"{kind.name.lower()}-{name}", setting.stream("thing", name, "drift")
    setting.world.add(Body(body, kind, look_of(rng), size))
    x, y, z = staged.place
    span, now = max(2.0, z / sink_m_s), setting.now_s
    phase = 2.0 * math.pi * float(rng.random())
    path, times = [], []
    for step in range(25):
        part = step / 24.0
        sway = sway_m * math.sin(phase + 2.0 * math.pi * 0.7 * part * span) * min(1.0, 4.0 * part)
        wx, wy = (0.5 * w * part * span for w in setting.wind_m_s)
        path.append((x + wx + sway, y + wy + 0.5 * sway, z * (1.0 - part)))
        times.append(now + part * span)
    gone = setting.add(climbing(body, tuple(path), tuple(times), Gait.TUMBLE, Mode.AIR))
    yield from last(setting, staged, (body,), gone - now, "lay still")
    setting.hide(body, path[-1], setting.now_s + 600.0)


def smoker(setting: Setting, staged: Staged) -> Story:
    """Somebody stands about before a door for a cigarette or two."""
    name, clock = staged.order.name, setting.world.clock
    yield clock.until(max(0.0, staged.start_s - LEAD_S))
    man = Stranger(setting, f"smoker-{name}")
    yield clock.until(man.come(lurk(setting, staged.where, 3.0), staged.start_s))
    yield clock.until(staged.start_s)
    stay = staged.order.stay_s if staged.order.stay_s is not None else SMOKE_S
    clock.tell(man.pace(stay - 5.0, 0.7))
    yield from last(setting, staged, (man.name,), stay, "walked on")
    yield from man.leave()


def light(setting: Setting, staged: Staged) -> Story:
    """Light or air that fools cameras, told to truth."""
    yield setting.world.clock.until(staged.start_s)
    yield from last(setting, staged, (), LIGHT_S[staged.order.kind], "passed")


def worn_camera(setting: Setting, staged: Staged) -> Story:
    """A camera fails for a while; what it then shows is `twin.faults`' business."""
    yield setting.world.clock.until(staged.start_s)
    yield from last(setting, staged, (staged.where,), WORN_S, "put in order")
