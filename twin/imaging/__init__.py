"""Video made from the world: a kept plate per camera, moving bodies drawn into it, a sensor, a codec."""
