"""What a run records, declared once for every engine."""

from __future__ import annotations

import math

from wopsim.declare import var

YEARLY = ("time", "utility")
BY_DOMAIN = ("time", "utility", "domain")
ONCE = ("utility",)
DOMAINS = ("technical", "commercial", "managerial")
INF = math.inf

# fmt: off
# Water
var("nrw_share", dims=YEARLY, unit="1", long_name="non-revenue water, share of system input volume", kind="stock", better="lower",
    valid=(0, 1), kept_as="nrw",
    doc="IWA water balance of the whole utility in the last quarter of the year: (real + apparent losses + unbilled authorised) / system input.")
var("pilot_nrw_share", dims=YEARLY, unit="1", long_name="non-revenue water in the pilot zone, share of its input", kind="stock",
    better="lower", valid=(0, 1), of_some=True,
    doc="The same balance in the part of the network where the improved way of working is in place; NaN where there is none.")
var("reported_nrw_share", dims=YEARLY, unit="1", long_name="non-revenue water as the utility reports it", kind="stock", better="lower",
    valid=(0, 1), kept_as="reported_nrw",
    doc="nrw_share as measured: with the drift of meters, estimates and definitions, and with reading noise.")
var("nrw_per_connection", dims=YEARLY, unit="L/connection/day", long_name="non-revenue water per connection", kind="stock", better="lower",
    valid=(0, 1e5), doc="Non-revenue water volume divided by connections.")
var("system_input", dims=YEARLY, unit="m3/day", long_name="system input volume", kind="stock", better="neither", valid=(0, INF),
    kept_as="system_input", doc="Water put into the network.")
var("billed_volume", dims=YEARLY, unit="m3/day", long_name="billed authorised consumption", kind="stock", better="higher", valid=(0, INF),
    kept_as="billed_volume", doc="Water that is billed.")
var("unbilled_volume", dims=YEARLY, unit="m3/day", long_name="unbilled authorised consumption", kind="stock", better="lower",
    valid=(0, INF), kept_as="unbilled_volume", doc="Authorised water that is not billed (flushing, fire fighting, public taps).")
var("real_loss", dims=YEARLY, unit="m3/day", long_name="real (physical) losses", kind="stock", better="lower", valid=(0, INF),
    kept_as="real_loss", doc="Leakage and overflow.")
var("apparent_loss", dims=YEARLY, unit="m3/day", long_name="apparent (commercial) losses", kind="stock", better="lower", valid=(0, INF),
    kept_as="apparent_loss", doc="Theft, metering and data errors.")
var("supply_hours", dims=YEARLY, unit="h/day", long_name="continuity of supply", kind="stock", better="higher", valid=(0, 24),
    doc="Hours of supply a day, mean over connections.")
var("pilot_supply_hours", dims=YEARLY, unit="h/day", long_name="continuity of supply in the pilot zone", kind="stock", better="higher",
    valid=(0, 24), of_some=True,
    doc="Hours of supply a day in the part of the network where the improved way of working is in place; NaN where there is none.")
var("quality_compliance", dims=YEARLY, unit="1", long_name="drinking-water samples in compliance", kind="stock", better="higher",
    valid=(0, 1), kept_as="quality", doc="Share of samples that meet the standard.")
var("energy_intensity", dims=YEARLY, unit="kWh/m3", long_name="energy per system input volume", kind="stock", better="lower",
    valid=(0, 100), kept_as="energy_intensity", doc="Electricity per cubic metre put into the network.")
# Service
var("connections", dims=YEARLY, unit="connection", long_name="active water connections", kind="stock", better="higher", valid=(0, INF),
    kept_as="connections", doc="Active connections at the end of the year.")
var("coverage", dims=YEARLY, unit="1", long_name="water coverage of the service area", kind="stock", better="higher", valid=(0, 1),
    doc="Population served / population of the service area.")
var("population_served", dims=YEARLY, unit="person", long_name="population with a connection", kind="stock", better="higher",
    valid=(0, INF), doc="Connections times persons per connection.")
