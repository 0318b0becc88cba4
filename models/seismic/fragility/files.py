"""Fragility sets in CSV files: read, checked by row, and a template to fill in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from census.errors import InputError
from models.seismic.fragility.sets import MEASURES, FragilitySet, MatrixSet, quantiles_at
from models.seismic.result import GRADES

STATES = GRADES[1:]
CURVES = ("class", "measure", *STATES, "beta", "status")
MATRICES = ("class", "intensity", *GRADES, "status")
STATUSES = ("verified", "unverified")
MOST = {"PGA": 10.0, "SA(0.3)": 20.0, "SA(1.0)": 20.0, "PGV": 2000.0, "INT": 13.0}
"""Medians beyond which a number is of another unit: no record comes near them [g; cm/s; 1]."""
EXACT = 1e-6
"""How far the shares of a row may be from a sum of one [-]."""


class Row(NamedTuple):
    """A row of a file: its line and cells."""

    line: int
    cells: dict[str, str]


def read_fragility(path: Path) -> FragilitySet | MatrixSet:
    """Read a set of curves or of damage matrices.

    Parameters
    ----------
    path
        CSV file; lines that begin with "#" are remarks, of which "# source: ..." is told in products.
        Columns of curves: class, measure, slight, moderate, severe, destroyed (medians of the measure, [g]
        or [cm/s], for INT intensities), beta, status. Columns of matrices: class, intensity, intact, slight,
        moderate, severe, destroyed (shares), status.

    Raises
    ------
    InputError
        Naming file, line and value: columns, numbers, medians that do not rise, a beta that is not positive,
        shares that do not add up to one, damage that falls with intensity, classes with other intensities.
    """
    header, rows, source = _rows(path)
    if header == CURVES:
        return _curves(path, rows, source)
    if header == MATRICES:
        return _matrices(path, rows, source)
    raise InputError(
        f"{path.name}: columns {', '.join(header)}; a set of curves has {', '.join(CURVES)}, "
        f"one of damage matrices {', '.join(MATRICES)}"
    )


def write_template(
    path: Path, classes: tuple[str, ...], *, intensities: tuple[int, ...] = (6, 7, 8, 9, 10)
) -> None:
    """Write a set of damage matrices to be filled in: every building intact, which is valid but says nothing.

    Parameters
    ----------
    path
        File to write.
    classes
        Classes of a portfolio, or their types.
    intensities
        Intensities of the matrices.
    """
    lines = [
        "# source: 出处（规范、论文、页码） where the numbers come from",
        "# 每一行五个等级的比例之和为 1 the five shares of a row add up to 1",
        "# 烈度升高时震害不得减轻 damage does not fall with intensity",
        "# intact 基本完好, slight 轻微破坏, moderate 中等破坏, severe 严重破坏, destroyed 毁坏 (GB/T 24335)",
        ",".join(MATRICES),
    ]
    lines += [f"{one},{level},1,0,0,0,0,unverified" for one in classes for level in intensities]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _rows(path: Path) -> tuple[tuple[str, ...], list[Row], str]:
    """Columns, rows and source of a file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"fragility set {path.name} cannot be read as text in UTF-8: {error}") from error
    source = " ".join(
        line.lstrip("# ")[len("source:") :].strip()
        for line in lines
        if line.lstrip("# ").lower().startswith("source:")
    )
    numbered = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    if len(numbered) < 2:
        raise InputError(f"{path.name} holds no row; it needs a line of column names and one for each class")
    cells = list(csv.reader(line for _, line in numbered))
    header = tuple(cell.strip() for cell in cells[0])
    rows = []
    for (number, _), values in zip(numbered[1:], cells[1:], strict=True):
        if len(values) != len(header):
            raise InputError(f"{path.name}, line {number}: {len(values)} cells for {len(header)} columns")
        rows.append(Row(number, dict(zip(header, (value.strip() for value in values), strict=True))))
    return header, rows, source or path.name


def _number(path: Path, row: Row, name: str) -> float:
    try:
        value = float(row.cells[name])
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise InputError(
            f"{path.name}, line {row.line}: {name} is {row.cells[name]!r}; it has to be a number"
        )
    return value


def _status(path: Path, rows: list[Row]) -> str:
    for row in rows:
        if row.cells["status"] not in STATUSES:
            raise InputError(
                f"{path.name}, line {row.line}: status {row.cells['status']!r} is not known; "
                f"it is {' or '.join(map(repr, STATUSES))}"
            )
    return "unverified" if any(row.cells["status"] == "unverified" for row in rows) else "verified"


