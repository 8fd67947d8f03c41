"""A simulated camera: a snapshot of the world goes in, the frame that a recorder would get comes out."""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.contract import Box, Label
from detectors.stream import Frame
from twin.bodies import BodyKind, Snapshot
from twin.deployment import Backlight, CameraUnit
from twin.faults import FaultKind
from twin.imaging.ailing import SHAKING_RAD, Veil, defocused, shoved, veiled, veils
from twin.imaging.codec import Codec
from twin.imaging.colour import Planes
from twin.imaging.defects import defects_of, spoil
from twin.imaging.droplets import Lenses
from twin.imaging.exposure import Codes
from twin.imaging.graininess import grain, grains
from twin.imaging.metering import Meter
from twin.imaging.noise import seed_of
from twin.imaging.scene import Scene, View, nearest_minute
from twin.imaging.shaking import carried, shaken, shift_at
from twin.imaging.stage import Drawn, Stage

__all__ = ["BodyBox", "CameraFeed", "Scene", "Shot"]

_LABELS = {
    BodyKind.PERSON: Label.PERSON,
    BodyKind.CAR: Label.CAR,
    BodyKind.VAN: Label.TRUCK,
    BodyKind.EBIKE: Label.MOTORCYCLE,
    BodyKind.BICYCLE: Label.BICYCLE,
    BodyKind.PUSHCHAIR: Label.PUSHCHAIR,
    BodyKind.WHEELCHAIR: Label.WHEELCHAIR,
    BodyKind.DOG: Label.ANIMAL,
    BodyKind.CAT: Label.ANIMAL,
    BodyKind.BIRD: Label.ANIMAL,
    BodyKind.BOTTLE: Label.FALLING,
    BodyKind.BAG: Label.FALLING,
    BodyKind.FLOWER_POT: Label.FALLING,
    BodyKind.STUB: Label.FALLING,
    BodyKind.LEAF: Label.FALLING,
    BodyKind.TRUCK: Label.TRUCK,
    BodyKind.FIRE_ENGINE: Label.TRUCK,
    BodyKind.MOTORCYCLE: Label.MOTORCYCLE,
    BodyKind.TROLLEY: Label.PUSHCHAIR,
    BodyKind.CLOTHES: Label.FALLING,
    BodyKind.PAPER: Label.FALLING,
    BodyKind.FILM: Label.FALLING,
}


NOTHING: frozenset[FaultKind] = frozenset()
ON_GLASS = frozenset({FaultKind.DARK, FaultKind.DIRTY, FaultKind.SPRAYED, FaultKind.DROPS, FaultKind.WEB})
ANOTHER = frozenset({FaultKind.MOVED, FaultKind.BLURRED})


