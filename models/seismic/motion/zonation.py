"""Ground motion of a level of the zonation map: one peak acceleration everywhere, for design."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from census.errors import InputError
from models.seismic.motion.intensity import intensity_of_pga
from models.seismic.motion.measures import check_measures
from models.seismic.motion.prediction import Motion
from models.seismic.motion.sites import Sites, check_site_class, site_factor

Floats = NDArray[np.float64]

MEASURES = ("PGA", "INT")
LARGEST = 2.0
"""Peak acceleration beyond which no level of any zone lies [g]."""


def motion_of_zonation(
    pga_class_ii: ArrayLike, sites: Sites, measures: Sequence[str], *, site: str = "gb-class"
) -> Motion:
    """Peak acceleration of a level of the zonation map on the ground of each site, without scatter.

    Parameters
    ----------
    pga_class_ii
        Peak acceleration of the level on class II ground, one value or shape (sites,) [g].
    sites
        Their class counts, unless `site` is "none".
    measures
        "PGA" and "INT", the intensity of the acceleration by GB/T 17742.
    site
        "gb-class" or "none", which leaves class II ground everywhere.

    Raises
    ------
    InputError
        If the acceleration, a measure, `site` or the class of a site is none.
    """
    check_measures(measures, MEASURES, "the zonation map")
    pga = np.broadcast_to(np.asarray(pga_class_ii, np.float64), sites.x.shape)
    wrong = ~((pga > 0.0) & (pga <= LARGEST))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            f"zonation: the peak acceleration at site {first + 1} is {pga[first]:g} g; over 0 and up to "
            f"{LARGEST:g} g is needed"
        )
    if site not in ("gb-class", "none"):
        raise InputError(
            f"site term {site!r} does not go with the zonation map, which takes 'gb-class' or 'none'"
        )
    unverified: tuple[str, ...] = ()
    if site == "gb-class":
        check_site_class(sites)
        pga, unverified = pga * site_factor(sites.site_class, pga), ("site_factor",)
    values = {"PGA": np.log(pga), "INT": intensity_of_pga(pga)}
    median = np.stack([values[measure] for measure in measures])
    if "INT" in measures:
        unverified = (*unverified, "intensity_of_pga")
    return Motion(tuple(measures), median, np.zeros_like(median), np.zeros_like(median), unverified)
