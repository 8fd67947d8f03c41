"""Where each kind of fact is heard: the address whose devices are told of it."""

from twin.facts import (
    Arcing,
    BarrierPassage,
    BayLeft,
    BayTaken,
    Blocked,
    Charging,
    Cooking,
    DoorPassage,
    DoorTried,
    Draw,
    EarthFault,
    Fact,
    FireOut,
    GasLeak,
    GasStopped,
    Haze,
    HydrantLeak,
    Load,
    MainsMended,
    PanicPress,
    PipeMended,
    PostKeyTurned,
    PowerCut,
    PowerRestored,
    RoomFire,
    Shaken,
    Spray,
    Stir,
    TankLeak,
    TankMended,
    ValveShut,
    WasteVisit,
)
from twin.sensors.home import address

# The field of each kind of fact that says where it happens.
ADDRESS = {
    DoorPassage: "door",
    DoorTried: "door",
    BarrierPassage: "gate",
    PanicPress: "post",
    PostKeyTurned: "post",
    RoomFire: "room",
    FireOut: "room",
    Cooking: "room",
    GasLeak: "room",
    GasStopped: "room",
    Charging: "pile",
    PowerCut: "device",
    PowerRestored: "device",
    WasteVisit: "point",
    Haze: "room",
    Spray: "room",
    Stir: "room",
    Blocked: "wall",
    Shaken: "wall",
    BayTaken: "bay",
    BayLeft: "bay",
    Load: "home",
    Arcing: "stair",
    EarthFault: "stair",
    MainsMended: "stair",
    TankLeak: "building",
    TankMended: "building",
    Draw: "building",
    HydrantLeak: "stair",
    ValveShut: "stair",
    PipeMended: "stair",
}


def where(fact: Fact) -> str:
    """Return the address at which a fact happens: of what happens in a room its home's, of a load its stair's."""
    field = ADDRESS[type(fact)]
    place = str(getattr(fact, field))
    if field == "home":
        return stair(place)
    return address(place)[0] if field == "room" else place


def stair(home: str) -> str:
    """Return the stair of a home's address."""
    return "/".join(home.split("/")[:2])
