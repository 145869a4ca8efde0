"""The answer at the top of a brief: which design, how sure, what it brings, and whether to do it at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.analysis.choice.yardstick import WHOSE
from wopsim.report.brief.brief_choice import MOST_IN_TEXT
from wopsim.report.decision_cases import (
    TOLD_UNSPENT,
    beside_nothing,
    bought_nothing,
    first_to_pay,
    if_wrong,
    level_with_first,
    main_cause,
    worlds_wrong,
)
from wopsim.report.numbers import of_hundred

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords


def answer_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences of the answer, the most important first."""
    if bought_nothing(choice.decision):
        return [choice.say("answer", "nothing_bought")]
    return [
        *_first(choice), *_beside_nothing(choice), _brings(choice), *_whether_to_do_it(choice), _if_wrong(choice), *_money_left(choice),
        *_second(choice),
    ]  # fmt: skip


def _first(choice: ChoiceInWords) -> list[str]:
    """Which choice is best, in how many worlds, and from how many others these runs do not tell it."""
    decision, others, rest = choice.decision, level_with_first(choice.decision), len(choice.decision.table) - 1
    told: dict[str, object] = {"others": others, "rest": rest, "count": others + 1, "best": choice.name(choice.best, MOST_IN_TEXT)}
    told["chance"] = of_hundred(decision.table["chance_best"].iloc[0], short=True)
    if decision.nothing_first:
        keys = [f"nothing_apart{choice.alone}" if others else "nothing"]
    elif not others:
        keys = ["clear", "chance"]
    elif decision.in_money:  # no programme is among the others
        keys = [f"apart{choice.alone or '_money'}"]
    else:  # in one sentence, for a reader hears the first one only
        keys = ["level" if others == rest else "apart"]
    return [choice.say("answer", key, **told) for key in keys]


def _beside_nothing(choice: ChoiceInWords) -> list[str]:
    """Whether the best design is worse than no programme, or not told from it."""
    case = beside_nothing(choice.decision)
    if not case:
        return []
    lost = choice.amount(abs(choice.best["value"]), choice.decision.value_unit)
    key = f"{case}{choice.alone or '_money'}" if choice.decision.in_money else case
    return [choice.say("answer", key, best=choice.name(choice.best, MOST_IN_TEXT), lost=lost)]


def _brings(choice: ChoiceInWords) -> str:
    gain = choice.amount(choice.best["gain"], choice.decision.unit)
    return choice.say("answer", "brings", gain=gain, outcome=choice.outcome(), years=choice.years)


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
    keys = {"few": "wrong_few", "lost": "wrong_nothing" if decision.nothing_first else "wrong", "unseen": "unseen", "never": "never"}
    return choice.say("answer", keys[case], loss=loss, **told)


def _money_left(choice: ChoiceInWords) -> list[str]:
    if choice.best["unspent"] < TOLD_UNSPENT or choice.decision.nothing_first:
        return []
    why = choice.words["unspent_why"][main_cause(choice.best)]
    return [choice.say("answer", "unspent", unspent=choice.percent(choice.best["unspent"]), why=why)]


def _second(choice: ChoiceInWords) -> list[str]:
    if choice.decision.nothing_first:
        return []
    return [choice.say("answer", "second", second=choice.name(choice.decision.table.iloc[1], MOST_IN_TEXT))]
