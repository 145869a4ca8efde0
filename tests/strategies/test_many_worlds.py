"""Many worlds at once get what each of them gets alone, and a promise broken in one of them is found."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wopsim.declared
from tests.helpers.questions import FOCUS, SHARES, calls, questions
from tests.helpers.views import funding_view, pairing_view
from wopsim.declare import Parameters
from wopsim.errors import StrategyError
from wopsim.strategies.dispatch import ask_offers, ask_pairs
from wopsim.strategies.funding.commit import commit_in_order
from wopsim.strategies.matching import assign_in_order, lottery_order, rank_of
from wopsim.strategies.protocols import FUNDING, PAIRING, FundingView, Offers, PairingView
from wopsim.testing import check_funding, check_pairing

assert wopsim.declared

P = Parameters()
POLICY = st.fixed_dictionaries({"search_effort": st.integers(1, 9), "optimal_lead": st.floats(0, 1)})


# worlds side by side, built here a second time, with any numbers where only padding stands


def beside(arrays, shape, rest):
    both = np.full((len(arrays), *shape, *arrays[0].shape[len(shape) :]), rest, dtype=arrays[0].dtype)
    for world, array in enumerate(arrays):
        both[(world, *map(slice, array.shape[: len(shape)]))] = array
    return both


def columns_beside(views, lengths, rest, own):
    """Columns of views with a world axis; an axis as long as the view's is padded to the length in `lengths`."""
    columns = {}
    for field in fields(views[0]):
        if field.name != "focus":
            arrays = [getattr(view, field.name) for view in views]
            columns[field.name] = beside(arrays, lengths(field.name), own.get(field.name, rest))
    return columns


def pairing_worlds(asked, more=(0, 0), rest=0.25):
    mentors, mentees = np.array([u.shape for _, _, u in asked]).T
    long = (mentors.max() + more[0], mentees.max() + more[1])
    alone = pairing_view([1, 1], 3)  # 2 mentors, 3 mentees: tells which axes a column has

    def lengths(name):
        return tuple(long[size - 2] for size in getattr(alone, name).shape[: 2 if name != "practice" and name != "mentor_practice" else 1])

    own = {"known": False, "free_places": 0, "planned_cost": 1.0}
    view = PairingView(**columns_beside([view for view, _, _ in asked], lengths, rest, own), focus=asked[0][0].focus)
    slots = np.array([slots for _, slots, _ in asked])
    return view, slots, beside([u for _, _, u in asked], long, np.inf), mentors, mentees


def funding_worlds(asked, more=0, rest=0.25):
    counts = np.array([u.size for _, _, u in asked])
    long = (counts.max() + more,)
    own = {"planned_cost": np.inf, "upfront_cost": 0.0}
    view = FundingView(**columns_beside([view for view, _, _ in asked], lambda name: long, rest, own))
    return view, np.array([money for _, money, _ in asked]), beside([u for _, _, u in asked], long, np.inf), counts


def pairs_together(strategy, asked, p=P, **padding):
    view, slots, u, mentors, mentees = pairing_worlds(asked, **padding)
    # the worlds of a scenario differ in their draw
    ps = [p.replace(turnover=0.01 * (world + 1)) for world in range(len(asked))]
    together = ask_pairs(strategy, view, slots, u, ps, mentors, mentees)
    assert together.dtype == np.int64
    return [pairs[pairs[:, 0] >= 0].tolist() for pairs in together]


def offers_together(strategy, asked, p=P, **padding):
    view, money, u, counts = funding_worlds(asked, **padding)
    ps = [p.replace(turnover=0.01 * (world + 1)) for world in range(len(asked))]
    offers = ask_offers(strategy, view, money, u, ps, counts)
    return [Offers(**{name: array[world, :count] for name, array in vars(offers).items()}) for world, count in enumerate(counts)]


def bytes_of(offers):
    return [array.tobytes() for array in vars(offers).values()]


def alone(strategy):
    """The same strategy, but one that knows one world only."""

    class Alone:
        def pair(self, view, slots, u, p):
            assert (u.ndim, type(slots), view.known.flags.writeable) == (2, int, False)
            return strategy.pair(view, slots, u, p)

    class AlsoAlone:
        def fund(self, view, money, u, p):
            assert (u.ndim, type(money), view.cash.flags.writeable) == (1, float, False)
            return strategy.fund(view, money, u, p)

    return Alone() if hasattr(strategy, "pair") else AlsoAlone()


WORLDS = FOCUS.flatmap(lambda focus: st.lists(questions(st.just(focus)), min_size=1, max_size=4))
LISTS = st.lists(calls(), min_size=1, max_size=4)


