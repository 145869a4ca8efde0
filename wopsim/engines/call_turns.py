"""Whose turn it is in a call: a group that comes first, quotas whose money is set aside, caps by country, then everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from wopsim.declare import Parameters
from wopsim.engines import account
from wopsim.engines.design_terms import design_of
from wopsim.engines.records import Block, Records
from wopsim.engines.views import PairingColumns
from wopsim.strategies.design import GROUPS
from wopsim.strategies.protocols import Bools, Ints
from wopsim.streams import Floats

NAMES = tuple(GROUPS)
NOBODY = "nobody"
Ask = Callable[[PairingColumns, Ints], Ints]
"""Asks for the pairs of each world, (world, pair, 2), at most so many (world,)."""
Fund = Callable[[Bools, Floats], tuple[Floats, Floats]]
"""Asks what of the money (world,) goes to some of the pairs (world, pair), those of a world one after the other; returns what is promised
to these now, and what their second phases may cost [EUR2024]."""


def quotas_of(p: Parameters) -> dict[str, float]:
    """Return the least share of each group that has a quota [1]."""
    shares = {name: float(p[f"quota_{name}"]) for name in NAMES}
    return {name: share for name, share in shares.items() if share > 0.0}


def everybody_at_once(p: Parameters) -> bool:
    """Whether money is offered to all pairs of a call at once: nobody comes first, and there is no quota."""
    return p.comes_first == NOBODY and not quotas_of(p)


def is_of(block: Block, asking: Ints, columns: PairingColumns, group: str) -> Bools:
    """Return which applicants are of a group, (world, mentee); False at padding."""
    there = np.arange(columns.mentees.shape[1]) < columns.of_mentees[:, None]
    return np.asarray(there & _are_of(block.roles[asking[:, None], columns.mentees], group))


def _are_of(roles: Records, group: str) -> Bools:
    return np.asarray(roles["groups"] >> NAMES.index(group) & 1 > 0)


def pair_in_turns(block: Block, asking: Ints, columns: PairingColumns, p: Parameters, ask: Ask) -> Ints:
    """Return the pairs of each world, (world, pair, 2): of the group that comes first, then of groups with a quota, then of all others.

    Places with mentors are set aside as money is: of a group with a quota, as many are paired before the others as the money pays for
    that it still lacks.

    Parameters
    ----------
    block, asking : the worlds that ask; columns : what may be known of them.
    p : design of the scenario.
    ask : asks the pairing strategy.
    """
    if everybody_at_once(p):
        return ask(columns, columns.of_mentees)
    known, places, found = columns.known.copy(), columns.free_places.copy(), []

    def turn(whose: Bools, most: Ints) -> None:
        pairs = ask(columns._replace(known=known & whose[:, None, :], free_places=places.copy()), most)
        worlds, rows = np.nonzero(pairs[..., 0] >= 0)
        np.subtract.at(places, (worlds, pairs[worlds, rows, 0]), 1)
        known[worlds, :, pairs[worlds, rows, 1]] = False
        found.append(pairs)

    if p.comes_first != NOBODY:
        first = is_of(block, asking, columns, p.comes_first)
        turn(first, columns.of_mentees)
        known &= ~first[:, None, :]
    free = account.free_money(block.worlds[asking].view(np.recarray), p)
    released = _released(block, asking, free)
    for name, share in quotas_of(p).items():
        group = is_of(block, asking, columns, name)
        theirs = columns.known & group[:, None, :]
        usual = np.where(theirs, columns.planned_cost, 0.0).sum(axis=(1, 2)) / np.maximum(1, theirs.sum(axis=(1, 2)))
        lacks = np.clip(share * released - _given(block, asking, name), 0.0, np.maximum(0.0, free))
        turn(group, np.minimum(np.ceil(lacks / np.maximum(1.0, usual)), columns.of_mentees).astype(np.int64))
    turn(np.ones(columns.mentees.shape, dtype=np.bool_), columns.of_mentees)
    pairs = np.concatenate(found, axis=1)
    return only(pairs, pairs[..., 0] >= 0)


def only(pairs: Ints, keep: Bools) -> Ints:
    """Return the pairs that are kept, in their order; rows of -1 follow the last of a world."""
    order = np.argsort(~keep, axis=1, kind="stable")
    found = np.take_along_axis(pairs, order[..., None], axis=1)
    found[~np.take_along_axis(keep, order, axis=1)] = -1
    return found[:, : keep.sum(axis=1).max(initial=0)]


def within_cap(block: Block, asking: Ints, columns: PairingColumns, pairs: Ints, most: int) -> Bools:
    """Return whether each pair leaves its country within the cap, those before it and earlier partnerships counted."""
    keep = pairs[..., 0] >= 0
    for place, w in enumerate(asking.tolist()):
        roles, partnerships = block.roles[w], _begun(block, w)
        count = np.bincount(roles["country"][partnerships["mentee"]], minlength=int(roles["country"].max()) + 1)
        for row in np.flatnonzero(keep[place]).tolist():
            country = roles["country"][columns.mentees[place, pairs[place, row, 1]]]
            keep[place, row] = count[country] < most
            count[country] += keep[place, row]
    return keep


def _begun(block: Block, w: int) -> Records:
    """The partnerships of a world that run, ran, or may still be agreed."""
    found = block.partnerships[w, : block.worlds["partnerships"][w]]
    return found[found["signed"] | ~found["over"]]


def fund_in_turns(block: Block, asking: Ints, columns: PairingColumns, pairs: Ints, free: Floats, p: Parameters, fund: Fund) -> None:
    """Offer money to the group that comes first, then to groups with a quota until it is kept, then to everybody.

    What is set aside for quotas is not for others, nor for their second phases. After the last call there is nothing left to keep it for
    but second phases of these groups.

    Parameters
    ----------
    block, asking, columns : as in `pair_in_turns`; pairs : in the order of pairing, (world, pair, 2).
    free : (world,) money of this call; becomes what is left of it [EUR2024].
    p : design of the scenario; fund : asks the funding strategy.
    """
    quotas = quotas_of(p)
    worlds, mentees = np.arange(asking.size)[:, None], np.maximum(0, pairs[..., 1])
    waiting = pairs[..., 0] >= 0
    of = {name: waiting & is_of(block, asking, columns, name)[worlds, mentees] for name in NAMES}
    with_quota = np.any([of[name] for name in quotas], axis=0) if quotas else np.zeros(waiting.shape, dtype=np.bool_)
    given = {name: _given(block, asking, name) for name in quotas}
    released = _released(block, asking, free)
    later = _later_phases(block, asking, tuple(quotas))

    def aside(*but: str) -> Floats:
        wanted = [np.maximum(0.0, share * released - given[name]) for name, share in quotas.items() if name not in but]
        return np.asarray(sum(wanted, np.zeros(asking.size)))

    def turn(whose: Bools, money: Floats) -> None:
        now = waiting & whose & (money > 0.0)[:, None]
        if not now.any():
            return
        offered = np.zeros(now.shape)
        order = np.argsort(~now, axis=1, kind="stable")[:, : now.sum(axis=1).max()]
        second = np.zeros(now.shape)
        now_given, then_given = fund(now, np.maximum(0.0, money))
        np.put_along_axis(offered, order, now_given, axis=1)
        np.put_along_axis(second, order, then_given, axis=1)
        offered[~now] = 0.0
        later[:] += np.where(now & with_quota, second, 0.0).sum(axis=1)
        waiting[offered > 0.0] = False
        free[:] -= offered.sum(axis=1)
        for name in quotas:
            given[name] += np.where(of[name], offered, 0.0).sum(axis=1)

    if p.comes_first != NOBODY:
        turn(of[p.comes_first], free - aside(p.comes_first))
    cost = np.where(waiting, columns.planned_cost[worlds, np.maximum(0, pairs[..., 0]), mentees], 0.0)
    for name in quotas:
        wanted = aside(*(other for other in quotas if other != name))
        one_more = np.where(of[name] & waiting, cost, 0.0).max(axis=1, initial=0.0)  # partnerships are not cut in two
        turn(of[name], np.where(wanted > 0.0, np.minimum(free, wanted + one_more), 0.0))
    last = np.array([_is_last_call(p, int(block.worlds["quarter"][w]) // 4) for w in asking])
    turn(waiting.copy(), free - np.where(last, np.minimum(aside(), later), aside()))
    block.worlds["aside"][asking] = np.where(last, np.minimum(aside(), later), aside())
    block.worlds["quota_groups"][asking] = sum(1 << NAMES.index(name) for name in quotas)


def _released(block: Block, asking: Ints, free: Floats) -> Floats:
    """Money released so far, (world,): what is free, and what was paid or promised [EUR2024]."""
    return np.asarray(free + sum(block.worlds[name][asking] for name in ("committed", "spent", "overhead", "invested")))


def _later_phases(block: Block, asking: Ints, groups: Sequence[str]) -> Floats:
    """What second phases of partnerships of any of the groups may still cost, (world,) [EUR2024]."""
    found = np.zeros(asking.size)
    for place, w in enumerate(asking.tolist()):
        partnerships = _begun(block, w)
        may = partnerships["second"] & ~partnerships["over"]
        mine = np.any([_are_of(block.roles[w], name)[partnerships["mentee"]] for name in groups], axis=0)
        found[place] = np.where(may & mine, partnerships["whole_price"] - partnerships["grant"], 0.0).sum()
    return found


def _given(block: Block, asking: Ints, group: str) -> Floats:
    """Money that a group has got or was promised in earlier calls, (world,) [EUR2024]."""
    found = np.zeros(asking.size)
    for place, w in enumerate(asking.tolist()):
        roles, partnerships = block.roles[w], _begun(block, w)
        overhead = block.settings[block.worlds["settings"][w]]["overhead"]
        mine = _are_of(roles, group)
        theirs = partnerships[mine[partnerships["mentee"]]]
        works = theirs["investment"][theirs["invested"] | ~theirs["over"]]
        found[place] = roles["support_received"][mine].sum() * (1.0 + overhead) + theirs["committed"].sum() + works.sum()
    return found


def _is_last_call(p: Parameters, year: int) -> bool:
    design = design_of(p)
    final = design.last_call + (p.later_year if p.later_share > 0.0 else 0)
    later = range(year + 1, min(final, design.latest_call) + 1)
    return not any(account.in_tranche(p, another, design.last_call) for another in later)
