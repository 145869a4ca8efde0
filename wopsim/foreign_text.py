"""Text of strangers, said in the languages of those that show it: terminal, rich, figures, HTML, spreadsheets.

Labels, titles, ids and file names come from files of users. Each of these languages takes some letters for commands; one
function each makes them letters again. Whoever shows such a text calls the one of the language it is shown in.
"""

from __future__ import annotations

import html
import unicodedata

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""


def printable(text: str) -> str:
    """Return text without control characters, which could command a terminal; each is shown as its escape."""
    return "".join(_escape(letter) if unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" else letter for letter in text)


def as_rich(text: str) -> str:
    """Return text for rich, which takes [red] and [/b] for markup."""
    from rich.markup import escape

    return escape(printable(text))


def as_figure(text: str) -> str:
    """Return text for matplotlib, which takes what stands between two $ for mathematics."""
    return printable(text).replace("$", r"\$")


def as_html(text: str) -> str:
    """Return text for HTML, in an element or in a quoted attribute."""
    return html.escape(printable(text), quote=True)


def as_cell(text: str) -> str:
    """Return text for a cell of a CSV file that somebody opens in a spreadsheet: an apostrophe keeps a formula from being one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii") if ord(letter) < 0xD800 else f"\\u{ord(letter):04x}"
