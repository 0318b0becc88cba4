"""Tables of the group `earthquake`."""

from __future__ import annotations

from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake import catalogue
from census.twin.survey.earthquake.boreholes import boreholes
from census.twin.survey.earthquake.liquefaction import liquefaction_points


def survey(base: Base, made: Frames) -> Frames:
    """Sources, past earthquakes, boreholes with layers, zonation and liquefaction."""
    holes, layers = boreholes(base, made)
    lines = catalogue.faults()
    return {
        "seismic_sources": catalogue.source_zones(lines),
        "faults": lines,
        "past_earthquakes": catalogue.past_earthquakes(),
        "boreholes": holes,
        "borehole_layers": layers,
        "seismic_zonation": catalogue.zonation(made),
        "liquefaction_points": liquefaction_points(holes, layers),
    }
