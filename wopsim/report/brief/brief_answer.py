"""The answer at the top of a brief: which design, how sure, what it brings, and whether to do it at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.analysis.choice.by_pairing import beside_lot
from wopsim.analysis.choice.yardstick import WHOSE, Whose
from wopsim.analysis.told_apart import told_above_nought
from wopsim.report.amounts_in_words import once_only, priced
from wopsim.report.brief.brief_choice import MOST_IN_TEXT, MOST_NAMED
from wopsim.report.brief.brief_recommendation import recommendation_in_words
from wopsim.report.decision_cases import (
    TOLD_UNSPENT,
    best_most_often,
    better_still,
    bought_nothing,
    first_to_pay,
    if_wrong,
    main_cause,
    worlds_wrong,
)
from wopsim.report.numbers import of_hundred
from wopsim.report.page.assumption_counts import counted

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.by_pairing import BesideLot
    from wopsim.report.brief.brief_choice import ChoiceInWords


def answer_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the paragraphs of the answer, the most important first: which is best, what to take, what it brings, what may go wrong."""
    if bought_nothing(choice.decision):
        return [choice.say("answer", "nothing_bought")]
    found = recommendation_in_words(choice.decision, choice.told, choice, lambda row: choice.name(row, MOST_IN_TEXT))
    pays, once = _whether_to_do_it(choice), _done_once(choice)
    # “it” is the design that the paragraph names first: where it is told whether it pays, else where it is told what it brings
    if choice.decision.in_money and found.beside_nothing and not choice.decision.nothing_first:
        worth = [*found.beside_nothing, *pays, _brings(choice, "brings_it"), *once]
    else:
        worth = [_brings(choice, "brings"), *found.beside_nothing, *once, *pays]
    paragraphs = [*_which(choice, found.opening), worth, [_if_wrong(choice), *_money_left(choice)], _simulated(choice)]
    return [" ".join(said) for said in _who_pays(choice, paragraphs) if said]


def _which(choice: ChoiceInWords, opening: list[str]) -> list[list[str]]:
    """The paragraphs on what to take and why; where the first cannot be carried out as it is, on the best that can."""
    if choice.design != choice.decision.best:
        return [[_told(choice)], [*_instead_of(choice), *_by_lot(choice), *_most_often(choice)]]
    first, *others = opening
    return [[first], [*others, *_second(choice), *_most_often(choice), *_foreseen(choice)]]


def _who_pays(choice: ChoiceInWords, paragraphs: list[list[str]]) -> list[list[str]]:
    """The same sentences; at the end of the paragraph that first speaks of all who pay, who these are."""
    all_who_pay, who = choice.words["answer"]["all_who_pay"], choice.say("answer", "who_pays")
    there = next((place for place, said in enumerate(paragraphs) if all_who_pay in " ".join(said)), None)
    return [[*said, who] if place == there else said for place, said in enumerate(paragraphs)]


def _brings(choice: ChoiceInWords, key: str) -> str:
    return choice.say("answer", key, best=choice.name(choice.told, MOST_IN_TEXT), gained=choice.gained(), years=choice.years)


def _done_once(choice: ChoiceInWords) -> list[str]:
    """How often a single run with the design that is told of is worse than no programme; nothing where that is to be the choice."""
    often = float(choice.told["harm_runs"])
    if choice.decision.nothing_first or round(100 * often) < 1:
        return []
    return [choice.say("answer", "once_money" if choice.decision.in_money else "once", often=of_hundred(often, short=True))]


