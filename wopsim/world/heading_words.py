"""What the title of a column says: its words, what stands in brackets, whether it says percent, and whether it says a spread."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

Words = frozenset[str]

_EMPTY = frozenset("of the in per and for a an number no nr total average mean".split())
"""Words of a title that say nothing of what a column holds."""
_SAME = {
    "h": "hour", "hr": "hour", "hrs": "hour", "d": "day", "litre": "l", "liter": "l", "euro": "eur", "€": "eur", "eur2024": "eur",
    "conn": "connection", "employee": "staff", "pop": "population", "people": "person", "capita": "person", "cap": "person",
    "000": "thousand", "$": "usd", "°": "degree", "deg": "degree", "supplied": "served", "connected": "served",
}  # fmt: skip
"""Words that people write, and the word that names of columns have for it."""
_WRITTEN_OUT = (
    (re.compile(r"(?<=\d)[ ,.'\u2019](?=\d{3}(?!\d))"), ""),  # 1,000 connections
    (re.compile(r"\bper[ _]thousand\b"), "per 1000"),
    (re.compile(r"(?:(?<![^\W_])per(?![^\W_])|/)[\W_]*1000(?!\d)"), " per1000 "),  # staff per 1000 are a ratio, staff (1000) are many
    (re.compile(r"\bcubic[ _]met(re|er)s?\b"), "m3"),
    (re.compile(r"\blp?cd\b"), "l/person/day"),
    (re.compile(r"\bus ?\$"), "usd"),
    (re.compile(r"\bper cent\b"), "%"),
)
_PERCENT = frozenset(("%", "pct", "percent", "percentage"))
_SPREAD = "sd"
_REMARK = frozenset("note remark comment source".split())
_WORD = re.compile(r"[^\W\d_]+\d*|\d+|[%€$°]")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")


@dataclass(frozen=True)
class Title:
    """The title of a column, taken apart.

    Parameters
    ----------
    words : outside brackets, in one number, without accents, case and what says nothing.
    aside : the same of what stands in brackets: a unit, or more words.
    percent : whether it says percent anywhere.
    spread : whether it ends with `sd`.
    remark : whether it begins or ends with a word for a remark.
    first : its first word, empty where it has none.
    written_aside : what stands in brackets, as it is written.
    """

    words: Words
    aside: Words
    percent: bool
    spread: bool
    remark: bool
    first: str
    written_aside: str

    @property
    def all(self) -> Words:
        """Words wherever they stand."""
        return self.words | self.aside


@lru_cache(maxsize=1000)
def taken_apart(title: str) -> Title:
    """Return what a title says."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).casefold()
    for written, meant in _WRITTEN_OUT:
        plain = written.sub(meant, plain)
    outside, aside = _words(_BRACKETS.sub(" ", plain)), _words(" ".join(_BRACKETS.findall(plain)))
    percent = bool(_PERCENT & {*outside, *aside})
    outside, aside = ([word for word in words if word not in _PERCENT] for words in (outside, aside))
    spread = outside[-1:] == [_SPREAD]
    outside = outside[: len(outside) - spread]
    remark = bool(_REMARK & {*outside[:1], *outside[-1:]})
    said = [word for word in outside if word not in _EMPTY]
    return Title(frozenset(said), frozenset(aside) - _EMPTY, percent, spread, remark, "".join(said[:1]), " ".join(_BRACKETS.findall(title)))


def words_of(name: str) -> Words:
    """Return the words of the name of a column."""
    return taken_apart(name).all


def _words(plain: str) -> list[str]:
    found = (word if len(word) < 4 or word.endswith("ss") else word.removesuffix("s") for word in _WORD.findall(plain))
    return [_SAME.get(word, word) for word in found]
