"""Where a design is better, in plain sentences made of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.choice.case_luck import RARE
from wopsim.report.amounts_in_words import in_words
from wopsim.report.numbers import of_hundred

if TYPE_CHECKING:
    from wopsim.analysis.choice.discovery import DiscoveryData
    from wopsim.analysis.choice.prim_box import Box


def sentence(found: DiscoveryData) -> str:
    """Return in how many worlds the first design is better, and where each of the two is."""
    first, second = (f"“{label}”" for label in found.labels)
    of_first = found.boxes[0]
    said = [f"{first} is better than {second}{by_more_than(found)} in {of_first.cases} of {of_first.worlds} plausible worlds."]
    for label, box in zip((first, second), found.boxes, strict=True):
        if not box.found:
            continue
        unseen = f"; in worlds that such boxes were not made of, in {of_hundred(box.density_unseen)} %" if box.inside_unseen else ""
        said.append(
            f"{label} is better in {of_hundred(box.density)} % of worlds where {where(found, box.box)}{unseen}. These hold "
            f"{of_hundred(box.coverage)} % of the worlds in which it is better."
        )
    if not found.found:
        said.append(_nothing(found))
    return " ".join(said)


def by_more_than(found: DiscoveryData) -> str:
    """Return which difference makes a design better, where not any does: what is useful to who asked."""
    useful = found.yardstick.useful
    return f" by more than {useful:,.6g} {in_words(found.unit)}" if useful else ""


def _nothing(found: DiscoveryData) -> str:
    """Why nothing is told: there was nothing to look for, chance finds as much, or what was found does not come back."""
    looked = [box for box in found.boxes if len(box.steps)]
    if not looked:
        return f"There is nothing to look for: {'it is so in every world' if found.columns else 'no number varies between worlds'}."
    luck = min(box.chance for box in looked)
    if luck > RARE:
        return (
            "Nothing was found that tells where: limits as good as any here are found in more than "
            f"{of_hundred(RARE)} % of sets of worlds that were shuffled, where there is nothing to find."
        )
    return (
        f"Nothing was found that tells where. There are limits that chance would hardly give (in {of_hundred(luck)} % of sets of worlds "
        "that were shuffled), but none of them comes back in half of the sets of worlds that are drawn anew: it seems to depend on "
        "something, and these worlds are too few to say on what."
    )


def where(found: DiscoveryData, box: Box) -> str:
    """Return the limits of a box in words."""
    said = []
    for number in box.numbers:
        column = found.columns[number]
        low, high = box.ends[:, number]
        if column.word:
            said.append(f"{column.parameter} is {'' if low > 0.0 else 'not '}{column.word}")
        elif low == -float("inf"):
            said.append(f"{column.parameter} is below {high:.3g}")
        elif high == float("inf"):
            said.append(f"{column.parameter} is above {low:.3g}")
        else:
            said.append(f"{column.parameter} is between {low:.3g} and {high:.3g}")
    return " and ".join(said) or "all worlds"
