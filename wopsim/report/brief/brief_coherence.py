"""What a brief says of what others put in beside the programme, and of money that stays: one function for each sentence, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.cost_sharing import cost_sharing, least_and_most
from wopsim.analysis.designs import setting
from wopsim.report.decision_cases import main_cause
from wopsim.report.numbers import rest_told, step_of

if TYPE_CHECKING:
    from wopsim.analysis.choice.cost_sharing import CostSharing, Quarter
    from wopsim.report.brief.brief_choice import ChoiceInWords

_MOSTLY = 3.0
"""Euros of others for each of the programme from which by far the larger part of the cost is theirs [assumed]."""
_FIGURES = 3
"""To which sums of money are told here: a part and the rest of it stand beside the whole."""
_TOLD_RAISED = 0.01
"""Part of what a programme pays out that others must have added to be told: else sums do not add up for a reader [assumed]."""
_ALL_SPENT = 0.05
"""Share of the money that may be left where nearly all of it is said to be spent [assumed]."""
_PARTS = {
    "works": "cost_works", "own": "cost_works_own", "loan": "cost_works_loan", "connections": "cost_connections",
    "kind": "cost_in_kind", "time": "cost_time", "supply": "cost_supply",
}  # fmt: skip
"""Measures of what others put in, by their gaps in the sentence that splits it."""
_UNLIKE = 0.1
"""Share of the budget by which what designs leave unspent differs before totals compare unlike programmes [assumed]."""


def coherence_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences of the section."""
    shared = cost_sharing(choice.result.measures, choice.decision, choice.design)
    paid_by = [*_paid_out(choice, shared), _put_in(choice, shared), *_split(choice, shared), *_if_less_came(choice, shared)]
    left_over = [_left(choice, shared), *_utilities_remain(choice), *_unlike_sizes(choice)]
    return [*paid_by, *left_over]


def mostly_others(shared: CostSharing) -> bool:
    """Return whether by far the larger part of the cost is borne by others than the programme."""
    return shared.per_euro >= _MOSTLY


def _paid_out(choice: ChoiceInWords, shared: CostSharing) -> list[str]:
    """What the programme pays, every year counting alike; nothing where the next sentence has the same sum."""
    as_paid, step = choice.number(shared.as_paid, _FIGURES), step_of(shared.as_paid, _FIGURES)
    raised = _mean(choice, "programme_raised")
    if raised > _TOLD_RAISED * shared.as_paid:
        money = choice.whole(step * round((shared.as_paid + _mean(choice, "programme_unspent")) / step))
        return [choice.say("coherence", "paid_raised", as_paid=as_paid, money=money, raised=choice.number(raised))]
    return [] if shared.years_alike else [choice.say("coherence", "paid", as_paid=as_paid)]


def _put_in(choice: ChoiceInWords, shared: CostSharing) -> str:
    """What utilities and mentors spend beside the programme, or save, both sums counting years in the same way."""
    rate = choice.exact(100 * float(setting(choice.result.study.scenarios[1], "discount_rate")))
    return choice.say(
        "coherence", "more" if shared.others >= 0.0 else "less",
        years=choice.say("coherence", "years_alike" if shared.years_alike else "years_less", rate=rate),
        paid=choice.number(shared.funder, _FIGURES), others=choice.number(abs(shared.others), _FIGURES),
        ratio=choice.number(abs(shared.per_euro)),
    )  # fmt: skip


def _split(choice: ChoiceInWords, shared: CostSharing) -> list[str]:
    """What that money is; nothing where years count alike, or where they spend less than they would have: then a sum says little."""
    if shared.years_alike or shared.others < 0.0:
        return []
    parts = {name: _mean(choice, measure) / 1e6 for name, measure in _PARTS.items()}
    key = "split_less" if parts["supply"] < 0.0 else "split_more"
    supply = choice.say("coherence", key, supply=choice.number(abs(parts.pop("supply"))))
    return [choice.say("coherence", "split", supply=supply, **{name: choice.number(value) for name, value in parts.items()})]


def _if_less_came(choice: ChoiceInWords, shared: CostSharing) -> list[str]:
    """What the design brings without their money for works, where that was run; else where they put in little and where much."""
    kept = choice.without_works
    if kept is None:
        return _where_they_put_in_least(choice, shared)
    if not mostly_others(shared):
        return []
    share, low, high = (choice.percent(one) for one in (kept.value, kept.low, kept.high))
    return [choice.say("coherence", "without", share=share, low=low, high=high)]


def _where_they_put_in_least(choice: ChoiceInWords, shared: CostSharing) -> list[str]:
    """What the design brings where others put in little and where much; nothing where little of the cost is theirs."""
    found = least_and_most(choice.result.measures, choice.decision, choice.design)
    if not mostly_others(shared) or found is None:
        return []
    least, most = found
    told = {"least": choice.number(least.others), "most": choice.number(most.others)}
    gains = {"low": _with_error(choice, least), "high": _with_error(choice, most)}
    return [choice.say("coherence", "least", **told, **gains)]


def _with_error(choice: ChoiceInWords, quarter: Quarter) -> str:
    """What the design brings in some worlds, with its error."""
    scale, unit = 100.0 if choice.decision.unit == "1" else 1.0, choice.decision.unit
    return f"{choice.number(scale * quarter.gain)} ± {choice.number(scale * quarter.error)} {choice.words['units'].get(unit, unit)}"


def _left(choice: ChoiceInWords, shared: CostSharing) -> str:
    """How much of the money stays, and why."""
    if choice.told["unspent"] < _ALL_SPENT:
        return choice.say("coherence", "spent")
    money = shared.as_paid + _mean(choice, "programme_unspent")
    left = choice.whole(rest_told(money, shared.as_paid, step_of(shared.as_paid, _FIGURES)))
    why = choice.words["unspent_because"][main_cause(choice.told)]
    return choice.say("coherence", "unspent", left=left, unspent=choice.percent(choice.told["unspent"]), why=why)


def _utilities_remain(choice: ChoiceInWords) -> list[str]:
    """How many utilities were not reached though money stays, where it stays because too few applied."""
    reached = choice.reached()
    if choice.told["unspent"] < _ALL_SPENT or main_cause(choice.told) != "short_of_applicants" or reached["left"] <= 0:
        return []
    return [choice.say("coherence", "remain", **{name: choice.whole(reached[name]) for name in ("left", "open")})]


def _unlike_sizes(choice: ChoiceInWords) -> list[str]:
    """That designs are of unlike sizes, where they leave unlike parts of the money."""
    unspent = choice.decision.table["unspent"]
    if unspent.max() - unspent.min() <= _UNLIKE:
        return []
    ends = {"low": choice.percent(unspent.min()), "high": choice.percent(unspent.max())}
    return [choice.say("coherence", "apart", **ends)]


def _mean(choice: ChoiceInWords, name: str) -> float:
    """The average of a measure of the design that is told of."""
    return float(np.nanmean(choice.measures[name].values))
