"""Expected grades by a table of quantiles, integrated over a normal motion."""
