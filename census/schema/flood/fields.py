"""Fields that many tables of the group `flood` share."""

from __future__ import annotations

from census.schema.column import Column

STATUS = Column(
    name="status", zh="核实状态", en="status", kind="text",
    codes={"verified": "已核实", "unverified": "未核实", "synthetic": "合成"},
    meaning="Whether the figures of the row were checked against a source.",
)  # fmt: skip

DATUM = Column(
    name="datum", zh="高程基准", en="vertical datum", kind="text",
    codes={"1985 national": "1985国家高程基准", "port": "港航吴淞类基准",
        "1956 Yellow Sea": "1956年黄海高程系"},
    meaning="Datum of every level of the row.",
)  # fmt: skip


def level(name: str, zh: str, en: str, *, required: bool = True, meaning: str = "") -> Column:
    """A level in the datum of its row."""
    return Column(
        name=name, zh=zh, en=en, kind="real", unit="m", minimum=-60.0, maximum=400.0, datum="datum",
        required=required, meaning=meaning,
    )  # fmt: skip


def canal_id(name: str = "canal_id", zh: str = "河道编号", *, required: bool = True) -> Column:
    """A canal of the table of canals."""
    return Column(
        name=name, zh=zh, en="canal", kind="text", pattern=r"[CS]\d{2}", references="canals.canal_id",
        required=required,
    )  # fmt: skip
