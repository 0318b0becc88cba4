"""What comes of many runs: their table, their reductions, maps, and expected annual figures."""
