"""How cameras are simulated: a word that the command line offers, so it is kept where little has to be loaded."""

from enum import StrEnum


class Fidelity(StrEnum):
    """How cameras are simulated."""

    PIXELS = "pixels"
    METADATA = "metadata"
    HYBRID = "hybrid"
