"""What is kept of a run: extremes, arrival and durations by cell."""
