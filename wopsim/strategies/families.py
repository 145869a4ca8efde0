"""The two families of strategies and what each must do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from wopsim.registry import Registry

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PairingView:
    """What a pairing strategy may know when a call closes. All arrays are read-only; rows are sorted by utility id.

    Parameters
    ----------
    reported_nrw : (mentee,) non-revenue water as reported [1].
    coverage : (mentee,) water coverage [1].
    occr : (mentee,) operating cost coverage ratio [1].
    supply_hours : (mentee,) continuity [h/day].
    practice : (mentee, domain) practice score as a diagnosis finds it [1].
    mentor_practice : (mentor, domain) practice score of the mentors [1].
    free_places : (mentor,) partnerships that the mentor can still take, 0 or more.
    distance : (mentor, mentee) great-circle distance [km].
    same_language : (mentor, mentee) True where both work in the same language.
    planned_cost : (mentor, mentee) cost of the partnership, channel overhead included [EUR2024].
    """

    reported_nrw: Floats
    coverage: Floats
    occr: Floats
    supply_hours: Floats
    practice: Floats
    mentor_practice: Floats
    free_places: Ints
    distance: Floats
    same_language: npt.NDArray[np.bool_]
    planned_cost: Floats


class PairingStrategy(Protocol):
    """Chooses who is mentored, and by whom. Pure: no state, no randomness but `u`, no writing."""

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: Floats) -> Ints:
        """Return at most `slots` pairs in order of preference.

        Parameters
        ----------
        view : what may be known.
        slots : most pairs that are wanted.
        u : (mentor, mentee) uniform numbers, each pair's own.

        Returns
        -------
        (pair, 2) rows of (mentor, mentee) indices into the view; no mentee twice, no mentor more often than its
        `free_places`.
        """


class FundingStrategy(Protocol):
    """Chooses how much of the money of a call each chosen pair gets. Pure."""

    name: ClassVar[str]

    def fund(self, planned_cost: Floats, money: float) -> Floats:
        """Return the grant of each pair.

        Parameters
        ----------
        planned_cost : (pair,) cost of each pair's partnership, in the order of pairing [EUR2024].
        money : what this call may commit [EUR2024].

        Returns
        -------
        (pair,) money committed [EUR2024]; 0 means not funded; the sum is at most `money`.
        """


PAIRING: Registry[type[PairingStrategy]] = Registry("pairing")
FUNDING: Registry[type[FundingStrategy]] = Registry("funding")
