"""What sewers, canals, pumps and underground spaces received and gave in a run."""

from __future__ import annotations

from census.variable import Variable

FIELDS = (
    Variable(
        "account", "各方水账", "account of each partner", "m3", ("partner", "account_term"), None, None,
        "管网、河道、泵站、地下空间各自的水量收支；余差为未解释的水量",
        "volumes that sewers, canals, pumps and underground spaces received and gave; residual: unexplained",
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "partner", "水账方", "partner", "", ("partner",), None, None,
        "与地面交换水量的一方", "who trades water with the ground",
    ),
    Variable(
        "account_term", "水账项", "term of an account", "", ("account_term",), None, None,
        "水账各项的名称", "name of the term of an account",
    ),
    Variable(
        "series_time", "过程时间", "time of the series", "s", ("series_time",), 0.0, None,
        "管网、河道、泵站过程线的时间，从计算开始",
        "time of the series of sewers, canals and pumps, from the start of the run",
    ),
)  # fmt: skip
