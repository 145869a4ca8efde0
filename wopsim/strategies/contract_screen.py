"""In which of many worlds an answer may break a promise: quick, but without saying which promise; see `wopsim.strategies.contract`.

Compiled, because an engine holds every answer against the promises, and numpy would take longer for that than most strategies for
the answer. Callers see to it that shapes are right: nothing is checked here.
"""

from __future__ import annotations

from typing import Any

from numba import bool_, float64, int64, types

from wopsim.compile import at_once

ROUNDING = 1e-12  # how much of the money may be overspent by rounding, relative
ADDING = 1e-9  # more than the error of a plain sum, relative

# any strides, read-only: what strategies answer is not copied
_COUNTS = types.Array(int64, 1, "A", readonly=True)
_NUMBERS = types.Array(float64, 2, "A", readonly=True)
_PAIRS = types.Array(int64, 3, "A", readonly=True)
_KNOWN = types.Array(bool_, 3, "A", readonly=True)
_PLACES = types.Array(int64, 2, "A", readonly=True)
_MONEY = types.Array(float64, 1, "A", readonly=True)


@at_once(types.void(_PAIRS, _KNOWN, _PLACES, _COUNTS, int64[:, ::1], bool_[:, ::1], bool_[::1]), nogil=True)
def doubt_pairs(pairs: Any, known: Any, places: Any, slots: Any, used: Any, taken: Any, doubtful: Any) -> None:
    """Set `doubtful` where a promise of `PairingStrategy.pair` is broken.

    Parameters
    ----------
    pairs : (world, pair, 2); known : (world, mentor, mentee); places : (world, mentor); slots : (world,).
    used, taken : (world, mentor) 0 and (world, mentee) False; written over.
    doubtful : (world,) False.
    """
    worlds, mentors, mentees = known.shape
    for world in range(worlds):
        count, ended = 0, False
        for row in range(pairs.shape[1]):
            mentor, mentee = pairs[world, row, 0], pairs[world, row, 1]
            if mentor == -1 and mentee == -1:
                ended = True
            elif ended or not (0 <= mentor < mentors and 0 <= mentee < mentees):
                doubtful[world] = True
            else:
                count += 1
                used[world, mentor] += 1
                if not known[world, mentor, mentee] or taken[world, mentee] or used[world, mentor] > places[world, mentor]:
                    doubtful[world] = True
                taken[world, mentee] = True
        if count > slots[world]:
            doubtful[world] = True


@at_once(types.void(*(_NUMBERS,) * 7, _MONEY, _COUNTS, bool_[::1]), nogil=True, error_model="numpy")
def doubt_offers(
    grant: Any, own_share: Any, held_back: Any, first_phase: Any, investment: Any, planned_cost: Any, upfront_cost: Any, money: Any,
    pairs: Any, doubtful: Any,
) -> None:  # fmt: skip
    """Set `doubtful` where a promise of `FundingStrategy.fund` may be broken; never in too few worlds.

    Parameters
    ----------
    grant, own_share, held_back, first_phase, investment : (world, pair) of the offers.
    planned_cost, upfront_cost : (world, pair) of the view.
    money, pairs : (world,) what may be committed, and pairs that are not padding.
    doubtful : (world,) False.
    """
    for world in range(grant.shape[0]):
        given = 0.0
        for row in range(grant.shape[1]):
            offer, works = grant[world, row], investment[world, row]
            if row >= pairs[world]:
                fine = offer == 0.0 and works == 0.0
            else:
                own, first, upfront = own_share[world, row], first_phase[world, row], upfront_cost[world, row]
                agreed = (1.0 - own) * (upfront + (planned_cost[world, row] - upfront) * first)
                # whatever is not a number makes one of these false
                fine = (
                    offer >= 0.0 and 0.0 <= own < 1.0 and 0.0 <= held_back[world, row] <= 1.0 and 0.0 < first <= 1.0
                    and (offer == 0.0 or offer >= agreed * (1.0 - ROUNDING)) and (works == 0.0 or (works > 0.0 and offer > 0.0))
                )  # fmt: skip
                given += offer + works
            if not fine:
                doubtful[world] = True
        if not (given <= money[world] * (1.0 - ADDING) or given == 0.0):
            doubtful[world] = True
