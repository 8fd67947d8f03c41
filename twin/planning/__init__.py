"""Planning: what a deployment covers."""
