"""[vortex], [surface], [damage], [actions], [settings] of a typhoon: wind, ground and what follows."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.sections.section import InputPath, Section


class VortexSection(Section):
    """How the wind lies about the centre of the storm.

    Parameters
    ----------
    profile
        Radial profile of the wind.
    rmax
        Radius of the greatest wind: "given" takes the agency's where there is one, else "vickery2008";
        a relation's name takes it everywhere.
    shape
        Relation of the profile's shape parameter B.
    translation
        How the storm's own motion is spread about its centre.
    inflow
        How far the wind turns inwards.
    more_inflow_deg
        Added to the angle of inflow everywhere; over land the wind turns farther inwards [degree].
    pressure_wind
        Relation that fills winds or pressures the agency does not give.
    environment_hpa
        Pressure around the storm [hPa]; the agency's unless stated, else 1010.
    decay
        Decay over land, only for tracks that do not hold it; a best track does.
    """

    profile: Literal["holland1980", "holland2008", "holland2010", "willoughby2006", "emanuel2011"] = (
        "holland2010"
    )
    rmax: Literal["given", "vickery2008", "willoughby2006"] = "given"
    shape: Literal["balanced", "vickery2008", "holland2008"] = "holland2008"
    translation: Literal["miyazaki1961", "chen1994", "none"] = "miyazaki1961"
    inflow: Literal["bretschneider1972", "none"] = "bretschneider1972"
    more_inflow_deg: Annotated[float, Field(ge=-30.0, le=30.0)] = 0.0
    pressure_wind: Literal["holland2008", "atkinson1977"] = "holland2008"
    environment_hpa: Annotated[float, Field(ge=980.0, le=1030.0)] | None = None
    decay: Literal["kaplan1995", "none"] = "kaplan1995"


class SurfaceSection(Section):
    """What the ground makes of the wind.

    Parameters
    ----------
    ground
        "census" for roughness, shelter and hills of the snapshot; "open" for level open
        country, the exposure of forecasts and warnings; "sea" for the wind as it is over open sea.
    sectors
        Directions of the wind for which the ground is worked out.
    hills
        Speed-up over hills: "as-nzs-1170", "gb-50009" or "none".
    shelter
        "lee" where the lee of higher ground loses wind, or "none"; that of buildings is in the roughness.
    gusts
        Relation of gust and turbulence: "cook" or "wieringa".
    """

    ground: Literal["census", "open", "sea"] = "census"
    sectors: Literal[8, 16] = 16
    hills: Literal["as-nzs-1170", "gb-50009", "none"] = "as-nzs-1170"
    shelter: Literal["lee", "none"] = "lee"
    gusts: Literal["cook", "wieringa"] = "cook"

    @model_validator(mode="after")
    def _ground_for_hills(self) -> Self:
        stated = self.model_fields_set & {"hills", "shelter", "gusts"}
        if self.ground != "census" and stated:
            raise ValueError(f'{min(stated)} has no meaning with ground = "{self.ground}"; leave it out')
        return self


class WindDamageSection(Section):
    """What the wind breaks.

    Parameters
    ----------
    computed
        Whether damage is worked out at all.
    """

    computed: bool = True


class ActionsSection(Section):
    """What should be done before the wind comes.

    Parameters
    ----------
    thresholds
        "standard" for the table of the suite, or a CSV of one's own.
    """

    thresholds: InputPath = "standard"


class TrackRainSection(Section):
    """Rain of the storm from its track, for the waterlogging simulator.

    Parameters
    ----------
    model
        "r-cliper" (by the greatest wind) or "ipet" (by the pressure deficit).
    """

    model: Literal["r-cliper", "ipet"] = "r-cliper"


class WindSettings(Section):
    """How the run is done.

    Parameters
    ----------
    threads
        Threads of the compiled loops, all cores unless stated; no part of the run's identity.
    """

    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
