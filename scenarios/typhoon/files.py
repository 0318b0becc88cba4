"""Whether the files a typhoon scenario names can be used, before anything is computed."""

from __future__ import annotations

from scenarios.sections.storm import MembersStorm, PerturbedStorm, TrackStorm
from scenarios.typhoon.ensemble import errors_of
from scenarios.typhoon.measures import thresholds_of
from scenarios.typhoon.spec import TyphoonLoaded
from scenarios.typhoon.storms import members_of, track_of


def check_files(loaded: TyphoonLoaded) -> None:
    """Read each file of a scenario and refuse what a run would refuse of it by itself.

    Raises
    ------
    InputError
        Naming the file and what is wrong with it. Whether its places lie in the district is seen when the
        district is read.
    """
    storm = loaded.spec.storm
    if isinstance(storm, MembersStorm):
        members_of(loaded)
    else:
        track_of(loaded)
    if isinstance(storm, TrackStorm):
        thresholds_of(loaded)
    if isinstance(storm, PerturbedStorm):
        errors_of(loaded)
