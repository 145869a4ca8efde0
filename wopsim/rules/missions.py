"""M4 A mission teaches: a gap is what there is to learn, capacity is what one learns with."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, power

# fmt: off
param("teaching_rate", 0.8, unit="person^0.5/day", role="calibrated", prior=Prior("lognormal", 0.8, 0.6), valid=(0.0, 10.0),
      source="assumed; set so that intensive support gives the first-year gain of bloom2013india",
      doc="Share of the gap in skill between mentor and mentee closed per expert-day at full absorption and relationship, in a domain with one member of staff.")
param("absorption", 1.0, unit="1", role="fixed", valid=(0.0, 1.0), source="definition; 0 switches learning off",
      doc="Scale of what mentees absorb.")
param("absorption_floor", 0.25, unit="1", role="calibrated", prior=Prior("beta", 0.25, 0.12), valid=(0.0, 1.0), source="assumed",
      doc="Absorption of a motivated utility without any routine, relative to one with full capacity.")
param("counterpart_staff", 6.0, unit="person", role="fixed", valid=(0.1, 1000.0), plausible=(2.0, 20.0), source="assumed",
      doc="Staff in a domain at which two thirds of a mission finds counterparts with time.")
param("staff_scale", 0.5, unit="1", role="calibrated", prior=Prior("beta", 0.5, 0.12), valid=(0.0, 1.0), source="assumed",
      doc="Exponent by which a larger staff needs more expert-days.")
param("language_barrier", 0.3, unit="1", role="calibrated", prior=Prior("beta", 0.3, 0.12), valid=(0.0, 1.0),
      source="keller2002geographic; assumed",
      doc="Share of teaching lost when mentor and mentee do not work in the same language.")
param("context_barrier", 0.35, unit="1", role="calibrated", prior=Prior("beta", 0.35, 0.12), valid=(0.0, 1.0), source="eby2013mentoring; assumed",
      doc="Share of teaching lost between the most different contexts (size and income).")
param("distance_half", 1200.0, unit="km", role="fixed", valid=(100.0, 20000.0), plausible=(700.0, 3000.0), source="keller2002geographic",
      doc="Distance at which short visits have lost half of what distance can take away.")
param("distance_barrier", 0.3, unit="1", role="calibrated", prior=Prior("beta", 0.3, 0.12), valid=(0.0, 1.0), source="keller2002geographic; assumed",
      doc="Share of teaching lost by short visits at a very large distance.")
param("indirect_learning", 0.4, unit="1", role="calibrated", prior=Prior("beta", 0.4, 0.12), valid=(0.0, 1.0), source="shipyards2009learning; iacovone2022colombia",
      doc="Worth of a day spent on another member of the cohort, relative to a day on oneself.")
param("study_visit_effect", 0.5, unit="1", role="calibrated", prior=Prior("beta", 0.5, 0.15), valid=(0.0, 2.0), source="liemberger2008 warns of tourism; assumed",
      doc="Worth of a staff-day on a study visit, relative to an expert-day on mission.")
param("study_visit_motivation", 0.02, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.0, 0.1), source="assumed", doc="Share of missing motivation that a study visit restores, where anything is learned.")
param("remote_effect", 0.5, unit="1", role="calibrated", prior=Prior("beta", 0.5, 0.15), valid=(0.0, 2.0), source="assumed",
      doc="Worth of a day of remote coaching, relative to an expert-day on mission; it helps nobody hands-on.")
param("classroom_effect", 0.15, unit="1", role="calibrated", prior=Prior("beta", 0.15, 0.06), valid=(0.0, 1.0), source="saks2006transfer; brooks2018kenya",
      doc="Worth of a day of classroom training, relative to an expert-day on mission: training transfers weakly to the job.")
# fmt: on


@rule
def absorption_of(scale: float, floor: float, capacity: float, motivation: float, staff: float, counterpart_staff: float) -> float:
    """How much of what is taught a mentee can take up [1].

    Parameters
    ----------
    scale : 1, or 0 to switch learning off [1].
    floor : absorption without any routine [1], 0 to 1.
    capacity, motivation : states [1], 0 to 1.
    staff : staff in the domain [person], 0 or more.
    counterpart_staff : staff at which two thirds of a mission finds counterparts [person].
    """
    time = 1.0 - exp(-staff / counterpart_staff)
    return scale * (floor + (1.0 - floor) * capacity) * motivation * time


@rule
def relationship(
    trust: float,
    same_language: float,
    language_barrier: float,
    unlike: float,
    context_barrier: float,
    distance: float,
    half: float,
    distance_barrier: float,
) -> float:
    """How well the pair works together [1], 0 to 1.

    Parameters
    ----------
    trust : state of the partnership [1], 0 to 1.
    same_language : 1 when both work in the same language, else 0.
    unlike : difference of contexts [1], 0 (same) to 1.
    distance : great-circle distance [km]; `half` its half-length [km].
    language_barrier, context_barrier, distance_barrier : most that each takes away [1], 0 to 1.
    """
    language = 1.0 - language_barrier * (1.0 - same_language)
    context = 1.0 - context_barrier * unlike
    near = 1.0 - distance_barrier * (1.0 - power(0.5, distance / half))
    return trust * language * context * near


@rule
def cohort_days(days: float, size: float, indirect: float) -> float:
    """Expert-days of a mission that a member of a cohort learns from on average [day]: when it hosts all, else a share of what it sees.

    Parameters
    ----------
    days : of the mission [day]; size : members that take turns in hosting [mentee], 1 or more; indirect : worth of days at another [1].
    """
    return days * (1.0 + indirect * (size - 1.0)) / size


@rule
def taught_share(rate: float, absorption: float, relationship: float, expert_days: float, staff: float, staff_scale: float) -> float:
    """Share of the gap that a mission closes [1], 0 to 1.

    Parameters
    ----------
    rate : `teaching_rate` [person^staff_scale/day].
    absorption, relationship : [1], 0 to 1.
    expert_days : expert-days in the domain [day].
    staff : staff to be taught [person], above 0.
    staff_scale : exponent [1].
    """
    return 1.0 - exp(-rate * absorption * relationship * expert_days / power(staff, staff_scale))


@rule
def learned(mentor_practice: float, mentee_skill: float, quality: float, share: float) -> float:
    """Skill that the mentee gains [1]: the share closed of the gap to what the mentor shows.

    Parameters
    ----------
    mentor_practice : practice of the mentor in the domain [1]: it can be weak on the very topic.
    mentee_skill : skill of the mentee [1].
    quality : how well the mentor's experts teach, fatigue and experience considered [1].
    share : share of the gap closed [1].
    """
    return max(0.0, mentor_practice - mentee_skill) * share * quality
