"""A heading that is a column by its words is read as that column; one that may be it is asked about; nothing unlike is swallowed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from wopsim.errors import Problem, WorldFileError
from wopsim.world import read_world
from wopsim.world.columns import COLUMNS
from wopsim.world.heading_words import words_of
from wopsim.world.headings import Heading, headings_of


def read(*header: str) -> tuple[list[Heading], list[str]]:
    problems: list[Problem] = []
    return headings_of(header, 1, problems), [problem.message for problem in problems]


def own(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def said(folder: Path, text: str) -> str:
    with pytest.raises(WorldFileError) as caught:
        read_world(own(folder, text))
    return str(caught.value)


@pytest.mark.parametrize(
    ("title", "column", "percent"),
    [
        ("Country", "country", False),
        ("Utility name", "name", False),
        ("Population served", "population_served", False),
        ("Number of people served", "population_served", False),
        ("nrw", "nrw_share", False),
        ("Non-revenue water", "nrw_share", False),
        ("Non-revenue water %", "nrw_share", True),
        ("NON REVENUE WATER (NRW) [%]", "nrw_share", True),
        ("% NRW", "nrw_share", True),
        ("nrw_percent", "nrw_share", True),
        ("Operating cost coverage", "occr", False),
        ("Operating cost coverage ratio (OCCR)", "occr", False),
        ("Operating cost coverage (%)", "occr", True),
        ("Water coverage (%)", "coverage", True),
        ("Coverage rate", "coverage", False),
        ("Collection efficiency", "collection_share", False),
        ("Collection (%)", "collection_share", True),
        ("Staff per 1000 connections", "staff_per_1000", False),
        ("Staff/1,000 connections", "staff_per_1000", False),
        ("Staff per thousand water connections", "staff_per_1000", False),
        ("Staff (per 1000 connections)", "staff_per_1000", False),
        ("Hours of supply (h/d)", "supply_hours", False),
        ("Hours of supply per day", "supply_hours", False),
        ("Continuity of supply (hours/day)", "supply_hours", False),
        ("Hours/day", "supply_hours", False),
        ("Tariff (EUR/m3)", "tariff", False),
        ("Average tariff in EUR/m³", "tariff", False),
        ("Consumption (lpcd)", "consumption", False),
        ("Water connections", "connections", False),
        ("Longitude (°)", "longitude", False),
    ],
)
def test_what_has_the_words_of_a_column_is_read_as_it(title: str, column: str, percent: bool) -> None:
    (heading,), problems = read(title)
    assert (heading.column, heading.percent, problems) == (column, percent, [])


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Working ratio", "occr"),  # cost over revenue
        ("Cost recovery", "occr"),
        ("Operating cost coverage 2023", "occr"),  # and not coverage
        ("Coverage of sewerage", "coverage"),
        ("Sewerage coverage (%)", "coverage"),
        ("Water losses (%)", "nrw_share"),
        ("nrw_shar", "nrw_share"),
        ("Colection efficiency", "collection_share"),
        ("Staff per 1000 people served", "staff_per_1000"),
        ("Staff per 1000 connections 2022", "staff_per_1000"),
        ("Number of staff", "staff_per_1000"),
        ("New connections per year", "connections"),
        ("Population", "population_served"),
        ("Inhabitants", "population_served"),
        ("Energy consumption (kWh/m3)", "energy_intensity"),
        ("Apparent losses (%)", "apparent_share"),
    ],
)
def test_what_may_be_a_column_is_refused_with_the_likeliest_first_and_what_it_means(title: str, first: str) -> None:
    _, problems = read(title)
    assert problems[0].startswith(f"unknown column {title!r}. Did you mean {first!r} ({COLUMNS[first].doc.rstrip('.')})")
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("NRW (m3/day)", "is in m3/day, and 'nrw_share' (Non-revenue water / system input volume) is a share from 0 to 1, or percent."),
        ("Collection period (months)", "is in months, and 'collection_share' (Money collected / money billed) is a share"),
        ("Tariff (FCFA/m3)", "is in FCFA/m3, and 'tariff'"),
        ("Tariff (EUR)", "is in EUR, and 'tariff'"),
        ("Population served ('000)", "is in '000, and 'population_served' (People with piped service) is counted one by one."),
        ("Staff (thousands)", "is in thousands, and 'staff_per_1000'"),  # no ratio
        ("Staff (1000)", "is in 1000, and 'staff_per_1000'"),
        ("Population (thousands)", "is in thousands, and 'population_served'"),
        ("Energy (kWh)", "is in kWh, and 'energy_intensity'"),
        ("Hours of supply per week", "is in week, and 'supply_hours'"),
        ("Hours of supply (h/week)", "is in h/week, and 'supply_hours'"),
        ("Continuity (%)", "is in percent, and 'supply_hours'"),
        ("Water consumption (m³/month)", "is in m³/month, and 'consumption'"),
        ("Income (EUR)", "is in EUR, and 'income' (World Bank income group of the country) is one of low, "),
    ],
)
def test_what_is_in_another_unit_is_refused_with_that_reason(title: str, said: str) -> None:
    (heading,), (problem,) = read(title)
    assert said in problem
    assert heading.column == ""


@pytest.mark.parametrize(
    "title",
    ["Contact", "Year of data", "Staff trained", "People trained", "Non-domestic customers", "Operating cost (EUR)", "Pipe length (km)",
     "Contact name", "Country code", "Energy cost", "Density of population", "Notes on NRW", "NRW source", "note_coverage", "Betreiber"],
)  # fmt: skip
def test_what_is_unlike_any_column_is_a_remark(title: str) -> None:
    (heading,), problems = read(title)
    assert (heading.column, problems) == ("", [])


def test_where_the_file_has_the_column_what_is_near_it_is_another_thing(tmp_path: Path) -> None:
    titles = ("nrw_share", "occr", "connections", "NRW (m3/day)", "Working ratio", "New connections")
    headings, problems = read(*titles)
    assert [heading.column for heading in headings] == ["nrw_share", "occr", "connections", "", "", ""]
    assert problems == []
    text = f"name,country,population_served,{','.join(titles)}\nA,Kenya,60000,0.3,1,9000,2000,0.9,50\n"
    notes = read_world(own(tmp_path, text)).notes
    assert "Not used, as no column has that name (kept as remarks): NRW (m3/day), Working ratio, New connections." in notes


def test_two_headings_of_one_column_are_refused() -> None:
    _, problems = read("Non-revenue water", "NRW (%)")
    assert problems == ["columns 'Non-revenue water' and 'NRW (%)' say the same; keep one of them."]


def test_names_of_columns_are_apart() -> None:
    """What one column is called is no other's name, and what is mistaken for one is no name of any."""
    names = {name: {words_of(one) for one in (name, *column.called)} for name, column in COLUMNS.items()}
    assert [(a, b) for a, b in combinations(names, 2) if names[a] & names[b]] == []
    assert all(all(ones) for ones in names.values())
    mistaken = {words_of(one) for column in COLUMNS.values() for one in column.mistaken}
    assert mistaken & set().union(*names.values()) == set()