@pytest.mark.parametrize("name", PAIRING.names())
@settings(max_examples=30)
@given(asked=WORLDS, policy=POLICY, more=st.tuples(st.integers(0, 3), st.integers(0, 3)), rest=st.sampled_from([0.0, 0.5, 1.0]))
def test_pairs_of_many_worlds_are_those_of_each(name, asked, policy, more, rest):
    strategy, p = PAIRING.create(name), P.replace(**policy)
    assert strategy.many_worlds
    each = [strategy.pair(view, slots, u, p).tolist() for view, slots, u in asked]
    assert pairs_together(strategy, asked, p) == each
    assert pairs_together(strategy, asked[::-1], p, more=more, rest=rest) == each[::-1]
    assert pairs_together(alone(strategy), asked, p, more=more, rest=rest) == each


@pytest.mark.parametrize("name", FUNDING.names())
@settings(max_examples=30)
@given(asked=LISTS, shares=SHARES, more=st.integers(0, 3), rest=st.sampled_from([0.0, 0.5, 1.0]))
def test_offers_to_many_worlds_are_those_to_each(name, asked, shares, more, rest):
    strategy, p = FUNDING.create(name), Parameters(**shares)
    assert strategy.many_worlds
    each = [bytes_of(strategy.fund(view, money, u, p)) for view, money, u in asked]
    assert [bytes_of(offers) for offers in offers_together(strategy, asked, p)] == each
    assert [bytes_of(offers) for offers in offers_together(strategy, asked[::-1], p, more=more, rest=rest)] == each[::-1]
    assert [bytes_of(offers) for offers in offers_together(alone(strategy), asked, p, more=more, rest=rest)] == each


def without_anybody(question, mentors, mentees):
    """The question in a world that has no mentors, or no mentees."""
    view, slots, u = question
    keep = {"mentor": slice(None if mentors else 0), "mentee": slice(None if mentees else 0)}
    of_mentors = ("mentor_practice", "mentor_motivation", "mentor_coverage", "former_mentee", "free_places")
    both = ("distance", "same_language", "unlike", "known", "predicted_gain", "planned_cost")
    columns = {
        name: array[keep["mentor"], keep["mentee"]] if name in both else array[keep["mentor" if name in of_mentors else "mentee"]]
        for name, array in vars(view).items()
        if name != "focus"
    }
    return PairingView(**columns, focus=view.focus), slots, u[keep["mentor"], keep["mentee"]]


U = np.array([[0.7, 0.8, 0.9], [0.1, 0.2, 0.3]])
QUESTION = (pairing_view([1, 2], 3, distance=[[900, 100, 500], [1000, 8000, 500]]), 3, U)


@pytest.mark.parametrize("name", PAIRING.names())
@pytest.mark.parametrize(("mentors", "mentees"), [(False, True), (True, False), (False, False)])
def test_a_world_without_anybody_gets_no_pair_and_changes_nothing(name, mentors, mentees):
    strategy = PAIRING.create(name)
    [pairs] = pairs_together(strategy, [QUESTION])
    assert pairs
    worlds = [without_anybody(QUESTION, mentors, mentees), QUESTION]
    assert pairs_together(strategy, worlds) == [[], pairs]
    assert pairs_together(alone(strategy), worlds) == [[], pairs]


@pytest.mark.parametrize("maker", [PAIRING.create, lambda name: alone(PAIRING.create(name))])
def test_no_world_is_no_question(maker):
    view, slots, u, mentors, mentees = pairing_worlds([QUESTION])
    none = PairingView(**{name: array if name == "focus" else array[:0] for name, array in vars(view).items()})
    assert ask_pairs(maker("nearest"), none, slots[:0], u[:0], [], mentors[:0], mentees[:0]).shape == (0, 0, 2)


# the helpers


@settings(max_examples=30)
@given(asked=WORLDS, as_rank=st.booleans())
def test_assigning_by_keys_is_assigning_by_their_rank(asked, as_rank):
    for view, slots, u in asked:
        keys = (view.unlike, ~view.same_language, view.distance, u)
        order = lottery_order(u)
        found = assign_in_order(order, keys, view.known, view.free_places, slots)
        assert np.array_equal(found, assign_in_order(order, rank_of(*keys), view.known, view.free_places, slots))
    view, _, u, _, _ = pairing_worlds(asked)
    ranks = rank_of(view.distance, u)
    assert all(np.array_equal(ranks[world], rank_of(view.distance[world], u[world])) for world in range(len(asked)))


def test_a_mentor_that_is_full_is_not_taken_even_if_all_others_rank_infinitely_low():
    rank = np.array([[0.0, 0.0], [np.inf, np.inf]])
    assert assign_in_order(np.array([0, 1]), rank, np.ones((2, 2), bool), np.array([1, 1]), 2).tolist() == [[0, 0], [1, 1]]


