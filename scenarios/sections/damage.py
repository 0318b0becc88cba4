"""[motion], [damage] and [retrofit]: how the ground moves, what breaks, what could be strengthened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.sections.section import InputPath, NotNegative, Section, Share

SiteTerm = Literal["vs30", "gb-class", "none"]

SITE_TERMS: Mapping[str, tuple[SiteTerm, ...]] = {
    "yu2013": ("gb-class", "none"),
    "boore2014": ("vs30", "none"),
    "intensity": ("none",),
}
"""Site terms that go with each model, its own first."""


class MotionSection(Section):
    """Model of the ground motion.

    Parameters
    ----------
    model
        "yu2013" (the relations behind China's zonation map), "boore2014", or "intensity" (the attenuation of
        intensity behind GB 18306, for damage matrices).
    region
        Region of yu2013 and of intensity; that of Hangzhou is unverified.
    site
        "vs30" (within boore2014), "gb-class" (factor of GB 18306 by site class), "none" (rock for yu2013,
        760 m/s for boore2014); unless stated, what belongs to the model. Never both.
    sampled
        Whether the motion is sampled with its residuals; false takes the median everywhere.
    between_share
        Share of the variance that lies between earthquakes, where the source gives the total alone [-];
        status unverified. Unless stated, that of the model's table.
    clustered
        Whether Vs30 is clustered over the district, which lengthens the correlation of short periods.
    nodes
        Places at which the correlated residuals are sampled.
    """

    model: Literal["yu2013", "boore2014", "intensity"] = "yu2013"
    region: Literal["eastern_strong", "stable_moderate"] = "eastern_strong"
    site: SiteTerm | None = None
    sampled: bool = True
    between_share: Share | None = None
    clustered: bool = True
    nodes: Annotated[int, Field(ge=16, le=6000)] = 1200

    @model_validator(mode="after")
    def _one_site_term(self) -> Self:
        fitting = SITE_TERMS[self.model]
        if self.site is not None and self.site not in fitting:
            raise ValueError(
                f'site = "{self.site}" does not go with model = "{self.model}", which would count the site '
                f"twice or not at all; {' or '.join(fitting)} is right"
            )
        if self.between_share is not None and self.model == "boore2014":
            raise ValueError(
                f"between_share = {self.between_share:g}: boore2014 states both parts itself; leave it out"
            )
        return self

    @property
    def site_term(self) -> SiteTerm:
        """The site term, that of the model unless stated."""
        return self.site if self.site is not None else SITE_TERMS[self.model][0]


class DamageSection(Section):
    """What breaks.

    Parameters
    ----------
    fragility
        "hazus" for the set of the suite, or a CSV of one's own: medians or a damage matrix.
    spectrum
        What the medians of "hazus" stand for: "event" moves them to the spectrum of its magnitude,
        distance and ground (ruptures), "one-second" takes the 1 s acceleration of the motion (boore2014, maps
        of shaking that hold it), "reference" leaves them at the spectrum of a large earthquake. Unless
        stated, "event" under yu2013, "one-second" under boore2014 and a ShakeMap, else "reference".
    correlation
        Correlation of damage between buildings of one class besides that of the motion [-].
    realisations
        Number of realisations that are sampled.
    hour
        When people are counted in the figures on maps; key figures and tables tell all three.
    liquefaction
        Whether the sands at the boreholes are judged under the motion of the event.
    roads
        Whether the roads that debris blocks are told.
    """

    fragility: InputPath = "hazus"
    spectrum: Literal["event", "one-second", "reference"] | None = None
    correlation: Share = 0.3
    realisations: Annotated[int, Field(ge=1, le=100_000)] = 1000
    hour: Literal["night", "day", "commute"] = "night"
    liquefaction: bool = True
    roads: bool = True


class RetrofitSection(Section):
    """Which buildings to strengthen first.

    Parameters
    ----------
    budget
        Money to spend [CNY]; 0 ranks without choosing.
    by
        "building" or "block" (community).
    objective
        What is averted per cost: "deaths" (at night) or "displaced".
    realisations
        Realisations used, the first of the run's and no more than these.
    """

    budget: NotNegative = 0.0
    by: Literal["building", "block"] = "building"
    objective: Literal["deaths", "displaced"] = "deaths"
    realisations: Annotated[int, Field(ge=1, le=10_000)] = 200


class SeismicSettings(Section):
    """How the run is done.

    Parameters
    ----------
    threads
        Threads of the compiled loops, all cores unless stated; no part of the run's identity.
    """

    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
