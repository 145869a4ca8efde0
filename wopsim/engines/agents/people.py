"""Who decides: utilities, the facilitator who introduces, the funder who pays. Thin views on the run's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from wopsim.engines import luck as chance
from wopsim.engines.agents.operations import Partnership
from wopsim.rules import mentors, partnership
from wopsim.strategies.families import FUNDING, PAIRING, Ints, PairingView
from wopsim.streams import Floats, uniform

if TYPE_CHECKING:
    from wopsim.engines.agents.model import WopModel


class Utility(mesa.Agent):  # type: ignore[misc]
    """A water utility; `row` is its place in every column of the run."""

    def __init__(self, model: WopModel, row: int, name: str, is_mentor: bool) -> None:
        super().__init__(model)
        self.row, self.name, self.is_mentor = row, name, is_mentor
        self.partnerships = 0
        self.current: Partnership | None = None
        self.mentoring = 0

    def applies(self, year: int) -> bool:
        """Whether this possible mentee applies to the call of `year`."""
        model = self.model
        p = model.p
        if self.is_mentor or self.current is not None:
            return False
        willing = partnership.application(p.application_chance, p.application_need, model.reported_nrw[self.row])
        return bool(model.luck.application[year, self.row] < willing)

    def free_places(self) -> int:
        """Partnerships that this possible mentor can still take."""
        model = self.model
        if not self.is_mentor:
            return 0
        experts, most = float(model.experts[self.row].capacity()), float(model.p.most_partnerships)
        places = mentors.places_of(experts, model.p.expert_days_away, model.design.days_per_year, most)
        return max(0, int(places) - self.mentoring)


class Facilitator(mesa.Agent):  # type: ignore[misc]
    """Keeps the register of operators and introduces mentors to those who applied."""

    def __init__(self, model: WopModel) -> None:
        super().__init__(model)
        self.strategy = PAIRING.create(model.p.pairing)

    def introduce(self, year: int, money: float) -> list[tuple[int, int, float]]:
        """Return (mentor row, mentee row, planned cost with overhead) in order of preference."""
        model = self.model
        mentees = [utility.row for utility in model.utilities if utility.applies(year)]
        places = np.array([utility.free_places() for utility in model.utilities], dtype=np.int64)
        mentor_rows = np.flatnonzero(places)
        if not mentees or mentor_rows.size == 0:
            return []
        rows = np.array(mentees)
        for row in mentees:
            model.note_application(row)
        cost = model.planned_cost(mentor_rows, rows)
        slots = int(money / cost.min() + 1e-9)
        if slots == 0:
            return []
        view = self._view(rows, mentor_rows, places[mentor_rows], cost)
        u = uniform(
            chance.PAIRING, model.luck.seed, model.luck.replicate, model.entity[mentor_rows][:, None], model.entity[rows][None, :], year
        )
        pairs = self.strategy.pair(view, slots, u)
        return [(int(mentor_rows[j]), int(rows[i]), float(cost[j, i])) for j, i in pairs]

    def _view(self, rows: Ints, mentor_rows: Ints, places: Ints, cost: Floats) -> PairingView:
        model, state = self.model, self.model.state
        between = np.ix_(mentor_rows, rows)
        view = PairingView(
            reported_nrw=model.reported_nrw[rows],
            coverage=model.coverage()[rows],
            occr=state.flows["occr"][rows],
            supply_hours=24.0 * state.share_of_day[rows],
            practice=state.practice[rows],
            mentor_practice=state.practice[mentor_rows],
            free_places=places,
            distance=model.pairs.distance[between],
            same_language=model.pairs.same_language[between] > 0,
            planned_cost=cost,
        )
        for array in vars(view).values():
            array.setflags(write=False)
        return view


class Funder(mesa.Agent):  # type: ignore[misc]
    """Holds the budget, opens calls, commits money, pays what was delivered."""

    def __init__(self, model: WopModel) -> None:
        super().__init__(model)
        self.strategy = FUNDING.create(model.p.funding)
        self.committed = 0.0
        self.spent = 0.0
        self.overhead = 0.0

    @property
    def free(self) -> float:
        """Money that is neither paid nor committed [EUR2024]."""
        return float(self.model.p.budget - self.committed - self.spent - self.overhead)

    def call(self, year: int) -> None:
        """Open the call of `year` for all money that is free: what earlier calls did not commit, and what was given back."""
        model = self.model
        if year > model.design.last_call or self.free <= 0:
            return
        money = self.free
        pairs = model.facilitator.introduce(year, money)
        if not pairs:
            return
        grants = self.strategy.fund(np.array([cost for _, _, cost in pairs]), money)
        for (mentor, mentee, _), grant in zip(pairs, grants, strict=True):
            if grant > 0:
                self.committed += float(grant)
                model.open(mentee, mentor, float(grant))

    def pay(self, cost: float, overhead: float) -> None:
        """Pay for a delivery and the channel's overhead on it, out of what is committed [EUR2024]."""
        self.committed -= cost + overhead
        self.spent += cost
        self.overhead += overhead

    def release(self, money: float) -> None:
        """Free what a partnership that is over has not used [EUR2024]."""
        self.committed -= money
