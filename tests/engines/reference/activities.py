"""What goes on beside the missions of a partnership: residents, visits, coaching, courses, reports, follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engines.reference import design_costs
from tests.engines.reference.teaching import TECHNICAL, teach
from wopsim.engines import design_terms as designs
from wopsim.engines.agents.clock import Life, Process
from wopsim.rules.time import DAYS_PER_MONTH, DAYS_PER_YEAR

if TYPE_CHECKING:
    from tests.engines.reference.operations import Partnership


def begin_all(partnership: Partnership) -> None:
    """Start everything that the design asks for beside missions."""
    p = partnership.model.p
    if p.resident_share > 0:
        Residence(partnership)
    if p.remote_days_per_month > 0:
        Coaching(partnership)
    if p.study_visits_per_year > 0:
        StudyVisits(partnership)
    if p.classroom_days_per_year > 0:
        Classroom(partnership)
    begin_reports(partnership)


def begin_reports(partnership: Partnership) -> None:
    """Start the reports on which the instalments that are left are paid, unless they are under way."""
    if partnership.account.instalments_left > 0 and not partnership.reporting:
        Reports(partnership)


def begin_follow_up(partnership: Partnership) -> float:
    """Start the follow-up after an exit; return the money it keeps [EUR2024]."""
    model = partnership.model
    if model.p.follow_up_years == 0:
        return 0.0
    FollowUp(partnership)
    return min(partnership.account.committed, partnership.account.follow_up())


class Activity(Process):
    """Something of a partnership that comes back every so often while it lasts.

    Parameters
    ----------
    partnership : whose.
    """

    def __init__(self, partnership: Partnership) -> None:
        self.of = partnership
        super().__init__(partnership.model.clock)

    @property
    def months(self) -> int:
        """Months of the partnership, with the second phase that may still come [month]."""
        return max(self.of.months, self.of.model.design.months)

    def stopped(self) -> bool:
        """Whether the partnership is over."""
        return self.of.over


class Residence(Activity):
    """The resident advisers of one partnership, month by month; they stay through a pandemic and leave in a conflict."""

    def process(self) -> Life:
        """Live."""
        of, model = self.of, self.of.model
        p = model.p
        days = p.resident_share * p.resident_days * p.resident_teaching / 12.0
        cost = p.resident_share * p.resident_year_cost / 12.0
        month = 0
        while month < self.months:
            month += 1
            yield self.hold(till=of.begin + month * DAYS_PER_MONTH)
            if self.stopped():
                return
            if model.in_conflict(of.mentee) or not of.account.covers(cost):
                continue
            lesson = teach(of, days, days, 0.0, hands_on=True)
            of.account.pay(cost)
            model.record.started(of.mentee)  # mended in all engines: whom a resident taught was mentored
            model.note("resident_month", of, days, lesson.gain, lesson.gap, cost)


class Coaching(Activity):
    """Remote coaching, month by month; nothing stops it, and it helps nobody hands-on."""

    def process(self) -> Life:
        """Live."""
        of, model = self.of, self.of.model
        p = model.p
        cost = p.remote_days_per_month * p.remote_day_cost
        month = 0
        while month < self.months:
            month += 1
            yield self.hold(till=of.begin + month * DAYS_PER_MONTH)
            if self.stopped():
                return
            if not of.account.covers(cost):
                continue
            lesson = teach(of, p.remote_days_per_month * p.remote_effect, p.remote_days_per_month, 0.0, hands_on=False)
            of.account.pay(cost)
            model.note("remote_coaching", of, p.remote_days_per_month, lesson.gain, lesson.gap, cost)


class StudyVisits(Activity):
    """Visits of mentee staff to the mentor; they motivate as far as something is learned."""

    def process(self) -> Life:
        """Live."""
        of, model = self.of, self.of.model
        p, state = model.p, model.state
        interval = DAYS_PER_YEAR / p.study_visits_per_year
        visits = designs.study_visits_in(p, model.design.months)
        staff_days = float(p.study_visit_staff * p.study_visit_days)
        cost = float(design_costs.study_visit_cost(p, of.distance))
        for visit in range(visits):
            yield self.hold(till=max(model.clock.now, of.begin + (visit + 0.5) * interval))
            while (wait := model.days_until_travel(of.mentee)) > 0:
                yield self.hold(wait)
            if self.stopped():
                return
            if not of.account.covers(cost):
                continue
            lesson = teach(of, staff_days * p.study_visit_effect, p.study_visit_days, of.distance, hands_on=False)
            if lesson.gained.max() > 0:
                state.motivation[of.mentee] += p.study_visit_motivation * (1.0 - state.motivation[of.mentee])
            of.account.pay(cost)
            model.note("study_visit", of, staff_days, lesson.gain, lesson.gap, cost)


class Classroom(Activity):
    """Classroom training, twice a year."""

    def process(self) -> Life:
        """Live."""
        of, model = self.of, self.of.model
        p = model.p
        days = p.classroom_days_per_year / 2.0
        cost = days * p.classroom_day_cost
        for course in range(designs.courses_in(self.months)):
            yield self.hold(till=max(model.clock.now, of.begin + (course + 0.5) * 6.0 * DAYS_PER_MONTH))
            if self.stopped():
                return
            if not of.account.covers(cost):
                continue
            lesson = teach(of, days * p.classroom_effect, days, 0.0, hands_on=False)
            of.account.pay(cost)
            model.note("course", of, days, lesson.gain, lesson.gap, cost)


class Reports(Activity):
    """A report at the end of each year; the next instalment follows it, what is held back only with a result."""

    def process(self) -> Life:
        """Live."""
        of, model = self.of, self.of.model
        of.reporting = True
        start, year = model.clock.now, 0
        before = float(model.state.practice[of.mentee, TECHNICAL])
        while of.account.instalments_left > 0:
            year += 1
            yield self.hold(till=max(model.clock.now, start + year * DAYS_PER_YEAR))
            if self.stopped():
                return
            now = float(model.state.practice[of.mentee, TECHNICAL])
            result = now - before >= model.p.result_threshold
            before = now
            model.note("reported", of, float(result))
            yield self.hold(model.p.report_days)
            if self.stopped():
                return
            model.note("instalment", of, of.account.receive(result))
        of.reporting = False


class FollowUp(Activity):
    """Visits of one expert after the exit, once a year; they keep skill up and open nothing new."""

    def process(self) -> Life:
        """Live."""
        of, model = self.of, self.of.model
        p = model.p
        cost = float(design_costs.follow_up_cost(p, of.distance))
        for _ in range(p.follow_up_years):
            yield self.hold(DAYS_PER_YEAR)
            while (wait := model.days_until_travel(of.mentee)) > 0:
                yield self.hold(wait)
            if not of.account.covers(cost):
                break
            lesson = teach(of, p.follow_up_days, p.follow_up_days, of.distance, hands_on=False)
            of.account.pay(cost)
            model.note("follow_up", of, p.follow_up_days, lesson.gain, lesson.gap, cost)
        of.account.release_all()
