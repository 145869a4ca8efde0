"""The model of one run to read, watch and trace: a mesa model whose step is a quarter, with partnerships on salabim's clock.

What happens stands in `wopsim.engines`, once for every engine. Here salabim owns time: between two waits of a partnership the shared text
runs as the Python that it is, on the same records that compiled code uses for what all utilities do in a quarter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt

import wopsim.declared
from wopsim.declare import Parameters
from wopsim.engines import entry_points, partnership
from wopsim.engines.agenda import taken_over
from wopsim.engines.agents.actors import Activity, Facilitator, Funder, Partnership, Utility
from wopsim.engines.agents.clock import Clock
from wopsim.engines.agents.small_start import small_programme, small_world
from wopsim.engines.compiled.build import Case, build
from wopsim.engines.compiled.run import EVERYTHING, prepare
from wopsim.engines.context import context_of
from wopsim.engines.decision import decide
from wopsim.engines.events import Event
from wopsim.engines.quarter import ORDER, opens_call
from wopsim.engines.recording import events_of, outputs_of
from wopsim.engines.records import EVENT, Block, column
from wopsim.engines.run_record import RunRecord
from wopsim.errors import WopsimError, WorldError
from wopsim.rules.time import DAYS_PER_QUARTER, DAYS_PER_YEAR, QUARTER
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.world.table import World

PLACES = {step.name: place for place, step in enumerate(ORDER)}
MOST_EVENTS = 8
"""Events that one utility or one go of a partnership can write in a step, and more."""


class WopModel(mesa.Model):  # type: ignore[misc]
    """One world under one scenario, one draw of the parameters and one replicate of chance.

    Without arguments it runs a small programme in a small synthetic world, to be looked at: `WopModel().run_model()`.

    Parameters
    ----------
    world : completed world (nothing missing); None takes a small one, see `small_start.py`.
    p : parameters of the run, the scenario's settings included; None takes a small programme.
    seed, replicate : address of all chance.
    years : horizon [year].
    trace : whether salabim prints what each partnership does and waits for.

    Raises
    ------
    WorldError : numbers are missing in the world. StrategyError : there is no such pairing or funding.
    """

    running: bool

    def __init__(
        self,
        world: World | None = None,
        p: Parameters | None = None,
        seed: int = 1,
        replicate: int = 0,
        years: int = 10,
        trace: bool = False,
    ) -> None:
        super().__init__(rng=0)  # mesa's own generators are never used
        world, p = world or small_world(), p or small_programme()
        _refuse_gaps(world)
        PAIRING.create(p.pairing), FUNDING.create(p.funding)  # a name that is none is told now, and not at the first call
        prepare()
        built = build([Case(world, p, replicate)], seed, years, EVERYTHING, 0)
        entry_points.begin_worlds(built.block, built.chances, built.initial, built.of_start)
        self.p, self.table, self.names = p, world.utilities, built.names
        self._alike = built.alike
        self._show(built.block)
        self.clock = Clock(trace)
        self.utilities = [Utility(self, row, name) for row, name in enumerate(self.names)]
        self.facilitator = Facilitator(self)
        self.funder = Funder(self)
        self.partnerships: list[Partnership] = []
        self._activities: dict[int, Activity] = {}
        self.last_quarter = int(years / QUARTER)

    # the quarter

    def step(self) -> None:
        """Advance one quarter, in the order of `wopsim.engines.quarter.ORDER`; `running` is False at the horizon.

        Raises
        ------
        WopsimError : the model stands at its horizon.
        """
        if not self.running:
            raise WopsimError(f"this run has reached its horizon of {self.last_quarter} quarters; make a new model, with more `years`.")
        for step in ORDER:
            self.take_step(step.name)
        self.world.quarter += 1
        self.running = self.quarter < self.last_quarter

    def take_step(self, name: str) -> None:
        """Take one step of the quarter."""
        self._make_room_for_events(len(self.names) + 1)
        if name == "call":
            self._call()
        elif name == "operations":
            self._operate()
        else:
            entry_points.take_step(self.block, 0, PLACES[name])

    def _call(self) -> None:
        """The funder opens a call, if it is time: strategies choose, and what they fund is opened."""
        if opens_call(self.readable, 0):
            self.world.asking = True
            self._show(decide(self.block, [self.p], self._alike, self.facilitator.calls.append))
            self.partnerships += [Partnership(self, number) for number in range(len(self.partnerships), int(self.world.partnerships))]

    def _operate(self) -> None:
        """The partnerships' events of the quarter, in continuous time."""
        self.plan_what_is_due(None)
        self.clock.run_to((self.quarter + 1) * DAYS_PER_QUARTER)
        self.world.now = self.clock.now

    def go_on(self, number: int, activity: int) -> None:
        """Let a partnership or one of its activities go on until its next wait."""
        self._make_room_for_events(1)
        self.world.now = self.clock.now
        partnership.live(context_of(self.readable, 0), number, activity)

    def plan_what_is_due(self, now: Activity | None) -> bool:
        """Hand what the shared text scheduled over to salabim, in the same order; return whether the activity `now` goes on again."""
        planned = False
        for time, priority, process in taken_over(self.world, self.readable.due[0]):
            activity = self._activities.get(process)
            if activity is None:
                self._activities[process] = Activity(self, process, time, priority)
            elif activity is now:
                activity.hold(till=time, priority=priority)
                planned = True
            else:
                activity.activate(at=time, priority=priority)
        return planned

    # what can be seen

    @property
    def quarter(self) -> int:
        """Number of the quarter that comes next, from 0."""
        return int(self.world.quarter)

    @property
    def years(self) -> float:
        """Time since the start [year]."""
        return float(self.world.now) / DAYS_PER_YEAR

    @property
    def world(self) -> Any:
        """The record of the run, of `WORLD`."""
        return self.readable.worlds[0]

    @property
    def settings(self) -> Any:
        """The record of its numbers, of `SETTINGS`."""
        return self.readable.settings[0]

    @property
    def events(self) -> list[Event]:
        """What has happened, in order."""
        return events_of(self.block, self.names, 0)

    @property
    def active(self) -> dict[int, Partnership]:
        """Partnerships that are not over, by row of the mentee."""
        return {int(found.mentee): found for found in self.partnerships if not found.over}

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a copy of a number of all utilities: of `STATE`, `FIXED`, `QUARTERLY` or `ROLE`, (utility,) or (utility, domain)."""
        start, block = int(self.world.start), self.block
        for records in (block.state[0], block.fixed[start], block.quarterly[start, self.quarter], block.roles[0]):
            if name in records.dtype.names:
                return np.array(column(records, name, len(self.names)))
        raise AttributeError(f"no utility has a number {name!r}")

    def record(self) -> RunRecord:
        """Return what was recorded so far."""
        values = {name: np.array(array[0]) for name, array in outputs_of(self.block).items()}
        return RunRecord(values, self.events, list(self.facilitator.calls))

    # memory

    def _show(self, block: Block) -> None:
        """Take over a block: as compiled code reads it, and as Python does, which finds fields of records by name."""
        self.block = block
        arrays: dict[str, Any] = block._asdict()
        self.readable = Block(**{name: array.view(np.recarray) if array.dtype.names else array for name, array in arrays.items()})

    def _make_room_for_events(self, goes: int) -> None:
        events, written = self.block.events, int(self.block.worlds["events"][0])
        needed = written + MOST_EVENTS * goes
        if needed > events.shape[1]:
            larger = np.zeros((1, 2 * needed), EVENT)
            larger[:, :written] = events[:, :written]
            self._show(self.block._replace(events=larger))


def _refuse_gaps(world: World) -> None:
    gaps = [name for name, values in world.numbers.items() if np.isnan(values).any()]
    if gaps:
        raise WorldError(f"the world lacks numbers of {', '.join(gaps)}; `world.complete(seed=1, draw=0)` draws what is missing.")


def _nobody(model: WopModel) -> None:
    """Watch nothing."""


def run(world: World, p: Parameters, seed: int, replicate: int, years: int, watch: Callable[[WopModel], None] | None = None) -> RunRecord:
    """Run one world under one scenario, draw and replicate to the horizon.

    Parameters
    ----------
    world : completed world (`World.complete`).
    p : parameters, the scenario's settings included.
    seed : root seed; replicate : from 0; years : horizon [year], 1 or more.
    watch : called before the first quarter and after each; it must not change the model.

    Returns
    -------
    RunRecord
        Every declared output, the events, and the calls.
    """
    return run_model(WopModel(world, p, seed, replicate, years), watch)


def run_model(model: WopModel, watch: Callable[[WopModel], None] | None = None) -> RunRecord:
    """Run a model that stands at its start to its horizon; arguments as in `run`."""
    try:
        watch = watch or _nobody
        watch(model)
        while model.quarter < model.last_quarter:
            model.step()
            watch(model)
        return model.record()
    finally:
        model.remove_all_agents()
        # mesa before 3.4 keeps every model that ever had an agent alive through this table
        getattr(mesa.Agent, "_ids", {}).pop(model, None)


assert wopsim.declared  # everything must be declared before a run
