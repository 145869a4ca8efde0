"""Stylised fact 1: without any programme, non-revenue water moves as in Brazil's panel [snis2021].

Tolerances are wide because the panel pools years with gaps and gross errors, and gives no standard errors; each is
stated beside the fact. Measured values stand in docs/stylised-facts.md, made by a command.
"""

from __future__ import annotations

import numpy as np
import pytest

from wopsim.inference.panel import panel_statistics


def lagged(x, lag):
    return x[:-lag].ravel(), x[lag:].ravel()


@pytest.mark.parametrize(("lag", "tolerance"), [(1, 0.06), (3, 0.12), (5, 0.12), (10, 0.2)])
def test_autocorrelation_of_nrw_is_the_panels(panel_like_nrw, lag, tolerance):
    table = panel_statistics("autocorrelation")
    target = table.query("indicator == 'nrw_share' and transform == 'level' and lag == @lag")["rho"].item()
    assert np.corrcoef(*lagged(panel_like_nrw, lag))[0, 1] == pytest.approx(target, abs=tolerance)


def test_spread_of_annual_changes_is_the_panels(panel_like_nrw):
    target = panel_statistics("changes").query("indicator == 'nrw_share' and transform == 'level' and lag == 1")["sd"].item()
    assert np.diff(panel_like_nrw, axis=0).std() == pytest.approx(target, rel=0.15)


def test_annual_changes_have_fat_tails(panel_like_nrw):
    """Half of the changes are small and a tenth are large: more so than a normal distribution of the same spread."""
    change = np.diff(panel_like_nrw, axis=0).ravel()
    inner = np.quantile(np.abs(change), 0.5) / change.std()
    assert inner < 0.5  # 0.674 if normal; 0.21 in the panel


def test_there_is_no_drift(panel_like_nrw):
    """The panel's mean change is +0.2 points a year, its median 0."""
    change = panel_like_nrw[-1] - panel_like_nrw[0]
    assert abs(np.median(panel_like_nrw[-1]) - np.median(panel_like_nrw[0])) < 0.04
    assert abs(change.mean()) < 0.05  # 20 years


@pytest.mark.parametrize(
    ("low", "high", "tolerance"), [(0, 0.2, 0.04), (0.2, 0.3, 0.03), (0.3, 0.4, 0.03), (0.4, 0.5, 0.03), (0.5, 1, 0.07)]
)
def test_five_year_change_by_starting_level_is_the_panels(panel_like_nrw, low, high, tolerance):
    """Means of three years, as in parameters.csv section B: high ones fall, low ones rise, by themselves."""
    smooth = (panel_like_nrw[:-2] + panel_like_nrw[1:-1] + panel_like_nrw[2:]) / 3
    start, end = lagged(smooth, 5)
    here = (start >= low) & (start < high)
    table = panel_statistics("change_by_level").query("mean_of_years == 3")
    target = table[np.isclose(table["start_from"], low)]["mean"].item()
    assert (end - start)[here].mean() == pytest.approx(target, abs=tolerance)


@pytest.mark.parametrize(("start_from", "tolerance"), [(0.0, 0.06), (0.35, 0.15)])
def test_chance_of_a_ten_point_fall_is_the_panels(panel_like_nrw, start_from, tolerance):
    """In five years, means of three years. From a high level the model falls too often: this one holds barely."""
    smooth = (panel_like_nrw[:-2] + panel_like_nrw[1:-1] + panel_like_nrw[2:]) / 3
    start, end = lagged(smooth, 5)
    here = start >= start_from
    table = panel_statistics("chances").query("mean_of_years == 3 and event == 'falls' and threshold == 0.1")
    target = table[np.isclose(table["start_from"], start_from)]["chance"].item()
    assert ((end - start)[here] <= -0.1).mean() == pytest.approx(target, abs=tolerance)
