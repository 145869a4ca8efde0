"""The page that answers a study: one HTML file, without a network, that a board can read and an analyst can ask again."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim._version import __version__
from wopsim.analysis.choice.cost_sharing import CostSharing, cost_sharing
from wopsim.analysis.choice.regret import FEW_WORLDS, worst_count
from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.paired import INTERVAL
from wopsim.analysis.study_conditions import study_conditions
from wopsim.analysis.told_apart import USEFUL_PART
from wopsim.report.amounts_in_words import amount, in_words, priced, worth, worths
from wopsim.report.brief.brief_conditions import conditions_in_words
from wopsim.report.brief.brief_designs import designs_in_words
from wopsim.report.brief.brief_language import Phrases
from wopsim.report.brief.brief_pairing import pairing_in_words
from wopsim.report.brief.brief_unknown import utilities_not_of_this_world
from wopsim.report.brief.brief_yardstick import yardstick_in_words
from wopsim.report.decision_cases import FEW_DRAWS, if_wrong, level_with_first, numbers_told, worlds_look_alike, worlds_wrong
from wopsim.report.decision_words import best_in, sentence, why_left
from wopsim.report.numbers import NONE, PERCENT, WORDS, compact, ends_told, times, two_figures
from wopsim.report.page.assumption_counts import counted, counts, every_number
from wopsim.report.page.cheers import OnPage, cheers
from wopsim.report.page.embedded_choice import embedded_choice
from wopsim.report.page.hangs_on_figures import learn_strip, nothing_to_learn, nothing_turns, theories_strip, turns_strip
from wopsim.report.page.page_figures import (
    against_in_words,
    cost_and_gain_table,
    designs_table,
    euros,
    gains_strip,
    naive_strip,
    png,
    prices_strip,
    regret_table,
    settings_table,
    support_strip,
    what_designs_are,
)
from wopsim.report.page.page_tables import PageTable
from wopsim.report.page.page_templates import filled, part_of_page
from wopsim.report.page.reach_map import reach_map
from wopsim.report.tables.decision_table import worst_of

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.result import ResultData


LUCK_AND_WORLDS = "these runs do not tell luck from what is not known; more replicates do"
"""Stands where all plausible worlds would seem alike."""


@dataclass(frozen=True)
class Tile:
    """A number that is read first: what it is, the number, and how sure it is."""

    head: str
    number: str
    below: str


@dataclass(frozen=True)
class Picture:
    """A drawn figure with what it shows in words, and its numbers."""

    title: str
    image: str
    words: str
    table: PageTable


def decision_page(result: ResultData, decision: DecisionData, commands: Sequence[str]) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    result : the runs.
    decision : the choice that was made of them.
    commands : what to type to get the page again.
    """
    measures = result.measures
    embedded = embedded_choice(measures, result.study, decision)
    reached = reach_map(result, decision)
    counts_of_all = counted()
    lines = designs_in_words(result.study, measures, Phrases("en"))
    turns, theories, learn = turns_strip(decision), theories_strip(decision), learn_strip(decision)
    there = OnPage(
        places=reached is not None and bool(reached.dots), groups=list(groups_there(measures).values()), weights=bool(embedded.equity),
        turns=turns is not None, theories=theories is not None, learn=learn is not None,
    )  # fmt: skip
    shown: dict[str, Any] = {
        "study": result.study, "decision": decision, "answer": sentence(decision), "tiles": tiles(decision),
        "compared": compared(result, decision), "one": priced(decision)[1], "times": times(decision.replicates),
        "against": against_in_words(decision),
        "are": what_designs_are(decision, lines), "shared": lines.shared, "letters": letters_in_words(), "designs": designs_table(decision),
        "paired": pairing_in_words(result.study, measures, decision, Phrases("en")),
        "gains": gains_strip(measures, decision), "prices": prices_strip(decision),
        **pictures(decision),
        "support": support_strip(measures, decision), "map": reached, "turns": turns, "theories": theories,
        "nothing_turns": nothing_turns(decision), "nothing_to_learn": nothing_to_learn(decision),
        "learn": learn, "naive": naive_strip(measures, decision),
        "counted": counts_of_all, "counts": counts(), "every_number": every_number(), "cheers": cheers(result.study, decision, there),
        "sharing": sharing(cost_sharing(measures, decision, decision.best), decision),
        "settings": settings_table(result.study), "provenance": _provenance(result, decision), "commands": commands,
        "useful_unnamed": useful_unnamed(decision), "worst": worst_of(decision.draws),
        "unknown": not_known(result, decision), "left_out": embedded.left_out, "groups": {g: words for g, (_, _, words) in GROUPS.items()},
        "equity": list(embedded.equity), "offers": embedded.offers, "unit": in_words(decision.unit), "version": __version__,
    }  # fmt: skip
    # "<" as an escape: whatever a label says, it ends no script
    data = json.dumps(embedded.to_dict(), ensure_ascii=True, allow_nan=False).replace("<", "\\u003c")
    files = {name: part_of_page(name) for name in ("page.css", "choice.js", "saving.js", "page.js")}
    return filled("page.html", data=data, files=files, **shown)


