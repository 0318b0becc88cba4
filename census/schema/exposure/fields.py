"""Fields that many tables of the exposed elements share."""

from __future__ import annotations

from census.schema.column import Column

STATUS = Column(
    name="status", zh="核实状态", en="status", kind="text",
    codes={"verified": "已核实", "unverified": "未核实"},
    meaning="Whether the figures of the row were checked against a source.",
)  # fmt: skip

NAME = Column(name="name", zh="名称", en="name", kind="text")


def key(name: str, zh: str, en: str, pattern: str) -> Column:
    """The column whose value names a row."""
    return Column(name=name, zh=zh, en=en, kind="text", pattern=pattern)


def street_code(*, required: bool = True) -> Column:
    """The street in which something stands."""
    return Column(
        name="street_code", zh="街道代码", en="street code", kind="text", pattern=r"330105\d{3}",
        references="streets.code", required=required, aliases=("街道编码",),
    )  # fmt: skip


def community_code() -> Column:
    """The community in which something stands."""
    return Column(
        name="community_code", zh="社区代码", en="community code", kind="text", pattern=r"330105\d{6}",
        references="communities.community_code", aliases=("社区编码",),
    )  # fmt: skip


def building_id(*, required: bool = True) -> Column:
    """The building in which something is housed."""
    return Column(
        name="building_id", zh="房屋编号", en="building", kind="text", pattern=r"B\d{6}",
        references="buildings.building_id", required=required, aliases=("图斑编号",),
    )  # fmt: skip


def count(name: str, zh: str, en: str, most: float, *, required: bool = True, meaning: str = "") -> Column:
    """A whole number from 0 to `most`."""
    return Column(
        name=name, zh=zh, en=en, kind="integer", minimum=0.0, maximum=most, required=required,
        meaning=meaning,
    )  # fmt: skip


def measure(
    name: str, zh: str, en: str, unit: str, least: float, most: float, *, required: bool = True,
    meaning: str = "",
) -> Column:  # fmt: skip
    """A real number between bounds."""
    return Column(
        name=name, zh=zh, en=en, kind="real", unit=unit, minimum=least, maximum=most, required=required,
        meaning=meaning,
    )  # fmt: skip


def flag(name: str, zh: str, en: str, *, required: bool = True, meaning: str = "") -> Column:
    """A truth value."""
    return Column(name=name, zh=zh, en=en, kind="flag", required=required, meaning=meaning)


def coded(
    name: str, zh: str, en: str, codes: dict[str, str], *, required: bool = True, meaning: str = "",
    standard: str = "",
) -> Column:  # fmt: skip
    """A text out of a list."""
    return Column(
        name=name, zh=zh, en=en, kind="text", codes=codes, required=required, meaning=meaning,
        standard=standard,
    )  # fmt: skip


def text(name: str, zh: str, en: str, *, required: bool = True, meaning: str = "") -> Column:
    """Any text."""
    return Column(name=name, zh=zh, en=en, kind="text", required=required, meaning=meaning)
