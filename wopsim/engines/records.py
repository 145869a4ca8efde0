"""How the worlds of a block lie in memory: records of numpy, which compiled code reads by name.

The state of utilities lies in tiles of `LANES` utilities: within a tile each number of all its utilities stands side by side, so that
the processor computes a rule for several of them at once. The last tile is filled up with copies of the first utility, which nobody reads.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS, VARIABLES
from wopsim.engines import buffer_pool, outputs
from wopsim.engines.outputs import DOMAINS
from wopsim.strategies.design import OBJECTIVES

LANES = 32
DOMAIN_COUNT = len(DOMAINS)
TECHNICAL, COMMERCIAL, MANAGERIAL = range(DOMAIN_COUNT)
MAIN, RESIDENCE, COACHING, STUDY_VISITS, CLASSROOM, REPORTS, FOLLOW_UP, CLOSING = range(8)
PROCESSES = 8
"""Processes that a partnership can have, one of a kind; number of partnership * PROCESSES + kind names one of a world."""
Records = npt.NDArray[np.void]

_REAL, _INT, _FLAG = np.float64, np.int64, np.bool_


def _record(**fields: Any) -> np.dtype[np.void]:
    return np.dtype([(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in fields.items()], align=True)


def _lanes(*names: str, by: int = 0) -> dict[str, Any]:
    return {name: (_REAL, (by, LANES) if by else (LANES,)) for name in names}


def _of_outputs(dims: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the numbers that outputs are kept as (see `wopsim.declare.var`): what they name has room."""
    return tuple(declared.kept_as for declared in VARIABLES.values() if declared.dims == dims and declared.kept_as is not None)


FIXED = _record(
    **_lanes(
        "tariff", "persons", "billed_own", "apparent_own", "real_own", "share_of_day_start", "wage", "energy_price", "other_cost",
        "collection_own", "quality_own", "autonomy", "motivation_own", "capacity_days", "looks_better",
    ),
    **_lanes("market", "practice_start", "capacity_start", by=len(DOMAINS)),
)  # fmt: skip
"""What a utility is throughout a run, by name as in `wopsim.engines.initial_state.State`; `capacity_days` as in the rule of fatigue."""

CHANGING = (
    "motivation", "staff", "connections", "supply_capacity", "share_of_day", "cash", "debt", "fund", "treated", "leak_cut", "theft_cut",
    "commercial_cut", "presence", "visibility", "poor_ratio", "sewer_coverage", "own_payments", "project_grants", "fatigue", "days_given",
    "days_this_quarter", "orphaned", "turnaround", "fresh_leader", "zone_ahead", "spirit", "days_missed", "work_missed", "accompanied",
    "own_days", "partnership_days", "event_days", "consultants", "fund_loan", "fund_programme",
)  # fmt: skip
BY_DOMAIN = ("skill", "capacity", "practice", "guide")
FLOWS = (
    "billed_volume", "unbilled_volume", "apparent_loss", "real_loss", "system_input", "lost", "zone_nrw", "energy_intensity", "quality",
    "zone_lost", "zone_billed", "zone_day", "green",
    "revenue", "collection_share", "cost", "occr", "works_spending", "investment", "reported_nrw", "nrw", "pro_poor", "sanitation",
    "enforcement",
)  # fmt: skip
STATE = _record(
    **_lanes(*CHANGING, *FLOWS, *_of_outputs(outputs.YEARLY)),
    **_lanes(*BY_DOMAIN, *_of_outputs(outputs.BY_DOMAIN), "gain", by=len(DOMAINS)),
    **_lanes("topic", by=len(OBJECTIVES)),
)
"""What changes: states as in `wopsim.engines.initial_state.State`, flows of the last quarter, and what outputs are kept as, such as money
of the year so far (`*_year`) [EUR2024]; `gain`: of practice since the start."""

QUARTERLY = _record(
    **_lanes(
        "loss_factor", "energy", "cost_level", "collection_wander", "growth", "population", "wage_level", "staff_level", "practice_shift"
    )
)
"""What would happen anyway in a quarter, whatever the programme does (M1, M12); index 0 is the start."""

YEARLY = _record(**_lanes("reading", "quality_wander", "investment", "investment_size", "application", "drought", "conflict", "pandemic"))
"""What would happen anyway in a year: shifts at its start [logit], uniform and normal numbers, 1 in a year of drought,
conflict or pandemic. The last record is that of the end, when nothing strikes."""