var("people_served", dims=YEARLY, unit="person", long_name="people-equivalents of full service", kind="stock", better="higher",
    valid=(0, INF),
    doc="Population served, weighted by hours of supply / 24 and by quality compliance: new service and better service in one number.")
var("poor_coverage", dims=YEARLY, unit="1", long_name="water coverage of poor households", kind="stock", better="higher", valid=(0, 1),
    doc="Share of poor households in the service area with a connection.")
var("sewer_coverage", dims=YEARLY, unit="1", long_name="coverage by sewers or safe emptying", kind="stock", better="higher", valid=(0, 1),
    kept_as="sewer_coverage", doc="Share of people in the service area with sewerage or a safe emptying service.")
var("pro_poor_function", dims=YEARLY, unit="1", long_name="maturity of a pro-poor unit", kind="stock", better="higher", valid=(0, 1),
    kept_as="pro_poor", doc="How far a pro-poor unit serves: the topic's maturity as far as management carries it.")
var("sanitation_function", dims=YEARLY, unit="1", long_name="maturity of a sanitation service", kind="stock", better="higher", valid=(0, 1),
    kept_as="sanitation", doc="How far a new sanitation service serves: the topic's maturity as far as management carries it.")
# Money
var("occr", dims=YEARLY, unit="1", long_name="operating cost coverage ratio", kind="stock", better="higher", valid=(0, 50),
    kept_as="occr", doc="Billed revenue / operating cost, last quarter of the year at a yearly rate.")
var("collection_share", dims=YEARLY, unit="1", long_name="collection efficiency", kind="stock", better="higher", valid=(0, 1),
    kept_as="collection_share", doc="Revenue collected / revenue billed.")
var("tariff", dims=YEARLY, unit="EUR2024/m3", long_name="average tariff", kind="stock", better="neither", valid=(0, 100),
    doc="Billed revenue per billed cubic metre, constant prices.")
var("unit_cost", dims=YEARLY, unit="EUR2024/m3", long_name="operating cost per billed volume", kind="stock", better="lower",
    valid=(0, 1000), doc="Operating cost / billed volume.")
var("cash", dims=YEARLY, unit="EUR2024", long_name="cash", kind="stock", better="higher", valid=(0, INF),
    doc="Cash at the end of the year.")
var("debt", dims=YEARLY, unit="EUR2024", long_name="debt", kind="stock", better="lower", valid=(0, INF), kept_as="debt",
    doc="Loans outstanding at the end of the year.")
var("works_spending", dims=YEARLY, unit="EUR2024/year", long_name="spending on works that spread the improved practice", kind="flow",
    better="neither", valid=(0, INF), kept_as="works_year",
    doc="Money spent within the year on bringing more of the network under the improved way of working.")
var("investment", dims=YEARLY, unit="EUR2024/year", long_name="large investment received", kind="flow", better="higher", valid=(0, INF),
    kept_as="investment_year", doc="Loan and grant money of large investment projects that arrived within the year.")
# Money, by who pays and what for
var("works_own", dims=YEARLY, unit="EUR2024/year", long_name="spending on works: own cash", kind="flow", better="neither", valid=(0, INF),
    kept_as="works_own_year", doc="Of works_spending: out of the utility's own cash.")
var("works_loan", dims=YEARLY, unit="EUR2024/year", long_name="spending on works: loans", kind="flow", better="neither", valid=(0, INF),
    kept_as="works_loan_year",
    doc="Of works_spending: by loans of large investment projects. What neither cash nor loan nor programme pays, grants of such projects do.")
var("works_programme", dims=YEARLY, unit="EUR2024/year", long_name="spending on works: programme", kind="flow", better="neither",
    valid=(0, INF), kept_as="works_programme_year", doc="Of works_spending: by works money of the programme.")
var("connection_spending", dims=YEARLY, unit="EUR2024/year", long_name="spending on connections", kind="flow", better="neither",
    valid=(0, INF), kept_as="connections_year", doc="Connections beyond background growth, out of own cash and with project money.")