@pytest.mark.parametrize("name", COLUMNS)
def test_every_declared_name_is_read_in_any_case(name: str) -> None:
    for called in (name, *COLUMNS[name].called):
        for title in (called, called.upper(), called.title(), called.replace(" ", "_")):
            (heading,), problems = read(title)
            assert (heading.column, problems) == (name, []), title


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if column.kind == "number"])
def test_every_column_is_read_with_its_unit_in_brackets(name: str) -> None:
    unit = COLUMNS[name].unit
    (heading,), problems = read(f"{name.replace('_', ' ')} ({'%' if unit == '1' else unit})")
    assert (heading.column, problems) == (name, [])


def test_what_was_read_as_what_is_told(tmp_path: Path) -> None:
    text = "Name,country,Population served,Non-revenue water %,Operating cost coverage,nrw_pct_sd\nA,Kenya,60000,45,0.8,5\n"
    world = read_world(own(tmp_path, text))
    row = world.utilities.set_index("utility").loc["a"]
    assert (row["nrw_share"], row["occr"], world.spread.loc["a", "nrw_share"]) == (0.45, 0.8, 0.05)
    assert np.isnan(row["coverage"])
    told = "Read by the words of their headings: 'Non-revenue water %' as nrw_share in percent, 'Operating cost coverage' as occr."
    assert told in world.notes


