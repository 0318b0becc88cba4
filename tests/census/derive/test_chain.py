"""The chain of steps: made once, skipped when current, never half there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray

from census.derive import STEPS, Step, derive_all, open_derived, plan_of
from census.derive.code import code_hash
from census.derive.step import Derived, Deriver, Progress, Source
from census.errors import AbsentError, InputError
from census.grid import DISTRICT_CRS, Grid

GRID = Grid(DISTRICT_CRS, 500_000.0, 3_300_000.0, 5.0, 4, 6)


class Tables:
    """A source in memory."""

    def __init__(self, **tables: pd.DataFrame) -> None:
        self.tables = tables
        self.terrain = np.arange(24, dtype=np.float32).reshape(4, 6)
        self.synthetic = True

    def rows(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise AbsentError(f"no table {name}")
        return self.tables[name]

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        if name != "terrain":
            raise AbsentError(f"no raster {name}")
        return self.terrain, GRID


def source() -> Tables:
    """Two houses and a terrain."""
    houses = gpd.GeoDataFrame(
        {"house": ["a", "b"], "storeys": [2, 5]}, geometry=shapely.points([[0, 0], [1, 1]]), crs=DISTRICT_CRS
    )
    return Tables(houses=houses, streets=pd.DataFrame({"code": ["1"]}))


def double(source: Source, progress: Progress) -> Derived:
    """A step with one output of each kind."""
    terrain, grid = source.raster("terrain")
    houses = source.rows("houses")
    progress(0.5, "half")
    return Derived(
        rasters={"twice": (2.0 * terrain, grid), "code": (np.ones(grid.shape, np.uint8), grid)},
        tables={"houses_made": houses.assign(storeys=houses["storeys"] + 1)},
        files={"model.inp": "[TITLE]\n甲\n"},
        notes={"mean": np.float64(1.5), "none": float("nan"), "status": "unverified"},
    )


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Step]]:
    """Make steps of functions, as if each lay in a module of its own."""

    def made(**derivers: Deriver) -> dict[str, Step]:
        for name, function in derivers.items():
            module = ModuleType(f"census_step_{name}")
            module.__dict__["derive"] = function
            module.__spec__ = __spec__
            monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
        return {
            name: Step(
                name=name,
                zh=name,
                target=f"census_step_{name}:derive",
                tables=("houses",),
                rasters=("terrain",),
            )
            for name in derivers
        }

    return made


Steps = Callable[..., dict[str, Step]]


def test_what_a_step_gives_is_read_back_as_it_was(tmp_path: Path, steps: Steps) -> None:
    summary = derive_all(source(), tmp_path / "out", steps=steps(double=double))
    assert [(run.name, run.state) for run in summary.runs] == [("double", "made")]
    assert summary.synthetic
    held = open_derived(tmp_path / "out", verify=True)
    twice, grid = held.raster("twice")
    np.testing.assert_array_equal(twice, 2.0 * np.arange(24.0).reshape(4, 6))
    assert grid == GRID and held.synthetic
    houses = held.rows("houses_made")
    assert list(houses["storeys"]) == [3, 6] and houses.crs == DISTRICT_CRS
    assert held.text("model.inp") == "[TITLE]\n甲\n"
    assert held.notes("double") == {"mean": 1.5, "none": None, "status": "unverified"}
    assert (held.raster_names, held.table_names, held.file_names) == (
        ("code", "twice"), ("houses_made",), ("model.inp",)
    )  # fmt: skip


def test_a_step_whose_inputs_did_not_change_is_skipped(tmp_path: Path, steps: Steps) -> None:
    calls: list[str] = []

    def counted(source: Source, progress: Progress) -> Derived:
        calls.append("made")
        return double(source, progress)

    chain = steps(double=counted)
    derive_all(source(), tmp_path, steps=chain)
    again = derive_all(source(), tmp_path, steps=chain)
    assert calls == ["made"] and again.runs[0].state == "current"
    assert plan_of(source(), tmp_path, steps=chain).due == ()
    assert derive_all(source(), tmp_path, anew=True, steps=chain).runs[0].state == "made"
    assert calls == ["made", "made"]


def test_when_a_row_came_in_does_not_make_a_step_anew(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    first, later = source(), source()
    first.tables["houses"] = first.tables["houses"].assign(ingested_at="2026-01-01", row_hash="0")
    later.tables["houses"] = later.tables["houses"].assign(ingested_at="2026-02-02", row_hash="1")
    derive_all(first, tmp_path, steps=chain)
    assert derive_all(later, tmp_path, steps=chain).runs[0].state == "current"


@pytest.mark.parametrize("what", ["value", "place", "raster", "not synthetic"])
def test_a_changed_input_makes_the_step_anew(tmp_path: Path, steps: Steps, what: str) -> None:
    chain = steps(double=double)
    derive_all(source(), tmp_path, steps=chain)
    other = source()
    if what == "value":
        other.tables["houses"].loc[1, "storeys"] = 6
    elif what == "place":
        other.tables["houses"].loc[1, "geometry"] = shapely.Point(1.0, 1.001)
    elif what == "raster":
        other.terrain[3, 5] += 1e-3
    else:
        other.synthetic = False
    run = derive_all(other, tmp_path, steps=chain).runs[0]
    assert run.state == "made" and run.why


def test_an_input_that_was_read_without_being_declared_counts_too(tmp_path: Path, steps: Steps) -> None:
    def curious(source: Source, _: Progress) -> Derived:
        return Derived(tables={"copied": source.rows("streets")})

    chain = steps(curious=curious)
    derive_all(source(), tmp_path, steps=chain)
    other = source()
    other.tables["streets"].loc[0, "code"] = "2"
    run = derive_all(other, tmp_path, steps=chain).runs[0]
    assert (run.state, run.why) == ("made", "changed: table streets")


def test_an_absent_table_that_appears_makes_the_step_anew(tmp_path: Path, steps: Steps) -> None:
    def hopeful(source: Source, _: Progress) -> Derived:
        try:
            return Derived(tables={"found": source.rows("lifts")})
        except InputError:
            return Derived(files={"none.txt": "no lifts"})

    chain = steps(hopeful=hopeful)
    derive_all(source(), tmp_path, steps=chain)
    assert open_derived(tmp_path).file_names == ("none.txt",)
    other = source()
    other.tables["lifts"] = pd.DataFrame({"lift": [1]})
    derive_all(other, tmp_path, steps=chain)
    held = open_derived(tmp_path)
    assert (held.file_names, held.table_names) == ((), ("found",))


def test_a_changed_code_makes_the_step_anew(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    derive_all(source(), tmp_path, steps=chain)
    manifest = json.loads((tmp_path / "derived.json").read_text("utf-8"))
    manifest["steps"]["double"]["code"] = "0" * 64
    (tmp_path / "derived.json").write_text(json.dumps(manifest), "utf-8")
    assert derive_all(source(), tmp_path, steps=chain).runs[0].why == "its code changed"


def test_a_damaged_file_is_named_and_made_again(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    derive_all(source(), tmp_path, steps=chain)
    path = open_derived(tmp_path).path("file", "model.inp")
    path.write_text("[TITLE]\n乙\n", "utf-8")
    with pytest.raises(InputError, match=r"model\.inp: the file changed"):
        open_derived(tmp_path, verify=True)
    assert derive_all(source(), tmp_path, steps=chain).runs[0].state == "made"
    assert open_derived(tmp_path, verify=True).text("model.inp") == "[TITLE]\n甲\n"


def test_a_step_that_fails_leaves_what_was_there(tmp_path: Path, steps: Steps) -> None:
    def failing(_: Source, __: Progress) -> Derived:
        raise InputError("table houses, row 1: storeys is 0; 1 or more is needed")

    derive_all(source(), tmp_path, only="double", steps=steps(double=double))
    with pytest.raises(InputError, match="storeys is 0"):
        derive_all(source(), tmp_path, anew=True, steps=steps(failing=failing))
    assert open_derived(tmp_path, verify=True).raster_names == ("code", "twice")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".tmp-")] == []


def test_a_death_while_writing_shows_nothing_half_made(
    tmp_path: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = steps(double=double)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("census.derive.chain.list_step", dies)
        with pytest.raises(KeyboardInterrupt):
            derive_all(source(), tmp_path, steps=chain)
    with pytest.raises(InputError, match="nothing was derived"):
        open_derived(tmp_path)
    derive_all(source(), tmp_path, steps=chain)
    assert open_derived(tmp_path, verify=True).table_names == ("houses_made",)


def test_results_that_are_replaced_stay_until_the_next_time(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    derive_all(source(), tmp_path, steps=chain)
    before = open_derived(tmp_path)
    other = source()
    other.terrain += 1.0
    derive_all(other, tmp_path, steps=chain)
    # Who opened the folder before can still read.
    assert before.raster("twice")[0][0, 0] == 0.0
    assert open_derived(tmp_path).raster("twice")[0][0, 0] == 2.0
    derive_all(other, tmp_path, steps=chain)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    hashes = []
    for name in ("one", "two"):
        derive_all(source(), tmp_path / name, steps=chain)
        step = open_derived(tmp_path / name).steps["double"]
        hashes.append([step[kind] for kind in ("rasters", "tables", "files", "inputs")])
    assert hashes[0] == hashes[1]


def test_a_missing_input_is_named_before_the_step_begins(tmp_path: Path, steps: Steps) -> None:
    with pytest.raises(InputError, match="step 'double' needs table houses"):
        derive_all(Tables(), tmp_path, steps=steps(double=double))


def test_a_step_cannot_change_what_others_read(tmp_path: Path, steps: Steps) -> None:
    def spoiling(source: Source, _: Progress) -> Derived:
        source.raster("terrain")[0][:] = -1.0
        source.rows("houses")["storeys"] = 0
        return Derived()

    derive_all(source(), tmp_path, steps=steps(spoiling=spoiling, double=double))
    assert open_derived(tmp_path).raster("twice")[0][0, 1] == 2.0


def test_a_step_without_a_module_is_an_error_only_when_it_is_asked_for(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    chain["lost"] = Step(name="lost", zh="", target="census.no_such_package.derive:derive")
    summary = derive_all(source(), tmp_path, steps=chain)
    assert [(run.name, run.state) for run in summary.runs] == [("double", "made"), ("lost", "missing")]
    with pytest.raises(InputError, match=r"step 'lost' cannot be made.*census\.no_such_package\.derive"):
        derive_all(source(), tmp_path, only="lost", steps=chain)


def test_a_wrong_name_of_a_step_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="no step 'terain'; did you mean 'terrain'"):
        plan_of(Tables(), "unused", only="terain")


def test_two_steps_must_not_use_one_name(tmp_path: Path, steps: Steps) -> None:
    with pytest.raises(ValueError, match="both make"):
        derive_all(source(), tmp_path, steps=steps(double=double, again=double))


def test_progress_runs_from_nothing_to_all(tmp_path: Path, steps: Steps) -> None:
    told: list[tuple[float, str]] = []
    chain = steps(double=double)
    derive_all(source(), tmp_path, steps=chain, progress=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] == 1.0
    assert (0.5, "double: half") in told


def test_the_estimate_is_the_time_of_the_last_run(tmp_path: Path, steps: Steps) -> None:
    chain = steps(double=double)
    size = source().terrain.size
    first = plan_of(source(), tmp_path, steps=chain)
    assert first.seconds == pytest.approx(5.0 * size / 8.6e6)
    derive_all(source(), tmp_path, steps=chain)
    known = open_derived(tmp_path).steps["double"]["seconds"]
    assert plan_of(source(), tmp_path, anew=True, steps=chain).seconds == known


def test_an_unknown_product_gets_the_nearest_name(tmp_path: Path, steps: Steps) -> None:
    derive_all(source(), tmp_path, steps=steps(double=double))
    held = open_derived(tmp_path)
    with pytest.raises(InputError, match="no derived raster 'twise'; did you mean 'twice'"):
        held.raster("twise")
    with pytest.raises(InputError, match="step 'roads' was not derived"):
        held.notes("roads")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not readable JSON"),
        ('{"format": "other/1"}', "format is 'other/1'"),
        ('{"format": "fangzai-derived/1", "steps": {"a": {"folder": "x"}}}', "step 'a' lacks code"),
    ],
)
def test_a_garbled_manifest_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "derived.json").write_text(content, "utf-8")
    with pytest.raises(InputError, match=message):
        open_derived(tmp_path)


def test_the_code_of_a_step_reaches_to_what_it_imports() -> None:
    from census.derive.code import _files

    names = {path.as_posix().split("/census/")[-1] for path in _files("census.derive.terrain")}
    assert {"derive/terrain.py", "derive/flow.py", "derive/kernels.py", "twin/kernels.py"} <= names
    assert {"schema/column.py", "derive/landcover.csv"} <= names
    assert "derive/chain.py" not in names
    assert code_hash("census.derive.terrain") != code_hash("census.derive.roughness")


def test_every_step_has_its_place_in_the_chain() -> None:
    assert list(STEPS) == ["terrain", "roughness", "soils", "roads", "people", "drainage", "frequency"]
    assert {step.target.partition(":")[2] for step in STEPS.values()} == {"derive"}


def test_a_table_that_cannot_be_read_is_not_called_absent(tmp_path: Path) -> None:
    from census.derive.reading import Shelf
    from tests.census import tiny

    held = tiny.database(tmp_path / "d")
    shelf = Shelf(held)
    assert shelf.hash_of("table nowhere") == "absent"
    master = next(held.folder.glob("census-*.gpkg"))
    master.write_bytes(master.read_bytes()[:5000])
    with pytest.raises(InputError, match="cut off"):
        shelf.hash_of("table wells")
