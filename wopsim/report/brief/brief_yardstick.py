"""What whoever asked has chosen to judge by, in a sentence: without it nobody can tell an answer from another that was asked otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.amounts_in_words import once_only, priced

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.report.brief.brief_language import Phrases


def yardstick_in_words(decision: DecisionData, phrases: Phrases) -> list[str]:
    """Return one sentence on all that is not as it is by default; none where all is."""
    asked = decision.yardstick

    def say(key: str, **values: object) -> str:
        return phrases.say("judged", key, **values)

    groups = phrases.words["groups"]
    said = [say("equity", group=groups[group], weight=phrases.exact(weight)) for group, weight in asked.equity.items()]
    if asked.worth is not None:
        of_one = {"one": phrases.one(decision.unit), "price": worth_of_one(decision, phrases), "once": once_only(decision, phrases)}
        said.append(say(f"worth_{asked.cost}", **of_one))
    elif asked.cost == "all":
        said.append(say("all"))
    if asked.discount is not None:
        said.append(say("less" if asked.discount else "alike"))
    if asked.useful > 0.0:
        said.append(say("useful", amount=phrases.amount(asked.useful, decision.value_unit)))
    return [say("text", said=phrases.words["conditions"]["joined"].join(said))] if said else []


def worth_of_one(decision: DecisionData, phrases: Phrases) -> str:
    """Return what one unit is worth, as it was asked; of a share, a percentage point."""
    by, _ = priced(decision)
    return phrases.say("layout", "price", said=phrases.exact(by * float(decision.yardstick.worth or 0.0)))
