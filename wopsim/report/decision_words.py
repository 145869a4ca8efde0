"""The answer to a choice in plain sentences, made of its numbers, for somebody who reads nothing else."""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from wopsim.analysis.choice.by_prediction import best_as_it_is
from wopsim.analysis.choice.frontier import DOMINATED, EXTENDED, ON
from wopsim.analysis.choice.regret import FEW_WORLDS, worst_count
from wopsim.analysis.choice.yardstick import WHOSE, Whose
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.declare import PARAMETERS
from wopsim.report.amounts_in_words import amount, money, once_only, priced, worth, worths
from wopsim.report.brief.brief_language import Phrases, words_in
from wopsim.report.decision_cases import (
    FEW_DRAWS,
    TOLD_UNSPENT,
    UNUSED,
    WORTH_A_WORD,
    alone,
    beside_nothing,
    best_most_often,
    better_still,
    bought_for,
    bought_nothing,
    dearer_by,
    first_to_pay,
    if_wrong,
    level_with_first,
    main_cause,
    numbers_told,
    worlds_look_alike,
    worlds_wrong,
    worth_alike,
    worth_knowing,
)
from wopsim.report.numbers import PERCENT, of_hundred, rest_told
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.design_decision import DecisionData

BESIDE_OTHERS = {ON: ON, DOMINATED: "another brings more for less", EXTENDED: "a mix of two brings more for less"}
"""What `frontier.dominance` says of a design, in plain words."""
NOTHING_SEEN = "nothing seen"
"""Said of an amount that is no more than its error, so that these runs do not tell it from nothing."""
_MOST_ALIKE = 3
"""Of what is worth as much to know, named in the answer."""
_SHARE_TOLD = 0.005
"""Share from which a percentage is not said as 0."""


def sentence(decision: DecisionData, to_learn: bool = True) -> str:
    """Return which design is best, how often that is wrong, what is lost then, which is second, and what would be worth knowing.

    Parameters
    ----------
    decision : what is told. to_learn : whether to say what would be worth knowing, which takes longer than all else.
    """
    if bought_nothing(decision):
        return Phrases("en").say("answer", "nothing_bought")
    said = [
        _first(decision),
        _beside_nothing(decision),
        _from_which_worth(decision),
        _better_still(decision),
        _where_all_are_level(decision),
        _if_wrong(decision),
        _where_worlds_look_alike(decision),
        _done_once(decision),
        _money_left(decision),
        _most_often(decision),
        _second(decision),  # after all that “it” is said of
        _without_predictions(decision),
        _to_learn(decision) if to_learn else "",
    ]
    return " ".join(filter(None, said))


# Which is best


def _first(decision: DecisionData) -> str:
    """The best on average, in how many worlds it is best, and in the same breath whether that may be luck of the runs."""
    first = decision.table.iloc[0]
    name = "Doing nothing" if decision.nothing_first else f"“{first['label']}”"
    best = best_in(decision)
    if not level_with_first(decision):
        return f"{name} is best on average, and {best}."
    least = decision.yardstick.useful
    little = f", or it is ahead by less than {amount(decision, least)}" if least else ""
    whom = _level_others(decision)
    return f"{name} is {best}, but these runs do not tell its average from that of {whom}: luck may have put it first{little}."


def best_in(decision: DecisionData) -> str:
    """Return in what share of plausible worlds the first is best, and from how many that is known."""
    share = of_hundred(decision.table["chance_best"].iloc[0])
    return f"best in {share} % of plausible worlds (estimated from {decision.draws})"


def _level_others(decision: DecisionData) -> str:
    others = level_with_first(decision)
    if alone(decision):
        return f"“{decision.programmes['label'].iloc[0]}”" if decision.nothing_first else "no programme"
    if others == len(decision.table) - 1:
        return "any other choice" if decision.in_money else "any other design"
    return f"{others} other{'s' * (others > 1)}"


_NOT_WORTH_IT = "“{best}” is worth {less} less than it costs on average."
_LOSES_LEAST = "Of the designs, “{best}” loses least: it is worth {less} less than it costs on average."
_BESIDE_NOTHING = {
    ("worse", "gain"): "On average it does less good than no programme.",
    ("worse", "money"): _LOSES_LEAST,
    ("worse", "nothing first"): _LOSES_LEAST,
    ("worse", "one design"): _NOT_WORTH_IT,
    ("untold", "gain"): "These runs do not tell whether it does more good than no programme.",
    ("untold", "money"): "These runs do not tell whether it is worth what it costs where one {one} is worth EUR {worth}.",
    ("untold", "nothing first"): "Of the designs, “{best}” loses least; these runs do not tell whether it is worth what it costs.",
    ("untold", "one design"): "These runs do not tell whether “{best}” is worth what it costs.",
}
"""By `decision_cases.beside_nothing` and by what is judged: where that is money, no programme is a choice, and may be first."""


