"""Groups whose share of the gain is far from their share of the money: whether those who get the money are those who gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.measures import RUNS
from wopsim.analysis.told_apart import told_above_nought
from wopsim.report.numbers import of_hundred

if TYPE_CHECKING:
    from wopsim.analysis.paired import Grid
    from wopsim.report.brief.brief_choice import ChoiceInWords

_FAR = 2.0
"""Times by which a group's shares of the gain and of the money differ, either way, before it is said [assumed]."""


def gain_shares_in_words(choice: ChoiceInWords) -> list[str]:
    """Return a sentence on each group of the best design whose share of the gain is under half, or over double, its share of the money.

    None where these runs do not tell it, or do not tell that people gain at all.
    """
    gain = _runs(choice, "people_served")
    if not told_above_nought(gain):
        return []
    of_groups = (_group_in_words(choice, group, gain) for group in choice.groups)
    return [sentence for sentence in of_groups if sentence]


def _group_in_words(choice: ChoiceInWords, group: str, gain: Grid) -> str:
    """The sentence on a group; nothing where its two shares are not far apart."""
    gained, money = _runs(choice, f"people_{group}"), float(choice.told[f"support_{group}"])
    if not told_above_nought(money * gain - _FAR * gained) and not told_above_nought(gained - _FAR * money * gain):
        return ""
    key = "gain_apart" if np.nanmean(gained) > 0.0 else "gain_none"
    number, all_ = (float(np.nanmean(grid)) for grid in (gained, gain))
    served, served_by_all = (float(np.nansum(choice.result.measures[name])) for name in (f"served_at_start_{group}", "served_at_start"))
    parts = {"share": number / all_, "money": money, "served": served / served_by_all}
    shares = {name: of_hundred(part, short=True) for name, part in parts.items()}
    people = {"number": choice.number(number), "all": choice.number(all_)}
    return choice.say("relevance", key, group=choice.words["groups"][group], **shares, **people)


def _runs(choice: ChoiceInWords, name: str) -> Grid:
    """What a measure of the best design is in each run, (draw, replicate)."""
    return np.asarray(choice.measures[name].transpose(*RUNS[1:]).values, dtype=np.float64)
