"""The answer at the top of a brief: which design, how sure, what it brings, and whether to do it at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.analysis.choice.yardstick import WHOSE
from wopsim.report.brief.brief_choice import MOST_IN_TEXT
from wopsim.report.brief.brief_recommendation import recommendation_in_words
from wopsim.report.decision_cases import (
    TOLD_UNSPENT,
    bought_nothing,
    first_to_pay,
    if_wrong,
    main_cause,
    worlds_wrong,
)

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords


def answer_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences of the answer, the most important first."""
    if bought_nothing(choice.decision):
        return [choice.say("answer", "nothing_bought")]
    recommended = recommendation_in_words(choice.decision, choice, lambda row: choice.name(row, MOST_IN_TEXT))
    return [*recommended, _brings(choice), *_whether_to_do_it(choice), _if_wrong(choice), *_money_left(choice), *_second(choice)]


def _brings(choice: ChoiceInWords) -> str:
    best = choice.name(choice.best, MOST_IN_TEXT)
    return choice.say("answer", "brings", best=best, gained=choice.gained(), years=choice.years)


def _whether_to_do_it(choice: ChoiceInWords) -> list[str]:
    """What a unit must be worth for the best design to beat no programme; where nothing is first, for the one that pays first."""
    asked = choice.decision.yardstick.cost
    one, row = choice.one(choice.decision.unit), first_to_pay(choice.decision, asked)
    worths = {whose: choice.pays_from(row, whose) for whose in WHOSE}
    if any(math.isnan(value) for value in worths.values()):
        return []
    if choice.decision.nothing_first:
        price = choice.number(worths[asked])  # by the other purse another design may be the first
        key = f"pays{choice.alone or '_instead'}_{asked}"
        return [choice.say("answer", key, name=choice.name(row, MOST_IN_TEXT), one=one, price=price)]
    if choice.decision.in_money:
        return []
    return [choice.say("answer", "pays", one=one, **{whose: choice.number(value) for whose, value in worths.items()})]


def _if_wrong(choice: ChoiceInWords) -> str:
    """What is lost where the first is not the best."""
    decision, case = choice.decision, if_wrong(choice.decision)
    told = {"wrong": worlds_wrong(decision), "draws": decision.draws}
    loss = choice.amount(decision.table["regret_if_wrong"].iloc[0], decision.value_unit)
    keys = {
        "few": "wrong_few",
        "lost": "wrong_nothing" if decision.nothing_first else "wrong",
        "unseen": "unseen_nothing" if decision.nothing_first else "unseen",
        "never": "never",
    }
    return choice.say("answer", keys[case], loss=loss, **told)


def _money_left(choice: ChoiceInWords) -> list[str]:
    if choice.best["unspent"] < TOLD_UNSPENT or choice.decision.nothing_first:
        return []
    why = choice.words["unspent_why"][main_cause(choice.best)]
    return [choice.say("answer", "unspent", unspent=choice.percent(choice.best["unspent"]), why=why)]


def _second(choice: ChoiceInWords) -> list[str]:
    if choice.decision.nothing_first or choice.decision.table["group"].iloc[1] == "A":  # what to take was told
        return []
    return [choice.say("answer", "second", second=choice.name(choice.decision.table.iloc[1], MOST_IN_TEXT))]
