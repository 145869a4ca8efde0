"""Audits are read as a panel, told apart by their scores, and fitted by the same command."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from validation.background_synthetic import synthetic_years
from wopsim.errors import EvidenceError, EvidenceFileError
from wopsim.inference.background.audit_moments import compute_audits, levels
from wopsim.inference.background.audit_panel import STATISTICS, audit_statistics, by_validity, read_audits
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.estimates import background_estimates, estimates, fitted_numbers, numbers_of_parts
from wopsim.inference.background.fit import fit
from wopsim.inference.background.panel_series import DYNAMICS, years_of

SCRIPTS = Path(__file__).parents[3] / "calibration"
HEAD = "supplier,year,nrw_share,connections,validity_score,mains_miles\n"
TRUTH = {"mean": -2.5, "size": 0.0, "spread": 0.6, "permanent": 0.5, "persistence": 0.6, "volatility_spread": 0.4, "reading": 0.2}


def _read(folder: Path, rows: str) -> pd.DataFrame:
    (folder / "audits.csv").write_text(HEAD + rows)
    return read_audits(folder / "audits.csv")


def test_values_outside_the_believed_range_are_gaps(tmp_path: Path) -> None:
    audits = _read(tmp_path, "1,2016,0.1,100,60,x\n1,2017,-0.05,100,,x\n2,2016,0.61,50,70,x\n2,2017,0.6,0,101,x\n")
    np.testing.assert_array_equal(audits["nrw_share"], [0.1, np.nan, np.nan, 0.6])
    np.testing.assert_array_equal(audits["connections"], [100.0, 100.0, 50.0, np.nan])
    np.testing.assert_array_equal(audits["validity"], [60.0, np.nan, 70.0, np.nan])
    assert audits.index.tolist() == [("1", 2016), ("1", 2017), ("2", 2016), ("2", 2017)]
    # the fit wants people; whatever their number per connection, it is the same for all
    assert (audits["population_served"] / audits["connections"]).dropna().nunique() == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1,2016,0.1,100,60,x\n1,2016,0.1,100,60,x\n", r"line 3.*'supplier': '1' has a second row for the same year"),
        ("1,2016,ten,100,60,x\n", r"line 2.*'nrw_share': 'ten' is not a number"),
        ("1,2016,9.5,100,60,x\n", r"no audit has an NRW between 0 and 60 %; 'nrw_share' is a share of what is supplied"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(EvidenceFileError, match=message):
        _read(tmp_path, rows)


def test_a_panel_of_another_country_is_no_file_of_audits(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("year,prov,nrw_dist\n2000,a,40\n")
    with pytest.raises(EvidenceFileError, match=r"column 'supplier' is missing"):
        read_audits(tmp_path / "p.csv")


def test_suppliers_are_halved_by_their_mean_score(tmp_path: Path) -> None:
    audits = _read(tmp_path, "a,2016,0.1,9,80,\na,2017,0.2,9,50,\nb,2016,0.3,9,60,\nc,2016,0.4,9,70,\nd,2016,0.1,9,,\ne,2016,0.1,9,20,\n")
    halves = {name: set(part.index.get_level_values("provider")) for name, part in by_validity(audits).items()}
    assert halves == {"low": {"b", "e"}, "high": {"a", "c"}}  # a: 65 on average; d has no score
    table = levels(audits).set_index("suppliers")
    assert table["n"].to_dict() == {"all": 6, "low": 2, "high": 3}
    assert table.loc["low", "mean"] == pytest.approx(0.2)


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Suppliers over seven years, made by the model's rules; those with high scores read their meters better."""
    path = tmp_path_factory.mktemp("audits") / "audits.csv.gz"
    rows = []
    for half, reading in enumerate((0.6, 0.1)):
        y = synthetic_years(DYNAMICS["nrw"], TRUTH | {"reading": reading}, 100, 7, seed=11, replicate=half, missing=0.1).y
        supplier, year = np.nonzero(np.isfinite(y))
        nrw = 1.0 / (1.0 + np.exp(-y[supplier, year]))
        part = pd.DataFrame({"supplier": [f"{half}-{k}" for k in supplier], "year": 2016 + year, "nrw_share": nrw})
        rows.append(part.assign(connections=500 * (1 + supplier), validity_score=50 + 30 * half))
    pd.concat(rows).to_csv(path, index=False)
    return read_audits(path)


