"""What is true, and what devices see of it."""
