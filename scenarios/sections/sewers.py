"""[sewers] kind = "network": pipes under the street, coupled in both directions."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.sections.section import InputPath, NotNegative, Positive, Section, Share


class InletSection(Section):
    """Gullies; see `models.waterlogging.sewers.InletForm`.

    Parameters
    ----------
    spacing_m, per_place
        Distance between places of gullies along the pipes [m], and gullies at each, on both sides of a
        street.
    perimeter_m, area_m2
        Edge over which water falls into one, and its clear opening [m], [m2].
    weir, orifice
        Coefficients of the weir [m0.5 s-1] and of the orifice [-].
    blocked
        Share of the gullies that leaves and mud have shut [-].
    """

    spacing_m: Positive = 30.0
    per_place: Positive = 2.0
    perimeter_m: Positive = 1.65
    area_m2: Positive = 0.15
    weir: Positive = 1.66
    orifice: Positive = 0.67
    blocked: Share = 0.0


class NetworkSewers(Section):
    """A sewer network run by EPA SWMM 5.2.

    Parameters
    ----------
    source
        "census" for the drains of the district's snapshot.
    file, crs
        Input file of SWMM instead, and the CRS of its coordinates; that of the domain unless stated.
    nodes, nodes_file
        Names of the junctions that trade with the street, or a text file with one name a line; all
        unless stated.
    inlets
        Gullies along the pipes.
    routing_step_s
        Step of the engine [s].
    move_m
        Greatest distance by which a node that lies on a building is moved to open ground [m].
    runoff
        "surface": the rain falls on the street alone, the model's subcatchments stay dry. "model": they run
        too, and where they cover the domain the rain falls twice.
    """

    kind: Literal["network"]
    source: Literal["census"] | None = None
    file: InputPath | None = None
    crs: str | None = None
    nodes: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    nodes_file: InputPath | None = None
    inlets: InletSection = Field(default_factory=InletSection)
    routing_step_s: Annotated[float, Field(ge=0.1, le=60.0)] = 15.0
    move_m: NotNegative = 30.0
    runoff: Literal["surface", "model"] = "surface"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.source is None) == (self.file is None):
            raise ValueError('state either source = "census" or file, an input file of SWMM')
        if self.crs is not None and self.file is None:
            raise ValueError("crs belongs to file; the census is in the CRS of the district")
        if self.nodes is not None and self.nodes_file is not None:
            raise ValueError("state nodes or nodes_file, not both")
        return self
