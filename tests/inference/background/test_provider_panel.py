"""The panel script recovers what a synthetic panel was made with, and refuses what is no panel."""

from __future__ import annotations

import gzip
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wopsim.errors import EvidenceError, EvidenceFileError
from wopsim.inference.background import panel_moments as moments
from wopsim.inference.background.provider_panel import INDICATORS, STATISTICS, panel_statistics, read_panel

SCRIPT = Path(__file__).parents[3] / "calibration" / "panel_statistics.py"
PROVIDERS, YEARS = 400, 20
PERMANENT, TRANSIENT, PHI = 0.35, 0.55, 0.70
MEAN, SD, GROWTH = 40.0, 8.0, 0.03
PERCENT = ["nrw_dist", "coll", "cov_water", "cov_sewer", "meter"]


def _synthetic() -> pd.DataFrame:
    """400 providers x 20 years: NRW = permanent + AR(1) + noise of known shares; connections grow by exactly 3 % a year."""
    rng = np.random.default_rng(20240611)
    ar = np.empty((PROVIDERS, YEARS))
    ar[:, 0] = rng.standard_normal(PROVIDERS)
    for t in range(1, YEARS):
        ar[:, t] = PHI * ar[:, t - 1] + np.sqrt(1 - PHI**2) * rng.standard_normal(PROVIDERS)
    noise = rng.standard_normal((PROVIDERS, YEARS))
    level = rng.standard_normal((PROVIDERS, 1))
    nrw = MEAN + SD * (np.sqrt(PERMANENT) * level + np.sqrt(TRANSIENT) * ar + np.sqrt(1 - PERMANENT - TRANSIENT) * noise)
    provider, year = np.divmod(np.arange(PROVIDERS * YEARS), YEARS)
    frame = pd.DataFrame({"year": 2002 + year, "prov": [f"p{i:03d}" for i in provider], "nrw_dist": nrw.ravel()})
    frame["conn_active"] = (1000.0 + 10 * provider) * (1 + GROWTH) ** year
    frame["staff"], frame["pop_water"] = 20.0, 5000.0
    # Coverage runs evenly from 1/400 to 1, so its quantiles are known; tariff falls exactly as coverage rises.
    frame["cov_water"] = 100 * (provider + 1) / PROVIDERS
    frame["tariff"] = 10 - 9 * frame["cov_water"] / 100
    for name in ("loss_lconn", "lcd", "staff1000w", "kwhm3", "opexm3", "occr", "coll", "cov_sewer", "meter"):
        low, high = {"coll": (60, 120), "lcd": (80, 300)}.get(name, (1, 3))
        frame[name] = rng.uniform(low, high, len(frame))
    frame["ignored"] = "text"
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return _synthetic()


