"""All rules by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from census.quality import (
    buildings,
    capacity,
    completeness,
    criteria,
    dangers,
    dates,
    drainage,
    flood,
    geometry,
    ground,
    house_survey,
    institutions,
    keys,
    levels,
    people,
    personal,
    provenance,
    roads,
    schema_checks,
    shift,
    sites,
    slopes,
    tiling,
    weather,
)
from census.quality.rule import Rule

SUBJECTS: Mapping[str, Mapping[str, Rule]] = MappingProxyType(
    {
        "schema": schema_checks.RULES,
        "keys": keys.RULES,
        "provenance": provenance.RULES,
        "dates": dates.RULES,
        "geometry": geometry.RULES,
        "tiling": tiling.RULES,
        "shift": shift.RULES,
        "levels": levels.RULES,
        "buildings": buildings.RULES,
        "house survey": house_survey.RULES,
        "institutions": institutions.RULES,
        "sites": sites.RULES,
        "people": people.RULES,
        "drainage": drainage.RULES,
        "flood": flood.RULES,
        "roads": roads.RULES,
        "ground": ground.RULES,
        "slopes": slopes.RULES,
        "weather": weather.RULES,
        "criteria": criteria.RULES,
        "capacity": capacity.RULES,
        "dangers": dangers.RULES,
        "personal": personal.RULES,
        "completeness": completeness.RULES,
    }
)
"""Rules by subject, in the order in which they are applied."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {name: rule for rules in SUBJECTS.values() for name, rule in rules.items()}
)
"""Every rule by name."""


def statements() -> pd.DataFrame:
    """What every rule asks: subject, rule, severity, must, source, needs; one row each."""
    rows = [
        {
            "subject": subject,
            "rule": name,
            "severity": rule.severity,
            "must": rule.must,
            "source": rule.source,
            "needs": "; ".join(f"{table}: {', '.join(columns)}" for table, columns in rule.needs.items()),
        }
        for subject, rules in SUBJECTS.items()
        for name, rule in rules.items()
    ]
    return pd.DataFrame(rows)
