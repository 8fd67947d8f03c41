"""Drivers and sources of the real site: the only place with clocks and sockets."""
