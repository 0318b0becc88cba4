"""Readers of storm tracks."""

from models.typhoon.tracks.read import FORMATS, read_track, read_tracks

__all__ = ["FORMATS", "read_track", "read_tracks"]
