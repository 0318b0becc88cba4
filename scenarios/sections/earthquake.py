"""[earthquake]: what shakes the district."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from models.seismic.rupture import (
    DEEPEST,
    FARTHEST,
    LARGEST_MAGNITUDE,
    LARGEST_STRIKE,
    LEAST_MAGNITUDE,
    LEAST_STRIKE,
    LONGEST,
    STEEPEST,
    WIDEST,
)
from scenarios.sections.section import InputPath, Positive, Section

_Depth = Annotated[float, Field(ge=0.0, le=DEEPEST)]


class FaultPlane(Section):
    """How the rupture lies and how large it is.

    Parameters
    ----------
    strike_deg, dip_deg, rake_deg
        Strike clockwise from north (also the major axis of the ellipses of yu2013), dip, and rake by Aki and
        Richards, none where the mechanism is not known [degree].
    length_km, width_km
        Size of the plane [km]; 0 for a point.
    """

    strike_deg: Annotated[float, Field(ge=LEAST_STRIKE, le=LARGEST_STRIKE)] = 0.0
    dip_deg: Annotated[float, Field(ge=0.0, le=STEEPEST)] = 90.0
    rake_deg: Annotated[float, Field(ge=-180.0, le=180.0)] | None = None
    length_km: Annotated[float, Field(ge=0.0, le=LONGEST)] = 0.0
    width_km: Annotated[float, Field(ge=0.0, le=WIDEST)] = 0.0

    @model_validator(mode="after")
    def _whole_plane(self) -> Self:
        if (self.length_km > 0.0) != (self.width_km > 0.0):
            raise ValueError(
                f"length_km = {self.length_km:g} and width_km = {self.width_km:g}: a plane needs both, "
                "a point neither"
            )
        return self


class RuptureEarthquake(FaultPlane):
    """An earthquake by magnitude and place.

    Parameters
    ----------
    magnitude
        Surface-wave magnitude Ms for yu2013, moment magnitude Mw for boore2014 [1].
    longitude, latitude
        Epicentre [degree, CGCS2000].
    x_m, y_m
        Epicentre in the CRS of the district [m].
    distance_km, azimuth_deg
        Epicentre by its distance from the middle of the district's buildings [km] and its direction from
        there, clockwise from north [degree].
    depth_km
        Depth of the hypocentre [km].
    """

    kind: Literal["rupture"]
    magnitude: float
    longitude: Annotated[float, Field(ge=-180.0, le=180.0)] | None = None
    latitude: Annotated[float, Field(ge=-90.0, le=90.0)] | None = None
    x_m: float | None = None
    y_m: float | None = None
    distance_km: Annotated[float, Field(ge=0.0, le=FARTHEST)] | None = None
    azimuth_deg: Annotated[float, Field(ge=0.0, le=360.0)] | None = None
    depth_km: _Depth

    @field_validator("magnitude")
    @classmethod
    def _possible(cls, magnitude: float) -> float:
        if not LEAST_MAGNITUDE <= magnitude <= LARGEST_MAGNITUDE:
            raise ValueError(
                f"magnitude {magnitude:g} is outside {LEAST_MAGNITUDE:g} to {LARGEST_MAGNITUDE:g}, the "
                "earthquakes that can damage a district; state one within"
            )
        return magnitude

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        pairs = {
            "longitude and latitude": (self.longitude, self.latitude),
            "x_m and y_m": (self.x_m, self.y_m),
            "distance_km and azimuth_deg": (self.distance_km, self.azimuth_deg),
        }
        stated = [name for name, pair in pairs.items() if pair != (None, None)]
        whole = [name for name in stated if None not in pairs[name]]
        if len(stated) != 1 or whole != stated:
            given = " and also ".join(stated) or "none of them"
            if len(stated) == 1:
                given = f"half of {given}"
            raise ValueError(
                f"the epicentre is given by one pair of {', '.join(pairs)}, both of the pair; "
                f"stated is {given}"
            )
        return self


class ShakemapEarthquake(Section):
    """An earthquake by its ShakeMap.

    Parameters
    ----------
    file
        grid.xml, also compressed (.xml.gz).
    """

    kind: Literal["shakemap"]
    file: InputPath


class IntensityEarthquake(Section):
    """An earthquake by a map of its intensity.

    Parameters
    ----------
    file
        GeoTIFF or NetCDF of intensity (GB/T 17742).
    sigma
        Standard deviation of the intensity within a cell of the map [1]; status unverified.
    """

    kind: Literal["intensity"]
    file: InputPath
    sigma: Annotated[float, Field(ge=0.0, le=2.0)] = 0.5


class ZonationEarthquake(Section):
    """The peak acceleration of the zonation map everywhere at once: a level for design, no earthquake.

    Parameters
    ----------
    level
        "frequent" (63 % in 50 years), "basic" (10 %), "rare" (2 %) or "very_rare" (1e-4 a year), as in the
        census table seismic_zonation.
    """

    kind: Literal["zonation"]
    level: Literal["frequent", "basic", "rare", "very_rare"]


class PastEarthquake(FaultPlane):
    """An earthquake of the census table past_earthquakes.

    Parameters
    ----------
    earthquake_id
        Its row; none to find it by date.
    date_text
        Its date as the table writes it, e.g. "929".
    depth_km
        Depth of the hypocentre [km]; that of the table where it has one, unless stated.
    magnitude
        Magnitude of the table, or of the other source ("other") where the records differ.
    """

    kind: Literal["past"]
    earthquake_id: str | None = None
    date_text: str | None = None
    depth_km: _Depth | None = None
    magnitude: Literal["table", "other"] = "table"

    @model_validator(mode="after")
    def _one_row(self) -> Self:
        if (self.earthquake_id is None) == (self.date_text is None):
            raise ValueError("state either earthquake_id or date_text, a row of the table past_earthquakes")
        return self


Earthquake = Annotated[
    RuptureEarthquake | ShakemapEarthquake | IntensityEarthquake | ZonationEarthquake | PastEarthquake,
    Field(discriminator="kind"),
]


class StationsSection(Section):
    """Recordings that the shaking is conditioned on.

    Parameters
    ----------
    file
        ShakeMap stationlist.xml, or a CSV with the columns name, lon, lat, pga_g, pgv_cms.
    within_km
        A station farther than this outside the district is refused [km].
    """

    file: InputPath
    within_km: Positive = 100.0
