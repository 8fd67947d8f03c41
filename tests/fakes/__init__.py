"""Real classes that stand in for devices and people in tests."""
