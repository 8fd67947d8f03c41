"""The fitted bitrate (twin.planning.bitrate)."""

from dataclasses import replace

import pytest

from twin.planning.bitrate import COEFFICIENTS, Coefficients, Filmed, bitrate_kbit, fitted, noise_percent

FILM = Filmed(921_600, 12.0, 20.0, 5000.0, 0.02)


def test_more_of_anything_takes_more_bits() -> None:
    """More pixels, frames, motion; less light."""
    usual = bitrate_kbit(FILM)
    for more in ({"pixels": 2_073_600}, {"fps": 25.0}, {"moving": 0.1}, {"lux": 0.4}):
        assert bitrate_kbit(replace(FILM, **more)) > usual
    assert noise_percent(0.3) > noise_percent(1.0) > noise_percent(1000.0)


def test_a_fit_finds_what_made_the_figures() -> None:
    """Bitrates of other coefficients, fitted: predicted again within 2%."""
    other = Coefficients(5.5, 0.8, 0.4, 8.4, 0.8, 0.3, 7.5, 2.2, 0.9)
    films = [
        Filmed(pixels, fps, aim, lux, moving)
        for pixels in (230_400, 2_073_600)
        for fps in (6.0, 25.0)
        for aim in (5.0, 40.0)
        for lux in (0.3, 1.0, 5000.0)
        for moving in (0.0, 0.02, 0.1)
    ]
    found = fitted(films, [bitrate_kbit(film, other) for film in films])
    assert found != COEFFICIENTS
    assert [bitrate_kbit(f, found) for f in films] == pytest.approx([bitrate_kbit(f, other) for f in films], rel=0.02)
