"""Batches: many runs from one file, with what they say together."""
