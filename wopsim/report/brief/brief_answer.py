"""The answer at the top of a brief: which design, how sure, what it brings, and whether to do it at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.analysis.choice.regret import FEW_WORLDS
from wopsim.analysis.choice.yardstick import WHOSE
from wopsim.report.brief.brief_choice import MOST_IN_TEXT
from wopsim.report.decision_words import TOLD_UNSPENT, beside_nothing, bought_nothing, first_to_pay, main_cause, worlds_wrong
from wopsim.report.numbers import of_hundred

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords


def answer_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences of the answer, the most important first."""
    if bought_nothing(choice.decision):
        return [choice.say("answer", "nothing_bought")]
    table, best, first = choice.decision.table, choice.name(choice.best, MOST_IN_TEXT), choice.decision.table.iloc[0]
    leaders = int((table["group"] == "A").sum())
    chance = of_hundred(first["chance_best"], short=True)
    if choice.decision.nothing_first:
        said = [choice.say("answer", "nothing" if leaders == 1 else "nothing_apart", chance=chance, others=leaders - 1)]
    elif leaders == 1:
        said = [choice.say("answer", "clear", best=best), choice.say("answer", "chance", chance=chance)]
    elif choice.decision.in_money:  # no programme is among the others
        said = [choice.say("answer", "apart_money", best=best, chance=chance, others=leaders - 1, rest=len(table) - 1)]
    elif leaders == len(table):
        said = [choice.say("answer", "level", best=best, chance=chance, count=leaders)]
    else:  # in one sentence, for a reader hears the first one only
        said = [choice.say("answer", "apart", best=best, chance=chance, others=leaders - 1, rest=len(table) - 1)]
    nothing = beside_nothing(choice.decision)
    if nothing:
        key = f"{nothing}_money" if choice.decision.in_money else nothing
        said.append(choice.say("answer", key, best=best, lost=choice.amount(abs(choice.best["value"]), choice.decision.value_unit)))
    said.append(
        choice.say(
            "answer", "brings", gain=choice.amount(choice.best["gain"], choice.decision.unit), outcome=choice.outcome(), years=choice.years
        )
    )
    said += _whether_to_do_it(choice)
    wrong = worlds_wrong(choice.decision)
    if first["regret"] > 0.0 and 0 < wrong < FEW_WORLDS:
        said.append(choice.say("answer", "wrong_few", wrong=wrong, draws=choice.decision.draws))
    elif first["regret"] > 0.0:
        said.append(
            choice.say(
                "answer",
                "wrong_nothing" if choice.decision.nothing_first else "wrong",
                loss=choice.amount(first["regret_if_wrong"], choice.decision.value_unit),
            )
        )
    elif first["chance_best"] >= 0.995:
        said.append(choice.say("answer", "never"))
    else:
        said.append(choice.say("answer", "unseen"))
    if choice.best["unspent"] >= TOLD_UNSPENT and not choice.decision.nothing_first:
        why = choice.words["unspent_why"][main_cause(choice.best)]
        said.append(choice.say("answer", "unspent", unspent=choice.percent(choice.best["unspent"]), why=why))
    if not choice.decision.nothing_first:
        said.append(choice.say("answer", "second", second=choice.name(table.iloc[1], MOST_IN_TEXT)))
    return said


def _whether_to_do_it(choice: ChoiceInWords) -> list[str]:
    """What a unit must be worth for the best design, or where nothing is first for the cheapest, to be better than no programme."""
    one, row = choice.one(choice.decision.unit), first_to_pay(choice.decision)
    worths = {whose: choice.pays_from(row, whose) for whose in WHOSE}
    if any(math.isnan(value) for value in worths.values()):
        return []
    if choice.decision.nothing_first:
        price = choice.number(worths[choice.decision.yardstick.cost])
        return [choice.say("answer", "pays_instead", name=choice.name(row, MOST_IN_TEXT), one=one, price=price)]
    if choice.decision.in_money:
        return []
    return [choice.say("answer", "pays", one=one, **{whose: choice.number(value) for whose, value in worths.items()})]
