"""Effects of all variants of a store at once, and what sensitivity is read from them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import wopsim as ws
from tests.analysis.test_sampled_sensitivity import FIRST, TOTAL, ishigami
from tests.helpers import making
from wopsim import sweeps
from wopsim.analysis.reduction import MEASURES
from wopsim.analysis.swept_choice import swept_choice
from wopsim.cli import comparing_stores
from wopsim.cli.main import app
from wopsim.errors import ResultError
from wopsim.report.tables.swept_table import _parts
from wopsim.runs.chunks import Points
from wopsim.runs.plan import Plan, try_out
from wopsim.runs.store import PENDING, Store

runner = CliRunner()
GRID = "sweep: {grid: {budget: [5e5, 2e6], cohort_size: [1, 2, 3]}}"
RANGES = "{turnover: [0.1, 0.2], drought_rate: [0.0, 0.5], absorption: [0.2, 0.8]}"


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    store = making.allocate(making.write_study(folder, draws=3, replicates=2, more=GRID), folder / "swept.zarr", 3, 2, 4)
    sweeps.run_store(store, workers=1)
    return store.path


def test_effects_are_those_of_each_comparison(swept: Path) -> None:
    runs = ws.StoredRuns(swept)
    effects = runs.effects()
    assert effects["mean"].dims == ("variant", "scenario", "outcome")
    assert effects["budget"].values.tolist() == [5e5] * 3 + [2e6] * 3
    assert effects["budget"].attrs == {"units": "EUR2024"}
    assert effects["points"].values.tolist() == [6] * 6
    for variant, comparison in runs.comparisons.items():
        for scenario in comparison.scenarios:
            for outcome in ("people_served", "water_saved", "nrw_mentored", "programme_spent", "left_practice"):
                row = comparison.get(scenario, outcome)
                here = effects.sel(variant=variant, scenario=scenario, outcome=outcome)
                for name, column in {"mean": "mean", "low": "low", "high": "high", "error": "monte_carlo_error"}.items():
                    np.testing.assert_allclose(float(here[name]), row[column], rtol=1e-9, atol=1e-9)
                assert str(here["outcome_units"].values) == row["unit"]
    assert effects.equals(effects.copy(deep=True))


def test_some_outcomes(swept: Path) -> None:
    effects = ws.StoredRuns(swept).effects(["water_saved"])
    assert effects["outcome"].values.tolist() == ["water_saved"]
    with pytest.raises(ResultError, match=r"no outcome 'water_save'.* Did you mean 'water_saved'"):
        ws.StoredRuns(swept).effects(["water_save"])


def test_points_that_a_scenario_lacks_are_left_out_of_all(swept: Path, tmp_path: Path) -> None:
    store = Store(shutil.copytree(swept, tmp_path / "copy.zarr"))
    block = next(store.points.blocks())
    status = store.status(block)
    status[0] = PENDING  # of variant 0 all
    status[1, 2, 1, 0] = PENDING  # of variant 1 one scenario at one point
    store.write_status(block, status)
    effects, whole = ws.StoredRuns(store.path).effects(), ws.StoredRuns(swept).effects()
    assert effects["points"].values.tolist() == [0, 5, 6, 6, 6, 6]
    assert np.isnan(effects["mean"].values[0]).all()
    held = ws.StoredRuns(store.path).result(1).measures["people_served"]
    np.testing.assert_allclose(effects["mean"].sel(variant=1, outcome="people_served"), held.mean(("draw", "replicate")), rtol=1e-12)
    np.testing.assert_array_equal(effects["mean"].values[2:], whole["mean"].values[2:])


def test_of_a_study_without_a_sweep_there_is_one_variant(whole: Path) -> None:
    effects = ws.StoredRuns(whole).effects(["people_served"])
    assert effects.sizes == {"variant": 1, "scenario": 2, "outcome": 1}
    row = ws.StoredRuns(whole).compare().get("need", "people_served")
    assert float(effects["mean"].sel(scenario="need").squeeze()) == pytest.approx(row["mean"], rel=1e-12)


def test_a_store_is_read_once_block_by_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "\n".join(f"    - {{budget: {number + 1}e4}}" for number in range(30))
    store = making.filled(tmp_path, f"sweep:\n  list:\n{rows}", lambda variant, name: variant + 0.5)
    read = []
    plain = Store.values
    monkeypatch.setattr(Store, "values", lambda self, name, region: read.append((name, region)) or plain(self, name, region))
    effects = ws.StoredRuns(store.path).effects(["people_served"])
    np.testing.assert_array_equal(effects["mean"].values[:, 0, 0], np.arange(30) + 0.5)
    regions = [slice(0, 8), slice(8, 16), slice(16, 24), slice(24, 30)]
    assert [region[0] for name, region in read if name == MEASURES] == regions


def unit_values(study: ws.Study) -> np.ndarray:
    """Values of variants in their ranges, 0 to 1."""
    return np.array(
        [(v["turnover"] / 0.1 - 1, v["drought_rate"] / 0.5, (v["absorption"] - 0.2) / 0.6) for v in study.variants], dtype=np.float64
    )


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saltelli")
    more = f"sweep: {{saltelli: {{points: 512, ranges: {RANGES}}}}}"
    outcome = ishigami(unit_values(ws.read_study(making.write_study(folder, 1, 1, more))))
    return making.filled(folder, more, lambda variant, name: outcome[variant] * (name == "people_served") + variant % 2, together=1000).path


def test_shares_of_a_store_are_those_of_what_was_measured(saltelli: Path) -> None:
    runs = ws.StoredRuns(saltelli)
    found = runs.sensitivity("people_served", scenario="need")
    assert found.index.tolist() == ["turnover", "drought_rate", "absorption"]
    # a variant's parity is noise of a quarter beside a variance of 14
    np.testing.assert_allclose(found["first"], FIRST, atol=0.06)
    np.testing.assert_allclose(found["total"], TOTAL, atol=0.06)
    assert (found["used"] == 512).all()
    none = runs.sensitivity("people_served", scenario="need", against="chance")
    assert none[["first", "total"]].isna().all(axis=None)


def test_steps_of_a_store_are_those_of_what_was_measured(tmp_path: Path) -> None:
    more = f"sweep: {{morris: {{points: 6, ranges: {RANGES}}}}}"
    units = unit_values(ws.read_study(making.write_study(tmp_path, 1, 1, more)))
    store = making.filled(tmp_path, more, lambda variant, name: 100.0 + units[variant] @ [4.0, -3.0, 0.0])
    found = ws.StoredRuns(store.path).sensitivity()
    np.testing.assert_allclose(found["mean"], [4.0, -3.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(found["mean_size"], [4.0, 3.0, 0.0], atol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"outcome": "people"}, "no outcome 'people'"),
        ({"scenario": "neet"}, "no scenario 'neet'; known: chance, need. Did you mean 'need'?"),
        ({"against": "neet"}, "no scenario 'neet'; known: chance, need. Did you mean 'need'?"),
    ],
)
def test_what_sensitivity_is_asked_is_checked(saltelli: Path, arguments: dict[str, str], said: str) -> None:
    with pytest.raises(ResultError, match=said.replace("?", r"\?")):
        ws.StoredRuns(saltelli).sensitivity(**arguments)


def test_a_grid_tells_no_sensitivity(swept: Path) -> None:
    with pytest.raises(ResultError, match="was not sampled for sensitivity; write `saltelli:` or `morris:`"):
        ws.StoredRuns(swept).sensitivity()


def test_a_study_from_python_is_swept_into_a_store_and_told_by_parameter(tmp_path: Path) -> None:
    world = making.write_study(tmp_path).parent / "world.csv"
    study = ws.Study(
        title="From Python", world=world, draws=1, replicates=2, horizon_years=2, seed=7,
        base={"budget": 2e6, "partnership_months": 12, "programme_years": 2},
        scenarios={"chance": {"set": {"pairing": "random"}}, "need": {"set": {"pairing": "by_need"}}},
    ).sweep({"morris": {"points": 4, "ranges": {"missions_per_year": [2, 8], "turnover": "prior"}}})  # fmt: skip
    plan = Plan(study, Points.of(study, 8, 10_000), try_out(study, sweeps.keeper_of(study)).template, 1, 0.0, 0.0)
    sweeps.run_store(sweeps.created(plan, tmp_path / "store.zarr"), workers=1)
    runs = ws.StoredRuns(tmp_path / "store.zarr")
    assert runs.study == study
    assert sweeps.opened(study, tmp_path / "store.zarr") is not None
    assert runs.sensitivity("mentor_days").loc["missions_per_year", "mean"] > 0  # more missions are more days


def test_the_command_tells_what_matters(saltelli: Path, tmp_path: Path) -> None:
    done = runner.invoke(app, ["compare", str(saltelli), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "What people served hang on, % of variance" in done.output
    (line,) = (line for line in done.output.splitlines() if line.startswith("turnover"))
    total = float(line.split()[1])
    assert abs(total - 100 * TOTAL[0]) < 6
    assert "of 2,560 combinations" in " ".join(done.output.split())
    with xr.open_dataset(tmp_path / "out" / "effects.nc", engine="h5netcdf") as written:
        assert written.sizes["variant"] == 2560
        assert written["mean"].sel(outcome="people_served").notnull().all()


def test_the_command_tells_effects_by_swept_value(swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_stores, "MOST_VARIANTS", 3)
    done = runner.invoke(app, ["compare", str(swept), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.output.splitlines()]
    means = ws.StoredRuns(swept).effects(["people_served"])["mean"].squeeze("outcome")
    for budget, words in ((5e5, "500,000"), (2e6, "2,000,000")):
        (line,) = (line for line in lines if line[:1] == [words])
        expected = means.where(means["budget"] == budget).mean("variant").sel(scenario=["chance", "need"])
        np.testing.assert_allclose([float(value) for value in line[1:]], expected, atol=0.6)


def test_many_values_are_told_by_thirds_of_their_range() -> None:
    parts = list(_parts([float(number) for number in range(10)]))
    assert [words for words, _ in parts] == ["0 to 3", "3 to 6", "6 to 9"]
    assert [np.flatnonzero(chosen).tolist() for _, chosen in parts] == [[0, 1, 2], [3, 4, 5], [6, 7, 8, 9]]
    assert [words for words, _ in _parts(["b", "a", "b"])] == ["a", "b"]


TURNS = 0.16
"""Turnover above which one design is the best in `chosen`."""


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep in which `need` is ahead by 80 thousand above a turnover, and 60 behind below; luck is a tenth of that."""
    folder = tmp_path_factory.mktemp("chosen")
    more = "sweep: {sobol: {points: 16, ranges: {turnover: [0.1, 0.2], drought_rate: [0.0, 0.5]}}}"
    variants = ws.read_study(making.write_study(folder, 4, 2, more)).variants
    rng = np.random.default_rng(1)

    def value(variant: int, name: str) -> np.ndarray:
        means = np.array([1e5, 1.8e5 if variants[variant]["turnover"] > TURNS else 4e4])
        return means[:, None, None] + rng.normal(0.0, 5e3, (2, 4, 2))

    return making.filled(folder, more, value, 4, 2, 8).path


