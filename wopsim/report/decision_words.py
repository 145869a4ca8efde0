"""The answer to a choice in plain sentences, made of its numbers, for somebody who reads nothing else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from wopsim.analysis.choice.design_decision import CAUSES
from wopsim.analysis.choice.frontier import DOMINATED, EXTENDED, ON
from wopsim.analysis.choice.regret import FEW_WORLDS, worst_count
from wopsim.analysis.paired import INTERVAL
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.declare import PARAMETERS
from wopsim.report.brief.brief_language import Phrases, words_in
from wopsim.report.numbers import PERCENT, WORDS, compact, of_hundred

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.study_value import StudyValueData

_BECAUSE = {
    "short_of_applicants": "nobody else applied",
    "short_of_mentors": "no mentor was free for those who applied",
    "capped": "the cap by country kept pairs out",
    "held_back": "a rule of how money is given held it back",
    "short_of_money": "too little was left for one more partnership",
}
"""Why money is promised to nobody, of `CAUSES`."""
BESIDE_OTHERS = {ON: ON, DOMINATED: "another brings more for less", EXTENDED: "a mix of two brings more for less"}
"""What `frontier.dominance` says of a design, in plain words."""
UNUSED = "unused"
"""Stands for the causes of calls where most of what is left was promised, and not used."""
TOLD_UNSPENT = 0.1
"""Share of the money from which an answer says that a design leaves it [assumed]."""
NOTHING_SEEN = "nothing seen"
"""Said of an amount that is no more than its error, so that these runs do not tell it from nothing."""
FEW_DRAWS = 200
"""Draws below which a regression on a hundred drawn numbers finds some that only seem to matter [assumed]."""
MANY_RUNS = 1e7
"""Points above which it is no use to say how many are needed."""
_AS_GOOD_AS_ALIKE = (
    "More runs would hardly change that: the differences are known, and smaller than what is useful. Choose on other grounds."
)
"""Said where no run more is needed: `runs_needed` counts until a difference is told, or known to be below what is useful."""
WORTH_A_WORD = 0.1
"""Part by which cost or loss of the second has to differ from that of the best, for the answer to say so [assumed]."""
_UNITS = {
    "person": "people", "person*year": "person-years", "m3/day": "m3 a day", "weighted person": "people (weighted)", "utility": "utilities",
    "function": "functions", "point": "points", "kWh/year": "kWh a year", "EUR2024": "EUR of 2024", "day": "days", "month": "months",
    "year": "years", "partnership": "partnerships", "call": "calls", "mentor": "mentors", "mentee": "mentees", "connection": "connections",
}  # fmt: skip


def sentence(decision: DecisionData, to_learn: bool = True) -> str:
    """Return which design is best, how often that is wrong, what is lost then, which is second, and what would be worth knowing.

    Parameters
    ----------
    decision : what is told. to_learn : whether to say what would be worth knowing, which takes longer than all else.
    """
    if bought_nothing(decision):
        return Phrases("en").say("answer", "nothing_bought")
    best = decision.table.iloc[0]
    leaders = decision.table[decision.table["group"] == "A"]
    parts = [_first(decision)]
    parts += _beside_nothing(decision)
    parts += _pays(decision)
    if len(leaders) == len(decision.table):
        more = (leaders["runs_needed"] > decision.draws * decision.replicates).any()
        parts.append("It takes more runs, or a choice on other grounds." if more else _AS_GOOD_AS_ALIKE)
    wrong = worlds_wrong(decision)
    if best["regret"] > 0.0 and 0 < wrong < FEW_WORLDS:
        parts.append(f"With luck averaged out, another is better in {wrong} of the {decision.draws} worlds: too few to say by how much.")
    elif best["regret"] > 0.0:
        lost, worst = (amount(decision, best[column]) for column in ("regret_if_wrong", "regret_worst"))
        # where it is wrong in fewer than a twentieth of worlds, the worst twentieth holds worlds in which it is right
        rarely = best["regret_worst"] <= best["regret_if_wrong"] or worst_count(decision.draws) < FEW_WORLDS
        more = "" if rarely else f", and by {worst} in the worst twentieth of all worlds"
        where = "Where it is wrong to do nothing, that" if decision.nothing_first else "Where it is the wrong choice, it"
        parts.append(f"{where} falls short of the best by {lost} on average{more}.")
    elif best["chance_best"] < 0.995:
        parts.append(
            "That it is best in fewer than 100 comes from the number of runs alone: with luck averaged out, no other design is better in "
            "any world that was tried."
        )
    else:
        parts.append("In no plausible world would another have been better.")
    if worlds_look_alike(decision):
        parts.append("These runs do not tell luck from what is not known, so that this counts luck only; more of them do.")
    if not decision.nothing_first:  # the best design was named already
        parts.append(_second(decision))
    if best["harm_runs"] >= 0.005:
        worse = "is worth less than it costs" if decision.in_money else "does less good than no programme"
        parts.append(f"Done once, it {worse} in {of_hundred(best['harm_runs'])} of 100 cases.")
    if best["unspent"] >= TOLD_UNSPENT:
        parts.append(f"It leaves {PERCENT.show(best['unspent'])} of the money unspent: {_what_bound(best)}.")
    if to_learn:
        parts += _to_learn(decision)
    return " ".join(parts)


def _first(decision: DecisionData) -> str:
    """The best on average, in how many worlds it is best, and in the same breath whether that may be luck of the runs."""
    best = decision.table.iloc[0]
    others = int((decision.table["group"] == "A").sum()) - 1
    name, worlds = f"“{best['label']}”", f"best in {of_hundred(best['chance_best'])} of 100 plausible worlds"
    if decision.nothing_first:
        name = "To do nothing"
    if not others:
        return f"{name} is best on average, and {worlds}."
    any_other = "any other choice" if decision.in_money else "any other design"
    whom = any_other if others == len(decision.table) - 1 else f"{others} other{'s' * (others > 1)}"
    little = f", or it is ahead by less than {amount(decision, decision.yardstick.useful)}" if decision.yardstick.useful else ""
    return f"{name} is {worlds}, but these runs do not tell its average from that of {whom}: luck may have put it first{little}."


def worlds_wrong(decision: DecisionData, choice: str | None = None) -> int:
    """Return in how many worlds that were tried a choice, by default the best on average, is not the best, luck averaged out."""
    values = decision.cleaned.values
    return int((values.max(axis=0) > values[decision.choices.index(choice or str(decision.table["scenario"].iloc[0]))]).sum())


def beside_nothing(decision: DecisionData) -> Literal["", "worse", "untold"]:
    """Return whether the best design is worse than none on average, or not told from none; nothing where it is better."""
    best = decision.programmes.iloc[0]
    value, error = float(best["value"]), float(best["value_error"])
    if abs(value) <= TOLD_APART * error:
        return "untold"
    return "worse" if value < 0.0 else ""


def _beside_nothing(decision: DecisionData) -> list[str]:
    """To do nothing is a choice too, and better where the best design is not worth what it costs, or harms."""
    found, best = beside_nothing(decision), decision.programmes.iloc[0]
    if found == "untold":
        better = "is worth what it costs" if decision.in_money else "does more good than no programme"
        untold = f"these runs do not tell whether it {better}."
        least = f"of the designs, “{best['label']}” loses least; " if decision.nothing_first else ""
        said = f"{least}{untold}"
        return [f"{said[:1].upper()}{said[1:]}"]
    if found == "worse" and decision.in_money:  # no programme, which is a choice then, is first
        less = amount(decision, -best["value"])
        return [f"Of the designs, “{best['label']}” loses least: it is worth {less} less than it costs on average."]
    return ["On average it does less good than no programme."] if found else []


def _pays(decision: DecisionData) -> list[str]:
    """From which worth of a unit the best design is better than no programme: on average, and in nine of ten worlds."""
    best, (by, one) = first_to_pay(decision), priced(decision)
    if not float(best["gain"]) > 0.0:
        return []  # no worth is enough
    purses = {"funder": "the funder's money", "all": "everybody's money"}
    if decision.yardstick.discount is None:  # the two count years unlike, and stand in one sentence
        purses = {"funder": f"{purses['funder']} as paid", "all": f"{purses['all']} with later years counting less"}
    said = []
    for whose, money_of in purses.items():
        mean, low, high = (by * float(best[f"pays_{whose}{end}"]) for end in ("", "_low", "_high"))
        if mean <= 0.0:
            said.append(f"whatever it is worth by {money_of}")
        else:
            range_ = "no upper end is known" if math.isnan(high) else f"the runs leave {_worth(low)} to {_worth(high)} open"
            said.append(f"more than EUR {_worth(mean)} by {money_of} ({range_})")
    sure = [by * float(best[f"pays_{whose}_sure"]) for whose in purses]
    if any(math.isnan(value) for value in sure):
        fairly = "In more than one of ten plausible worlds no worth is enough, because it gains nothing there."
    else:
        enough = " and EUR ".join(_worth(max(0.0, value)) for value in sure)
        fairly = f"In nine of ten plausible worlds EUR {enough} suffice."
    name = (
        f"The first to be worth its cost on average would be “{best['label']}”,"
        if decision.nothing_first
        else "It is worth its cost on average"
    )
    return [f"{name} where one {one} is worth {', or '.join(said)}. {fairly}"]


def first_to_pay(decision: DecisionData) -> pd.Series:
    """Return the design of which it is told from which worth it pays: the best, or where nothing is first that of the cheapest unit."""
    designs = decision.programmes
    if decision.nothing_first and designs["unit_cost"].notna().any():
        return designs.loc[designs["unit_cost"].idxmin()]
    return designs.iloc[0]


def priced(decision: DecisionData) -> tuple[float, str]:
    """Return what a price is multiplied with to be told, and what it is of: one unit; of shares, a percentage point."""
    return 0.01 if decision.unit == "1" else 1.0, Phrases("en").one(decision.unit)


def _what_bound(row: pd.Series) -> str:
    """How much of the money was promised to nobody and why, and how much was promised and not used."""
    held = [(float(row[f"unpromised_{cause}"]), words) for cause, words in _BECAUSE.items()]
    why = "; ".join(f"{PERCENT.show(part)} because {words}" for part, words in held if part >= 0.005)
    said = f"{PERCENT.show(row['unpromised'])} was still free after the last call{f' ({why})' if why else ''}"
    back = row["unspent"] - row["unpromised"]
    return f"{said}; {PERCENT.show(back)} was promised and not used" if back >= 0.005 else said


def main_cause(row: pd.Series) -> str:
    """Return why a design leaves money: `UNUSED`, or that of `CAUSES` to which most of what is promised to nobody belongs."""
    if row["unpromised"] < row["unspent"] / 2:
        return UNUSED
    return max(CAUSES, key=lambda cause: float(row[f"unpromised_{cause}"]))


def why_left(row: pd.Series) -> str:
    """Return in a few words why a design leaves money."""
    cause = main_cause(row)
    return "most was promised and not used" if cause == UNUSED else _BECAUSE[cause]


def _second(decision: DecisionData) -> str:
    """The second on average: how much less it gains, what it costs beside the best, and whether it loses less in bad worlds."""
    best, second = decision.table.iloc[0], decision.table.iloc[1]
    less = best["value"] - second["value"]  # of the same runs, so that it is the mean of the paired difference
    said = f"Second: “{second['label']}”, {amount(decision, less)} less on average"
    others_costs = [
        f"{whom} {money(abs(more))} {'more' if more > 0.0 else 'less'}"
        for column, whom in (("cost_funder", "the funder"), ("cost_all", "all who pay"))
        if abs(more := second[column] - best[column]) >= WORTH_A_WORD * abs(best[column]) > 0.0
    ]
    beside = [f"costs {' and '.join(others_costs)}"] if others_costs else []
    spared = best["regret_worst"] - second["regret_worst"]
    if spared >= WORTH_A_WORD * abs(best["regret_worst"]) > 0.0 and worst_count(decision.draws) >= FEW_WORLDS:
        beside.append(f"loses {amount(decision, spared)} less in the worst twentieth of worlds")
    return f"{said}{'; it ' + ', and '.join(beside) if beside else ''}."


def _to_learn(decision: DecisionData) -> list[str]:
    """What is worth most to know: with few draws only which kind of numbers, for single ones mean little then."""
    kind = "group" if decision.draws < FEW_DRAWS else "number"
    learn = decision.information()
    found = learn[learn["kind"] == kind]
    if not len(found) or not found["value"].iloc[0] > 2.0 * found["error"].iloc[0] > 0.0:
        return []
    first = found.iloc[0]
    what = f"more on {all_about(str(first['name']))}" if kind == "group" else named(str(first["name"]))
    price = bought_for(decision, float(first["value"]))
    bought = f", as much as {money(price)} bring at the average cost of the best design" if math.isfinite(price) else ""
    return [
        f"What would turn it most: knowing {what} before choosing. Choices would then bring up to {amount(decision, first['value'])} more "
        f"on average{bought}; no study of that is worth more."
    ]


def bought_for(decision: DecisionData, value: float) -> float:
    """Return what an amount of the gain costs by the best design on average [EUR2024]; NaN where that is not known, or money is judged."""
    return math.nan if decision.in_money else value * float(decision.table.iloc[0]["unit_cost"])


def all_about(group: str) -> str:
    """Return what the numbers of a group are about, in the words of the brief."""
    return str(words_in("en")["learn"][group])


def named(number: str) -> str:
    """Return what a number is, in the words of its declaration, and its name."""
    said = PARAMETERS[number].doc.split(".")[0].split(";")[0] if number in PARAMETERS else ""
    return f"“{said}” ({number})" if said else number


def bought_nothing(decision: DecisionData) -> bool:
    """Whether no design agreed a partnership in any run, so that there is nothing to compare."""
    return not decision.programmes["partnerships_agreed"].any()


def worlds_look_alike(decision: DecisionData) -> bool:
    """Whether the gain of the best is one in nine of ten worlds: cleaned of luck, few runs leave nothing, and that is no knowledge."""
    low, high = np.quantile(decision.gains[decision.designs.index(decision.best)], INTERVAL)
    return f"{low:.2g}" == f"{high:.2g}"


def amount(decision: DecisionData | StudyValueData, value: float) -> str:
    """Return an amount of what is judged, in words and to two figures: 18 thousand people, 2.1 million euros."""
    if decision.in_money:
        return money(value)
    unit = in_words(decision.unit)
    return f"{100 * value:.2g} percentage points" if unit == "1" else f"{_rounded(value)} {unit}"


def money(value: float) -> str:
    """Return an amount of money in words and to two figures."""
    return f"{_rounded(value)} euros"


def _worth(value: float) -> str:
    """Return what a unit is worth [EUR2024] to two figures, without words for thousands: 32, 1,100."""
    return f"{float(f'{value:.2g}'):,.10g}"


def _rounded(value: float) -> str:
    rounded = float(f"{value:.2g}")
    scale = compact(rounded)
    return f"{rounded / scale.by:.3g} {WORDS[scale.suffix]}" if scale.suffix else f"{rounded:.3g}"


def in_words(unit: str) -> str:
    """Return a unit as people say it, of several."""
    return _UNITS.get(unit, unit)
