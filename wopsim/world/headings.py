"""Which column of a world each heading of a file is.

One rule: a heading is a column if it has its words, or those of another name that the column declares, whatever their order, case,
marks and plural, and names no other unit than the column's, or percent for a share or a ratio. A heading that has all these words and
more, only some of them, or nearly the same letters, may be the column, and is asked about. Everything else is a remark.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wopsim.errors import Problem
from wopsim.foreign_text import printable
from wopsim.world.columns import COLUMNS, DRAWN, REQUIRED, Column
from wopsim.world.heading_words import Title, Words, taken_apart, words_of

UNCERTAIN = tuple(name for name in DRAWN if name not in ("latitude", "longitude"))
"""Columns whose stated values may have a spread."""
SPREAD = "_sd"
_ALIKE = 0.75
"""How much alike a name has to be to that of a column to be a slip of the pen and no remark; 1 is the same."""
_ALIKE_OF_MANY = 0.85
"""The same of the other names of columns, which are long and many."""
_OF_A_SHARE = frozenset("share ratio rate level proportion fraction".split())
"""Words that say only that something is a share or a ratio, as the unit of its column does."""
_UNITS: dict[str, tuple[str, ...]] = {
    "": (),
    "1": ("0-1", "0 to 1"),
    "person": ("persons", "inhabitants"),
    "connection": ("connections",),
    "degree north": ("degrees", "degrees north", "decimal degrees", "north", "n"),
    "degree east": ("degrees", "degrees east", "decimal degrees", "east", "e"),
    "h/day": ("h/day",),
    "EUR2024/m3": ("EUR/m3", "EUR 2024/m3", "EUR2024/m3"),
    "L/person/day": ("L/person/day", "L/inhabitant/day"),
    "kWh/m3": ("kWh/m3",),
    "1/1000 connections": ("per 1000 connections", "1/1000 connections", "per 1000 water connections"),
}
"""How people write a unit, by what the declaration of a column says."""
_MEASURES = words_of(
    "second minute hour day week month year m3 km l ml kl mld kwh wh mwh eur usd cfa fcfa xof xaf gbp ksh kes tzs ugx zmw brl inr ngn ghs "
    "cent 1000 thousand million mio billion person inhabitant connection km2 m degree gallon"
)
"""Words that measure something: what else a heading says is in another unit, not about another thing."""


@dataclass(frozen=True)
class Heading:
    """One column of a file.

    Parameters
    ----------
    title : as the file has it, for messages.
    column : of `COLUMNS`; empty for a remark.
    percent : whether its numbers are percentages.
    spread : whether it holds standard deviations of the column's values.
    """

    title: str
    column: str = ""
    percent: bool = False
    spread: bool = False

    @property
    def key(self) -> str:
        """Name of what it holds, unique in a file: `nrw_share`, `nrw_share_sd`; that of a remark is its title."""
        return f"{self.column}{SPREAD if self.spread else ''}" or self.title

    @property
    def read_as(self) -> str:
        """What it is read as, where its title does not say that by itself; else empty."""
        told = re.sub(r"[\W_]+", "_", self.title.casefold()).strip("_")
        by_name = (self.key, f"{self.column.removesuffix('_share')}_pct", f"{self.column.removesuffix('_share')}_pct{SPREAD}")
        if not self.column or told in by_name:
            return ""
        return f"{self.title!r} as {self.key}{' in percent' if self.percent else ''}"


def headings_of(header: Sequence[str], line: int, problems: list[Problem]) -> list[Heading]:
    """Return what each column of a file is; what may be a column and is not surely one is a problem.

    What is nearly surely meant has its column all the same, so that its cells are checked with all others.

    Parameters
    ----------
    header : names as the file has them; line : where they stand; problems : is appended to.
    """
    sure = [_heading(title) for title in header]
    there = {heading.column for heading in sure if heading.column}
    found = []
    for place, heading in enumerate(sure):
        asked = None if heading.column else _asked_about(heading.title, there)
        if asked is None:
            found.append(heading)
            continue
        found.append(asked.checked_as)
        if heading not in sure[:place]:
            problems.append(Problem(asked.problem, line))
    for heading in dict.fromkeys(sure):
        if heading.spread and heading.column not in UNCERTAIN:
            problems.append(Problem(f"{heading.title!r}: {heading.column!r} takes no spread; known: {', '.join(UNCERTAIN)}.", line))
        same = [other.title for other in sure if other.column and other.key == heading.key]
        if len(set(same)) > 1 and same[0] == heading.title:
            problems.append(Problem(f"columns {' and '.join(map(repr, same))} say the same; keep one of them.", line))
    return found


def heading_notes(headings: Sequence[Heading]) -> Iterator[str]:
    """Yield what was read as what, where a title is not just the name of its column, and which columns are remarks."""
    read = [heading.read_as for heading in headings if heading.read_as]
    if read:
        yield printable(f"Read by the words of their headings: {', '.join(read)}.")
    extra = [heading.title for heading in headings if not heading.column and heading.title]
    if extra:
        yield printable(f"Not used, as no column has that name (kept as remarks): {', '.join(extra)}.")


def is_like(title: str, name: str) -> bool:
    """Return whether a title has a word of the name of a column, and is no remark by its name."""
    said = taken_apart(title)
    return not said.remark and bool(words_of(name) & said.all)


def _heading(title: str) -> Heading:
    """`nrw_share`, `nrw_pct`, `NRW (%)`, `Non-revenue water`, `nrw_share_sd` and the like; all else is a remark."""
    if title in COLUMNS:
        return Heading(title, title)
    said = taken_apart(title)
    for name, column in COLUMNS.items():
        if _is(said, column):
            return Heading(title, name, said.percent, said.spread)
    return Heading(title)


def _is(said: Title, column: Column) -> bool:
    """Whether a title has the words of a name of a column, and besides them only its unit."""
    if (said.spread and column.kind != "number") or (said.percent and not _takes_percent(column)):
        return False
    whole, outside, aside = (_plain(words, column) for words in (said.all, said.words, said.aside))
    names, units = _names(column.name), _units(column)
    if whole in names or (outside in names and aside in (frozenset(), *units, *names)):
        return True
    return any(unit <= whole and name < whole and whole - name <= unit for name in names for unit in units)  # Tariff in EUR/m3


def _units(column: Column) -> list[Words]:
    return [words_of(unit) for unit in _UNITS[column.unit]]


def _takes_percent(column: Column) -> bool:
    return column.unit == "1"


def _plain(words: Words, column: Column) -> Words:
    return words - _OF_A_SHARE if column.unit == "1" else words


@lru_cache
def _names(name: str) -> tuple[Words, ...]:
    """The words of each name of a column, its own first."""
    column = COLUMNS[name]
    return tuple(_plain(words_of(one), column) for one in (name, *column.called))


@lru_cache
def _mistaken(name: str) -> tuple[Words, ...]:
    """The words of each name of another thing that is given instead of a column."""
    return tuple(map(words_of, COLUMNS[name].mistaken))


@dataclass(frozen=True)
class _Asked:
    """A heading that may be a column: what is said of it, and as what its cells are checked until that is mended."""

    problem: str
    checked_as: Heading


def _asked_about(title: str, there: set[str]) -> _Asked | None:
    """What to ask of a heading that is no column for sure, in a file that has those that are `there`; None for a remark."""
    said = taken_apart(title)
    if not title or said.remark:
        return None
    remark = "If it is something else, let its name begin with 'note_'."
    near = _near(said)
    if near and there.issuperset(near):  # the file has the column: this is another thing
        return None
    if near and (unit := _other_unit(title, COLUMNS[near[0]])):
        wrong = f"column {title!r} is in {unit}, and {_meant(near[0])} is {_unit_of(COLUMNS[near[0]])}. Write it so, as {near[0]!r}."
        return _Asked(f"{wrong} {remark}", Heading(title))
    if near:
        misspelled = _slip(title) == near[0] and len(said.all) == len(words_of(near[0]))
        sure = len(near) == 1 and (misspelled or near[0] in REQUIRED)
        checked = Heading(title, near[0], said.percent, said.spread) if sure else Heading(title)
        return _Asked(f"unknown column {title!r}. {_instead(near)} {remark}", checked)
    slip = _slip(title)
    if not slip:
        return None
    checked = Heading(title, slip, said.percent and _takes_percent(COLUMNS[slip]), said.spread) if slip not in there else Heading(title)
    return _Asked(f"unknown column {title!r}. {_instead([slip])} {remark}", checked)


def _near(said: Title) -> list[str]:
    """Columns of which a title has every word of a name, or only words of their own name; the likeliest first."""
    shared: dict[str, tuple[int, Words]] = {}
    for name, column in COLUMNS.items():
        whole, names = _plain(said.all, column), _names(name)
        more = [words for words in names if words == _plain(said.words, column) or (words < whole and column.kind == "number")]
        if {said.all, said.words} & {*_mistaken(name)}:
            shared[name] = 3, said.words
        elif more:
            shared[name] = 2, max(more, key=len)
        elif (few := _plain(said.words, column) if said.aside <= _MEASURES else whole) and few < names[0]:
            shared[name] = 1, few
    # a name within a longer one is not meant: of 'Operating cost coverage 2023' coverage is not
    longest = [name for name, (_, words) in shared.items() if not any(words < other for _, other in shared.values())]
    return sorted(longest, key=lambda name: (-shared[name][0], -len(shared[name][1]), said.first not in shared[name][1]))


def _other_unit(title: str, column: Column) -> str:
    """The unit that a title says, if that is another than the column's; else empty."""
    said = taken_apart(title)
    if said.percent and not _takes_percent(column):
        return "percent"
    if said.aside:
        return said.written_aside if said.aside <= _MEASURES and said.aside not in _units(column) else ""
    rest = min((said.all - words for words in _names(column.name) if words <= said.all), key=len, default=frozenset[str]())
    return " ".join(sorted(rest)) if rest <= _MEASURES else ""


