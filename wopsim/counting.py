"""A number of things in words: one of a thing, or several."""

from __future__ import annotations


def counted(number: int, one: str, several: str = "") -> str:
    """Return so many of a thing: 1 run, 12 runs, 1,200 runs.

    Parameters
    ----------
    number : how many.
    one : what one of them is called.
    several : what several are called; by default the same with an s.
    """
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
