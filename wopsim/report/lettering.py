"""Labels of strangers as figures can write them: in a font that has their letters, or else another name instead of boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wopsim.foreign_text import as_figure

BESIDE, ABOVE = 60, 36
"""Letters of a label beside what is drawn, or above a panel; more leave no room."""
_SPARE = 8
"""Letters of a word that is cut which go with the rest of it."""
_BOXES = "Last Resort"
"""Begins the name of a font that has every letter, as a box."""


@dataclass(frozen=True)
class Lettering:
    """A text as it can be written.

    Parameters
    ----------
    plain : the text itself, shortened; for those that know no mathematics.
    family : name of the font.
    """

    plain: str
    family: str

    @property
    def text(self) -> str:
        """The text for matplotlib."""
        return as_figure(self.plain)

    @property
    def file(self) -> str:
        """The file of the font."""
        return str(_file(self.family))


def lettering(text: str, instead: str, most: int = BESIDE) -> Lettering:
    """Return how to write a text.

    Parameters
    ----------
    text : of a stranger, in any writing.
    instead : what is written where no font of this machine has all its letters; plain Latin letters.
    most : letters for which there is room.
    """
    text, instead = shortened(text, most), shortened(instead, most)
    family = _family(frozenset(text))
    return Lettering(instead, _usual()) if family is None else Lettering(text, family)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters; a longer one loses its middle, for variants of one design mostly differ at an end."""
    if len(text) <= most:
        return text
    first = -(-3 * (most - 1) // 5)
    start = re.sub(rf"\s\S{{0,{_SPARE}}}$", "", text[:first])
    end = re.sub(rf"^\S{{0,{_SPARE}}}\s", "", text[len(text) - (most - 1 - first) :])
    return f"{start.rstrip()}…{end.lstrip()}"


def _usual() -> str:
    """The font that matplotlib takes if nothing is asked for."""
    from matplotlib.font_manager import FontProperties, findfont

    return FontProperties(fname=findfont(FontProperties())).get_name()


def _file(family: str) -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return findfont(FontProperties(family=[family]))


@lru_cache(maxsize=1000)
def _family(letters: frozenset[str]) -> str | None:
    """Return the first font that has all letters, the usual one before others; None where there is none."""
    from matplotlib.font_manager import fontManager, get_font

    usual = _usual()
    others = {font.name for font in fontManager.ttflist if font.weight == 400 and font.style == font.stretch == "normal"}
    sound = sorted(name for name in others if name != usual and not name.startswith(_BOXES))
    wanted = {ord(letter) for letter in letters}
    return next((name for name in (usual, *sound) if wanted <= get_font(_file(name)).get_charmap().keys()), None)
