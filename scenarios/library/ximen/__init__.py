"""Ximen (西门小区): a synthetic open-type resettlement compound of 1998, made to the published figures of a real one.

Published are the counts of residents, bays, piles, waste points and cameras, and that there are many ways in; the
plan, the names and the position are made up.
"""
