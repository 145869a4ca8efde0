"""The comparison of few scenarios: a column for each, with the range of every mean below it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wopsim.counting import counted
from wopsim.report.numbers import NONE, PERCENT, POINTS, RATIO, WORDS, Scale, common, compact, in_percent, known, price, price_span, span
from wopsim.report.tables.constraint_notes import constraint_notes
from wopsim.report.tables.rows import Cell, Row, Section, hopeless, is_skewed
from wopsim.report.tables.runs_needed_words import OF_THE_ORDER, closest_pair, how_judged

if TYPE_CHECKING:
    from wopsim.analysis.comparison import ComparisonData


FIRST_DRAWS, FIRST_REPLICATES = 12, 6
"""To start with, where runs are far too few to say how many are needed."""


def sections_of_few(comparison: ComparisonData, scenarios: list[str]) -> list[Section]:
    """Return the tables for some of the scenarios."""
    writer = _Writer(comparison, scenarios)
    return [
        writer.effects(), writer.unit_costs(), writer.full_cost(), writer.where(), writer.others(), writer.money(), writer.naive(),
    ]  # fmt: skip


class _Writer:
    """Collects, while rows are written, why numbers are missing, which means lie outside their range, and which rows show nothing."""

    def __init__(self, comparison: ComparisonData, scenarios: list[str]) -> None:
        self.comparison = comparison
        self.names = scenarios
        self.labels = comparison.scenarios
        self.missing: dict[str, list[str]] = {}
        self.left_out: dict[str, dict[str, int]] = {}
        self.skewed: dict[str, list[str]] = {}
        self.nothing: list[Row] = []

    def effects(self) -> Section:
        year = self.comparison.year
        rows = (
            self.number("People served", "additional people*", "people_served", self.scale("people_served")),
            self.plain("  chance it helps", "people_served", lambda row: in_percent(row["chance_better"])),
            self.number("  by new service", "people-equivalents", "people_new_service", self.scale("people_new_service")),
            self.number("  by better service", "people-equivalents", "people_better_service", self.scale("people_better_service")),
            self.number("Water saved", "m3/day", "water_saved", self.scale("water_saved")),
            self.number("NRW, all mentees", "percentage points", "nrw_all_mentees", POINTS),
            self.number("NRW, mentored", "percentage points", "nrw_mentored", POINTS),
            self.plain("  chance it helps", "nrw_mentored", lambda row: in_percent(row["chance_better"])),
            self.number("Practice, mentored", "points of 100", "practice_mentored", POINTS),
            self.number("OCCR, mentored", "ratio", "occr_mentored", RATIO),
            self.number("Practice left", "% after 5 years**", "left_practice", _SHARE),
            self.number("NRW effect left", "% after 5 years**", "left_nrw", _SHARE),
            self.plain("MC error, people", "people_served", lambda row: _error(row, self.scale("people_served"))),
            self.plain("MC error, NRW", "nrw_mentored", lambda row: _error(row, POINTS)),
            Row("Runs needed", "or how many more", tuple(Cell(_verdict(self.comparison, name)) for name in self.names)),
        )
        how = (
            f"How to read: scenario minus no programme under the same luck, in year {year}; mean, below it the range of the middle "
            f"90 % of {counted(self.comparison.draws, 'draw')} {self.comparison.drawn} x "
            f"{counted(self.comparison.replicates, 'replicate')}, "
            f"{self.comparison.theories}. A range that spans 0: it may do nothing, or harm. The model knows few ways "
            "in which mentoring harms, so a chance near 100 % says little; the range says more. *People-equivalents of full "
            "service: people with a connection, weighted by hours and quality. **Share of "
            "the effect at the exit that is left five years later, median over utilities; above 100 % it went on growing."
        )
        notes = [*self._advice(), *self._reasons()]
        return self._section(f"What changes by year {year} that would not have happened anyway", rows, how, notes)

    def unit_costs(self) -> Section:
        years = self.scale("person_years")
        rows = (
            self.number("Person-years", "discounted", "person_years", years),
            self.number("  not discounted", "", "person_years_undiscounted", years),
            *self.costs("Per person: funder", "EUR", "cost_per_person"),
            *self.costs("Per person: all", "EUR", "all_cost_per_person"),
            *self.costs("Per person-yr: fund.", "EUR", "cost_per_person_year"),
            *self.costs("Per person-yr: all", "EUR", "all_cost_per_person_year"),
            *self.costs("Per m3/day: funder", "EUR", "cost_per_water_saved"),
            *self.costs("Per m3/day: all", "EUR", "all_cost_per_water_saved"),
        )
        how = (
            "How to read: funder: what the programme paid (delivery, overhead, works money), as paid, what others added to it included. "
            "All: everything of the next table, discounted. Each over the effect in the last year, or over discounted person-years; of "
            "the means, range over draws, luck averaged. Rank: 1 is the cheapest of all scenarios. 'or more': no upper end, since in "
            "more than 5 % of draws the money buys nothing."
        )
        return self._section("What a unit costs: the funder, and all together", rows, how, self._reasons())

    def full_cost(self) -> Section:
        rows = tuple(
            self.number(label, unit, outcome, _MILLIONS)
            for label, unit, outcome in (
                ("Programme", "EUR", "cost_programme"),
                ("Works", "EUR set off", "cost_works"),
                ("  by own cash", "EUR", "cost_works_own"),
                ("  by loans", "EUR", "cost_works_loan"),
                ("  by consultants", "EUR", "cost_consultants"),
                ("Connections", "EUR set off", "cost_connections"),
                ("New supply", "EUR set off", "cost_supply"),
                ("In kind", "EUR", "cost_in_kind"),
                ("  in pilot zones", "EUR", "cost_pilot_zones"),
                ("Working time", "EUR", "cost_time"),
                ("Cost to all", "EUR", "cost_all"),
                ("  not discounted", "EUR", "cost_all_undiscounted"),
                ("Operating cost", "EUR beside", "running_cost_change"),
                ("Revenue collected", "EUR beside", "revenue_change"),
            )
        )
        how = (
            "How to read: over the whole run, discounted (discount_rate), against no programme under the same luck, so that what would "
            "have been spent anyway is not in it. Programme: delivery, events, overhead, works money. Works (and consultants), "
            "connections, new supply: by own cash, loans and grants of other projects; below 0 where works take money that would have "
            "built supply. In kind: own shares, pilot zones, mentors' expert days. Working time: mentees' staff, mentors' staff at home, "
            "all at events. Nothing is netted: operating cost and revenue stand apart."
        )
        return self._section("What it costs all together, by what for", rows, how, self._reasons())

    def where(self) -> Section:
        people, water = self.scale("people_served"), self.scale("water_saved")
        rows = (
            self.number("People: mentored", "people", "people_mentored", people),
            self.number("  their mentors", "people", "people_mentors", people),
            self.number("  others", "people", "people_others", people),
            self.number("Water: mentored", "m3/day", "water_mentored", water),
            self.number("  their mentors", "m3/day", "water_mentors", water),
            self.number("  others", "m3/day", "water_others", water),
            self.number("NRW: mentors", "percentage points", "nrw_mentors", _FINE),
            self.number("  others", "percentage points", "nrw_others", _FINE),
            self.number("Practice: mentors", "points of 100", "practice_mentors", _FINE),
            self.number("  others", "points of 100", "practice_others", _FINE),
        )
        how = (
            "How to read: the effect above, apart. Mentored: taught by a mission or a resident. Their mentors: who gave days and was "
            "not mentored. Others: nobody came; only a platform's events, or the example of a mentored neighbour in a turnaround of their "
            "own, reach them."
        )
        return self._section("Where the effect is", rows, how, self._reasons())

    def costs(self, label: str, unit: str, outcome: str) -> tuple[Row, Row]:
        def rank(row: Any) -> str:
            return NONE if math.isnan(row["rank"]) else f"{row['rank']:.0f} of {len(self.labels)}"

        return self.cost(label, unit, outcome), self.plain("  rank", outcome, rank)

    def others(self) -> Section:
        rows = (
            self.number("Connected", "additional people", "people_connected", self.scale("people_connected")),
            self.number("  of them poor", "additional people", "poor_people_connected", self.scale("poor_people_connected")),
            self.number("Sanitation", "additional people", "people_with_sanitation", self.scale("people_with_sanitation")),
            self.number("OCCR above 1", "utilities", "occr_above_one", _COUNT),
            self.number("  share", "mentored, pp", "occr_above_one_share", POINTS),
            self.number("Functions created", "that last", "functions_created", _COUNT),
            self.number("  lost again", "", "functions_lost", _COUNT),
            self.number("Large investment", "EUR, whole run", "investment_unlocked", self.scale("investment_unlocked")),
            self.number("Energy saved", "kWh/year", "energy_saved", self.scale("energy_saved")),
            self.number("Mentors created", "utilities", "mentors_created", _COUNT),
            self.plain("Mentors active", "mentors_active", lambda row: f"{row['mean']:.1f}"),
            self.plain("  days given", "mentor_days", lambda row: compact(row["mean"]).show(row["mean"])),
        )
        how = (
            "How to read: as above, against no programme. Functions: pro-poor units or sanitation services; a programme builds them only "
            "with that objective, and they are lost again when what was taught fades unused or management falls back. Large investment "
            "comes to few utilities, so chance dominates its range."
        )
        return self._section(f"What else changes by year {self.comparison.year}", rows, how, self._reasons())

    def money(self) -> Section:
        def count(row: Any) -> str:
            return NONE if math.isnan(row["mean"]) else f"{row['mean']:.1f}"

        def millions(row: Any) -> str:
            return NONE if math.isnan(row["mean"]) else f"{row['mean'] / 1e6:.2f} M"

        rows = (
            self.plain("Utilities mentored", "utilities_mentored", count),
            self.plain("  of possible ones", "world_full", lambda row: NONE if math.isnan(row["mean"]) else PERCENT.show(row["mean"])),
            self.plain("Partnerships agreed", "partnerships_agreed", count),
            self.plain("  completed", "partnerships_completed", count),
            self.plain("  ended early", "partnerships_ended_early", count),
            *self.unfinished(count),
            self.plain("Delivery [EUR 2024]", "programme_spent", millions),
            self.plain("  overhead", "programme_overhead", millions),
            self.plain("  works", "programme_invested", millions),
            self.plain("  unspent", "programme_unspent", millions),
            self.plain("  added by others", "programme_raised", millions),
            *self.by_group("Support", self.reach),
            *self.by_group("People", self.people),
        )
        absent = [words for group, words in _GROUPS.items() if group not in self.comparison.groups_there]
        nobody = f" The world has no mentee of: {', '.join(absent)}." if absent else ""
        how = (
            "How to read: means over runs; money of the programme as it was paid. Delivery, overhead, works and unspent add up to the "
            "budget and what others added, who saw partnerships run their course; that is spent like the funder's. Support: share of "
            "the money; in brackets the share such utilities have among all possible mentees, so a larger figure outside means they "
            "were favoured. People: share of the additional people-equivalents of full service, those of mentors there included; in "
            "brackets their share of the people-equivalents whom possible mentees served at the start; it is less than their share of "
            f"people where their service is worse.{nobody}"
        )
        return self._section(
            "The programme, and whom it reaches", rows, how, [*constraint_notes(self.comparison, self.names), *self._reasons()]
        )

    def unfinished(self, count: Callable[[Any], str]) -> tuple[Row, ...]:
        """Return the row of partnerships that were closed unfinished, where there are any."""
        row = self.plain("  unfinished", "partnerships_unfinished", count)
        return (row,) if any(self.comparison.get(name, "partnerships_unfinished")["mean"] > 0.0 for name in self.labels) else ()

    def naive(self) -> Section:
        rows = (
            self.plain("Utilities evaluated", "utilities_evaluated", lambda row: f"{row['mean']:.1f}"),
            self.number("Before/after", "NRW as reported, pp", "before_after", POINTS),
            self.number("  without programme", "same utilities, pp", "before_after_anyway", POINTS),
            self.number("  paired effect", "same years, pp", "before_after_paired", POINTS),
            self.number("A pilot report", "NRW, pilot zone, pp", "pilot_report", POINTS),
        )
        how = (
            "How to read: before = last report up to the agreement, after = first report after the exit. The before/after figure is what "
            "an evaluation without a comparison finds; the row below it would have happened anyway (or is reading noise); only the paired "
            "effect is the programme's."
        )
        return self._section("What a naive evaluation would have said", rows, how, self._reasons())

    def scale(self, outcome: str) -> Scale:
        """Return one scale for an outcome in all scenarios, so that they can be compared at a glance."""
        rows = [self.comparison.get(name, outcome) for name in self.labels]
        return common(*(row[end] for row in rows for end in ("mean", "low", "high")))

    def number(self, label: str, unit: str, outcome: str, scale: Scale) -> Row:
        def both(row: Any) -> Cell:
            range_ = span(bare, row["low"], row["high"])
            mean, median = known(row["mean"], row["monte_carlo_error"], scale), bare.show(row["median"], signed=True)
            if not is_skewed(row) or bare.show(mean, signed=True) == median:
                return Cell(bare.show(mean, signed=True), range_)
            often = f"{in_percent(row['not_zero'])} of runs" if row["not_zero"] < 1.0 else "all runs"
            said = f"{scale.show(mean, signed=True)}, not 0 in {often} ({self.labels[row['scenario']]})"
            self.skewed.setdefault(label.strip(), []).append(said)
            return Cell(f"{median} ~", range_)

        bare = replace(scale, suffix="")
        row = self._row(label, f"{WORDS[scale.suffix]} {unit.removeprefix('additional ')}" if scale.suffix else unit, outcome, both)
        if all(self._shows_nothing(name, outcome, bare) for name in self.labels):
            self.nothing.append(row)
        return row

    def _shows_nothing(self, name: str, outcome: str, scale: Scale) -> bool:
        """Whether mean, median and range of a scenario are all nought to the digits that are shown."""
        row = self.comparison.get(name, outcome)
        return not row["undefined"] and all(float(scale.bare(row[one])) == 0.0 for one in ("mean", "median", "low", "high"))

    def cost(self, label: str, unit: str, outcome: str) -> Row:
        return self._row(label, unit, outcome, lambda row: Cell(price(row["mean"]), price_span(row["low"], row["high"])))

    def _row(self, label: str, unit: str, outcome: str, write: Callable[[Any], Cell]) -> Row:
        cells = []
        for name in self.names:
            row = self.comparison.get(name, outcome)
            left_out = int(self.comparison.draws * self.comparison.replicates - row["runs"])
            if row["undefined"]:
                self._note(f"{NONE} {label.strip()}: {row['undefined']}", name)
            elif left_out:
                self.left_out.setdefault(label.strip(), {})[self.labels[name]] = left_out
            cells.append(Cell(NONE) if row["undefined"] else write(row))
        return Row(label, unit, tuple(cells))

    def _note(self, text: str, scenario: str) -> None:
        self.missing.setdefault(text, []).append(self.labels[scenario])

    def plain(self, label: str, outcome: str, write: Callable[[Any], str], unit: str = "") -> Row:
        return Row(label, unit, tuple(Cell(write(self.comparison.get(name, outcome))) for name in self.names))

    def by_group(self, what: str, row: Callable[[str, str], Row]) -> Iterator[Row]:
        """Yield a row for each group of which there is a mentee; the first names what is told."""
        for number, group in enumerate(self.comparison.groups_there):
            yield row(f"  {_GROUPS[group]}" if number else f"{what}: {_GROUPS[group]}", group)

    def reach(self, label: str, group: str) -> Row:
        def both(row: Any) -> str:
            if math.isnan(row["mean"]):
                return NONE
            return f"{PERCENT.show(row['mean'])} ({PERCENT.show(row['reference'])})"

        return self.plain(label, f"support_{group}", both)

    def people(self, label: str, group: str) -> Row:
        cells = []
        for name in self.names:
            row, whole = self.comparison.get(name, f"people_{group}"), self.comparison.get(name, "people_served")["mean"]
            share = PERCENT.show(row["mean"] / whole) if whole > 0 else NONE
            cells.append(Cell(f"{share} ({PERCENT.show(row['reference'])})"))
        return Row(label, "people-equivalents", tuple(cells))

    def _advice(self) -> list[str]:
        far_too_few = any(hopeless(self.comparison, name) for name in self.names)
        wanting = [name for name in self.names if self.comparison.more_runs(name)]
        if far_too_few:
            return [
                f"Far too few runs to say how many are needed. Start with draws: {FIRST_DRAWS} and replicates: {FIRST_REPLICATES}, or more."
            ]
        notes = [f"{how_judged(self.comparison)}. {OF_THE_ORDER}"]
        if wanting:
            draws = max(self.comparison.needed(name)[0] for name in wanting)
            replicates = max(self.comparison.needed(name)[1] for name in wanting)
            notes[0] += f" By present estimates, draws: {draws} with replicates: {replicates} would do for all scenarios."
        closest = closest_pair(self.comparison)
        return [*notes, closest] if closest else notes

    def _reasons(self) -> list[str]:
        everywhere = len(self.names)
        found, self.missing = self.missing, {}
        said = [f"{text} ({'all scenarios' if len(who) == everywhere > 1 else '; '.join(who)})." for text, who in found.items()]
        outside, self.skewed = self.skewed, {}
        said += [f"~ {label}: the median, for the mean lies outside the range: {'; '.join(means)}." for label, means in outside.items()]
        return said + self._left_out()

    def _left_out(self) -> list[str]:
        """One line for all rows that lack the same numbers of runs, mostly those in which nobody was mentored."""
        alike: dict[tuple[tuple[str, int], ...], list[str]] = {}
        for row, lacking in self.left_out.items():
            alike.setdefault(tuple(lacking.items()), []).append(row)
        self.left_out = {}
        runs = self.comparison.draws * self.comparison.replicates
        return [
            f"{', '.join(rows)}: left out are runs in which {'it is' if len(rows) == 1 else 'they are'} not defined, of {runs} "
            f"({'; '.join(f'{label}: {count}' for label, count in lacking)})."
            for lacking, rows in alike.items()
        ]

    def _section(self, title: str, rows: tuple[Row, ...], how: str, notes: list[str]) -> Section:
        kept, told = self._without_nothing(rows)
        return Section(title, tuple(self.labels[name] for name in self.names), kept, how, (*notes, *told))

    def _without_nothing(self, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[str]]:
        """Return the rows that show something, and those above such a row to which it belongs; and what is said of the others."""
        kept: list[Row] = []
        named: list[str] = []
        below = False
        for row in reversed(rows):
            own = row.label.startswith(" ")
            if not any(row is one for one in self.nothing) or (below and not own):
                kept.append(row)
                below = own
            else:
                named.append(f"{_above(row, rows)}, {row.label.strip()}" if own else row.label)
                below = below and own
        self.nothing = []
        told = f"Left out, as nought in every scenario to the digits that are shown here: {'; '.join(reversed(named))}."
        return tuple(reversed(kept)), [told] if named else []


_GROUPS = {"low_income": "low income", "fragile": "fragile", "small_town": "small towns"}
_MILLIONS = Scale(1e6, 1, " M")
_FINE = replace(POINTS, decimals=2)
_COUNT = Scale(1.0, 1, "")
_SHARE = Scale(0.01, 0, "")


def _above(sub: Row, rows: tuple[Row, ...]) -> str:
    """Return the label of the row to which one that is moved in belongs."""
    before = rows[: next(place for place, row in enumerate(rows) if row is sub)]
    return next(row.label for row in reversed(before) if not row.label.startswith(" "))


def _error(row: Any, scale: Scale) -> str:
    text = replace(scale, suffix="").show(row["monte_carlo_error"])
    return text if text == NONE else f"± {text}"


def _verdict(comparison: ComparisonData, name: str) -> str:
    more = comparison.more_runs(name)
    if hopeless(comparison, name):
        return "far too few to say"
    return f"{more} more" if more else "enough"
