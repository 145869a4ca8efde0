"""Who decides: utilities, the facilitator who introduces, the funder who pays. Thin views on the run's columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import mesa
import numpy as np

from tests.engines.reference import design_costs
from tests.engines.reference.operations import Partnership
from tests.engines.reference.teaching import absorption, closeness, shown
from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines import design_terms
from wopsim.engines import exogenous as chance
from wopsim.rules import channels, domains, knowledge, mentors, missions, partnership_timing
from wopsim.strategies.contract import asked, refuse, what_is_wrong_with_offers, what_is_wrong_with_pairs
from wopsim.strategies.protocols import FUNDING, PAIRING, Bools, FundingView, Ints, Offers, PairingView
from wopsim.streams import Floats, uniform

if TYPE_CHECKING:
    from tests.engines.reference.model import WopModel

View = TypeVar("View", PairingView, FundingView)


@dataclass(frozen=True)
class Deal:
    """A funded pair.

    Parameters
    ----------
    mentee, mentor : rows of the utilities; helper : row of the mentor's own mentor, where it helps, else None.
    partners : rows of the mentors that join in a consortium.
    whole_price : donor money for the whole planned length, overhead included [EUR2024].
    grant, own_share, held_back, first_phase, investment : the funder's offer, see `Offers`.
    """

    mentee: int
    mentor: int
    helper: int | None
    partners: tuple[int, ...]
    whole_price: float
    grant: float
    own_share: float
    held_back: float
    first_phase: float
    investment: float


def _locked(view: View) -> View:
    """Return the view with all its arrays read-only."""
    for array in vars(view).values():
        array.setflags(write=False)
    return view


class Utility(mesa.Agent):  # type: ignore[misc]
    """A water utility; `row` is its place in every column of the run."""

    def __init__(self, model: WopModel, row: int, name: str, is_mentor: bool) -> None:
        super().__init__(model)
        self.row, self.name, self.is_mentor = row, name, is_mentor
        self.may_apply = not is_mentor and bool(model.eligible[row])
        self.partnerships = 0
        self.current: Partnership | None = None
        self.mentoring = 0
        self.own_mentor: int | None = None

    def applies(self, year: int) -> bool:
        """Whether this possible mentee applies to the call of `year`; those who mentor do not ask."""
        model = self.model
        p = model.p
        if not self.may_apply or self.is_mentor or self.current is not None:
            return False
        willing = partnership_timing.application(p.application_chance, p.application_need, model.reported_nrw[self.row])
        return bool(model.luck.numbers.application[year, self.row] < willing)

    def free_places(self) -> int:
        """Partnerships that this possible mentor can still take: by its experts, by the cap on its budget, by number."""
        model = self.model
        if not self.is_mentor:
            return 0
        p = model.p
        affordable = mentors.days_within_cap(model.state.flows["cost"][self.row], p.in_kind_cap, p.staff_day_value)
        days = min(float(model.experts[self.row].capacity()) * p.expert_days_away, float(affordable))
        places = mentors.places_of(days, model.design.days_per_year, float(p.most_partnerships))
        return max(0, int(places) - self.mentoring)

    def may_graduate(self, mentor: int) -> None:
        """After a planned exit: become a mentor where practice allows it."""
        model = self.model
        practice = float(domains.mean_of(*model.state.practice[self.row]))
        if self.is_mentor or practice < model.p.graduate_practice:
            return
        self.is_mentor = True
        self.own_mentor = mentor
        model.make_mentor(self.row)
        model.note_utility("graduated", self.row, practice)


class Facilitator(mesa.Agent):  # type: ignore[misc]
    """Keeps the register of operators and introduces mentors to those who applied."""

    def __init__(self, model: WopModel) -> None:
        super().__init__(model)
        self.strategy = PAIRING.create(model.p.pairing)
        self.believed = Parameters(**{name: model.p[name] for name, declared in PARAMETERS.items() if not declared.drawn})

    def introduce(self, year: int, money: float) -> list[tuple[int, int, float]]:
        """Return (mentor row, mentee row, planned cost with overhead) in order of preference."""
        model = self.model
        mentees = [utility.row for utility in model.utilities if utility.applies(year)]
        for row in mentees:
            model.note_utility("applied", row, float(model.reported_nrw[row]))
        places = np.array([utility.free_places() for utility in model.utilities], dtype=np.int64)
        mentor_rows = np.flatnonzero(places)
        if not mentees or mentor_rows.size == 0:
            return []
        rows = np.array(mentees, dtype=np.int64)
        cost = model.planned_cost(mentor_rows, rows)
        view = self._view(rows, mentor_rows, places[mentor_rows], cost, year)
        u = self._uniform(chance.PAIRING, mentor_rows, rows, year)
        # all pairs are named, so that the funder can choose among them
        pairs: Ints = asked(self.strategy)(view, rows.size, u, model.p)
        refuse(self.strategy, what_is_wrong_with_pairs(pairs, view, rows.size))
        model.record.call(year, view, mentor_rows, rows, u, pairs)
        return [(int(mentor_rows[j]), int(rows[i]), float(cost[j, i])) for j, i in pairs]

    def partners_of(self, mentor: int, mentee: int) -> tuple[int, ...]:
        """Mentors that join a consortium: one after the other, whoever is best where the team is weakest for the topics."""
        model = self.model
        partners: list[int] = []
        for _ in range(min(model.p.consortium_mentors, model.p.experts_per_mission) - 1):  # whoever joins sends somebody
            free = np.array(
                [u.row for u in model.utilities if u.row not in (mentor, model.helper_of(mentor), *partners) and u.free_places() > 0],
                dtype=np.int64,
            )
            free = free[self._known(free, np.array([mentee]), model.quarter // 4)[:, 0]] if free.size else free
            if free.size == 0:
                break
            team = model.state.practice[[mentor, *partners]].max(axis=0)
            weakest = int(np.argmax(model.design.focus * (1.0 - team)))
            partners.append(int(free[np.argmax(model.state.practice[free, weakest])]))
        return tuple(partners)

    def _uniform(self, source: chance.Stream, mentor_rows: Ints, rows: Ints, step: int) -> Floats:
        model = self.model
        one, other = model.entity[mentor_rows][:, None], model.entity[rows][None, :]
        return uniform(source, model.root_seed, model.replicate, one, other, step)

    def _known(self, mentor_rows: Ints, rows: Ints, year: int) -> Bools:
        """Pairs that the channel can bring together, (mentor, mentee); events make a platform's register grow."""
        model = self.model
        p = model.p
        same_region = model.region[mentor_rows][:, None] == model.region[rows][None, :]
        reach = np.full((mentor_rows.size, rows.size), float(p[f"reach_{p.channel}"]))
        if p.channel == "regional_platform":
            reach = np.where(same_region, reach, p.reach_outside_region)
        if p.channel != "direct":
            reach = knowledge.reach_after(reach, p.sharing_reach, float(year))
        known = self._uniform(chance.KNOWN, mentor_rows, rows, 0) < reach
        if p.mentors_from == "same_region":
            known &= same_region
        elif p.mentors_from == "same_country":
            known &= model.country[mentor_rows][:, None] == model.country[rows][None, :]
        return np.asarray(known)

    def _predicted_gain(self, mentor_rows: Ints, rows: Ints) -> Floats:
        """Skill that the planned missions alone would add as far as the facilitator knows, mean by focus, (mentor, mentee) [1]."""
        model, p = self.model, self.believed
        state, design = model.state, design_terms.design_of(p)
        trust = float(channels.first_trust(p.trust_start, p[f"introduction_{p.channel}"]))
        days = design.days_per_year * design.months / 12.0 * design.kept * design.focus
        between = closeness(model, p, mentor_rows[:, None], rows[None, :], trust, model.pairs.distance[np.ix_(mentor_rows, rows)])
        staff = state.staff_in(rows)
        absorbed = absorption(model, p, rows, staff)
        share = missions.taught_share(p.teaching_rate, absorbed[None], between[:, :, None], days, staff[None], p.staff_scale)
        practice = np.stack([shown(model, p, int(mentor), model.helper_of(int(mentor))) for mentor in mentor_rows])
        gained = missions.learned(practice[:, None], state.skill[rows][None], 1.0, share)
        return np.asarray(domains.over_domains(*np.moveaxis(design.focus * gained, -1, 0)))

    def _view(self, rows: Ints, mentor_rows: Ints, places: Ints, cost: Floats, year: int) -> PairingView:
        model, state = self.model, self.model.state
        between = np.ix_(mentor_rows, rows)
        view = PairingView(
            reported_nrw=model.reported_nrw[rows],
            coverage=model.coverage()[rows],
            occr=state.flows["occr"][rows],
            supply_hours=24.0 * state.share_of_day[rows],
            practice=state.practice[rows],
            motivation=state.motivation[rows],
            mentor_practice=state.practice[mentor_rows],
            mentor_motivation=state.motivation[mentor_rows],
            mentor_coverage=model.coverage()[mentor_rows],
            former_mentee=np.array([model.utilities[row].own_mentor is not None for row in mentor_rows]),
            free_places=places,
            distance=model.pairs.distance[between],
            same_language=model.pairs.same_language[between] > 0,
            unlike=model.pairs.unlike[between],
            known=self._known(mentor_rows, rows, year),
            predicted_gain=self._predicted_gain(mentor_rows, rows),
            planned_cost=cost,
            focus=model.design.focus.copy(),
        )
        return _locked(view)


