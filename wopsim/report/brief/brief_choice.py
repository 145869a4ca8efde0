"""One choice, with the words of one language at hand: what the texts and the figures of a brief both need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.analysis.choice.by_prediction import best_as_it_is, level_as_they_are
from wopsim.analysis.designs import families
from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.report.amounts_in_words import priced
from wopsim.report.brief.brief_language import Language, Phrases
from wopsim.report.decision_cases import alone
from wopsim.report.leading_designs import leading_designs
from wopsim.report.numbers import ends_told
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.ratio_of_means import Ratio
    from wopsim.analysis.result import ResultData

MOST_ROWS = 6
"""Designs of a figure: more do not fit two pages, and are in the report."""
MOST_NAMED = 3
"""Designs that a sentence names; of more it tells the letter, or how many they are."""
MOST_LETTERS, MOST_IN_TEXT = 72, 120
"""Of a label beside a figure, and in a sentence."""
_MOST_GROUPS = 3
"""Groups of numbers of a figure."""


class ChoiceInWords(Phrases):
    """Names and numbers of one choice, in the words of one language.

    Parameters
    ----------
    result : the runs.
    decision : the choice that was made of them.
    language : of the brief.
    without_works : which part of its effect `design` keeps where nobody else puts money into works; if that was run.

    Title, question and labels of the study stand in `texts`, in the language as far as it is `translated`. What a brief tells of one
    design, it tells of `design`, whose row of the choice is `told`: the best of those that can be carried out as they are. `named_first`
    holds that row, and where it is not the first of all those of the designs that are as good.
    """

    def __init__(self, result: ResultData, decision: DecisionData, language: Language, without_works: Ratio | None = None) -> None:
        super().__init__(language)
        self.result, self.decision, self.without_works = result, decision, without_works
        self.texts, self.translated = result.study.in_language(language), result.study.is_all_in(language)
        self._labels = {scenario.name: scenario.label for scenario in self.texts.scenarios}
        self.design = best_as_it_is(decision)
        self.told = decision.programmes.set_index("scenario", drop=False).loc[self.design]
        self.years = self.counted("time", "years", result.study.horizon_years)
        self.measures = result.measures.sel(scenario=self.design)
        self.usual = {group: float(result.measures[f"mentees_{group}"]) for group in GROUPS}
        self.groups = list(groups_there(result.measures))
        self.forms = [[design.name for design in family] for family in families(result.study)]
        self.named_first = [self.told] if self.design == decision.best else self._with_those_alike()
        named = [str(row["scenario"]) for row in self.named_first[:MOST_NAMED]]
        shown = {*leading_designs(decision, MOST_ROWS, self.forms, named), BASELINE}
        self.drawn = decision.table[decision.table["scenario"].isin(shown)]
        self.alone = "_alone" if alone(decision) else ""

    def _with_those_alike(self) -> list[pd.Series]:
        """The rows of the design that is told of instead of the first, and of those that are as good as far as these runs tell."""
        alike = level_as_they_are(self.decision, self.decision.yardstick.value(self.result.measures), self.design)
        rows = self.decision.programmes.set_index("scenario", drop=False)
        return [self.told, *(rows.loc[design] for design in alike)]

    def undrawn(self) -> pd.DataFrame:
        """The rows of the designs that figures do not show."""
        return self.decision.table[~self.decision.table["scenario"].isin(self.drawn["scenario"])]

    def named(self, design: str) -> str:
        """The name of a design, of its identifier."""
        return self.name(self.decision.table.set_index("scenario", drop=False).loc[design])

    def name(self, row: Any, most: int = MOST_LETTERS) -> str:
        """The label of a design, or its name where the font lacks letters."""
        if row["scenario"] == BASELINE:
            return str(self.words["layout"]["nothing"])
        return self.written(self._labels[str(row["scenario"])], str(row["scenario"]), most)

    def outcome(self) -> str:
        """What is gained, as it stands behind an amount."""
        asked, outcomes = self.decision.yardstick, self.words["outcomes"]
        name = "weights" if asked.weights is not None else asked.outcome
        return str(outcomes[name] if name in outcomes else outcomes["other"].format(name=name))

    def gained(self) -> str:
        """What the design that is told of changes for those who gain, as a clause."""
        asked, gain, unit = self.decision.yardstick, float(self.told["gain"]), self.decision.unit
        name = "weights" if asked.weights is not None else asked.outcome
        key = "lost" if gain < 0.0 else name if name in self.words["gained"] else "other"
        number, shown = self.number(gain), abs(float(f"{gain:.2g}"))
        units = self.one(unit) if self.is_one(shown) else self.words["units"].get(unit, unit)
        more = self.say("gained", "more", number=number, units=units)
        return self.say("gained", key, name=name, gain=self.amount(abs(gain), unit), more=more)

    def ends(self, low: float, high: float) -> tuple[str, str]:
        """The ends of a range: what stands beside a large number is told no finer than that."""
        least, most = ends_told(low, high)
        return self.number(least + 0.0), self.number(most + 0.0)  # nought without a sign

    def prices(self, row: Any) -> tuple[float, float, float]:
        """What one more unit costs by a design: mean, and the interval of the number of runs; of a share, a percentage point."""
        by, _ = priced(self.decision)
        return by * float(row["unit_cost"]), by * float(row["unit_cost_low"]), by * float(row["unit_cost_high"])

    def pays_from(self, row: Any, name: str) -> float:
        """From which worth of a unit a design is better than no programme [EUR2024]; of a share, of a percentage point. NaN: from none."""
        return float(np.maximum(0.0, priced(self.decision)[0] * float(row[f"pays_{name}"])))

    def worth_knowing(self) -> list[Any]:
        """Everything, and the groups of numbers whose worth lies above its error, the most valuable first."""
        found = self.decision.information()
        groups = found[(found["kind"] == "group") & found["seen"]]
        return [found.iloc[0], *(row for _, row in groups.head(_MOST_GROUPS).iterrows())]

    def reached(self) -> dict[str, int]:
        """How many utilities may be mentored by the design that is told of, are and are not, and how many mentor."""
        counted = ("possible_mentees", "utilities_mentored", "mentors_active")
        open_, mentored, mentors = (round(float(np.nanmean(self.measures[name].values))) for name in counted)
        return {"open": open_, "reached": mentored, "left": open_ - mentored, "mentors": mentors}