def compared(result: ResultData, decision: DecisionData) -> str:
    """Return under which conditions designs were compared, in the sentences of the brief."""
    labels = decision.table.set_index("scenario")["label"]
    found = study_conditions(result.study, result.measures)
    runs = decision.draws * decision.replicates
    phrases = Phrases("en")
    said = conditions_in_words(found, result.study, runs, phrases, lambda design: str(labels[design]))
    return " ".join([*said, *yardstick_in_words(decision, phrases)])


def letters_in_words() -> str:
    """Return what letters say and what shares of worlds say, in the words of the brief."""
    return Phrases("en").say("layout", "letters")


def useful_unnamed(decision: DecisionData) -> str:
    """Return what stands in for the smallest difference that matters where nobody named one."""
    return (
        "Nobody named one at first, so designs share a letter by the errors of their difference alone. Where it is said whether more runs "
        f"are needed, {amount(decision, decision.useful)}, {PERCENT.show(USEFUL_PART)} of the largest average, stands in for it."
    )


def pictures(decision: DecisionData) -> dict[str, Picture]:
    """Return the drawn figures by name."""
    from wopsim.report.figures.choice import (  # takes a while to import, and the live page answers without it
        LOST_ON_AVERAGE,
        choice_figures,
    )

    figures = choice_figures(decision, {"plane", "regret"})
    return {
        "plane": Picture(
            "What does each design cost, and what does it bring?", png(figures["plane"]),
            "Cost against gain of every design, with all plausible worlds as dots and the efficiency frontier as a line. The table has the "
            "means.",
            cost_and_gain_table(decision),
        ),
        "regret": Picture(
            LOST_ON_AVERAGE, png(figures["regret"]),
            "Loss of every design against the best one of each plausible world. The table has the means.", regret_table(decision),
        ),
    }  # fmt: skip


def tiles(decision: DecisionData) -> list[Tile]:
    """Return the four numbers that are read first."""
    return [_best_on_average(decision), _what_it_brings(decision), _what_one_more_costs(decision), _if_it_is_wrong(decision)]


def _best_on_average(decision: DecisionData) -> Tile:
    first, others = decision.table.iloc[0], level_with_first(decision)
    apart = f"not told apart from {others} other{'s' * (others > 1)}" if others else "told apart from all others"
    return Tile("Best on average", str(first["label"]), f"{best_in(decision)}; {apart}")


def _what_it_brings(decision: DecisionData) -> Tile:
    best = decision.programmes.iloc[0]
    low, high = np.quantile(decision.gains[decision.designs.index(decision.best)], INTERVAL)
    of = f"“{best['label']}”" if decision.nothing_first else "it"  # the first tile names no design then
    least, most = ends_told(low, high)
    range_ = f"{_gained(decision, least, bare=True)} to {_gained(decision, most)} in nine of ten worlds"
    below = LUCK_AND_WORLDS if worlds_look_alike(decision, decision.best) else range_
    return Tile(f"What {of} brings", _gained(decision, best["gain"]), below)


def _what_one_more_costs(decision: DecisionData) -> Tile:
    best, (by, one) = decision.programmes.iloc[0], priced(decision)
    by_design = f" with “{best['label']}”" if decision.nothing_first else ""
    if math.isnan(best["unit_cost"]):
        return Tile(f"What one more {one} costs{by_design}", NONE, str(best["unit_cost_undefined"]))
    mean, least, most = (by * float(best[name]) for name in ("unit_cost", "unit_cost_low", "unit_cost_high"))
    to = "no upper end is known" if math.isnan(most) else f"these runs leave EUR {' to '.join(worths(least, most))} open"
    whose = "the funder" if decision.yardstick.cost == "funder" else "everybody"
    return Tile(f"What one more {one} costs {whose}{by_design}", f"EUR {worth(mean)}", to)


_IF_WRONG = {
    "few": "too few to say how much: luck taken out, another is better in {wrong} of {draws} worlds",
    "lost": "lost there, mean of worlds where it is wrong",
    # beside a chance below one, nought lost would read as a contradiction
    "unseen": "no world seen, luck averaged out, where another is better; what doubt there is comes from the number of runs",
    "never": "best in each world, luck averaged out",
}
"""By `decision_cases.if_wrong`."""


def _if_it_is_wrong(decision: DecisionData) -> Tile:
    first = decision.table.iloc[0]
    case, blurred = if_wrong(decision, first), worlds_look_alike(decision, decision.best)
    told = not blurred and case in ("lost", "never")
    below = LUCK_AND_WORLDS if blurred else _IF_WRONG[case].format(wrong=worlds_wrong(decision), draws=decision.draws)
    if case == "lost" and worst_count(decision.draws) >= FEW_WORLDS:  # else it would be hardly more than one world
        below += f"; {amount(decision, first['regret_worst'])} in the worst twentieth of worlds"
    return Tile("If it is the wrong choice", amount(decision, first["regret_if_wrong"]) if told else NONE, below)


