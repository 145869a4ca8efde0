"""Evidence ratios against closed forms: one report, one mechanism whose effect is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.helpers.small_cases import planned
from wopsim.declare import PARAMETERS
from wopsim.inference.cases.case_runs import Asked
from wopsim.inference.checks.theories_weighed import mechanisms_of, score_of, weigh
from wopsim.inference.posterior.emulator import coordinates
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.observation_model import reports_of
from wopsim.inference.posterior.standard_scores import values_of
from wopsim.streams import Floats

RUNS, SPREAD = 0.05, 0.3
HELD = {
    "report_bias_mentor_or_programme": 0.0, "report_bias_mentee": 0.0, "report_bias_press": 0.0, "report_bias_project_authors": 0.0,
    "report_spread": SPREAD, "report_spread_self": 1.0, "report_spread_pilot": 1.0, "report_spread_hours": 1.0,
    "report_spread_collection": 1.0, "case_spread": 1e-9, "selection_published": 0.0, "selection_searched": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """Runs whose mean is `slope` times the value of a mechanism's parameter."""

    slope: float
    names: tuple[str, ...] = ("missed_days",)

    @property
    def figure_error(self) -> Floats:
        return np.zeros(0)

    def __call__(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        days = values_of(self.names, scores)
        mean = self.slope * days[..., :1]
        return mean, np.full_like(mean, RUNS), np.zeros((*mean.shape[:-1], 0))


def target(slope: float, reported: float) -> Target:
    one = Datum("partnerships", Asked(planned(source_class="independent")), reported, 0.0, np.nan)
    r = reports_of([one])
    return Target(("missed_days",), Effect(slope), replace(r, tail=1e7), ("partnerships",), {}, None, held=HELD)


def posterior(of: Target, visits: int = 60_000) -> Floats:
    """Visits of the posterior by weights from the prior."""
    chance = np.random.default_rng(7)
    scores = chance.standard_normal((visits * 4, 1))
    weight = np.exp(of(scores) - of.log_prior(scores))
    return scores[chance.choice(len(scores), visits, p=weight / weight.sum())]


@pytest.mark.parametrize(("slope", "reported"), [(0.4, 1.2), (0.4, -0.4), (0.0, 0.5), (0.1, 0.1)])
def test_the_evidence_ratio_is_that_of_the_integrals(slope: float, reported: float) -> None:
    of = target(slope, reported)
    (found,) = weigh(of, posterior(of), {"burden": ["missed_days"]})
    scores = np.random.default_rng(11).standard_normal((400_000, 1))
    days = values_of(["missed_days"], scores)[:, 0]
    spread = np.sqrt(RUNS + SPREAD**2)
    with_ = stats.norm.pdf(reported, slope * days, spread).mean()
    without = stats.norm.pdf(reported, 0.0, spread)
    assert found.log_ratio == pytest.approx(np.log(with_ / without), abs=max(0.03, 4.0 * found.error))
    # one case: what the forecast gains is the evidence itself
    assert found.forecasts == pytest.approx(found.log_ratio, abs=0.15)


def test_a_mechanism_without_effect_is_neither_likelier_nor_less_likely() -> None:
    of = target(0.0, 0.5)
    (found,) = weigh(of, posterior(of, 2000), {"burden": ["missed_days"]})
    assert found.log_ratio == pytest.approx(0.0, abs=1e-9)
    assert found.error == pytest.approx(0.0, abs=1e-9)
    assert found.forecasts == pytest.approx(0.0, abs=1e-9)


def test_mechanisms_are_those_that_move_by_theory() -> None:
    of: Any = target(0.0, 0.0)
    assert mechanisms_of(of) == {"mentoring burdens": ("missed_days",)}


@pytest.mark.parametrize("name", ["missed_days", "leader_undoes", "initiative_displaced", "presence_thinning", "zone_first"])
def test_the_neutral_value_has_a_score(name: str) -> None:
    neutral = float(PARAMETERS[name].default)
    score = score_of(name, neutral)
    assert values_of([name], np.array([[score]]))[0, 0] == pytest.approx(neutral, abs=1e-3)
    assert np.isfinite(coordinates([name], np.array([[score]]))).all()
