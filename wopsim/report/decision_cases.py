"""Which cases an answer to a choice tells apart, whatever its language: the answer, the report's page and the brief ask here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from wopsim.analysis.choice.best_by_worth import best_at, overtakes_at
from wopsim.analysis.choice.design_decision import CAUSES
from wopsim.analysis.choice.regret import FEW_WORLDS
from wopsim.analysis.choice.yardstick import WHOSE
from wopsim.analysis.paired import INTERVAL
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.report.numbers import of_hundred
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.yardstick import Whose

UNUSED = "unused"
"""Stands for the causes of calls where most of what is left was promised, and not used."""
WORTH_A_WORD = 0.1
"""Part by which cost or loss of one design has to differ from that of the best, for the answer to say so [assumed]."""
TOLD_UNSPENT = 0.1
"""Share of the money from which an answer says that a design leaves it [assumed]."""
FEW_DRAWS = 200
"""Draws below which a regression on a hundred drawn numbers finds some that only seem to matter [assumed]."""
MANY_RUNS = 1e7
"""Points above which it is no use to say how many are needed."""
_MANY_MORE = 0.1
"""Share of plausible worlds by which another choice must be best in more of them to be told [assumed]."""
_ALWAYS = 0.995
"""Share of plausible worlds from which a choice is said to be best in all of them: in 100 of 100, rounded."""

IfWrong = Literal["few", "lost", "unseen", "never"]


def bought_nothing(decision: DecisionData) -> bool:
    """Whether no design agreed a partnership in any run, so that there is nothing to compare."""
    return not decision.programmes["partnerships_agreed"].any()


def alone(decision: DecisionData) -> bool:
    """Whether there is one design, which stands against no programme and nothing else."""
    return len(decision.designs) == 1


def level_with_first(decision: DecisionData) -> int:
    """Return how many others these runs do not tell from the choice that is first."""
    return int((decision.table["group"] == "A").sum()) - 1


def best_most_often(decision: DecisionData) -> list[pd.Series]:
    """Return the choices that are best in most plausible worlds, where these are many more than that of the highest average; else none.

    Several where their shares are the same as they are told.
    """
    table = decision.table
    most = table["chance_best"].max()
    if most - table["chance_best"].iloc[0] < _MANY_MORE:
        return []
    return [row for _, row in table.iterrows() if of_hundred(row["chance_best"]) == of_hundred(most)]


def worlds_wrong(decision: DecisionData, choice: str | None = None) -> int:
    """Return in how many worlds that were tried a choice, by default the best on average, is not the best, luck averaged out."""
    values = decision.cleaned.values
    return int((values.max(axis=0) > values[decision.choices.index(choice or str(decision.table["scenario"].iloc[0]))]).sum())


def if_wrong(decision: DecisionData, row: pd.Series) -> IfWrong:
    """Return what can be told of the worlds in which a choice is not the best.

    Parameters
    ----------
    decision : the choices; row : of the one that is asked about.

    Returns
    -------
    str
        `few`: there are too few to say by how much. `lost`: there are enough. `unseen`: there are none, and that it is not always best is
        luck of the runs. `never`: it is always best.
    """
    if row["regret"] > 0.0:
        return "few" if 0 < worlds_wrong(decision, str(row["scenario"])) < FEW_WORLDS else "lost"
    return "unseen" if row["chance_best"] < _ALWAYS else "never"


def beside_nothing(row: pd.Series) -> Literal["", "worse", "untold"]:
    """Return whether the design of a row is worse than none on average, or not told from none; nothing where it is better."""
    value, error = float(row["value"]), float(row["value_error"])
    if abs(value) <= TOLD_APART * error:
        return "untold"
    return "worse" if value < 0.0 else ""


def first_to_pay(decision: DecisionData, whose: Whose) -> pd.Series:
    """Return the design of which it is told from which worth it pays: the best, or where nothing is first that which pays first.

    Parameters
    ----------
    decision : the choice.
    whose : by whose money; which pays first may differ by that.
    """
    designs = decision.programmes
    needed = designs[f"pays_{whose}"]
    return designs.loc[needed.idxmin()] if decision.nothing_first and needed.notna().any() else designs.iloc[0]


def better_still(decision: DecisionData, row: pd.Series) -> dict[Whose, tuple[pd.Series, float]]:
    """Return the design that is worth most where that of a row begins to pay, by each purse by which that is another one.

    With the worth of a unit from which that of the row is worth more than it [EUR2024 per unit]; NaN where it is at none. Nothing where
    that is told as the worth from which it pays. Beside a design that needs no predictions, those that need them are no choice.
    """
    programmes, found = decision.programmes, {}
    if row["scenario"] not in decision.predicted:
        programmes = programmes[~programmes["scenario"].isin(decision.predicted)]
    for whose in WHOSE:
        pays = float(row[f"pays_{whose}"])
        if math.isnan(pays):
            continue
        other = best_at(programmes, pays, whose)
        until = overtakes_at(row, other, whose)
        if other["scenario"] != row["scenario"] and f"{until:.2g}" != f"{pays:.2g}":
            found[whose] = (other, until)
    return found


def dearer_by(first: pd.Series, other: pd.Series) -> dict[Whose, float]:
    """Return what a design costs more than another one, of each purse where that is told and worth a word [EUR2024]; less is below nought.

    The two are taken for independent in their errors. They are of the same runs, and luck that both share is no error of the difference,
    so that this is on the safe side.
    """
    more: dict[Whose, float] = {whose: float(other[f"cost_{whose}"] - first[f"cost_{whose}"]) for whose in WHOSE}
    error = {whose: math.hypot(first[f"cost_{whose}_error"], other[f"cost_{whose}_error"]) for whose in WHOSE}
    told = {whose: by for whose, by in more.items() if abs(by) > TOLD_APART * error[whose]}
    return {whose: by for whose, by in told.items() if abs(by) >= WORTH_A_WORD * abs(first[f"cost_{whose}"]) > 0.0}


def least_cost_alike(decision: DecisionData) -> pd.Series | None:
    """Return which of the designs that are level with the best costs all who pay least.

    None where that is no reason to take it: it is the best itself, it costs about as much or is not told to cost less, in all or for a
    unit of what it brings, or to do nothing may be as good.
    """
    level = decision.table[decision.table["group"] == "A"]
    if BASELINE in set(level["scenario"]) or beside_nothing(decision.programmes.iloc[0]):
        return None
    least = level.loc[level["cost_all"].idxmin()]
    cheaper_for_a_unit = least["pays_all"] <= (1.0 - WORTH_A_WORD) * level["pays_all"].iloc[0]
    return least if cheaper_for_a_unit and "all" in dearer_by(level.iloc[0], least) else None


def main_cause(row: pd.Series) -> str:
    """Return why a design leaves money: `UNUSED`, or that of `CAUSES` to which most of what is promised to nobody belongs."""
    if row["unpromised"] < row["unspent"] / 2:
        return UNUSED
    return max(CAUSES, key=lambda cause: float(row[f"unpromised_{cause}"]))


def worlds_look_alike(decision: DecisionData, design: str) -> bool:
    """Whether the gain of a design is one in nine of ten worlds: cleaned of luck, few runs leave nothing, and that is no knowledge."""
    low, high = np.quantile(decision.gains[decision.designs.index(design)], INTERVAL)
    return f"{low:.2g}" == f"{high:.2g}"


def numbers_told(decision: DecisionData) -> bool:
    """Whether there are draws enough to say what a single drawn number does; of fewer only groups of numbers are told."""
    return decision.draws >= FEW_DRAWS


def worth_knowing(decision: DecisionData) -> pd.DataFrame:
    """Return the rows of `DecisionData.information` that are told: everything, each group, and the single numbers that are seen."""
    found = decision.information()
    return found[(found["kind"] != "number") | (found["seen"] & numbers_told(decision))]


def worth_alike(known: Sequence[Any]) -> list[Any]:
    """Return those among which these runs do not tell which is worth most to know: the first, and those not told apart from it.

    Parameters
    ----------
    known : rows of `DecisionData.information` of one kind, the most valuable first.
    """
    return [row for row in known if known[0]["value"] - row["value"] <= TOLD_APART * math.hypot(known[0]["error"], row["error"])]


def bought_for(decision: DecisionData, row: pd.Series, value: float) -> float:
    """Return what an amount of the gain costs by the design of a row [EUR2024]; NaN where that is not known, or money is judged."""
    return math.nan if decision.in_money else value * float(row["unit_cost"])
