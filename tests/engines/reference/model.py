"""The model of one run: a mesa model whose step is a quarter, with partnerships on a continuous clock."""

from __future__ import annotations

from collections.abc import Callable

import mesa
import numpy as np

import wopsim.declared
from tests.engines.reference import design_costs, nature
from tests.engines.reference.operations import Partnership
from tests.engines.reference.pairs import pair_tables
from tests.engines.reference.people import Deal, Facilitator, Funder, Utility
from tests.engines.reference.pool import Pool
from tests.engines.reference.record import Recorder, RunRecord
from wopsim.declare import Parameters
from wopsim.engines import design_terms
from wopsim.engines import eligibility as roles
from wopsim.engines.agents.clock import Clock
from wopsim.engines.events import Event
from wopsim.engines.exogenous import draw_numbers, exogenous_of
from wopsim.engines.initial_state import start_state, text_column
from wopsim.rules import access, background, mentors
from wopsim.rules.time import DAYS_PER_QUARTER, DAYS_PER_YEAR, QUARTER
from wopsim.strategies.protocols import Ints
from wopsim.streams import Floats, entities
from wopsim.world.table import World

_NOT_COUNTED = float("nan")

QUARTER_ORDER: tuple[tuple[str, str], ...] = (
    ("shocks", "M12: leaders change; motivation and trust with them"),
    ("call", "in the first quarter of a year the funder opens a call: applications, pairing, funding"),
    ("operations", "M4, M5, M10, M13, M14: the partnerships' events of the quarter, in continuous time"),
    ("sharing", "M11: while the programme runs, a platform's events move its members a little"),
    ("people", "M2: staff leave, recruits come, motivation returns"),
    ("routines", "M3: skill becomes routine; practice follows"),
    ("topics", "objectives: topics fade; new functions serve"),
    ("zones", "M6: losses in treated zones follow practice; zones slip back without it"),
    ("billing", "M7: apparent losses of the whole utility follow commercial practice"),
    ("background", "M1: indicators wander; connections and population grow"),
    ("water", "M8: water balance, hours of supply"),
    ("money", "M9: accounts, works that spread the zones, connections, large investment"),
    ("mentors", "M10: experts tire and recover"),
    ("record", "at the end of a year: write the outputs"),
)


def describe() -> str:
    """Return the order of a quarter as text, one step a line."""
    width = max(len(name) for name, _ in QUARTER_ORDER)
    return "\n".join(f"{number:2d}. {name:<{width}}  {what}" for number, (name, what) in enumerate(QUARTER_ORDER, 1))


