"""Verdicts say what they mean, and the page says what the verdicts say."""

from __future__ import annotations

import importlib.util
import math
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from validation.stylised import TITLES, Fact, Finding, Measured, facts
from validation.stylised_measures import background, differing, pilots_and_utilities, scaling
from validation.stylised_runs import YEARS, Pair

ROOT = Path(__file__).parents[2]
BOTH = Fact(2, "both", "something", "points", 0.10, 0.04, 0.16, "nobody", if_low="Too slow.", if_high="Too fast.")
AT_LEAST = replace(BOTH, low=0.04, high=math.inf)
EXACT = replace(BOTH, target=0.0, low=0.0, high=0.0)


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stylised_facts", ROOT / "calibration" / "stylised_facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("fact", "value", "verdict"),
    [
        (BOTH, 0.10, "holds"), (BOTH, 0.135, "holds"), (BOTH, 0.145, "holds barely"), (BOTH, 0.055, "holds barely"),
        (BOTH, 0.17, "fails"), (BOTH, 0.03, "fails"), (BOTH, math.nan, "fails"),
        (AT_LEAST, 9.0, "holds"), (AT_LEAST, 0.05, "holds barely"), (AT_LEAST, 0.04, "fails"),
        (EXACT, 0.0, "holds"), (EXACT, 1.0, "fails"),
    ],
)  # fmt: skip
def test_verdict_is_distance_from_the_target_in_parts_of_the_tolerance(fact, value, verdict):
    assert Finding(fact, Measured(value, 5)).verdict == verdict


def test_too_few_cases_measure_nothing():
    fact = replace(BOTH, least_cases=51)
    assert Finding(fact, Measured(0.10, 50)).verdict == "fails"
    assert Finding(fact, Measured(0.10, 51)).verdict == "holds"
    assert Finding(fact, Measured(0.10, 17), effort=1 / 3).verdict == "holds"


def test_names_are_unique_and_every_fact_has_numbers_within_its_own_tolerance():
    assert len({fact.name for fact in facts()}) == len(facts())
    assert {fact.number for fact in facts()} == set(TITLES)
    assert all(fact.low <= fact.target <= fact.high for fact in facts())


def test_sources_of_facts_can_be_looked_up():
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "docs" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE))
    words = {word for fact in facts() for word in re.findall(r"\b[a-z]+_?\d{4}\w*|\bepa_\w+", fact.source)}
    assert words
    assert words <= keys
    files = {word for fact in facts() for word in re.findall(r"\w+\.csv", fact.source)}
    assert files
    assert all((ROOT / "calibration" / "evidence" / name).is_file() for name in files)


def test_page_names_what_is_weak_with_the_reason_of_its_side():
    text = _script().weak_points([Finding(BOTH, Measured(value, 5)) for value in (0.10, 0.15, 0.03)])
    assert "Too fast." in text
    assert "15.0 points, above the target of 10.0 points; 83 % of the tolerance is used" in text
    assert "Too slow." in text
    assert "**fails**" in text
    assert text.count("target of") == 2


def test_page_says_so_when_nothing_is_weak():
    assert "None" in _script().weak_points([Finding(BOTH, Measured(0.10, 5))])


def test_background_of_a_known_process():
    """A level that stays for ever, plus reading noise: half the variance is shared at every lag."""
    rng = np.random.default_rng(20261123)
    nrw = 0.35 + 0.05 * rng.standard_normal(4000) + 0.05 * rng.standard_normal((21, 4000))
    found = {name: measured.value for name, measured in background(nrw).items()}
    assert found["autocorrelation-lag-1"] == pytest.approx(0.5, abs=0.03)
    assert found["autocorrelation-lag-10"] == pytest.approx(0.5, abs=0.03)
    assert found["spread-of-annual-changes"] == pytest.approx(0.05 * math.sqrt(2), rel=0.02)
    assert found["fat-tails"] == pytest.approx(0.674, abs=0.01)


def _pair(pilot: float, drop: float) -> Pair:
    """60 utilities at NRW 0.40, mentored in year 3; pilots at `pilot` from year 4, the utility `drop` lower with the programme."""
    shape = (YEARS + 1, 60)
    late = (np.arange(YEARS + 1) >= 4)[:, None] * np.ones(shape)
    without = {"nrw_share": np.full(shape, 0.40), "practice": np.full((*shape, 3), 0.5), "occr": 1.0 + np.arange(60) / 60 + np.zeros(shape)}
    with_it = {
        "nrw_share": 0.40 - drop * late,
        "reported_nrw_share": 0.40 - drop * late,
        "pilot_nrw_share": np.where(late > 0, pilot, np.nan),
        "mentored": (np.arange(YEARS + 1) >= 3)[:, None] * np.ones(shape),
        "treated_share": without["occr"] - 0.9,
    }
    return Pair(without, with_it)


def test_pilots_and_utilities_of_a_known_programme():
    found = {name: measured.value for name, measured in pilots_and_utilities([_pair(0.15, 0.02)]).items()}
    assert found["pilot-median"] == pytest.approx(-0.25)
    assert found["whole-utility-effect"] == pytest.approx(-0.02)
    assert found["whole-utility-before-after"] == pytest.approx(-0.02)
    moved = scaling([_pair(0.15, 0.05)])
    assert moved["unmoved-after-good-pilots"].value == 0.0
    assert scaling([_pair(0.15, 0.02)])["unmoved-after-good-pilots"].value == 1.0
    assert scaling([_pair(0.35, 0.02)])["unmoved-after-good-pilots"].cases == 0
    assert moved["money-and-management"].value > 3


def test_nobody_mentored_is_no_finding():
    pair = _pair(0.15, 0.02)
    pair.with_it["mentored"][:] = 0
    for measured in (pilots_and_utilities([pair]) | scaling([pair])).values():
        assert math.isnan(measured.value)
        assert measured.cases == 0


def test_differing_counts_single_bits_and_takes_missing_values_for_equal():
    pair = _pair(0.15, 0.0)
    assert differing(pair, ["nrw_share"]).value == 0
    pair.with_it["nrw_share"][2, 3] = np.nextafter(0.40, 1)
    pair.without["nrw_share"][5, 5] = pair.with_it["nrw_share"][5, 5] = np.nan
    assert differing(pair, ["nrw_share"]).value == 1
