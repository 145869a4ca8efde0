"""The CHEERS 2022 checklist of a study: where the page reports an item, or that it was not done.

Husereau and others, Consolidated Health Economic Evaluation Reporting Standards 2022, BMJ 376:e067975. Its words of health are read as
those of water: patients are people served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wopsim.analysis.designs import setting
from wopsim.report.numbers import times

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.study.scenario import Study

NOT_DONE, NOT_STATED = "not done", "not stated here"
_STATED_BY_AUTHORS = (27, 28)
"""Items that only whoever hands the page on can state."""


class Item(NamedTuple):
    """One item: its number, what it asks, whether it was done, and what there is."""

    number: int
    asks: str
    done: bool
    found: str


@dataclass(frozen=True)
class OnPage:
    """What of that which not every study allows stands on its page.

    Parameters
    ----------
    places : whether there is a map.
    groups : words of the groups of which there is a possible mentee.
    weights : whether people of these can be weighted on the page.
    turns, theories, learn : whether a number is seen to turn the choice, rival theories were varied, a group is seen to be worth knowing.
    """

    places: bool
    groups: Sequence[str]
    weights: bool
    turns: bool
    theories: bool
    learn: bool


def cheers(study: Study, decision: DecisionData, there: OnPage) -> list[Item]:
    """Return the 28 items, filled from the study, its choice, and what of it stands on the page."""
    yardstick = decision.yardstick
    rate = float(setting(study.scenarios[1], "discount_rate"))
    whose = "the funder" if yardstick.cost == "funder" else "everybody who pays"
    own = f"the utilities of {Path(study.world).name}"
    world = "the synthetic world that ships; no utility in it exists" if study.world == "default" else own
    valued = (
        f"one unit is worth EUR {yardstick.worth:,.4g}, as the reader of the command chose" if yardstick.worth is not None
        else f"no price is put on a unit{'; curves show the choice over any price' if decision.curves is not None else ''}"
    )  # fmt: skip
    unweighted = f"no weights{'; they can be set on this page' if there.weights else ''}"
    weighted = f"weights {dict(yardstick.equity)}" if yardstick.equity else unweighted
    apart = f"effects apart for {', '.join(there.groups)}" if there.groups else ""
    uncertain = [("what turns it", there.turns), ("rival theories", there.theories), ("what to learn", there.learn)]
    effect = ", ".join(["how often the choice is wrong", "what is lost then", *(what for what, seen in uncertain if seen)])
    found = {
        1: ("Title", study.title),
        2: ("Abstract", "the answer and the four numbers at the top"),
        3: ("Background and objectives", study.question),
        4: ("Health economic analysis plan", ""),
        5: ("Study population", world),
        6: ("Setting and location", f"{world}; {'places under “Who is reached”' if there.places else 'where each lies is not told'}"),
        7: ("Comparators", f"no programme, and {len(decision.designs)} designs; what each sets stands under “Method”"),
        8: ("Perspective", f"{whose}; the other one can be chosen on this page"),
        9: ("Time horizon", f"{study.horizon_years} years"),
        10: ("Discount rate", f"{100 * rate:g} % a year where later years count less; now: {yardstick.shown_discount}"),
        11: ("Selection of outcomes", f"{decision.words}; chosen by whoever asked, others can be chosen on this page"),
        12: (
            "Measurement of outcomes",
            "simulated, as a difference to the same world without a programme; how people are counted stands below the answer",
        ),
        13: ("Valuation of outcomes", valued),
        14: ("Measurement and valuation of resources and costs", "prices of grants, calls and reports of programmes; see “Assumptions”"),
        15: ("Currency, price date, and conversion", "euros of 2024"),
        16: ("Rationale and description of model", "agent-based simulation, described under “Method” and in the documentation (ODD)"),
        17: ("Analytics and assumptions", "under “Method”; assumptions are counted with their sources"),
        18: ("Characterising heterogeneity", apart),
        19: ("Characterising distributional effects", f"{'who is reached; ' if there.groups else ''}{weighted}"),
        20: ("Characterising uncertainty", f"{decision.draws} plausible worlds, each run {times(decision.replicates)} with other luck"),
        21: ("Approach to engagement with patients and others affected", ""),
        22: ("Study parameters", "counted under “Assumptions”, each with unit, range and source"),
        23: ("Summary of main results", "the answer, the table of designs"),
        24: ("Effect of uncertainty", effect),
        25: ("Effect of engagement with patients and others affected", ""),
        26: ("Study findings, limitations, generalisability, and current knowledge", "under “What is not known”"),
        27: ("Source of funding", ""),
        28: ("Conflicts of interest", ""),
    }
    missing = {number: NOT_STATED if number in _STATED_BY_AUTHORS else NOT_DONE for number in found}
    return [Item(number, asks, bool(words), words or missing[number]) for number, (asks, words) in found.items()]
