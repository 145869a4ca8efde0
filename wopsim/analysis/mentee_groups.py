"""Which of the groups that are hardest to reach a world has: of those without a mentee there is nothing to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.analysis.outcome_specs import GROUPS

if TYPE_CHECKING:
    import xarray as xr


def groups_there(measures: xr.Dataset) -> dict[str, str]:
    """Return the words of each group of `GROUPS` of which the world has a possible mentee, by its name.

    Parameters
    ----------
    measures : of all runs; `mentees_<group>` are read. Effects on people of a group may be there without any mentee: mentors of the
        group learn too.
    """
    return {group: words for group, (_, _, words) in GROUPS.items() if float(measures[f"mentees_{group}"]) > 0.0}