var("connections_programme", dims=YEARLY, unit="EUR2024/year", long_name="spending on connections: programme", kind="flow",
    better="neither", valid=(0, INF), kept_as="connections_programme_year", doc="Of connection_spending: by works money of the programme.")
var("supply_spending", dims=YEARLY, unit="EUR2024/year", long_name="spending on new supply", kind="flow", better="neither",
    valid=(-INF, INF), kept_as="supply_year", doc="What projects build of new supply; works that take project money leave less of it.")
var("supply_programme", dims=YEARLY, unit="EUR2024/year", long_name="spending on new supply: programme", kind="flow", better="neither",
    valid=(0, INF), kept_as="supply_programme_year", doc="Of supply_spending: by works money of the programme.")
var("programme_payments", dims=YEARLY, unit="EUR2024/year", long_name="programme money paid for this mentee", kind="flow", better="neither",
    valid=(0, INF), kept_as="grants_year", doc="Delivery with overhead, and works money, paid within the year.")
var("own_share_paid", dims=YEARLY, unit="EUR2024/year", long_name="own share of delivery, paid in cash", kind="flow", better="neither",
    valid=(0, INF), kept_as="own_share_year", doc="The mentee's part of its partnership, out of its cash.")
var("pilot_in_kind", dims=YEARLY, unit="EUR2024/year", long_name="pilot zone, given in kind", kind="flow", better="neither", valid=(0, INF),
    kept_as="pilot_year", doc="Works in the pilot zone that no grant pays: material and labour of the mentee.")
var("mentee_time", dims=YEARLY, unit="EUR2024/year", long_name="working time spent as a mentee", kind="flow", better="neither",
    valid=(0, INF), kept_as="mentee_time_year", doc="Days of its own staff with experts, on study visits and in courses, at its wage.")
var("mentor_days_value", dims=YEARLY, unit="EUR2024/year", long_name="expert days given in kind", kind="flow", better="neither",
    valid=(0, INF), kept_as="mentor_days_year", doc="Days that own experts give as mentors, at staff_day_value; hired residents excluded.")
var("mentor_home_time", dims=YEARLY, unit="EUR2024/year", long_name="working time at home as a mentor", kind="flow", better="neither",
    valid=(0, INF), kept_as="mentor_home_year", doc="Days at home for the partnerships, at staff_day_value.")
var("consultant_spending", dims=YEARLY, unit="EUR2024/year", long_name="consultants and own teams of own turnarounds", kind="flow",
    better="neither", valid=(0, INF), kept_as="consultants_year",
    doc="What turnarounds of one's own cost beside works; a programme may displace some, or set some off.")
var("event_payments", dims=YEARLY, unit="EUR2024/year", long_name="programme money paid for its part in events", kind="flow",
    better="neither", valid=(0, INF), kept_as="events_year",
    doc="What the utility's part in a platform's events costs the programme, overhead included.")
var("event_time", dims=YEARLY, unit="EUR2024/year", long_name="working time spent at events", kind="flow", better="neither", valid=(0, INF),
    kept_as="event_time_year", doc="Days of its own staff at a platform's events, at its wage.")
var("revenue_collected", dims=YEARLY, unit="EUR2024/year", long_name="revenue collected", kind="flow", better="higher", valid=(0, INF),
    kept_as="collected_year", doc="What households pay within the year.")
var("operating_spending", dims=YEARLY, unit="EUR2024/year", long_name="operating cost paid", kind="flow", better="lower", valid=(0, INF),
    kept_as="running_year", doc="Staff, energy and other operating cost within the year.")
var("owner_support", dims=YEARLY, unit="EUR2024/year", long_name="support by the owner", kind="flow", better="neither", valid=(0, INF),
    kept_as="owner_support_year", doc="What the owner adds so that cash does not fall below zero.")
var("owner_transfer", dims=YEARLY, unit="EUR2024/year", long_name="transfer to the owner", kind="flow", better="neither", valid=(0, INF),
    kept_as="owner_transfer_year", doc="Cash above the reserve, which the owner takes.")
