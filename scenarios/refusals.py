"""What pydantic found wrong, in words a user can act on."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from census.errors import InputError
from scenarios.variants import Chain

SHOWN = 8
NEEDED = {
    "float_type": "a number is needed",
    "int_type": "a whole number is needed",
    "int_from_float": "a whole number is needed",
    "string_type": "a text in quotes is needed",
    "bool_type": "true or false is needed",
    "tuple_type": "a list is needed",
    "dict_type": "a table is needed",
    "model_type": "a table is needed",
    "model_attributes_type": "a table is needed",
    "finite_number": "a finite number is needed",
}


def refusal(error: ValidationError, *, model: type[BaseModel], chain: Chain) -> InputError:
    """Say what is wrong with a scenario, where it stands and what would be right.

    Parameters
    ----------
    error
        What pydantic found.
    model
        The model of the whole file.
    chain
        The raw tables and the files they come from.
    """
    lines: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        dotted, value, known = _place(detail["loc"], chain.data, missing=detail["type"] == "missing")
        message = _message(dict(detail), model, value=value, known=known)
        name = dotted or "the file"
        lines.setdefault(dotted, f"{chain.origin(dotted)}: {name}{message}")
    shown = list(lines.values())
    more = [f"... and {len(shown) - SHOWN} more"] if len(shown) > SHOWN else []
    return InputError("\n".join(shown[:SHOWN] + more))


def valid_keys(model: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Keys of the table at a pydantic location."""
    models = [model]
    for element in location:
        inner = [
            m.model_fields[element] for m in models if isinstance(element, str) and element in m.model_fields
        ]
        if inner:
            models = [found for field in inner for found in _models(field.annotation)]
        else:
            models = [m for m in models if element in _kinds(m)] or models
    return sorted({key for m in models for key in m.model_fields})


def _message(detail: dict[str, Any], model: type[BaseModel], *, value: Any, known: bool) -> str:
    """The part of a message after the name of the key."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        keys = valid_keys(model, detail["loc"][:-1])
        return f" is no key of this table; {_nearest(str(detail['loc'][-1]), keys)}"
    if kind == "missing":
        return " is missing"
    if kind == "union_tag_not_found":
        return ".kind is missing"
    if kind == "union_tag_invalid":
        kinds = [k.strip(" '") for k in str(context["expected_tags"]).split(",")]
        return f".kind = {context['tag']!r}; {_nearest(str(context['tag']), kinds)}"
    if kind == "value_error":
        return f": {context['error']}"
    shown = f" = {value!r}" if known and not isinstance(value, dict) else ""
    if kind in {"literal_error", "enum"}:
        choices = [k.strip(" '") for k in str(context["expected"]).replace(" or ", ",").split(",")]
        return f"{shown}; {_nearest(str(value), choices)}"
    if kind == "string_pattern_mismatch":
        return f"{shown}; lower-case letters, digits and hyphens are allowed"
    text = NEEDED.get(kind, detail["msg"].replace("Input should be", "it should be"))
    return f"{shown}; {text}"


def _nearest(given: str, choices: Sequence[str]) -> str:
    """Suggest the nearest choice and name them all."""
    near = get_close_matches(given, choices, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}Valid are {', '.join(choices)}"


def _place(location: Sequence[str | int], data: Any, *, missing: bool) -> tuple[str, Any, bool]:
    """Dotted path of a location without pydantic's tags, its value and whether it has one."""
    parts: list[str] = []
    known = True
    for position, element in enumerate(location):
        is_key = isinstance(data, dict) and element in data
        is_item = isinstance(data, list) and isinstance(element, int) and element < len(data)
        if is_key or is_item:
            data = data[element]
        elif missing and position == len(location) - 1:
            known = False
        else:
            continue
        parts.append(str(element))
    return ".".join(parts), data, known


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Models that a field's annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models(argument)]


def _kinds(model: type[BaseModel]) -> tuple[Any, ...]:
    """Values of `kind` that choose a model."""
    field = model.model_fields.get("kind")
    return get_args(field.annotation) if field else ()
