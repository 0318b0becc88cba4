"""The groups of the census, in the order of the national survey."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "regions": ("行政区划与网格", "regions"),
        "earthquake": ("地震灾害致灾因子", "earthquake"),
        "geological": ("地质灾害致灾因子", "geological hazards"),
        "flood": ("洪涝干旱致灾因子与防洪排涝设施", "flood and drought"),
        "meteorological": ("气象灾害致灾因子", "meteorological hazards"),
        "subsidence": ("地面塌陷与沉降", "ground collapse and subsidence"),
        "wildfire": ("森林火灾与农林有害生物", "forest fire and pests"),
        "exposure": ("承灾体", "exposed elements"),
        "capacity": ("综合减灾能力", "capacity"),
        "history": ("历史灾害", "past disasters"),
        "dangers": ("重点隐患", "hidden dangers"),
        "persons": ("个人信息（单独保管）", "personal data, kept apart"),
    }
)
"""Chinese and English label of each group."""