var("lender_payments", dims=YEARLY, unit="EUR2024/year", long_name="interest and repayment", kind="flow", better="neither", valid=(0, INF),
    kept_as="lender_year", doc="Paid to lenders within the year.")
# People and organisation
var("skill", dims=BY_DOMAIN, unit="1", long_name="skill of present staff", kind="stock", better="higher", valid=(0, 1),
    kept_as="skill", doc="Share of the domain's tasks that present staff can do to the frontier's standard.")
var("capacity", dims=BY_DOMAIN, unit="1", long_name="routines of the organisation", kind="stock", better="higher", valid=(0, 1),
    kept_as="capacity", doc="Share of the domain's tasks that are routine: procedure, tool, mandate, data.")
var("practice", dims=BY_DOMAIN, unit="1", long_name="practice score", kind="stock", better="higher", valid=(0, 1),
    kept_as="practice", doc="Skill and capacity combined as complements (CES, exponent -2).")
var("motivation", dims=YEARLY, unit="1", long_name="staff motivation", kind="stock", better="higher", valid=(0, 1), kept_as="motivation",
    doc="Staff motivation.")
var("staff_per_1000", dims=YEARLY, unit="person/1000 connections", long_name="own staff per 1000 connections", kind="stock", better="lower",
    valid=(0, 1000), doc="Own staff per 1000 water connections.")
var("treated_share", dims=YEARLY, unit="1", long_name="share of the network under the improved way of working", kind="stock",
    better="higher", valid=(0, 1), kept_as="treated", doc="Pilot zone first; grows with practice, money, management and autonomy.")
# Partnerships, per utility as mentee
var("mentored", dims=YEARLY, unit="1", long_name="has had a first mission", kind="stock", better="neither", valid=(0, 1),
    doc="1 from the year of the first mission on, else 0.")
var("agreement_time", dims=ONCE, unit="year", long_name="time of the first agreement", kind="stock", better="neither", valid=(0, 1000),
    kept_as="agreement_time", of_some=True, doc="When the utility's first partnership was agreed; NaN if never.")
var("exit_time", dims=ONCE, unit="year", long_name="time of the last exit", kind="stock", better="neither", valid=(0, 1000),
    kept_as="exit_time", of_some=True,
    doc="When the utility's last partnership ended, early or planned; NaN if none ended or one still runs.")
var("expert_days", dims=ONCE, unit="day", long_name="expert days received", kind="flow", better="neither", valid=(0, INF),
    kept_as="expert_days", doc="Mentor expert days received over the whole run, resident days included.")
var("support_received", dims=ONCE, unit="EUR2024", long_name="programme money spent on this mentee", kind="flow", better="neither",
    valid=(0, INF), kept_as="support_received",
    doc="Delivery cost of the utility's partnerships over the whole run, without channel overhead.")
var("mentor_days", dims=ONCE, unit="day", long_name="expert days given as a mentor", kind="flow", better="neither", valid=(0, INF),
    kept_as="mentor_days", doc="Expert days this utility gave to others over the whole run.")
var("mentor_in_kind", dims=ONCE, unit="EUR2024", long_name="value of expert days given in kind", kind="flow", better="neither",
    valid=(0, INF),
    doc="Expert days given, hired residents included, times the value of a staff day; the programme pays the residents' part.")
var("is_mentor", dims=YEARLY, unit="1", long_name="can mentor others", kind="stock", better="higher", valid=(0, 1),
    doc="1 where the utility can mentor others, else 0.")
var("visibility", dims=YEARLY, unit="1", long_name="visibility gained by mentoring", kind="stock", better="higher", valid=(0, 1),
    kept_as="visibility", doc="Grows with every partnership that the utility led to its planned exit.")
var("mentoring_experience", dims=YEARLY, unit="1", long_name="experience in mentoring", kind="stock", better="higher", valid=(0, 1),
    doc="1 - exp(-expert days given / experience_days).")
var("may_apply", dims=ONCE, unit="1", long_name="may apply to the programme", kind="stock", better="neither", valid=(0, 1),
    doc="1 where the programme is open to the utility, else 0.")
