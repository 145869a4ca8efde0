"""What the header of a world file says: columns by their names, shares in percent, spreads of values, and remarks."""

from __future__ import annotations

import difflib
import re
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
        meant = _slip(heading.title) if not heading.column else ""
        if meant:
            problems.append(Problem(f"unknown column {heading.title!r}. {meant}", line))
        elif heading.spread and heading.column not in UNCERTAIN:
            problems.append(Problem(f"{heading.title!r}: {heading.column!r} takes no spread; known: {', '.join(UNCERTAIN)}.", line))
        same = [other.title for other in found if other.column and other.key == heading.key]
        if len(set(same)) > 1 and same[0] == heading.title:
            problems.append(Problem(f"columns {' and '.join(map(repr, same))} say the same; keep one of them.", line))
    return found


def remark_note(headings: Sequence[Heading]) -> str:
    """Return one sentence on the columns that are remarks; empty where there are none."""
    extra = [heading.title for heading in headings if not heading.column and heading.title]
    return f"Columns kept as remarks, which nothing reads: {printable(', '.join(extra))}." if extra else ""


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


def _slip(title: str) -> str:
    """What to write instead of a name that is likely a column's; empty for a remark."""
    word = title.casefold()
    if not word or _REMARKS.fullmatch(word):
        return ""
    near = difflib.get_close_matches(word.removesuffix(SPREAD), COLUMNS, n=1, cutoff=_ALIKE)
    begun = [name for name in COLUMNS if name.startswith(f"{word}_")]
    if not near and not begun:
        return ""
    share = [name for name in begun if name.endswith("_share")]
    percent = f" In percent: {share[0].removesuffix('_share')}_pct." if share else ""
    return f"Did you mean {' or '.join(map(repr, begun or near))}?{percent} If it is a remark, let its name begin with 'note_'."
