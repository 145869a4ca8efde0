"""Text of strangers, said in the languages of those that show it: terminal, rich, figures, HTML, spreadsheets.

Labels, titles, ids and file names come from files of users. Each of these languages takes some letters for commands; one
function each makes them letters again. Whoever shows such a text calls the one of the language it is shown in.

Some characters are commands wherever they stand: they ring, move a cursor, or turn round what stands beside them. Readers
refuse them (`command_in`), and whoever shows a text that came another way shows their names. Joiners and marks of direction,
without which Persian, Hindi or Hebrew cannot be written, are none of them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import JustifyMethod
    from rich.text import Text

_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows
    "\ufeff"  # a byte order mark in the middle: files were put together
    "\ud800-\udfff]"  # halves of characters
)
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""A spreadsheet takes a cell that begins so for a formula, wide letters of the East included. Apostrophes before it are counted, so
that a text which had one of its own is told from one that was given one."""
_ESCAPED = re.compile("'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def command_in(text: str) -> int | None:
    """Return the place of the first character that commands instead of saying something, or None; a carriage return may end a line."""
    return next((found.start() for found in _COMMANDS.finditer(text) if found.group() != "\r"), None)


def named(letter: str) -> str:
    """Return what a character is called that cannot be shown."""
    code = f"U+{ord(letter):04X}"
    if unicodedata.category(letter) == "Cc":
        return f"the control character {letter!r} ({code})"
    name = unicodedata.name(letter, "")
    return f"the invisible character {name.lower()} ({code})" if name else f"half a character ({code})"


def seen(text: str) -> str:
    """Return text as an eye sees it: without what is invisible, and one code for what looks the same. To compare, not to show."""
    whole = unicodedata.normalize("NFKC", text)
    return " ".join("".join(letter for letter in whole if unicodedata.category(letter) != "Cf").split())


def same_name(text: str, names: Iterable[str]) -> list[bool]:
    """Return for each of the names whether it is the one in the text, as an eye sees both, in any case."""
    meant = seen(text).casefold()
    return [seen(name).casefold() == meant for name in names]


def printable(text: str) -> str:
    """Return text without characters that command a terminal; each is shown as its escape."""
    return _COMMANDS.sub(lambda found: _escape(found.group()), text)


def as_rich(text: str, style: str = "", justify: JustifyMethod | None = None) -> Text:
    """Return text for rich, which takes [red] and [/b] in plain strings for markup; style and justification as rich has them."""
    from rich.text import Text

    return Text(printable(text), style=style, justify=justify)


def as_figure(text: str) -> str:
    """Return text for matplotlib, which takes what stands between two $ for mathematics."""
    return printable(text).replace("$", r"\$")


def as_html(text: str) -> str:
    """Return text for HTML, in an element or in a quoted attribute."""
    return html.escape(printable(text), quote=True)


def as_cell(text: str) -> str:
    """Return text for a cell of a CSV file that somebody opens in a spreadsheet: an apostrophe keeps a formula from being one."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is to be written to a CSV file: `as_cell` of every text, numbers as they are."""
    return table.map(lambda value: as_cell(value) if isinstance(value, str) else value)


def from_cell(cell: str) -> str:
    """Return the text that `as_cell` made a cell of, so that what is written and read again is the same."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii") if ord(letter) < 0xD800 else f"\\u{ord(letter):04x}"
