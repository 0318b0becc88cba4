"""The hazards a scenario can be of: the model of its file, and what runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, ValidationError

from census.errors import InputError
from scenarios.loaded import Loaded, Spec
from scenarios.refusals import refusal
from scenarios.sections.frame import Heading
from scenarios.variants import Chain, read_chain


class Hazard(NamedTuple):
    """Where the model of a scenario file, what runs it and what reads its files stand, as "module:name"."""

    model: str
    run: str
    check: str | None = None


HAZARDS: Mapping[str, Hazard] = MappingProxyType(
    {
        "waterlogging": Hazard("scenarios.spec:Scenario", "scenarios.waterlogging.run:run"),
        "seismic": Hazard(
            "scenarios.seismic.spec:SeismicScenario",
            "scenarios.seismic.run:run",
            "scenarios.seismic.files:check_files",
        ),
        "typhoon": Hazard(
            "scenarios.typhoon.spec:TyphoonScenario",
            "scenarios.typhoon.run:run",
            "scenarios.typhoon.files:check_files",
        ),
    }
)
"""The hazards by the value of scenario.hazard; their modules are loaded when they are asked for."""


def load(source: str | Path, overrides: Sequence[str] = ()) -> Loaded[Spec]:
    """Read and check a scenario of any hazard.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name of the library.
    overrides
        Texts of the form "a.b=value", the value in TOML.

    Raises
    ------
    InputError
        If the file or an override is wrong; the message names file, key, value and remedy.
    """
    chain = read_chain(source, overrides)
    return _checked(chain, overrides, hazard_of(chain))


def check_files(loaded: Loaded[Any]) -> None:
    """Refuse what a run would refuse of the files a scenario names.

    Raises
    ------
    InputError
        Naming the file and what is wrong with it.
    """
    check = HAZARDS[loaded.spec.scenario.hazard].check
    if check is not None:
        named(check)(loaded)


def load_of(hazard: str, source: str | Path, overrides: Sequence[str] = ()) -> Loaded[Any]:
    """Read and check a scenario where only one hazard will do.

    Raises
    ------
    InputError
        As for `load`, and if the scenario is of another hazard.
    """
    chain = read_chain(source, overrides)
    stated = hazard_of(chain)
    if stated != hazard:
        raise InputError(
            f"{chain.origin('scenario.hazard')}: scenario.hazard = {stated!r}; here a scenario of "
            f"{hazard!r} is needed"
        )
    return _checked(chain, overrides, hazard)


def hazard_of(chain: Chain) -> str:
    """Hazard that a scenario states.

    Raises
    ------
    InputError
        If it states none, or one that is not known.
    """
    heading = chain.data.get("scenario")
    stated = heading.get("hazard") if isinstance(heading, dict) else None
    if isinstance(stated, str) and stated in HAZARDS:
        return stated
    try:
        _Headed.model_validate_json(json.dumps(chain.data, default=str))
    except ValidationError as error:
        raise refusal(error, model=_Headed, chain=chain) from None
    raise AssertionError(f"the heading knows a hazard {stated!r} that nothing runs")


class _Headed(BaseModel):
    """The heading of a scenario, all hazards alike."""

    scenario: Heading


def _checked(chain: Chain, overrides: Sequence[str], hazard: str) -> Loaded[Spec]:
    """The values of a scenario of a hazard, all in order."""
    model = model_of(hazard)
    _refuse_foreign(chain, hazard, model)
    try:
        # Through JSON, where a strict model still takes a list for a tuple.
        spec = model.model_validate_json(json.dumps(chain.data, default=str))
    except ValidationError as error:
        raise refusal(error, model=model, chain=chain) from None
    return Loaded(spec=cast(Spec, spec), chain=chain, overrides=tuple(overrides))


def model_of(hazard: str) -> type[BaseModel]:
    """The model of the whole file of a hazard."""
    return cast(type[BaseModel], named(HAZARDS[hazard].model))


def named(target: str) -> Any:
    """What "module:name" names."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def _refuse_foreign(chain: Chain, hazard: str, model: type[BaseModel]) -> None:
    """Refuse a section that only a scenario of another hazard has."""
    for section in chain.data:
        if section in model.model_fields:
            continue
        owner = next((name for name in HAZARDS if section in model_of(name).model_fields), None)
        if owner is not None:
            raise InputError(
                f"{chain.origin(section)}: [{section}] belongs to scenarios of {owner!r}, this one is of "
                f"{hazard!r} (scenario.hazard); leave it out, or take a base of {owner!r}. "
                f"Sections of {hazard!r} are {', '.join(model.model_fields)}"
            )
