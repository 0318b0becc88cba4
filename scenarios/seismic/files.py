"""Whether the files an earthquake scenario names can be used, before anything is computed."""

from __future__ import annotations

from models.seismic.fragility import read_fragility
from models.seismic.shaking import read_intensity_grid, read_shakemap_grid, read_stations
from scenarios.loaded import BUILT_IN
from scenarios.sections.earthquake import IntensityEarthquake, ShakemapEarthquake
from scenarios.seismic.spec import SeismicLoaded


def check_files(loaded: SeismicLoaded) -> None:
    """Read each file of a scenario and refuse what a run would refuse of it by itself.

    Raises
    ------
    InputError
        Naming the file and what is wrong with it. Whether it covers the district is seen when the district
        is read.
    """
    spec = loaded.spec
    if spec.damage.fragility != BUILT_IN["damage.fragility"]:
        read_fragility(loaded.path("damage.fragility"))
    if spec.stations is not None:
        read_stations(loaded.path("stations.file"))
    if isinstance(spec.earthquake, ShakemapEarthquake):
        read_shakemap_grid(loaded.path("earthquake.file"))
    if isinstance(spec.earthquake, IntensityEarthquake):
        read_intensity_grid(loaded.path("earthquake.file"))