def sharing(shared: CostSharing, decision: DecisionData) -> str:
    """Return what others put in beside the best design, and whether the columns of the table can be set against each other."""
    years = "every year counting alike" if shared.years_alike else "later years counting less"
    per_euro = abs(shared.per_euro)
    others = euros(abs(shared.others))
    put_in = (
        f"put in another {others} beyond what they would spend anyway"
        if shared.others >= 0.0
        else f"spend {others} less than they would have"
    )
    said = (
        f"Of “{decision.programmes['label'].iloc[0]}”, {years} in both, "
        f"the funder pays {euros(shared.funder)} and utilities and mentors {put_in}, "
        f"about {Phrases('en').number(per_euro)} for each euro."  # as the brief has it
    )
    if decision.yardstick.discount is not None:
        return said
    return f"The two columns of cost are not to be divided: money of the funder is as paid, cost to all discounted. {said}"


def _gained(decision: DecisionData, value: float, bare: bool = False) -> str:
    """Return an amount of the gain, whatever is judged; bare without its unit."""
    shown = two_figures(100 * value if decision.unit == "1" else value)
    scale = compact(shown)
    unit = "" if bare else "percentage points" if decision.unit == "1" else in_words(decision.unit)
    return " ".join(filter(None, (f"{shown / scale.by:,.3g}", WORDS.get(scale.suffix, ""), unit)))


def not_known(result: ResultData, decision: DecisionData) -> list[str]:
    """Return what a reader has to know that the numbers do not say, one sentence or two each."""
    count, always = counted(), True
    left = "what is not paid is not taken off" if decision.in_money else "money left has no value here"
    said = [
        (
            always,
            "Nobody has measured the effect of such partnerships with a control group. What the model knows about learning comes from "
            "experiments elsewhere, and what it knows about utilities without help comes mostly from one country, Brazil.",
        ),
        (
            result.study.world == "default",
            "The utilities are synthetic: none of them exists. Bring your own before you decide about real ones.",
        ),
        (result.study.world != "default", utilities_not_of_this_world(result.study, Phrases("en"))),
        (
            always,
            f"Of {count.numbers} numbers in the model that no design sets, {count.assumed} are assumed, at least in part; {count.drawn} "
            "are varied here.",
        ),
        (
            always,
            "Ranges say how much the answer moves over what is thought plausible. They hold no error of the model's own form.",
        ),
        (
            always,
            "Teaching hardly ever harms in the model, so that a chance of harm near none is built in and is no finding.",
        ),
        (
            always,
            "What is given up elsewhere for this money is not in the numbers: pipes, loans and consultants are not among the designs.",
        ),
        (
            not numbers_told(decision),
            f"{decision.draws} plausible worlds were tried. That is few to say which number is worth knowing: take {FEW_DRAWS} or more.",
        ),
        (
            decision.replicates < 2,
            "Chance was tried once in each world, so that luck and what is not known cannot be told apart well.",
        ),
        (
            decision.table["much_unspent"].any(),
            f"These leave more than a fifth of the money unspent, and {left}: {_much_unspent(decision)}.",
        ),
    ]
    return [words for when, words in said if when]


def _much_unspent(decision: DecisionData) -> str:
    """Designs that leave much money, those with one reason together."""
    alike: dict[str, list[str]] = {}
    for _, row in decision.table[decision.table["much_unspent"]].iterrows():
        alike.setdefault(why_left(row), []).append(f"“{row['label']}”")
    return "; ".join(f"{', '.join(those)} ({why})" for why, those in alike.items())


def _provenance(result: ResultData, decision: DecisionData) -> list[tuple[str, str]]:
    study, attrs = result.study, result.measures.attrs
    drawn = {"posterior": "the posterior that ships (see the documentation on calibration)", "prior": "priors"}
    count = (len(decision.designs) + 1) * decision.draws * decision.replicates
    runs = (
        f"{count:,}: no programme and {len(decision.designs)} designs, {decision.draws} plausible worlds, each run "
        f"{times(decision.replicates)} with other luck, {study.horizon_years} years"
    )
    found = [
        ("Program", f"wopsim {attrs.get('wopsim_version', __version__)}"),
        ("Study", f"{study.title} ({study.path.name if study.path else 'made in Python'})"),
        ("World", "the synthetic world that ships" if study.world == "default" else Path(study.world).name),
        ("Seed", str(study.seed)),
        ("Runs", runs),
        ("Plausible worlds", f"drawn from {drawn.get(study.draws_from, study.draws_from)}"),
    ]
    return [*found, ("Run on", str(attrs["created"]))] if "created" in attrs else found