def test_headings_cells_and_the_file_as_a_whole_are_refused_at_once(tmp_path: Path) -> None:
    text = "name,Country,Population,nrw_shar,Working ratio\nA,Kenya,60.5,45,0.9\nB,Knya,60000,0.3,0.9\nC,Kenya,90000000,0.3,0.9\n"
    told = said(tmp_path, text)
    for what in (
        "line 1: unknown column 'Population'",
        "line 1: unknown column 'nrw_shar'",
        "line 1: unknown column 'Working ratio'",
        "line 2: 'Population' is 60.5.",
        "line 2: 'nrw_shar' is 45; it must lie between 0 and 0.98.",
        "line 3: country 'Knya'",
        "line 4: 'Population' is 90000000; it must lie between",
    ):
        assert what in told
    both = "name,country,population_served,nrw_share\nA,Kenya,40000000,0.3\nB,Kenya,40000000,45\n"
    assert "from here on the utilities of Kenya serve more people" in said(tmp_path, both)
    assert "line 3: 'nrw_share' is 45" in said(tmp_path, both)


@pytest.mark.parametrize(
    ("column", "cell", "asked"),
    [
        ("supply_hours", "84", "Hours per week? Then write 12."),
        ("supply_hours", "365", "Hours per month? Then write 12."),
        ("supply_hours", "9000", ""),
        ("tariff", "360", "Another currency? Then write what it is in euros; in CFA francs it would be 0.55."),
        ("tariff", "0", ""),
        ("consumption", "0.095", "Cubic metres per person and day? Then write 95."),
        ("staff_per_1000", "630", ""),
    ],
)
def test_what_is_out_of_range_and_fits_in_another_unit_is_asked_about(tmp_path: Path, column: str, cell: str, asked: str) -> None:
    told = said(tmp_path, f"name,country,population_served,{column}\nA,Kenya,60000,{cell}\n")
    assert asked in told if asked else "?" not in told


class TestUsual:
    """Numbers within their range that are far from those of utilities of the same context."""

    @staticmethod
    def notes(folder: Path, column: str, *cells: str, country: str = "Kenya") -> list[str]:
        rows = "".join(f"U{place},{country},60000,{cell}\n" for place, cell in enumerate(cells))
        return [note for note in read_world(own(folder, f"name,country,population_served,{column}\n{rows}")).notes if "median" in note]

    def test_ten_times_too_many_are_noted_with_both(self, tmp_path: Path) -> None:
        assert self.notes(tmp_path, "staff_per_1000", "58", "63", "91") == [
            "'staff_per_1000': the median of the file is 63, and of utilities like these about 6.5 per 1000 connections. It is taken as it "
            "stands; is it in another unit, or of something else?"
        ]

    def test_ten_times_too_few_too(self, tmp_path: Path) -> None:
        assert len(self.notes(tmp_path, "supply_hours", "1", "1.2")) == 1

    def test_usual_numbers_and_a_single_odd_one_are_not(self, tmp_path: Path) -> None:
        assert self.notes(tmp_path, "staff_per_1000", "5.8", "6.3", "9.1") == []
        assert self.notes(tmp_path, "staff_per_1000", "5.8", "63", "", "7") == []

    def test_what_is_usual_is_that_of_the_context(self, tmp_path: Path) -> None:
        assert len(self.notes(tmp_path, "tariff", "3.1")) == 1
        assert self.notes(tmp_path, "tariff", "3.1", country="Canada") == []

    def test_more_than_a_day_is_usual_as_a_day(self, tmp_path: Path) -> None:
        assert self.notes(tmp_path, "supply_hours", "24", "24") == []
