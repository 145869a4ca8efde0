"""Levels, shapes and correlations say what the shipped tables say."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import special

from wopsim.data import shipped
from wopsim.world.columns import INCOMES
from wopsim.world.copula import correlation, fill, normal_correlation, rank_correlation
from wopsim.world.levels import MEDIAN_POPULATION, _levels, level
from wopsim.world.marginals import SIZE_MIX, shapes
from wopsim.world.panel import quantiles, spearman
from wopsim.world.quantities import NAMES, QUANTITIES
from wopsim.world.regions import countries, find_country, regions

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", NAMES)
def test_every_context_has_a_believable_level(name: str) -> None:
    quantity = QUANTITIES[name]
    for region in regions():
        for income in INCOMES:
            for role in ("mentee", "mentor"):
                for fragile in (False, True):
                    median, spread = level(name, role, region, income, fragile)
                    assert quantity.low < median < quantity.high
                    assert 0 < spread <= 1


def test_levels_name_known_quantities_and_contexts() -> None:
    known = {f"region: {r}" for r in regions()} | {f"income: {i}" for i in INCOMES}
    for name, rows in _levels().items():
        assert name in QUANTITIES
        assert set(rows) <= known | {"all", "fragile", "mentor: north", "mentor: south"}


def test_stated_medians() -> None:
    assert level("nrw_share", "mentee", "Sub-Saharan Africa", "low", True)[0] == 0.45
    assert level("occr", "mentee", "East Asia & Pacific", "upper_middle", False)[0] == 1.447
    assert level("occr", "mentee", "Middle East & North Africa", "low", True)[0] == 0.433


def test_fragile_caps_and_never_lifts() -> None:
    for income in INCOMES:
        calm = level("skill_technical", "mentee", "South Asia", income, False)[0]
        fragile = level("skill_technical", "mentee", "South Asia", income, True)[0]
        assert fragile == min(calm, 0.37)


@pytest.mark.parametrize("name", [n for n in NAMES if QUANTITIES[n].panel_shape and n != "tariff"])
def test_shape_has_the_quantiles_of_the_panel(name: str) -> None:
    """At the panel's own median and full spread the marginal is the panel's, up to the limits of belief."""
    quantity, panel = QUANTITIES[name], quantiles()[QUANTITIES[name].panel]
    middle = quantity.to_scale(panel[0.5])
    for p in (0.1, 0.25, 0.5, 0.75, 0.9):
        drawn = float(quantity.from_scale(middle + shapes()[name].at(special.ndtri(p))))
        inside = float(quantity.from_scale(quantity.to_scale(panel[p])))
        assert drawn == pytest.approx(inside, rel=0.02, abs=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_shape_is_increasing_and_inverts(name: str) -> None:
    shape = shapes()[name]
    z = np.linspace(-4, 4, 81)
    assert (np.diff(shape.at(z)) > 0).all()
    np.testing.assert_allclose(shape.score(shape.at(z)), z, atol=1e-9)
    assert shape.at(0.0) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_scale_inverts_between_the_limits(name: str) -> None:
    quantity = QUANTITIES[name]
    t = np.linspace(quantity.to_scale(quantity.low), quantity.to_scale(min(quantity.high, 0.99 * quantity.cap)), 50)[1:-1]
    np.testing.assert_allclose(quantity.to_scale(quantity.from_scale(t)), t, rtol=1e-9, atol=1e-9)
    far = quantity.from_scale(np.array([-50.0, 50.0]))
    assert quantity.low <= far[0] < far[1] <= min(quantity.high, quantity.cap)


def test_size_mix_has_the_stated_median() -> None:
    quantity, shape = QUANTITIES["population_served"], shapes()["population_served"]
    for p, people in SIZE_MIX.items():
        at = quantity.from_scale(quantity.to_scale(MEDIAN_POPULATION) + shape.at(special.ndtri(p)))
        assert float(at) == pytest.approx(people, rel=0.01)


def test_normal_correlation_of_two_has_the_wanted_rank_correlation() -> None:
    found = normal_correlation(np.array([[1.0, 0.46], [0.46, 1.0]]))
    assert found[0, 1] == pytest.approx(2 * np.sin(np.pi * 0.46 / 6))


def test_impossible_correlations_are_repaired() -> None:
    impossible = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    repaired = normal_correlation(impossible)
    assert np.linalg.eigvalsh(repaired).min() > 0
    np.testing.assert_allclose(np.diag(repaired), 1.0)
    np.testing.assert_array_equal(repaired, repaired.T)


def test_the_shipped_correlation_is_valid_and_near_its_targets() -> None:
    rank, used = rank_correlation(), correlation()
    assert np.linalg.eigvalsh(used).min() > 0
    assert np.abs(used - 2 * np.sin(np.pi * rank / 6)).max() < 0.02
    i, j = NAMES.index("occr"), NAMES.index("tariff")
    assert rank[i, j] == rank[j, i] == spearman()["occr", "tariff"]
    assert rank[NAMES.index("skill_technical"), NAMES.index("skill_managerial")] == 0.5


def test_fill_draws_the_known_conditional_distribution() -> None:
    """Two unknown given one known: mean and covariance of the textbook."""
    corr = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.5], [0.3, 0.5, 1.0]])
    n = 20_000
    uniform = (np.arange(n) + 0.5) / n
    noise = special.ndtri(np.column_stack([uniform, uniform, (uniform * 7919) % 1.0]))
    z = np.full((n, 3), np.nan)
    z[:, 1] = 1.5
    done = fill(z, noise, corr)
    assert (done[:, 1] == 1.5).all()
    np.testing.assert_allclose(done[:, [0, 2]].mean(axis=0), [0.6 * 1.5, 0.5 * 1.5], atol=0.02)
    covariance = np.cov(done[:, [0, 2]].T)
    np.testing.assert_allclose(covariance, [[1 - 0.36, 0.3 - 0.3], [0.3 - 0.3, 1 - 0.25]], atol=0.03)


def test_fill_with_nothing_known_has_the_correlation() -> None:
    from wopsim.streams import entities, normal, stream

    corr = np.array([[1.0, 0.6], [0.6, 1.0]])
    who = entities([f"u{k}" for k in range(20_000)])[:, None]
    noise = normal(stream("test_marginals.noise"), 1, 0, who, np.arange(2, dtype=np.uint64)[None, :])
    done = fill(np.full((20_000, 2), np.nan), noise, corr)
    np.testing.assert_allclose(np.corrcoef(done.T), corr, atol=0.02)
    np.testing.assert_allclose(done.std(axis=0), 1.0, atol=0.02)


def test_countries_are_complete() -> None:
    assert len(countries()) >= 130
    for country in countries().values():
        assert country.region in regions()
        assert country.income in INCOMES
        assert -90 <= country.latitude <= 90
        assert -180 <= country.longitude <= 180
        assert country.extent > 0
        assert country.population > 0


@pytest.mark.parametrize(
    ("text", "name"),
    [("Kenya", "Kenya"), (" viet nam ", "Viet Nam"), ("Vietnam", "Viet Nam"), ("KEN", "Kenya"), ("Côte d'Ivoire", "Cote d'Ivoire")],
)
def test_find_country(text: str, name: str) -> None:
    found = find_country(text)
    assert found is not None
    assert found.country == name


def test_find_country_unknown() -> None:
    assert find_country("Atlantis") is None


def test_sources_are_keys_of_the_references_or_assumed() -> None:
    keys = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "docs/references.bib").read_text(encoding="utf-8"), re.MULTILINE))
    for table in ("levels", "associations"):
        with shipped(f"scenarios/worlds/{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["source"] == "assumed" or row["source"] in keys, row


def test_associations_are_named_once() -> None:
    with shipped("scenarios/worlds/associations.csv").open(encoding="utf-8", newline="") as file:
        pairs = [frozenset((row["first"], row["second"])) for row in csv.DictReader(file)]
    assert len(pairs) == len(set(pairs))
    for pair in pairs:
        assert len(pair) == 2
        assert pair <= set(NAMES)
        assert not all(QUANTITIES[name].panel for name in pair)  # what the panel measures is not assumed