def _beside_nothing(decision: DecisionData) -> str:
    """To do nothing is a choice too, and better where the best design is not worth what it costs, or harms."""
    best = decision.programmes.iloc[0]
    found = beside_nothing(best)
    if not found:
        return ""
    first = "one design" if alone(decision) else "nothing first"
    judged = first if decision.nothing_first else "money" if decision.in_money else "gain"
    by, one = priced(decision)
    asked = worth(by * decision.yardstick.worth) if decision.yardstick.worth else ""
    return _BESIDE_NOTHING[found, judged].format(best=best["label"], less=amount(decision, -best["value"]), worth=asked, one=one)


# From which worth of a unit it pays


def _from_which_worth(decision: DecisionData) -> str:
    """From which worth of a unit the best design is better than no programme, or where nothing is first, which design is so first."""
    firsts = {whose: first_to_pay(decision, whose) for whose in WHOSE}
    if not all(float(row["gain"]) > 0.0 for row in firsts.values()):
        return ""  # no worth is enough
    if len({row["scenario"] for row in firsts.values()}) > 1:
        return " ".join(_first_of_purse(decision, whose, row) for whose, row in firsts.items())
    row, (by, one), purses = firsts["funder"], priced(decision), _purses(decision)
    once, name = once_only(decision, Phrases("en")), f"It is {_WORTH_IT}"
    if decision.nothing_first:
        name = f"It would be {_WORTH_IT}" if alone(decision) else f"The first to be {_WORTH_IT} would be “{row['label']}”,"
    said = ", or ".join(_worth_by(decision, row, whose, f" by {purses[whose]}") for whose in WHOSE)
    sure = _fairly_sure(decision, [by * float(row[f"pays_{whose}_sure"]) for whose in WHOSE])
    return f"{name} where one {one} is worth{once} {said}.{sure}"


_WORTH_IT = "worth its cost on average"


def _first_of_purse(decision: DecisionData, whose: Whose, row: pd.Series) -> str:
    """Which design pays first by one purse, where another does by the other."""
    (by, one), once = priced(decision), once_only(decision, Phrases("en"))
    said = f"By {_purses(decision)[whose]}, the first to be {_WORTH_IT} would be “{row['label']}”, where one {one} is worth{once}"
    return f"{said} {_worth_by(decision, row, whose)}.{_fairly_sure(decision, [by * float(row[f'pays_{whose}_sure'])])}"


_EVERYBODY = "everybody's money (of funder, utilities and mentors)"


def _purses(decision: DecisionData) -> dict[Whose, str]:
    """How the money of each purse is called; where the two count years unlike, that is said, as they stand beside each other."""
    if decision.yardstick.discount is None:
        return {"funder": "the funder's money as paid", "all": f"{_EVERYBODY} with later years counting less"}
    return {"funder": "the funder's money", "all": _EVERYBODY}


def _worth_by(decision: DecisionData, row: pd.Series, whose: Whose, by_money: str = "") -> str:
    """From which worth a design pays by one purse, and what the number of runs leaves open of that."""
    by, _ = priced(decision)
    mean, low, high = (by * float(row[f"pays_{whose}{end}"]) for end in ("", "_low", "_high"))
    if mean <= 0.0:
        return f"whatever it is worth{by_money}"
    range_ = "no upper end is known" if math.isnan(high) else f"the runs leave {' to '.join(worths(low, high))} open"
    return f"more than EUR {worth(mean)}{by_money} ({range_})"


def _fairly_sure(decision: DecisionData, worths: list[float]) -> str:
    """Which worths are enough in nine of ten worlds; NaN where none is. Nothing where these runs do not tell worlds from luck."""
    if worlds_look_alike(decision, decision.best):
        return ""
    if any(map(math.isnan, worths)):
        return " In more than one of ten plausible worlds no worth is enough, because it gains nothing there."
    return f" In nine of ten plausible worlds EUR {' and EUR '.join(worth(max(0.0, value)) for value in worths)} suffice."


def _better_still(decision: DecisionData) -> str:
    """Which designs are worth more where the best begins to pay, and up to which worth; nothing where money is judged."""
    if decision.in_money:
        return ""
    by, _ = priced(decision)
    whom = {"funder": "by the funder's money", "all": "by everybody's money"}
    found = better_still(decision, decision.programmes.iloc[0])
    said = [
        f"{whom[whose]} “{other['label']}” {_range(by * float(other[f'pays_{whose}']), by * until)}"
        for whose, (other, until) in found.items()
    ]
    return f"Other designs are better than it and than nothing: {'; '.join(said)}." if said else ""


def _range(low: float, high: float) -> str:
    return f"from EUR {worth(low)} on" if math.isnan(high) else f"from EUR {worth(low)} to {worth(high)}"


