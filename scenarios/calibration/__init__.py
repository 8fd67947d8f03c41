"""Fitting what a detector makes of what a camera could see, on runs in which it looked at pixels."""
