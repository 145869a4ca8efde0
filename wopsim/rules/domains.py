"""Sums and means over the three domains, in one order everywhere, so that every engine gets the same bits."""

from __future__ import annotations

from wopsim.compile import rule


@rule
def over_domains(technical: float, commercial: float, managerial: float) -> float:
    """Sum over the domains [same unit]: one after the other."""
    return technical + commercial + managerial


@rule
def mean_of(technical: float, commercial: float, managerial: float) -> float:
    """Mean over the domains [same unit]: their sum, one after the other, over their number."""
    return (technical + commercial + managerial) / 3.0
