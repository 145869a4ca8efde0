"""How an answer of `analysis` becomes one that users look at, and how what they say that designs are judged by becomes a yardstick."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from wopsim.analysis.choice.yardstick import Yardstick
from wopsim.errors import ResultError, did_you_mean

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shown = TypeVar("Shown")


def shown_as(kind: type[Shown], data: DataclassInstance, **more: Any) -> Shown:
    """Return the same answer as another kind of it, which adds nothing but how it looks; `more` replaces fields."""
    return kind(**{field.name: getattr(data, field.name) for field in dataclasses.fields(data)} | more)


def yardstick_of(call: str, beside: Sequence[str], judged: Mapping[str, Any]) -> Yardstick:
    """Return what designs are judged by, from the keywords of a call.

    Parameters
    ----------
    call : its name; beside : its other keywords, for the message.

    Raises
    ------
    ResultError : there is no such keyword, or what it holds means nothing.
    """
    fields = [field.name for field in dataclasses.fields(Yardstick)]
    for name in judged:
        if name not in fields:
            raise ResultError(f"{call} knows no {name!r}; known: {', '.join([*beside, *fields])}.{did_you_mean(name, fields)}")
    return Yardstick(**judged)
