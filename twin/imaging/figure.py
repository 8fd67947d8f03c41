"""Figures: what a body looks like at an instant, as triangles in the world with a colour each."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Model(NamedTuple):
    """A thing about its own origin, x ahead, y left, z up.

    vertices (n, 3) float32 [m], triangles (m, 3) int32 counter-clockwise from outside, part (m,) uint8 into a palette.
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]


class Figure(NamedTuple):
    """A body posed in the world.

    vertices (n, 3) float32 [m], triangles and part as a `Model`'s, palette (p, 3) float32 linear albedo, glow (p,)
    float32 [lx] that a part sends out itself.
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]
    palette: NDArray[np.float32]
    glow: NDArray[np.float32]


def joined(models: list[Model]) -> Model:
    """Put several models into one."""
    base, triangles = 0, []
    for model in models:
        triangles.append(model.triangles + np.int32(base))
        base += len(model.vertices)
    return Model(
        np.vstack([m.vertices for m in models]), np.vstack(triangles), np.concatenate([m.part for m in models])
    )


def placed(
    model: Model,
    place: tuple[float, float, float],
    heading: tuple[float, float],
    scale: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> NDArray[np.float32]:
    """Vertices of a model scaled, turned to ``heading`` (cosine, sine) and put at ``place`` [m]."""
    c, s = np.float32(heading[0]), np.float32(heading[1])
    x, y = model.vertices[:, 0] * np.float32(scale[0]), model.vertices[:, 1] * np.float32(scale[1])
    z = model.vertices[:, 2] * np.float32(scale[2])
    return np.stack(
        [c * x - s * y + np.float32(place[0]), s * x + c * y + np.float32(place[1]), z + np.float32(place[2])], axis=1
    )


def greyed(figure: Figure) -> Figure:
    """A figure as a sensor without its infrared filter sees it: cloth and skin are paler, colours are gone."""
    mean = (figure.palette[:, 0] + figure.palette[:, 1] + figure.palette[:, 2]) * np.float32(1.0 / 3.0)
    pale = np.float32(0.05) + np.float32(0.95) * mean
    return figure._replace(palette=np.repeat(pale[:, None], 3, axis=1))
