"""The comparison of many scenarios: one line for each, designs together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wopsim.analysis.designs import common_label
from wopsim.analysis.outcome_specs import PLACES
from wopsim.counting import counted
from wopsim.report.numbers import NONE, PERCENT, POINTS, Scale, compact, known, price
from wopsim.report.tables.constraint_notes import constraint_notes
from wopsim.report.tables.rows import Cell, Row, Section, hopeless, is_skewed
from wopsim.report.tables.runs_needed_words import OF_THE_ORDER, closest_pair, how_judged
from wopsim.study.variants import in_words

if TYPE_CHECKING:
    from wopsim.analysis.comparison import ComparisonData
    from wopsim.declare import Value

LABEL = 27
"""Width of the column of labels in text."""
_NEEDED = "else how many more points, draws x replicates (many: too few to say)"
_UNDEFINED = f"{NONE}: not defined; comparison.csv says why, and holds every other outcome."


@dataclass(frozen=True)
class _Column:
    head: str
    width: int
    write: Callable[[str], str]


def sections_of_many(comparison: ComparisonData) -> list[Section]:
    """Return tables with a line per scenario: what changes, what a unit and what all of it costs, where it is, and what it took."""
    return [_effects(comparison), _unit_costs(comparison), _full_cost(comparison), _where(comparison), _programme(comparison)]


def swept_section(variants: Sequence[tuple[int, Mapping[str, Value], ComparisonData]]) -> Section:
    """Return what changes as one table: the scenarios of each combination of swept values below its number and values."""
    scale = _scale([comparison for *_, comparison in variants], "people_served", ("low", "high"))
    uneven = len({(comparison.draws, comparison.replicates) for *_, comparison in variants}) > 1
    rows: list[Row] = []
    for number, values, comparison in variants:
        columns = _effect_columns(comparison, scale)
        name = "\n".join([f"variant {number}", *in_words(values)])
        name += f"\n{counted(comparison.draws, 'draw')} x {counted(comparison.replicates, 'replicate')}" if uneven else ""
        rows += [Row(name, "", tuple(Cell("") for _ in columns)), *_lines(comparison, columns, indent="  ")]
    several = len({comparison.theories for *_, comparison in variants}) > 1
    theories = "structure as the line says" if several else comparison.theories
    return _section(_effects_title(comparison), columns, rows, _how_to_read(comparison, theories), [_judged(comparison), _UNDEFINED])


def _effects(comparison: ComparisonData) -> Section:
    scale = _scale([comparison], "people_served", ("low", "high"))
    columns = _effect_columns(comparison, scale)
    wanting = [name for name in comparison.scenarios if comparison.more_runs(name)]
    notes = [_judged(comparison)]
    if wanting and not any(hopeless(comparison, name) for name in wanting):
        draws = max(comparison.needed(name)[0] for name in wanting)
        replicates = max(comparison.needed(name)[1] for name in wanting)
        notes[0] += f" By present estimates, draws: {draws} with replicates: {replicates} would do for all."
    if closest := closest_pair(comparison):
        notes.append(closest)
    errors = [comparison.get(name, "people_served")["monte_carlo_error"] for name in comparison.scenarios]
    if any(map(math.isfinite, errors)):
        most = scale.show(max(filter(math.isfinite, errors)))
        notes.append(f"A mean of people served is still uncertain by up to ± {most} (standard error): differences below that say nothing.")
    notes.append(_UNDEFINED)
    return _section(_effects_title(comparison), columns, _lines(comparison, columns), _how_to_read(comparison, comparison.theories), notes)


def _judged(comparison: ComparisonData) -> str:
    return f"{how_judged(comparison)}; {_NEEDED}. {OF_THE_ORDER}"


def _effects_title(comparison: ComparisonData) -> str:
    return f"What changes by year {comparison.year} that would not have happened anyway"


def _effect_columns(comparison: ComparisonData, scale: Scale) -> tuple[_Column, ...]:
    def people(name: str) -> str:
        row = comparison.get(name, "people_served")
        middle = row["median"] if is_skewed(row) else known(row["mean"], row["monte_carlo_error"], scale)
        return f"{scale.bare(middle, signed=True)}{'~' * is_skewed(row)} [{scale.bare(row['low'])}, {scale.bare(row['high'])}]"

    def per_person(name: str) -> str:
        return "|".join(_shown(comparison, outcome, price)(name) for outcome in ("cost_per_person", "all_cost_per_person"))

    def support(name: str) -> str:
        shares = [comparison.get(name, f"support_{group}")["mean"] for group in comparison.groups_there]
        return NONE if any(math.isnan(share) for share in shares) else "/".join(PERCENT.bare(share) for share in shares)

    def more(name: str) -> str:
        missing = comparison.more_runs(name)
        return "many" if hopeless(comparison, name) else f"+{missing}" if missing else "enough"

    return (
        _Column(f"People served, {scale.suffix.strip() or 'people'}*", 18, people),
        _Column("EUR/person funder|all", 11, per_person),
        _Column("NRW, pp", 5, _shown(comparison, "nrw_mentored", _points)),
        _Column("naive, pp", 6, _shown(comparison, "before_after", _points)),
        _Column("Prac- tice", 5, _shown(comparison, "practice_mentored", _points)),
        _Column("left, %", 5, _shown(comparison, "left_practice", PERCENT.bare)),
        _Column("Support to, %", 9, support),
        _Column("Runs needed", 6, more),
    )


def _how_to_read(comparison: ComparisonData, theories: str) -> str:
    usual = "/".join(
        PERCENT.bare(comparison.get(next(iter(comparison.scenarios)), f"support_{group}")["reference"]) for group in comparison.groups_there
    )
    whom = "/".join(group.replace("_", "-") for group in comparison.groups_there)
    return (
        f"How to read: scenario minus no programme under the same luck, in year {comparison.year}; means over "
        f"{counted(comparison.draws, 'draw')} {comparison.drawn} x {counted(comparison.replicates, 'replicate')}, {theories}, "
        "in brackets the middle 90 %. EUR/person: of the "
        "programme's money that was spent (funder), and of everything that is spent, works, connections, in kind and working "
        "time included (all). NRW "
        "(percentage points) and practice (points of 100): mean over mentored utilities. naive: what a before/after evaluation of "
        "reported NRW finds. left: share of the effect on practice at the exit that is left five years later. Support: share of the "
        f"money to {whom} utilities, beside {usual} among all possible mentees. *People-equivalents of full "
        "service: people with a connection, weighted by hours and quality. ~: the median, where the mean lies outside that range."
    )


def _unit_costs(comparison: ComparisonData) -> Section:
    def both(unit: str) -> tuple[_Column, _Column]:
        def ranked(outcome: str) -> Callable[[str], str]:
            def write(name: str) -> str:
                row = comparison.get(name, outcome)
                return NONE if math.isnan(row["mean"]) else f"{price(row['mean'])} ({row['rank']:.0f}.)"

            return write

        return _Column("funder", 12, ranked(f"cost_per_{unit}")), _Column("all", 12, ranked(f"all_cost_per_{unit}"))

    person, year, water = both("person"), both("person_year"), both("water_saved")
    columns = (
        replace(person[0], head="EUR/person funder"), person[1], replace(year[0], head="EUR/pers.-yr funder"), year[1],
        replace(water[0], head="EUR/(m3/day) funder"), water[1],
    )  # fmt: skip
    how = (
        "How to read: in brackets the rank, 1. is the cheapest. Funder: money of the programme, as paid. All: everything of the next "
        "table, discounted. Over the effect in the last year (people, m3/day of real losses saved), or over discounted person-years of "
        "service. Ranks are of means: comparison.csv has the ranges, and designs whose ranges overlap cannot be told apart by "
        "rank."
    )
    return _section("What a unit costs: the funder, and all together", columns, _lines(comparison, columns), how, [_UNDEFINED])


def _full_cost(comparison: ComparisonData) -> Section:
    def millions(value: float) -> str:
        return f"{value / 1e6:.1f}"

    heads = {
        "Pro- gramme": "cost_programme", "Works": "cost_works", "Connec- tions": "cost_connections", "New supply": "cost_supply",
        "In kind": "cost_in_kind", "Work time": "cost_time", "All": "cost_all", "undis- counted": "cost_all_undiscounted",
    }  # fmt: skip
    columns = tuple(_Column(head, 7, _shown(comparison, outcome, millions)) for head, outcome in heads.items())
    how = (
        "How to read: million EUR over the whole run, discounted, against no programme under the same luck, so that what would have been "
        "spent anyway is not in it. Works, connections, new supply: beyond the programme's money; new supply falls where works take money "
        "that would have built it. In kind: own shares, pilot zones, mentors' expert days. Work time: mentees' staff, mentors' at home, "
        "all at events. Change of operating cost and of revenue is not netted; comparison.csv has it."
    )
    return _section("What it costs all together, by what for", columns, _lines(comparison, columns), how, [])


def _where(comparison: ComparisonData) -> Section:
    people = compact(*(float(comparison.get(name, f"people_{place}")["mean"]) for name in comparison.scenarios for place in PLACES))

    def number(outcome: str, scale: Scale) -> Callable[[str], str]:
        def write(name: str) -> str:
            row = comparison.get(name, outcome)
            return NONE if math.isnan(row["mean"]) else f"{scale.bare(row['mean'])} [{scale.bare(row['low'])},{scale.bare(row['high'])}]"

        return write

    fine = replace(POINTS, decimals=2)
    columns = (
        *(
            _Column(f"People,{people.suffix} {place}", 14 if place == "mentored" else 11, number(f"people_{place}", people))
            for place in PLACES
        ),
        *(_Column(f"Practice, {place}", 16, number(f"practice_{place}", fine)) for place in PLACES if place != "mentored"),
    )
    how = (
        "How to read: the effect apart, in brackets the middle 90 %. Mentored: taught by a mission or a resident. Mentors: who gave "
        "days and was not mentored. Others: only a platform's events, or a neighbour's example, reach them."
    )
    return _section("Where the effect is", columns, _lines(comparison, columns), how, [])


def _programme(comparison: ComparisonData) -> Section:
    def count(value: float) -> str:
        return f"{value:.1f}"

    def millions(value: float) -> str:
        return f"{value / 1e6:.1f}"

    whole_millions = Scale(1e6, 0, "")

    def large(name: str) -> str:
        row = comparison.get(name, "investment_unlocked")
        mean = known(row["mean"], row["monte_carlo_error"], whole_millions)
        return NONE if math.isnan(mean) else "|".join(whole_millions.bare(one, signed=True) for one in (row["median"], mean))

    columns = (
        _Column("Mentored", 8, _shown(comparison, "utilities_mentored", count)),
        _Column("ended early", 6, _shown(comparison, "partnerships_ended_early", count)),
        _Column("Spent, EUR M", 6, _shown(comparison, "programme_spent", millions)),
        _Column("over- head", 6, _shown(comparison, "programme_overhead", millions)),
        _Column("works", 6, _shown(comparison, "programme_invested", millions)),
        _Column("OCCR above 1", 6, _shown(comparison, "occr_above_one", lambda value: f"{value:+.1f}")),
        _Column("Func- tions", 5, _shown(comparison, "functions_created", count)),
        _Column("Large inv., M", 9, large),
        _Column("New mentors", 7, _shown(comparison, "mentors_created", count)),
    )
    how = (
        "How to read: means over runs. Spent: with what others added to the money. OCCR above 1: additional utilities that cover their "
        "operating cost. Functions: pro-poor units or sanitation services that work at the end. Large inv.: additional loans and grants "
        "of large projects over the whole run, median|mean of runs: in most there is none. New mentors: mentees that can mentor."
    )
    notes = constraint_notes(comparison, comparison.scenarios)
    return _section("What it took, and what else it changed", columns, _lines(comparison, columns), how, notes)


def _lines(comparison: ComparisonData, columns: tuple[_Column, ...], indent: str = "") -> list[Row]:
    """Return a line per scenario, designs that differ in pairing only below their common name."""
    rows: list[Row] = []
    labels = comparison.scenarios
    for group in comparison.groups:
        head = common_label([labels[name] for name in group])
        if head:
            rows.append(Row(f"{indent}{head}", "", tuple(Cell("") for _ in columns)))
        for name in group:
            label = f"  {labels[name].removeprefix(head + ', ')}" if head else labels[name]
            rows.append(Row(f"{indent}{label}", "", tuple(Cell(column.write(name)) for column in columns)))
    return rows


def _section(title: str, columns: tuple[_Column, ...], rows: list[Row], how: str, notes: list[str]) -> Section:
    heads, widths = tuple(column.head for column in columns), tuple(column.width for column in columns)
    return Section(title, heads, tuple(rows), how, tuple(notes), widths)


def _shown(comparison: ComparisonData, outcome: str, show: Callable[[float], str]) -> Callable[[str], str]:
    def write(name: str) -> str:
        value = float(comparison.get(name, outcome)["mean"])
        return NONE if math.isnan(value) else show(value)

    return write


def _points(value: float) -> str:
    return POINTS.bare(value, signed=True)


def _scale(comparisons: Iterable[ComparisonData], outcome: str, columns: tuple[str, ...]) -> Scale:
    values = []
    for comparison in comparisons:
        rows: Any = comparison.table[comparison.table["outcome"] == outcome]
        values += [float(value) for column in columns for value in rows[column]]
    return compact(*values)
