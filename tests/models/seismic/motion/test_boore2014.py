"""Boore et al. (2014) against its check values and the parts of its equations."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from models.seismic.motion import Sites, boore2014, motion_of
from models.seismic.rupture import Rupture

CHECK_VALUES = Path(__file__).parents[4] / "benchmarks" / "verification" / "boore2014_check.csv"


def check_values() -> list[dict[str, float]]:
    lines = [line for line in CHECK_VALUES.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def sites_at(distance_km: list[float], vs30: float = 760.0) -> Sites:
    x = 1000.0 * np.array(distance_km)
    return Sites(x, np.zeros(x.size), np.full(x.size, vs30), np.full(x.size, -1))


@pytest.mark.parametrize(
    "row", check_values(), ids=lambda row: f"M{row['mag']:g}R{row['rjb_km']:g}V{row['vs30_ms']:g}"
)
def test_means_and_sigmas_are_the_check_values_within_a_thousandth(row: dict[str, float]) -> None:
    # A point source whose epicentral distance is the table's distance to the rupture.
    rupture = Rupture(row["mag"], 0.0, 0.0, 10.0, rake_deg=row["rake_deg"])
    motion = motion_of(
        "boore2014", rupture, sites_at([row["rjb_km"]], row["vs30_ms"]), ["PGA", "PGV", "SA(0.3)"]
    )
    mean = [row["pga_g"], row["pgv_cms"], row["sa0p3_g"]]
    np.testing.assert_allclose(np.exp(motion.median[:, 0]), mean, rtol=1e-3)
    total = np.hypot(motion.between, motion.within)[:, 0]
    np.testing.assert_allclose(total, [row["sd_pga"], row["sd_pgv"], row["sd_sa0p3"]], rtol=1e-3)


def test_the_mechanism_follows_from_the_rake() -> None:
    rakes = [0.0, 30.0, 180.0, -150.0, 90.0, 31.0, -90.0, -149.0, math.nan]
    found = [boore2014.mechanism(rake) for rake in rakes]
    assert found == [*["strike-slip"] * 4, *["reverse"] * 2, *["normal"] * 2, ""]


def test_a_mechanism_that_is_not_known_lies_by_e0_from_strike_slip() -> None:
    # The published e0 - e1 of PGA is 0.4473 - 0.4856; far away on rock nothing else differs.
    logs = [
        motion_of(
            "boore2014", Rupture(5.0, 0.0, 0.0, 10.0, rake_deg=rake), sites_at([300.0]), ["PGA"]
        ).median[0, 0]
        for rake in (math.nan, 0.0)
    ]
    assert logs[0] - logs[1] == pytest.approx(-0.0383, abs=1e-12)


def test_the_scatter_of_pga_by_hand_between_the_ends_of_its_ranges() -> None:
    # M 5 is halfway: phi (0.695 + 0.495) / 2, tau (0.398 + 0.348) / 2; beyond R2 +0.1, below V1 -0.07.
    far = boore2014.within_sigma("PGA", 5.0, np.array([400.0, 10.0]), np.array([760.0, 150.0]))
    np.testing.assert_allclose(far, [0.695, 0.525], rtol=1e-12)
    assert boore2014.between_sigma("PGA", 5.0) == pytest.approx(0.373, rel=1e-12)


def test_weak_motion_is_amplified_by_the_linear_term_alone() -> None:
    soft, rock = (
        motion_of("boore2014", Rupture(3.0, 0.0, 0.0, 10.0), sites_at([590.0], vs30), ["PGA"]).median[0, 0]
        for vs30 in (300.0, 760.0)
    )
    assert soft - rock == pytest.approx(-0.6 * math.log(300.0 / 760.0), abs=1e-4)


def test_intensity_follows_from_pgv() -> None:
    motion = motion_of("boore2014", Rupture(6.0, 0.0, 0.0, 10.0), sites_at([5.0, 30.0]), ["PGV", "INT"])
    np.testing.assert_allclose(
        motion.median[1], 3.0 * np.log10(np.exp(motion.median[0]) / 100.0) + 9.77, rtol=1e-12
    )
    np.testing.assert_allclose(motion.within[1], motion.within[0] * 3.0 / math.log(10.0), rtol=1e-12)


def test_without_a_site_term_the_ground_is_reference_rock() -> None:
    rupture = Rupture(6.0, 0.0, 0.0, 10.0)
    bare = motion_of("boore2014", rupture, sites_at([5.0], math.nan), ["PGA"], site="none")
    rock = motion_of("boore2014", rupture, sites_at([5.0], 760.0), ["PGA"], site="vs30")
    assert bare.median[0, 0] == rock.median[0, 0]