# How sure that is


def _where_all_are_level(decision: DecisionData) -> str:
    """What to do where no choice is told from another; where no run more is needed, the differences are known to be of no use."""
    if level_with_first(decision) < len(decision.table) - 1:
        return ""
    if (decision.table["runs_needed"] > decision.draws * decision.replicates).any():
        return "It takes more runs, or a choice on other grounds."
    return "More runs would hardly change that: the differences are known, and smaller than what is useful. Choose on other grounds."


def _if_wrong(decision: DecisionData) -> str:
    """What is lost where the first is not the best."""
    case = if_wrong(decision, decision.table.iloc[0])
    if case == "lost":
        return _lost(decision)
    return _IF_WRONG[case].format(wrong=worlds_wrong(decision), draws=decision.draws)


_IF_WRONG = {
    "few": "With luck averaged out, another is better in {wrong} of the {draws} worlds: too few to say by how much.",
    "unseen": (
        "That it is not best in all of them comes from the number of runs alone: with luck averaged out, no other design is better in any "
        "world that was tried."
    ),
    "never": "In no plausible world would another have been better.",
}
"""By `decision_cases.if_wrong`; what is `lost` has a sentence of its own."""


def _lost(decision: DecisionData) -> str:
    first = decision.table.iloc[0]
    lost, worst = (amount(decision, first[column]) for column in ("regret_if_wrong", "regret_worst"))
    # where it is wrong in fewer than a twentieth of worlds, the worst twentieth holds worlds in which it is right
    rarely = first["regret_worst"] <= first["regret_if_wrong"] or worst_count(decision.draws) < FEW_WORLDS
    more = "" if rarely else f", and by {worst} in the worst twentieth of all worlds"
    where = "Where doing nothing is wrong, it" if decision.nothing_first else "Where it is the wrong choice, it"
    return f"{where} falls short of the best by {lost} on average{more}."


def _where_worlds_look_alike(decision: DecisionData) -> str:
    if not worlds_look_alike(decision, decision.best):
        return ""
    return "These runs do not tell luck from what is not known, so that this counts luck only; more replicates do."


# What else there is to know of it


def _most_often(decision: DecisionData) -> str:
    """The choices that are best in many more worlds than the first, where there are any."""
    rows = best_most_often(decision)
    if not rows:
        return ""
    names = " and ".join("doing nothing" if row["scenario"] == BASELINE else f"“{row['label']}”" for row in rows)
    each = "each in " if len(rows) > 1 else ""
    return f"Best most often, though not on average: {names} ({each}{of_hundred(rows[0]['chance_best'])} % of plausible worlds)."


def _second(decision: DecisionData) -> str:
    """The second on average: how much less it gains, and what speaks for it; where nothing is first, the best design was named already."""
    if decision.nothing_first:
        return ""
    best, second = decision.table.iloc[0], decision.table.iloc[1]
    less = best["value"] - second["value"]  # of the same runs, so that it is the mean of the paired difference
    if second["scenario"] == BASELINE:
        return f"Second: no programme, worth {amount(decision, less)} less on average."
    beside = [*_costs_beside(best, second), *_loses_less(decision, best, second)]
    return f"Second: “{second['label']}”, {amount(decision, less)} less on average{'; it ' + ', and '.join(beside) if beside else ''}."


def _without_predictions(decision: DecisionData) -> str:
    """Where the pairs of the first are chosen by predictions, what that rests on, and which design is the best without."""
    if decision.nothing_first or decision.best not in decision.predicted:
        return ""
    first, design = decision.programmes.iloc[0], best_as_it_is(decision)
    said = f"“{first['label']}” chooses pairs by what the model predicts that they learn; nobody has tested such predictions."
    if design == decision.best:
        return said
    other = decision.programmes.set_index("scenario").loc[design]
    if decision.table["scenario"].iloc[1] == design:  # by how much less was told
        return f"{said} “{other['label']}” is the best without."
    less = amount(decision, first["value"] - other["value"])
    return f"{said} Of the designs without predictions, “{other['label']}” comes first, {less} less on average."


def _costs_beside(best: pd.Series, second: pd.Series) -> list[str]:
    """What the second costs beside the best, by each purse."""
    whom = {"funder": "the funder", "all": "all who pay"}
    more = dearer_by(best, second)
    said = [f"{whom[purse]} {money(abs(by))} {'more' if by > 0.0 else 'less'}" for purse, by in more.items()]
    return [f"costs {' and '.join(said)}"] if said else []


def _loses_less(decision: DecisionData, best: pd.Series, second: pd.Series) -> list[str]:
    """Whether the second loses less in bad worlds."""
    spared = best["regret_worst"] - second["regret_worst"]
    told = spared >= WORTH_A_WORD * abs(best["regret_worst"]) > 0.0 and worst_count(decision.draws) >= FEW_WORLDS
    return [f"loses {amount(decision, spared)} less in the worst twentieth of worlds"] if told else []


