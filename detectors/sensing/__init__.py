"""From sensor readings to events."""
