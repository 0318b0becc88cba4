"""Seismic building damage: from an earthquake to damage states and their consequences."""
