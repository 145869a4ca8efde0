"""Find one utility of a world by what people call it."""

from __future__ import annotations

from wopsim.errors import WorldError, did_you_mean
from wopsim.foreign_text import same_name
from wopsim.world.table import World


def row_of(world: World, utility: str) -> int:
    """Return the row of a utility in the world's table.

    Parameters
    ----------
    world : where it is looked for.
    utility : identifier, or name in any case.

    Raises
    ------
    WorldError : there is none, or several have the name.
    """
    ids = world.utilities["utility"].astype(str).tolist()
    if utility in ids:
        return ids.index(utility)
    called = world.utilities["name"].astype(str).tolist()
    rows = [row for row, same in enumerate(same_name(utility, called)) if same]
    if len(rows) > 1:
        raise WorldError(f"{len(rows)} utilities are named {utility!r}; say which: {', '.join(ids[row] for row in rows)}.")
    if not rows:
        hint = did_you_mean(utility, called) or did_you_mean(utility, ids)
        raise WorldError(f"there is no utility {utility!r} in this world.{hint}")
    return rows[0]