# Programme, one number a run
var("programme_invested", dims=(), unit="EUR2024", long_name="programme money for works", kind="flow", better="neither", valid=(0, INF),
    kept_as="invested", doc="Works money handed to mentees by a blended programme.")
var("mentors_created", dims=(), unit="utility", long_name="former mentees that can mentor", kind="flow", better="higher", valid=(0, INF),
    doc="Utilities that became mentors after a partnership of this programme.")
var("programme_budget", dims=(), unit="EUR2024", long_name="programme budget", kind="flow", better="neither", valid=(0, INF),
    doc="Budget of the scenario.")
var("programme_spent", dims=(), unit="EUR2024", long_name="programme money spent on delivery", kind="flow", better="neither",
    valid=(0, INF), kept_as="spent",
    doc="All delivery paid over the whole run: introduction, diagnosis, every activity, pilot grants, follow-up.")
var("programme_overhead", dims=(), unit="EUR2024", long_name="programme overhead", kind="flow", better="lower", valid=(0, INF),
    kept_as="overhead", doc="Overhead of the channel.")
var("programme_unspent", dims=(), unit="EUR2024", long_name="programme money unspent", kind="flow", better="neither", valid=(0, INF),
    doc="Money left at the end; budget + raised = spent + overhead + invested + unspent.")
var("programme_unpromised", dims=(), unit="EUR2024", long_name="programme money promised to nobody", kind="flow", better="neither",
    valid=(0, INF), kept_as="unpromised", doc="Money that was free when the last call had closed.")
var("calls_short_of_applicants", dims=(), unit="call", long_name="calls with money left and nobody else who applied", kind="flow",
    better="neither", valid=(0, INF), kept_as="short_of_applicants",
    doc="Calls that left money over, and in which everybody who applied got a mentor and money.")
var("calls_short_of_mentors", dims=(), unit="call", long_name="calls with money left and no mentor for who applied", kind="flow",
    better="neither", valid=(0, INF), kept_as="short_of_mentors",
    doc="Calls that left money over, and in which some who applied got no mentor: none was free and known to the channel.")
var("calls_capped", dims=(), unit="call", long_name="calls in which a cap kept out pairs that the money left would pay for", kind="flow",
    better="neither", valid=(0, INF), kept_as="capped",
    doc="Calls that left money over which would have paid for a pair that only the cap by country (`most_per_country`) kept out.")
var("calls_held_back", dims=(), unit="call", long_name="calls in which a rule held back money that would pay for another pair", kind="flow",
    better="neither", valid=(0, INF), kept_as="held_back",
    doc="Calls that left money over which would have paid for another pair, but a rule of how money is given held it back: a quota, a reserve "
        "for second phases, an own share in cash.")
var("calls_short_of_money", dims=(), unit="call", long_name="calls with too little money left for another pair", kind="flow",
    better="neither", valid=(0, INF), kept_as="short_of_money",
    doc="Calls that gave all their money, or had too little left for the next pair. Every call counts under one of these five.")
var("programme_raised", dims=(), unit="EUR2024", long_name="money that others added", kind="flow", better="higher", valid=(0, INF),
    kept_as="raised", doc="Money that others added to the programme because partnerships were seen to run their course.")
var("partnerships_agreed", dims=(), unit="partnership", long_name="partnerships agreed", kind="flow", better="neither", valid=(0, INF),
    kept_as="agreed", doc="Agreements signed.")
var("partnerships_completed", dims=(), unit="partnership", long_name="partnerships completed as planned", kind="flow", better="higher",
    valid=(0, INF), kept_as="completed", doc="Partnerships that reached their planned exit.")
var("partnerships_ended_early", dims=(), unit="partnership", long_name="partnerships ended early", kind="flow", better="lower",
    valid=(0, INF), kept_as="ended_early", doc="Partnerships that ended before their planned exit.")
var("partnerships_unfinished", dims=(), unit="partnership", long_name="partnerships closed unfinished", kind="flow", better="lower",
    valid=(0, INF), kept_as="unfinished", doc="Partnerships that were closed at the hard end of the programme (must_end_by).")
# fmt: on