def test_arrays_in_any_layout_are_taken():
    view, slots, u = QUESTION
    free = np.broadcast_to(np.array([2]), 2)
    for layout in (np.asfortranarray, lambda array: np.repeat(array, 2, axis=1)[:, ::2]):
        rank, known = layout(view.distance), layout(view.known)
        assert assign_in_order([1, 0], (rank, layout(u)), known, free, slots).tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("order", [[3], [-1]])
def test_an_order_of_somebody_who_is_not_there_is_an_error(order):
    view, slots, u = QUESTION
    with pytest.raises(IndexError, match="not there"):
        assign_in_order(np.array(order), u, view.known, view.free_places, slots)
    with pytest.raises(IndexError, match="not there"):
        commit_in_order(np.array(order), np.ones(3), 1.0)


def test_shapes_that_do_not_fit_are_an_error():
    view, slots, u = QUESTION
    with pytest.raises(ValueError, match="broadcast"):
        assign_in_order(np.arange(3), u[:, :2], view.known, view.free_places, slots)
    with pytest.raises(ValueError, match="broadcast"):
        assign_in_order(np.arange(3), u, view.known, np.array([1, 1, 1]), slots)


# predicted gain is computed when somebody reads it


@pytest.mark.parametrize(("name", "times"), [("random", 0), ("nearest", 0), ("predicted_gain", 1)])
@pytest.mark.parametrize("maker", [PAIRING.create, lambda name: alone(PAIRING.create(name))], ids=["together", "alone"])
def test_predicted_gain_is_computed_once_and_only_if_it_is_read(name, times, maker):
    view, slots, u, mentors, mentees = pairing_worlds([QUESTION, QUESTION])
    gain, computed = view.predicted_gain, []
    later = replace(view, predicted_gain=lambda: computed.append(1) or gain.copy())
    found = ask_pairs(maker(name), later, slots, u, [P, P], mentors, mentees)
    assert len(computed) == times
    assert np.array_equal(found, ask_pairs(maker(name), view, slots, u, [P, P], mentors, mentees))
    assert np.array_equal(later.predicted_gain, gain)
    with pytest.raises(ValueError, match="read-only"):
        later.predicted_gain[0] = 0.0


def test_predicted_gain_must_be_given():
    columns = {name: array for name, array in vars(QUESTION[0]).items() if name != "predicted_gain"}
    with pytest.raises(TypeError, match="predicted_gain"):
        PairingView(**columns)


# strategies that break a promise in one world


class BreaksPairs:
    """Random, but for the pairs of world 1."""

    many_worlds: ClassVar[bool] = True

    def __init__(self, change):
        self.change = change

    def pair(self, view, slots, u, p):
        pairs = PAIRING.create("random").pair(view, slots, u, p)
        if pairs.ndim == 3 and len(pairs) > 1:
            pairs[1] = self.change(pairs[1].copy())
        return pairs


def put(row, mentor, mentee):
    def change(pairs):
        pairs[row] = mentor, mentee
        return pairs

    return change


# mentor 0 does not know mentee 2; the third world is larger, so that there is padding
SMALL = (pairing_view([1, 2], 3, known=[[True, True, False], [True, True, True]]), 2, U)
LARGE = (pairing_view([1, 1, 1], 4), 4, (np.arange(12).reshape(3, 4) + 0.5) / 12)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (put(0, 2, 0), r"names a mentor that is not there \(the rows are 0 to 1\)"),
        (put(0, 7, 0), "names a mentor that is not there"),
        (put(0, -1, 0), "names a mentor that is not there"),
        (put(0, 1, 3), r"names a mentee that is not there \(the rows are 0 to 2\)"),
        (put(0, 1, -1), "names a mentee that is not there"),
        (put(0, 0, 2), r"not `known`"),
        (put(2, 0, 1), "returns 3 pairs for 2 slots"),
        (lambda pairs: pairs[[0, 0, 2]], "pairs a mentee twice"),
        (lambda pairs: np.array([[0, 0], [0, 1], [-1, -1]]), "more often than it has free places"),
        (lambda pairs: np.roll(pairs, 1, axis=0), "rows of -1 after the last pair"),
    ],
)
def test_pairs_that_break_a_promise_in_one_world_are_refused(change, sentence):
    with pytest.raises(StrategyError, match=f"^strategy 'BreaksPairs' .*{sentence}"):
        pairs_together(BreaksPairs(change), [LARGE, SMALL, SMALL])