ROLE = _record(
    entity=np.uint64, country=_INT, region=_INT, language=_INT, latitude=_REAL, longitude=_REAL, size_step=_REAL, income_step=_REAL,
    group=_INT, circle=_INT, numbered=_INT,
    may_apply=_FLAG, groups=_INT, is_mentor=_FLAG, partnerships=_INT,
    current=_INT, mentoring=_INT,
    own_mentor=_INT, experts=_REAL, claimed=_REAL, has_started=_REAL,
    **dict.fromkeys(_of_outputs(outputs.ONCE), _REAL),
)  # fmt: skip
"""A utility's part in partnerships, and what its outputs of the whole run are kept as. `groups`: of `design.GROUPS`, a bit for each;
`latitude`, `longitude` [radian]; `size_step`, `income_step`: see `wopsim.engines.pairs.contexts_of`; `group`: of utilities that share
knowledge with each other, -1 with nobody; `circle`: of those of a group that work in the same language; `numbered`: place among the
mentors of `Block.pair_numbers`, -1 where it is not there; `current`: number of its partnership, -1 without; `own_mentor`: row of the
operator that mentored it, -1 without."""

PARTNERS = int(PARAMETERS["consortium_mentors"].valid[1]) - 1
MOST_YEARS = math.ceil(PARAMETERS["partnership_months"].valid[1] / 12)
"""Of a partnership; instalments of a second phase may follow those of a whole first one."""
PARTNERSHIP = _record(
    mentee=_INT, mentor=_INT, helper=_INT, partner=(_INT, (PARTNERS,)), partners=_INT, number=_INT, months=_INT, stage=_INT, n=_INT,
    cohort=_INT, members=_INT, apart=_REAL, hosts=_FLAG, sharing=_INT,
    in_line=_INT, second=_FLAG, reviewed=_FLAG, signed=_FLAG, over=_FLAG, zone_open=_FLAG, extended=_FLAG, reporting=_FLAG, invested=_FLAG,
    owned=_FLAG, accompanies=_FLAG,
    trust=_REAL, begin=_REAL, due=_REAL, middle=_REAL, give_up=_REAL, z_introduction=_REAL, z_agreement=_REAL, z_startup=_REAL,
    startup=_REAL, setup=_REAL, staff_days=_REAL, distance=_REAL, same_language=_REAL, unlike=_REAL, whole_price=_REAL, grant=_REAL,
    own_share=_REAL, held_back=_REAL, investment=_REAL, committed=_REAL, available=_REAL, plan=(_REAL, (len(DOMAINS),)),
    first_instalment=_INT, instalments=_INT, instalment=(_REAL, (2 * MOST_YEARS,)), resident_months=_INT, coached_months=_INT,
    visit=_INT, courses=_INT,
    course=_INT, report_start=_REAL, report_year=_INT, report_before=_REAL,
    report_result=_FLAG, follow_ups=_INT,
)  # fmt: skip
"""One partnership. `cohort`: number of the first of its cohort, whose `members` [mentee] follow each other by number and lie `apart` [km]
on average from this one; `hosts`: whether the mission that is due comes to it; `sharing`: members that share
this mission. `instalments`: how many were planned; `first_instalment`: the next to come; `in_line`: not of this one, but the
partnership at this place among those that wait for experts; `z_*`: standard normal numbers of
its waiting times; `setup`: learning days that will teach nothing; `staff_days`: working days that it took from the mentee's
staff; `owned`: the director who signed is there; `accompanies`: works that have money."""

WORLD = _record(
    settings=_INT, start=_INT, pairs=_INT, seed=np.uint64, replicate=_INT, exogenous=_INT, quarter=_INT, asking=_FLAG, called=_INT,
    now=_REAL, sequence=_INT,
    scheduled=_INT, waiting=_INT, partnerships=_INT, events=_INT, committed=_REAL, aside=_REAL, quota_groups=_INT,
    **dict.fromkeys(_of_outputs(()), _REAL),
)  # fmt: skip
"""One world's clock and money, and what outputs of the programme are kept as (`spent`, `agreed`, ...).
`settings`, `start`, `pairs`: which of the block's; `asking`: waits for the strategies of a call;
`aside`: free money that the last call kept for groups with a quota [EUR2024]; `quota_groups`: those, bits as in `groups` of a role."""

DUE = _record(time=_REAL, order=_INT, process=_INT)
"""Something that is due: `order` holds priority and sequence, `process` partnership and activity."""

EVENT = _record(
    time=_REAL, kind=_INT, mentee=_INT, mentor=_INT, amount=_REAL, gain=_REAL, trust=_REAL, gap=_REAL, cost=_REAL
)  # fmt: skip
"""See `wopsim.engines.events.Event`."""


PAIR = _record(distance=_REAL, same_language=_REAL, unlike=_REAL)
"""`distance`: great-circle distance [km]; `same_language`: 1 where both work in the same language, else 0; `unlike`: difference of
contexts, mean of the steps between size classes and between income groups, 0 to 1."""