def test_statistics_of_audits_are_those_of_what_was_read(synthetic: pd.DataFrame) -> None:
    tables = compute_audits(synthetic)
    assert tuple(tables) == STATISTICS
    values = synthetic["nrw_share"].unstack("year")
    both = pd.concat([values[[y, y + 1]].dropna().set_axis(["x", "y"], axis=1) for y in range(2016, 2022)])
    rho = tables["autocorrelation"].set_index(["transform", "lag"])["rho"]
    assert rho["level", 1] == pytest.approx(both["x"].corr(both["y"]))
    change = tables["changes"].set_index(["transform", "lag"])["sd"]
    assert change["level", 1] == pytest.approx((both["y"] - both["x"]).std())
    assert (tables["changes"]["n"] >= 100).all()


def test_worse_measurement_is_found_as_reading_noise(synthetic: pd.DataFrame) -> None:
    noise = numbers_of_parts(by_validity(synthetic)).set_index(["number", "part"]).loc["reading"]
    assert noise.loc["low", "mean"] - noise.loc["high", "mean"] > 2 * np.hypot(noise.loc["low", "sd"], noise.loc["high", "sd"])
    assert abs(noise.loc["low", "mean"] - 0.6) < 3 * noise.loc["low", "sd"]


def test_a_spread_is_relative_to_that_of_the_context(synthetic: pd.DataFrame) -> None:
    dynamics = DYNAMICS["nrw"]
    fits = {"nrw": {"none": fit(years_of(synthetic, dynamics), dynamics, "none")}}
    alone, relative = (estimates(fits, spread)[0].set_index("parameter") for spread in (1.0, 0.5))
    assert relative.loc["nrw_spread", "estimate"] == pytest.approx(2 * alone.loc["nrw_spread", "estimate"])
    assert abs(alone.loc["nrw_spread", "mean"] - np.log(TRUTH["spread"])) < 3 * alone.loc["nrw_spread", "sd"]
    others = [name for name in alone.index if name != "nrw_spread"]
    pd.testing.assert_frame_equal(alone.loc[others], relative.loc[others])
    assert relative.loc["nrw_spread", "sd"] == pytest.approx(alone.loc["nrw_spread", "sd"], rel=1e-6)


@pytest.mark.parametrize(("script", "out"), [("fit_background.py", []), ("panel_statistics.py", ["--out", "x"])])
def test_the_commands_read_the_file_as_that_of_its_country(
    script: str, out: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text("year,supplier\n2000,a\n")
    main = runpy.run_path(str(SCRIPTS / script))["main"]
    assert main([str(tmp_path / "p.csv"), "--country", "California", *out]) == 2
    assert "column 'validity_score' is missing" in capsys.readouterr().err


def test_shipped_statistics_and_fit_are_of_the_same_audits() -> None:
    rho = audit_statistics("autocorrelation").query("transform == 'logit'").set_index("lag")["rho"]
    change = audit_statistics("changes").query("transform == 'logit' and lag == 1")["sd"].iloc[0]
    f = fitted_numbers("nrw", country="California")
    # variance of a yearly change under the fit, which knows nothing of the moments: twice what reverts, and reading
    passing = (1 - f["permanent"]) * f["spread"] ** 2
    assert np.sqrt(2 * passing * (1 - f["persistence"]) + 2 * f["reading"] ** 2) == pytest.approx(change, rel=0.12)
    total = f["spread"] ** 2 + f["reading"] ** 2
    for lag in (1, 2, 3, 4):
        assert (f["permanent"] * f["spread"] ** 2 + passing * f["persistence"] ** lag) / total == pytest.approx(rho[lag], abs=0.12)


def test_estimates_of_two_countries_are_of_the_same_parameters() -> None:
    here, there = (background_estimates(country).set_index("parameter") for country in COUNTRIES)
    assert set(there.index) == {name for name in here.index if name.startswith("nrw_")}
    assert (there["scale"] == here.loc[there.index, "scale"]).all()
    assert (there["sd"] > 0).all()
    with pytest.raises(EvidenceError, match=r"no panel statistic 'autocorrelaton'.*[Dd]id you mean"):
        audit_statistics("autocorrelaton")


def test_a_size_in_people_only_shifts_the_mean(tmp_path: Path) -> None:
    audits = _read(tmp_path, "a,2016,0.1,1000,60,\nb,2016,0.1,4000,60,\n")
    size = years_of(audits, DYNAMICS["nrw"]).size
    assert size[1] - size[0] == pytest.approx(np.log(4))
