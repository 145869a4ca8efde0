"""The languages of a brief: their words, and how each writes numbers and lists."""

from __future__ import annotations

import math
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from wopsim.languages import LANGUAGES as LANGUAGES
from wopsim.languages import Language as Language
from wopsim.report.lettering import lettering

NAMES: dict[Language, str] = {"en": "english", "fr": "french", "es": "spanish"}
"""The languages as the table of countries calls them."""
FONT = "DejaVu Sans"
"""The font of the brief; it ships with matplotlib, so that a page looks alike on every machine."""


@lru_cache
def words_in(language: Language) -> dict[str, Any]:
    """Return the words of a language."""
    path = Path(__file__).with_name("words") / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Phrases:
    """Numbers and names in the words of one language."""

    def __init__(self, language: Language) -> None:
        self.language, self.words = language, words_in(language)

    def number(self, value: float, figures: int = 2, signed: bool = False) -> str:
        """A number to so many figures, thousands apart, with the marks of the language."""
        if value == 0.0 or not math.isfinite(value):
            return "0"
        rounded = float(f"{value:.{figures}g}")
        digits = max(0, figures - 1 - math.floor(math.log10(abs(rounded))))
        return self.fixed(rounded, digits, signed)

    def fixed(self, value: float, decimals: int, signed: bool = False) -> str:
        """A number to so many decimals, thousands apart, with the marks of the language; what stands beside another needs as many."""
        apart = "," if abs(value) >= self.words["grouped_from"] else ""
        text = f"{value:{'+' if signed else ''}{apart}.{decimals}f}"
        return text.translate(str.maketrans({",": self.words["thousands"], ".": self.words["decimal"], "-": "−"}))

    def percent(self, share: float) -> str:
        """A share in percent, to the unit."""
        return f"{100 * share:.0f}"

    def whole(self, value: float) -> str:
        """An amount that somebody set, to the unit."""
        return self.number(value, len(str(abs(round(value)))))

    def exact(self, value: float) -> str:
        """A number that somebody set, as it was set: up to six figures, none added; thousands apart, to the unit."""
        return self.whole(value) if value >= 1000.0 else f"{value:g}".replace(".", self.words["decimal"])

    def amount(self, value: float, unit: str) -> str:
        """An amount with its unit, which is one or several by the rule of the language."""
        text, shown = self.number(100 * value if unit == "1" else value), abs(float(f"{100 * value if unit == '1' else value:.2g}"))
        return f"{text} {self.one(unit) if unit in self.words['one'] and self.is_one(shown) else self.words['units'].get(unit, unit)}"

    def is_one(self, shown: float) -> bool:
        """Whether so many are one by the rule of the language, not several."""
        return shown == 1.0 or shown < self.words["singular_below"]

    def one(self, unit: str) -> str:
        """One of a unit."""
        return str(self.words["one"].get(unit, self.words["one"]["other"]))

    def written(self, text: str, instead: str, most: int) -> str:
        """A text of the study in at most so many letters; something else where the font lacks letters."""
        found = lettering(self.unbroken(text), instead, most)
        return found.plain if found.family == FONT else instead

    def unbroken(self, text: str) -> str:
        """A text of the study with no-break spaces where the language has them, however they were typed."""
        for mark in self.words["no_break"]:
            text = text.replace(mark, mark.replace(" ", "\u00a0"))
        return text

    def say(self, part: str, key: str, **values: object) -> str:
        """A sentence of a part, its gaps filled."""
        return str(self.words[part][key].format(**values))

    def counted(self, part: str, key: str, value: float, **values: object) -> str:
        """A phrase with a number that somebody set, or a count, in its form for one or for several."""
        return self.say(part, f"{key}_one" if self.is_one(value) else key, value=self.exact(value), **values)

    def places(self, kind: str, names: list[str]) -> list[str]:
        """Names of a list of who may apply, in the language: countries and regions have theirs, a utility keeps its own."""
        from wopsim.world.country_names import name_in

        if kind == "eligible_regions":
            return [self.words["regions"].get(name, name) for name in names]
        # in English a country is called as in the study
        return [name_in(NAMES[self.language], name) for name in names] if kind == "eligible_countries" and self.language != "en" else names

    def of_groups(self, groups: list[str]) -> str:
        """Groups of `GROUPS`, by their names."""
        names = self.words["groups"]
        return self.listed([names[group] for group in groups], names["and"])

    def listed(self, texts: list[str], joined: str, between: str = ", ") -> str:
        """Texts with commas, or something else, between them, and a word before the last."""
        return between.join(texts[:-1]) + joined + texts[-1] if len(texts) > 1 else "".join(texts)