class Block(NamedTuple):
    """All arrays of the worlds that run together.

    Parameters
    ----------
    settings : (settings,) numbers of a run, see `wopsim.engines.settings`.
    believed : (settings,) the same, as those who predict take them to be, see `wopsim.engines.settings.believed_of`.
    fixed : (start, tile) of `FIXED`.
    quarterly : (start, quarter + 1, tile) of `QUARTERLY`; yearly : (start, year + 1, tile) of `YEARLY`.
    leadership, leader : (replicate, quarter, tile, lane) numbers that say whether a leader changes, and what that does.
    initiative, turnout : (replicate, quarter, tile, lane) see `wopsim.engines.exogenous.Numbers`.
    pairs : (table, row, mentee) of `PAIR`; pair_row : (table, mentor) row of a mentor, -1 without; see `wopsim.engines.pairs`.
    pair_numbers : (replicate, kind, numbered mentor, mentee) numbers that pairs meet: first those of the channel, then a kind a year; 0
        where nobody asked for it yet. Kinds that are not there are drawn whenever they are asked for.
    worlds : (world,) of `WORLD`.
    state : (world, tile) of `STATE`; roles : (world, utility) of `ROLE`.
    partnerships : (world, partnership) of `PARTNERSHIP`; due : (world, process) of `DUE`, a heap.
    of_year : (output, tile, lane) what is being recorded of a year.
    yearly_out : (world, year, output, tile, lane) what is kept of the outputs; yearly_single : the same in single precision. One of the
        two has no worlds. slots : (output,) place of each, -1 where not kept.
    events : (world, event) of `EVENT`; without room nothing is recorded.
    scratch : (row, utility) numbers that nobody keeps.
    """

    settings: Records
    believed: Records
    fixed: Records
    quarterly: Records
    yearly: Records
    leadership: npt.NDArray[np.float64]
    leader: npt.NDArray[np.float64]
    initiative: npt.NDArray[np.float64]
    turnout: npt.NDArray[np.float64]
    pairs: Records
    pair_row: npt.NDArray[np.int64]
    pair_numbers: npt.NDArray[np.float64]
    worlds: Records
    state: Records
    roles: Records
    partnerships: Records
    due: Records
    of_year: npt.NDArray[np.float64]
    yearly_out: npt.NDArray[np.float64]
    yearly_single: npt.NDArray[np.float32]
    slots: npt.NDArray[np.int64]
    events: Records
    scratch: npt.NDArray[np.float64]


def tiles_of(utilities: int) -> int:
    """Return the number of tiles that hold so many utilities."""
    return math.ceil(utilities / LANES)


def into_tiles(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return (..., utility) as (..., tile, lane), filled up with copies of the first utility."""
    tiles = tiles_of(values.shape[-1])
    missing = tiles * LANES - values.shape[-1]
    if missing:
        values = np.concatenate([values, np.repeat(values[..., :1], missing, axis=-1)], axis=-1)
    return values.reshape(*values.shape[:-1], tiles, LANES)


def fill(records: Records, name: str, values: npt.NDArray[np.float64]) -> None:
    """Write values into a field of tile records.

    Parameters
    ----------
    records : (..., tile) with lanes; name : of the field.
    values : (..., utility), or (..., utility, by) for a field that has one number for each domain or objective.
    """
    if records.dtype[name].ndim == 2:
        for place in range(values.shape[-1]):
            records[name][..., place, :] = into_tiles(values[..., place])
    else:
        records[name] = into_tiles(values)


def column(records: Records, name: str, utilities: int) -> npt.NDArray[Any]:
    """Return a field by utility: of tile records as `fill` wrote it, or of records with one for each utility.

    Parameters
    ----------
    records : (tile,) or (utility,); name : of the field; utilities : how many there are.

    Returns
    -------
    (utility,) or (utility, by)
    """
    found = records[name]
    if found.ndim == 3:
        return np.moveaxis(found, 1, -1).reshape(-1, found.shape[1])[:utilities]
    return found.reshape(-1)[:utilities]


def make_room(block: Block, partnerships: int) -> Block:
    """Return the block with room for so many partnerships in each world."""
    before = block.partnerships.shape[1]
    if partnerships <= before:
        return block
    # growing copies, but room that is never used costs little: after the first call, about what half as much at each call takes
    calls = int(block.settings["last_call"].max()) + 1
    room = max(partnerships, before + before // 4 + 8) if before else partnerships * (1 + calls // 2) + 8

    def grown(use: str, array: Records, least: int) -> Records:
        larger = buffer_pool.rows(use, array.shape[0], least, array.dtype)
        larger[:, : array.shape[1]] = array
        return larger

    longer = grown("partnerships", block.partnerships, room)
    return block._replace(partnerships=longer, due=grown("due", block.due, longer.shape[1] * PROCESSES))
