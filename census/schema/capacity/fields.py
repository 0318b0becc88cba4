"""Fields that several tables of capacity and hidden dangers share."""

from __future__ import annotations

from census.schema.column import Column

STREET = Column(
    name="street_code", zh="街道代码", en="street code", kind="text", pattern=r"330105\d{3}",
    references="streets.code", aliases=("所属街道",), standard="GB/T 10114",
)  # fmt: skip
"""Street in which the thing lies."""

COMMUNITY = Column(
    name="community_code", zh="社区代码", en="community code", kind="text", pattern=r"330105\d{6}",
    required=False, references="communities.community_code", aliases=("所属社区",),
    meaning="Community in which it lies; empty where communities are not surveyed.",
)  # fmt: skip
"""Community in which the thing lies."""

PERSON = Column(
    name="person_id", zh="人员编号", en="person", kind="text", pattern=r"P\d{5}",
    references="persons.person_id",
    meaning="The person in charge; name and telephone stand in the personal table only.",
)  # fmt: skip
"""The person in charge."""

STATUS = Column(
    name="status", zh="数据状态", en="status", kind="text",
    codes={"surveyed": "实测", "published": "公开发布", "unverified": "未核实", "synthetic": "合成"},
    meaning="How sure the row's figures are.",
)  # fmt: skip
"""How sure the row's figures are."""

HAZARDS = {
    "earthquake": "地震", "flood": "洪涝", "typhoon": "台风", "geological": "地质灾害",
    "subsidence": "地面塌陷", "wildfire": "森林火灾", "snow": "低温雨雪冰冻", "all": "各灾种",
}  # fmt: skip
"""Hazards that capacity answers to."""

UNIT_LEVELS = {
    "province": "省级", "city": "市级", "county": "县级", "township": "乡镇（街道）级",
    "community": "村（社区）级",
}  # fmt: skip
"""Administrative levels of shelters, teams and plans."""
