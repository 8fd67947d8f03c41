"""From Frames to detections and tracks."""
