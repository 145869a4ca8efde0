"""The words of each section of a brief."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.analysis.choice.worlds import worlds
from wopsim.analysis.measures import grid_of
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.paired import INTERVAL
from wopsim.analysis.told_apart import TOLD_APART, USEFUL_PART, told_above_nought
from wopsim.report.brief.brief_coherence import coherence_in_words
from wopsim.report.brief.brief_gain_shares import gain_shares_in_words
from wopsim.report.brief.brief_learning import learning_in_words
from wopsim.report.brief.brief_pairing import pairing_in_words
from wopsim.report.brief.brief_recommendation import losing_worlds
from wopsim.report.decision_cases import MANY_RUNS, worlds_look_alike
from wopsim.report.numbers import rest_told, step_of

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords

_LESS = 0.05
"""Share of the support by which a group falls short before it is said to get less than its share [assumed]."""
_SKEWED = 0.1
"""Part of the mean by which the middle world differs from it before it is said why there are two numbers [assumed]."""
_FINEST = 2
"""Most decimals of percentage points of water that is lost or not billed."""


_UNTOLD = ""
"""Stands for a design where these runs do not tell which."""


def sections_in_words(choice: ChoiceInWords) -> list[dict[str, Any]]:
    """Return the sections in the order in which they are read: key, title, sentences."""
    texts = {
        "relevance": _relevance(choice), "coherence": coherence_in_words(choice), "effectiveness": _effectiveness(choice),
        "efficiency": _efficiency(choice), "impact": _impact(choice), "sustainability": _sustainability(choice),
        "turn": _turn(choice), "learn": learning_in_words(choice),
    }  # fmt: skip
    return [{"key": key, "title": choice.words[key]["title"], "text": text} for key, text in texts.items()]


def _relevance(choice: ChoiceInWords) -> list[str]:
    from wopsim.world.columns import CITY_FROM

    shares = {group: float(choice.told[f"support_{group}"]) for group in GROUPS}
    if any(math.isnan(one) for one in shares.values()):
        return [choice.say("relevance", "none")]
    less = [group for group in choice.groups if shares[group] < choice.usual[group] - _LESS]
    absent = [group for group in GROUPS if group not in choice.groups]
    said = gain_shares_in_words(choice)
    said += [choice.say("relevance", "less", names=choice.of_groups(less))] if less else []
    said += [choice.say("relevance", "fair")] if choice.groups and not less else []
    said += [choice.say("relevance", "nobody", names=choice.of_groups(absent))] if absent else []
    return [*said, choice.say("relevance", "meant", small=choice.whole(CITY_FROM))]


def _effectiveness(choice: ChoiceInWords) -> list[str]:
    decision, unit = choice.decision, choice.decision.unit
    low, middle, high = np.quantile(decision.gains[decision.designs.index(choice.design)], (INTERVAL[0], 0.5, INTERVAL[1]))
    scale = 100.0 if unit == "1" else 1.0
    told_low, told_high = choice.ends(scale * float(low), scale * float(high))
    range_ = {"low": told_low, "middle": choice.number(scale * float(middle)), "high": told_high}
    mean, blurred = float(choice.told["gain"]), worlds_look_alike(decision, choice.design)
    key, gain = "blurred" if blurred else "text", choice.amount(mean, unit)
    said = [choice.say("effectiveness", key, years=choice.years, gain=gain, outcome=choice.outcome(), **range_)]
    if not blurred and abs(mean - middle) > _SKEWED * abs(mean):
        said.append(choice.say("effectiveness", "skewed"))
    said += _beside_the_start(choice)
    naive, paired = (choice.result.compare().get(choice.design, one) for one in ("before_after", "before_after_paired"))
    errors = {"naive_error": naive["monte_carlo_error"], "error": paired["monte_carlo_error"]}
    if all(map(math.isfinite, (naive["mean"], paired["mean"], *errors.values()))):
        means = {"naive": float(naive["mean"]), "paired": float(paired["mean"])}
        said += _before_and_after(choice, means, errors, {"low": float(naive["low"]), "high": float(naive["high"])})
    losing = losing_worlds(decision, choice.told)
    if losing:
        worlds_ = {"harm": choice.whole(losing), "draws": choice.whole(decision.draws)}
        said.append(choice.say("effectiveness", "loss" if decision.in_money else "harm", **worlds_))
    return [*said, *pairing_in_words(choice.result.study, choice.result.measures, decision, choice)]


def _beside_the_start(choice: ChoiceInWords) -> list[str]:
    """How large that is beside what there is at the start, and what it adds up to; nothing of what has no start, or has years in it."""
    if choice.decision.yardstick.weights is not None or choice.decision.yardstick.outcome != "people_served":
        return []
    served = float(np.nanmean(choice.result.measures["served_at_start"]))
    share = choice.number(100.0 * float(choice.told["gain"]) / served)
    years = float(np.nanmean(choice.measures["person_years_undiscounted"].values))
    return [
        choice.say("effectiveness", "at_start", share=share, served=choice.amount(served, choice.decision.unit)),
        choice.say("effectiveness", "all_years", sum=choice.amount(years, "person*year")),
    ]


def _before_and_after(
    choice: ChoiceInWords, means: dict[str, float], errors: dict[str, float], of_one_run: dict[str, float]
) -> list[str]:  # fmt: skip
    """What an evaluation before and after would report beside what the programme does, all to as many decimals, and what to think of it."""
    least = 100 * min(error for error in errors.values())
    decimals = _FINEST if least <= 0.0 else min(_FINEST, max(0, -math.floor(math.log10(least))))
    points = {name: choice.fixed(100 * value, decimals, signed=name in means) for name, value in (means | errors).items()}
    points |= {name: choice.fixed(100 * value, min(1, decimals), signed=True) for name, value in of_one_run.items()}
    said = [choice.say("effectiveness", "naive", **points)]
    naive, paired = means.values()
    if abs(naive - paired) > TOLD_APART * math.hypot(*errors.values()):
        key = "wrong_sign" if naive * paired < 0.0 else "overstates" if abs(naive) > abs(paired) else "understates"
        said.append(choice.say("effectiveness", key))
    return said


def _efficiency(choice: ChoiceInWords) -> list[str]:
    mean, low, high = choice.prices(choice.told)
    if math.isnan(mean):
        return [choice.say("efficiency", "undefined")]
    said = [choice.say("efficiency", choice.decision.yardstick.cost, one=choice.one(choice.decision.unit), price=choice.number(mean))]
    if math.isnan(high):
        said.append(choice.say("efficiency", "endless"))
    else:
        told_low, told_high = choice.ends(low, high)
        said.append(choice.say("efficiency", "range", low=told_low, high=told_high))
    return [*said, *_pays(choice)]


def _pays(choice: ChoiceInWords) -> list[str]:
    """From which worth of a unit the best design is better than no programme: on average, and in nine of ten worlds."""
    found = {name: choice.pays_from(choice.told, name) for name in ("funder", "all", "funder_sure", "all_sure")}
    key = "pays_unsure" if any(math.isnan(value) for value in found.values()) else "pays"
    told = {name: choice.number(value) for name, value in found.items()}
    said = [choice.say("efficiency", key, one=choice.one(choice.decision.unit), **told)]
    return said if choice.decision.yardstick.discount is not None else [*said, choice.say("efficiency", "apart")]


def _impact(choice: ChoiceInWords) -> list[str]:
    outcomes = {
        "people": "people_served", "new": "people_new_service", "connected": "people_connected", "poor": "poor_people_connected",
    }  # fmt: skip
    means = {key: float(np.nanmean(choice.measures[name].values)) for key, name in outcomes.items()}
    found = {key: choice.number(means[key], signed=key != "poor") for key in ("connected", "poor")}  # the poor are a part, nothing is added
    step = step_of(means["people"])
    parts = {"people": means["people"], "new": means["new"], "better": rest_told(means["people"], means["new"], step)}
    decimals = max(0, -round(math.log10(step)))
    found |= {key: choice.fixed(step * round(value / step), decimals, signed=True) for key, value in parts.items()}
    saved = float(np.nanmean(choice.measures["water_saved"].values))
    found["losses"] = choice.say("impact", "saved" if saved >= 0.0 else "lost", water=choice.number(abs(saved)))
    found["range"] = _range_of_losses(choice)
    said = choice.say("impact", "reached", **{name: choice.whole(value) for name, value in choice.reached().items()})
    return [choice.say("impact", "text", **found), said]


def _range_of_losses(choice: ChoiceInWords) -> str:
    """What less of water is lost in nine of ten worlds, cleaned of luck; empty where few runs leave nothing of it."""
    decision, saved = choice.decision, grid_of(choice.result.measures, "water_saved")
    ends = np.quantile(worlds(saved, decision.numbers).values[decision.designs.index(choice.design)], INTERVAL)
    low, high = choice.ends(*(abs(float(end)) for end in ends))
    key = "range" if ends[0] >= 0.0 else "range_lost" if ends[1] <= 0.0 else "range_both"
    return "" if low == high else choice.say("impact", key, low=low, high=high)


def _sustainability(choice: ChoiceInWords) -> list[str]:
    left = float(choice.result.compare().get(choice.design, "left_practice")["mean"])
    return [choice.say("sustainability", "none") if math.isnan(left) else choice.say("sustainability", "text", left=choice.percent(left))]


def _turn(choice: ChoiceInWords) -> list[str]:
    """What would put another design ahead: who counts, which theory holds, or more runs."""
    return [*_who_counts(choice), *_theories(choice), *_runs(choice)]


def _who_counts(choice: ChoiceInWords) -> list[str]:
    """Which design would bring most if people of one group counted alone; nothing where that is no question."""
    if choice.decision.nothing_first or choice.alone:  # who counts says nothing of whether to do it at all
        return []
    first: dict[str, list[str]] = {}
    for group in choice.groups:
        first.setdefault(_first_for(choice, group), []).append(group)
    of_others = {other: those for other, those in first.items() if other not in (choice.decision.best, _UNTOLD)}
    said = [choice.say("turn", "groups", names=choice.of_groups(those), other=choice.named(other)) for other, those in of_others.items()]
    best = choice.named(choice.decision.best)
    keys = {_UNTOLD: "groups_untold", choice.decision.best: "steady"}
    return said + [choice.say("turn", key, names=choice.of_groups(first[name]), best=best) for name, key in keys.items() if name in first]


def _first_for(choice: ChoiceInWords, group: str) -> str:
    """The design that brings most people of a group more service; `_UNTOLD` where these runs do not tell it from the best of all."""
    found = choice.result.measures[f"people_{group}"].transpose("scenario", "draw", "replicate")
    most = str(found["scenario"].values[np.nanmean(found.values, axis=(1, 2)).argmax()])
    apart = (found.sel(scenario=most) - found.sel(scenario=choice.decision.best)).values
    return most if most == choice.decision.best or told_above_nought(apart) else _UNTOLD


def _runs(choice: ChoiceInWords) -> list[str]:
    """How many runs it takes to tell the best from the next; nothing where they do."""
    decision, (first, second) = choice.decision, (choice.decision.table.iloc[place] for place in range(2))
    if second["group"] != first["group"]:
        return []
    now, needed = decision.draws * decision.replicates, float(first["runs_needed"])
    key = "level" if needed <= now else "many" if needed > MANY_RUNS else "runs"
    told = {"needed": choice.number(needed), "now": choice.whole(now), "useful": choice.amount(decision.useful, decision.value_unit)}
    basis = "" if decision.yardstick.useful > 0.0 else choice.say("turn", "basis", share=choice.percent(USEFUL_PART))
    return [choice.say("turn", key, first=choice.name(first), second=choice.name(second), basis=basis, **told)]


def _theories(choice: ChoiceInWords) -> list[str]:
    """Whether a rival theory of partnerships puts another design first; nothing where none was varied."""
    found = choice.decision.theories()
    if not len(found):
        return []
    words, ahead = choice.words["theories"], found["strong_first"]
    now = str(choice.decision.table["scenario"].iloc[0])

    def told(key: str, second: str, those: Any) -> str:
        names = list(found.loc[those, "name"])
        said = [f"{words[name]} ({words[f'{name}_why']})" if key == "theories_turn" else words[name] for name in names]
        return choice.say("turn", key, second=choice.named(second), names=choice.listed(said, words["or"], words["between"]))

    turning = [one for one in dict.fromkeys(ahead) if one not in ("", now)]
    if turning:
        return [told("theories_turn", one, ahead == one) for one in turning]
    contender = choice.decision.best if choice.decision.nothing_first else choice.decision.rival
    untold = ahead == ""
    return [told("theories_open", contender, untold) if untold.any() else told("theories_hold", contender, ~untold)]
