"""`spend: all`: how much more than its money a design has to promise, so that in expectation it spends its money.

Money comes back from partnerships that are never agreed, end early, or cost less than was set aside, and often so late that no call
promises it again. Programmes promise more than they have for that reason. Here it is searched how much more: everything else of the
design stays, so what is scaled is the number of partnerships.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from wopsim.analysis.designs import setting
from wopsim.analysis.outcome_specs import PROGRAMME_MONEY
from wopsim.report.numbers import PERCENT
from wopsim.runs.in_memory import Engine, run_block
from wopsim.runs.year_ends import Need
from wopsim.study.reader import read_study
from wopsim.study.scenario import BASELINE, Scenario, Study

DRAWS, REPLICATES = 25, 2
"""Of the search, at most: the first of the study."""
WITHIN = 0.05
"""Part of the money that may be left, or missing, on average."""
MOST_TIMES = 4.0
"""Most that is promised, in times of the money [assumed]."""
_ROUNDS = 6
_HARDLY = 0.02
"""Part of the money by which promising more has to raise what is spent; below, there is nobody left to spend it on."""

Spend = Callable[[dict[str, float]], dict[str, float]]
"""Returns which part of its money each design spends on average, given in times of its money what it promises."""


def spend_all(study: Study, engine: Engine = "compiled") -> tuple[Study, list[str]]:
    """Return the study with designs that promise as much as makes them spend their money, and a sentence on each.

    Parameters
    ----------
    study : if none of its scenarios has `spend_all`, it is returned as it is.
    engine : as in `wopsim.run`.
    """
    asked = [scenario for scenario in study.scenarios if scenario.spend_all]
    if not asked:
        return study, []

    def spend(times: dict[str, float]) -> dict[str, float]:
        return _part_spent(study, [promising(scenario, times[scenario.name]) for scenario in asked if scenario.name in times], engine)

    found = times_to_promise([scenario.name for scenario in asked], spend)
    scenarios = tuple(promising(scenario, found[scenario.name][0]) if scenario.name in found else scenario for scenario in study.scenarios)
    return replace(study, scenarios=scenarios), [_words(scenario.label, *found[scenario.name]) for scenario in asked]


def as_run(study: Study | str | Path, say: Callable[[str], object] = lambda sentence: None) -> Study:
    """Return a study, read where it is not, whose designs promise what they promise when it is run; each sentence on them is said."""
    found, said = spend_all(study if isinstance(study, Study) else read_study(study))
    for sentence in said:
        say(sentence)
    return found


def promising(scenario: Scenario, times: float) -> Scenario:
    """Return a design that promises so many times its money; its promise stands in its settings, so that it can be run again."""
    budget = float(setting(scenario, "budget"))
    return replace(scenario, settings={**scenario.settings, "budget": times * budget}, spend_all=False, promised=times)


def times_to_promise(names: list[str], spend: Spend) -> dict[str, tuple[float, float]]:
    """Return for each design how many times its money it promises, and which part it then spends on average.

    It starts from its money as it is. As long as it spends too little or too much, the promise is scaled by what is missing; where that
    no longer moves what is spent, the smaller promise stays.
    """
    times = dict.fromkeys(names, 1.0)
    spent = spend(times)
    found = {name: (1.0, spent[name]) for name in names}
    waiting = [name for name in names if abs(1.0 - spent[name]) > WITHIN and spent[name] > 0.0]
    for _ in range(_ROUNDS):
        if not waiting:
            break
        goal = 1.0 - WITHIN / 2.0
        times = {name: min(MOST_TIMES, max(1.0, found[name][0] * goal / found[name][1])) for name in waiting}
        spent = spend(times)
        for name in list(waiting):
            before = found[name][1]
            moved = abs(spent[name] - before) >= _HARDLY
            if moved:
                found[name] = (times[name], spent[name])
            if not moved or abs(1.0 - spent[name]) <= WITHIN or times[name] == MOST_TIMES:
                waiting.remove(name)
    return found


def _part_spent(study: Study, scenarios: list[Scenario], engine: Engine) -> dict[str, float]:
    """Which part of its own money each design spends, on average over the first draws."""
    draws, replicates = min(DRAWS, study.draws), min(REPLICATES, study.replicates)
    few = replace(study, scenarios=(study.scenarios[0], *scenarios))
    outputs: dict[str, Need] = {"people_served": "last", **dict.fromkeys(PROGRAMME_MONEY, "once")}  # the engine wants one by year
    runs = run_block(few, range(draws), outputs, engine, range(replicates))
    spent = np.sum([runs[name].transpose("scenario", ...).values.astype(np.float64) for name in PROGRAMME_MONEY], axis=0)
    means = spent.reshape(len(few.scenarios), -1).mean(axis=1)
    return {
        one.name: float(mean * one.promised / float(setting(one, "budget")))
        for one, mean in zip(few.scenarios, means, strict=True)
        if one.name != BASELINE
    }


def _words(label: str, times: float, spent: float) -> str:
    """Say what a design promises, what it spends, and where the rest goes."""
    promises = "promises its money as it is" if times == 1.0 else f"promises {times:.2f} times its money"
    said = f"spend: all: “{label}” {promises}, and spends {PERCENT.show(spent)} of it on average"
    if abs(1.0 - spent) <= WITHIN:
        return f"{said}."
    if spent > 1.0:
        return f"{said}: more than it has, and promising less was not tried."
    if times == MOST_TIMES:
        return f"{said}. More than {MOST_TIMES:.0f} times was not tried. The rest is returned."
    return f"{said}. Promising more changes that little: few mentees or mentors are willing and free in time. The rest is returned."
