"""M14 Costs of a partnership, not for profit: experts at cost, travel by distance, residents, facilitation, overhead."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param

# fmt: off
param("expert_day_cost", 550.0, unit="EUR2024/day", role="calibrated", prior=Prior("lognormal", 550.0, 0.2), valid=(0.0, 5000.0),
      source="modak2015 gives 500-1000 USD for consultants; assumed lower: not for profit, part in kind",
      doc="Cost of an expert-day on mission that the programme pays, subsistence included.")
param("travel_base", 300.0, unit="EUR2024/trip", role="uncertain", prior=Prior("lognormal", 350.0, 0.55), valid=(0.0, 20000.0), source="assumed; from a land border to visas, insurance and a flight booked late", doc="Travel cost of one expert, one mission, without distance.")
param("travel_km", 0.12, unit="EUR2024/km", role="fixed", valid=(0.0, 10.0), plausible=(0.06, 0.25), source="assumed", doc="Travel cost of one expert per km of distance, there and back.")
param("resident_year_cost", 130_000.0, unit="EUR2024/year", role="uncertain", prior=Prior("lognormal", 125000.0, 0.4), valid=(0.0, 1e6), source="vei_model; assumed; from a regional to an international expert with family",
      doc="Cost of a resident adviser for a year, housing and travel included.")
param("resident_days", 200.0, unit="day/year", role="fixed", valid=(0.0, 366.0), plausible=(160.0, 225.0), source="assumed", doc="Working days of a resident adviser in a year.")
param("resident_teaching", 0.5, unit="1", role="calibrated", prior=Prior("beta", 0.5, 0.15), valid=(0.0, 1.0), source="assumed",
      doc="Share of a resident's days that teach or help hands-on; the rest is management and reporting.")
param("facilitation_cost", 6000.0, unit="EUR2024", role="uncertain", prior=Prior("lognormal", 7000.0, 0.85), valid=(0.0, 1e6), source="assumed; ofid_pip total is 60,000 USD; several times the default where staff and workshops of the broker are counted in",
      doc="Introduction, diagnosis workshop and agreement of one partnership.")
param("visitor_day_cost", 110.0, unit="EUR2024/day", role="uncertain", prior=Prior("lognormal", 110.0, 0.5), valid=(0.0, 5000.0), source="assumed; from a guest house and a meal to an international daily allowance",
      doc="Subsistence of one mentee member of staff for a day of a study visit, or at another member of its cohort.")
param("remote_day_cost", 250.0, unit="EUR2024/day", role="fixed", valid=(0.0, 5000.0), plausible=(80.0, 700.0), source="assumed", doc="Cost of an expert-day of remote coaching.")
param("classroom_day_cost", 900.0, unit="EUR2024/day", role="fixed", valid=(0.0, 20000.0), plausible=(300.0, 2500.0), source="assumed", doc="Cost of a day of classroom training, trainer and room.")
param("staff_day_value", 220.0, unit="EUR2024/day", role="fixed", valid=(0.0, 5000.0), plausible=(100.0, 500.0), source="assumed", doc="Value of a mentor's staff day given in kind; not paid by the programme.")
param("diagnosis_cost", 3000.0, unit="EUR2024", role="uncertain", prior=Prior("lognormal", 4000.0, 0.85), valid=(0.0, 1e6), source="assumed; from two days of a resident expert to a study of its own", doc="Joint diagnosis and work plan of one partnership.")
param("consortium_cost", 0.1, unit="1", role="fixed", valid=(0.0, 2.0), plausible=(0.03, 0.3), source="assumed", doc="Coordination of a consortium: rise of the cost of missions per mentor beyond the first.")
param("helper_share", 0.3, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.1, 0.7), source="assumed", doc="Days of the old mentor that help a former mentee to mentor (triangular), per day of the former mentee.")
param("cohort_travellers", 2.0, unit="person", role="uncertain", prior=Prior("lognormal", 2.0, 0.4), valid=(0.0, 20.0), source="assumed",
      doc="Staff whom each member of a cohort sends to a mission that another member hosts; the programme pays their travel and subsistence.")
param("cohort_distance", 500.0, unit="km", role="fixed", valid=(0.0, 20100.0), plausible=(100.0, 1500.0), source="assumed", doc="Distance between members of a cohort that is planned for before it is known who joins.")
param("counterpart_days", 3.0, unit="1", role="uncertain", prior=Prior("lognormal", 3.0, 0.5), valid=(0.0, 100.0), source="assumed; from one escort to a crew and its supervisors",
      doc="Working days of the mentee's staff for an expert-day that it receives; counted, and not paid by the programme.")
param("course_staff", 12.0, unit="person", role="fixed", valid=(0.0, 1000.0), plausible=(6.0, 25.0), source="assumed", doc="Staff of the mentee in a course.")
param("home_days", 0.5, unit="1", role="fixed", valid=(0.0, 10.0), plausible=(0.2, 1.0), source="assumed",
      doc="Working days of a mentor's staff at home (preparing, reporting, steering) for a day that its experts give.")
param("event_staff_days", 4.0, unit="day/year", role="uncertain", prior=Prior("lognormal", 4.0, 0.6), valid=(0.0, 500.0), source="assumed; from one person for a day or two, to two for a week",
      doc="Working days of a member's staff at a platform's events in a year, travel included; counted, and not paid by the programme.")
param("working_days", 220.0, unit="day/year", role="fixed", valid=(100.0, 366.0), plausible=(200.0, 250.0), source="assumed", doc="Working days of a member of staff in a year.")
param("discount_rate", 0.03, unit="1/year", role="context", valid=(0.0, 0.5), plausible=(0.0, 0.07), source="assumed; 3 % is usual in evaluations of public programmes",
      doc="Rate at which later costs and later years of service count less; results also show what 0 gives.")
param("eur_per_usd", 0.92, unit="EUR/USD", role="fixed", valid=(0.01, 100.0), plausible=(0.85, 1.0), source="assumed: mean of 2024, rounded",
      doc="What a public figure in USD is in EUR; such figures are taken as they were said, without inflation.")
# fmt: on

READ_WHEN_MEASURED = frozenset({"discount_rate"})
"""What no engine reads, because it says how a run is looked at."""


@rule
def mission_cost(
    experts: float, days: float, day_cost: float, travel_base: float, travel_km: float, distance: float, shared_by: float
) -> float:
    """A mentee's part of the cost of one mission [EUR2024].

    Parameters
    ----------
    experts : [person]; days : of each expert [day].
    day_cost : [EUR2024/day]; travel_base : [EUR2024/trip]; travel_km : [EUR2024/km].
    distance : between mentor and mentee [km].
    shared_by : mentees that share the mission [mentee], 1 or more.
    """
    return experts * (days * day_cost + travel_base + travel_km * distance) / shared_by


@rule
def mission_price(cost: float, party: float, beside: float) -> float:
    """Cost of one mission with the party that the mentors can send [EUR2024].

    Parameters
    ----------
    cost : with the party that was planned [EUR2024].
    party : experts who travel, relative to those planned [1].
    beside : rise for the help of a mentor's own mentor and for the coordination of a consortium [1].
    """
    return cost * party * (1.0 + beside)


@rule
def own_trip(travellers: float, days: float, day_cost: float, travel_base: float, travel_km: float, distance: float, hosts: float) -> float:
    """Cost for a member of a cohort of going to a mission that another member hosts [EUR2024].

    Parameters
    ----------
    travellers : staff who go [person]; days : of the mission [day]; day_cost : subsistence of one of them [EUR2024/day].
    travel_base : [EUR2024/trip]; travel_km : [EUR2024/km]; distance : to the host [km].
    hosts : share of missions that it hosts itself [1]; 1 for a partnership of its own.
    """
    return travellers * (days * day_cost + travel_base + travel_km * distance) * (1.0 - hosts)


@rule
def delivery_cost(
    upfront: float, missions: float, mission: float, beside: float, visits: float, visit: float, other: float, returns: float, back: float
) -> float:
    """Cost of a partnership that runs its course [EUR2024], without overhead.

    Parameters
    ----------
    upfront : due before the first mission or with it [EUR2024].
    missions : number; mission : cost of each [EUR2024]; beside : as in `mission_price` [1].
    visits : number of study visits; visit : cost of each [EUR2024].
    other : residents, remote coaching, courses [EUR2024].
    returns : number of follow-up visits; back : cost of each [EUR2024].
    """
    return upfront + missions * mission * (1.0 + beside) + visits * visit + other + returns * back


@rule
def donor_part(cost: float, own_share: float, overhead_share: float) -> float:
    """The donor's part of a cost of delivery, overhead included [EUR2024]; the mentee pays `own_share` itself [1]."""
    return cost * (1.0 - own_share) * (1.0 + overhead_share)


@rule
def own_part(cost: float, own_share: float, overhead_share: float) -> float:
    """The mentee's part of a cost of delivery, overhead included [EUR2024]."""
    return cost * own_share * (1.0 + overhead_share)


@rule
def with_overhead(cost: float, overhead_share: float) -> float:
    """Cost to the programme of a cost of delivery [EUR2024]."""
    return cost * (1.0 + overhead_share)


@rule
def working_time(days: float, wage: float, working_days: float) -> float:
    """Value of working days [EUR2024]; wage [EUR2024/person/year], working days of a year [day/year]."""
    return days * wage / working_days


@rule
def from_dollars(amount: float, rate: float) -> float:
    """An amount in USD in EUR; `rate` [EUR/USD]."""
    return amount * rate
