"""How somebody looks, in a word each: the groups that results are told by, so that none is seen worse unnoticed."""

from dataclasses import dataclass

from twin.bodies import Body
from twin.imaging.people import CHILDREN, TEENS, body_for
from twin.imaging.wardrobe import TORSO, palette

BUILDS = ("slim", "stout", "strong", "tall")
# Linear albedo of a top below which it is dark, and from which it is bright.
DARK, BRIGHT = 0.08, 0.25
LUMA = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True, slots=True)
class Description:
    """A person's age ("infant", "child", "teen", "adult", "old"), build and clothes.

    ``build`` is "small" for whoever is not grown up, else "slim", "medium", "stout", "strong" or "tall"; ``clothes``
    are "uniform", or "dark", "medium" or "bright" by the top's luminance (Rec. 709).
    """

    age: str
    build: str
    clothes: str


def described(body: Body) -> Description:
    """Describe a person as pictures show them."""
    name = body_for(body.look, body.uniform, body.size_m[2])
    if name in ("infant", "toddler"):
        age = "infant"
    elif name in CHILDREN or name in TEENS:
        age = "child" if name in CHILDREN else "teen"
    else:
        age = "old" if "old" in name else "adult"
    grown = age in ("adult", "old")
    build = next((build for build in BUILDS if name.endswith(f"-{build}")), "medium") if grown else "small"
    top = palette(body.look, body.uniform, age == "old", False)[TORSO]
    light = sum(share * float(value) for share, value in zip(LUMA, top, strict=True))
    clothes = "dark" if light < DARK else "bright" if light >= BRIGHT else "medium"
    return Description(age, build, "uniform" if body.uniform else clothes)
