"""The box of a brief on what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.analysis.choice.cost_sharing import cost_sharing
from wopsim.errors import WopsimError
from wopsim.report.brief.brief_choice import MOST_LETTERS
from wopsim.report.brief.brief_coherence import mostly_others
from wopsim.report.decision_cases import FEW_DRAWS, TOLD_UNSPENT

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords
    from wopsim.report.brief.brief_language import Phrases
    from wopsim.study.scenario import Study


def unknown_in_words(choice: ChoiceInWords) -> list[str]:
    """Return the sentences on what is not known, for the box at the end."""
    said = [choice.say("unknown", "control")]
    said.append(utilities_not_of_this_world(choice.result.study, choice))
    if mostly_others(cost_sharing(choice.result.measures, choice.decision, choice.design)):
        said.append(choice.say("unknown", "others" if choice.without_works is None else "others_run"))
    said += [choice.say("unknown", "harm"), _other_uses(choice), choice.say("unknown", "form")]
    return said + ([choice.say("unknown", "draws", draws=choice.decision.draws)] if choice.decision.draws < FEW_DRAWS else [])


def _other_uses(choice: ChoiceInWords) -> str:
    """That the money was compared with no other use, nor was the part of it that the design leaves, where that is told."""
    if choice.told["unspent"] < TOLD_UNSPENT:
        return choice.say("unknown", "other")
    return choice.say("unknown", "other_unspent", unspent=choice.percent(choice.told["unspent"]), best=choice.name(choice.told))


def utilities_not_of_this_world(study: Study, phrases: Phrases) -> str:
    """Return which utilities are not of this world: all of the shipped one; of a file of a user what it leaves open, and its mentors.

    Parameters
    ----------
    study : that was run; where the file of its utilities is not there any more, nobody knows whether it names mentors.
    phrases : of the language.
    """
    from wopsim.world.reading import only_shipped_mentors, read_world

    if study.world == "default":
        return phrases.say("unknown", "synthetic")
    try:
        mentors = "_no_mentors" if only_shipped_mentors(read_world(study.world)) else ""
    except WopsimError:
        mentors = "_unread"
    place = Path(study.world)
    return phrases.say("unknown", f"own{mentors}", name=phrases.written(place.name, place.suffix, MOST_LETTERS))