def _curves(path: Path, rows: list[Row], source: str) -> FragilitySet:
    """Curves of the rows, each checked."""
    median, beta, seen = np.empty((len(rows), 4)), np.empty(len(rows)), set[str]()
    for at, row in enumerate(rows):
        name, where = row.cells["class"], f"{path.name}, line {row.line}"
        if not name or name in seen:
            raise InputError(f"{where}: class {name!r} is {'there twice' if name else 'empty'}")
        seen.add(name)
        if row.cells["measure"] not in MEASURES:
            raise InputError(f"{where}: measure {row.cells['measure']!r} is not one of {', '.join(MEASURES)}")
        median[at] = [_number(path, row, state) for state in STATES]
        beta[at] = _number(path, row, "beta")
        if beta[at] <= 0.0:
            raise InputError(f"{where}: beta of {name!r} is {beta[at]:g}; it has to be more than 0")
        if median[at, 0] <= 0.0:
            raise InputError(f"{where}: median {median[at, 0]:g} of slight is not positive, class {name!r}")
        most = MOST[row.cells["measure"]]
        if median[at, 3] > most:
            raise InputError(
                f"{where}: median {median[at, 3]:g} of destroyed is above {most:g}, class {name!r}; "
                "accelerations are in g, velocities in cm/s, intensities from 1 to 13"
            )
        for low, high, former, state in zip(median[at], median[at, 1:], STATES, STATES[1:], strict=False):
            if high <= low:
                raise InputError(
                    f"{where}: median {high:g} of {state} is not above {low:g} of {former}, class {name!r}; "
                    "medians rise from slight to destroyed"
                )
    measure = tuple(row.cells["measure"] for row in rows)
    of_intensity = np.array([one == "INT" for one in measure])
    return FragilitySet(
        name=path.stem,
        classes=tuple(row.cells["class"] for row in rows),
        measure=measure,
        ln_median=np.where(of_intensity[:, None], median, np.log(median)),
        beta=beta,
        status=_status(path, rows),
        source=source,
    )


def _matrices(path: Path, rows: list[Row], source: str) -> MatrixSet:
    """Matrices of the rows, each checked."""
    of: dict[str, dict[float, tuple[int, list[float]]]] = {}
    for row in rows:
        name, where = row.cells["class"], f"{path.name}, line {row.line}"
        level = _number(path, row, "intensity")
        share = [_number(path, row, grade) for grade in GRADES]
        if not 1.0 <= level <= 12.0:
            raise InputError(f"{where}: intensity {level:g} is outside 1 to 12")
        if min(share) < 0.0 or abs(sum(share) - 1.0) > EXACT:
            raise InputError(
                f"{where}: the shares of {name!r} at intensity {level:g} add up to {sum(share):g} "
                f"(least {min(share):g}); they are shares from 0 to 1 that add up to 1"
            )
        if not name or level in of.setdefault(name, {}):
            raise InputError(
                f"{where}: class {name!r} is {'there twice at ' + format(level, 'g') if name else 'empty'}"
            )
        of[name][level] = (row.line, share)
    levels = sorted(next(iter(of.values())))
    if len(levels) < 2:
        raise InputError(f"{path.name}: one intensity is not enough; each class needs at least two")
    for name, mine in of.items():
        if sorted(mine) != levels:
            raise InputError(
                f"{path.name}: class {name!r} has the intensities {sorted(mine)}; every class needs {levels}"
            )
    shares = np.array([[mine[level][1] for level in levels] for mine in of.values()])
    _check_rise(path, of, levels, shares)
    return MatrixSet(
        name=path.stem, classes=tuple(of), intensity=np.array(levels),
        share=shares / shares.sum(axis=2, keepdims=True), status=_status(path, rows), source=source,
    )  # fmt: skip


def _check_rise(
    path: Path, of: dict[str, dict[float, tuple[int, list[float]]]], levels: list[float], share: np.ndarray
) -> None:
    """Refuse damage that falls while intensity rises: such matrices cross."""
    quantile = quantiles_at(np.array(levels), share, np.array(levels))
    for name, state, low, high in _falls(tuple(of), levels, quantile):
        raise InputError(
            f"{path.name}, line {of[name][high][0]}: the share of {name!r} that is {state} or worse falls "
            f"from intensity {low:g} to {high:g}; damage does not fall with intensity"
        )


def _falls(
    names: tuple[str, ...], levels: list[float], quantile: np.ndarray
) -> Iterator[tuple[str, str, float, float]]:
    for at in np.argwhere(np.diff(quantile, axis=2) < -EXACT):
        yield names[at[0]], STATES[at[1]], levels[at[2]], levels[at[2] + 1]
