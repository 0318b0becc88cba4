"""[domain]: the ground the scenario stands on."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.sections.section import InputPath, Positive, Section


class RoofsSection(Section):
    """What both kinds of domain say of their roofs.

    Parameters
    ----------
    roofs
        "ground": roofs shed to the nearest open ground. "inlets": through pipes to the nearest inlet of the
        coupled sewers.
    roof_reach_m
        Distance within which a roof finds an inlet; those beyond shed to the ground [m]. 100 is unverified.
    """

    roofs: Literal["ground", "inlets"] = "ground"
    roof_reach_m: Positive = 100.0

    @property
    def drained_reach(self) -> float:
        """Distance within which roofs drain to inlets, 0 for none [m]."""
        return self.roof_reach_m if self.roofs == "inlets" else 0.0


class District(Section):
    """A district snapshot, the synthetic district by default.

    Parameters
    ----------
    snapshot
        "twin" for the built-in synthetic district, or the folder of a snapshot or of a database, whose
        newest snapshot then counts.
    extent
        Part of the synthetic district: "full" or "small" (a few blocks, for trials).
    seed
        Seed of the synthetic district.
    """

    kind: Literal["district"]
    snapshot: InputPath = "twin"
    extent: Literal["full", "small"] = "full"
    seed: Annotated[int, Field(ge=0)] = 1


class DistrictDomain(RoofsSection, District):
    """A district on which water runs.

    Parameters
    ----------
    cell_size_m
        Cell of the model grid [m].
    buildings
        "block" for buildings no water enters, "porous" for cells with an open share.
    subgrid
        Whether the cells carry tables of the terrain they cover; results are then told on the terrain's own
        cells, and buildings are blocked there.
    """

    cell_size_m: Positive = 5.0
    buildings: Literal["block", "porous"] = "porous"
    subgrid: bool = False

    @property
    def has_subgrid(self) -> bool:
        """Whether cells carry tables of finer ground."""
        return self.subgrid


class RoughnessZone(Section):
    """Polygons with their own roughness.

    Parameters
    ----------
    file
        Polygons: GeoJSON, GeoPackage, shapefile or x,y vertices in CSV.
    value
        Manning's n inside them [s m-1/3].
    """

    file: InputPath
    value: Annotated[float, Field(gt=0.0, le=1.0)]


class RastersDomain(RoofsSection):
    """Rasters of the user's own.

    Parameters
    ----------
    dem
        Ground elevation [m].
    crs
        CRS of a DEM that carries none.
    datum
        Vertical datum of the DEM, as text.
    roughness, roughness_file
        Manning's n, one number or a raster on the grid of the DEM [s m-1/3].
    roughness_zones
        Polygons with another roughness; later ones prevail.
    buildings
        Polygons (wildcards allowed), or a raster of the built share 0-1 on the grid of the DEM.
    landcover
        Raster of land-cover classes on the grid of the DEM, for infiltration by class.
    extent
        Polygon outside of which nothing is computed.
    subgrid_factor
        Cells of the DEM along the edge of a coarser cell that carries tables of them; none computes on the
        DEM itself.
    """

    kind: Literal["rasters"]
    dem: InputPath
    crs: str | None = None
    datum: str = "as delivered"
    roughness: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    roughness_file: InputPath | None = None
    roughness_zones: tuple[RoughnessZone, ...] = ()
    buildings: InputPath | None = None
    landcover: InputPath | None = None
    extent: InputPath | None = None
    subgrid_factor: Annotated[int, Field(ge=2, le=16)] | None = None

    @property
    def has_subgrid(self) -> bool:
        """Whether cells carry tables of finer ground."""
        return self.subgrid_factor is not None

    @model_validator(mode="after")
    def _one_roughness(self) -> Self:
        if (self.roughness is None) == (self.roughness_file is None):
            raise ValueError("state either roughness (a number) or roughness_file (a raster)")
        return self


Domain = Annotated[DistrictDomain | RastersDomain, Field(discriminator="kind")]


class ShakenDistrict(District):
    """A district that an earthquake shakes.

    Parameters
    ----------
    cell_size_m
        Cell of the fields of shaking and damage [m].
    """

    cell_size_m: Annotated[float, Field(ge=10.0, le=5000.0)] = 100.0


class WindyDistrict(District):
    """A district over which a typhoon blows.

    Parameters
    ----------
    cell_size_m
        Cell of the fields of wind [m].
    """

    cell_size_m: Annotated[float, Field(ge=5.0, le=1000.0)] = 20.0
