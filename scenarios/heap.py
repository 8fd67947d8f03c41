"""What is built before a run stays until its end: looking through it again and again for garbage finds none.

Python looks through every object it knows each time that enough new ones have come; for a compound of five thousand
that was a tenth of a day's cost.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# So many more objects made than let go before the youngest are looked through; 700 unless told.
YOUNG = 20_000


@contextmanager
def settled() -> Iterator[None]:
    """Leave out what stands now from looking for garbage, and look less often, until the end."""
    often = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()
