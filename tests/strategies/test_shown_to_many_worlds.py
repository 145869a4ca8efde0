"""What strategies may read and write when they are asked for many worlds, and how the check finds out."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from tests.helpers.worlds_together import (
    LARGE,
    SMALL,
    P,
    pairing_worlds,
    pairs_together,
)
from wopsim.errors import StrategyError
from wopsim.strategies.dispatch import ask_pairs
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.matching import assign_in_order, lottery_order, rank_of
from wopsim.strategies.protocols import PAIRING, Offers, PairingView
from wopsim.testing import check_funding, check_pairing


class Reads:
    """Takes the lottery's pairs, and reads a calibrated parameter."""

    def pair(self, view, slots, u, p):
        assert p.turnover > 0.0
        return PAIRING.create("random").pair(view, slots, u, p)


class ReadsForMany(Reads):
    many_worlds = True


def test_a_calibrated_parameter_is_for_one_world_at_a_time():
    with pytest.raises(StrategyError, match=r"'ReadsForMany' fails: .*'turnover' is calibrated.*must leave many_worlds False"):
        pairs_together(ReadsForMany, [LARGE, SMALL])
    assert pairs_together(Reads, [LARGE, SMALL]) == pairs_together(PAIRING.create("random"), [LARGE, SMALL])


def test_each_world_alone_gets_its_own_parameters():
    seen = []

    class Notes(Reads):
        def pair(self, view, slots, u, p):
            seen.append(p.turnover)
            return super().pair(view, slots, u, p)

    pairs_together(Notes, [LARGE, SMALL, SMALL])
    assert seen == [0.01, 0.02, 0.03]


@pytest.mark.parametrize("column", [field.name for field in fields(PairingView)] + ["u", "slots"])
def test_what_is_shown_cannot_be_written(column):
    class Writes:
        many_worlds = True

        def pair(self, view, slots, u, p):
            {"u": u, "slots": slots}.get(column, getattr(view, column, None))[:] = 0
            return PAIRING.create("random").pair(view, slots, u, p)

    view, slots, u, mentors, mentees = pairing_worlds([SMALL, LARGE])
    with pytest.raises(StrategyError, match="writes into what it is shown"):
        ask_pairs(Writes, view, slots, u, [P, P], mentors, mentees)
    for array in (*vars(view).values(), u, slots):
        assert array.flags.writeable or array is view.focus  # only what is shown is locked, not what the engine has


class LooksAtOthers:
    """Nearest where the world has the largest number of all; else random."""

    many_worlds = True

    def pair(self, view, slots, u, p):
        rank = np.where(np.isfinite(u), u, 0.0).max(axis=(-2, -1), keepdims=True) == np.where(np.isfinite(u), u, 0.0).max()
        return assign_in_order(lottery_order(u), (np.where(rank, view.distance, 0.0), u), view.known, view.free_places, slots)


class TakesTheMean:
    """Funds what costs no more than the mean of all pairs, in all worlds."""

    many_worlds = True

    def fund(self, view, money, u, p):
        real = np.isfinite(view.planned_cost)
        mean = view.planned_cost[real].sum() / max(1, real.sum())
        cheap = np.where(view.planned_cost <= mean * (1.0 + 1e-9), view.planned_cost, np.inf)
        return Offers.plain(commit_in_order(np.arange(u.shape[-1]), cheap, money))


class OneWorldOnly:
    """Says that it knows many worlds, but does not."""

    many_worlds = True

    def pair(self, view, slots, u, p):
        return assign_in_order(np.argsort(u.min(axis=0)), rank_of(view.distance, u), view.known, view.free_places, slots)


@pytest.mark.parametrize(
    ("check", "wrong", "sentence"),
    [
        (check_pairing, LooksAtOthers, "answers differently when it is asked for many worlds at once"),
        (check_funding, TakesTheMean, "answers differently when it is asked for many worlds at once"),
        (check_pairing, OneWorldOnly, "fails: "),
        (check_pairing, ReadsForMany, "is calibrated"),
    ],
)
def test_the_check_asks_for_many_worlds(check, wrong, sentence):
    with pytest.raises(StrategyError, match=f"^strategy '{wrong.__name__}' {sentence if sentence[0] != 'i' else '.*' + sentence}"):
        check(wrong)
    wrong_alone = type(wrong.__name__, (wrong,), {"many_worlds": False})
    check(wrong_alone)
