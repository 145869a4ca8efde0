"""What stands below the first figure of a brief: what worlds and letters are, and which designs are drawn and which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.report.brief.brief_choice import ChoiceInWords

_MOST_LEVEL = 6
"""Level designs that are named; of more it is told how many they are."""


def note_in_words(choice: ChoiceInWords) -> str:
    """Return the sentences of the note, one after the other."""
    layout = choice.words["layout"]
    as_written = [layout["as_written"]] if layout["as_written"] and not choice.translated else []
    return " ".join([layout["worlds"], layout["letters"], *as_written, *_not_drawn(choice)])


def _not_drawn(choice: ChoiceInWords) -> list[str]:
    """How the designs that are drawn were chosen, and which of the others are level with the first."""
    others = choice.undrawn()
    if others.empty:
        return []
    words, several = choice.words["layout"], any(len(form) > 1 for form in choice.forms)
    told = {
        "purses": words["drawn_purses"] if choice.decision.nothing_first else "", "forms": words["drawn_forms"] if several else "",
        "told": "" if choice.design == choice.decision.best else words["drawn_told"],
    }  # fmt: skip
    chosen = choice.say("layout", "drawn", one=choice.one(choice.decision.unit), **told)  # by `leading_designs`
    return [chosen, *_level(choice, [row for _, row in others.iterrows()])]


def _level(choice: ChoiceInWords, others: list[pd.Series]) -> list[str]:
    """Those with the letter of the first; of many how many they are."""
    level = [row for row in others if row["group"] == "A"]
    if not level:
        return []
    if len(level) > _MOST_LEVEL:
        return [choice.say("layout", "undrawn", names=choice.say("layout", "undrawn_many", count=len(level)))]
    names = [choice.say("conditions", "named", name=choice.name(row)) for row in level]
    return [choice.say("layout", "undrawn", names=choice.listed(names, choice.words["groups"]["and"]))]
