"""The countries whose panels the background is fitted to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wopsim.inference.background import audit_panel, provider_panel
from wopsim.inference.background.audit_moments import compute_audits
from wopsim.inference.background.panel_moments import Statistics, compute
from wopsim.inference.background.panel_series import DYNAMICS
from wopsim.world.levels import level


def _no_parts(_: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {}


@dataclass(frozen=True)
class Country:
    """A panel of one country.

    Parameters
    ----------
    folder : of what ships of it.
    read : its file.
    statistics : of what was read.
    dynamics : names of the indicators that are fitted.
    context_spread : spread of NRW in its context, relative to Brazil's panel, as `wopsim.world.levels` has it. In the model the
        spread of a utility's wandering is `nrw_spread` times that of its context.
    parts : panels of some of its providers, by name, to which NRW is fitted too.
    """

    folder: str
    read: Callable[[str | Path], pd.DataFrame]
    statistics: Callable[[pd.DataFrame], Statistics]
    dynamics: tuple[str, ...]
    context_spread: float = 1.0
    parts: Callable[[pd.DataFrame], dict[str, pd.DataFrame]] = _no_parts


COUNTRIES: dict[str, Country] = {
    "Brazil": Country(provider_panel.FOLDER, provider_panel.read_panel, compute, tuple(DYNAMICS)),
    "California": Country(
        audit_panel.FOLDER,
        audit_panel.read_audits,
        compute_audits,
        ("nrw",),
        level("nrw_share", *audit_panel.CONTEXT)[1],
        audit_panel.by_validity,
    ),
}
"""California is a state; what matters here is that its suppliers have rules, money and measurement of their own."""
