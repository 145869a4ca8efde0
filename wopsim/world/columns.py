"""The columns of a world table: declared once, used by the reader, the writer, the synthesis and the docs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "flag", "choice"]

ROLES = ("mentee", "mentor")
INCOMES = ("low", "lower_middle", "upper_middle", "high")
SIZES = ("small_town", "city", "metropolis")
CITY_FROM = 100_000.0
METROPOLIS_FROM = 1_000_000.0


@dataclass(frozen=True)
class Column:
    """One column of a world table.

    Parameters
    ----------
    name : header in the file.
    kind : `text`, `number`, `flag` (true or false) or `choice` (one of `choices`).
    unit : unit of a number; `1` for a share from 0 to 1.
    doc : meaning, one sentence.
    absent : what happens when the cell or the column is missing: `error`, `default`, `country` (fact of the country),
        `derived` (follows from other cells of the row) or `drawn` (per draw, conditional on the cells that are there).
    valid : inclusive range of a number.
    choices : allowed words.
    digits : decimals kept of a drawn number.
    called : other names of the same, in general use: a heading with the words of one is this column, see `wopsim.world.headings`.
    mistaken : names of other things that are given instead: asked about, never read.
    """

    name: str
    kind: Kind
    unit: str
    doc: str
    absent: Literal["error", "default", "country", "derived", "drawn"]
    valid: tuple[float, float] = (-math.inf, math.inf)
    choices: tuple[str, ...] = ()
    digits: int = 3
    called: tuple[str, ...] = ()
    mistaken: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is a count."""
        return self.kind == "number" and self.digits == 0


def _share(name: str, doc: str, called: tuple[str, ...] = (), mistaken: tuple[str, ...] = ()) -> Column:
    return Column(name, "number", "1", doc, "drawn", (0.0, 1.0), called=called, mistaken=mistaken)


def _number(
    name: str,
    unit: str,
    valid: tuple[float, float],
    digits: int,
    doc: str,
    called: tuple[str, ...] = (),
    mistaken: tuple[str, ...] = (),
) -> Column:
    return Column(name, "number", unit, doc, "drawn", valid, digits=digits, called=called, mistaken=mistaken)


_DECLARED = (
    Column("utility", "text", "", "Unique identifier; without it, made from the name.", "derived", called=("utility id",)),
    Column("name", "text", "", "Name of the utility.", "error", called=("utility name",)),
    Column("role", "choice", "", "mentee: may ask for help; mentor: may offer it.", "default", choices=ROLES),
    Column("country", "text", "", "Country: any official or common name, in six languages, or ISO code.", "error",
           called=("country name",)),
    Column("region", "text", "", "World Bank region.", "country"),
    Column("language", "text", "", "Main working language.", "country", called=("working language",)),
    Column("latitude", "number", "degree north", "Latitude of the town or of the head office.", "drawn", (-90.0, 90.0), digits=2,
           called=("lat",)),
    Column("longitude", "number", "degree east", "Longitude of the town or of the head office.", "drawn", (-180.0, 180.0), digits=2,
           called=("lon", "long", "lng")),
    Column("size_class", "choice", "", "small_town below 100 000 people served, metropolis from 1 000 000, city between.", "derived",
           choices=SIZES),
    Column("income", "choice", "", "World Bank income group of the country.", "country", choices=INCOMES, called=("income group",)),
    Column("fragile", "flag", "", "Country on the World Bank's list of fragile and conflict-affected situations.", "country"),
    Column("remunicipalised", "flag", "", "Taken back into public hands a short time ago; missing means false.", "default"),
    _share("autonomy", "Freedom of the management to decide on staff, tariffs and works; 0 none, 1 complete."),
    Column("population_served", "number", "person", "People with piped service.", "error", (100.0, 5e7), digits=0,
           called=("people served", "population served with water", "people served with water"),
           mistaken=("people", "inhabitants", "customers", "customers served")),
    _number("connections", "connection", (10.0, 2e7), 0, "Active water connections.",
            ("water connections", "active connections", "active water connections")),
    Column("coverage", "number", "1", "Population served / population of the service area.", "drawn", (0.01, 1.0),
           called=("water coverage", "service coverage", "water supply coverage", "water service coverage")),
    Column("nrw_share", "number", "1", "Non-revenue water / system input volume.", "drawn", (0.0, 0.98),
           called=("nrw", "non-revenue water"),
           mistaken=("losses", "water losses", "leakage", "real losses", "physical losses", "unaccounted-for water", "ufw")),
    _share("apparent_share", "Apparent losses / (real + apparent losses).", mistaken=("apparent losses", "commercial losses")),
    _number("occr", "1", (0.02, 10.0), 3, "Operating cost coverage ratio: operating revenue / operating cost.",
            ("operating cost coverage",),
            ("working ratio", "operating ratio", "cost coverage", "cost recovery", "operating cost recovery")),
    Column("collection_share", "number", "1", "Money collected / money billed.", "drawn", (0.01, 1.0),
           called=("collection efficiency", "bill collection", "bill collection efficiency", "revenue collection",
                   "revenue collection efficiency")),
    _number("tariff", "EUR2024/m3", (0.001, 20.0), 3, "Operating revenue billed per cubic metre billed.",
            ("water tariff", "tariff per m3", "water tariff per m3"), ("price", "water price", "average revenue", "revenue per m3")),
    _number("consumption", "L/person/day", (1.0, 2000.0), 1, "Water used per person served and day.",
            ("water consumption", "consumption per capita", "water consumption per capita")),
    _number("staff_per_1000", "1/1000 connections", (0.05, 200.0), 2, "Own staff per 1000 water connections.",
            ("staff per 1000 connections", "staff per 1000 water connections", "water staff per 1000 water connections"),
            ("staff productivity", "staff productivity index")),
    _number("energy_intensity", "kWh/m3", (0.001, 20.0), 3, "Electricity per cubic metre put into the network.",
            ("specific energy consumption",), ("energy consumption", "energy use", "electricity", "electricity consumption")),
    _number("supply_hours", "h/day", (0.1, 24.0), 1, "Hours of supply per day, mean over connections.",
            ("hours of water supply", "hours of service", "hours per day", "continuity", "continuity of supply", "continuity of service",
             "continuity of water supply"), ("hours per week",)),
    _share("metering_share", "Metered connections / connections.", ("metered connections", "metering coverage")),
    _share("quality_compliance", "Drinking-water samples that meet the standard / samples.", ("water quality compliance",),
           ("water quality",)),
    _share("skill_technical", "Share of technical tasks that the present staff can do to the frontier's standard."),
    _share("skill_commercial", "The same for billing, collection and finance."),
    _share("skill_managerial", "The same for management."),
    _share("motivation", "Motivation of the staff.", ("staff motivation",)),
)  # fmt: skip

COLUMNS: dict[str, Column] = {column.name: column for column in _DECLARED}
NUMBERS = tuple(c.name for c in _DECLARED if c.kind == "number")
DRAWN = tuple(c.name for c in _DECLARED if c.absent == "drawn")
REQUIRED = tuple(c.name for c in _DECLARED if c.absent == "error")


def size_class(population_served: float) -> str:
    """Return the size class of a utility that serves so many people [person]."""
    if population_served >= METROPOLIS_FROM:
        return "metropolis"
    return "city" if population_served >= CITY_FROM else "small_town"
