"""The calibration page says of each parameter what the posterior that ships says, to the printed digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from wopsim.data import shipped
from wopsim.declare import PARAMETERS
from wopsim.inference.checks.posterior_checks import movements
from wopsim.inference.posterior.standard_scores import values_of
from wopsim.report.calibration_page import movement_section, section
from wopsim.study.draws import DEFAULT_POSTERIOR, read_posterior

PAGE = Path(__file__).resolve().parents[3] / "docs" / "calibration.md"


def test_the_table_of_the_page_is_that_of_the_files_that_ship() -> None:
    posterior = shipped(DEFAULT_POSTERIOR)
    made = section("movement", movement_section(posterior, posterior.with_name("provenance.json")))
    assert made in PAGE.read_text(encoding="utf-8"), "python docs/make_calibration.py"


def test_a_printed_interval_is_that_of_the_draws() -> None:
    values = np.array([draw["nrw_spread"] for draw in read_posterior(shipped(DEFAULT_POSTERIOR))])
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `nrw_spread` |"))
    assert f"{middle:.3g} [{low:.3g}, {high:.3g}]" in row


def test_draws_of_the_prior_have_not_moved() -> None:
    names = [name for name, declared in PARAMETERS.items() if declared.drawn]
    values = values_of(names, np.random.default_rng(3).standard_normal((4000, len(names))))
    for one in movements(names, values):
        assert abs(one.shift) < 0.08, one.name
        assert 0.92 < one.left < 1.08, one.name
        assert one.verdict == "unmoved: the prior"


def test_draws_from_a_part_of_the_prior_have_moved_and_are_narrower() -> None:
    scores = 1.0 + 0.4 * np.random.default_rng(4).standard_normal((4000, 1))
    for name in ("turnover", "missed_days"):
        (one,) = movements([name], values_of([name], scores))
        assert 0.8 < one.shift < 1.3
        assert one.left < 0.6
        assert one.verdict == "narrowed"