@pytest.fixture(scope="module")
def panel(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("panel") / "panel.csv"
    frame.to_csv(path, index=False)
    return read_panel(path)


def test_permanent_share_persistence_and_noise_are_recovered(panel: pd.DataFrame) -> None:
    rho = moments.autocorrelation(panel)
    nrw = rho[(rho["indicator"] == "nrw_share") & (rho["transform"] == "level")]
    expected = PERMANENT + TRANSIENT * PHI ** nrw["lag"].to_numpy()
    np.testing.assert_allclose(nrw["rho"], expected, atol=0.05)
    assert nrw["n"].tolist() == [PROVIDERS * (YEARS - k) for k in range(1, 11)]
    fit = moments.autocorrelation_fit(panel, rho).set_index(["indicator", "transform"]).loc[("nrw_share", "level")]
    assert fit["permanent"] == pytest.approx(PERMANENT, abs=0.08)
    assert fit["phi"] == pytest.approx(PHI, abs=0.08)
    assert fit["noise"] == pytest.approx(1 - PERMANENT - TRANSIENT, abs=0.05)
    assert fit["sd"] == pytest.approx(SD / 100, rel=0.05)


def test_the_fit_is_exact_on_an_exact_curve() -> None:
    lag = np.arange(1.0, 11.0)
    fit = moments.fit_autocorrelation(lag, 0.3 + 0.5 * 0.8**lag, np.full(10, 100.0))
    assert [fit["permanent"], fit["transient"], fit["phi"], fit["noise"]] == pytest.approx([0.3, 0.5, 0.8, 0.2], abs=1e-4)


def test_spread_of_changes_follows_from_the_autocorrelation(panel: pd.DataFrame) -> None:
    changes = moments.changes(panel).set_index(["indicator", "transform", "lag"])
    for lag in (1, 3, 5, 10):
        expected = SD / 100 * np.sqrt(2 * (1 - PERMANENT - TRANSIENT * PHI**lag))
        row = changes.loc[("nrw_share", "level", lag)]
        assert row["sd"] == pytest.approx(expected, rel=0.05)
        assert row["mean"] == pytest.approx(0, abs=0.005)
        assert row["q50"] == pytest.approx(0, abs=0.005)


def test_regression_to_the_mean_and_chances_are_those_of_a_gaussian(panel: pd.DataFrame) -> None:
    from scipy import stats

    rho = PERMANENT + TRANSIENT * PHI**5
    levels = moments.change_by_level(panel).query("mean_of_years == 1").set_index("start_from")
    for low, high in ((0.3, 0.4), (0.4, 0.5)):
        a, b = (low - MEAN / 100) / (SD / 100), (high - MEAN / 100) / (SD / 100)
        expected = (rho - 1) * SD / 100 * stats.truncnorm(a, b).mean()
        assert levels.loc[low, "mean"] == pytest.approx(expected, abs=0.006)
    chances = moments.chances(panel).query("mean_of_years == 1 and start_from == 0").set_index(["event", "threshold"])["chance"]
    sd = SD / 100 * np.sqrt(2 * (1 - rho))
    assert chances[("falls", 0.10)] == pytest.approx(stats.norm.sf(0.10 / sd), abs=0.02)
    assert chances[("rises", 0.10)] == pytest.approx(stats.norm.sf(0.10 / sd), abs=0.02)
    assert chances[("falls", 0.15)] == pytest.approx(stats.norm.sf(0.15 / sd), abs=0.02)


def test_three_year_means_move_less_and_are_fewer(panel: pd.DataFrame) -> None:
    chances = moments.chances(panel).query("start_from == 0 and event == 'falls' and threshold == 0.1").set_index("mean_of_years")
    assert chances.loc[1, "n"] == PROVIDERS * (YEARS - 5)
    assert chances.loc[3, "n"] == PROVIDERS * (YEARS - 7)
    assert chances.loc[3, "chance"] < chances.loc[1, "chance"]


def test_a_three_year_mean_needs_all_three_years() -> None:
    index = pd.MultiIndex.from_tuples([("a", 2000), ("a", 2001), ("a", 2002), ("a", 2004), ("b", 2000)], names=["provider", "year"])
    means = moments.three_year_means(pd.Series([0.1, 0.2, 0.6, 0.9, 0.5], index=index))
    assert means.to_dict() == {("a", 2001): pytest.approx(0.3)}


def test_a_gap_year_makes_no_pair_and_providers_do_not_mix() -> None:
    index = pd.MultiIndex.from_tuples([("a", 2000), ("a", 2002), ("b", 2001), ("b", 2002)], names=["provider", "year"])
    pairs = moments.pairs(pd.Series([1.0, 2.0, 3.0, 5.0], index=index), 1)
    assert pairs.to_dict("index") == {("b", 2002): {"before": 3.0, "after": 5.0}}


def test_a_fall_of_exactly_ten_points_counts(frame: pd.DataFrame, tmp_path: Path) -> None:
    part = frame[(frame["prov"] < "p100") & frame["year"].isin([2002, 2007])].copy()
    part["nrw_dist"] = np.where(part["year"] == 2002, 40.0, 30.0)
    part.to_csv(tmp_path / "p.csv", index=False)
    chances = moments.chances(read_panel(tmp_path / "p.csv")).query("mean_of_years == 1 and start_from == 0.35")
    assert chances.set_index(["event", "threshold"])["chance"].to_dict() == {("falls", 0.1): 1, ("falls", 0.15): 0, ("rises", 0.1): 0}


def test_quantiles_sizes_growth_and_ranks_are_exact(panel: pd.DataFrame) -> None:
    marginal = moments.marginals(panel).set_index("indicator")
    for q in (0.01, 0.05, 0.25, 0.5, 0.95, 0.99):
        assert marginal.loc["coverage", f"q{100 * q:02.0f}"] == pytest.approx((1 + q * (PROVIDERS - 1)) / PROVIDERS)
    assert (marginal["n"] == PROVIDERS).all()
    assert (marginal["year"] == 2002 + YEARS - 1).all()
    grown = moments.growth(panel).set_index("quantity")
    assert grown.loc["connections", ["mean", "q01", "q99"]].tolist() == pytest.approx([GROWTH] * 3)
    assert grown.loc["staff", "sd"] == 0
    copula = moments.copula(panel).set_index(["indicator_a", "indicator_b"])
    assert copula.loc[("coverage", "tariff"), "spearman"] == pytest.approx(-1)
    assert copula.loc[("coverage", "connections"), "spearman"] == pytest.approx(1)
    latest = (1000 + 10 * np.arange(PROVIDERS)) * (1 + GROWTH) ** (YEARS - 1)
    assert moments.nrw_by_size(panel)["n"].tolist() == [(latest < 5000).sum(), (latest >= 5000).sum(), 0, 0]


def test_tails_tell_a_mixture_of_calm_and_restless_providers_from_a_gaussian(panel: pd.DataFrame, frame: pd.DataFrame) -> None:
    tails = moments.nrw_tails(panel).set_index("statistic")
    assert tails.loc["annual_change", "excess_kurtosis"] == pytest.approx(0, abs=0.2)
    assert tails.loc["provider_sd", "n"] == PROVIDERS
    restless = panel.copy()
    provider = restless.index.get_level_values("provider")
    centre = MEAN / 100
    factor = np.where(provider < "p200", 0.2, 1.5)
    restless["nrw_share"] = centre + (restless["nrw_share"] - centre) * factor
    mixed = moments.nrw_tails(restless).set_index("statistic")
    assert mixed.loc["annual_change", "excess_kurtosis"] > 1.5
    assert mixed.loc["provider_sd", "q90"] / mixed.loc["provider_sd", "q10"] > 5
    short = panel[panel.index.get_level_values("year") < 2010]
    assert moments.nrw_tails(short).set_index("statistic").loc["provider_sd", "n"] == 0


def test_gross_outliers_zero_losses_and_sewerage_alone_are_dropped_not_clipped(frame: pd.DataFrame, tmp_path: Path) -> None:
    part = frame[frame["year"] == 2021].reset_index(drop=True)
    part.loc[0, ["nrw_dist", "meter", "coll"]] = [0.0, 0.0, 197.7]
    part.loc[1, ["occr", "staff1000w", "kwhm3"]] = [np.inf, 3000.0, 7.0]
    part.loc[2, "conn_active"] = np.nan
    part.loc[3, "occr"] = np.nan
    part.to_csv(tmp_path / "p.csv", index=False)
    panel = read_panel(tmp_path / "p.csv").droplevel("year")
    assert len(panel) == PROVIDERS - 1
    assert "p002" not in panel.index
    assert panel.loc["p000", ["nrw_share", "collection_share"]].isna().all()
    assert panel.loc["p000", "metering_share"] == 0
    assert panel.loc["p001", ["occr", "staff_per_1000", "energy_intensity"]].isna().all()
    assert np.isnan(panel.loc["p003", "occr"])
    assert panel.drop(index=["p000", "p001", "p003"]).notna().all(axis=None)


def test_the_order_of_rows_and_missing_years_do_not_matter(frame: pd.DataFrame, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    part = frame[rng.uniform(size=len(frame)) < 0.8]
    part.to_csv(tmp_path / "a.csv", index=False)
    part.sample(frac=1, random_state=1).to_csv(tmp_path / "b.csv", index=False)
    one, two = (moments.compute(read_panel(tmp_path / name)) for name in ("a.csv", "b.csv"))
    for name in STATISTICS:
        pd.testing.assert_frame_equal(one[name], two[name])
    fit = one["autocorrelation_fit"].set_index(["indicator", "transform"]).loc[("nrw_share", "level")]
    assert fit["phi"] == pytest.approx(PHI, abs=0.1)


def test_the_command_writes_every_table_and_the_same_bytes_again(
    frame: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, packed = tmp_path / "panel.csv", tmp_path / "panel.csv.gz"
    frame.to_csv(plain, index=False)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    main = runpy.run_path(str(SCRIPT))["main"]
    assert main([str(plain), "--out", str(tmp_path / "one")]) == 0
    assert main([str(packed), "--out", str(tmp_path / "two")]) == 0
    assert f"8000 provider-years of {PROVIDERS} water providers" in capsys.readouterr().out
    assert sorted(p.stem for p in (tmp_path / "one").iterdir()) == sorted(STATISTICS)
    for name in STATISTICS:
        assert (tmp_path / "one" / f"{name}.csv").read_bytes() == (tmp_path / "two" / f"{name}.csv").read_bytes()


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runpy.run_path(str(SCRIPT))["main"]([str(tmp_path / "absent.csv"), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'absent.csv'}: 1 problem\n  there is no such file.\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"year,prov\n", "the table has a header but no row"),
        (b"year,prov,nrw_dist\n2020,a,caf\xe9\n", "not UTF-8"),
        (b"year,prov\n2020,a,1,2\n2020,b\n2020,a,1,2,3,4\n", "cannot be read"),
        (b"year,prov,nwr_dist\n2020,a,1\n", "line 1: column 'nrw_dist' is missing. Did you mean 'nwr_dist'?"),
    ],
)
def test_a_file_that_is_no_panel_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "panel.csv"
    path.write_bytes(content)
    with pytest.raises(EvidenceFileError) as caught:
        read_panel(path)
    assert expected in str(caught.value)


def test_a_damaged_gzip_file_and_a_directory_are_refused(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "panel.csv.gz"
    path.write_bytes(gzip.compress(frame.to_csv(index=False).encode())[:-2000])
    with pytest.raises(EvidenceFileError, match="cannot be read"):
        read_panel(path)
    path.write_bytes(b"not packed")
    with pytest.raises(EvidenceFileError, match="cannot be read"):
        read_panel(path)
    with pytest.raises(EvidenceFileError, match="this is a folder"):
        read_panel(tmp_path)


def test_bad_cells_and_repeated_years_are_reported_together(tmp_path: Path, frame: pd.DataFrame) -> None:
    part = frame.head(6).astype({"nrw_dist": object, "year": object})
    part.loc[1, "nrw_dist"] = "n/a"
    part.loc[3, "nrw_dist"] = "?"
    part.loc[4, "year"] = "2005"
    part.loc[5, "prov"] = ""
    part.to_csv(tmp_path / "p.csv", index=False)
    with pytest.raises(EvidenceFileError) as caught:
        read_panel(tmp_path / "p.csv")
    text = str(caught.value)
    assert "line 3: 'nrw_dist': 'n/a' is not a number (and 1 more)" in text
    assert "line 6: 'prov': 'p000' has a second row for the same year" in text
    assert "line 7: 'prov': '' must not be empty" in text


@pytest.mark.parametrize("name", STATISTICS)
def test_shipped_statistics_are_readable(name: str) -> None:
    table = panel_statistics(name)
    assert len(table)
    if "indicator" in table:
        assert set(table["indicator"]) <= set(INDICATORS)
    quantiles = table[[c for c in table if c.startswith("q") and c[1:].isdigit()]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()


def test_shipped_statistics_say_what_the_evidence_table_says_about_the_panel() -> None:
    rho = panel_statistics("autocorrelation").query("indicator == 'nrw_share' and transform == 'level'").set_index("lag")["rho"]
    np.testing.assert_allclose(rho[[1, 3, 5, 10]], [0.82, 0.61, 0.48, 0.36], atol=0.02)
    changes = panel_statistics("changes").set_index(["indicator", "transform", "lag"])
    assert changes.loc[("nrw_share", "level", 1), "sd"] == pytest.approx(0.11, abs=0.002)
    levels = panel_statistics("change_by_level").query("mean_of_years == 3")["mean"]
    np.testing.assert_allclose(levels, [0.087, 0.032, 0.001, -0.041, -0.078], atol=0.008)
    chances = panel_statistics("chances").query("mean_of_years == 3 and threshold == 0.1 and event == 'falls'")["chance"]
    np.testing.assert_allclose(chances, [0.165, 0.249], atol=0.005)


def test_an_unknown_statistic_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(EvidenceError, match=r"no panel statistic 'chance'; known: .* Did you mean 'chances'"):
        panel_statistics("chance")
