"""The ways of fitting by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from census.errors import InputError
from census.frequency import curve_fitting, gev, pearson
from census.frequency.gev import Gev
from census.frequency.pearson import Pearson3

Fit = Gev | Pearson3


@dataclass(frozen=True, kw_only=True)
class Method:
    """One distribution with one way of fitting it.

    Parameters
    ----------
    name, zh
        Name in tables and Chinese label.
    fit
        Takes samples of shape (..., n), or (n,) where `batched` is false.
    quantile, cdf
        Of the distribution.
    batched
        Whether `fit` takes many samples at once.
    likelihood
        Minus the log-likelihood, where the fit makes it least; the delta method needs it.
    """

    name: str
    zh: str
    fit: Callable[[NDArray[np.float64]], Any]
    quantile: Callable[[Any, ArrayLike], NDArray[np.float64]]
    cdf: Callable[[Any, ArrayLike], NDArray[np.float64]]
    batched: bool = True
    likelihood: Callable[[Any, NDArray[np.float64]], float] | None = None


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.name: method
        for method in (
            Method(name="gev_l_moments", zh="广义极值分布，线性矩法", fit=gev.fit_l_moments,
                   quantile=gev.quantile, cdf=gev.cdf),
            Method(name="gev_likelihood", zh="广义极值分布，极大似然法", fit=gev.fit_likelihood,
                   quantile=gev.quantile, cdf=gev.cdf, batched=False, likelihood=gev.negative_log_likelihood),
            Method(name="gumbel_l_moments", zh="极值Ⅰ型分布，线性矩法", fit=gev.fit_gumbel_l_moments,
                   quantile=gev.quantile, cdf=gev.cdf),
            Method(name="pearson3_l_moments", zh="皮尔逊Ⅲ型分布，线性矩法", fit=pearson.fit_l_moments,
                   quantile=pearson.quantile, cdf=pearson.cdf),
            Method(name="pearson3_likelihood", zh="皮尔逊Ⅲ型分布，极大似然法", fit=pearson.fit_likelihood,
                   quantile=pearson.quantile, cdf=pearson.cdf, batched=False,
                   likelihood=pearson.negative_log_likelihood),
            Method(name="pearson3_curve", zh="皮尔逊Ⅲ型分布，适线法", fit=curve_fitting.fit_curve,
                   quantile=pearson.quantile, cdf=pearson.cdf),
        )
    }
)  # fmt: skip
"""Every method by name."""


def method_named(name: str) -> Method:
    """Return the method of one name.

    Raises
    ------
    InputError
        If there is none, with the nearest name.
    """
    if name in METHODS:
        return METHODS[name]
    near = difflib.get_close_matches(name, METHODS, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InputError(f"there is no frequency method {name!r}{hint}; known are {', '.join(METHODS)}")


def return_level(method: Method, fit: Fit, periods: ArrayLike) -> NDArray[np.float64]:
    """Values of return periods [yr], shape (..., periods), by annual maxima: P = 1 / (1 - F).

    Raises
    ------
    InputError
        If a period is not above one year, which annual maxima cannot tell.
    """
    years = np.atleast_1d(np.asarray(periods, dtype=np.float64))
    if not np.all(years > 1.0):
        raise InputError(f"return period {years.min():g} yr: annual maxima need more than one year")
    wide = type(fit)(*(np.asarray(part)[..., None] for part in fit))
    return method.quantile(wide, 1.0 - 1.0 / years)
