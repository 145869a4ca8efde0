"""What a brief says, in one of three languages: every text and number that its template places."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim._version import __version__
from wopsim.analysis.choice.cost_sharing import cost_sharing
from wopsim.analysis.choice.worlds import worlds
from wopsim.analysis.choice.yardstick import WHOSE
from wopsim.analysis.designs import setting
from wopsim.analysis.measures import grid_of
from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.paired import INTERVAL
from wopsim.analysis.study_conditions import study_conditions
from wopsim.analysis.told_apart import TOLD_APART, error_of
from wopsim.report.amounts_in_words import priced
from wopsim.report.brief.brief_conditions import conditions_in_words
from wopsim.report.brief.brief_designs import designs_in_words
from wopsim.report.brief.brief_language import Language, Phrases
from wopsim.report.brief.brief_yardstick import yardstick_in_words
from wopsim.report.decision_cases import (
    FEW_DRAWS,
    MANY_RUNS,
    TOLD_UNSPENT,
    alone,
    beside_nothing,
    bought_for,
    bought_nothing,
    first_to_pay,
    if_wrong,
    level_with_first,
    main_cause,
    worlds_look_alike,
    worlds_wrong,
)
from wopsim.report.numbers import of_hundred
from wopsim.report.page.assumption_counts import counted
from wopsim.streams import Floats
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.result import ResultData

MOST_ROWS = 6
"""Designs of a figure: more do not fit two pages, and are in the report."""
LESS = 0.05
"""Share of the support by which a group falls short before it is said to get less than its share [assumed]."""
SKEWED = 0.1
"""Part of the mean by which the middle world differs from it before it is said why there are two numbers [assumed]."""
UNLIKE = 0.1
"""Share of the budget by which what designs leave unspent differs before totals compare unlike programmes [assumed]."""
_TOLD_RAISED = 0.01
"""Part of what a programme pays out that others must have added to be told: else sums do not add up for a reader [assumed]."""
_MOST_GROUPS = 3
"""Groups of numbers of a figure."""
_MOST_LETTERS, _MOST_IN_TEXT = 72, 120
"""Of a label beside a figure, and in a sentence."""


def brief_facts(result: ResultData, decision: DecisionData, language: Language) -> dict[str, Any]:
    """Return everything that a template places, as values that JSON can hold.

    Parameters
    ----------
    result : the runs.
    decision : the choice that was made of them.
    language : of the brief; titles, questions and labels stay as the study has them.
    """
    return _Writer(result, decision, language).facts()


class _Writer(Phrases):
    """Numbers of one choice, in the words of one language."""

    def __init__(self, result: ResultData, decision: DecisionData, language: Language) -> None:
        super().__init__(language)
        self.result, self.decision = result, decision
        self.best, self.years = decision.programmes.iloc[0], result.study.horizon_years
        self.measures = result.measures.sel(scenario=decision.best)
        self.usual = {group: float(result.measures[f"mentees_{group}"]) for group in GROUPS}
        self.groups = list(groups_there(result.measures))
        self.drawn = _drawn(decision)
        self.alone = "_alone" if alone(decision) else ""

    def facts(self) -> dict[str, Any]:
        study = self.result.study
        parts = ("relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability", "turn", "learn")
        return {
            "language": self.language, "title": study.title, "question": study.question, "layout": self.words["layout"],
            "answer": self.answer(), "conditions": self.conditions(), "designs": self.designs(), "chance": self.chance(),
            "support": self.support(), "gain": self.gain(), "price": self.price(), "people": self.people(), "worth": self.worth(),
            "note": self.note(),
            "parts": [{"key": name, "title": self.words[name]["title"], "text": getattr(self, name)()} for name in parts],
            "unknown": self.unknown(), "made": self.made(),
        }  # fmt: skip

    # numbers

    def named(self, design: str) -> str:
        """The name of a design, of its identifier."""
        return self.name(self.decision.table.set_index("scenario", drop=False).loc[design])

    def name(self, row: Any, most: int = _MOST_LETTERS) -> str:
        """The label of a design, or its name where the font lacks letters."""
        if row["scenario"] == BASELINE:
            return str(self.words["layout"]["nothing"])
        return self.written(str(row["label"]), str(row["scenario"]), most)

    def ratio(self, value: float) -> str:
        """A ratio of two sums that stand beside it, as fine as they tell it."""
        return self.number(value, 3 if value >= 1.0 else 2)

    # texts

    def note(self) -> str:
        """What stands below the first figure."""
        layout, more = self.words["layout"], len(self.decision.table) - len(self.drawn)
        said = [layout["worlds"], layout["letters"]]
        if more:
            said.append(self.say("layout", "more_one" if more == 1 else "more", more=more))
        return " ".join(said)

    def answer(self) -> list[str]:
        if bought_nothing(self.decision):
            return [self.say("answer", "nothing_bought")]
        return [
            *self.first(), *self.beside_nothing(), self.brings(), *self.whether_to_do_it(), self.if_wrong(), *self.money_left(),
            *self.second(),
        ]  # fmt: skip

    def first(self) -> list[str]:
        """Which choice is best, in how many worlds, and from how many others these runs do not tell it."""
        decision, others, rest = self.decision, level_with_first(self.decision), len(self.decision.table) - 1
        told: dict[str, object] = {"others": others, "rest": rest, "count": others + 1, "best": self.name(self.best, _MOST_IN_TEXT)}
        told["chance"] = of_hundred(decision.table["chance_best"].iloc[0], short=True)
        if decision.nothing_first:
            keys = [f"nothing_apart{self.alone}" if others else "nothing"]
        elif not others:
            keys = ["clear", "chance"]
        elif decision.in_money:  # no programme is among the others
            keys = [f"apart{self.alone or '_money'}"]
        else:  # in one sentence, for a reader hears the first one only
            keys = ["level" if others == rest else "apart"]
        return [self.say("answer", key, **told) for key in keys]

    def beside_nothing(self) -> list[str]:
        """Whether the best design is worse than no programme, or not told from it."""
        case = beside_nothing(self.decision)
        if not case:
            return []
        lost = self.amount(abs(self.best["value"]), self.decision.value_unit)
        key = f"{case}{self.alone or '_money'}" if self.decision.in_money else case
        return [self.say("answer", key, best=self.name(self.best, _MOST_IN_TEXT), lost=lost)]

    def brings(self) -> str:
        gain = self.amount(self.best["gain"], self.decision.unit)
        return self.say("answer", "brings", gain=gain, outcome=self.outcome(), years=self.years)

    def if_wrong(self) -> str:
        """What is lost where the first is not the best."""
        decision, case = self.decision, if_wrong(self.decision)
        told = {"wrong": worlds_wrong(decision), "draws": decision.draws}
        loss = self.amount(decision.table["regret_if_wrong"].iloc[0], decision.value_unit)
        keys = {"few": "wrong_few", "lost": "wrong_nothing" if decision.nothing_first else "wrong", "unseen": "unseen", "never": "never"}
        return self.say("answer", keys[case], loss=loss, **told)

    def money_left(self) -> list[str]:
        if self.best["unspent"] < TOLD_UNSPENT or self.decision.nothing_first:
            return []
        why = self.words["unspent_why"][main_cause(self.best)]
        return [self.say("answer", "unspent", unspent=self.percent(self.best["unspent"]), why=why)]

    def second(self) -> list[str]:
        if self.decision.nothing_first:
            return []
        return [self.say("answer", "second", second=self.name(self.decision.table.iloc[1], _MOST_IN_TEXT))]

    def conditions(self) -> list[str]:
        study, decision = self.result.study, self.decision
        found = study_conditions(study, self.result.measures)
        runs = decision.draws * decision.replicates
        return [*conditions_in_words(found, study, runs, self, self.named), *yardstick_in_words(decision, self)]

    def designs(self) -> dict[str, Any]:
        """What the designs are that are drawn, and what all have in common."""
        found = designs_in_words(self.result.study, self.result.measures, self)
        own = {**found.own, BASELINE: ""}
        shown = [(self.name(row), own[str(row["scenario"])]) for _, row in self.drawn.iterrows()]
        return {"shared": found.shared, "rows": [{"name": name, "says": said} for name, said in shown]}

    def relevance(self) -> list[str]:
        from wopsim.world.columns import CITY_FROM

        shares = {group: float(self.best[f"support_{group}"]) for group in GROUPS}
        if any(math.isnan(one) for one in shares.values()):
            return [self.say("relevance", "none")]
        less = [group for group in self.groups if shares[group] < self.usual[group] - LESS]
        absent = [group for group in GROUPS if group not in self.groups]
        said = [self.say("relevance", "less", names=self.of_groups(less))] if less else []
        said += [self.say("relevance", "fair")] if self.groups and not less else []
        said += [self.say("relevance", "nobody", names=self.of_groups(absent))] if absent else []
        return [*said, self.say("relevance", "meant", small=self.whole(CITY_FROM))]

    def coherence(self) -> list[str]:
        shared = cost_sharing(self.result.measures, self.decision)
        rate = self.exact(100 * float(setting(self.result.study.scenarios[1], "discount_rate")))
        years = self.say("coherence", "years_alike" if shared.years_alike else "years_less", rate=rate)
        sums = {"paid": self.number(shared.funder, 3), "others": self.number(abs(shared.others), 3)}
        key = "more" if shared.others >= 0.0 else "less"
        said = [] if shared.years_alike else [self.say("coherence", "paid", as_paid=self.number(shared.as_paid, 3))]
        raised = float(np.nanmean(self.measures["programme_raised"].values))
        if raised > _TOLD_RAISED * shared.as_paid:
            said.append(self.say("coherence", "raised", raised=self.number(raised)))
        said.append(self.say("coherence", key, years=years, **sums, ratio=self.ratio(abs(shared.per_euro))))
        unspent = self.decision.table["unspent"]
        own = self.percent(self.best["unspent"])
        if self.best["unspent"] < 0.05:
            said.append(self.say("coherence", "spent"))
        else:
            said.append(self.say("coherence", "unspent", unspent=own, why=self.words["unspent_because"][main_cause(self.best)]))
        if unspent.max() - unspent.min() > UNLIKE:
            said.append(self.say("coherence", "apart", low=self.percent(unspent.min()), high=self.percent(unspent.max())))
        return said

    def effectiveness(self) -> list[str]:
        decision, unit = self.decision, self.decision.unit
        low, middle, high = np.quantile(decision.gains[decision.designs.index(decision.best)], (INTERVAL[0], 0.5, INTERVAL[1]))
        scale = 100.0 if unit == "1" else 1.0
        ends = {"low": low, "middle": middle, "high": high}
        range_ = {end: self.number(scale * float(value)) for end, value in ends.items()}
        mean, blurred = float(self.best["gain"]), worlds_look_alike(decision)
        key, gain = "blurred" if blurred else "text", self.amount(mean, unit)
        said = [self.say("effectiveness", key, years=self.years, gain=gain, outcome=self.outcome(), **range_)]
        if not blurred and abs(mean - middle) > SKEWED * abs(mean):
            said.append(self.say("effectiveness", "skewed"))
        naive, paired = (self.result.compare().get(decision.best, one) for one in ("before_after", "before_after_paired"))
        errors = {"naive_error": naive["monte_carlo_error"], "error": paired["monte_carlo_error"]}
        if all(map(math.isfinite, (naive["mean"], paired["mean"], *errors.values()))):
            points = {name: self.number(100 * float(one["mean"]), signed=True) for name, one in {"naive": naive, "paired": paired}.items()}
            points |= {name: self.number(100 * float(error), 1) for name, error in errors.items()}
            said.append(self.say("effectiveness", "naive", **points))
        if self.best["harm"] >= 0.005:
            said.append(self.say("effectiveness", "loss" if decision.in_money else "harm", harm=of_hundred(self.best["harm"], short=True)))
        return said

    def efficiency(self) -> list[str]:
        mean, low, high = self.prices(self.best)
        if math.isnan(mean):
            return [self.say("efficiency", "undefined")]
        said = [self.say("efficiency", self.decision.yardstick.cost, one=self.one(self.decision.unit), price=self.number(mean))]
        if math.isnan(high):
            said.append(self.say("efficiency", "endless"))
        else:
            said.append(self.say("efficiency", "range", low=self.number(low), high=self.number(high)))
        return [*said, *self.pays()]

    def pays(self) -> list[str]:
        """From which worth of a unit the best design is better than no programme: on average, and in nine of ten worlds."""
        found = {name: self.pays_from(self.best, name) for name in ("funder", "all", "funder_sure", "all_sure")}
        key = "pays_unsure" if any(math.isnan(value) for value in found.values()) else "pays"
        told = {name: self.number(value) for name, value in found.items()}
        said = [self.say("efficiency", key, one=self.one(self.decision.unit), **told)]
        return said if self.decision.yardstick.discount is not None else [*said, self.say("efficiency", "apart")]

    def pays_from(self, row: Any, name: str) -> float:
        """From which worth of a unit a design is better than no programme [EUR2024]; of a share, of a percentage point. NaN: from none."""
        return float(np.maximum(0.0, priced(self.decision)[0] * float(row[f"pays_{name}"])))

    def whether_to_do_it(self) -> list[str]:
        """What a unit must be worth for the best design to beat no programme; where nothing is first, for the one that pays first."""
        asked = self.decision.yardstick.cost
        one, row = self.one(self.decision.unit), first_to_pay(self.decision, asked)
        worths = {whose: self.pays_from(row, whose) for whose in WHOSE}
        if any(math.isnan(value) for value in worths.values()):
            return []
        if self.decision.nothing_first:
            price = self.number(worths[asked])  # by the other purse another design may be the first
            return [self.say("answer", f"pays{self.alone or '_instead'}_{asked}", name=self.name(row, _MOST_IN_TEXT), one=one, price=price)]
        if self.decision.in_money:
            return []
        return [self.say("answer", "pays", one=one, **{whose: self.number(value) for whose, value in worths.items()})]

    def impact(self) -> list[str]:
        outcomes = {
            "new": ("people_new_service", 1), "better": ("people_better_service", 1), "connected": ("people_connected", 1),
            "poor": ("poor_people_connected", 1), "losses": ("water_saved", -1),
        }  # fmt: skip
        found = {
            key: self.number(sign * float(np.nanmean(self.measures[name].values)), signed=True) for key, (name, sign) in outcomes.items()
        }
        counted_ = ("possible_mentees", "utilities_mentored", "mentors_active")
        open_, reached, mentors = (round(float(np.nanmean(self.measures[name].values))) for name in counted_)
        whole = {"open": open_, "reached": reached, "left": open_ - reached, "mentors": mentors}
        found["range"] = self.range_of_losses()
        said = self.say("impact", "reached", **{name: self.whole(value) for name, value in whole.items()})
        return [self.say("impact", "text", **found), said]

    def range_of_losses(self) -> str:
        """What water losses change by in nine of ten worlds, cleaned of luck; empty where few runs leave nothing of it."""
        decision, saved = self.decision, grid_of(self.result.measures, "water_saved")
        ends = np.quantile(-worlds(saved, decision.numbers).values[decision.designs.index(decision.best)], INTERVAL)
        low, high = (self.number(float(end), signed=True) for end in ends)
        return "" if low == high else self.say("impact", "range", low=low, high=high)

    def sustainability(self) -> list[str]:
        left = float(self.result.compare().get(self.decision.best, "left_practice")["mean"])
        return [self.say("sustainability", "none") if math.isnan(left) else self.say("sustainability", "text", left=self.percent(left))]

    def unknown(self) -> list[str]:
        count = counted()
        said = [self.say("unknown", "control"), self.say("unknown", "assumed", assumed=count.assumed, numbers=count.numbers)]
        said.append(self.world())
        said += [self.say("unknown", key) for key in ("harm", "other", "form")]
        return said + ([self.say("unknown", "draws", draws=self.decision.draws)] if self.decision.draws < FEW_DRAWS else [])

    def world(self) -> str:
        """Which utilities are not of this world: all of the shipped one, and in a file of a user what it leaves open."""
        place = self.result.study.world
        if place == "default":
            return self.say("unknown", "synthetic")
        return self.say("unknown", "own", name=self.written(Path(place).name, Path(place).suffix, _MOST_LETTERS))

    def turn(self) -> list[str]:
        """What would put another design ahead: who counts, which theory holds, or more runs."""
        ahead: dict[str, list[str]] = {}
        for group in () if self.decision.nothing_first else self.groups:  # who counts says nothing of whether to do it at all
            other = self.ahead(group)
            if other is not None:
                ahead.setdefault(other, []).append(group)
        said = [self.say("turn", "groups", names=self.of_groups(those), other=self.named(other)) for other, those in ahead.items()]
        if self.groups and not said and not self.decision.nothing_first and not self.alone:
            said.append(self.say("turn", "steady", names=self.of_groups(self.groups)))
        return [*said, *self.theories(), *self.runs()]

    def ahead(self, group: str) -> str | None:
        """The design that brings most people of a group more service, where these runs tell it from the best of all."""
        found = self.result.measures[f"people_{group}"].transpose("scenario", "draw", "replicate")
        most = str(found["scenario"].values[np.nanmean(found.values, axis=(1, 2)).argmax()])
        apart = (found.sel(scenario=most) - found.sel(scenario=self.decision.best)).values
        return most if np.nanmean(apart) > TOLD_APART * error_of(apart) else None

    def runs(self) -> list[str]:
        """How many runs it takes to tell the best from the next; nothing where they do."""
        decision, (first, second) = self.decision, (self.decision.table.iloc[place] for place in range(2))
        if second["group"] != first["group"]:
            return []
        now, needed = decision.draws * decision.replicates, float(first["runs_needed"])
        key = "level" if needed <= now else "many" if needed > MANY_RUNS else "runs"
        return [self.say("turn", key, second=self.name(second), needed=self.number(needed), now=self.whole(now))]

    def learn(self) -> list[str]:
        found = self.decision.information()
        if not found["value"].iloc[0] > 0.0:
            return [self.say("learn", "nothing")]
        if not found["seen"].iloc[0]:
            return [self.say("learn", "untold"), self.say("learn", "study")]
        seen = self.worth_knowing()[1:]
        first = self.say("learn", "most", first=self.words["learn"][seen[0]["name"]]) if seen else self.say("learn", "unseen")
        value = float(seen[0]["value"] if seen else found["value"].iloc[0])
        said = [first, self.say("learn", "means" if seen else "means_all", gain=self.amount(value, self.decision.value_unit))]
        price = bought_for(self.decision, value)
        if math.isfinite(price):
            said.append(self.say("learn", "bought", price=self.say("layout", "price", said=self.number(price))))
        return [*said, self.say("learn", "study")]

    def worth_knowing(self) -> list[Any]:
        """Everything, and the groups of numbers whose worth lies above its error, the most valuable first."""
        found = self.decision.information()
        groups = found[(found["kind"] == "group") & found["seen"]]
        return [found.iloc[0], *(row for _, row in groups.head(_MOST_GROUPS).iterrows())]

    def theories(self) -> list[str]:
        """Whether a rival theory of partnerships puts another design first; nothing where none was varied."""
        found = self.decision.theories()
        if not len(found):
            return []
        words, ahead = self.words["theories"], found["strong_first"]
        now = str(self.decision.table["scenario"].iloc[0])

        def told(key: str, second: str, those: Any) -> str:
            names = self.listed([words[name] for name in found.loc[those, "name"]], words["or"], self.words["conditions"]["joined"])
            return self.say("turn", key, second=self.named(second), names=names)

        turning = [one for one in dict.fromkeys(ahead) if one not in ("", now)]
        if turning:
            return [told("theories_turn", one, ahead == one) for one in turning]
        contender = self.decision.best if self.decision.nothing_first else self.decision.rival
        untold = ahead == ""
        return [told("theories_open", contender, untold) if untold.any() else told("theories_hold", contender, ~untold)]

    def made(self) -> str:
        study, decision = self.result.study, self.decision
        runs = (len(decision.designs) + 1) * decision.draws * decision.replicates
        return self.say(
            "made", "text", version=self.result.measures.attrs.get("wopsim_version", __version__), title=study.title, seed=study.seed,
            runs=self.whole(runs), years=study.horizon_years, draws=decision.draws,
        )  # fmt: skip

    def outcome(self) -> str:
        """What is gained, as it stands behind an amount."""
        asked, outcomes = self.decision.yardstick, self.words["outcomes"]
        name = "weights" if asked.weights is not None else asked.outcome
        return str(outcomes[name] if name in outcomes else outcomes["other"].format(name=name))

    # figures

    def chance(self) -> dict[str, Any]:
        rows = []
        for _, row in self.drawn.iterrows():
            share = float(row["chance_best"])
            rows.append({"name": f"{row['group']}  {self.name(row)}", "share": 100.0 * share, "says": of_hundred(share, short=True)})
        return _figure(self.words["layout"]["chance_title"], rows)

    def gain(self) -> dict[str, Any]:
        decision = self.decision
        shown = [row for _, row in self.drawn.iterrows() if row["scenario"] != BASELINE]
        names, found = [self.name(row) for row in shown], [decision.gains[decision.designs.index(row["scenario"])] for row in shown]
        title = f"{self.words['layout']['gain_title']} [{self.words['units'].get(decision.unit, decision.unit)}]"
        return self.spread(title, names, found, 100.0 if decision.unit == "1" else 1.0)

    def people(self) -> dict[str, Any]:
        """Where the people are whom the best design brings more service, cleaned of luck."""
        decision = self.decision
        place = decision.designs.index(decision.best)
        outcomes = {"all": "people_served", **{group: f"people_{group}" for group in self.groups}}
        found = [worlds(grid_of(self.result.measures, name), decision.numbers) for name in outcomes.values()]
        names = [self.words["groups"][group] for group in outcomes]
        return self.spread(self.words["impact"]["figure"], names, [one.values[place] for one in found])

    def spread(self, title: str, names: list[str], values: list[Floats], scale: float = 1.0) -> dict[str, Any]:
        """A figure with a line for each set of values: the middle one, and nine of ten."""
        found = [np.quantile(one, (INTERVAL[0], 0.5, INTERVAL[1])) for one in values]
        least, most = min(0.0, *(float(one[0]) for one in found)), max(0.0, *(float(one[2]) for one in found))
        width = (most - least) or 1.0

        def place(value: float) -> float:
            return round(100.0 * (float(value) - least) / width, 2)

        rows = []
        for name, (low, middle, high) in zip(names, found, strict=True):
            low_text, middle_text, high_text = (self.number(scale * float(value)) for value in (low, middle, high))
            says = middle_text if low_text == high_text else f"{middle_text} [{low_text} – {high_text}]"
            rows.append({"name": name, "low": place(low), "at": place(middle), "high": place(high), "says": says})
        return {**_figure(title, rows), "zero": place(0.0)}

    def worth(self) -> dict[str, Any]:
        """What it would be worth to know first, with its error; no rows where nothing would be."""
        found = [row for row in self.worth_knowing() if row["seen"]]
        most = max((float(row["value"] + row["error"]) for row in found), default=1.0)
        scale = 100.0 if self.decision.value_unit == "1" else 1.0
        rows = []
        for row in found:
            value, error = float(row["value"]), float(row["error"])
            low, at, high = (round(100.0 * one / most, 2) for one in (max(0.0, value - error), value, value + error))
            name = self.words["learn"]["everything" if row["kind"] == "all" else row["name"]]
            says = f"{self.number(scale * value)} ± {self.number(scale * error)}"
            rows.append({"name": name, "low": low, "at": at, "high": high, "says": says})
        unit = self.words["units"].get(self.decision.value_unit, self.decision.value_unit)
        return _figure(f"{self.words['learn']['figure']} [{unit}]", rows)

    def support(self) -> dict[str, Any]:
        rows = []
        for group in self.groups:
            share, usual = float(self.best[f"support_{group}"]), self.usual[group]
            if math.isfinite(share):
                says = f"{self.percent(share)}\u00a0% ({self.percent(usual)}\u00a0%)"
                rows.append({"name": self.words["groups"][group], "share": 100.0 * share, "usual": 100.0 * usual, "says": says})
        return _figure(self.words["relevance"]["figure"], rows)

    def price(self) -> dict[str, Any]:
        """What one more unit costs by each design that has a price; an interval without an end goes to the edge."""
        found = [(row, *self.prices(row)) for _, row in self.drawn.iterrows() if row["scenario"] != BASELINE]
        shown = [one for one in found if math.isfinite(one[1])]
        most = max((price for _, mean, _, high in shown for price in (mean, high) if math.isfinite(price)), default=0.0) or 1.0
        rows: list[dict[str, Any]] = []
        for row, mean, low, high in shown:
            known = math.isfinite(low) and math.isfinite(high)
            ends = (low, mean, high) if known else (mean, mean, most)
            range_ = f"[{self.number(low)} – {self.number(high)}]" if known else "…"
            says = self.say("layout", "price", said=f"{self.number(mean)} {range_}")
            places = (round(100.0 * value / most, 2) for value in ends)
            rows.append({"name": self.name(row), "says": says, **dict(zip(("low", "at", "high"), places, strict=True))})
        return _figure(self.say("layout", "price_title", one=self.one(self.decision.unit)), rows)

    def prices(self, row: Any) -> tuple[float, float, float]:
        """What one more unit costs by a design: mean, and the interval of the number of runs; of a share, a percentage point."""
        by, _ = priced(self.decision)
        return by * float(row["unit_cost"]), by * float(row["unit_cost_low"]), by * float(row["unit_cost_high"])


def _drawn(decision: DecisionData) -> pd.DataFrame:
    """Rows of the table that figures have room for: the best design, the cheapest, those that are most often best, and no programme."""
    programmes = decision.programmes
    likely = programmes["chance_best"].drop(programmes.index[0]).sort_values(ascending=False, kind="stable").index
    cheapest = [programmes["unit_cost"].idxmin()] if programmes["unit_cost"].notna().any() else []
    kept = list(dict.fromkeys([programmes.index[0], *cheapest, *likely]))[:MOST_ROWS]
    return decision.table[decision.table.index.isin(kept) | (decision.table["scenario"] == BASELINE)]


def _figure(title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A figure with its words, for who does not see it."""
    return {"title": title, "rows": rows, "alt": f"{title}. " + "; ".join(f"{row['name']}: {row['says']}" for row in rows)}
