"""The box of a brief on what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.analysis.choice.cost_sharing import cost_sharing
from wopsim.report.brief.brief_choice import MOST_LETTERS
from wopsim.report.brief.brief_coherence import mostly_others
from wopsim.report.decision_cases import FEW_DRAWS, TOLD_UNSPENT
from wopsim.report.page.assumption_counts import counted

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords


def unknown_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences on what is not known, for the box at the end."""
    count = counted()
    said = [choice.say("unknown", "control"), choice.say("unknown", "assumed", assumed=count.assumed, numbers=count.numbers)]
    said.append(_world(choice))
    if mostly_others(cost_sharing(choice.result.measures, choice.decision)):
        said.append(choice.say("unknown", "others"))
    said += [choice.say("unknown", "harm"), _other_uses(choice), choice.say("unknown", "form")]
    return said + ([choice.say("unknown", "draws", draws=choice.decision.draws)] if choice.decision.draws < FEW_DRAWS else [])


def _other_uses(choice: ChoiceInWords) -> str:
    """That the money was compared with no other use, nor was the part of it that the best design leaves, where that is told."""
    if choice.best["unspent"] < TOLD_UNSPENT:
        return choice.say("unknown", "other")
    return choice.say("unknown", "other_unspent", unspent=choice.percent(choice.best["unspent"]), best=choice.name(choice.best))


def _world(choice: ChoiceInWords) -> str:
    """Which utilities are not of this world: all of the shipped one, and in a file of a user what it leaves open."""
    place = choice.result.study.world
    if place == "default":
        return choice.say("unknown", "synthetic")
    return choice.say("unknown", "own", name=choice.written(Path(place).name, Path(place).suffix, MOST_LETTERS))
