"""The table of buildings with the fields of the national house survey, and the profiles of their people."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure import building_codes as codes
from census.schema.exposure.fields import (
    STATUS,
    coded,
    community_code,
    count,
    flag,
    measure,
    street_code,
)

_FIRST_YEAR, _LAST_YEAR = 1000.0, 2100.0


def _year(name: str, zh: str, en: str, *, required: bool = False) -> Column:
    return Column(
        name=name, zh=zh, en=en, kind="integer", minimum=_FIRST_YEAR, maximum=_LAST_YEAR, required=required
    )


_IDENTITY = (
    Column(name="building_id", zh="房屋编号", en="building", kind="text", pattern=r"B\d{6}",
           aliases=("图斑编号", "tbNumber", "房屋图斑编号"), standard=codes.SURVEY),
    street_code(),
    community_code(),
    coded("type", "类型", "type", codes.TYPES, meaning="Type that the models use."),
    coded("structure", "结构", "structure", codes.STRUCTURES, meaning="Structure that the models use."),
    Column(name="storeys", zh="地上层数", en="storeys above ground", kind="integer", minimum=1.0,
           maximum=120.0, aliases=("层数",), standard=codes.SURVEY),
    measure("height_m", "房屋高度", "height above ground", "m", 1.5, 500.0),
    Column(name="year_built", zh="建成年份", en="year of completion", kind="integer", minimum=_FIRST_YEAR,
           maximum=_LAST_YEAR, aliases=("建成时间", "建造年代"), standard=codes.SURVEY),
    Column(name="floor_area_m2", zh="建筑面积", en="floor area above ground", kind="real", unit="m2",
           minimum=1.0, maximum=1_000_000.0, aliases=("面积",), standard=codes.SURVEY),
    count("people", "常住人口", "residents", 20_000, meaning="Who lives here, as the street's total holds."),
)  # fmt: skip

_USE = (
    measure("footprint_m2", "占地面积", "footprint", "m2", 1.0, 200_000.0),
    coded("category", "房屋类别", "category", codes.CATEGORIES, standard=codes.SURVEY),
    coded("use", "房屋用途", "use", codes.USES, standard=codes.SURVEY),
    coded("business", "经营范围", "business on the ground floor", codes.BUSINESSES, standard=codes.SURVEY),
    coded("location_type", "区位", "kind of location", codes.LOCATIONS, standard=codes.SURVEY),
    coded("ownership", "产权性质", "ownership", codes.OWNERSHIPS),
    measure("residential_share", "居住面积比例", "share of the floor area lived in", "1", 0.0, 1.0),
    count("dwelling_units", "住宅套数", "dwelling units", 3000),
    count("elderly_residents", "老年常住人口", "residents of 65 years and more", 20_000),
)  # fmt: skip

_CONSTRUCTION = (
    coded("design_mode", "设计方式", "mode of design", codes.DESIGN_MODES, standard=codes.SURVEY),
    coded("construction_mode", "建造方式", "mode of construction", codes.CONSTRUCTION_MODES,
          standard=codes.SURVEY),
    coded("survey_structure", "结构类型", "structure type of the survey", codes.SURVEY_STRUCTURES,
          standard=codes.SURVEY),
    coded("wall_material", "墙体材料", "wall material", codes.WALLS, standard=codes.SURVEY),
    coded("floor_material", "楼板", "floors", codes.FLOORS, standard=codes.SURVEY),
    coded("roof_material", "屋盖", "roof structure", codes.ROOFS, standard=codes.SURVEY),
    coded("roof_form", "屋面形式", "form of the roof", codes.ROOF_FORMS),
    flag("foundation_ring_beam", "基础地圈梁", "foundation ring beam", required=False,
         meaning="Masonry only; empty for other structures."),
    flag("structural_columns", "构造柱", "tie columns", required=False,
         meaning="Masonry only; empty for other structures."),
    flag("ring_beams", "圈梁", "ring beams", required=False,
         meaning="Masonry only; empty for other structures."),
    coded("design_code", "抗震设计规范", "seismic code of the design", codes.DESIGN_CODES,
          meaning="Code in force when it was designed; none where nobody designed it."),
    Column(name="fortification_intensity", zh="设防烈度", en="fortification intensity", kind="integer",
           minimum=0.0, maximum=9.0, meaning="0 where there is no seismic design; values are unverified."),
    count("basement_storeys", "地下层数", "storeys below ground", 9),
    flag("soft_ground_floor", "底部软弱层", "soft ground floor",
         meaning="Open ground floor (shops, parking) below a stiffer building."),
    flag("plan_irregular", "平面不规则", "irregular in plan"),
    flag("isolated", "减隔震", "base isolation or damping"),
    flag("insulated", "保温", "insulated walls"),
)  # fmt: skip

_CONDITION = (
    coded("alteration", "改扩建", "alteration", codes.ALTERATIONS, standard=codes.SURVEY),
    flag("retrofitted", "抗震加固", "retrofitted", meaning="Strengthened against earthquakes."),
    _year("retrofit_year", "加固年份", "year of retrofit"),
    flag("appraised", "安全鉴定", "safety appraised"),
    coded("safety_grade", "安全鉴定等级", "grade of the appraisal", codes.GRADES, required=False,
          standard="JGJ 125"),
    coded("site_hazard", "场地隐患", "hazard of the site", codes.SITE_HAZARDS, standard=codes.SURVEY),
    flag("cracked", "裂缝", "cracks"),
    flag("tilted", "倾斜变形", "tilt or deformation"),
)  # fmt: skip

_FITTINGS = (
    count("lifts", "电梯数", "lifts", 80),
    coded("curtain_wall", "玻璃幕墙类型", "glass curtain wall", codes.CURTAIN_WALLS, standard="GB/T 21086"),
    measure("curtain_wall_share", "幕墙占外墙面积比", "share of the facade in glass", "1", 0.0, 1.0),
    measure("curtain_wall_m2", "幕墙面积", "area of the curtain wall", "m2", 0.0, 200_000.0),
    _year("curtain_wall_year", "幕墙建成年份", "year of the curtain wall"),
    STATUS,
)  # fmt: skip

BUILDINGS = Table(
    name="buildings", group="exposure", zh="房屋建筑", en="buildings", geometry="Polygon",
    key=("building_id",), standard=codes.SURVEY,
    meaning="One row for each building with the fields of the national house survey. Type and structure are "
    "what the models read; the survey's own structure list stands beside them.",
    columns=(*_IDENTITY, *_USE, *_CONSTRUCTION, *_CONDITION, *_FITTINGS),
)  # fmt: skip

OCCUPANCY_PROFILES = Table(
    name="occupancy_profiles", group="exposure", zh="人员在室率", en="occupancy profiles",
    key=("building_type", "hour"), standard="",
    meaning="Share of a building's residents, workers and pupils, and visitors that are inside at each hour "
    "of a working day.",
    columns=(
        coded("building_type", "房屋类型", "building type", codes.TYPES),
        Column(name="hour", zh="时刻", en="hour", kind="integer", minimum=0.0, maximum=23.0),
        measure("resident_share", "居民在室率", "share of residents at home", "1", 0.0, 1.0),
        measure("worker_share", "就业就学在室率", "share of workers and pupils present", "1", 0.0, 1.0),
        measure("visitor_share", "访客比例", "share of the peak number of visitors", "1", 0.0, 1.0),
        measure("floor_per_worker_m2", "人均就业面积", "floor area per worker or pupil", "m2", 0.0, 5000.0,
                required=False, meaning="Empty where nobody works."),
        measure("floor_per_visitor_m2", "高峰人均访客面积", "floor area per visitor at the peak", "m2", 0.0,
                5000.0, required=False, meaning="Empty where nobody comes."),
        STATUS,
    ),
)  # fmt: skip