def _slip(title: str) -> str:
    """The column of whose name a title has nearly the letters; empty if there is none."""
    word = re.sub(r"[\W_]+", "_", title.casefold()).strip("_").removesuffix(SPREAD)
    called = {re.sub(r"\W", "_", name): column.name for column in COLUMNS.values() for name in column.called}
    own = difflib.get_close_matches(word, COLUMNS, n=1, cutoff=_ALIKE)
    other = difflib.get_close_matches(word, called, n=1, cutoff=_ALIKE_OF_MANY)
    return own[0] if own else called[other[0]] if other else ""


def _unit_of(column: Column) -> str:
    """What a column is: a share from 0 to 1, or percent; in h/day."""
    if column.kind != "number":
        return f"one of {', '.join(column.choices)}" if column.choices else "no number"
    if not _takes_percent(column):
        return "counted one by one" if column.whole else f"in {column.unit}"
    return f"a {'share from 0 to 1' if column.valid[1] <= 1.0 else 'ratio'}, or percent"


def _meant(name: str) -> str:
    """A column with what it holds: 'coverage' (population served / population of the service area)."""
    return f"{name!r} ({COLUMNS[name].doc.rstrip('.')})"


def _instead(meant: Sequence[str]) -> str:
    """What to write instead of a name that is likely that of a column."""
    share = [name for name in meant if name.endswith("_share")]
    percent = f" In percent: {share[0].removesuffix('_share')}_pct." if share else ""
    return f"Did you mean {' or '.join(map(_meant, meant))}?{percent}"
