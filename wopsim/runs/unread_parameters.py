"""Parameters that a study sets and that nothing reads there: a follow-up without an exit, the share of another kind of funding.

No list says which rule reads what when, and none would stay true. So each parameter is tried out: the scenario is run with other values
of it, far apart, and where no output of any run moves by a bit, the parameter is of no use there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wopsim.allowed_numbers import is_number
from wopsim.declare import PARAMETERS, Parameters, Value
from wopsim.engines.compiled.run import run_block
from wopsim.errors import WopsimError
from wopsim.rules.costs import READ_WHEN_MEASURED
from wopsim.runs.in_memory import parameters_of
from wopsim.strategies.design import EVERYBODY, LISTS
from wopsim.study.parameter_block import strategies, unfit
from wopsim.study.scenario import Study
from wopsim.world.table import World

REPLICATES = 4
MOST_OTHERS = 4
"""Other values that are tried of a parameter."""


@dataclass(frozen=True)
class Unread:
    """A parameter that moved nothing.

    Parameters
    ----------
    name : of the parameter.
    scenarios : that set it, or get it from the sweep.
    tried : other values that gave the same numbers.
    """

    name: str
    scenarios: tuple[str, ...]
    tried: tuple[Value, ...]

    def __str__(self) -> str:
        where = f"scenario {self.scenarios[0]!r}" if len(self.scenarios) == 1 else f"any of the {len(self.scenarios)} scenarios that set it"
        return (
            f"{self.name!r} is set, and changes nothing in {where}: with {_listed(self.tried)} every output stays the same. It may belong "
            "to another choice (a kind of funding, a phase that does not come, a group that is not there): take it out, or choose that."
        )


def unread_parameters(study: Study, world: World) -> list[Unread]:
    """Return the parameters that the study sets, in scenarios or in its sweep, and that move no output in any of its scenarios.

    Parameters
    ----------
    study : whose scenarios are run, a few replicates of the first draw.
    world : of the study.
    """
    whole = world.complete(study.seed, 0)
    waiting: dict[str, list[str]] = {}
    tried: dict[str, list[Value]] = {}
    read = set(READ_WHEN_MEASURED)
    for at in _telling(study):
        for number, scenario in enumerate(at.scenarios[1:], 1):
            for name in scenario.settings:
                if scenario.name not in waiting.setdefault(name, []):
                    waiting[name].append(scenario.name)
            p = parameters_of(at, number, 0)
            others = {name: _others(name, p) for name in scenario.settings if name not in read}
            read |= _moving(study, whole, p, others)
            for name, values in others.items():
                tried.setdefault(name, []).extend(value for value in values if value not in tried.get(name, []))
    return [Unread(name, tuple(where), tuple(tried[name])) for name, where in waiting.items() if name not in read and tried[name]]


def _telling(study: Study) -> Iterator[Study]:
    """Yield the study at the first combination of swept values, and at each that turns something on or off for the first time."""
    seen: set[tuple[str, object]] = set()
    for number, variant in enumerate(study.variants):
        turned = {(name, value if isinstance(value, str) else bool(value)) for name, value in variant.items()}
        if not turned <= seen:
            yield study.at(number)
        seen |= turned
    if not study.variants:
        yield study


def _others(name: str, p: Parameters) -> list[Value]:
    """Return other values of a parameter, as different as they may be, that fit to the rest."""
    declared, value = PARAMETERS[name], p[name]
    found: Sequence[Value]
    if isinstance(value, bool):
        found = [not value]
    elif isinstance(value, str):
        found = [EVERYBODY] if name in LISTS else declared.choices or strategies()[name].names()
    else:
        low, high = declared.valid
        found = [declared.kind(number) for number in (low, high, max(low, value / 2), min(high, value * 2)) if np.isfinite(number)]
    others = [other for other in dict.fromkeys(found) if other != value and not unfit({**p, name: other})]
    return others[:MOST_OTHERS]


def _moving(study: Study, world: World, p: Parameters, others: dict[str, list[Value]]) -> set[str]:
    """Return which of the parameters move an output; one with which a run fails was read."""
    changed = [(name, p.replace(**{name: value})) for name, values in others.items() for value in values]
    try:
        return _moved(study, world, p, changed)
    except WopsimError:
        raise
    except Exception:
        if len(others) == 1:
            return set(others)
        return {name for one, values in others.items() for name in _moving(study, world, p, {one: values})}


def _moved(study: Study, world: World, p: Parameters, changed: list[tuple[str, Parameters]]) -> set[str]:
    """Return the names of those whose runs are not to the last bit those of `p`."""
    cases = [(world, values, replicate) for values in (p, *(values for _, values in changed)) for replicate in range(REPLICATES)]
    outputs = run_block(cases, study.seed, study.horizon_years).values()
    found = set()
    for place, (name, _) in enumerate(changed, 1):
        mine = slice(place * REPLICATES, (place + 1) * REPLICATES)
        if not all(np.array_equal(values[mine], values[:REPLICATES], equal_nan=True) for values in outputs):
            found.add(name)
    return found


def _listed(values: tuple[Value, ...]) -> str:
    words = [f"{value:g}" if is_number(value) else str(value).lower() for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