@dataclass(frozen=True, slots=True)
class BodyBox:
    """One body in a frame: its box whole and visible [px], the share that shows, its height [px] and distance [m]."""

    body: str
    label: str
    box: Box
    visible: Box
    visible_share: float
    pixel_height: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame as decoded, the SHA-256 of its luma and chroma, and who is truly in it."""

    frame: Frame
    digest: str
    bodies: tuple[BodyBox, ...]


class Exposer:
    """Turns snapshots into pictures before the encoder; keeps the buffers of one camera, and draws into ``planes``."""

    def __init__(self, unit: CameraUnit, scene: Scene, planes: Planes | None = None) -> None:
        self.unit, self.scene = unit, scene
        self.stage = Stage(scene, unit)
        self._seed = seed_of(f"{scene.seed}/{unit.id}")
        self._inside = scene.around(unit.at)
        # The minute, whether a lift's doors stand open, and how that looks.
        self._minute: tuple[tuple[int, bool], View] | None = None
        self._meter = Meter(unit.imager.backlight is Backlight.BLC, unit.fps)
        self._shown = False
        self._aside: dict[Set[FaultKind], Exposer] = {}
        self._glass: tuple[frozenset[FaultKind], bool, list[Veil | Lenses], Codes] | None = None
        self._shaken: Codes | None = None
        self._bad = defects_of(unit.id, unit.imager.defects, unit.width, unit.height)
        self.planes = Planes.blank(unit.width, unit.height) if planes is None else planes

    @property
    def image(self) -> NDArray[np.uint8]:
        """The last picture, (H, W, 3) sRGB uint8."""
        return self.planes.colours(self.unit.width)

    def take(self, index: int, snapshot: Snapshot, faults: Set[FaultKind] = NOTHING) -> tuple[Drawn, ...]:
        """Expose frame ``index`` into `planes`, as a camera with ``faults`` does; return who was drawn.

        Of a frozen picture nobody is said to be in it: whoever it shows has gone.
        """
        if FaultKind.FROZEN in faults and self._shown:
            return ()
        self._shown = True
        if faults & ANOTHER:
            return self._changed(faults & ANOTHER).take(index, snapshot, faults - ANOTHER)
        minute = nearest_minute(snapshot.time_s), self._inside.passed(snapshot)
        if self._minute is None or self._minute[0] != minute:
            self._minute = (minute, self.scene.view(self.unit, snapshot.time_s, snapshot))
        drawn, codes = self._held(self._drawn(self._minute[1], snapshot), snapshot.time_s, faults)
        codes, kept = self._behind(codes, faults), grains()
        spreads = codes.y_spread, codes.c_spread, codes.c_spread
        for k, (code, spread, plane) in enumerate(zip(codes[:3], spreads, self.planes, strict=True)):
            grain(code, spread, kept, self._seed ^ (index * 7919 + k * 104729), plane)
        if len(self._bad.rows):
            spoil(self.planes.y, self._bad, self._meter.view(self._minute[1]).exposure)
        return tuple(drawn)

    def _drawn(self, view: View, snapshot: Snapshot) -> list[Drawn]:
        """Draw a snapshot as exposed by what was metered before; a camera has settled when its first frame comes."""
        settled, shown = self._meter.settled, self._meter.view(view)
        drawn = self.stage.draw(shown, snapshot)
        self._meter.read(view, self.stage.canvas, snapshot.time_s)
        if settled or self._meter.view(view) is shown:
            return drawn
        return self.stage.draw(self._meter.view(view), snapshot)

    def _changed(self, how: Set[FaultKind]) -> "Exposer":
        """The camera as a shove or a turn of its focus left it, drawing into the same planes."""
        if how not in self._aside:
            unit = shoved(self.unit) if FaultKind.MOVED in how else self.unit
            unit = defocused(unit) if FaultKind.BLURRED in how else unit
            self._aside[how] = Exposer(unit, self.scene, self.planes)
        return self._aside[how]

    def _held(self, drawn: list[Drawn], time_s: float, faults: Set[FaultKind]) -> tuple[list[Drawn], Codes]:
        """Bodies and picture as a trembling camera has them; as drawn when it hangs still."""
        codes, unit = self.stage.canvas.codes, self.unit
        shake = max(unit.imager.shake_rad, SHAKING_RAD if FaultKind.SHAKING in faults else 0.0)
        if shake == 0.0:
            return drawn, codes
        self._shaken = self._shaken or codes.copied()
        dx, dy = shift_at(shake * unit.focal_px, time_s, self._seed)
        shaken(codes, dx, dy, self._shaken)
        moved = (carried(one, dx, dy, unit.width, unit.height) for one in drawn)
        return [one for one in moved if one is not None], self._shaken

    def _behind(self, codes: Codes, faults: Set[FaultKind]) -> Codes:
        """The picture behind what lies on the glass."""
        if not faults & ON_GLASS or self._minute is None:
            return codes
        mono = self._minute[1].lit.mono
        if self._glass is None or self._glass[:2] != (faults, mono):
            self._glass = (frozenset(faults), mono, veils(faults, self.unit, mono), codes.copied())
        _, _, laid, out = self._glass
        for i, veil in enumerate(laid):
            veiled(codes if i == 0 else out, veil, out)
        return out


class CameraFeed:
    """One camera filming: it starts with a keyframe, and ``video`` keeps what it sends when given."""

    def __init__(self, unit: CameraUnit, scene: Scene, video: Path | None) -> None:
        self.unit = unit
        stream = unit.stream
        self._codec = Codec(unit.width, unit.height, unit.fps, unit.bitrate, video, stream.codec, stream.gop_s)
        self._exposer = Exposer(unit, scene, self._codec.planes)

    def shoot(self, index: int, snapshot: Snapshot, faults: Set[FaultKind] = NOTHING) -> Shot:
        """Film frame ``index`` at the snapshot's time, as a camera with ``faults`` does."""
        drawn = self._exposer.take(index, snapshot, faults)
        sent = self._codec.through()
        frame = Frame(self.unit.id, index, snapshot.time_s, sent.image)
        bodies = tuple(_body_box(one, snapshot) for one in drawn)
        return Shot(frame, sent.digest, bodies)

    def close(self) -> None:
        """Finish the video file."""
        self._codec.close()


def _body_box(one: Drawn, snapshot: Snapshot) -> BodyBox:
    label = _LABELS[BodyKind(int(snapshot.kinds[one.row]))]
    height = one.whole[3] - one.whole[1]
    return BodyBox(snapshot.ids[one.row], label, one.whole, one.visible, one.share, height, one.distance_m)


def still(scene: Scene, unit: CameraUnit, snapshot: Snapshot, faults: Set[FaultKind] = NOTHING) -> NDArray[np.uint8]:
    """Return one picture before the encoder, (H, W, 3) uint8."""
    exposer = Exposer(unit, scene)
    exposer.take(0, snapshot, faults)
    return exposer.image