class WopModel(mesa.Model):  # type: ignore[misc]
    """One world under one scenario, one draw of the parameters and one replicate of chance.

    Parameters
    ----------
    world : completed world (nothing missing).
    p : parameters of the run, the scenario's settings included.
    seed, replicate : address of all chance.
    years : horizon [year].
    """

    def __init__(self, world: World, p: Parameters, seed: int, replicate: int, years: int) -> None:
        super().__init__(rng=0)  # mesa's own generators are never used
        self.p = p
        self.names: list[str] = text_column(world, "utility").tolist()
        self.entity = entities(self.names)
        fragile = world.utilities["fragile"].to_numpy(dtype=np.float64)
        self.root_seed, self.replicate = seed, replicate
        numbers = draw_numbers(self.entity, entities(text_column(world, "country")), seed, replicate, years)
        self.luck = exogenous_of(numbers, fragile, p)
        self.state = start_state(world, p, self.luck)
        self.design = design_terms.design_of(p)
        self.pairs = pair_tables(
            world.utilities["latitude"].to_numpy(dtype=np.float64),
            world.utilities["longitude"].to_numpy(dtype=np.float64),
            *(text_column(world, name) for name in ("language", "size_class", "income")),
        )
        self.clock = Clock()
        self.table = world.utilities
        self.eligible = roles.eligible(world, p)
        self.country, self.region = text_column(world, "country"), text_column(world, "region")
        self._experts = np.asarray(mentors.experts_of(self.state.staff, p.expert_share))
        can_mentor = roles.first_mentors(world, self.state.practice, p)
        self.utilities = [Utility(self, row, name, bool(can_mentor[row])) for row, name in enumerate(self.names)]
        self.experts: dict[int, Pool] = {}
        for row in np.flatnonzero(can_mentor):
            self.make_mentor(int(row))
        self.capacity_days = self._experts * p.expert_days_away * QUARTER
        self.members = roles.sharing_groups(self.region, p.channel)
        self.facilitator = Facilitator(self)
        self.funder = Funder(self)
        self.active: dict[int, Partnership] = {}
        self.record = Recorder(years, len(self.names))
        self.quarter = 0
        self.last_quarter = int(years / QUARTER)
        self._measure(0, calm=True)
        self.record.year_end(self, 0)

    # the quarter

    def step(self) -> None:
        """Advance one quarter, in the order of `QUARTER_ORDER`."""
        for name, _ in QUARTER_ORDER:
            getattr(self, f"do_{name}")()
        self.quarter += 1

    def do_shocks(self) -> None:
        """See `QUARTER_ORDER`."""
        changed = nature.move_leadership(self.state, self.p, self.luck, self.quarter)
        for mentee in sorted(self.active):
            if changed[mentee]:
                self.active[mentee].leader_changed()

    def do_call(self) -> None:
        """See `QUARTER_ORDER`."""
        if self.quarter % 4 == 0:
            self.funder.call(self.quarter // 4)

    def do_operations(self) -> None:
        """See `QUARTER_ORDER`."""
        self.clock.run_to((self.quarter + 1) * DAYS_PER_QUARTER)

    def do_sharing(self) -> None:
        """See `QUARTER_ORDER`."""
        if self.funder.spent > 0 and self.quarter * QUARTER < self.p.programme_years:
            nature.share_knowledge(self.state, self.p, self.members)

    def do_people(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.move_people(self.state, self.p)

    def do_routines(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.move_routines(self.state, self.p)

    def do_topics(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.move_topics(self.state, self.p)

    def do_zones(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.move_zones(self.state, self.p)

    def do_billing(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.move_billing(self.state, self.p)

    def do_background(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.move_background(self.state, self.p, self.luck, self.quarter)

    def do_water(self) -> None:
        """See `QUARTER_ORDER`."""
        year = self.quarter // 4
        nature.balance_water(self.state, self.p, self.luck.drought[year], self.luck.conflict[year])

    def do_money(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.price_service(self.state, self.p, self.luck.currency[self.quarter // 4])
        nature.settle_money(self.state, self.p, self.luck, self.quarter)
        nature.connect_poor(self.state, self.p)

    def do_mentors(self) -> None:
        """See `QUARTER_ORDER`."""
        nature.tire_mentors(self.state, self.p, self.capacity_days)

    def do_record(self) -> None:
        """See `QUARTER_ORDER`."""
        self.record.quarter(self)
        if self.quarter % 4 == 3:
            year = self.quarter // 4 + 1
            self._report(year)
            self.record.year_end(self, year)

    def _measure(self, year: int, calm: bool) -> None:
        """Balance water and accounts without moving anything: the state at the start."""
        nothing = np.zeros(self.state.count)
        nature.balance_water(self.state, self.p, nothing, nothing)
        nature.price_service(self.state, self.p, nothing)
        self.state.flows.update(works_spending=nothing, investment=nothing)
        self._report(year)

    def _report(self, year: int) -> None:
        error = self.state.measurement_wander + self.p.nrw_reading * self.state.volatility * self.luck.numbers.reading[year]
        self.reported_nrw = background.shift_share(self.state.flows["nrw_share"], error)

    # what agents ask and do

    @property
    def years(self) -> float:
        """Time since the start [year]."""
        return self.clock.now / DAYS_PER_YEAR

    def coverage(self) -> Floats:
        """Population served / population, (utility,) [1]."""
        return np.asarray(access.coverage_of(self.state.connections, self.state.persons, self.state.population))

    def planned_cost(self, mentor_rows: Ints, mentee_rows: Ints) -> Floats:
        """Cost of a partnership of each pair, overhead included, (mentor, mentee) [EUR2024]."""
        helpers = np.array([self.helper_of(int(row)) is not None for row in mentor_rows], dtype=np.float64)
        distance = self.pairs.distance[np.ix_(mentor_rows, mentee_rows)]
        return design_costs.planned_cost(self.p, self.design, distance, helpers[:, None])

    def helper_of(self, mentor: int) -> int | None:
        """Row of the operator that mentored this mentor and helps it now, or None."""
        return self.utilities[mentor].own_mentor if self.p.triangular else None

    def make_mentor(self, row: int) -> None:
        """Give a utility that can mentor its pool of experts."""
        self.experts[row] = Pool(self.clock, float(self._experts[row]))

    def pool_size(self, mentor: int) -> float:
        """Experts that a mentor lets travel [person]."""
        return float(self.experts[mentor].capacity())

    def in_conflict(self, mentee: int) -> bool:
        """Whether the mentee's country is in conflict now."""
        return bool(self.luck.conflict[self._year(), mentee])

    def days_until_travel(self, mentee: int) -> float:
        """Days until experts may next try to travel to the mentee: 0, or to the end of a year of pandemic or conflict."""
        year = self._year()
        if not (self.luck.pandemic[year] or self.luck.conflict[year, mentee]):
            return 0.0
        return max(0.0, (year + 1) * DAYS_PER_YEAR - self.clock.now)

    def _year(self) -> int:
        return min(int(self.years), self.luck.pandemic.size - 1)

    def open(self, deal: Deal) -> None:
        """Start a partnership's life."""
        utility = self.utilities[deal.mentee]
        pair = Partnership(self, deal, utility.partnerships)
        utility.partnerships += 1
        utility.current = pair
        for mentor in pair.team:
            self.utilities[mentor].mentoring += 1
        self.active[deal.mentee] = pair
        self.note("paired", pair, deal.grant + deal.investment)

    def invest(self, partnership: Partnership, money: float) -> None:
        """Hand over the works money of a blended programme [EUR2024]."""
        self.funder.invest(money)
        self.state.project_grants[partnership.mentee] += money
        self.note("investment", partnership, money)

    def close(self, partnership: Partnership, keep: float = 0.0) -> None:
        """Free the places and the money of a partnership that is over, but what is kept for its follow-up [EUR2024]."""
        partnership.over = True
        partnership.account.release_all(keep)
        if not partnership.invested:
            self.funder.release(partnership.deal.investment)
        self.utilities[partnership.mentee].current = None
        for mentor in partnership.team:
            self.utilities[mentor].mentoring -= 1
        del self.active[partnership.mentee]

    def note(
        self,
        kind: str,
        partnership: Partnership,
        amount: float = _NOT_COUNTED,
        gain: float = _NOT_COUNTED,
        gap: float = _NOT_COUNTED,
        cost: float = _NOT_COUNTED,
    ) -> None:
        """Record an event of a partnership; numbers as in `Event`."""
        mentee, mentor = self.names[partnership.mentee], self.names[partnership.mentor]
        self.record.events.append(Event(self.years, kind, mentee, mentor, amount, gain, partnership.trust, gap, cost))

    def note_utility(self, kind: str, row: int, amount: float) -> None:
        """Record an event of a utility without a partnership."""
        self.record.events.append(Event(self.years, kind, self.names[row], None, amount, _NOT_COUNTED, _NOT_COUNTED))


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
        Every declared output, and the events.
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
        return model.record.finish(model)
    finally:
        # mesa keeps every model that ever had an agent alive through this table
        model.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(model, None)


assert wopsim.declared  # everything must be declared before a run