def _whether_to_do_it(choice: ChoiceInWords) -> list[str]:
    """What a unit must be worth for the design told of to beat no programme; where nothing is first, for the one that pays first."""
    asked = choice.decision.yardstick.cost
    one = choice.one(choice.decision.unit)
    row = first_to_pay(choice.decision, asked) if choice.decision.nothing_first else choice.told
    worths = {whose: choice.pays_from(row, whose) for whose in WHOSE}
    if any(math.isnan(value) for value in worths.values()):
        return []
    if choice.decision.nothing_first:
        key, price = f"pays{choice.alone or '_instead'}_{asked}", choice.number(worths[asked])
        beside = _first_of_the_other_purse(choice)
        if price == choice.number(_asked_worth(choice)) and not beside:  # “more than EUR 30” is no news at EUR 30
            return []
        return [choice.say("answer", key, name=choice.name(row, MOST_IN_TEXT), one=one, price=price), *beside]
    if choice.decision.in_money:
        other = _other_purse(choice)
        key = "enough" if worths[other] <= _asked_worth(choice) else "needs"
        net = abs(float(row["gain"]) * (float(choice.decision.yardstick.worth or 0.0) - float(row[f"pays_{other}"])))
        told = {"net": choice.amount(net, choice.decision.value_unit), "price": choice.number(worths[other])}
        return [choice.say("answer", f"{key}_{other}", one=one, **told)]
    from_worths = {whose: choice.number(value) for whose, value in worths.items()}
    return [choice.say("answer", "pays", one=one, once=once_only(choice.decision, choice), **from_worths), *_better_still(choice)]


def _better_still(choice: ChoiceInWords) -> list[str]:
    """Which designs are worth more where the one told of begins to pay, and up to which worth; nothing where it is the best there."""
    scale, _ = priced(choice.decision)
    said = []
    for whose, (other, until) in better_still(choice.decision, choice.told).items():
        ends = {"low": choice.number(scale * float(other[f"pays_{whose}"])), "high": choice.number(scale * until)}
        range_ = choice.say("answer", "better_on" if math.isnan(until) else "better_range", **ends)
        said.append(choice.say("answer", f"better_still_{whose}", other=choice.name(other, MOST_IN_TEXT), range=range_))
    return [choice.say("answer", "better_still", said=choice.words["conditions"]["joined"].join(said))] if said else []


def _other_purse(choice: ChoiceInWords) -> Whose:
    """The purse that was not asked: by its money the answer may be another one."""
    (other,) = (whose for whose in WHOSE if whose != choice.decision.yardstick.cost)
    return other


def _asked_worth(choice: ChoiceInWords) -> float:
    """The worth of a unit that was asked, on the scale of `ChoiceInWords.pays_from`."""
    by, _ = priced(choice.decision)
    return by * float(choice.decision.yardstick.worth or 0.0)


def _first_of_the_other_purse(choice: ChoiceInWords) -> list[str]:
    """Which design pays at the worth that was asked by the other purse, where by the one that was asked none does."""
    other = _other_purse(choice)
    row = first_to_pay(choice.decision, other)  # by the other purse another design may be the first
    price = choice.pays_from(row, other)
    if not price <= _asked_worth(choice):
        return []
    return [choice.say("answer", f"other_first_{other}", name=choice.name(row, MOST_IN_TEXT), price=choice.number(price))]


def _if_wrong(choice: ChoiceInWords) -> str:
    """What is lost where the choice that is told of is not the best."""
    decision = choice.decision
    row = decision.table.iloc[0] if decision.nothing_first else choice.told
    case = if_wrong(decision, row)
    told = {
        "wrong": worlds_wrong(decision, str(row["scenario"])),
        "draws": decision.draws,
        "often": of_hundred(1.0 - row["chance_best"], short=True),
    }
    loss = choice.amount(row["regret_if_wrong"], decision.value_unit)
    keys = {
        "few": "wrong_few",
        "lost": "wrong_nothing" if decision.nothing_first else "wrong",
        "unseen": "unseen_nothing" if decision.nothing_first else "unseen",
        "never": "never",
    }
    return choice.say("answer", keys[case], loss=loss, **told)


def _money_left(choice: ChoiceInWords) -> list[str]:
    """How much of the money the design that is told of leaves; where to do nothing is first, how much it would leave."""
    if choice.told["unspent"] < TOLD_UNSPENT:
        return []
    told = {"unspent": choice.percent(choice.told["unspent"]), "why": choice.words["unspent_why"][main_cause(choice.told)]}
    if choice.decision.nothing_first:
        return [choice.say("answer", "unspent_if", best=choice.name(choice.told, MOST_IN_TEXT), **told)]
    return [choice.say("answer", "unspent", **told)]


