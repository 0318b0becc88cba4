"""The sections of a scenario file, one model each."""
