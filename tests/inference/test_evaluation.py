"""What an evaluation would follow and read: errors of closed form, and true paths that are those of the runs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import wopsim as ws
from tests.helpers import making
from wopsim.declare import Parameters
from wopsim.errors import ResultError
from wopsim.inference import evaluation_readings, followed_utilities
from wopsim.inference.evaluation_readings import Readings, read, summarised
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.inference.followed_utilities import FOLLOWED, FRESH, Followed, follow
from wopsim.study.scenario import Study

YEARS = 3
COUNT = len(FOLLOWED)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return ws.read_study(making.write_study(tmp_path_factory.mktemp("evaluation"), draws=3, replicates=1))


def still(draws: int, utilities: int, effect: float = 0.0) -> Followed:
    """Utilities that stay where they are; each mentored one is better by the same from the first year on."""
    levels = np.random.default_rng(1).normal(size=(draws, 2 * utilities, COUNT, 1)) * np.ones(YEARS + 1)
    mentored = levels[:, :utilities] + effect * (np.arange(YEARS + 1) > 0)
    return Followed(mentored, levels[:, utilities:], np.full((draws, COUNT, YEARS), effect), 0.0)


def fixed(monkeypatch: pytest.MonkeyPatch, **values: float) -> None:
    """Give every draw the same reporting parameters."""
    monkeypatch.setattr(evaluation_readings, "parameters_of", lambda *_: Parameters().replace(**values))


@pytest.mark.parametrize(("years", "size"), [(1, 10), (3, 10), (3, 40)])
def test_a_difference_of_groups_has_the_error_of_the_closed_form(
    study: Study, monkeypatch: pytest.MonkeyPatch, years: int, size: int
) -> None:
    """Utilities alike before, read without error then: own effect for good and each reading anew, with tails that double both variances."""
    fixed(monkeypatch, case_spread=0.3, report_spread=0.4, baseline_spread=0.0)
    draws = range(600)
    followed = still(len(draws), size)
    alike = Followed(np.zeros_like(followed.mentored), np.zeros_like(followed.comparison), followed.effect, 0.0)
    found = read(alike, study, draws).summary(size, size, years)
    name = "non-revenue water over the years" if years > 1 else "non-revenue water in the last year"
    wanted = np.sqrt(2.0 * 2.0 / size * (0.3**2 + 0.4**2 / years))
    assert found[name].std() == pytest.approx(wanted, rel=0.15)
    assert abs(found[name].mean()) < 4.0 * wanted / np.sqrt(len(draws))


def test_readings_without_error_give_the_effect_whatever_the_groups_were_before(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed(monkeypatch, case_spread=0.0, report_spread=0.01, baseline_spread=0.0)
    followed = still(5, 12, effect=0.7)
    for comparison in (12, 0):
        for values in read(followed, study, range(5)).summary(12, comparison, YEARS).values():
            assert values == pytest.approx(np.full(5, 0.7), abs=0.03)


def test_what_utilities_were_before_is_taken_out_with_the_slope_of_the_study() -> None:
    """Half of a lead is kept by the next year: the group that was ahead by 1 is ahead by 0.5 without any effect."""
    before = np.random.default_rng(2).normal(size=(4, 40, COUNT, 1))
    before[:, :20] += 1.0
    paths = np.concatenate([before, 0.5 * before], axis=3)
    found = Readings(paths[:, :20] + 1e-9 * np.arange(4)[:, None, None, None], paths[:, 20:]).summary(20, 20, 1)
    assert all(np.abs(values).max() < 1e-6 for values in found.values())


def test_a_larger_study_holds_the_smaller_one_and_nobody_followed_reports_nothing(study: Study) -> None:
    followed = still(4, 8, effect=0.2)
    whole = read(followed, study, range(4))
    part = read(Followed(followed.mentored[:, :3], followed.comparison[:, :3], followed.effect, 0.0), study, range(4))
    assert np.array_equal(whole.mentored[:, :3], part.mentored)
    assert whole.summary(0, 8, 2) == {}
    assert whole.summary(8, 8, 0) == {}


def test_followed_paths_are_those_of_fresh_runs(study: Study) -> None:
    """The mean effect is that of a study with these replicates, over all utilities that were mentored for so long."""
    design = study.scenarios[1].name
    found = follow(study, design, [0, 1, 2], (5, 4), 2)
    assert found.mentored.shape == (3, 5, COUNT, 3)
    assert found.comparison.shape == (3, 4, COUNT, 3)
    more = ws.run(dataclasses.replace(study, replicates=study.replicates + FRESH), workers=1, keep="utility").dataset
    fresh = more.isel(replicate=slice(study.replicates, None))
    measure = INDICATORS["nrw_pct"]
    for draw in range(3):
        runs = fresh.sel(draw=draw)
        agreed = np.floor(runs["agreement_time"].sel(scenario=design).values)
        effects = []
        for replicate, utility in np.argwhere(agreed + 2 <= more["time"].values[-1]):
            year = int(agreed[replicate, utility]) + 2
            with_, without = (
                float(measure.to_scale(runs["reported_nrw_share"].sel(scenario=name, time=year).values[replicate, utility]))
                for name in (design, "no_programme")
            )
            if runs["mentored"].sel(scenario=design).values[replicate, -1, utility]:
                effects.append(measure.sign * (with_ - without))
        assert found.effect[draw, 0, 1] == pytest.approx(np.mean(effects) if effects else 0.0, abs=1e-6)
    assert summarised(found.effect)


def test_nobody_followed_for_so_long_is_told(study: Study) -> None:
    with pytest.raises(ResultError, match="followed for 60 years within the horizon"):
        follow(study, study.scenarios[1].name, [0], (2, 2), 60)


def test_utilities_are_taken_by_chance_with_replacement(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = np.arange(3.0)[:, None, None] * np.ones((COUNT, 2))
    monkeypatch.setattr(followed_utilities, "_paths", lambda *_: (pool, pool))
    found = follow(study, study.scenarios[1].name, [0], (300, 300), 1)
    shares = [np.mean(found.mentored[0, :, 0, 0] == one) for one in range(3)]
    assert min(shares) > 0.25
    assert not np.array_equal(found.mentored, found.comparison)
