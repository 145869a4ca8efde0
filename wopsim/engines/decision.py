"""The decision points of a block: strategies choose for all waiting worlds of a scenario at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import NamedTuple

import numpy as np

from wopsim.declare import Parameters
from wopsim.engines import call_ends, call_turns, entry_points, exogenous
from wopsim.engines.held_back import could_be_paid, held_back
from wopsim.engines.joining import Joined, join_cohorts, kept
from wopsim.engines.opening import Opening
from wopsim.engines.outputs import DOMAINS
from wopsim.engines.pairs import distances_among, with_mentors
from wopsim.engines.records import Block, make_room
from wopsim.engines.run_record import Call
from wopsim.engines.views import Applicants, FundingColumns, PairingColumns
from wopsim.strategies.batching import locked_pairing, world_of
from wopsim.strategies.dispatch import ask_offers, ask_pairs
from wopsim.strategies.protocols import FUNDING, PAIRING, Bools, Floats, FundingView, Ints, Offers, PairingView
from wopsim.streams import normal

_WAITS = (exogenous.INTRODUCTION, exogenous.AGREEMENT_TIME, exogenous.STARTUP)


Told = Callable[[Call], None]


def decide(block: Block, settings: Sequence[Parameters], alike: Ints, told: Told | None = None) -> Block:
    """Let the strategies choose for every world that asks, and open what they fund; return the block, perhaps with more room.

    Parameters
    ----------
    block : some of whose worlds ask.
    settings : parameters of each of the block's settings.
    alike : (settings,) number of those that differ in nothing but the draw.
    told : is called with every call that closes, world by world.
    """
    asking = np.flatnonzero(block.worlds["asking"])
    block = with_mentors(block, asking)
    group = alike[block.worlds["settings"][asking]]
    found, tally = [], call_ends.Tally.of_nobody(np.zeros(block.worlds.size, np.int64))
    for number in np.unique(group):
        worlds = asking[group == number]
        chosen = _choose(block, worlds, [settings[s] for s in block.worlds["settings"][worlds]], told)
        found.append(chosen.opening)
        for column, of_worlds in zip(tally, chosen.tally, strict=True):
            column[worlds] = of_worlds
    openings = [opening for opening in found if opening is not None]
    if openings:  # all at once: making room copies, and chance is asked for many as quickly as for few
        opening = Opening(*map(np.concatenate, zip(*openings, strict=True)))
        block = make_room(block, int((block.worlds["partnerships"] + tally.funded).max()))
        entry_points.open_partnerships(block, opening, _waits(block, opening))
    call_ends.count(block, asking, call_ends.Tally._make(column[asking] for column in tally))
    block.worlds["asking"][asking] = False
    return block


class _Chosen(NamedTuple):
    """What a call opens, None for nothing; and what came of it in each of the worlds."""

    opening: Opening | None
    tally: call_ends.Tally


def _choose(block: Block, asking: Ints, p_of_worlds: list[Parameters], told: Told | None) -> _Chosen:
    """Choose for worlds whose parameters differ in nothing but the draw."""
    p = p_of_worlds[0]
    columns = _columns(block, asking)
    if columns.u.size == 0:  # nobody applies, or nobody has a free place
        return _Chosen(None, call_ends.Tally.of_nobody(columns.of_mentees))
    pairing, funding = PAIRING.create(p.pairing), FUNDING.create(p.funding)
    view = _pairing_view(block, asking, columns)

    def pair(may: PairingColumns, most: Ints) -> Ints:
        shown = view if may is columns else _pairing_view(block, asking, may)
        return ask_pairs(pairing, shown, most, may.u, p_of_worlds, may.of_mentors, may.of_mentees)

    pairs = call_turns.pair_in_turns(block, asking, columns, p, pair)
    everybody = join_cohorts(pairs, columns.known, columns.of_mentees, lambda: _between(block, asking, columns), p.cohort_size)
    joined, within = everybody, everybody.pairs[..., 0] >= 0
    if p.most_per_country > 0:
        within = call_turns.within_cap(block, asking, columns, everybody.pairs, p.most_per_country)
        joined = kept(everybody, within)
    pairs = joined.pairs
    if told is not None:
        for place, w in enumerate(asking.tolist()):
            told(_closed(place, int(block.worlds["quarter"][w]) // 4, columns, view, pairs))
    openings: list[Opening] = []

    def offered(paired: FundingColumns, money: Floats) -> Offers:
        return ask_offers(funding, _funding_view(paired), money, paired.u, p_of_worlds, paired.of_pairs)

    def fund(paired: FundingColumns, offers: Offers) -> tuple[Floats, Floats]:
        openings.append(_opening(asking, paired, offers, p.partnership_months))
        phased = (offers.grant > 0.0) & (offers.first_phase < 1.0)
        later = np.where(phased, (1.0 - offers.own_share) * paired.planned_cost - offers.grant, 0.0)
        return np.asarray(offers.grant + offers.investment), later

    def of_some(some: Bools, money: Floats) -> tuple[Floats, Floats]:
        paired = _paired(block, asking, columns, kept(joined, some))
        return fund(paired, offered(paired, money))

    paired = _paired(block, asking, columns, joined)
    left, may_be_held = paired.money, True
    if pairs.shape[1] > 0 and call_turns.everybody_at_once(p):
        offers = offered(paired, left)
        left = left - fund(paired, offers)[0].sum(axis=1)
        may_be_held = bool(could_be_paid(_funding_view(paired), paired.of_pairs, offers, left).any())  # seldom, so that few are asked again
    elif pairs.shape[1] > 0:
        call_turns.fund_in_turns(block, asking, columns, pairs, left, p, of_some)
    whole = Opening(*map(np.concatenate, zip(*openings, strict=True))) if openings else None
    waiting = _without_money(asking, columns, everybody.pairs, whole)
    of_pairs = (everybody.pairs[..., 0] >= 0).sum(axis=1)
    held, capped = np.zeros(asking.size, dtype=np.bool_), np.zeros(asking.size, dtype=np.bool_)
    if may_be_held and (waiting & within).any():
        others = _paired(block, asking, columns, kept(everybody, waiting & within))
        held = held_back(_funding_view(others), others.of_pairs, left, lambda money: offered(others, money))
    if (waiting & ~within).any():
        out = _paired(block, asking, columns, kept(everybody, waiting & ~within))
        capped = np.any(offered(out, left).grant > 0.0, axis=1)
    tally = call_ends.Tally(columns.of_mentees, of_pairs, of_pairs - waiting.sum(axis=1), held, capped)
    if whole is not None and len(openings) > 1:  # members of a cohort may have got their money in several turns
        whole = Opening._make(column[np.lexsort((whole.cohort, whole.worlds))] for column in whole)
    return _Chosen(whole, tally)


def _without_money(asking: Ints, columns: PairingColumns, pairs: Ints, opening: Opening | None) -> Bools:
    """Whether each pair got no money, (world, pair); False at padding."""
    there, worlds = pairs[..., 0] >= 0, np.arange(asking.size)[:, None]
    if opening is None:
        return there
    got = np.zeros((asking.size, 1 + columns.mentees.max(initial=0)), dtype=np.bool_)
    got[np.searchsorted(asking, opening.worlds), opening.mentees] = True
    return np.asarray(there & ~got[worlds, columns.mentees[worlds, pairs[..., 1]]])


def _opening(asking: Ints, paired: FundingColumns, offers: Offers, months: int) -> Opening:
    chosen = np.nonzero(offers.grant > 0.0)  # nothing at padding, as strategies promise
    of_offers = (offers.grant, offers.own_share, offers.held_back, offers.first_phase, offers.investment)
    return Opening(
        asking[chosen[0]], paired.mentors[chosen], paired.mentees[chosen], paired.planned_cost[chosen],
        np.stack([numbers[chosen] for numbers in of_offers], axis=-1),
        _first_months(months, offers.first_phase[chosen]),
        paired.cohort[chosen], paired.members[chosen], paired.apart[chosen],
    )  # fmt: skip


def _closed(place: int, year: int, columns: PairingColumns, view: PairingView, pairs: Ints) -> Call:
    """A call of the world at a place, as its record is kept: without padding, and with the gains as they were predicted then."""
    mentors, mentees = int(columns.of_mentors[place]), int(columns.of_mentees[place])
    one = locked_pairing(world_of(view, place, mentors, mentees))
    assert one.predicted_gain.size == one.known.size  # read now: later the state will be another
    return Call(
        year, one, columns.mentors[place, :mentors], columns.mentees[place, :mentees], columns.u[place, :mentors, :mentees],
        pairs[place][pairs[place, :, 0] >= 0],
    )  # fmt: skip


def _columns(block: Block, asking: Ints) -> PairingColumns:
    """What the strategies may know of all worlds that ask, padded to the largest."""
    worlds, utilities = asking.size, block.roles.shape[1]
    found = Applicants(*(np.zeros(shape, dtype=np.int64) for shape in 3 * ((worlds, utilities),) + 2 * ((worlds,),)))
    entry_points.find_applicants(block, asking, found)
    i, j = int(found.of_mentees.max()), int(found.of_mentors.max())
    by = len(DOMAINS)
    columns = PairingColumns(
        mentees=np.ascontiguousarray(found.mentees[:, :i]),
        mentors=np.ascontiguousarray(found.mentors[:, :j]),
        of_mentees=found.of_mentees,
        of_mentors=found.of_mentors,
        free_places=np.ascontiguousarray(found.places[:, :j]),
        u=np.full((worlds, j, i), np.inf),
        known=np.zeros((worlds, j, i), dtype=np.bool_),
        distance=np.zeros((worlds, j, i)),
        same_language=np.zeros((worlds, j, i), dtype=np.bool_),
        unlike=np.zeros((worlds, j, i)),
        planned_cost=np.ones((worlds, j, i)),
        reported_nrw=np.zeros((worlds, i)),
        coverage=np.zeros((worlds, i)),
        occr=np.zeros((worlds, i)),
        supply_hours=np.zeros((worlds, i)),
        practice=np.zeros((worlds, i, by)),
        motivation=np.zeros((worlds, i)),
        autonomy=np.zeros((worlds, i)),
        cash=np.zeros((worlds, i)),
        population_served=np.zeros((worlds, i)),
        mentor_practice=np.zeros((worlds, j, by)),
        mentor_motivation=np.zeros((worlds, j)),
        mentor_coverage=np.zeros((worlds, j)),
        former_mentee=np.zeros((worlds, j), dtype=np.bool_),
    )
    entry_points.fill_views(block, asking, columns)
    return columns


def _pairing_view(block: Block, asking: Ints, columns: PairingColumns) -> PairingView:
    def predicted_gain() -> Floats:
        gains = np.zeros(columns.u.shape)
        entry_points.predict_gains(block, asking, columns, gains, np.zeros((len(DOMAINS) + 2, columns.mentors.shape[1])))
        return gains

    return PairingView(
        reported_nrw=columns.reported_nrw,
        coverage=columns.coverage,
        occr=columns.occr,
        supply_hours=columns.supply_hours,
        practice=columns.practice,
        motivation=columns.motivation,
        mentor_practice=columns.mentor_practice,
        mentor_motivation=columns.mentor_motivation,
        mentor_coverage=columns.mentor_coverage,
        former_mentee=columns.former_mentee,
        free_places=columns.free_places,
        distance=columns.distance,
        same_language=columns.same_language,
        unlike=columns.unlike,
        known=columns.known,
        predicted_gain=predicted_gain,
        planned_cost=columns.planned_cost,
        focus=np.array(block.settings["focus"][block.worlds["settings"][asking[0]]]),
    )


def _between(block: Block, asking: Ints, columns: PairingColumns) -> Floats:
    """Distances between applicants, (world, mentee, mentee) [km]."""
    return np.stack([distances_among(block.roles[w], mentees) for w, mentees in zip(asking, columns.mentees, strict=True)])


def _paired(block: Block, asking: Ints, columns: PairingColumns, joined: Joined) -> FundingColumns:
    """What funding strategies may know of the pairs of all worlds that ask, padded to the longest list."""
    worlds, longest, _ = joined.pairs.shape
    several = (worlds, longest)
    paired = FundingColumns(
        of_pairs=np.zeros(worlds, dtype=np.int64),
        money=np.zeros(worlds),
        mentors=np.zeros(several, dtype=np.int64),
        mentees=np.zeros(several, dtype=np.int64),
        cohort=joined.cohort,
        members=joined.members,
        apart=joined.apart,
        u=np.full(several, np.inf),
        planned_cost=np.full(several, np.inf),
        upfront_cost=np.zeros(several),
        reported_nrw=np.zeros(several),
        coverage=np.zeros(several),
        occr=np.zeros(several),
        supply_hours=np.zeros(several),
        motivation=np.zeros(several),
        practice=np.zeros((*several, len(DOMAINS))),
        autonomy=np.zeros(several),
        cash=np.zeros(several),
        population_served=np.zeros(several),
    )
    # a strategy may answer with whole numbers of any kind
    entry_points.fill_paired(block, asking, columns, np.ascontiguousarray(joined.pairs, dtype=np.int64), paired)
    return paired


def _funding_view(paired: FundingColumns) -> FundingView:
    return FundingView(**{column.name: getattr(paired, column.name) for column in fields(FundingView)})


def _first_months(whole: int, first_phase: Floats) -> Ints:
    """Months that are agreed at first."""
    some = np.clip(np.rint(whole * first_phase), 1, max(1, whole - 1))
    return np.where(first_phase >= 1.0, whole, some).astype(np.int64)


def _waits(block: Block, opening: Opening) -> Floats:
    """Normal numbers of the three waiting times of each pair, (pair, 3); a cohort begins together, so it has those of its first."""
    roles, w = block.roles, opening.worlds
    leads = np.ones(w.size, dtype=bool)
    leads[1:] = (w[1:] != w[:-1]) | (opening.cohort[1:] != opening.cohort[:-1])
    mentees = opening.mentees[np.flatnonzero(leads)[np.cumsum(leads) - 1]]
    step = roles["partnerships"][w, mentees] * exogenous.NUMBERS_EACH
    one, other, replicate = roles["entity"][w, mentees], roles["entity"][w, opening.mentors], block.worlds["replicate"][w]
    seed = int(block.worlds["seed"][0])
    return np.stack([normal(source, seed, replicate, one, other, step) for source in _WAITS], axis=-1)
