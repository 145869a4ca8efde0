"""Worlds side by side in the arrays of a view: put together, cut out again, locked before a strategy sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from wopsim.strategies.protocols import Floats, FundingView, PairingView

Array = TypeVar("Array", bound=npt.NDArray[Any])
Numbers = Sequence[npt.NDArray[Any]]

OF_MENTEES = ("reported_nrw", "coverage", "occr", "supply_hours", "practice", "motivation")
OF_MENTORS = ("mentor_practice", "mentor_motivation", "mentor_coverage", "former_mentee", "free_places")
OF_PAIRS = ("distance", "same_language", "unlike", "known", "planned_cost")


def world_of(view: PairingView, world: int, mentors: int, mentees: int) -> PairingView:
    """Return one world of a view with a world axis, without the padding; `predicted_gain` is still computed later, if ever.

    Parameters
    ----------
    world : its place.
    mentors, mentees : rows of this world that are not padding.
    """
    columns = vars(view)
    return PairingView(
        **{name: columns[name][world, :mentees] for name in OF_MENTEES},
        **{name: columns[name][world, :mentors] for name in OF_MENTORS},
        **{name: columns[name][world, :mentors, :mentees] for name in OF_PAIRS},
        predicted_gain=lambda: view.predicted_gain[world, :mentors, :mentees],
        focus=view.focus,
    )


def pairs_of_world(view: FundingView, world: int, pairs: int) -> FundingView:
    """Return one world of a view with a world axis, without the padding: its first `pairs`."""
    return FundingView(**{name: array[world, :pairs] for name, array in vars(view).items()})


def locked_pairing(view: PairingView) -> PairingView:
    """Return the view with arrays that cannot be written; the given arrays stay as they are."""
    columns = {name: read_only(array) for name, array in vars(view).items() if name != "predicted_gain"}
    return PairingView(**columns, predicted_gain=lambda: read_only(view.predicted_gain))


def locked_funding(view: FundingView) -> FundingView:
    """Return the view with arrays that cannot be written; the given arrays stay as they are."""
    return FundingView(**{name: read_only(array) for name, array in vars(view).items()})


def read_only(array: Array) -> Array:
    """Return the same numbers in an array that cannot be written; the given array stays as it is."""
    shown = array.view()
    shown.setflags(write=False)
    return shown


def side_by_side(views: Sequence[PairingView], u: Sequence[Floats]) -> tuple[PairingView, Floats]:
    """Return views of one world each, and their numbers, as one view with a world axis; the focus is that of the first."""
    both = tuple(max(numbers.shape[axis] for numbers in u) for axis in (0, 1))

    def column(name: str) -> npt.NDArray[Any]:
        shape = both[1:] if name in OF_MENTEES else both[:1] if name in OF_MENTORS else both
        return _padded([getattr(view, name) for view in views], shape, 1.0 if name == "planned_cost" else 0.0)

    view = PairingView(**{name: column(name) for name in vars(views[0]) if name != "focus"}, focus=views[0].focus)
    return view, _padded(u, both, np.inf)


def lists_side_by_side(views: Sequence[FundingView], u: Sequence[Floats]) -> tuple[FundingView, Floats]:
    """Return views of the pairs of one world each, and their numbers, as one view with a world axis."""
    longest = (max(numbers.size for numbers in u),)
    columns = {
        name: _padded([getattr(view, name) for view in views], longest, np.inf if name == "planned_cost" else 0.0)
        for name in vars(views[0])
    }
    return FundingView(**columns), _padded(u, longest, np.inf)


def _padded(arrays: Numbers, shape: tuple[int, ...], rest: float) -> npt.NDArray[Any]:
    """Return the arrays with a world axis in front; `rest` fills their first axes up to `shape`."""
    found = np.full((len(arrays), *shape, *arrays[0].shape[len(shape) :]), rest, dtype=arrays[0].dtype)
    for place, array in zip(found, arrays, strict=True):
        place[tuple(slice(size) for size in array.shape[: len(shape)])] = array
    return found
