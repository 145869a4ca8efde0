"""M10 The mentor gives staff days, gains motivation and experience, learns back, tires, and can be weak on the topic."""

from __future__ import annotations

import math

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("expert_share", 0.01, unit="1", role="uncertain", prior=Prior("lognormal", 0.01, 0.55), valid=(0.0, 1.0), source="koppejan_cap; assumed; 0.4 to 2.5 %",
      doc="Share of a mentor's staff that it lets go on missions; at least two people. The same order as the cap of 1 % of the budget.")
param("expert_days_away", 45.0, unit="day/year", role="uncertain", prior=Prior("lognormal", 40.0, 0.5), valid=(1.0, 250.0), source="assumed; vei_model: three weeks three times a year; from three weeks to three months",
      doc="Days that one expert can be away in a year.")
param("in_kind_cap", 0.01, unit="1", role="context", valid=(0.0, 1.0), plausible=(0.003, 0.02), source="koppejan_cap", doc="Most that a mentor gives in staff days, share of its operating cost.")
param("helper_effect", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.1, 0.9), source="assumed", doc="How far its own mentor's help lifts what a former mentee shows, towards the better practice.")
param("most_partnerships", 5, unit="partnership", role="uncertain", prior=Prior("lognormal", 2.5, 0.75), valid=(1, 100), source="assumed; of 53 mentors of documented cases 47 have one, one has 22, over all years (partnerships.csv); nine mentees had five mentors (programmes.csv, G18)",
      doc="Partnerships that one mentor takes at a time.")
param("fatigue_effect", 0.25, unit="1", role="calibrated", prior=Prior("beta", 0.25, 0.1), valid=(0.0, 1.0), source="assumed",
      doc="Loss of teaching quality when experts were away as much as they can.")
param("fatigue_memory", 1.0, unit="year", role="fixed", valid=(0.01, 20.0), plausible=(0.3, 3.0), source="assumed", doc="How long days away are felt.")
param("inexperience", 0.2, unit="1", role="calibrated", prior=Prior("beta", 0.2, 0.08), valid=(0.0, 1.0), source="assumed",
      doc="Loss of teaching quality of a mentor that never mentored.")
param("experience_days", 150.0, unit="day", role="fixed", valid=(1.0, 1e5), plausible=(50.0, 500.0), source="assumed", doc="Expert-days after which two thirds of mentoring is learned.")
param("mentor_motivation_gain", 0.5, unit="1", role="calibrated", prior=Prior("lognormal", 0.5, 0.6), valid=(0.0, 10.0), source="ghosh2013mentor; assumed",
      doc="Rise of the mentor's motivation per unit of skill that its mentee gains.")
param("learning_back", 0.3, unit="1", role="calibrated", prior=Prior("beta", 0.3, 0.12), valid=(0.0, 1.0), source="assumed",
      doc="Learning of the mentor where the mentee is better, relative to the mentee's learning.")
param("graduate_practice", 0.6, unit="1", role="uncertain", prior=Prior("beta", 0.6, 0.08), valid=(0.0, 1.0), source="assumed", doc="Mean practice from which a former mentee can mentor others.")
param("peer_practice", 0.45, unit="1", role="uncertain", prior=Prior("beta", 0.45, 0.075), valid=(0.0, 1.0), source="assumed; programmes.csv (G36): healthy utilities mentor at home",
      doc="Mean practice from which a utility mentors others of its own country, where a programme is domestic.")
param("visibility_gain", 0.15, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.05, 0.4), source="assumed", doc="Share of missing visibility that a mentor gains with a partnership that runs its course.")
param("mentor_refusal", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.2, 0.12), valid=(0.0, 1.0), neutral=True, source="assumed; the number of European operators that mentor stays low (drivers.md); 0 is that none refuses",
      doc="Chance that a mentor with motivation 0.5 refuses after an introduction.")
param("visibility_pull", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.3, 0.2), valid=(0.0, 1.0), neutral=True, source="assumed; awareness is a barrier named by operators (drivers.md); 0 is no pull",
      doc="Share of refusals that are gone where every mentor is as visible as can be.")
param("visibility_money", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.05, 0.05), valid=(0.0, 1.0), neutral=True, source="assumed; 0 is no money",
      doc="Money that others add to the programme when a partnership runs its course, per euro of its grant, where the mentor was not visible before.")
param("absence_loss", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.02, 0.02), valid=(0.0, 1.0), theory="mentoring_burdens", strong=0.06, source="assumed; at most two and a half percent of staff travel; 0 is that nobody is missed",
      doc="Rise of a mentor's own losses of water while its experts are away as much as they can.")
