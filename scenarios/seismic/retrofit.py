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
    names = assembly.snapshot.rows("communities").set_index("community_code")["name"]
    by_block.insert(2, "block", by_block["community_code"].map(names).fillna(""))
    words = {one.name: one for one in candidates.measures}
    by_building["measure"] = [f"{words[name].zh} {words[name].en}" for name in by_building["measure"]]
    return {"retrofit": by_building, "retrofit_blocks": by_block}
