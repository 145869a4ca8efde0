"""One cell of a CSV file of a user: what means missing, yes or no, which currency, which number, and what to write instead.

Every reader of such files takes these, so that a mark means the same in all of them. Nothing is guessed: a number that can
be read in two ways (`165.894` people) is refused, and the message says what to write for either.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from wopsim.allowed_numbers import FINITE, between
from wopsim.errors import did_you_mean

NumberKind = Literal["number", "amount", "count"]
"""`number`: any. `amount`: so large, money say, that a point before three digits is no decimal point. `count`: one without fraction."""

_MISSING = frozenset(
    mark.strip()
    for mark in """
    na, n/a, n.a., n.a, nan, <na>, #n/a, #n/a n/a, #na, #nv, #n/d, null, none, n/d, n.d., n.d, nd, s/d, s.d., s/i, s.i., n/i, n.i.,
    k.a., k/a,
    -, --, ---, ., .., ..., ?, ??, unknown, missing, not available, not applicable, not reported, no data, unavailable,
    sin dato, sin datos, sin información, no disponible, sem dados, sem informação, não disponível, não informado, não se aplica,
    non disponible, n.c., keine angabe, keine angaben, н/д, н.д., нет данных, غير متوفر
    """.split(",")
)
_YES = frozenset("true yes y t 1 1.0 sim sí si oui ja vrai verdadeiro verdadero vero wahr да نعم".split())
_NO = frozenset("false no n f 0 0.0 não nao non nein faux falso falsch нет لا".split())
_CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "us$": "USD", "usd": "USD", "us-dollar": "USD", "us dollar": "USD",
    "us dollars": "USD", "usd$": "USD", "£": "GBP", "r$": "BRL", "ksh": "KES", "kshs": "KES", "₹": "INR",
}  # fmt: skip
"""Spellings of currencies; `$` alone is the money of many countries."""
_TIMES = {
    **dict.fromkeys(("k", "thousand", "tsd", "tsd.", "mil", "mille", "тыс", "тыс."), 1e3),
    **dict.fromkeys(("m", "mn", "mi", "mio", "mio.", "million", "millions", "millones", "milhões", "млн"), 1e6),
    **dict.fromkeys(("lakh", "lakhs"), 1e5),
    **dict.fromkeys(("crore", "crores"), 1e7),
}
"""Words behind a number that stand for zeros, in hints."""
_PLAIN_LETTERS = {
    "\N{ARABIC DECIMAL SEPARATOR}": ".", "\N{ARABIC PERCENT SIGN}": "%", "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{FULLWIDTH FULL STOP}": ".", "\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH PERCENT SIGN}": "%", "\N{SMALL PERCENT SIGN}": "%",
    "\N{FULLWIDTH PLUS SIGN}": "+", "\N{FULLWIDTH HYPHEN-MINUS}": "-",
}  # fmt: skip
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"^(?![+-]?[1-9]\d{0,2},\d{3}(?!\d))([+-]?\d*),(\d+)(?!.*\d)", re.ASCII)
"""A comma that can be nothing but a decimal one: not before three digits, unless no thousands can stand before them (`0,425`)."""
_GROUP_OF_THREE = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_FEW_DECIMALS = re.compile(r"([+-]?[1-9]\d{0,2})\.(\d{1,3})", re.ASCII)
_BETWEEN = r" '\u2018\u2019\u02bc`\u00b4\u00b7\u02d9_\u066c"
_THOUSANDS_MARKS = re.compile(rf"(?<=\d)[{_BETWEEN}](?=\d)", re.ASCII)
_PERCENT = re.compile(r"(.*\d)\s*(?:%|pct|percent|per cent|por ciento|por cento|pour cent|prozent)", re.IGNORECASE)
_SPREADSHEET_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?", re.IGNORECASE)
_OTHER_UNITS = {
    "h/day": ((1.0 / 7.0, "Hours per week"), (12.0 / 365.25, "Hours per month")),
    "L/person/day": ((1000.0, "Cubic metres per person and day"),),
}
"""By the unit of a column: what a number out of range may be in instead, and by how much it is then multiplied."""
_CFA_PER_EUR = 655.957
_LARGEST_SHARE_TAKEN_FOR_ONE = 2.0
"""A share written as 1.05 is more than all; one written as 35 is a percentage."""


class WrongCell(ValueError):
    """A cell cannot be read; the message goes on after the name of its column: "is 'many', which is not a number."."""


def tidy(text: str) -> str:
    """Return text with one form for each letter: digits, spaces, dashes and dots that look alike are the plain ones.

    What is raised or a fraction stays as it is: `60000¹` has a footnote, and is not 600001.
    """
    if text.isascii():
        return text.strip()
    return "".join(_tidy_letter(letter) for letter in unicodedata.normalize("NFC", text)).strip()


def _pointed(text: str) -> str:
    """Text with one form for each letter, and a point for a decimal comma that can be nothing else."""
    return _DECIMAL_COMMA.sub(r"\1.\2", tidy(text))


def _tidy_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212":
        return "-"
    if letter.isspace():
        return " "
    return _PLAIN_LETTERS.get(letter, letter)


def is_missing(text: str) -> bool:
    """Return whether a cell says that nothing is known: it is empty, or holds a mark such as `-`, `n.a.`, `..`, `#N/A`."""
    word = tidy(text).casefold()
    return not word or word in _MISSING


def read_flag(text: str) -> bool:
    """Return the value of a cell that says yes or no, in any case and some languages.

    Raises
    ------
    WrongCell : it says neither.
    """
    word = tidy(text).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise WrongCell(f"is {text.strip()!r}; write yes or no.")


def read_choice(text: str, choices: Sequence[str]) -> str:
    """Return the word of `choices` that a cell holds; case does not matter, nor whether words are joined by space, hyphen or underscore.

    Raises
    ------
    WrongCell : it holds another word.
    """
    by_key = {_key(choice): choice for choice in choices}
    found = by_key.get(_key(tidy(text)))
    if found is None:
        raise WrongCell(f"is {text.strip()!r}; known: {', '.join(choices)}.{did_you_mean(tidy(text).casefold(), choices)}")
    return found


def _key(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.casefold())


def currency_code(text: str) -> str:
    """Return the ISO 4217 code for a currency as people write it (`eur`, `€`, `US$`); what is not known comes back in capitals."""
    word = tidy(text)
    return _CURRENCIES.get(word.casefold(), word.upper())


def read_number(text: str, valid: tuple[float, float] = (-math.inf, math.inf), unit: str = "", kind: NumberKind = "number") -> float:
    """Return the number in a cell.

    Parameters
    ----------
    text : of the cell; a decimal point, or a comma that can be nothing else; nothing between thousands; digits of any script.
    valid : inclusive range.
    unit : for messages; `1` for a share or a ratio, which may be written in percent if the cell says so: `51 %` is 0.51.
    kind : see `NumberKind`.

    Raises
    ------
    WrongCell : it is no finite number, one that can be read in two ways, out of range, or a count with a fraction. Where the message
        says "write ...", this function takes what it says.
    """
    plain, shown = _pointed(text), text.strip()
    if not _PLAIN.fullmatch(plain):
        percent = without_percent(text)
        if unit == "1" and percent and _fits(_hundredth(percent), valid, kind):
            return float(_hundredth(percent))
        if plain.lstrip("+-").casefold() in ("inf", "infinity"):
            raise WrongCell(f"is {shown!r}; {FINITE}.")
        raise WrongCell(f"is {shown!r}, which is not a number.{_instead(plain, valid, unit, kind)}")
    value = float(plain)
    if not math.isfinite(value):
        raise WrongCell(f"is {shown!r}; {FINITE}.")
    if kind != "number":
        _check_thousands_point(plain, shown, value, valid, kind)
    low, high = valid
    if not low <= value <= high:
        known = f" [{unit}]" if unit not in ("", "1") else ""
        raise WrongCell(f"is {shown}; {between(low, high)}{known}.{_beyond(value, valid, unit, kind)}")
    return value


def without_percent(text: str) -> str | None:
    """Return the number of a cell such as `51 %` or `51 percent`, as text without the sign; None for any other cell."""
    percent = _PERCENT.fullmatch(_pointed(text))
    return percent[1].strip() if percent and _PLAIN.fullmatch(percent[1].strip()) else None


def in_thousands(text: str) -> bool:
    """Return whether a cell of a count looks as if it had a thousands point, or were counted in thousands: `165.894`, `12.5`."""
    plain = _pointed(text)
    return bool(_GROUP_OF_THREE.fullmatch(plain) or (_FEW_DECIMALS.fullmatch(plain) and not float(plain).is_integer()))


def _check_thousands_point(plain: str, shown: str, value: float, valid: tuple[float, float], kind: NumberKind) -> None:
    if not _GROUP_OF_THREE.fullmatch(plain) and (kind == "amount" or value.is_integer()):
        return
    thousands, meant = _FEW_DECIMALS.fullmatch(plain), _whole(plain)
    whole = "" if kind == "amount" else " A count is a whole number."
    asked = " Thousands point, or counted in thousands? Then write" if thousands else " Write"
    hint = f"{asked} {meant}." if _fits(meant, valid, kind) else " Write all its digits, and nothing between them."
    decimals = f" If it is a decimal point: write {value:.2f}." if kind == "amount" and _fits(f"{value:.2f}", valid, kind) else ""
    raise WrongCell(f"is {shown}.{whole}{hint}{decimals}")


def _whole(plain: str) -> str:
    """The count that a plain number with decimals means: 12.5 is 12.500 after a spreadsheet dropped the zeros, or thousands."""
    thousands = _FEW_DECIMALS.fullmatch(plain)
    return f"{thousands[1]}{thousands[2]:0<3}" if thousands else f"{float(plain):.0f}"


def _instead(plain: str, valid: tuple[float, float], unit: str, kind: NumberKind) -> str:
    """What to write instead of text that is not a number; empty where nothing is likely."""
    if _SPREADSHEET_ERROR.fullmatch(plain):
        return " A formula failed in the spreadsheet: mend it there, or leave the cell empty."
    if _PLAIN.fullmatch("".join(letter for letter in plain if unicodedata.category(letter) != "Cf")):
        return " There is an invisible character in the cell: type the number anew."
    if unit.startswith("degree") and re.search(r"[\d°][^\d]*[NSEWO°'\u2032]|^[NSEWO]\s*\d", plain, re.IGNORECASE):
        return " Write degrees with decimals; south and west have a minus."
    percent = _PERCENT.fullmatch(plain)
    if percent:
        return _percent_instead(percent[1], valid, unit, kind)
    counted = re.fullmatch(r"([\d.,]+)\s*([^\W\d_]+\.?)", plain)
    if counted and counted[2].casefold() in _TIMES:
        readings = [f"{float(reading) * _TIMES[counted[2].casefold()]:.12g}" for reading in _readings(counted[1])[:1]]
    elif re.fullmatch(rf"[+-]?[\d.,{_BETWEEN}]*\d", plain, re.ASCII):
        readings = _readings(plain)
    elif re.search(r"\d", plain):
        return " Write one number and nothing else in the cell."
    else:
        return ""
    if kind == "count":
        readings = [_whole(reading) for reading in readings]
    fitting = [reading for reading in dict.fromkeys(readings) if _fits(reading, valid, kind)]
    rule = "a point before decimals, nothing between thousands"
    return f" Write {' or '.join(fitting)}: {rule}." if fitting else f" Write {rule}."


def _hundredth(percent: str) -> str:
    """A percentage as a share."""
    return f"{float(percent) / 100.0:.12g}"


def _percent_instead(number: str, valid: tuple[float, float], unit: str, kind: NumberKind) -> str:
    for reading in _readings(number):
        meant = _hundredth(reading) if unit == "1" else reading
        if _fits(meant, valid, kind):
            return f" Write {meant}."
        if unit == "1" and float(reading) > 100.0 * valid[1]:
            return _more_than_all(valid)
    return " Write the number without the sign."


def _readings(text: str) -> list[str]:
    """The plain numbers that text of digits and marks can mean, the likelier first."""
    plain = _THOUSANDS_MARKS.sub("", text)
    if _PLAIN.fullmatch(plain):
        return [plain]
    marks = re.sub(r"[^.,]", "", plain)
    if re.fullmatch(r"[+-]?\d{1,3}(([.,])\d{3})(\2\d{3})*([.,]\d+)?", plain) and len(marks) > 1 and marks[-1] != marks[0]:
        return [plain.replace(marks[0], "").replace(marks[-1], ".")]  # 1.234.567,8
    if re.fullmatch(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})+|[+-]?\d{1,2}(,\d{2})+,\d{3}", plain):
        return [plain.replace(marks[0], "")]  # 1.234.567, and 12,34,567 as in India
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", plain):
        return [plain.replace(",", ""), plain.replace(",", ".")]
    return [plain.replace(",", ".")] if re.fullmatch(r"[+-]?\d*,\d+", plain) else []


def _beyond(value: float, valid: tuple[float, float], unit: str, kind: NumberKind) -> str:
    """What to write instead of a number that is out of range."""
    low, high = valid
    hundredth, thousandfold = f"{value / 100.0:.12g}", f"{value * 1000.0:.0f}"
    if unit == "1" and value > max(high, _LARGEST_SHARE_TAKEN_FOR_ONE) and _fits(hundredth, valid, kind):
        what = "Shares are written from 0 to 1" if high <= 1.0 else "A ratio is no percentage"
        return f" {what}: write {hundredth}, not {value:g}."
    if unit == "1" and value > high and high <= 1.0:
        return _more_than_all(valid)
    if kind == "count" and 0.0 < value < low and _fits(thousandfold, valid, kind):
        return f" Counted in thousands? Then write {thousandfold}."
    for factor, asked in _OTHER_UNITS.get(unit, ()):
        meant = f"{value * factor:.3g}"
        if value * factor > 0.0 and _fits(meant, valid, kind):
            return f" {asked}? Then write {meant}."
    if unit.startswith("EUR") and "/" in unit and value > high:  # a price: no cell tells in which money
        return f" Another currency? Then write what it is in euros; in CFA francs it would be {value / _CFA_PER_EUR:.2g}."
    return ""


def _more_than_all(valid: tuple[float, float]) -> str:
    if valid[1] == 1.0:
        return " No share is above 1: write 1 if more than all was counted, or leave the cell empty."
    return f" No share is above {valid[1]:g} here: leave the cell empty if it is not known."


def _fits(meant: str, valid: tuple[float, float], kind: NumberKind) -> bool:
    """Whether what a hint says would be taken."""
    value = float(meant)
    whole = kind != "count" or value.is_integer()
    return whole and valid[0] <= value <= valid[1] and (kind == "number" or not _GROUP_OF_THREE.fullmatch(meant))
