"""Which buildings and communities to strengthen first, from the realisations of the run."""

from __future__ import annotations

import pandas as pd

from models.seismic.consequences import consequences_of
from models.seismic.retrofit import rank_blocks, rank_buildings, retrofit_candidates
from models.seismic.shaken import shaken_buildings
from scenarios.sections.damage import RetrofitSection
from scenarios.seismic.assemble import SeismicAssembly


def retrofit_tables(section: RetrofitSection, assembly: SeismicAssembly) -> dict[str, pd.DataFrame]:
    """Lists by building and by community, the best per cost first.

    Parameters
    ----------
    section
        Budget, objective and realisations; the budget is spent on buildings or on communities.
    assembly
        What the model takes.

    Returns
    -------
    dict
        `retrofit` and `retrofit_blocks`; without the budget a list ranks and chooses nothing.
    """
    portfolio, settings = assembly.portfolio, assembly.settings
    shaken = shaken_buildings(portfolio, assembly.motion, assembly.fragility, settings)
    candidates = retrofit_candidates(
        portfolio,
        shaken.motion,
        assembly.curves,
        consequences_of(portfolio),
        shaken.draws,
        seed=settings.seed,
        realisations=min(section.realisations, settings.realisations),
        correlation=settings.correlation,
        threads=settings.threads,
    )
    spent = {by: section.budget if section.by == by else 0.0 for by in ("building", "block")}
    by_building, by_block = (
        rank(portfolio, candidates, budget=spent[by], objective=section.objective).table
        for rank, by in ((rank_buildings, "building"), (rank_blocks, "block"))
    )
    communities = assembly.snapshot.rows("communities").set_index("community_code")
    streets = assembly.snapshot.rows("streets").set_index("code")
    for table in (by_building, by_block):
        place = list(table.columns).index("community_code") + 1
        code = table["community_code"]
        table.insert(place, "block", code.map(communities["name"]).fillna(""))
        for column, name in (("street_en", "name_en"), ("street", "name")):
            table.insert(place, column, code.map(communities["street_code"].map(streets[name])).fillna(""))
    words = {one.name: one for one in candidates.measures}
    for language in ("zh", "en"):
        by_building[f"measure_{language}"] = [
            getattr(words[name], language) for name in by_building["measure"]
        ]
    for by, table in (("building", by_building), ("block", by_block)):
        if spent[by] == 0.0:
            del table["chosen"]
    return {"retrofit": by_building, "retrofit_blocks": by_block}
