"""What Python calls of compiled code, whatever the engine. Everything behind an entry point is compiled with it."""

from __future__ import annotations

from typing import Any

from wopsim.by_reference import by_reference
from wopsim.compile import entry
from wopsim.engines import opening, quarter, views


@entry
def begin_worlds(block: Any, chances: Any, initial: Any, of_start: Any) -> None:
    """See `quarter.begin_worlds`."""
    quarter.begin_worlds(by_reference(block), by_reference(chances), by_reference(initial), of_start)


@entry
def take_step(block: Any, w: int, number: int) -> None:
    """Take the step of a number in `quarter.ORDER`, in one world."""
    quarter.take(by_reference(block), w, number)


@entry
def find_applicants(block: Any, asking: Any, found: Any) -> None:
    """See `views.find_applicants`."""
    views.find_applicants(by_reference(block), asking, found)


@entry
def fill_views(block: Any, asking: Any, columns: Any) -> None:
    """See `views.fill_views`."""
    views.fill_views(by_reference(block), asking, columns)


@entry
def predict_gains(block: Any, asking: Any, columns: Any, gains: Any, scratch: Any) -> None:
    """See `views.predict_gains`."""
    views.predict_gains(by_reference(block), asking, columns, gains, scratch)


@entry
def fill_paired(block: Any, asking: Any, columns: Any, pairs: Any, paired: Any) -> None:
    """See `views.fill_paired`."""
    views.fill_paired(by_reference(block), asking, columns, pairs, paired)


@entry
def open_partnerships(block: Any, chosen: Any, waits: Any) -> None:
    """See `opening.open_partnerships`."""
    opening.open_partnerships(by_reference(block), chosen, waits)
