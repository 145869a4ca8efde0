"""The outcomes of a comparison, in its order: what each is called, in which unit, and which direction is better."""

from __future__ import annotations

from dataclasses import dataclass

from wopsim.strategies.design import NEARLY_FULL

YEARS_AFTER = 5
"""Years after the exit at which it is asked what is left."""
FUNCTION_WORKS = 0.3
"""Maturity from which a new function counts as created [assumed]."""

GROUPS = {
    "low_income": ("income", "low", "low-income countries"),
    "fragile": ("fragile", True, "fragile contexts"),
    "small_town": ("size_class", "small_town", "small towns"),
}
"""Groups of utilities that are hardest to reach: coordinate, value, words. What is told by group leaves out those without a mentee."""


@dataclass(frozen=True)
class Words:
    """What an outcome is; `why` says why it may be missing."""

    unit: str
    long_name: str
    better: str
    why: str = ""

    @property
    def attrs(self) -> dict[str, str]:
        """Attributes of the outcome on a dataset."""
        return {"units": self.unit, "long_name": self.long_name, "better": self.better}


_NOBODY = "no utility was mentored"
_TOO_LATE = f"no partnership with an effect ended {YEARS_AFTER} years before the end"
_NOT_ENDED = "no partnership ended a year before the end"

EFFECTS = {
    "people_served": Words("person", "additional people-equivalents of full service, all utilities", "higher", _NOBODY),
    "water_saved": Words("m3/day", "reduction of real losses, all utilities", "higher", _NOBODY),
    "nrw_all_mentees": Words(
        "1", "effect on non-revenue water, all possible mentees, weighted by connections at the start", "lower", _NOBODY
    ),
    "nrw_mentored": Words("1", "effect on non-revenue water, mean over mentored utilities", "lower", _NOBODY),
    "practice_mentored": Words("1", "effect on the practice score, mean over domains and mentored utilities", "higher", _NOBODY),
    "occr_mentored": Words("1", "effect on operating cost coverage, mean over mentored utilities", "higher", _NOBODY),
    "people_connected": Words("person", "additional people with a connection, all utilities", "higher", _NOBODY),
    "people_new_service": Words("person", "of the people-equivalents: by new connections", "higher", _NOBODY),
    "people_better_service": Words("person", "of the people-equivalents: by better service", "higher", _NOBODY),
    "poor_people_connected": Words("person", "additional poor people with a connection, all utilities", "higher", _NOBODY),
    "people_with_sanitation": Words("person", "additional people with sewers or safe emptying, all utilities", "higher", _NOBODY),
    "occr_above_one": Words("utility", "additional utilities that cover their operating cost", "higher", _NOBODY),
    "occr_above_one_share": Words("1", "effect on the share of mentored utilities that cover their operating cost", "higher", _NOBODY),
    "functions_created": Words("function", f"functions that passed {FUNCTION_WORKS} and are there at the end", "higher", _NOBODY),
    "functions_lost": Words("function", f"functions that passed {FUNCTION_WORKS} and fell below again", "lower", _NOBODY),
    "investment_unlocked": Words("EUR2024", "additional large investment over the whole run, all utilities", "higher", _NOBODY),
    "energy_saved": Words("kWh/year", "electricity saved in the last year, all utilities", "higher", _NOBODY),
    "energy_intensity_mentored": Words("kWh/m3", "effect on energy per system input, mean over mentored utilities", "lower", _NOBODY),
    "left_practice": Words(
        "1", f"share of the effect on practice at exit that is left {YEARS_AFTER} years later, median", "higher", _TOO_LATE
    ),
    "left_nrw": Words("1", f"share of the effect on NRW at exit that is left {YEARS_AFTER} years later, median", "higher", _TOO_LATE),
    "utilities_followed": Words("utility", f"mentored utilities with {YEARS_AFTER} years after the exit", "neither", _TOO_LATE),
}
"""What a scenario changes against the baseline."""

FACTS: dict[str, Words | None] = {
    "partnerships_agreed": None,
    "partnerships_completed": None,
    "partnerships_ended_early": None,
    "partnerships_unfinished": None,
    "programme_spent": None,
    "programme_overhead": None,
    "programme_invested": None,
    "programme_raised": None,
    "programme_unspent": None,
    "programme_unpromised": None,
    "calls_short_of_applicants": None,
    "calls_short_of_mentors": None,
    "calls_capped": None,
    "calls_held_back": None,
    "calls_short_of_money": None,
    "utilities_mentored": Words("utility", "utilities that had a first mission", "neither"),
    "possible_mentees": Words("utility", "utilities to which the programme is open", "neither"),
    "world_full": Words("1", "share of the utilities to which the programme is open that had a first mission", "neither"),
    "nearly_full": Words("1", f"whether more than {100 * NEARLY_FULL:.0f} % of these utilities had a first mission", "lower"),
    **{
        f"quota_missed_{group}": Words("1", f"whether the quota for {where} was not kept", "lower")
        for group, (_, _, where) in GROUPS.items()
    },
    "mentors_created": None,
    "mentors_active": Words("utility", "utilities that mentored others", "neither"),
    "mentor_days": Words("day", "staff experience: expert days given by mentors", "neither"),
    "mentor_in_kind": Words("EUR2024", "value of these days, borne by mentors", "neither"),
}
"""What a programme did. Without words: an output of a run that is an outcome as it is, with the words it has there."""

PROGRAMME_MONEY = ("programme_spent", "programme_overhead", "programme_invested")
"""Facts that add up to what the funder of a programme paid, works included."""

COST_PARTS = ("cost_programme", "cost_works", "cost_connections", "cost_supply", "cost_in_kind", "cost_time")
"""Parts that add up to the cost to all."""

