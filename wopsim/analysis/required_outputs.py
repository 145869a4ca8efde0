"""What measuring reads of a run, so that an engine need record no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import wopsim.engines.outputs
from wopsim.analysis.paired import require_complete, require_present
from wopsim.declare import VARIABLES
from wopsim.runs.year_ends import SOME_YEAR_ENDS, Need

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.utility_sums import UtilitySums

NEEDED_BY_MEASURES: dict[str, Need] = {
    "people_served": "years",
    "population_served": "last",
    "coverage": "last",
    "poor_coverage": "last",
    "sewer_coverage": "last",
    "connections": "first",
    "real_loss": "last",
    "system_input": "last",
    "energy_intensity": "last",
    "nrw_share": "years",
    "reported_nrw_share": "years",
    "pilot_nrw_share": "years",
    "practice": "years",
    "occr": "last",
    "investment": "years",
    "works_spending": "years",
    "works_own": "years",
    "works_loan": "years",
    "works_programme": "years",
    "connection_spending": "years",
    "connections_programme": "years",
    "supply_spending": "years",
    "supply_programme": "years",
    "programme_payments": "years",
    "own_share_paid": "years",
    "pilot_in_kind": "years",
    "mentee_time": "years",
    "mentor_days_value": "years",
    "mentor_home_time": "years",
    "consultant_spending": "years",
    "event_payments": "years",
    "event_time": "years",
    "revenue_collected": "years",
    "operating_spending": "years",
    "pro_poor_function": "years",
    "sanitation_function": "years",
    "mentored": "last",
    "agreement_time": "once",
    "exit_time": "once",
    "support_received": "once",
    "mentor_days": "once",
    "mentor_in_kind": "once",
    "mentors_created": "once",
    "programme_spent": "once",
    "programme_overhead": "once",
    "programme_invested": "once",
    "programme_raised": "once",
    "programme_unspent": "once",
    "programme_unpromised": "once",
    "calls_short_of_applicants": "once",
    "calls_short_of_mentors": "once",
    "calls_capped": "once",
    "calls_held_back": "once",
    "calls_short_of_money": "once",
    "partnerships_agreed": "once",
    "partnerships_completed": "once",
    "partnerships_ended_early": "once",
    "partnerships_unfinished": "once",
    "may_apply": "once",
}
"""Outputs that `measure` reads, and at which year ends. What stands at other year ends does not matter."""

assert wopsim.engines.outputs  # they are declared

MAY_BE_MISSING = frozenset(name for name, declared in VARIABLES.items() if declared.of_some)
"""Outputs that do not apply to every utility."""

COMPLETE = tuple(name for name in NEEDED_BY_MEASURES if name not in MAY_BE_MISSING)
"""Outputs that every run must have for every utility."""


def require_needed(dataset: xr.Dataset, sums: UtilitySums) -> None:
    """Check that every run has what measuring reads; `sums` are those of the dataset.

    Raises
    ------
    ResultError : an output is absent, or a run has a value that is not finite where it is read; up to three runs are named.
    """
    require_present(dataset, NEEDED_BY_MEASURES)
    for name in COMPLETE:
        ends = SOME_YEAR_ENDS.get(NEEDED_BY_MEASURES[name])
        read = {} if ends is None else {"time": list(ends)}
        values = dataset.variables[name]
        if not np.isfinite(sums.of(name) if not read and "utility" in values.dims else values.isel(read).values).all():
            require_complete(dataset[[name]].isel(read), (name,))