def _done_once(decision: DecisionData) -> str:
    """How often a single run with the first is worse than none."""
    often = decision.table["harm_runs"].iloc[0]
    if not often >= _SHARE_TOLD:
        return ""
    worse = "is worth less than it costs" if decision.in_money else "does less good than no programme"
    return f"Done once, it {worse} in {of_hundred(often)} % of cases."


# Money that is left


_BECAUSE = {
    "short_of_applicants": "nobody else applied",
    "short_of_mentors": "no mentor was free for those who applied",
    "capped": "the cap by country kept pairs out",
    "held_back": "a rule of how money is given held it back",
    "short_of_money": "too little was left for one more partnership",
}
"""Why money is promised to nobody, of `CAUSES`."""


def _money_left(decision: DecisionData) -> str:
    first = decision.table.iloc[0]
    if not first["unspent"] >= TOLD_UNSPENT:
        return ""
    return f"It leaves {PERCENT.show(first['unspent'])} of the money unspent: {_what_bound(first)}."


def _what_bound(row: pd.Series) -> str:
    """How much of the money was promised to nobody and why, and how much was promised and not used."""
    held = sorted(((float(row[f"unpromised_{cause}"]), words) for cause, words in _BECAUSE.items()), key=lambda one: -one[0])
    up_to = pairwise(accumulate((part for part, _ in held), initial=0.0))  # so that what rounding leaves is with the smaller parts
    told = [(rest_told(whole, before, 0.01), words) for (before, whole), (_, words) in zip(up_to, held, strict=True)]
    why = "; ".join(f"{PERCENT.show(part)} because {words}" for part, words in told if part >= _SHARE_TOLD)
    said = f"{PERCENT.show(row['unpromised'])} was still free after the last call{f' ({why})' if why else ''}"
    back = row["unspent"] - row["unpromised"]
    rest = rest_told(float(row["unspent"]), float(row["unpromised"]), 0.01)
    return f"{said}; {PERCENT.show(rest)} was promised and not used" if min(back, rest) >= _SHARE_TOLD else said


def why_left(row: pd.Series) -> str:
    """Return in a few words why a design leaves money."""
    cause = main_cause(row)
    return "most was promised and not used" if cause == UNUSED else _BECAUSE[cause]


# What would be worth knowing


def _to_learn(decision: DecisionData) -> str:
    """What is worth most to know: with few draws only which kind of numbers, for single ones mean little then."""
    kind = "number" if numbers_told(decision) else "group"
    learn = worth_knowing(decision)
    found = learn[learn["kind"] == kind]
    if not len(found) or not found["value"].iloc[0] > TOLD_APART * found["error"].iloc[0] > 0.0:
        return ""
    first = found.iloc[0]
    alike = worth_alike([row for _, row in found.iterrows() if row["seen"]])
    names = [all_about(str(row["name"])) if kind == "group" else named(str(row["name"])) for row in alike[:_MOST_ALIKE]]
    price = bought_for(decision, decision.programmes.iloc[0], float(first["value"]))
    spent = decision.table["unspent"].iloc[0] < TOLD_UNSPENT  # else more money would not be spent, and brings nothing
    bought = f", as much as {money(price)} bring at the average cost of the best design" if spent and math.isfinite(price) else ""
    return (
        f"What would turn it most: knowing {'more on ' if kind == 'group' else ''}{_either(names, len(alike))} before choosing. Choices "
        f"would then bring up to {amount(decision, first['value'])} more on average{bought}; a study of that is hardly worth more."
    )


def _either(names: list[str], alike: int) -> str:
    """What is worth most to know; where these runs do not tell which, some of these, and how many more."""
    if alike == 1:
        return names[0]
    more = alike - len(names)
    further = f", or one of {more} more" if more > 1 else ", or one more" if more else ""
    either = Phrases("en").listed(names, ", or ") if not further else ", ".join(names)
    return f"{either}{further} (these runs do not tell which is worth most)"


def numbers_untold(decision: DecisionData) -> str:
    """Return why nothing is said of single drawn numbers, in a sentence; nothing where there are draws enough."""
    if numbers_told(decision):
        return ""
    return (
        f"With {decision.draws} plausible worlds nothing is told of single numbers, because among a hundred some seem to matter by luck: "
        f"take {FEW_DRAWS} draws or more."
    )


def all_about(group: str) -> str:
    """Return what the numbers of a group are about, in the words of the brief."""
    return str(words_in("en")["learn"][group])


def named(number: str) -> str:
    """Return what a number is, in the words of its declaration, and its name."""
    said = PARAMETERS[number].doc.split(".")[0].split(";")[0] if number in PARAMETERS else ""
    return f"“{said}” ({number})" if said else number
