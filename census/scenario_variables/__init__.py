"""What a scenario run gives back, one subject to a file."""
