"""What the coupled sewers did in a run."""

from __future__ import annotations

from census.variable import Variable

_INLET, _OUTFALL, _PUMP = ("sewer_inlet",), ("sewer_outfall",), ("sewer_pump",)

FIELDS = (
    Variable(
        "inlet_exchange", "雨水口交换流量", "exchange at an inlet", "m3 s-1",
        (*_INLET, "series_time"), None, None,
        "地面流入管网的净流量；负值为管网溢流回地面",
        "net flow from the street into the sewer; negative comes back up",
    ),
    Variable(
        "inlet_head", "检查井水头", "head at an inlet", "m", (*_INLET, "series_time"), None, None,
        "检查井内测压管水头", "hydraulic head in the node under the inlet",
    ),
    Variable(
        "inlet_volume_down", "雨水口进水量", "volume into an inlet", "m3", _INLET, 0.0, None,
        "整个过程流入管网的水量", "volume that went down during the run",
    ),
    Variable(
        "inlet_volume_up", "雨水口溢流量", "volume out of an inlet", "m3", _INLET, 0.0, None,
        "整个过程溢流回地面的水量", "volume that came back up during the run",
    ),
    Variable(
        "inlet_peak_flow", "雨水口最大进水流量", "largest flow into an inlet", "m3 s-1", _INLET, 0.0, None,
        "流入管网的最大流量", "largest flow from the street into the sewer",
    ),
    Variable(
        "inlet_peak_return", "雨水口最大溢流流量", "largest flow out of an inlet", "m3 s-1",
        _INLET, 0.0, None,
        "溢流回地面的最大流量", "largest flow that came back up to the street",
    ),
    Variable(
        "inlet_first_return", "首次溢流时间", "first return at an inlet", "s", _INLET, 0.0, None,
        "首次溢流的时间；从未溢流则无值", "time water first came back up; none where it never did",
    ),
    Variable(
        "inlet_maximum_head", "检查井最高水头", "highest head at an inlet", "m", _INLET, None, None,
        "整个过程的最高水头", "highest head during the run",
    ),
    Variable(
        "inlet_rim", "井口高程", "rim of an inlet", "m", _INLET, None, None,
        "检查井井口高程", "elevation of the rim of the node",
    ),
    Variable(
        "outfall_discharge", "排口流量", "discharge of an outfall", "m3 s-1",
        (*_OUTFALL, "series_time"), None, None,
        "排口流出流量；负值为河水倒灌", "flow out of the outfall; negative is backflow from the canal",
    ),
    Variable(
        "outfall_volume", "排口出水量", "volume out of an outfall", "m3", _OUTFALL, None, None,
        "整个过程排口流出的水量", "volume that left through the outfall during the run",
    ),
    Variable(
        "sewer_pump_discharge", "管网泵站流量", "discharge of a sewer pump", "m3 s-1",
        (*_PUMP, "series_time"), None, None,
        "管网内泵站的抽排流量", "flow through a pump of the sewer network",
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "sewer_inlet", "雨水口", "inlet", "", _INLET, None, None,
        "管网节点编号", "name of the node, that of the census where the network is its own",
    ),
    Variable(
        "sewer_outfall", "排口", "outfall", "", _OUTFALL, None, None,
        "排口节点编号", "name of the outfall node",
    ),
    Variable(
        "sewer_pump", "管网泵站", "sewer pump", "", _PUMP, None, None,
        "泵站管段编号", "name of the pump link",
    ),
)  # fmt: skip
