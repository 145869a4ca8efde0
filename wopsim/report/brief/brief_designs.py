"""What each design is, in one plain line: who is paired how, who pays, how long, how intensive, and what a mentored utility costs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wopsim.analysis.choice.by_prediction import by_prediction
from wopsim.analysis.designs import budget_beyond, setting
from wopsim.analysis.measures import grid_of
from wopsim.analysis.outcome_specs import PROGRAMME_MONEY
from wopsim.analysis.study_conditions import CONSTRAINTS, MONEY_AND_YEARS
from wopsim.declare import PARAMETERS
from wopsim.strategies.design import OBJECTIVES
from wopsim.study.variants import shared_settings

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.report.brief.brief_language import Phrases
    from wopsim.study.scenario import Scenario, Study

_VISITS = {"missions": "missions_per_year", "experts": "experts_per_mission", "days": "days_per_mission"}
"""What visits are told by, each with the words for one and for several."""
_CORE = ("partnership_months", *_VISITS.values(), "pairing", "funding")
"""Parameters that are told of every design, whatever they are."""
_OF_FUNDING = {"co_financed": "own_share", "blended": "investment_part", "results_based": "held_back_share", "phased": "first_phase_share"}
"""The share that belongs to a way of paying."""
_COUNTED = (
    "resident_share", "cohort_size", "consortium_mentors", "pilot_grant", "study_visits_per_year", "remote_days_per_month",
    "classroom_days_per_year", "follow_up_years", "extension_months",
)  # fmt: skip
"""Parameters whose number is told where it is not as it is by default."""
_HOW = ("triangular", "channel")
_WHO = ("mentors_from", "eligible_income", "eligible_size", "eligible_fragile", "eligible_remunicipalised")
"""Parameters whose values have words of their own, told where they are not as they are by default."""
_AIMS = tuple(f"objective_{name}" for name in OBJECTIVES)
IN_WORDS = frozenset((*_CORE, *_OF_FUNDING.values(), *_COUNTED, *_HOW, *_WHO, *_AIMS, "new_function", *MONEY_AND_YEARS, *CONSTRAINTS))
"""Parameters that a line, or a sentence on the conditions, tells of."""
_MOST_OTHERS = 3
"""Settings of a line that are told by their names; of more there is no room, and the study file has them."""


@dataclass(frozen=True)
class DesignsInWords:
    """What designs are.

    Parameters
    ----------
    shared : what all of them have in common, and who predicts what pairs will learn where pairs are made by that.
    own : by name of the design, what it has that not all of them have, and what it costs.
    """

    shared: str
    own: dict[str, str]


def designs_in_words(study: Study, measures: xr.Dataset, phrases: Phrases) -> DesignsInWords:
    """Return what the designs of a study are.

    Parameters
    ----------
    study : that was run; its first scenario is no programme.
    measures : of all runs, as `wopsim.analysis.measures.measure` returns them.
    phrases : of the language.
    """
    import wopsim.declared  # noqa: F401  (declares every parameter that a study may set)

    designs = study.scenarios[1:]
    alike = set(shared_settings(designs))
    terms = {design.name: list(_Terms(design, phrases).all()) for design in designs}
    beside = {design.name: list(_Terms(design, phrases).beside(alike)) for design in designs}
    shared, said_already = _in_all(terms), _in_all(beside)  # money and years that all share stand in the conditions
    joined = phrases.words["conditions"]["joined"]
    own = {
        name: joined.join(
            [one for one in (*terms[name], *beside[name]) if one not in (*shared, *said_already)] + _cost(name, measures, phrases)
        )
        for name in terms
    }
    said = [_in_common(joined.join(shared), len(designs), phrases)]
    if by_prediction(study):
        said.append(phrases.say("design", "forecast"))
    return DesignsInWords(" ".join(said), own)


def _in_common(shared: str, designs: int, phrases: Phrases) -> str:
    if designs == 1:
        return phrases.say("design", "shared_one", said=shared[:1].upper() + shared[1:])
    return phrases.say("design", "shared", said=shared) if shared else phrases.say("design", "unlike")


def who_may(few: Collection[str], study: Study, phrases: Phrases) -> str:
    """Return what some designs have alike, and not all designs have, of who may take part; empty where there is nothing.

    Parameters
    ----------
    few : names of designs.
    study : whose designs they are; phrases : of the language.
    """
    terms = {design.name: list(_Terms(design, phrases).who_may()) for design in study.scenarios[1:]}
    of_all = _in_all(terms)
    of_few = _in_all({name: terms[name] for name in few})
    return phrases.words["conditions"]["joined"].join(one for one in of_few if one not in of_all)


def _in_all(terms: dict[str, list[str]]) -> list[str]:
    first, *others = terms.values()
    return [one for one in first if all(one in other for other in others)]


def _cost(design: str, measures: xr.Dataset, phrases: Phrases) -> list[str]:
    """What the programme spent for each utility that was mentored; nothing where none was."""
    at = measures["scenario"].values.tolist().index(design)

    def mean(name: str) -> float:
        return float(np.nanmean(grid_of(measures, name)[at]))

    mentored = mean("utilities_mentored")
    if not mentored > 0.0:
        return []
    spent = sum(map(mean, PROGRAMME_MONEY))
    price = phrases.say("layout", "price", said=phrases.number(spent / mentored))
    told = round(mentored) if mentored >= 1.0 else float(f"{mentored:.1g}")
    unspent = phrases.say("design", "unspent", share=phrases.percent(mean("programme_unspent") / (spent + mean("programme_unspent"))))
    return [phrases.counted("design", "cost", told, price=price), unspent]


class _Terms:
    """What one design sets, a phrase each."""

    def __init__(self, design: Scenario, phrases: Phrases) -> None:
        self.design, self.phrases = design, phrases
        self.words = phrases.words["design"]

    def all(self) -> Iterator[str]:
        yield self.pairing()
        yield self.say("months", value=self.number("partnership_months"))
        yield self.missions()
        yield from self.unlike(_COUNTED, self.counted)
        yield from self.unlike(_HOW, self.named)
        yield from self.who_may()
        if any(self.differs(name) for name in (*_AIMS, "new_function")):
            yield self.aims()
        yield self.paid()

    def beside(self, alike: Collection[str]) -> Iterator[str]:
        """Money and years, and settings that have no words, by their names; of these only what not all designs have alike."""
        budget = float(setting(self.design, "budget")) - budget_beyond(self.design)
        yield self.say("budget", value=self.phrases.say("layout", "price", said=self.phrases.whole(budget)))
        yield self.say("programme_years", value=self.number("programme_years"))
        others = [name for name in self.design.settings if name not in IN_WORDS and name not in alike and self.differs(name)]
        yield from (self.other(name) for name in sorted(others)[:_MOST_OTHERS])
        if len(others) > _MOST_OTHERS:
            yield self.phrases.counted("design", "more", len(others) - _MOST_OTHERS)

    def who_may(self) -> Iterator[str]:
        """Who may be mentored, and by whom."""
        return self.unlike(_WHO, self.named)

    def say(self, key: str, **values: object) -> str:
        return self.phrases.say("design", key, **values)

    def differs(self, name: str) -> bool:
        return setting(self.design, name) != PARAMETERS[name].default

    def unlike(self, names: tuple[str, ...], told: Callable[[str], str]) -> Iterator[str]:
        return (told(name) for name in names if self.differs(name))

    def number(self, name: str) -> str:
        return self.phrases.exact(float(setting(self.design, name)))

    def counted(self, name: str) -> str:
        number = self.number(name)
        return self.say(name, value=self.phrases.say("layout", "price", said=number) if name == "pilot_grant" else number)

    def named(self, name: str) -> str:
        return self.say(f"{name}_{str(setting(self.design, name)).lower()}")

    def pairing(self) -> str:
        name = str(setting(self.design, "pairing"))
        key = f"pairing_{name}"
        return self.say(key) if key in self.words else self.say("pairing_other", name=name)

    def missions(self) -> str:
        told = {words: self.phrases.counted("design", words, float(setting(self.design, name))) for words, name in _VISITS.items()}
        return self.say("visits", **told)

    def paid(self) -> str:
        name = str(setting(self.design, "funding"))
        key = f"funding_{name}"
        if key not in self.words:
            return self.say("funding_other", name=name)
        share = float(setting(self.design, _OF_FUNDING[name])) if name in _OF_FUNDING else 0.0
        return self.say(key, share=self.phrases.percent(share))

    def aims(self) -> str:
        aims = [name for name in _AIMS if float(setting(self.design, name)) > 0.0]
        function = f"aim_{setting(self.design, 'new_function')}"
        words = [self.words[function if name == "objective_new_function" else name.replace("objective_", "aim_")] for name in aims]
        return self.say("aims", names=", ".join(words))

    def other(self, name: str) -> str:
        value = setting(self.design, name)
        return f"{name} = {value if isinstance(value, (str, bool)) else self.phrases.exact(float(value))}"
