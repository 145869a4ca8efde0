"""The two families of strategies and what each must do.

A strategy that sets the class attribute `many_worlds: ClassVar[bool] = True` is asked once for all worlds of a scenario that
wait for an answer. Then the arrays of the view carry a leading world axis, and the answer has one as well. Without it, a
strategy is asked one world at a time. What changes with a world axis is said at each view and each method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from wopsim.declare import Parameters
from wopsim.registry import Registry
from wopsim.strategies.lazy_column import LazyColumn
from wopsim.streams import Floats as Floats

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class PairingView:
    """What a pairing strategy may know when a call closes. All arrays are read-only; rows are sorted by utility id.

    With a world axis, each array but `focus` has it in front: (world, mentee), (world, mentor, mentee), and so on. A world with
    fewer mentees or mentors than others is padded at the end of these axes. Padded pairs are not `known` and have u = infinity;
    padded mentors have no `free_places`; every other padded number is finite, and `planned_cost` is 1 there.

    Parameters
    ----------
    reported_nrw : (mentee,) non-revenue water as reported [1].
    coverage : (mentee,) water coverage [1].
    occr : (mentee,) operating cost coverage ratio [1].
    supply_hours : (mentee,) continuity [h/day].
    practice : (mentee, domain) practice score as it looks when pairs are chosen, with the error of assessments [1].
    motivation : (mentee,) staff motivation as an interview finds it [1].
    mentor_practice : (mentor, domain) practice score of the mentors, as it looks too [1].
    mentor_motivation : (mentor,) staff motivation of the mentors [1].
    mentor_coverage : (mentor,) water coverage of the mentors [1].
    former_mentee : (mentor,) True where the mentor was itself mentored in this programme.
    free_places : (mentor,) partnerships that the mentor can still take, 0 or more.
    distance : (mentor, mentee) great-circle distance [km].
    same_language : (mentor, mentee) True where both work in the same language.
    unlike : (mentor, mentee) difference of size and income [1], 0 (same) to 1.
    known : (mentor, mentee) True where the channel can bring the two together; others must not be paired.
    predicted_gain : (mentor, mentee) skill that the planned missions alone would add by what practice and skill look like, and with what
        is drawn as declared by default, mean over the topics' weights [1]; may be given as a function without arguments, which is
        called when a strategy first reads it.
    planned_cost : (mentor, mentee) cost of the partnership, channel overhead included [EUR2024].
    focus : (domain,) share of mission days by domain, sums to 1.
    """

    reported_nrw: Floats
    coverage: Floats
    occr: Floats
    supply_hours: Floats
    practice: Floats
    motivation: Floats
    mentor_practice: Floats
    mentor_motivation: Floats
    mentor_coverage: Floats
    former_mentee: Bools
    free_places: Ints
    distance: Floats
    same_language: Bools
    unlike: Floats
    known: Bools
    predicted_gain: LazyColumn = LazyColumn()  # noqa: RUF009 (no default: it must be given)
    planned_cost: Floats
    focus: Floats


class PairingStrategy(Protocol):
    """Chooses who is mentored, and by whom. Pure: no state, no randomness but `u`, no writing.

    One more slot only adds a pair. A strategy whose earlier choices may change then says so with a class attribute
    `keeps_earlier_choices: ClassVar[bool] = False`.

    With `many_worlds: ClassVar[bool] = True` it takes arrays with and without a world axis, and each world gets the pairs that
    it would get alone, whatever the other worlds and the padding.
    """

    name: ClassVar[str]

    def pair(self, view: PairingView, slots: int, u: Floats, p: Parameters) -> Ints:
        """Return at most `slots` pairs in order of preference.

        With a world axis, `slots` is (world,) whole numbers, `u` is (world, mentor, mentee), and the answer is (world, pair, 2)
        whole numbers, with rows of -1 after the last pair of a world. The worlds differ in their draw, so `p` lacks the
        calibrated parameters: a strategy that needs one is asked one world at a time.

        Parameters
        ----------
        view : what may be known.
        slots : most pairs that are wanted.
        u : (mentor, mentee) uniform numbers, each pair's own.
        p : parameters; a strategy reads those that its own file declares.

        Returns
        -------
        (pair, 2) rows of (mentor, mentee) indices into the view; only `known` pairs, no mentee twice, no mentor more
        often than its `free_places`.
        """


@runtime_checkable
class Scores(Protocol):
    """What a pairing strategy may offer besides, so that a trace can show how it sees each mentor."""

    score: ClassVar[str]
    """What the score is, with its unit."""

    def scores(self, view: PairingView, u: Floats, p: Parameters) -> Floats:
        """Return how each mentee ranks the mentors, (mentor, mentee); smaller is preferred. Arguments as in `pair`."""


@dataclass(frozen=True)
class FundingView:
    """What a funding strategy may know about the pairs of a call, in the order of pairing. All arrays are read-only.

    With a world axis, each array has it in front: (world, pair), (world, pair, domain). A world with fewer pairs than others is
    padded at the end: there `planned_cost` and u are infinity, `upfront_cost` is 0, and every other number is finite.

    Parameters
    ----------
    planned_cost : (pair,) cost of the whole partnership, channel overhead included [EUR2024].
    upfront_cost : (pair,) part of it that is due before the first mission or with it, whatever the length [EUR2024].
    reported_nrw, coverage, occr, supply_hours, motivation : (pair,) of the mentee, as in `PairingView`.
    practice : (pair, domain) of the mentee [1].
    autonomy : (pair,) of the mentee [1].
    cash : (pair,) of the mentee [EUR2024].
    population_served : (pair,) of the mentee [person].
    """

    planned_cost: Floats
    upfront_cost: Floats
    reported_nrw: Floats
    coverage: Floats
    occr: Floats
    supply_hours: Floats
    motivation: Floats
    practice: Floats
    autonomy: Floats
    cash: Floats
    population_served: Floats


@dataclass(frozen=True)
class Offers:
    """What a funder offers to each pair, (pair,) each; with a world axis, (world, pair).

    Parameters
    ----------
    grant : donor money committed now, overhead included [EUR2024]; 0 means not funded.
    own_share : share of every cost that the mentee pays itself [1], 0 to below 1.
    held_back : share of each yearly instalment after the first that is paid only when the report shows a result [1], 0 to 1.
    first_phase : share of the planned length that is agreed now [1], above 0 to 1; a review decides on the rest.
    investment : works money given to the mentee's projects with the first mission [EUR2024].
    """

    grant: Floats
    own_share: Floats
    held_back: Floats
    first_phase: Floats
    investment: Floats

    @classmethod
    def plain(cls, grant: Floats) -> Offers:
        """Return offers that pay everything, unconditionally, for the whole length, without investment."""
        nothing = np.zeros(grant.shape)
        return cls(grant, nothing, nothing, np.ones(grant.shape), nothing)


class FundingStrategy(Protocol):
    """Chooses what the money of a call buys. Pure.

    With `many_worlds: ClassVar[bool] = True` it takes arrays with and without a world axis, and each world gets the offers that
    it would get alone, whatever the other worlds and the padding.
    """

    name: ClassVar[str]

    def fund(self, view: FundingView, money: float, u: Floats, p: Parameters) -> Offers:
        """Return an offer for each pair.

        With a world axis, `money` is (world,), `u` is (world, pair), and so is each array of the offers. `grant` and
        `investment` are 0 at padding; what the others are there does not matter. `p` lacks the calibrated parameters, as in
        `PairingStrategy.pair`.

        Parameters
        ----------
        view : the pairs, in the order of pairing.
        money : what this call may commit [EUR2024].
        u : (pair,) uniform numbers, each pair's own.
        p : parameters; a strategy reads those that its own file declares.

        Returns
        -------
        Offers
            The sum of `grant` and `investment` is at most `money`. A grant covers (1 - own_share) times the upfront cost
            and `first_phase` of the rest, or is 0.
        """


PAIRING: Registry[type[PairingStrategy]] = Registry("pairing")
FUNDING: Registry[type[FundingStrategy]] = Registry("funding")
