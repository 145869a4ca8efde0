"""The numbers that an answer rests on, counted by their role and by where they come from."""

from __future__ import annotations

from typing import NamedTuple

from wopsim.declare import PARAMETERS, ROLES, Param
from wopsim.report.numbers import NONE
from wopsim.report.page.page_tables import PageCell, PageTable, cell

ROLE_WORDS = {
    "fixed": "kept at one value",
    "calibrated": "drawn, and learned from documented cases as far as they tell",
    "uncertain": "drawn from what is thought plausible; no case was looked at",
    "policy": "set by a design",
    "context": "set by a study",
}
"""What a role means, for people."""
_OF_DESIGNS = ("policy", "context")


class Counted(NamedTuple):
    """How many numbers there are; those that no study or design sets, and how many of these are assumed, at least in part."""

    numbers: int
    assumed: int
    drawn: int


def counted() -> Counted:
    """Return how many numbers the model has that are neither a design's nor a study's."""
    ours = [one for one in _all() if one.role not in _OF_DESIGNS]
    return Counted(len(ours), sum(one.assumed for one in ours), sum(one.drawn for one in ours))


def counts() -> PageTable:
    """Return how many numbers have each role, and how many of them are assumed."""
    rows = []
    for role in ROLES:
        those = [one for one in _all() if one.role == role]
        assumed = sum(one.assumed for one in those)
        rows.append([cell(ROLE_WORDS[role]), _count(len(those)), _count(len(those) - assumed), _count(assumed)])
    return PageTable("assumptions-counted", "Numbers by role", ("what happens to it", "numbers", "with a source", "assumed"), rows, True)


def every_number() -> PageTable:
    """Return every number that is neither a design's nor a study's, with its source."""
    rows = [
        [cell(one.name), cell(one.doc), cell(str(one.default)), cell(one.unit), cell(_range(one)), cell(one.role), cell(one.source)]
        for one in sorted(_all(), key=lambda one: (one.role, one.name))
        if one.role not in _OF_DESIGNS
    ]
    heads = ("name", "meaning", "value", "unit", "drawn from, or plausible", "role", "source")
    return PageTable("assumptions", "Every number with its source", heads, rows)


def _all() -> list[Param]:
    import wopsim.declared  # noqa: F401  (declares every number)

    return list(PARAMETERS.values())


def _range(one: Param) -> str:
    if one.prior is not None:
        return str(one.prior)
    return NONE if one.plausible is None else f"{one.plausible[0]:g} to {one.plausible[1]:g}"


def _count(number: int) -> PageCell:
    return cell(float(number), f"{number:,}")
