"""From fixes as they stand in a file to a track, mending what can be and naming what cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.plane import EARTH_M
from models.typhoon.track import FASTEST, Track, one_range
from models.typhoon.tracks.fixes import Fixes, Head

Floats = NDArray[np.float64]

SLACK_M = 30_000.0
"""What two positions given to a tenth of a degree, one of them off by another, may be apart in no time."""
LONG_GAP_H = 12.0
SAME_DEGREE, SAME_SHARE = 0.051, 1e-3
"""Within which two fixes of one time are the same."""


def mended(fixes: Fixes, head: Head, *, single_fix: bool = False) -> Track:
    """The track of some fixes.

    Parameters
    ----------
    fixes
        In the order of the file.
    head
        What holds for all of them.
    single_fix
        Whether one fix is enough.

    Returns
    -------
    Track
        Sorted by time, without duplicates, longitudes in one range; its notes say what was mended.

    Raises
    ------
    InputError
        If two fixes of one time differ, a position is out of the way of its neighbours, one fix stands where
        two are needed, or a latitude or longitude is none.
    """
    _check_positions(fixes, head)
    notes = list(head.notes)
    fixes = _sorted(fixes, notes)
    fixes = _without_duplicates(fixes, head, notes)
    if len(fixes.rows) < 2 and not single_fix:
        held = f"one fix ({fixes.time[0]})" if len(fixes.rows) else "no fix"
        raise InputError(
            f"{head.where(int(fixes.rows[0])) if len(fixes.rows) else head.path}: "
            f"{' '.join(part for part in (head.name, head.storm_id, head.member) if part)} has {held}; "
            "one fix makes no track, two are needed"
        )
    lon = one_range(fixes.values["lon"])
    if np.abs(np.diff(fixes.values["lon"])).max(initial=0.0) > 180.0:
        notes.append(
            f"longitudes of -180 to 180 and of 0 to 360, or a crossing of the dateline: one range from "
            f"{lon.min():.1f} to {lon.max():.1f} degrees"
        )
    fixes = replace(fixes, values={**fixes.values, "lon": lon})
    _check_leaps(fixes, head)
    return _track(fixes, head, (*notes, *_gaps(fixes)))


def _check_positions(fixes: Fixes, head: Head) -> None:
    for name, most in (("lat", 90.0), ("lon", 360.0)):
        wrong = ~(np.abs(fixes.values[name]) <= most)
        if wrong.any():
            place = int(np.argmax(wrong))
            raise InputError(
                f"{head.where(int(fixes.rows[place]))}: {name} is {fixes.values[name][place]:g}; "
                f"{-most:g} to {most:g} degrees is needed"
            )


def _chosen(fixes: Fixes, order: NDArray[np.intp] | NDArray[np.bool_]) -> Fixes:
    return replace(
        fixes,
        rows=fixes.rows[order],
        time=fixes.time[order],
        values={name: column[order] for name, column in fixes.values.items()},
        radii=fixes.radii[order] if fixes.radii.size else fixes.radii,
    )


def _sorted(fixes: Fixes, notes: list[str]) -> Fixes:
    back = np.diff(fixes.time) < np.timedelta64(0, "s")
    if not back.any():
        return fixes
    rows = ", ".join(str(row) for row in fixes.rows[1:][back][:5])
    notes.append(f"times out of order, sorted (row {rows})")
    return _chosen(fixes, np.argsort(fixes.time, kind="stable"))


def _without_duplicates(fixes: Fixes, head: Head, notes: list[str]) -> Fixes:
    """One fix for each time; a second one may only repeat the first or fill its blanks."""
    again = np.flatnonzero(np.diff(fixes.time) == np.timedelta64(0, "s")) + 1
    if again.size == 0:
        return fixes
    values = {name: column.copy() for name, column in fixes.values.items()}
    radii, keep = fixes.radii.copy(), np.ones(len(fixes.rows), bool)
    # Later ones first, so that a third fix of one time reaches the first.
    for place in again[::-1]:
        for name, column in values.items():
            first, second = column[place - 1], column[place]
            near = SAME_DEGREE if name in {"lat", "lon"} else SAME_SHARE * abs(first)
            if abs((second - first + 180.0) % 360.0 - 180.0 if name == "lon" else second - first) > near:
                raise InputError(
                    f"{head.where(int(fixes.rows[place]))}: {fixes.time[place]} stands already in "
                    f"{head.unit} {int(fixes.rows[place - 1])}, but with {name} {first:g}, not {second:g}; "
                    "one fix of a time is needed"
                )
            if np.isnan(first):
                column[place - 1] = second
        if radii.size:
            radii[place - 1] = np.where(np.isnan(radii[place - 1]), radii[place], radii[place - 1])
        keep[place] = False
    rows = ", ".join(str(row) for row in fixes.rows[again][:5])
    notes.append(f"{again.size} duplicate fixes put together ({head.unit} {rows})")
    return _chosen(replace(fixes, values=values, radii=radii), keep)


def _check_leaps(fixes: Fixes, head: Head) -> None:
    lat, lon = fixes.values["lat"], fixes.values["lon"]
    if len(lat) < 2:
        return
    apart = _apart(lat, lon)
    seconds = np.diff(fixes.time) / np.timedelta64(1, "s")
    leaps = apart > FASTEST * seconds + SLACK_M
    if leaps.any():
        place = int(np.argmax(leaps)) + 1
        raise InputError(
            f"{head.where(int(fixes.rows[place]))}: lat, lon is {lat[place]:g}, {lon[place]:g} at "
            f"{fixes.time[place]}, {apart[place - 1] / 1000.0:.0f} km from the fix before "
            f"({head.unit} {int(fixes.rows[place - 1])}) in {seconds[place - 1] / 3600.0:g} h; a storm "
            f"moves less than {FASTEST:g} m/s (is a sign, a digit or a time wrong?)"
        )


def _apart(lat: Floats, lon: Floats) -> Floats:
    """Great-circle distance of each fix from the one before, shape (n - 1,) [m]."""
    north, east = np.radians(lat), np.radians(np.diff(lon))
    half = (
        np.sin(0.5 * np.diff(north)) ** 2 + np.cos(north[:-1]) * np.cos(north[1:]) * np.sin(0.5 * east) ** 2
    )
    return np.asarray(2.0 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _gaps(fixes: Fixes) -> tuple[str, ...]:
    hours = np.diff(fixes.time) / np.timedelta64(3600, "s")
    notes = tuple(
        f"no fix for {hours[place]:g} h from {fixes.time[place]}"
        for place in np.flatnonzero(hours > LONG_GAP_H)
    )
    missing = tuple(
        f"{name} missing in {int(np.isnan(fixes.values[name]).sum())} of {len(fixes.rows)} fixes"
        for name in ("pressure", "wind")
        if name in fixes.values and np.isnan(fixes.values[name]).any()
    )
    return notes + missing


def _track(fixes: Fixes, head: Head, notes: tuple[str, ...]) -> Track:
    count = len(fixes.rows)
    empty = np.full(count, np.nan)
    held: dict[str, Any] = {"pressure": empty, "wind": empty, **fixes.values}
    return Track(
        storm_id=head.storm_id,
        name=head.name,
        agency=head.agency,
        averaging_s=head.averaging_s,
        time=fixes.time.astype("datetime64[s]"),
        radii=fixes.radii,
        radii_wind=fixes.radii_wind,
        member=head.member,
        source=head.source,
        holds_inland_decay=head.holds_inland_decay,
        notes=notes,
        **held,
    )
