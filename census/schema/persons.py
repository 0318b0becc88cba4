"""Tables of the group `persons`."""

from __future__ import annotations

from census.schema.capacity.fields import STATUS
from census.schema.column import Column, Table

ROLES = {
    "shelter_manager": "避难场所管理员", "refuge_warden": "避险点联络员", "depot_keeper": "物资仓库保管员",
    "team_leader": "应急队伍队长", "control_point_chief": "管控点责任人", "building_steward": "危房责任人",
    "evacuation_chief": "转移责任人",
}  # fmt: skip
"""Roles of persons in charge."""

TABLES: tuple[Table, ...] = (
    Table(
        name="persons", group="persons", zh="责任人员", en="persons in charge", key=("person_id",),
        personal=True,
        meaning="Name and telephone of everyone whom another table names by number. Kept in a file of its "
                "own "
                "and in no product. The synthetic rows have names and numbers that nobody can have.",
        standard="Personal Information Protection Law",
        columns=(
            Column(name="person_id", zh="人员编号", en="person", kind="text", pattern=r"P\d{5}"),
            Column(name="name", zh="姓名", en="name", kind="text", aliases=("责任人姓名",)),
            Column(name="telephone", zh="手机", en="telephone", kind="text", pattern=r"\d{11}",
                   aliases=("电话", "联系电话", "手机号")),
            Column(name="role", zh="职责", en="role", kind="text", codes=ROLES, aliases=("职务",)),
            Column(name="unit", zh="所在单位", en="unit", kind="text"),
            STATUS,
        ),
    ),
)  # fmt: skip
"""One table, apart from all others."""
