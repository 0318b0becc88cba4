"""A calibration from its file to a published folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from census.errors import InputError
from outputs.publish import is_whole, read_manifest
from scenarios.assemble import Assembly, assemble
from scenarios.calibration.cross_validation import Held, cross_validated, folds
from scenarios.calibration.identifiability import Told, told_by
from scenarios.calibration.publication import Fitted, publish_fit
from scenarios.calibration.request import Request, load_request
from scenarios.calibration.search import Best, jacobian, search
from scenarios.calibration.trials import Trials, Vector, seen_by
from scenarios.estimate import duration_text, estimate
from scenarios.factors import with_factors
from scenarios.identity import identity_of
from scenarios.paths import cache_folder
from scenarios.spec import LoadedScenario, load_scenario

Progress = Callable[[float, str], None]

PROFILE_RUNS = 4
"""Runs that the profile of one factor takes."""


@dataclass(frozen=True)
class CalibrationResult:
    """What became of a calibration.

    Parameters
    ----------
    folder
        The published folder.
    factors
        The factors found, by name [-].
    key_figures
        Figures a reader looks for first.
    skipped
        Whether it was published before and not repeated.
    """

    folder: Path
    factors: dict[str, float]
    key_figures: dict[str, object]
    skipped: bool


def run_calibration(
    source: str | Path,
    *,
    runs_dir: Path,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    announce: Callable[[float, str], None] | None = None,
) -> CalibrationResult:
    """Adjust factors to what was observed, judge them, and publish fit and overlay.

    Parameters
    ----------
    source
        The calibration file.
    runs_dir
        Folder of the runs, in which the result is published.
    overrides
        Texts "a.b=value" on every event's scenario.
    progress
        Called with the share done and a message.
    announce
        Called once with the estimated wall time [s] and the estimate in words.

    Raises
    ------
    InputError
        If the file, a scenario or an observation is refused.
    """
    request = load_request(source, overrides)
    section = request.values.calibration
    loaded = {
        event.name: load_scenario(request.scenario(event), section.set) for event in request.values.events
    }
    name = _name(request, loaded)
    if is_whole(runs_dir / name):
        figures = dict(read_manifest(runs_dir / name)["key_figures"])
        factors = {str(k): float(v) for k, v in figures["factors"].items()}
        return CalibrationResult(runs_dir / name, factors, figures, skipped=True)
    tell = progress or (lambda share, message: None)
    cache = cache_folder(runs_dir)
    assemblies = {event: assemble(value, cache=cache) for event, value in loaded.items()}
    trials = _trials(request, loaded, assemblies, tell)
    if announce is not None:
        each = sum(estimate(assembly, cache=cache).seconds for assembly in assemblies.values())
        runs = _runs(request, trials)
        announce(each * runs, f"about {duration_text(each * runs)} (at most {runs} runs of all events)")
    fitted = _fitted(request, trials, tell)
    folder, figures = publish_fit(runs_dir, name, request, loaded, trials, fitted)
    tell(1.0, "published")
    return CalibrationResult(folder, fitted.factors(trials), figures, skipped=False)


def _trials(
    request: Request, loaded: dict[str, LoadedScenario], assemblies: dict[str, Assembly], tell: Progress
) -> Trials:
    """The model as a function of the factors, checked before the first run."""
    values = request.values
    for event, assembly in assemblies.items():
        if loaded[event].spec.start is not None:
            raise InputError(
                f"{event}: its scenario states [start], but a state was computed with other factors than are "
                "tried; calibrate from a scenario that begins on dry ground"
            )
        stated = loaded[event].spec.factors.model_dump()
        for parameter in values.parameters:
            if stated[parameter.name] != 1.0:
                raise InputError(
                    f"{event}: factors.{parameter.name} = {stated[parameter.name]:g} is already in the "
                    "scenario; calibrate from a base without it"
                )
            # Refuses a factor that has nothing to act on.
            with_factors(assembly.surface, assembly.works, {parameter.name: parameter.upper * 1.0000001})
    seen = seen_by([(o, values.event_of(o)) for o in values.observations], assemblies)
    trials = Trials(assemblies, seen, values.parameters, values.calibration.budget)
    runs = _runs(request, trials)
    trials.told = lambda done, loss: tell(min(done / runs, 0.99), f"run {done}, loss {loss:.4g}")
    return trials


def _fitted(request: Request, trials: Trials, tell: Progress) -> Fitted:
    section = request.values.calibration
    best: Best = search(trials, section)
    searched = len(trials.points)
    # The runs of the judgement come on top of those of the search.
    trials.budget = len(trials.points) + len(trials.parameters)
    derivatives: Vector = jacobian(trials, best.point)
    told: Told = told_by(trials, best.point, derivatives, profile=section.profile)
    held: Held = cross_validated(trials, section, best.point, derivatives)
    tell(0.99, "writing the products")
    return Fitted(best, told, held, searched)


def _runs(request: Request, trials: Trials) -> int:
    """Greatest number of runs of search and judgement together."""
    section, count = request.values.calibration, len(request.values.parameters)
    judged = count + (PROFILE_RUNS * count if section.profile else 0) + int(folds(trials, section).max()) + 1
    return section.budget + judged


def _name(request: Request, loaded: dict[str, LoadedScenario]) -> str:
    """Name of the folder: the calibration, its scenarios, inputs and code."""
    digest = hashlib.sha256(request.values.model_dump_json().encode())
    for value in loaded.values():
        digest.update(identity_of(value).run_id.encode())
    return f"{request.values.calibration.name}-{digest.hexdigest()[:12]}"
