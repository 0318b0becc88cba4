"""Schools, hospitals and care homes: one for each block of buildings of that use."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.placing import numbered, placed, stems

_FLOOR_PER_STUDENT = {"kindergarten": 15.0, "primary_school": 15.0, "middle_school": 19.0, "college": 34.0}
"""Floor area per pupil [m2]; unverified."""

_MOST_STUDENTS = {"kindergarten": 540, "primary_school": 2160, "middle_school": 2700, "college": 12_000}

_NAMES = {
    "kindergarten": "幼儿园", "primary_school": "小学", "middle_school": "中学", "college": "学院",
    "hospital": "医院", "health_centre": "社区卫生服务中心", "care_home": "养老院",
}  # fmt: skip


def institutions(base: Base, made: Frames) -> Frames:
    """Tables `schools`, `hospitals` and `care_homes`."""
    schools = _compounds(base, made, ("kindergarten", "primary_school", "middle_school", "college"))
    clinics = _compounds(base, made, ("hospital", "health_centre"))
    homes = _compounds(base, made, ("care_home",))
    return {
        "schools": _schools(base, schools),
        "hospitals": _hospitals(base, clinics),
        "care_homes": _care_homes(base, homes),
    }


def _compounds(base: Base, made: Frames, uses: tuple[str, ...]) -> gpd.GeoDataFrame:
    """One row for each block and use: its largest building, and the sums of all."""
    table = made["buildings"]
    table = table[np.isin(table["use"].to_numpy(dtype=object).astype(str), uses)]
    middle = shapely.centroid(table.geometry.to_numpy())
    block = shapely.STRtree(base.block_geometry).nearest(middle) if len(table) else np.empty(0, np.int64)
    rows = pd.DataFrame(
        {
            "building_id": table["building_id"].to_numpy(dtype=object),
            "kind": table["use"].to_numpy(dtype=object),
            "block": np.asarray(block),
            "floor": table["floor_area_m2"].to_numpy(),
            "footprint": table["footprint_m2"].to_numpy(),
            "storeys": table["storeys"].to_numpy(),
            "point": shapely.point_on_surface(table.geometry.to_numpy()),
        }
    )
    rows = rows.sort_values(["block", "floor", "building_id"], ascending=[True, False, True], kind="stable")
    groups = rows.groupby("block", sort=True)
    first = groups.first().assign(
        floor=groups["floor"].sum(), footprint=groups["footprint"].sum(), count=groups.size()
    )
    first["site"] = shapely.area(base.block_geometry[first.index.to_numpy(dtype=np.int64)])
    points = first["point"].to_numpy(dtype=object)
    where = placed(points, made)
    key = np.rint(shapely.get_coordinates(points)).astype(np.int64).reshape(-1, 2)
    first = first.assign(**where, stem=stems(where["street_code"], made), kx=key[:, 0], ky=key[:, 1])
    first = first.sort_values(["street_code", "kind", "ky", "kx"], kind="stable").reset_index(drop=True)
    number = first.groupby(["street_code", "kind"]).cumcount() + 1
    names = [
        f"{stem}第{n}{_NAMES[kind]}"
        for stem, n, kind in zip(first["stem"], number, first["kind"], strict=True)
    ]
    return gpd.GeoDataFrame(
        first.assign(name=names).drop(columns="point"),
        geometry=first["point"].to_numpy(dtype=object),
        crs=DISTRICT_CRS,
    )


def _common(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    names = ("name", "street_code", "community_code", "building_id")
    return {name: rows[name].to_numpy(dtype=object) for name in names} | {
        "floor_area_m2": rows["floor"].round(1).to_numpy(dtype=np.float64),
        "status": "unverified",
    }


def _framed(table: dict[str, Any], rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.DataFrame(table, index=rows.index), geometry=rows.geometry.to_numpy(), crs=DISTRICT_CRS
    )


def _schools(base: Base, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kind = rows["kind"].to_numpy(dtype=object)
    draw = dice.uniform(base.seed, "schools", rows["kx"].to_numpy(), rows["ky"].to_numpy())
    floor = rows["floor"].to_numpy(dtype=np.float64)
    per = np.array([_FLOOR_PER_STUDENT[k] for k in kind], dtype=np.float64)
    most = np.array([_MOST_STUDENTS[k] for k in kind], dtype=np.float64)
    students = np.rint(np.minimum(floor / per * (0.85 + 0.3 * draw), most * (0.8 + 0.2 * draw)))
    boards = np.where(kind == "college", 0.75, np.where((kind == "middle_school") & (draw > 0.8), 0.3, 0.0))
    open_area = np.maximum(rows["site"].to_numpy() - rows["footprint"].to_numpy(), 0.0)
    table = _common(rows) | {
        "school_id": numbered("SC", len(rows)),
        "kind": kind,
        "buildings_count": rows["count"].to_numpy(dtype=np.int64),
        "site_area_m2": np.round(rows["site"].to_numpy(), 0),
        "open_area_m2": np.round(open_area, 0),
        "students": students.astype(np.int64),
        "staff": np.maximum(np.rint(students / 12.0), 3.0).astype(np.int64),
        "boarders": np.rint(students * boards).astype(np.int64),
    }
    return _framed(table, rows)


def _hospitals(base: Base, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    draw = dice.uniform(base.seed, "hospitals", rows["kx"].to_numpy(), rows["ky"].to_numpy())
    clinic = rows["kind"].to_numpy(dtype=object) == "health_centre"
    beds = np.rint(
        rows["floor"].to_numpy(dtype=np.float64) / np.where(clinic, 260.0, 110.0) * (0.8 + 0.4 * draw)
    )
    level = np.where(
        clinic, "primary", np.where(beds >= 500, "tertiary", np.where(beds >= 100, "secondary", "primary"))
    )
    intensive = np.where(level == "tertiary", 0.06, np.where(level == "secondary", 0.03, 0.0))
    table = _common(rows) | {
        "hospital_id": numbered("HO", len(rows)),
        "level": level.astype(object),
        "buildings_count": rows["count"].to_numpy(dtype=np.int64),
        "beds": beds.astype(np.int64),
        "intensive_beds": np.rint(beds * intensive).astype(np.int64),
        "staff": np.rint(beds * 1.5 + 20.0).astype(np.int64),
        "outpatients_day": np.rint(beds * 3.2 + 150.0).astype(np.int64),
        "emergency": level != "primary",
        "backup_power": (level != "primary") | (draw < 0.4),
    }
    return _framed(table, rows)


def _care_homes(base: Base, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    draw = dice.uniform(base.seed, "care homes", rows["kx"].to_numpy(), rows["ky"].to_numpy())
    floor = rows["floor"].to_numpy(dtype=np.float64)
    beds = np.rint(np.minimum(floor / 45.0, 180.0 + 320.0 * draw))
    inside = np.rint(beds * (0.45 + 0.4 * draw))
    table = _common(rows) | {
        "care_home_id": numbered("CH", len(rows)),
        "beds": beds.astype(np.int64),
        "residents": inside.astype(np.int64),
        "dependent": np.rint(inside * (0.35 + 0.25 * draw)).astype(np.int64),
        "staff": np.maximum(np.rint(inside / 4.5), 5.0).astype(np.int64),
        "ground_floor_beds": np.rint(beds / rows["storeys"].to_numpy(dtype=np.float64) * 0.7).astype(
            np.int64
        ),
    }
    return _framed(table, rows)
