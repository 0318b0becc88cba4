"""What falls on the ground and leaves it downwards."""