@pytest.mark.parametrize(
    "answer",
    [lambda pairs: pairs[0], lambda pairs: pairs[:2], lambda pairs: pairs.astype(float), lambda pairs: pairs.tolist(), lambda pairs: None],
)
def test_pairs_of_another_shape_are_refused(answer):
    class Shaped:
        many_worlds = True

        def pair(self, view, slots, u, p):
            return answer(PAIRING.create("random").pair(view, slots, u, p))

    with pytest.raises(StrategyError, match=r"whole numbers in the shape \(world, pair, 2\)"):
        pairs_together(Shaped, [LARGE, SMALL, SMALL])


def test_a_promise_broken_in_one_world_is_found_alone_as_well():
    class TooMany:
        def pair(self, view, slots, u, p):
            return PAIRING.create("random").pair(view, 3, u, p)

    with pytest.raises(StrategyError, match="returns 2 pairs for 1 slots"):
        pairs_together(TooMany, [LARGE, (SMALL[0], 1, U)])


LIST = (funding_view([100.0, 200.0, 300.0], upfront_cost=[10.0] * 3), 300.0, np.array([0.1, 0.5, 0.9]))
LONG = (funding_view([100.0] * 5), 500.0, np.linspace(0.1, 0.9, 5))


def in_world_one(**columns):
    """A strategy that funds as `equal` does and changes columns of world 1."""

    class BreaksOffers:
        many_worlds = True

        def fund(self, view, money, u, p):
            offers = FUNDING.create("equal").fund(view, money, u, p)
            changed = {name: getattr(offers, name).copy() for name in columns}
            for name, values in columns.items():
                changed[name][1, : len(values)] = values
            return replace(offers, **changed)

    return BreaksOffers


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"grant": [np.nan]}, "'grant' that is not a finite number"),
        ({"investment": [np.inf]}, "'investment' that is not a finite number"),
        ({"held_back": [-0.1]}, "a negative 'held_back'"),
        ({"own_share": [1.0]}, "'own_share' must stay below 1"),
        ({"held_back": [0, 1.1]}, "'held_back' must be at most 1"),
        ({"first_phase": [1.0, 0.0]}, "'first_phase' must be above 0 and at most 1"),
        ({"first_phase": [1.0, 1.1]}, "'first_phase' must be above 0 and at most 1"),
        ({"grant": [100, 200, 300]}, r"gives 600 in all, more than the money \(300\)"),
        ({"investment": [1.0]}, r"gives 301 in all, more than the money \(300\)"),
        ({"grant": [99.0]}, "does not cover"),
        ({"grant": [100.0, 0.0, 0.0], "investment": [0, 1.0]}, "works money to a pair without a grant"),
        ({"grant": [100.0, 0, 0, 10.0]}, "must be 0 at padding"),
        ({"investment": [0, 0, 0, 10.0]}, "must be 0 at padding"),
    ],
)
def test_offers_that_break_a_promise_in_one_world_are_refused(columns, sentence):
    with pytest.raises(StrategyError, match=f"^strategy 'BreaksOffers' .*{sentence}"):
        offers_together(in_world_one(**columns), [LONG, LIST, LIST])


def test_what_else_stands_at_padding_means_nothing():
    strategy = in_world_one(own_share=[0, 0, 0, np.nan, 2.0], first_phase=[1, 1, 1, 0.0, -1.0], held_back=[0, 0, 0, np.inf])
    assert [offers.grant.tolist() for offers in offers_together(strategy, [LONG, LIST])] == [[100.0] * 5, [100.0, 200.0, 0.0]]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda offers: None, "must return Offers"),
        (lambda offers: replace(offers, own_share=offers.own_share[0]), "one number .float. of 'own_share' for each pair"),
        (lambda offers: replace(offers, held_back=offers.held_back.astype(int)), "one number .float. of 'held_back' for each pair"),
    ],
)
def test_offers_of_another_shape_are_refused(answer, sentence):
    class Shaped:
        many_worlds = True

        def fund(self, view, money, u, p):
            return answer(FUNDING.create("equal").fund(view, money, u, p))

    with pytest.raises(StrategyError, match=sentence):
        offers_together(Shaped, [LONG, LIST])


def test_an_offer_that_is_just_the_money_is_taken():
    # 0.1 + 0.2 is a little more than 0.3: by rounding, not by spending
    exact = (funding_view([0.1, 0.2]), 0.3, np.array([0.1, 0.2]))

    class All:
        many_worlds = True

        def fund(self, view, money, u, p):
            return Offers.plain(np.where(np.isfinite(view.planned_cost), view.planned_cost, 0.0))

    assert [offers.grant.tolist() for offers in offers_together(All, [exact, LONG])] == [[0.1, 0.2], [100.0] * 5]


# what a strategy may read and write


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
