"""M13, the life of a partnership in continuous time: introduction, agreement, start-up, missions, exit.

Chance is addressed by mentee, mentor and how-many-th, never by date, so that a later signing does not meet other luck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wopsim.engines import design
from wopsim.engines import luck as chance
from wopsim.engines.agents.clock import Life, Process
from wopsim.rules import mentors, missions, partnership, scaling, trust
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR
from wopsim.streams import Floats, Stream, normal, uniform

if TYPE_CHECKING:
    from wopsim.engines.agents.model import WopModel

TECHNICAL = 0
NUMBERS_EACH = 10_000  # addresses kept for each of a mentee's partnerships


class Partnership(Process):
    """One mentor and one mentee, from the introduction to the exit.

    Parameters
    ----------
    model : the run.
    mentee, mentor : rows of the utilities.
    number : how many-th partnership of this mentee, from 0.
    grant : money committed, overhead included [EUR2024].
    """

    def __init__(self, model: WopModel, mentee: int, mentor: int, number: int, grant: float) -> None:
        self.model, self.mentee, self.mentor, self.number, self.grant = model, mentee, mentor, number, grant
        self.trust = float("nan")
        self.signed = False
        self.over = False
        self.zone_open = False
        super().__init__(model.clock)

    def uniform(self, source: Stream, n: int = 0) -> float:
        """Return this partnership's n-th uniform number of a stream."""
        return float(uniform(source, *self._address(n)))

    def waiting(self, source: Stream, median: float) -> float:
        """Return a waiting time [day] with `median` [year]."""
        z = normal(source, *self._address(0))
        return float(partnership.waiting_time(median, self.model.p.delay_spread, z)) * DAYS_PER_YEAR

    def _address(self, n: int) -> tuple[int, int, np.uint64, np.uint64, int]:
        model = self.model
        return model.luck.seed, model.luck.replicate, model.entity[self.mentee], model.entity[self.mentor], self.number * NUMBERS_EACH + n

    def process(self) -> Life:
        """Live."""
        model, p = self.model, self.model.p
        yield self.hold(self.waiting(chance.INTRODUCTION, p.introduction_median))
        yield self.hold(self.waiting(chance.AGREEMENT_TIME, p.agreement_median))
        if self.uniform(chance.AGREEMENT) >= p.agreement_chance:
            model.note("not_agreed", self)
            model.close(self)
            return
        self.sign()
        yield self.hold(self.waiting(chance.STARTUP, p.startup_median))
        start = model.clock.now
        if p.resident_share > 0:
            Residence(self)
        interval = DAYS_PER_YEAR / p.missions_per_year
        for n in range(model.design.missions):
            planned = start + n * interval
            yield self.hold(max(0.0, planned - model.clock.now))
            while True:
                while (wait := model.days_until_travel(self.mentee)) > 0:
                    yield self.hold(wait)
                yield self.request((model.experts[self.mentor], model.party_size(self.mentor)))
                if model.days_until_travel(self.mentee) == 0:
                    break
                self.release()  # travel stopped while this party waited for its experts
            late = (model.clock.now - planned) / DAYS_PER_YEAR
            self.trust = float(trust.trust_after_mission(self.trust, p.trust_gain, p.trust_delay_loss, late))
            yield self.hold(p.days_per_mission)
            self.visit(first=n == 0)
            self.release()
            if self.ends_early(chance.EARLY_END, n, interval / DAYS_PER_YEAR):
                return
        # after the last month of a resident, which ends at the same time
        yield self.hold(till=max(model.clock.now, start + model.design.months * DAYS_PER_MONTH), priority=1)
        self.end("exited")

    def sign(self) -> None:
        """Sign the agreement."""
        model = self.model
        self.signed = True
        self.trust = model.p.trust_start
        model.record.agreed(self.mentee, model.years)
        model.note("agreed", self, self.grant)
        model.pay(self, model.p.facilitation_cost)

    def visit(self, first: bool) -> None:
        """Do one mission: teach, pay, record."""
        model, p = self.model, self.model.p
        if first:
            model.record.started(self.mentee)
            model.pay(self, p.pilot_grant)
        party = model.party_size(self.mentor)
        given = party * p.days_per_mission / p.cohort_size
        distance = float(model.pairs.distance[self.mentor, self.mentee])
        learned_from = missions.cohort_days(given * p.cohort_size, float(p.cohort_size), p.indirect_learning)
        self.teach(float(learned_from), given, distance)
        cost = design.mission_cost(p, distance) * (party / p.experts_per_mission)
        model.pay(self, float(cost))
        model.note("mission", self, given)
        # residents are hired for the post; only travelling experts are missed at home
        model.state.days_this_quarter[self.mentor] += given

    def teach(self, learned_from: float, given: float, distance: float) -> None:
        """M4, M6, M10: what teaching changes in mentee and mentor.

        Parameters
        ----------
        learned_from : expert-days that this mentee learns from, over all topics [day].
        given : expert-days that the mentor gives for this mentee [day].
        distance : travelled [km].
        """
        model, p, state = self.model, self.model.p, self.model.state
        i, j = self.mentee, self.mentor
        days = learned_from * model.design.focus
        staff = state.staff_in(i)
        between = missions.relationship(
            self.trust, model.pairs.same_language[j, i], p.language_barrier, model.pairs.unlike[j, i], p.context_barrier, distance,
            p.distance_half, p.distance_barrier,
        )  # fmt: skip
        quality = mentors.teaching_quality(state.fatigue[j], p.fatigue_effect, state.days_given[j], p.experience_days, p.inexperience)
        absorbed = missions.absorption_of(
            p.absorption, p.absorption_floor, state.capacity[i], state.motivation[i], staff, p.counterpart_staff
        )
        share = missions.taught_share(p.teaching_rate, absorbed, between, days, staff, p.staff_scale)
        gained = missions.learned(state.practice[j], state.skill[i], quality, share)
        back = missions.learned(state.practice[i], state.skill[j], 1.0, share * p.learning_back)
        state.skill[i] += gained
        state.skill[j] += back
        state.motivation[j] = mentors.motivation_after_success(state.motivation[j], p.mentor_motivation_gain, float(gained.mean()))
        state.days_given[j] += given
        state.presence[i] = scaling.presence_after_mission(
            state.presence[i], p.teaching_rate, p.pilot_focus, absorbed[TECHNICAL], between, days[TECHNICAL]
        )
        # in the pilot zone the experts do it themselves: nothing is lost in teaching
        state.guide[i] = state.practice[j]
        model.record.taught(i, j, given)
        if not self.zone_open:
            self.open_zone(gained)

    def open_zone(self, gained: Floats) -> None:
        """M6: the first mission from which something technical is learned opens a pilot zone."""
        model, p, state, i = self.model, self.model.p, self.model.state, self.mentee
        size = float(scaling.pilot_size(p.pilot_zone, p.pilot_grant, p.treatment_cost, state.connections[i], gained[TECHNICAL]))
        if size <= 0:
            return
        self.zone_open = True
        before = state.treated[i]
        state.treated[i] = before + (1.0 - before) * size
        state.leak_cut[i] = scaling.cut_when_spread(state.leak_cut[i], before, state.treated[i])
        state.theft_cut[i] = scaling.cut_when_spread(state.theft_cut[i], before, state.treated[i])
        model.note("pilot_opened", self, size)

    def ends_early(self, source: Stream, n: int, span: float) -> bool:
        """Return True when the partnership ends within this span of `span` years [year], and end it."""
        p = self.model.p
        if self.uniform(source, n) < trust.early_end_chance(p.early_end_rate, p.early_end_trust, self.trust, span):
            self.end("ended_early")
        return self.over

    def leader_changed(self) -> None:
        """M12: a new leader at the mentee has to be won again."""
        if self.signed:
            self.trust = float(trust.trust_after_change(self.trust, self.model.p.trust_reset))
            self.model.note("leader_changed", self)

    def end(self, how: str) -> None:
        """End the partnership: `exited` or `ended_early`."""
        self.over = True
        self.model.record.ended(self.mentee, self.model.years, planned=how == "exited")
        self.model.note("exited" if how == "exited" else "ended_early", self)
        self.model.close(self)


class Residence(Process):
    """The resident advisers of one partnership, month by month."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        super().__init__(partnership.model.clock)

    def process(self) -> Life:
        """Live with the mentee; a resident stays through a pandemic and leaves in a conflict."""
        of, model = self.partnership, self.partnership.model
        p = model.p
        days = p.resident_share * p.resident_days * p.resident_teaching / 12.0
        start = model.clock.now
        for month in range(1, model.design.months + 1):
            yield self.hold(till=start + month * DAYS_PER_MONTH)
            if of.over:
                return
            if model.in_conflict(of.mentee):
                continue
            of.teach(days, days, 0.0)
            model.pay(of, p.resident_share * p.resident_year_cost / 12.0)
            model.note("resident_month", of, days)
