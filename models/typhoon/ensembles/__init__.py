"""Ensembles of storms: perturbed tracks, synthetic years, probabilities and return periods."""
