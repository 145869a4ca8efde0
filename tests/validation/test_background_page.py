"""The page of the background says what ships: its tables are made from the estimates, and its words agree with them."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

from wopsim.inference.background.audit_panel import audit_statistics
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.estimates import fitted_numbers
from wopsim.inference.background.new_country import new_country
from wopsim.inference.background.panel_term import read_panel_fit
from wopsim.inference.background.provider_panel import panel_statistics
from wopsim.inference.posterior.calibration_file import read_calibration

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "background.md").read_text(encoding="utf-8")
FIXED = runpy.run_path(str(DOCS / "make_background.py"))["fixed"]()


def _made(mark: str) -> str:
    found = re.search(rf"<!-- made: {mark} -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert found is not None
    return found[1].strip()


@pytest.mark.parametrize("mark", FIXED)
def test_a_table_is_that_of_what_ships(mark: str) -> None:
    assert _made(mark) == FIXED[mark].strip()


def test_both_panels_stand_beside_the_engine() -> None:
    rows = {tuple(cell.strip(" `") for cell in line.split("|")[1:5]): line.split("|")[5:7] for line in _made("compared").splitlines()[2:]}
    for country, statistics in enumerate((panel_statistics, audit_statistics)):
        rho = statistics("autocorrelation").set_index(["indicator", "transform", "lag"])["rho"]
        change = statistics("changes").set_index(["indicator", "transform", "lag"])["sd"]
        for lag in (1, 3, 5):
            assert float(rows["autocorrelation", "nrw_share", "logit", str(lag)][country]) == round(rho["nrw_share", "logit", lag], 3)
        assert float(rows["sd of change", "nrw_share", "level", "1"][country]) == round(change["nrw_share", "level", 1], 3)
    assert rows["autocorrelation", "occr", "ln", "1"][1].strip() == "–"


def test_words_about_the_two_countries_agree_with_the_estimates() -> None:
    brazil, california = (fitted_numbers("nrw", country=country) for country in COUNTRIES)
    assert california["permanent"] == pytest.approx(0.5, abs=0.1)
    assert brazil["permanent"] == pytest.approx(1 / 7, abs=0.01)
    for numbers, level in ((brazil, 0.35), (california, 0.095)):  # "in points it is the same"
        assert 100 * numbers["reading"] * level * (1 - level) == pytest.approx(2.7, abs=0.06)
    assert california["spread"] == pytest.approx(0.58, abs=0.005)
    noise, passing = 2 * california["reading"] ** 2, 2 * (1 - california["permanent"]) * california["spread"] ** 2
    assert noise / (noise + passing * (1 - california["persistence"])) == pytest.approx(0.6, abs=0.01)
    assert COUNTRIES["California"].context_spread == 0.65
    half = {name: 0.5 * prior for name, prior in read_calibration().study.background.between_countries.items()}
    other = new_country([read_panel_fit(country) for country in COUNTRIES], half)
    place = other.names.index("nrw_spread")
    ends = np.exp(other.mean[place] + 1.645 * np.array([-1, 1]) * other.spread[place])
    assert f"would be {ends[0]:.2g} to {ends[1]:.2g} instead of" in PAGE
