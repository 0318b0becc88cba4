"""Retrofit: what measures would avert, and which buildings or communities to take first."""

from models.seismic.retrofit.averted import Candidates, retrofit_candidates
from models.seismic.retrofit.measures import Measure, retrofit_measures, strengthened
from models.seismic.retrofit.ranking import OBJECTIVES, Plan, rank_blocks, rank_buildings
from models.seismic.retrofit.selection import Selection, greedy_selection

__all__ = [
    "OBJECTIVES",
    "Candidates",
    "Measure",
    "Plan",
    "Selection",
    "greedy_selection",
    "rank_blocks",
    "rank_buildings",
    "retrofit_candidates",
    "retrofit_measures",
    "strengthened",
]
