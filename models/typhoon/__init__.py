"""Typhoon wind: from a track to the wind over the district and what it does."""