def test_the_best_design_of_each_combination_is_known_and_told(chosen: Path) -> None:
    effects = ws.StoredRuns(chosen).effects(["people_served", "cost_programme"])
    choice = swept_choice(effects, "people_served")
    assert choice is not None
    above = effects["turnover"].values > TURNS
    np.testing.assert_array_equal(choice.best, above.astype(int))
    assert choice.told.all()
    assert choice.leaders == ("chance", "need")
    np.testing.assert_allclose(effects["lead"].sel(outcome="people_served"), np.where(above, 8e4, 6e4), atol=1e4)
    np.testing.assert_allclose(choice.behind.max(axis=0), [8e4, 6e4], atol=1e4)
    assert effects["lead"].sel(outcome="cost_programme").isnull().all()  # money by itself is neither good nor bad


def test_the_lead_is_the_paired_difference_that_a_choice_has(swept: Path) -> None:
    runs = ws.StoredRuns(swept)
    effects = runs.effects(["people_served"]).squeeze("outcome")
    for variant in (0, 3):
        first = runs.decide(variant).table.iloc[0]
        assert float(effects["lead"][variant]) == pytest.approx(first["against_mean"], rel=1e-9, abs=1e-9)
        assert float(effects["lead_error"][variant]) == pytest.approx(first["against_error"], rel=1e-9, abs=1e-9)


