"""Designs that pair by what the model predicts, and which design is best without: whether such predictions hold, nobody has tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.designs import setting
from wopsim.analysis.told_apart import TOLD_APART, told_above_nought

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.paired import Grid
    from wopsim.study.scenario import Study


def by_prediction(study: Study) -> frozenset[str]:
    """Return the names of the designs whose pairs are chosen by what the model predicts that they learn."""
    import wopsim.declared  # noqa: F401  (declares every parameter that a study may set)

    return frozenset(design.name for design in study.scenarios[1:] if setting(design, "pairing") == "predicted_gain")


def level_as_they_are(decision: DecisionData, value: Grid, design: str) -> list[str]:
    """Return the names of the designs that need no predictions and that these runs do not tell from one of them, the best first.

    Parameters
    ----------
    decision : the choice.
    value : what designs are judged by, (design, draw, replicate), in the order of `decision.designs`.
    design : name of that one.
    """
    own = value[decision.designs.index(design)]
    others = [other for other in decision.programmes["scenario"] if other not in {design, *decision.predicted}]
    return [other for other in others if not told_above_nought(own - value[decision.designs.index(other)])]


def best_as_it_is(decision: DecisionData) -> str:
    """Return the name of the best design that can be carried out as it is: its pairs are not chosen by predictions.

    The best of all where it is that itself, where none such is seen to be better than no programme, and where to do nothing is the choice.
    """
    programmes = decision.programmes
    if decision.nothing_first or decision.best not in decision.predicted:
        return decision.best
    others = programmes[~programmes["scenario"].isin(decision.predicted) & (programmes["value"] > TOLD_APART * programmes["value_error"])]
    return decision.best if others.empty else str(others["scenario"].iloc[0])
