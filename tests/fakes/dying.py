"""Work that dies with its process; in a module of its own, so that a fresh process need import little."""

import os
import signal

from scenarios.order import Order


def dying(order: Order) -> str:
    """Die always, once, or not at all, as the folder's name says."""
    if order.out.name == "always" or (order.out.name == "once" and not order.out.exists()):
        order.out.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "" if order.out.name != "fails" else "ValueError: on purpose"
