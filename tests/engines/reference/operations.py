"""M13, the life of a partnership in continuous time, from the introduction to the exit.

Chance is addressed by mentee, mentor and how-many-th, never by date, so that a later signing does not meet other luck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.engines.reference import activities, design_costs
from tests.engines.reference.account import Account
from tests.engines.reference.teaching import shown, teach
from wopsim.engines import design_terms as designs
from wopsim.engines import exogenous as chance
from wopsim.engines.agents.clock import Life, Process
from wopsim.engines.exogenous import MOMENT, NUMBERS_EACH
from wopsim.rules import channels, costs, domains, mentors, missions, partnership_timing, trust
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR
from wopsim.streams import Stream, normal, uniform

if TYPE_CHECKING:
    from tests.engines.reference.model import WopModel
    from tests.engines.reference.people import Deal

AFTER_OTHERS = 1  # salabim priority: after whatever else is due at the same moment


class Partnership(Process):
    """One mentor and one mentee, from the introduction to the exit.

    Parameters
    ----------
    model : the run.
    deal : who with whom, and what the funder offers.
    number : how many-th partnership of this mentee, from 0.
    """

    def __init__(self, model: WopModel, deal: Deal, number: int) -> None:
        self.model, self.deal, self.number = model, deal, number
        self.mentee, self.mentor, self.helper, self.partners = deal.mentee, deal.mentor, deal.helper, deal.partners
        self.team = (deal.mentor, *deal.partners)
        self.account = Account(self, deal.grant, deal.own_share, deal.held_back)
        whole = model.design.months
        self.months = whole if deal.first_phase >= 1 else max(1, min(whole - 1, round(whole * deal.first_phase)))
        self.second = deal.first_phase < 1  # a second phase is still to be decided on
        self.reviewed = whole < designs.REVIEW_FROM
        self.plan = model.design.focus
        self.trust = float("nan")
        self.signed = False
        self.over = False
        self.zone_open = False
        self.extended = False
        self.reporting = False
        self.invested = False
        self.begin = float("nan")
        super().__init__(model.clock)

    @property
    def distance(self) -> float:
        """Between mentor and mentee [km]."""
        return float(self.model.pairs.distance[self.mentor, self.mentee])

    def uniform(self, source: Stream, n: int = 0) -> float:
        """Return this partnership's n-th uniform number of a stream."""
        return float(uniform(source, *self._address(n)))

    def waiting(self, source: Stream, median: float) -> float:
        """Return a waiting time [day] with `median` [year]."""
        z = normal(source, *self._address(0))
        return float(partnership_timing.waiting_time(median, self.model.p.delay_spread, z)) * DAYS_PER_YEAR

    def _address(self, n: int) -> tuple[int, int, np.uint64, np.uint64, int]:
        model = self.model
        return model.root_seed, model.replicate, model.entity[self.mentee], model.entity[self.mentor], self.number * NUMBERS_EACH + n

    def process(self) -> Life:
        """Live."""
        model, p = self.model, self.model.p
        slower = float(p[f"delay_{p.channel}"])
        yield self.hold(self.waiting(chance.INTRODUCTION, p.introduction_median * slower))
        model.note("introduced", self)
        yield self.hold(self.waiting(chance.AGREEMENT_TIME, p.agreement_median * slower))
        if self.uniform(chance.AGREEMENT) >= p.agreement_chance:
            model.note("not_agreed", self)
            model.close(self)
            return
        self.sign()
        startup = self.waiting(chance.STARTUP, p.startup_median)
        yield self.hold(min(p.diagnosis_days, startup))
        self.diagnose()
        yield self.hold(max(0.0, startup - p.diagnosis_days))
        self.begin = model.clock.now
        activities.begin_all(self)
        yield from self._missions()
        if self.over:
            return
        yield self.hold(till=max(model.clock.now, self.begin + self.months * DAYS_PER_MONTH), priority=AFTER_OTHERS)
        self.leave_planned()

    def _missions(self) -> Life:
        """Missions to the end of the agreed months, with the mid-term review, the second phase and an extension."""
        model, p = self.model, self.model.p
        interval = DAYS_PER_YEAR / p.missions_per_year
        due, n = self.begin, 0
        middle = self.begin + model.design.months / 2.0 * DAYS_PER_MONTH
        while not self.over:
            end = self.begin + self.months * DAYS_PER_MONTH
            if due > end - MOMENT:
                yield self.hold(till=max(model.clock.now, end), priority=AFTER_OTHERS)
                if not (self.second_phase() if self.second else self.extend()):
                    return
                continue
            if not self.reviewed and due >= middle:
                yield self.hold(till=max(model.clock.now, middle), priority=AFTER_OTHERS)
                if self.review():
                    return
            yield self.hold(till=max(model.clock.now, due))
            yield from self._mission(n, due, interval)
            # what a stop took away is not made up for: missions keep at least half their distance
            due = max(due + interval, model.clock.now + interval / 2.0)
            n += 1

    def _mission(self, n: int, due: float, interval: float) -> Life:
        """Wait for money, travel and experts; then do mission `n` and see whether the partnership goes on."""
        model, p = self.model, self.model.p
        yield from self._wait_for_money()
        if self.over:
            return
        while True:
            while (wait := model.days_until_travel(self.mentee)) > 0:
                model.note("travel_stopped", self)
                yield self.hold(wait)
            yield self.request(*((model.experts[mentor], size) for mentor, size in self.party().items()))
            if model.days_until_travel(self.mentee) == 0:
                break
            self.release()  # travel stopped while this party waited for its experts
        late = (model.clock.now - due) / DAYS_PER_YEAR
        self.trust = float(trust.trust_after_mission(self.trust, p.trust_gain, p.trust_delay_loss, late))
        yield self.hold(p.days_per_mission)
        self.visit(first=n == 0)
        self.release()
        left = self.begin + self.months * DAYS_PER_MONTH - model.clock.now
        span = max(0.0, min(interval, left)) / DAYS_PER_YEAR
        self.counterpart_may_change(n, span)
        self.may_end_early(n, span)

    def _wait_for_money(self) -> Life:
        """Wait until an instalment covers the next mission; without one, a first phase is over, a whole partnership ends."""
        model, p = self.model, self.model.p
        give_up = model.clock.now + p.patience * DAYS_PER_YEAR
        while not self.account.covers(self.mission_price()):
            if self.extended:  # the money of an extension is used up: wait for the exit
                yield self.hold(till=max(model.clock.now, self.begin + self.months * DAYS_PER_MONTH), priority=AFTER_OTHERS)
                self.leave_planned()
                return
            if self.account.instalments_left == 0 and self.second:
                if not self.second_phase():
                    self.leave_planned()
                    return
                continue
            if self.account.instalments_left == 0 or model.clock.now >= give_up:
                self.finish("ran_out_of_money")
                return
            yield self.hold(DAYS_PER_MONTH, priority=AFTER_OTHERS)

    def second_phase(self) -> bool:
        """The first phase is over: a review decides on the rest, if money for it is free. Returns whether it goes on."""
        model = self.model
        self.second = False
        if self.review():
            return False
        rest = model.design.months - self.months
        price = self.deal.whole_price - self.deal.grant
        if model.funder.free < price:
            model.note("no_second_phase", self)
            return False
        model.funder.committed += price
        self.account.extend(price, rest)
        self.months = model.design.months
        model.note("second_phase", self, price)
        activities.begin_reports(self)
        return True

    def extend(self) -> bool:
        """Extend at no extra cost while money for missions is left; returns whether it was."""
        model, p = self.model, self.model.p
        if self.extended or p.extension_months == 0 or not self.account.covers(self.mission_price()):
            return False
        self.extended = True
        self.months += p.extension_months
        model.note("extended", self, float(p.extension_months))
        return True

    def sign(self) -> None:
        """Sign the agreement."""
        model, p = self.model, self.model.p
        self.signed = True
        self.trust = float(channels.first_trust(p.trust_start, p[f"introduction_{p.channel}"]))
        model.record.agreed(self.mentee, model.years)
        model.note("agreed", self, self.account.committed)
        self.account.open(self.months)
        self.account.pay(p.facilitation_cost)

    def diagnose(self) -> None:
        """Diagnose together, and shift the work plan towards the larger gaps."""
        model = self.model
        self.account.pay(model.p.diagnosis_cost)
        gap = np.maximum(0.0, shown(model, model.p, self.mentor, self.helper, self.partners) - model.state.skill[self.mentee])
        weight = np.asarray(partnership_timing.plan_weight(model.design.focus, gap))
        self.plan = weight / max(1e-12, float(domains.over_domains(*weight)))
        model.note("diagnosed", self, float(domains.mean_of(*gap)))

    def mission_price(self) -> float:
        """Cost of one mission with the party that the mentor can send [EUR2024], without overhead."""
        p = self.model.p
        party = sum(self.party().values()) / p.experts_per_mission
        beside = (0.0 if self.helper is None else p.helper_share) + len(self.partners) * p.consortium_cost
        return float(costs.mission_price(design_costs.mission_cost(p, self.distance), party, beside))

    def party(self) -> dict[int, float]:
        """Experts on one mission by mentor [person]: those the design asks for, or all that a mentor has."""
        asked, team = self.model.p.experts_per_mission, self.team
        shares = {mentor: (asked + place) // len(team) for place, mentor in enumerate(reversed(team))}
        return {mentor: min(float(share), self.model.pool_size(mentor)) for mentor, share in shares.items() if share > 0}

    def visit(self, first: bool) -> None:
        """Do one mission: teach, pay, record."""
        model, p = self.model, self.model.p
        if first:
            model.record.started(self.mentee)
            self.account.pay(p.pilot_grant)
            self.invested = True
            if self.deal.investment > 0:
                model.invest(self, self.deal.investment)
        party = self.party()
        given = sum(party.values()) * p.days_per_mission / p.cohort_size
        learned_from = missions.cohort_days(given * p.cohort_size, float(p.cohort_size), p.indirect_learning)
        lesson = teach(self, float(learned_from), given, self.distance, hands_on=True)
        if self.helper is not None:
            model.record.helped(self.helper, given * p.helper_share)
        price = self.mission_price()
        self.account.pay(price)
        model.note("mission", self, given, lesson.gain, lesson.gap, price)
        # residents are hired for the post; only travelling experts are missed at home
        for mentor, size in party.items():
            model.state.days_this_quarter[mentor] += size * p.days_per_mission / p.cohort_size

    def counterpart_may_change(self, n: int, span: float) -> None:
        """The counterpart at the mentee may leave the post within `span` years [year]."""
        p = self.model.p
        if self.uniform(chance.COUNTERPART, n) < trust.change_chance(p.counterpart_rate, span):
            self.trust = float(trust.trust_after_change(self.trust, p.counterpart_loss))
            self.model.note("counterpart_changed", self)

    def may_end_early(self, n: int, span: float) -> None:
        """The partnership may end within `span` years [year], the likelier the lower the trust."""
        p = self.model.p
        if self.uniform(chance.EARLY_END, n) < trust.early_end_chance(p.early_end_rate, p.early_end_trust, self.trust, span):
            self.finish("ended_early")

    def review(self) -> bool:
        """Mid-term review: ends a partnership without trust. Returns whether it ended."""
        self.reviewed = True
        self.model.note("reviewed", self)
        if self.trust < self.model.p.review_trust:
            self.finish("ended_at_review")
        return self.over

    def leader_changed(self) -> None:
        """M12: a new leader at the mentee has to be won again."""
        if self.signed:
            self.trust = float(trust.trust_after_change(self.trust, self.model.p.trust_reset))
            self.model.note("leader_changed", self)

    def leave_planned(self) -> None:
        """Exit as planned: visibility for the mentor, perhaps a new mentor, follow-up."""
        if self.over:
            return
        model, p = self.model, self.model.p
        for mentor in self.team:
            model.state.visibility[mentor] = mentors.visibility_after(model.state.visibility[mentor], p.visibility_gain)
        self.finish("exited")
        model.utilities[self.mentee].may_graduate(self.mentor)

    def finish(self, how: str) -> None:
        """End the partnership."""
        if self.over:
            return
        self.over = True
        model = self.model
        model.record.ended(self.mentee, model.years, planned=how == "exited")
        model.note(how, self)
        model.close(self, activities.begin_follow_up(self) if how == "exited" else 0.0)
