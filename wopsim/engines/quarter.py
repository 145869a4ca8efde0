"""The quarter: its steps in their order, for both engines.

A step is a function of a block and the number of a world. It stands in a file of its own in `steps`, and its line in `ORDER` is all that
an engine needs to know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from wopsim.compile import device, inline
from wopsim.engines import account, exogenous_paths
from wopsim.engines.recording import record
from wopsim.engines.sharing import share_knowledge
from wopsim.engines.steps.accompany_works import accompany_works
from wopsim.engines.steps.balance_water import balance_water
from wopsim.engines.steps.bring_investment import bring_investment
from wopsim.engines.steps.change_leaders import change_leaders
from wopsim.engines.steps.connect_poor import connect_poor
from wopsim.engines.steps.fade_small_gains import fade_small_gains
from wopsim.engines.steps.lose_routines import lose_routines
from wopsim.engines.steps.measure_year import measure_year
from wopsim.engines.steps.miss_work import miss_work
from wopsim.engines.steps.move_background import move_background
from wopsim.engines.steps.move_billing import move_billing
from wopsim.engines.steps.move_people import move_people
from wopsim.engines.steps.move_routines import move_routines
from wopsim.engines.steps.move_topics import move_topics
from wopsim.engines.steps.move_zones import move_zones
from wopsim.engines.steps.price_service import price_service
from wopsim.engines.steps.settle_money import settle_money
from wopsim.engines.steps.take_initiative import take_initiative
from wopsim.engines.steps.tire_mentors import tire_mentors
from wopsim.engines.steps.value_time import value_time
from wopsim.engines.steps.wander_practice import wander_practice


@device
def price_and_settle(block: Any, w: int) -> None:
    """M9: prices, then investment and accounts, then the value of working time."""
    price_service(block, w)
    bring_investment(block, w)
    settle_money(block, w)
    value_time(block, w)


@device
def record_year(block: Any, w: int) -> None:
    """At the end of a year: measure what is reported, and write the outputs."""
    world = block.worlds[w]
    if (world.quarter + 1) % 4 == 0:
        measure_year(block, w)
        record(block, w, (world.quarter + 1) // 4)


@device
def opens_call(block: Any, w: int) -> bool:
    """Whether the funder opens a call now: in the first quarter of a year, until the last call of a tranche, for money that is free."""
    world = block.worlds[w]
    p = block.settings[world.settings]
    year = world.quarter // 4
    called = account.in_tranche(p, year, p.last_call) and year <= p.latest_call
    return bool(world.quarter % 4 == 0 and called and account.free_money(world, p) > 0.0)


StepFunction = Callable[[Any, int], None]


class Step(NamedTuple):
    """One step of a quarter.

    Parameters
    ----------
    name, what : it does, in words.
    function : of a block and the number of a world; None where each engine has its own way to the same end: strategies are asked for many
        worlds at once or for one, and continuous time is the heap's or salabim's.
    """

    name: str
    what: str
    function: StepFunction | None


ORDER = (
    Step("shocks", "M12: leaders change; motivation and trust with them", change_leaders),
    Step("call", "in the first quarter of a year the funder opens a call: applications, pairing, funding", None),
    Step("operations", "M4, M5, M10, M13, M14: the partnerships' events of the quarter, in continuous time", None),
    Step("sharing", "M11: while the programme runs, a platform's events and comparison move those who take part", share_knowledge),
    Step("initiative", "M19: some utilities turn themselves around, with consultants or after a neighbour", take_initiative),
    Step("people", "M2: staff leave, recruits come, motivation returns", move_people),
    Step("relapse", "M20: new leaders throw routines out; routines without a champion erode", lose_routines),
    Step("holding", "M16: what was gained and is too little to hold, fades", fade_small_gains),
    Step("routines", "M3: skill becomes routine; practice follows", move_routines),
    Step("wandering", "M1: practice wanders around what skill and routines make possible", wander_practice),
    Step("missed", "M17: whoever was with experts or wrote reports did not do its own work", miss_work),
    Step("topics", "objectives: topics fade; new functions serve", move_topics),
    Step("zones", "M6: losses in treated zones follow practice; zones slip back without it", move_zones),
    Step("billing", "M7: apparent losses of the whole utility follow commercial practice", move_billing),
    Step("background", "M1: indicators wander; connections and population grow", move_background),
    Step("water", "M8: water balance, hours of supply", balance_water),
    Step("company", "M22: works are accompanied by partnerships, or prepared by what they taught", accompany_works),
    Step("money", "M9: accounts, works that spread the zones, connections, large investment", price_and_settle),
    Step("poor", "access: a pro-poor unit connects poor households, money permitting", connect_poor),
    Step("mentors", "M10: experts tire and recover", tire_mentors),
    Step("record", "at the end of a year: write the outputs", record_year),
)
"""The steps of a quarter in their order: for both engines, the printout and the timing."""


def describe() -> str:
    """Return the order of a quarter as text, one step a line."""
    width = max(len(step.name) for step in ORDER)
    return "\n".join(f"{number:2d}. {step.name:<{width}}  {step.what}" for number, step in enumerate(ORDER, 1))


def in_turn(steps: Sequence[StepFunction]) -> StepFunction:
    """Return one compiled function that takes the steps one after the other."""
    if not steps:
        return _nothing
    first, rest = steps[0], in_turn(steps[1:])

    @inline
    def both(block: Any, w: int) -> None:
        first(block, w)
        rest(block, w)

    return both


def one_of(steps: Sequence[StepFunction], first: int = 0) -> Callable[[Any, int, int], None]:
    """Return one compiled function that takes the step of a number, counted from `first`.

    Half by half, so that compiled calls do not nest as deep as there are steps.
    """
    if len(steps) == 1:
        step = steps[0]

        @inline
        def only(block: Any, w: int, number: int) -> None:
            if number == first:
                step(block, w)

        return only
    half = len(steps) // 2
    middle = first + half
    lower, upper = one_of(steps[:half], first), one_of(steps[half:], middle)

    @inline
    def either(block: Any, w: int, number: int) -> None:
        if number < middle:
            lower(block, w, number)
        else:
            upper(block, w, number)

    return either


@inline
def _nothing(block: Any, w: int) -> None:
    """Do nothing."""


take = one_of([step.function or _nothing for step in ORDER])
"""Take the step of a number; nothing where each engine has its own way."""


@device
def begin_worlds(block: Any, chances: Any, initial: Any, of: Any) -> None:
    """Make the paths of every start (`of`: which settings each has), put every world at its start, and measure it.

    The start is the end of a calm quarter, number -1: the last of the yearly records is that of a year in which nothing strikes.
    """
    for start in range(of.size):
        exogenous_paths.make_paths(start, chances, block.quarterly, block.yearly, block.settings[of[start]])
    for w in range(block.worlds.size):
        world = block.worlds[w]
        for tile in range(block.state.shape[1]):
            block.state[w, tile] = initial[world.start, tile]
        world.quarter = -1
        balance_water(block, w)
        price_service(block, w)
        record_year(block, w)
        world.quarter = 0