FULL_COST = {
    "person_years": Words("person*year", "additional people-equivalents of full service, summed over years, discounted", "higher", _NOBODY),
    "person_years_undiscounted": Words("person*year", "the same, every year counting alike", "higher", _NOBODY),
    "cost_programme": Words("EUR2024", "programme: delivery, overhead and works money, discounted", "neither"),
    "cost_works": Words("EUR2024", "works and consultants set off, beyond the programme's money, discounted", "neither"),
    "cost_connections": Words("EUR2024", "connections set off, beyond the programme's money, discounted", "neither"),
    "cost_supply": Words(
        "EUR2024", "new supply set off, beyond the programme's money, discounted; less where works take its money", "neither"
    ),
    "cost_in_kind": Words("EUR2024", "own shares, pilot zones and mentors' expert days, discounted", "neither"),
    "cost_time": Words("EUR2024", "working time of mentees' staff, of mentors' staff at home, and of all at events, discounted", "neither"),
    "cost_all": Words("EUR2024", "cost to all: programme, works, connections, supply, in kind, working time, discounted", "lower"),
    "cost_all_undiscounted": Words("EUR2024", "the same, every year counting alike", "lower"),
    "cost_works_own": Words("EUR2024", "of the works set off: out of utilities' own cash, discounted", "neither"),
    "cost_works_loan": Words("EUR2024", "of the works set off: by loans of large projects, discounted", "neither"),
    "cost_consultants": Words("EUR2024", "of the works set off: consultants of turnarounds of one's own, discounted", "neither"),
    "cost_pilot_zones": Words("EUR2024", "of what is in kind: works in pilot zones that no grant pays, discounted", "neither"),
    "running_cost_change": Words("EUR2024", "change of operating cost over the run, discounted; in no cost above", "lower"),
    "revenue_change": Words("EUR2024", "change of revenue collected over the run, discounted; in no cost above", "higher"),
}
"""What it costs everybody, and years of service; see `wopsim.analysis.full_cost`."""

PLACES = {
    "mentored": "mentored utilities",
    "mentors": "utilities that mentored",
    "others": "all other utilities, which only a platform's events or a neighbour's example reach",
}
"""Where an effect can be, and in words."""

WHERE = {
    **{
        f"people_{place}": Words("person", f"additional people-equivalents of full service, {words}", "higher", _NOBODY)
        for place, words in PLACES.items()
    },
    **{f"water_{place}": Words("m3/day", f"reduction of real losses, {words}", "higher", _NOBODY) for place, words in PLACES.items()},
    **{
        f"nrw_{place}": Words("1", f"effect on non-revenue water, mean over {words}", "lower", "there is none")
        for place, words in PLACES.items()
        if place != "mentored"
    },
    **{
        f"practice_{place}": Words("1", f"effect on the practice score, mean over domains and {words}", "higher", "there is none")
        for place, words in PLACES.items()
        if place != "mentored"
    },
}
"""The effect apart, by where it is; see `wopsim.analysis.spill_over`."""

REACH = {
    name: found
    for group, (_, _, where) in GROUPS.items()
    for name, found in {
        f"support_{group}": Words("1", f"share of support that reached {where}", "neither", "no support was given"),
        f"people_{group}": Words("person", f"additional people-equivalents of full service, {where}", "higher"),
    }.items()
}
"""Whom it reached, and where the effect on people is."""

NAIVE = {
    "utilities_evaluated": Words("utility", "mentored utilities with a year after the exit", "neither"),
    "before_after": Words("1", "before/after of reported non-revenue water, mean over evaluated utilities", "lower", _NOT_ENDED),
    "before_after_anyway": Words("1", "the same utilities and years without the programme, as reported", "lower", _NOT_ENDED),
    "before_after_paired": Words("1", "paired effect on non-revenue water, same utilities and years", "lower", _NOT_ENDED),
    "pilot_report": Words(
        "1", "pilot zone in its last year minus the whole utility at the agreement", "lower", "no pilot zone was evaluated"
    ),
}
"""What an evaluation without a comparison would report."""

BESIDE = {
    "support_received": Words("EUR2024", "support money of the run", "neither"),
    "served_at_start": Words("person", "people-equivalents of full service of possible mentees at the start", "neither"),
    "pilots_evaluated": Words("utility", "evaluated utilities with a pilot zone", "neither"),
    "nrw_share_with": Words("1", "non-revenue water of mentored utilities, weighted by connections at the start", "lower"),
    "nrw_share_without": Words("1", "non-revenue water of the same utilities without the programme, weighted alike", "lower"),
    **{f"support_received_{group}": Words("EUR2024", f"support money to {where}", "neither") for group, (_, _, where) in GROUPS.items()},
    **{f"served_at_start_{group}": Words("person", f"the same in {where}", "neither") for group, (_, _, where) in GROUPS.items()},
    **{
        f"mentees_{group}": Words("1", f"share of possible mentees that are in {where}", "neither")
        for group, (_, _, where) in GROUPS.items()
    },
}
"""What is measured for figures, and to make outcomes of many runs out of."""

OF_POINTS = {"served_at_start", *(f"served_at_start_{group}" for group in GROUPS)}
OF_THE_WORLD = {f"mentees_{group}" for group in GROUPS}
"""Of these, what is the same for all scenarios, and for all runs."""

MEASURED: dict[str, Words | None] = {**EFFECTS, **FULL_COST, **WHERE, **FACTS, **REACH, **NAIVE, **BESIDE}

THRESHOLD = 0.15
"""Move of a chance from which an order counts as turned."""
