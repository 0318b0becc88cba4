"""Tables of the regions: the district, its streets and communities, the statistical grid."""

from __future__ import annotations

from census.schema.column import Column, Table

GB_T_2260 = "GB/T 2260, GB/T 10114"
CENSUS_2020 = "seventh national population census"

_DISTRICT = Table(
    name="district", group="regions", zh="区", en="district", geometry="MultiPolygon",
    key=("code",), standard=GB_T_2260,
    meaning="One row: the district itself. Two published areas circulate and both are kept.",
    columns=(
        Column(name="code", zh="行政区划代码", en="division code", kind="text", pattern=r"\d{6}",
               standard=GB_T_2260),
        Column(name="name", zh="名称", en="name", kind="text"),
        Column(name="name_en", zh="英文名", en="English name", kind="text"),
        Column(name="city", zh="所属市", en="city", kind="text"),
        Column(name="province", zh="所属省", en="province", kind="text"),
        Column(name="population", zh="常住人口", en="residents", kind="integer", minimum=0.0,
               meaning="Sum of the streets.", standard=CENSUS_2020),
        Column(name="streets_count", zh="街道数", en="streets", kind="integer", minimum=1.0, maximum=100.0),
        Column(name="area_km2", zh="面积", en="area of the boundary used", kind="real", unit="km2",
               minimum=0.0, maximum=2000.0),
        Column(name="area_published_km2", zh="公布面积", en="published area", kind="real", unit="km2",
               minimum=0.0, maximum=2000.0, required=False),
        Column(name="area_other_km2", zh="另一公布面积", en="other published area", kind="real", unit="km2",
               minimum=0.0, maximum=2000.0, required=False,
               meaning="A figure that also circulates and does not agree with the first."),
        Column(name="seat_longitude", zh="区政府经度", en="longitude of the government's seat", kind="real",
               unit="degree", minimum=73.0, maximum=136.0, required=False),
        Column(name="seat_latitude", zh="区政府纬度", en="latitude of the government's seat", kind="real",
               unit="degree", minimum=3.0, maximum=54.0, required=False),
        Column(name="highest_peak", zh="最高峰", en="highest summit", kind="text", required=False),
        Column(name="highest_peak_m", zh="最高峰高程", en="height of the highest summit", kind="real",
               unit="m", minimum=-200.0, maximum=9000.0, required=False, datum="highest_peak_datum"),
        Column(name="highest_peak_datum", zh="高程基准", en="vertical datum of the height", kind="text",
               required=False),
    ),
)  # fmt: skip

_STREETS = Table(
    name="streets", group="regions", zh="街道", en="streets (sub-districts)", geometry="MultiPolygon",
    key=("code",), standard=GB_T_2260,
    meaning="One row for each street; the polygons tile the district.",
    columns=(
        Column(name="code", zh="街道代码", en="street code", kind="text", pattern=r"330105\d{3}",
               aliases=("行政区划代码", "街道编码"), standard=GB_T_2260),
        Column(name="name", zh="街道名称", en="name", kind="text", aliases=("街道", "名称")),
        Column(name="name_en", zh="英文名", en="English name", kind="text"),
        Column(name="former_district", zh="原所属区", en="former district", kind="text",
               codes={"old_Gongshu": "原拱墅区", "old_Xiacheng": "原下城区"}),
        Column(name="population", zh="常住人口", en="residents", kind="integer", minimum=0.0,
               standard=CENSUS_2020),
        Column(name="area_km2", zh="面积", en="area", kind="real", unit="km2", minimum=0.0,
               maximum=200.0),
        Column(name="area_published_km2", zh="公布面积", en="published area", kind="real", unit="km2",
               minimum=0.0, maximum=200.0, required=False),
        Column(name="residents_source", zh="人口来源", en="source of the residents", kind="text"),
    ),
)  # fmt: skip

_COMMUNITIES = Table(
    name="communities", group="regions", zh="社区", en="communities", geometry="MultiPolygon",
    key=("community_code",), standard="GB/T 2260, code of the statistics bureau for urban communities",
    meaning="One row for each community; the polygons tile each street and their residents add to the "
    "street's. Borders follow roads and canals.",
    columns=(
        Column(name="community_code", zh="社区代码", en="community code", kind="text",
               pattern=r"330105\d{6}", aliases=("社区编码", "村居代码"),
               meaning="Street code and three digits."),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", pattern=r"330105\d{3}",
               references="streets.code"),
        Column(name="name", zh="社区名称", en="name", kind="text", aliases=("社区", "村居名称")),
        Column(name="residents", zh="常住人口", en="residents", kind="integer", minimum=0.0,
               maximum=100_000.0, aliases=("人口", "人口数")),
        Column(name="households", zh="户数", en="households", kind="integer", minimum=0.0, maximum=60_000.0),
        Column(name="area_km2", zh="面积", en="area", kind="real", unit="km2", minimum=0.0, maximum=100.0),
    ),
)  # fmt: skip

_GRID_CELLS = Table(
    name="grid_cells", group="regions", zh="统计网格", en="statistical grid", geometry="MultiPolygon",
    key=("cell_id",), standard="GB/T 40085 (grid of risk census products), size chosen here",
    meaning="Squares of 250 m aligned to the district's coordinates, cut at the district's edge. The "
    "residents of all cells add to the district's.",
    columns=(
        Column(name="cell_id", zh="网格编号", en="cell", kind="text", pattern=r"G\d{9}",
               meaning="Column and row of the 250 m grid of EPSG:4549, counted from its origin."),
        Column(name="street_code", zh="街道代码", en="street of the centre", kind="text",
               pattern=r"330105\d{3}", references="streets.code"),
        Column(name="residents", zh="常住人口", en="residents", kind="integer", minimum=0.0,
               maximum=50_000.0),
        Column(name="area_m2", zh="面积", en="area inside the district", kind="real", unit="m2",
               minimum=0.0, maximum=62_500.0),
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_STREETS, _DISTRICT, _COMMUNITIES, _GRID_CELLS)
"""Streets first: every other table names them."""
