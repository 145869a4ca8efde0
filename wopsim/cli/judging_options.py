"""Options that say what designs are judged by, the same in every command of a choice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wopsim.cells import WrongCell, read_number
from wopsim.errors import WopsimError

Outcome = Annotated[str, typer.Option(help="Outcome that designs are judged by.")]
Weights = Annotated[
    Path | None, typer.Option(help="CSV (outcome,weight): judge by a weighted sum of outcomes instead.", show_default=False)
]
Equity = Annotated[
    str | None,
    typer.Option(metavar="GROUP=WEIGHT,...", help="What a person counts in low_income, fragile, small_town.", show_default=False),
]
Worth = Annotated[float | None, typer.Option(help="EUR that a unit is worth: judge by net benefit.", show_default=False)]
Discount = Annotated[
    bool | None, typer.Option("--discount/--no-discount", help="Later years count less, by the study's rate.", show_default=False)
]


def equity_weights(text: str | None) -> dict[str, float]:
    """Read `low_income=2,fragile=2`.

    Raises
    ------
    WopsimError : it is written in another way.
    """
    found = {}
    for part in (text or "").split(",") if text else []:
        name, equals, number = part.partition("=")
        try:
            if not equals:
                raise WopsimError(f"--equity needs GROUP=WEIGHT, for example low_income=2,fragile=2; found {part!r}.")
            found[name.strip()] = read_number(number.strip())
        except WrongCell as wrong:
            raise WopsimError(f"--equity: the weight of {name.strip()!r} {wrong}") from None
    return found