param("mentor_motivation_lasts", 0.0, unit="1", role="uncertain", prior=Prior("beta", 0.3, 0.2), valid=(0.0, 1.0), neutral=True, source="ghosh2013mentor; assumed; 0 is that it fades",
      doc="Share of the motivation that a mentor gains which stays, because its own level rises with it.")
# fmt: on


@rule
def refusal_chance(refusal: float, motivation: float, pull: float, seen: float) -> float:
    """Chance that a mentor refuses [1].

    Parameters
    ----------
    refusal : at motivation 0.5 [1]; motivation : of the mentor [1].
    pull : share of refusals that is gone where all are visible [1]; seen : mean visibility of those who can mentor [1].
    """
    return min(1.0, refusal * 2.0 * (1.0 - motivation)) * (1.0 - pull * seen)


@rule
def money_raised(share: float, grant: float, visibility: float) -> float:
    """Money that others add when a partnership runs its course [EUR2024]; a mentor that was visible already brings less.

    Parameters
    ----------
    share : `visibility_money` [1]; grant : of the partnership [EUR2024]; visibility : of its mentor before [1].
    """
    return share * grant * (1.0 - visibility)


@rule
def losses_without_experts(losses: float, rise: float, away: float) -> float:
    """Losses of a utility while experts are missed at home [same unit]; `rise` at `away` = 1, when all are away who can [1]."""
    return losses * (1.0 + rise * away)


@rule
def lasting_spirit(spirit: float, lasts: float, gained: float) -> float:
    """Rise of a mentor's own level of motivation after it gained motivation [1]; `lasts` is the share that stays [1]."""
    return spirit + lasts * gained


@rule
def experts_of(staff: float, share: float) -> float:
    """Experts that a mentor lets travel [person], a whole number of at least two."""
    return max(2.0, math.floor(staff * share + 0.5))


@rule
def days_within_cap(operating_cost: float, cap: float, day_value: float) -> float:
    """Expert-days that a mentor can give in a year within its cap [day/year]; cost [EUR2024/year], value [EUR2024/day]."""
    return operating_cost * cap / max(1e-9, day_value)


@rule
def places_of(days: float, days_per_year: float, most: float) -> float:
    """Partnerships that a mentor can take at a time [partnership], at least one.

    Parameters
    ----------
    days : expert-days that it can give in a year [day/year].
    days_per_year : expert-days that the design asks of it in a year [day/year].
    most : cap [partnership].
    """
    return max(1.0, min(most, math.floor(days / max(1.0, days_per_year))))


@rule
def fatigue_after(fatigue: float, days: float, capacity_days: float, memory: float, step: float) -> float:
    """Fatigue after a step [1]: days away relative to what is possible, remembered over `memory` years.

    Parameters
    ----------
    fatigue : before [1].
    days : expert-days away in the step [day]; capacity_days : most that is possible in the step [day].
    memory : [year]; step : [year].
    """
    now = min(1.5, days / max(1e-9, capacity_days))
    return now + (fatigue - now) * exp(-step / memory)


@rule
def experience_of(days_given: float, experience_days: float) -> float:
    """Experience in mentoring after expert-days given [day], 0 to 1; `experience_days` is the scale [day]."""
    return 1.0 - exp(-days_given / experience_days)


@rule
def teaching_quality(fatigue: float, fatigue_effect: float, experience: float, inexperience: float) -> float:
    """How well a mentor's experts teach what they practise [1], 0 to 1.

    Parameters
    ----------
    fatigue : [1]; fatigue_effect : loss at fatigue 1 [1].
    experience : in mentoring [1]; inexperience : loss of a mentor that never mentored [1].
    """
    return max(0.0, 1.0 - fatigue_effect * fatigue) * (1.0 - inexperience * (1.0 - experience))


@rule
def visibility_after(visibility: float, gain: float) -> float:
    """Visibility of a mentor after a partnership that ran its course [1]."""
    return visibility + gain * (1.0 - visibility)


@rule
def helped(practice: float, helper: float, share: float) -> float:
    """What a former mentee shows with the help of its own mentor [1]: `share` of the way to the better practice."""
    return practice + share * max(0.0, helper - practice)


@rule
def motivation_after_success(motivation: float, gain: float, learned: float) -> float:
    """Mentor's motivation after its mentee learned [1]; nothing learned, nothing gained."""
    return min(1.0, motivation + gain * max(0.0, learned) * (1.0 - motivation))