class Funder(mesa.Agent):  # type: ignore[misc]
    """Holds the budget, opens calls, commits money, pays what was delivered."""

    def __init__(self, model: WopModel) -> None:
        super().__init__(model)
        self.strategy = FUNDING.create(model.p.funding)
        self.committed = 0.0
        self.spent = 0.0
        self.overhead = 0.0
        self.invested = 0.0

    @property
    def free(self) -> float:
        """Money that is neither paid nor committed [EUR2024]."""
        return float(self.model.p.budget - self.committed - self.spent - self.overhead - self.invested)

    def call(self, year: int) -> None:
        """Open the call of `year` for all money that is free: what earlier calls did not commit, and what was given back."""
        model = self.model
        if year > model.design.last_call or self.free <= 0:
            return
        pairs = model.facilitator.introduce(year, self.free)
        if not pairs:
            return
        mentor_rows = np.array([pair[0] for pair in pairs], dtype=np.int64)
        rows = np.array([pair[1] for pair in pairs], dtype=np.int64)
        u = uniform(chance.FUNDING, model.root_seed, model.replicate, model.entity[rows], model.entity[mentor_rows], year)
        view = self._view(rows, np.array([pair[2] for pair in pairs]))
        offers: Offers = asked(self.strategy)(view, self.free, u, model.p)
        refuse(self.strategy, what_is_wrong_with_offers(offers, view, self.free))
        chosen = [row for row in range(len(pairs)) if offers.grant[row] > 0]
        for row in chosen:  # these places are promised: nobody may join a consortium with them
            model.utilities[pairs[row][0]].mentoring += 1
        for row in chosen:
            mentor, mentee, price = pairs[row]
            deal = self._deal(mentor, mentee, price, offers, row)
            model.utilities[mentor].mentoring -= 1
            model.open(deal)

    def _deal(self, mentor: int, mentee: int, price: float, offers: Offers, row: int) -> Deal:
        own_share = float(offers.own_share[row])
        deal = Deal(
            mentee=mentee,
            mentor=mentor,
            helper=self.model.helper_of(mentor),
            partners=self.model.facilitator.partners_of(mentor, mentee),
            whole_price=price * (1.0 - own_share),
            grant=float(offers.grant[row]),
            own_share=own_share,
            held_back=float(offers.held_back[row]),
            first_phase=float(offers.first_phase[row]),
            investment=float(offers.investment[row]),
        )
        self.committed += deal.grant + deal.investment
        return deal

    def _view(self, rows: Ints, planned_cost: Floats) -> FundingView:
        model, state = self.model, self.model.state
        view = FundingView(
            planned_cost=planned_cost,
            upfront_cost=np.full(rows.size, design_costs.upfront_cost(model.p, model.design)),
            reported_nrw=model.reported_nrw[rows],
            coverage=model.coverage()[rows],
            occr=state.flows["occr"][rows],
            supply_hours=24.0 * state.share_of_day[rows],
            motivation=state.motivation[rows],
            practice=state.practice[rows],
            autonomy=state.autonomy[rows],
            cash=state.cash[rows],
            population_served=(state.connections * state.persons)[rows],
        )
        return _locked(view)

    def pay(self, cost: float, overhead: float) -> None:
        """Pay for a delivery and the channel's overhead on it, out of what is committed [EUR2024]."""
        self.committed -= cost + overhead
        self.spent += cost
        self.overhead += overhead

    def invest(self, money: float) -> None:
        """Pay works money of a blended programme, out of what is committed [EUR2024]."""
        self.committed -= money
        self.invested += money

    def release(self, money: float) -> None:
        """Free what a partnership that is over has not used [EUR2024]."""
        self.committed -= money
