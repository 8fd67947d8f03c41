"""What detectors learn from: pictures of made-up yards with their truth, drawn by the twin."""
