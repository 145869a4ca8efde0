"""Write down what a run did, in the shape of the declared outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.declare import VARIABLES
from wopsim.engines.events import Event
from wopsim.engines.outputs import DOMAINS
from wopsim.engines.run_record import Call, RunRecord
from wopsim.rules import access, mentors, objectives, turnover, water
from wopsim.strategies.protocols import Ints, PairingView
from wopsim.streams import Floats

if TYPE_CHECKING:
    from tests.engines.reference.model import WopModel

_ACCUMULATED = ("works_spending", "investment")
WRITTEN = (
    "nrw_share", "pilot_nrw_share", "reported_nrw_share", "nrw_per_connection", "system_input", "billed_volume", "unbilled_volume",
    "real_loss", "apparent_loss", "supply_hours", "pilot_supply_hours", "quality_compliance", "energy_intensity", "connections",
    "coverage", "population_served", "people_served", "poor_coverage", "sewer_coverage", "pro_poor_function", "sanitation_function",
    "occr", "collection_share", "tariff", "unit_cost", "cash", "debt", "works_spending", "investment", "skill", "capacity", "practice",
    "motivation", "staff_per_1000", "treated_share", "mentored", "agreement_time", "exit_time", "expert_days", "support_received",
    "mentor_days", "mentor_in_kind", "is_mentor", "visibility", "mentoring_experience", "may_apply", "programme_invested",
    "mentors_created", "programme_budget", "programme_spent", "programme_overhead", "programme_unspent", "programme_raised",
    "partnerships_agreed", "partnerships_completed", "partnerships_ended_early", "partnerships_unfinished",
)  # fmt: skip
"""Outputs that there were when this was frozen."""
TOLD = (
    "applied", "paired", "introduced", "not_agreed", "agreed", "diagnosed", "mission", "resident_month", "study_visit",
    "remote_coaching", "course", "follow_up", "pilot_opened", "investment", "travel_stopped", "leader_changed", "counterpart_changed",
    "reported", "instalment", "reviewed", "second_phase", "no_second_phase", "extended", "exited", "ended_early", "ended_at_review",
    "ran_out_of_money", "graduated",
)  # fmt: skip
"""Kinds of events that there were."""


class Recorder:
    """Fills a `RunRecord`."""

    def __init__(self, years: int, utilities: int) -> None:
        sizes = {"time": years + 1, "utility": utilities, "domain": len(DOMAINS)}
        self.values = {name: np.full([sizes[dim] for dim in VARIABLES[name].dims], np.nan) for name in WRITTEN}
        self.events: list[Event] = []
        self.calls: list[Call] = []
        self.has_started = np.zeros(utilities)
        self.sums = {name: np.zeros(utilities) for name in _ACCUMULATED}
        for name in ("expert_days", "support_received", "mentor_days"):
            self.values[name][:] = 0.0
        for name in ("partnerships_agreed", "partnerships_completed", "partnerships_ended_early"):
            self.values[name][...] = 0.0

    def agreed(self, mentee: int, time: float) -> None:
        """An agreement was signed."""
        self.values["partnerships_agreed"] += 1
        self.values["exit_time"][mentee] = np.nan  # an exit is the last one only until the next agreement
        if np.isnan(self.values["agreement_time"][mentee]):
            self.values["agreement_time"][mentee] = time

    def call(self, year: int, view: PairingView, mentor_rows: Ints, rows: Ints, u: Floats, pairs: Ints) -> None:
        """A call closed."""
        self.calls.append(Call(year, view, mentor_rows, rows, u, pairs))

    def helped(self, helper: int, days: float) -> None:
        """An operator helped its former mentee to mentor."""
        self.values["mentor_days"][helper] += days

    def started(self, mentee: int) -> None:
        """A first mission took place."""
        self.has_started[mentee] = 1.0

    def taught(self, mentee: int, mentor: int, expert_days: float) -> None:
        """Expert days were given."""
        self.values["expert_days"][mentee] += expert_days
        self.values["mentor_days"][mentor] += expert_days

    def paid(self, mentee: int, cost: float) -> None:
        """Delivery was paid."""
        self.values["support_received"][mentee] += cost

    def ended(self, mentee: int, time: float, planned: bool) -> None:
        """A partnership ended."""
        self.values["partnerships_completed" if planned else "partnerships_ended_early"] += 1
        self.values["exit_time"][mentee] = time

    def quarter(self, model: WopModel) -> None:
        """Add the quarter's flows to the year's."""
        for name, total in self.sums.items():
            total += model.state.flows[name]

    def year_end(self, model: WopModel, year: int) -> None:
        """Write the state at the end of `year` (0: the start)."""
        state, flows = model.state, model.state.flows
        zone = np.where(state.treated > 0, flows["zone_nrw_share"], np.nan)
        served = state.connections * state.persons
        hours = 24.0 * state.share_of_day
        nothing = np.zeros(state.count)
        now = {
            "nrw_share": flows["nrw_share"],
            "pilot_nrw_share": zone,
            "reported_nrw_share": model.reported_nrw,
            "nrw_per_connection": water.lost_per_connection(flows["nrw_share"], flows["system_input"], state.connections),
            **{name: flows[name] for name in _FLOW_STATES},
            "supply_hours": hours,
            "pilot_supply_hours": np.where(state.treated > 0, hours, np.nan),
            "connections": state.connections,
            "coverage": model.coverage(),
            "population_served": served,
            "people_served": access.people_equivalents(served, state.share_of_day, flows["quality_compliance"]),
            "tariff": state.tariff,
            "cash": state.cash + state.fund,
            "debt": state.debt,
            "skill": state.skill,
            "capacity": state.capacity,
            "practice": state.practice,
            "motivation": state.motivation,
            "staff_per_1000": turnover.staff_per_1000(state.staff, state.connections),
            "treated_share": state.treated,
            "mentored": self.has_started,
            "is_mentor": np.array([utility.is_mentor for utility in model.utilities], dtype=np.float64),
            "visibility": state.visibility,
            "mentoring_experience": mentors.experience_of(state.days_given, model.p.experience_days),
            "poor_coverage": objectives.coverage_of_poor(model.coverage(), state.poor_ratio, model.p.poor_share),
            "sewer_coverage": state.sewer_coverage,
            "pro_poor_function": state.functions.get("pro_poor", nothing),
            "sanitation_function": state.functions.get("sanitation", nothing),
            **self.sums,
        }
        for name, value in now.items():
            self.values[name][year] = value
        for total in self.sums.values():
            total[:] = 0.0

    def finish(self, model: WopModel) -> RunRecord:
        """Write the programme's accounts and return the record."""
        funder = model.funder
        self.values["programme_budget"][...] = model.p.budget
        self.values["programme_spent"][...] = funder.spent
        self.values["programme_overhead"][...] = funder.overhead
        self.values["programme_invested"][...] = funder.invested
        self.values["programme_raised"][...] = 0.0
        self.values["partnerships_unfinished"][...] = 0.0
        self.values["may_apply"][:] = [float(utility.may_apply) for utility in model.utilities]
        self.values["programme_unspent"][...] = max(0.0, model.p.budget - funder.spent - funder.overhead - funder.invested)
        self.values["mentors_created"][...] = float(sum(utility.own_mentor is not None for utility in model.utilities))
        self.values["mentor_in_kind"][:] = self.values["mentor_days"] * model.p.staff_day_value
        return RunRecord(self.values, self.events, self.calls)


_FLOW_STATES = (
    "system_input", "billed_volume", "unbilled_volume", "real_loss", "apparent_loss", "quality_compliance", "energy_intensity", "occr",
    "collection_share", "unit_cost",
)  # fmt: skip
