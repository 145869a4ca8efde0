"""Whether a study is worth its cost, in plain sentences made of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.amounts_in_words import amount
from wopsim.report.numbers import PERCENT, price

if TYPE_CHECKING:
    from wopsim.analysis.choice.study_value import StudyValueData

SEEN = 2.0
"""Standard errors from which a value is told from none."""


def sentence(found: StudyValueData) -> str:
    """Return what the study that is asked for is worth for this choice, and whether that is more than it costs."""
    mentored, comparison, years = found.size
    row = found.asked
    beside = f" and {comparison} comparison utilities" if comparison else " utilities, beside none,"
    said = [
        f"Now one would choose “{found.choice}”. Following {mentored} mentored{beside} of “{found.label}” for {years} "
        f"year{'s' * (years != 1)} before choosing"
    ]
    if row["value"] <= 0.0:
        said[0] += " is worth nothing that these runs see: its result would hardly change the choice."
        if found.smallest > 0.0:
            said.append(f"What is worth less than about {amount(found, found.smallest)} is not seen in {found.draws} draws.")
        for what, known in (("without error what it measures", found.perfect), ("everything that is not known", found.everything)):
            if known.value > SEEN * known.error:
                said.append(f"Knowing {what} would be worth {amount(found, known.value)}.")
        return " ".join([*said, *_clearest(found), *_cost(found), *_nobody(found)])
    said[0] += f" is worth {amount(found, row['value'])} (standard error {amount(found, row['error'])}) on average, by better choices."
    if row["value"] <= SEEN * row["error"]:
        said.append("That is within two standard errors of nothing: take more draws before you rely on it.")
    said.append(
        f"Knowing without error what it measures would be worth {amount(found, found.perfect.value)}; knowing everything, "
        f"{amount(found, found.everything.value)}."
    )
    return " ".join([*said, *_clearest(found), *_cost(found), *_nobody(found)])


def _clearest(found: StudyValueData) -> list[str]:
    name, times = found.clearest
    if not name:
        return []
    if times < 1.0:
        return [f"It tells best the effect on {name}, to {PERCENT.show(times)} of what that differs between worlds."]
    return [f"It tells best the effect on {name}, and even there chance is {times:.2g} times as large as what differs between worlds."]


def _cost(found: StudyValueData) -> list[str]:
    row = found.asked
    if row["cost"] <= 0.0:
        return []
    costs = f"It costs EUR {price(row['cost'])}"
    if row["value"] <= 0.0:
        return [f"{costs}; nothing here says that it is worth that."]
    if not found.in_money:
        return [f"{costs}, so it is worth that if one unit is worth more than EUR {price(row['pays_from'])} to you."]
    if abs(row["net"]) <= SEEN * row["error"]:
        return [f"{costs}: these runs do not tell whether it is worth that."]
    if row["net"] > 0.0:
        return [f"{costs}: it is worth that, with a net gain of {amount(found, row['net'])}."]
    return [f"{costs}: for this choice alone it is not worth that, by {amount(found, -row['net'])}."]


def _nobody(found: StudyValueData) -> list[str]:
    if found.nobody < 0.005:
        return []
    return [f"In {PERCENT.show(found.nobody)} of worlds nobody is mentored for so long; there such a study sees no effect."]
