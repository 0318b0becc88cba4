"""Ground motion of a rupture at sites by one of the relations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.motion import boore2014, yu2013
from models.seismic.motion.coefficients import parameter
from models.seismic.motion.ellipse import REGIONS
from models.seismic.motion.intensity import (
    PER_LN,
    intensity_of_ln_pgv,
    intensity_sigma,
    intensity_with_distance,
)
from models.seismic.motion.measures import check_measures
from models.seismic.motion.prediction import Motion, split_sigma
from models.seismic.motion.sites import Sites, check_site_class, check_vs30, site_factor
from models.seismic.rupture import Rupture

Floats = NDArray[np.float64]


class Choices(NamedTuple):
    """How a relation is used; see `motion_of`."""

    region: str
    site: str
    between_share: float
    rock_to_class_ii: float


class Term(NamedTuple):
    """Median and the scatter between and within events of one measure, each of shape (sites,)."""

    median: Floats
    between: Floats
    within: Floats


class Relation(NamedTuple):
    """A relation, what it gives, and what it can make of the ground."""

    measures: tuple[str, ...]
    sites: tuple[str, ...]
    terms: Callable[[Sequence[str], Rupture, Sites, Choices], list[Term]]
    unverified: Callable[[Choices], tuple[str, ...]]


def motion_of(
    model: str,
    rupture: Rupture,
    sites: Sites,
    measures: Sequence[str],
    *,
    region: str = "eastern_strong",
    site: str | None = None,
    between_share: float | None = None,
    rock_to_class_ii: float | None = None,
) -> Motion:
    """Median ground motion and its scatter.

    Parameters
    ----------
    model
        "boore2014", "yu2013" or "intensity" (the attenuation of intensity behind GB 18306).
    rupture, sites
        In one CRS.
    measures
        Measures asked for; "INT" follows from PGV by GB/T 17742, except for "intensity".
    region
        One of `motion.ellipse.REGIONS`; for all but "boore2014".
    site
        What is made of the ground: "vs30" (of Boore's relation, its default), "gb-class" (the factor of the
        class on class II ground, the default of Yu's), or "none" (reference rock; average ground for
        intensity). A relation takes one term of the site and no second.
    between_share
        Share of the variance that lies between events, where a relation has a total only.
    rock_to_class_ii
        Factor from rock to class II ground for "gb-class".

    Raises
    ------
    InputError
        If a name is not known, the relation lacks the measure or the term of the site, Vs30 or the class of
        a site is not one, or a site lies over 600 km away.
    """
    _check_name("model", model, RELATIONS)
    relation = RELATIONS[model]
    site = relation.sites[0] if site is None else site
    if site not in relation.sites:
        raise InputError(
            f"site term {site!r} does not go with the relation {model!r}, which takes "
            f"{' or '.join(repr(name) for name in relation.sites)}: the ground may count once"
        )
    _check_name("region", region, REGIONS)
    check_measures(measures, relation.measures, f"the relation {model!r}")
    choices = Choices(
        region,
        site,
        _share(parameter("between_share").value if between_share is None else between_share),
        _factor(parameter("rock_to_class_II").value if rock_to_class_ii is None else rock_to_class_ii),
    )
    rupture.check_near(sites.x, sites.y)
    for name, check in (("vs30", check_vs30), ("gb-class", check_site_class)):
        if site == name:
            check(sites)
    terms = relation.terms(measures, rupture, sites, choices)
    median, between, within = (np.stack(values) for values in zip(*terms, strict=True))
    from_velocity = ("intensity_of_pgv",) if "INT" in measures and len(relation.measures) > 1 else ()
    return Motion(tuple(measures), median, between, within, (*relation.unverified(choices), *from_velocity))


def _boore(measures: Sequence[str], rupture: Rupture, sites: Sites, choices: Choices) -> list[Term]:
    distance = rupture.joyner_boore_km(sites.x, sites.y)
    rock = np.full(distance.shape, boore2014.REFERENCE_VS30)
    vs30 = sites.vs30 if choices.site == "vs30" else rock
    found = {
        name: Term(
            boore2014.median_ln(name, rupture.magnitude, rupture.rake_deg, distance, vs30),
            np.full(distance.shape, boore2014.between_sigma(name, rupture.magnitude)),
            boore2014.within_sigma(name, rupture.magnitude, distance, vs30),
        )
        for name in _computed(measures)
    }
    return _with_intensity(measures, found)


def _yu(measures: Sequence[str], rupture: Rupture, sites: Sites, choices: Choices) -> list[Term]:
    names = {*_computed(measures), *(("PGA",) if choices.site == "gb-class" else ())}
    median = {name: yu2013.median_ln(name, rupture, sites.x, sites.y, choices.region) for name in names}
    ground = np.zeros(sites.x.shape)
    if choices.site == "gb-class":
        # The standard has the factor for acceleration only; velocity takes the same one.
        on_class_ii = choices.rock_to_class_ii * np.exp(median["PGA"])
        ground = np.log(choices.rock_to_class_ii * site_factor(sites.site_class, on_class_ii))
    found = {}
    for name in _computed(measures):
        total = np.full(ground.shape, yu2013.total_sigma(name, choices.region))
        found[name] = Term(median[name] + ground, *split_sigma(total, choices.between_share))
    return _with_intensity(measures, found)


def _intensity(_: Sequence[str], rupture: Rupture, sites: Sites, choices: Choices) -> list[Term]:
    median = intensity_with_distance(rupture, sites.x, sites.y, choices.region)
    total = np.full(median.shape, intensity_sigma(choices.region))
    return [Term(median, *split_sigma(total, choices.between_share))]


def _computed(measures: Sequence[str]) -> tuple[str, ...]:
    """What has to be computed, each once: intensity needs the velocity."""
    return tuple(dict.fromkeys("PGV" if measure == "INT" else measure for measure in measures))


def _with_intensity(measures: Sequence[str], found: dict[str, Term]) -> list[Term]:
    return [_as_intensity(found["PGV"]) if measure == "INT" else found[measure] for measure in measures]


def _as_intensity(velocity: Term) -> Term:
    """Intensity of a peak velocity."""
    return Term(intensity_of_ln_pgv(velocity.median), PER_LN * velocity.between, PER_LN * velocity.within)


def _unverified_yu(choices: Choices) -> tuple[str, ...]:
    ground = ("rock_to_class_II", "site_factor") if choices.site == "gb-class" else ()
    return ("region", "between_share", *ground)


RELATIONS: dict[str, Relation] = {
    "boore2014": Relation((*boore2014.measures(), "INT"), ("vs30", "none"), _boore, lambda _: ()),
    "yu2013": Relation((*yu2013.MEASURES, "INT"), ("gb-class", "none"), _yu, _unverified_yu),
    "intensity": Relation(
        ("INT",), ("none",), _intensity, lambda _: ("region", "between_share", "intensity_attenuation")
    ),
}
"""Relations by name."""


def _check_name(what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise InputError(f"there is no {what} {name!r}; it may be {', '.join(known)}")


def _share(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise InputError(f"between_share is {value}; a share of the variance from 0 to 1 is needed")
    return value


def _factor(value: float) -> float:
    if not 0.2 <= value <= 5.0:
        raise InputError(f"rock_to_class_II is {value}; a factor from 0.2 to 5 is needed")
    return value
