"""Labels of strangers as figures can write them: in a font that has their letters, or else another name instead of boxes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wopsim.foreign_text import as_figure

BESIDE, ABOVE = 60, 36
"""Letters of a label beside what is drawn, or above a panel; more leave no room."""
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
    text, instead = (one if len(one) <= most else f"{one[: most - 1].rstrip()}…" for one in (text, instead))
    family = _family(frozenset(text))
    return Lettering(instead, _usual()) if family is None else Lettering(text, family)


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
