"""Tables of the group `history`."""

from __future__ import annotations

from census.schema.capacity.fields import STATUS
from census.schema.column import Column, Table

FORM = "应急〔2020〕19号: survey of past disasters by year"

KINDS = {
    "flood": "洪涝灾害", "drought": "干旱灾害", "typhoon": "台风灾害", "hail_wind": "风雹灾害",
    "cold": "低温冷冻灾害", "snow": "雪灾", "sand_dust": "沙尘暴灾害", "earthquake": "地震灾害",
    "landslide": "崩塌滑坡泥石流灾害", "storm_surge": "风暴潮灾害", "tsunami": "海啸灾害",
    "fire": "森林草原火灾", "pest": "重大生物灾害",
}  # fmt: skip
"""Kinds of disaster of the national survey."""

_EVENT = (
    Column(name="disaster_id", zh="灾害编号", en="disaster", kind="text", pattern=r"D[EL]\d{4}"),
    Column(name="record", zh="记录类型", en="kind of record", kind="text",
           codes={"published_event": "公开报道的量值", "street_loss": "街道灾情（合成）"},
           meaning="A published figure of a real event, or an invented loss of a street in the survey's "
                   "form."),
    Column(name="event", zh="灾害名称", en="event", kind="text",
           meaning="Rows of one event share it."),
    Column(name="event_zh", zh="中文名称", en="Chinese name of the event", kind="text"),
    Column(name="kind", zh="灾害种类", en="kind of disaster", kind="text", codes=KINDS, standard=FORM),
    Column(name="year", zh="年份", en="year", kind="integer", minimum=1900.0, maximum=2100.0),
    Column(name="begin", zh="开始时间", en="begin", kind="time", required=False,
           meaning="Local time; empty where no source tells it. Midnight where only the day is known."),
    Column(name="end", zh="结束时间", en="end", kind="time", required=False),
    Column(name="street_code", zh="街道代码", en="street code", kind="text", pattern=r"330105\d{3}",
           required=False, references="streets.code", meaning="Empty where the figure is of a larger place."),
    Column(name="place", zh="地点", en="place", kind="text"),
)  # fmt: skip

_FIGURE = (
    Column(name="quantity", zh="量值名称", en="quantity", kind="text", required=False,
           codes={"rain": "累计雨量", "rain_rate": "小时雨强", "stage": "水位",
                  "waterlogged_spots": "积水点数",
                  "response_level": "应急响应级别", "above_warning": "超警戒"}),
    Column(name="value", zh="量值", en="value", kind="real", required=False),
    Column(name="unit", zh="单位", en="unit", kind="text", required=False),
    Column(name="duration_h", zh="历时", en="duration", kind="real", unit="h", minimum=0.0, required=False),
    Column(name="level_datum", zh="水位基准", en="datum of a stage", kind="text", required=False,
           codes={"port": "港航吴淞类基准", "1985_inferred": "1985国家高程基准（推断）",
                  "1985": "1985国家高程基准"},
           meaning="Told for every stage: the port's warning stage is 4.5 m, the other system's 2.66 m."),
    Column(name="extent", zh="影响范围", en="extent", kind="text", required=False),
)  # fmt: skip

_LOSS = tuple(
    Column(name=name, zh=zh, en=en, kind="integer", minimum=0.0, required=False, standard=FORM)
    for name, zh, en in (
        ("affected_people", "受灾人口", "people affected"),
        ("moved_people", "紧急转移安置人口", "people moved"),
        ("relief_people", "需紧急生活救助人口", "people in need of relief"),
        ("deaths", "因灾死亡人口", "deaths"),
        ("missing", "因灾失踪人口", "missing"),
        ("collapsed_houses", "倒塌房屋间数", "rooms collapsed"),
        ("badly_damaged_houses", "严重损坏房屋间数", "rooms badly damaged"),
        ("damaged_houses", "一般损坏房屋间数", "rooms damaged"),
        ("waterlogged_places", "积水点数", "waterlogged places"),
    )
) + tuple(
    Column(name=name, zh=zh, en=en, kind="real", unit="1e4 CNY", minimum=0.0, required=False, standard=FORM)
    for name, zh, en in (
        ("direct_loss", "直接经济损失", "direct loss"),
        ("agriculture_loss", "农业损失", "loss of agriculture"),
        ("industry_loss", "工矿商贸业损失", "loss of industry and trade"),
        ("infrastructure_loss", "基础设施损失", "loss of infrastructure"),
        ("household_loss", "家庭财产损失", "loss of households"),
        ("relief_funds", "救灾投入资金", "relief funds"),
    )
)

TABLES: tuple[Table, ...] = (
    Table(
        name="disasters", group="history", zh="历史灾害", en="past disasters", key=("disaster_id",),
        standard=FORM,
        meaning="Figures of real events, each with its source, and losses of streets by event in the form "
                "of the "
                "national survey. In the synthetic district every street loss is invented.",
        columns=(
            *_EVENT, *_FIGURE, *_LOSS,
            Column(name="note", zh="备注", en="note", kind="text", required=False),
            STATUS,
        ),
    ),
)  # fmt: skip
"""One table of events and losses."""
