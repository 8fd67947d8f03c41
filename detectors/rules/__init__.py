"""From tracks and readings to events."""