def _most_often(choice: ChoiceInWords) -> list[str]:
    """The designs that are best in many more worlds than the one with the highest average, where there are any."""
    rows = best_most_often(choice.decision)
    if not rows:
        return []
    named = [choice.say("conditions", "named", name=choice.name(row, MOST_IN_TEXT)) for row in rows]
    told = {"names": choice.listed(named, choice.words["groups"]["and"]), "often": of_hundred(rows[0]["chance_best"], short=True)}
    return [choice.say("answer", "most_often_each" if len(rows) > 1 else "most_often", **told)]


def _second(choice: ChoiceInWords) -> list[str]:
    if choice.decision.nothing_first or choice.decision.table["group"].iloc[1] == "A":  # what to take was told
        return []
    return [choice.say("answer", "second", second=choice.name(choice.decision.table.iloc[1], MOST_IN_TEXT))]


def _told(choice: ChoiceInWords) -> str:
    """Which design to take of those that need no predictions, with those that these runs do not tell from it."""
    rows = choice.named_first
    if len(rows) == 1:
        return choice.say("answer", "told_alone", told=choice.name(choice.told, MOST_IN_TEXT))
    said = {"told": choice.name(choice.told, MOST_IN_TEXT), "gain": _gain_of(choice, choice.told), "others": len(rows) - 1}
    names = choice.listed([_named_with_gain(choice, row) for row in rows], choice.words["answer"]["or"])
    return choice.say("answer", "told_level", names=choice.say("answer", "told_many", **said) if len(rows) > MOST_NAMED else names)


def _named_with_gain(choice: ChoiceInWords, row: pd.Series) -> str:
    return choice.say("answer", "told_one", name=choice.name(row, MOST_IN_TEXT), gain=_gain_of(choice, row))


def _gain_of(choice: ChoiceInWords, row: pd.Series) -> str:
    return choice.amount(float(row["gain"]), choice.decision.unit)


def _instead_of(choice: ChoiceInWords) -> list[str]:
    """The design that is first on average though it cannot be carried out as it is, and what it rests on."""
    decision = choice.decision
    first, value = decision.programmes.iloc[0], decision.yardstick.value(choice.result.measures)
    ahead = value[decision.designs.index(decision.best)] - value[decision.designs.index(choice.design)]
    told = {
        "best": choice.name(first, MOST_IN_TEXT), "gain": _gain_of(choice, first), "chance": of_hundred(first["chance_best"], short=True),
        "draws": choice.whole(decision.draws), "luck": "" if told_above_nought(ahead) else choice.words["answer"]["instead_luck"],
    }  # fmt: skip
    return [choice.say("answer", "instead", **told)]


def _foreseen(choice: ChoiceInWords) -> list[str]:
    """Where the pairs of the first are chosen by predictions: what that rests on, and what the lot would do."""
    decision = choice.decision
    if decision.nothing_first or decision.best not in decision.predicted:
        return []
    first = decision.programmes.iloc[0]
    return [choice.say("answer", "foreseen", best=choice.name(first, MOST_IN_TEXT), gain=_gain_of(choice, first)), *_by_lot(choice)]


def _by_lot(choice: ChoiceInWords) -> list[str]:
    """What the best design would bring if its pairs were drawn by lot; nothing where the study has no such design."""
    decision = choice.decision
    lot = beside_lot(choice.result.study, decision.designs, decision.yardstick.value(choice.result.measures), decision.best)
    if lot is None:
        return []
    gain = float(decision.programmes.set_index("scenario").loc[lot.design, "gain"])
    return [choice.say("answer", "by_lot", gain=choice.amount(gain, decision.unit), told=_less_by_lot(choice, lot))]


def _less_by_lot(choice: ChoiceInWords, lot: BesideLot) -> str:
    """By how much less that is; that these runs do not tell; nothing of net values, which are no gains."""
    if not lot.told:
        return choice.words["answer"]["by_lot_untold"]
    if choice.decision.in_money:
        return ""
    scale = 100.0 if choice.decision.unit == "1" else 1.0
    less, error = (choice.number(scale * one) for one in (lot.ahead, lot.error))
    return choice.say("answer", "by_lot_less", less=less, error=error)


def _simulated(choice: ChoiceInWords) -> list[str]:
    """That all of it is a simulation, and how much of that is assumed."""
    count = counted()
    return [choice.say("answer", "simulated", assumed=count.assumed, numbers=count.numbers)]
