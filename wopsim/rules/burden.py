"""M17 Burden and harm: counterparts miss their own work, advice may not fit, and partnerships of one mentor crowd each other."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param

# fmt: off
param("missed_days", 0.0, unit="day/day", role="uncertain", prior=Prior("normal", 0.7, 1.0), valid=(0.0, 20.0), theory="mentoring_burdens", strong=2.0,
      source="assumed; washdev_startup: partnerships ask for what staff lack day to day; mcwd_cww: the pilot took too many people; 0: nobody is missed",
      doc="Working days that counterparts miss from maintenance, billing and collection for each day that experts give.")
param("report_staff_days", 0.0, unit="day", role="uncertain", prior=Prior("normal", 10.0, 20.0), valid=(0.0, 1000.0), theory="mentoring_burdens", strong=40.0,
      source="assumed; donors' many objectives can exceed what operators can do (J. WASH Dev 14(8)); 0: reports write themselves",
      doc="Working days that the mentee's staff miss from their own work for a yearly report.")
param("wrong_advice", 0.0, unit="1", role="uncertain", prior=Prior("normal", 0.1, 0.2), valid=(0.0, 1.0), theory="mentoring_burdens", strong=0.5,
      source="assumed; nobody has counted advice that did harm; 0: what does not fit is not taken up",
      doc="Share of the tasks that teaching reaches which are done worse than before, between the most different contexts.")
param("crowding", 0.0, unit="1", role="uncertain", prior=Prior("normal", 0.05, 0.1), valid=(0.0, 10.0), theory="mentoring_burdens", strong=0.25,
      source="assumed; liemberger2008: better utilities look inward; 0: a mentor gives each partnership the same whatever their number",
      doc="How much less each lesson teaches for every further partnership that its mentor has at the time: lessons are worth 1 / (1 + crowding * others).")
# fmt: on


@rule
def missed_share(missed: float, staff: float, year_days: float, step: float) -> float:
    """Share of a utility's work that is not done in a step [1], 0 to 1: the same visitors cost a small utility more of it.

    Parameters
    ----------
    missed : working days missed in the step [day].
    staff : who do the work of the utility [person].
    year_days : working days of each in a year [day/year]; step : [year].
    """
    return min(1.0, missed / max(1e-9, staff * year_days * step))


@rule
def practice_left(practice: float, missed: float) -> float:
    """Practice that is put to use in a step in which a share of the work is not done [1]."""
    return practice * (1.0 - missed)


@rule
def leaks_left_longer(leakage: float, missed: float) -> float:
    """Leakage where a share of the work is not done [same unit]: leaks run for longer in proportion."""
    return leakage * (1.0 + missed)


@rule
def skill_spoilt(wrong: float, unlike: float, skill: float, share: float) -> float:
    """Skill that a lesson spoils in a domain [1]: what was done well before, and is done now as it is done elsewhere.

    Parameters
    ----------
    wrong : `wrong_advice` [1]; unlike : difference of contexts [1], 0 to 1.
    skill : of the mentee before [1]; share : of the gap that the lesson closes [1].
    """
    return wrong * unlike * skill * share


@rule
def attention(crowding: float, partnerships: float) -> float:
    """Worth of a lesson of a mentor with so many partnerships [1], relative to one with a single one."""
    return 1.0 / (1.0 + crowding * max(0.0, partnerships - 1.0))