def test_equal_designs_are_never_told_apart(tmp_path: Path) -> None:
    store = making.filled(tmp_path, GRID, lambda variant, name: 1e5, 3, 2)
    choice = swept_choice(ws.StoredRuns(store.path).effects(["people_served"]), "people_served")
    assert choice is not None
    assert not choice.told.any()
    assert not choice.behind.any()


def test_the_command_tells_which_design_is_best_and_where(chosen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_stores, "MOST_VARIANTS", 3)
    done = runner.invoke(app, ["compare", str(chosen), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    variants = ws.read_study(chosen.parent / "small.yaml").variants
    often = sum(variant["turnover"] > TURNS for variant in variants)
    (line,) = (line.split() for line in done.output.splitlines() if line.startswith("Need") and "%" in line)
    assert line[1:5] == [str(often), f"{100 * often / 16:.0f}", "%", str(often)]
    said = " ".join(done.output.split())
    assert f"“Chance” is better than “Need” in {4 * (16 - often)} of 64 plausible worlds" in said
    assert "“Need” is better in 100 % of worlds where turnover is above 0.1" in said
    assert "wopsim discover" in said


def test_the_command_tells_what_the_difference_of_two_designs_hangs_on(tmp_path: Path) -> None:
    """The effect of both hangs on what is drawn first; their difference on the second alone."""
    more = f"sweep: {{morris: {{points: 4, ranges: {RANGES}}}}}"
    units = unit_values(ws.read_study(making.write_study(tmp_path, 1, 1, more)))

    def value(variant: int, name: str) -> np.ndarray:
        return np.array([100.0 * units[variant, 0], 100.0 * units[variant, 0] + 7.0 * units[variant, 1] - 3.5])[:, None, None]

    store = making.filled(tmp_path, more, value)
    done = runner.invoke(app, ["compare", str(store.path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    rows = {line.split()[0]: line.split() for line in done.output.splitlines() if line.split()[:1] in (["turnover"], ["drought_rate"])}
    assert [float(rows["turnover"][place]) for place in (1, 3, 5)] == pytest.approx([100.0, 100.0, 0.0], abs=0.5)
    assert [float(rows["drought_rate"][place]) for place in (1, 3, 5)] == pytest.approx([0.0, 7.0, 7.0], abs=0.5)
