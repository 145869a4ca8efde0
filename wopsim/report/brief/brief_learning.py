"""What a brief says is worth finding out before choosing, what that would be worth, and what one would go and find out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.report.decision_cases import TOLD_UNSPENT, bought_for, worth_alike

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords

_SMALL_PART = 0.25
"""Part of what it is worth to know everything below which that of the most valuable group is a small one [assumed]."""


def learning_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences of the section."""
    found = choice.decision.information()
    if not found["value"].iloc[0] > 0.0:
        return [choice.say("learn", "nothing")]
    if not found["seen"].iloc[0]:
        return [choice.say("learn", "untold"), choice.say("learn", "study")]
    seen = choice.worth_knowing()[1:]
    value = float(seen[0]["value"] if seen else found["value"].iloc[0])
    groups = [str(row["name"]) for row in worth_alike(seen)]
    small = bool(seen) and value < _SMALL_PART * found["value"].iloc[0]
    from_first = (
        [] if choice.design == choice.decision.best else [choice.say("learn", "from_first", best=choice.named(choice.decision.best))]
    )
    return [
        *from_first, _most_worth(choice, groups), *([choice.say("learn", "small")] if small else []), _worth_up_to(choice, groups, value),
        *_bought(choice, value), *_to_find_out(choice, groups), choice.say("learn", "study"),
    ]  # fmt: skip


def _most_worth(choice: ChoiceInWords, groups: list[str]) -> str:
    """The group of numbers that is worth most to know, or those among which these runs do not tell."""
    if not groups:
        return choice.say("learn", "unseen")
    if len(groups) == 1:
        return choice.say("learn", "most", first=choice.words["learn"][groups[0]])
    quoted = [_quoted(choice, group) for group in groups]
    return choice.say("learn", "most_alike", first=choice.listed(quoted, choice.words["answer"]["or"]))


def _worth_up_to(choice: ChoiceInWords, groups: list[str], value: float) -> str:
    """What knowing one of them, or all where none is seen, would bring at most."""
    key = "means_all" if not groups else "means_alike" if len(groups) > 1 else "means"
    return choice.say("learn", key, gain=choice.amount(value, choice.decision.value_unit))


def _bought(choice: ChoiceInWords, value: float) -> list[str]:
    """What brings as much by the best design; nothing where that is not known, or where more money would not be spent."""
    price = bought_for(choice.decision, choice.told, value)
    if not math.isfinite(price) or choice.told["unspent"] >= TOLD_UNSPENT:
        return []
    return [choice.say("learn", "bought", price=choice.say("layout", "price", said=choice.number(price)))]


def _to_find_out(choice: ChoiceInWords, groups: list[str]) -> list[str]:
    """What a study of the groups that were named would ask; nothing of numbers that another package declares."""
    asked = choice.words["find_out"]
    known = [group for group in groups if group in asked]
    if not known:
        return []
    if len(groups) == 1:
        return [choice.say("learn", "asked", said=asked[groups[0]])]
    each = [choice.say("learn", "asked_of", group=_quoted(choice, group), what=asked[group]) for group in known]
    return [choice.say("learn", "asked", said=choice.words["conditions"]["joined"].join(each))]


def _quoted(choice: ChoiceInWords, group: str) -> str:
    return choice.say("conditions", "named", name=choice.words["learn"][group])
