"""Compounds of slab blocks in rows, made to size: homes, storeys and ground as an order says."""
