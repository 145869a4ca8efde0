"""What the header of a world file says: columns by their names, shares in percent, spreads of values, and remarks."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from wopsim.errors import Problem
from wopsim.foreign_text import printable
from wopsim.world.columns import COLUMNS, DRAWN

UNCERTAIN = tuple(name for name in DRAWN if name not in ("latitude", "longitude"))
"""Columns whose stated values may have a spread."""
SPREAD = "_sd"
_PERCENT = re.compile(r"(.+?)[ _]*(?:pct|percent|%|\(%\)|\[%\])")
_REMARKS = re.compile(r"(notes?|remarks?|comments?|source)(_.*)?|.*_(notes?|remarks?|comments?|source)")
_ALIKE = 0.75
"""How much alike a name has to be to that of a column to be a slip of the pen and no remark; 1 is the same."""
_EMPTY = frozenset(("of", "the", "in", "per", "and", "for", "number", "total"))
"""Words of a title that say nothing of what a column holds."""
_SAME = {
    "inhabitant": "population",
    "losse": "nrw",
    "collected": "collection",
}
"""Words that people write, and the word that the name of a column has for it."""
_NOT_PAID = frozenset(("non", "revenue"))
"""Words that say `nrw` together: customers may be non-domestic, too."""
_PEOPLE = frozenset(("people", "person"))
_SERVED = frozenset(("served", "supplied", "connected"))
"""Words beside which people are the population that is served; others are trained, or employed."""


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


def headings_of(header: Sequence[str], line: int, problems: list[Problem]) -> list[Heading]:
    """Return what each column of a file is; a name that is hardly a remark but a column's, misspelled, is a problem.

    Parameters
    ----------
    header : names as the file has them; line : where they stand; problems : is appended to.
    """
    found = [_heading(title) for title in header]
    for heading in {heading.title: heading for heading in found}.values():
        meant = slip_of(heading.title) if not heading.column else []
        if meant:
            problems.append(Problem(f"unknown column {heading.title!r}. {_instead(meant)}", line))
        elif heading.spread and heading.column not in UNCERTAIN:
            problems.append(Problem(f"{heading.title!r}: {heading.column!r} takes no spread; known: {', '.join(UNCERTAIN)}.", line))
        same = [other.title for other in found if other.column and other.key == heading.key]
        if len(set(same)) > 1 and same[0] == heading.title:
            problems.append(Problem(f"columns {' and '.join(map(repr, same))} say the same; keep one of them.", line))
    return found


def remark_note(headings: Sequence[Heading]) -> str:
    """Return what to know of the columns that are remarks, with what some may have been meant as; empty where there are none."""
    extra = [heading.title for heading in headings if not heading.column and heading.title]
    if not extra:
        return ""
    there = {heading.column for heading in headings}
    meant = {title: [name for name in columns_like(title) if name not in there] for title in extra}
    hints = [f"If {title!r} is meant as {_either(names, title)}, call it so." for title, names in meant.items() if names]
    return printable(" ".join([f"Not used, as no column has that name (kept as remarks): {', '.join(extra)}.", *hints]))


def _either(names: Sequence[str], title: str) -> str:
    """Names of columns as a message offers them; of a title that says percent those that say so, too."""
    in_percent = _PERCENT.fullmatch(title.casefold())
    return " or ".join(repr(f"{name.removesuffix('_share')}_pct" if in_percent and COLUMNS[name].unit == "1" else name) for name in names)


def columns_like(title: str) -> list[str]:
    """Return the columns of whose names a title has every word, else those with which it shares one; none for a remark."""
    if _REMARKS.fullmatch(title.casefold()):
        return []
    said = _words(title)
    every = [name for name in COLUMNS if _words(name) <= said]
    return every or [name for name in COLUMNS if len(_words(name)) > 1 and _words(name) & said - _COMMON]


def _heading(title: str) -> Heading:
    """`nrw_share`, `nrw_pct`, `NRW (%)`, `nrw_share_sd`, `nrw_pct_sd` and the like; all else is a remark."""
    if title in COLUMNS:
        return Heading(title, title)
    word = title.casefold()
    spread = word.endswith(SPREAD)
    word = word.removesuffix(SPREAD)
    in_percent = _PERCENT.fullmatch(word)
    if in_percent:
        word = in_percent[1]
        spread, word = spread or word.endswith(SPREAD), word.removesuffix(SPREAD)
    word = word.replace(" ", "_")
    column = word if word in COLUMNS else f"{word}_share"
    if not (spread or in_percent) or column not in COLUMNS or COLUMNS[column].kind != "number":
        return Heading(title)
    if in_percent and COLUMNS[column].unit != "1":
        return Heading(title)
    return Heading(title, column, bool(in_percent), spread)


def _words(title: str) -> frozenset[str]:
    """The words of a title that say something, in one number, without accents and without the unit in brackets."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).casefold()
    found = (
        word if word.endswith("ss") else word.removesuffix("s") for word in re.findall(r"[a-z]+", re.sub(r"[(\[].*?[)\]]", " ", plain))
    )
    words = frozenset(_SAME.get(word, word) for word in found) - _EMPTY
    if _NOT_PAID <= words:
        words = words - _NOT_PAID | {"nrw"}
    if words & _PEOPLE and words <= _PEOPLE | _SERVED:
        words = words - _PEOPLE | {"population"}
    return words


_COMMON = frozenset(("share", "size", "quality", "staff", "energy"))
"""Words of columns that a remark may have as well."""


def slip_of(title: str) -> list[str]:
    """Return the columns of which a title is likely the name, misspelled or in other words; none for a remark."""
    word = title.casefold()
    if not word or title in COLUMNS or _REMARKS.fullmatch(word):
        return []
    of_ratio = "per" in re.split(r"[\W_]+", word)
    names = [name for name in COLUMNS if of_ratio or "_per_" not in name]  # a number of staff may be meant, but is no ratio
    begun = [name for name in names if name.startswith(f"{word}_")]
    same = [name for name in names if _words(name) == _words(title)]
    return begun or same or difflib.get_close_matches(word.removesuffix(SPREAD), COLUMNS, n=1, cutoff=_ALIKE)


def _instead(meant: list[str]) -> str:
    """What to write instead of a name that is likely that of a column."""
    share = [name for name in meant if name.endswith("_share")]
    percent = f" In percent: {share[0].removesuffix('_share')}_pct." if share else ""
    return f"Did you mean {' or '.join(map(repr, meant))}?{percent} If it is a remark, let its name begin with 'note_'."
