"""Tables of the regions: the district, its streets and communities, the statistical grid."""

from __future__ import annotations

from census.schema.column import Column, Table

GB_T_2260 = "GB/T 2260, GB/T 10114"

TABLES: tuple[Table, ...] = (
    Table(
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
                   standard="seventh national population census"),
            Column(name="area_km2", zh="面积", en="area", kind="real", unit="km2", minimum=0.0,
                   maximum=200.0),
            Column(name="area_published_km2", zh="公布面积", en="published area", kind="real", unit="km2",
                   minimum=0.0, maximum=200.0, required=False),
            Column(name="residents_source", zh="人口来源", en="source of the residents", kind="text"),
        ),
    ),
)  # fmt: skip
"""Streets first: every other table names them."""
