"""Waters and what holds them."""

from __future__ import annotations

from collections.abc import Mapping

from census.quality.rule import Rule

RULES: Mapping[str, Rule] = {}
