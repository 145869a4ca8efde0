"""Where a design is better, in plain sentences made of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.numbers import of_hundred

if TYPE_CHECKING:
    from wopsim.analysis.choice.discovery import DiscoveryData
    from wopsim.analysis.choice.prim_box import Box


def sentence(found: DiscoveryData) -> str:
    """Return in how many worlds the first design is better, and where each of the two is."""
    first, second = (f"“{label}”" for label in found.labels)
    of_first = found.boxes[0]
    said = [f"{first} is better than {second} in {of_first.cases} of {of_first.worlds} plausible worlds."]
    for label, box in zip((first, second), found.boxes, strict=True):
        if not box.found:
            continue
        unseen = f"; in worlds that such boxes were not made of, in {of_hundred(box.density_unseen)} of 100" if box.inside_unseen else ""
        said.append(
            f"{label} is better in {of_hundred(box.density)} of 100 worlds where {where(found, box.box)}{unseen}. These hold "
            f"{of_hundred(box.coverage)} % of the worlds in which it is better."
        )
    if not found.found:
        said.append(
            "Nothing was found that tells where: no limits on what is drawn or swept that chance would not find as well, and find again."
        )
    return " ".join(said)


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
