"""Measures of a store, read chunk by chunk."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import wopsim as ws
from tests.helpers import making
from wopsim.analysis.reduction import MEASURES
from wopsim.analysis.stored_measures import names_measured, read_measures
from wopsim.errors import ResultError
from wopsim.runs.store import PENDING, Store


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Seven variants in chunks of three; no two runs have the same numbers."""
    rng = np.random.default_rng(3)
    more = "sweep: {list: [{budget: 1e6}, {budget: 2e6}, {budget: 3e6}, {budget: 4e6}, {budget: 5e6}, {budget: 6e6}, {budget: 7e6}]}"
    return making.filled(tmp_path_factory.mktemp("swept"), more, lambda variant, name: rng.normal(size=(2, 3, 2)), 3, 2, 3)


def read_of(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that fills with what is read of the measures of a store."""
    read: list[object] = []
    plain = Store.values
    monkeypatch.setattr(
        Store, "values", lambda self, name, region: (read.append(region) if name == MEASURES else None) or plain(self, name, region)
    )
    return read


def test_what_is_read_is_what_is_written_whatever_is_left_out(swept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, names = swept.array(MEASURES)[:], names_measured(swept)
    read = read_of(monkeypatch)
    found = read_measures(swept, [1, 2, 6], ["water_saved", "people_served"])
    assert found.shape == (2, 3, 2, 3, 2)
    assert len(read) == 2  # of three chunks; each once
    for place, name in enumerate(("water_saved", "people_served")):
        np.testing.assert_array_equal(found[place], whole[[1, 2, 6], 1:, ..., names.index(name)])


def test_a_choice_reads_each_chunk_once_and_what_it_needs(swept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = ws.StoredRuns(swept.path)
    result = runs.result(4)
    found = result.measured({"people_served"})
    assert list(found.data_vars) == ["people_served"]
    assert found["people_served"].identical(result.measures["people_served"])
    read = read_of(monkeypatch)
    decision = runs.decide(4, worth=10.0, cost="all", discount=True, outcome="person_years", against="need")
    assert len(read) == 1
    assert decision.table.equals(result.decide(worth=10.0, cost="all", discount=True, outcome="person_years", against="need").table)


def test_where_one_design_is_better_is_read_once_for_all_variants(swept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = ws.StoredRuns(swept.path)
    each = [runs.result(variant).measures["people_served"].mean("replicate") for variant in range(7)]
    read = read_of(monkeypatch)
    found = runs.discover(("need", "chance"))
    assert len(read) == 3
    apart = np.stack([one.sel(scenario="need").values - one.sel(scenario="chance").values for one in each], axis=1)
    np.testing.assert_allclose(found.difference, apart, rtol=1e-12)


def test_what_designs_cannot_be_judged_by_is_refused_without_reading(swept: Store) -> None:
    runs = ws.StoredRuns(swept.path)
    for outcome in ("served_at_start", "mentees_fragile", "programme_spent"):
        with pytest.raises(ResultError, match=rf"cannot be judged by '{outcome}'; known: people_served, water_saved"):
            runs.decide(0, outcome=outcome)
    with pytest.raises(ResultError, match="there is no outcome 'people'"):
        runs.decide(0, outcome="people")


def test_effects_do_not_depend_on_how_much_is_held_at_once(swept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ws.StoredRuns(swept.path).effects()
    monkeypatch.setattr("wopsim.analysis.swept_effects._READ_BYTES", 2000)
    monkeypatch.setattr("wopsim.analysis.swept_effects._COUNTED_BYTES", 700)
    assert ws.StoredRuns(swept.path).effects().identical(whole)


def test_points_that_are_left_out_are_left_out_of_the_part_that_is_read(swept: Store, tmp_path: Path) -> None:
    store = Store(shutil.copytree(swept.path, tmp_path / "copy.zarr"))
    block = next(store.points.blocks())
    status = store.status(block)
    status[1, 2, 1, 0] = PENDING
    status[1, 1, 2] = PENDING
    store.write_status(block, status)
    result = ws.StoredRuns(store.path).result(1)
    found = result.measured({"people_served", "served_at_start"})
    assert found["draw"].values.tolist() == [0, 1]
    assert np.isnan(found["people_served"].values[:, 1, 0]).all()
    assert np.isfinite(found["people_served"].values).sum() == 6
    assert found["served_at_start"].dims == ("draw", "replicate")
    assert all(found[name].identical(result.measures[name]) for name in ("people_served", "served_at_start"))


@pytest.mark.parametrize("against", [None, "need"])
def test_tables_do_not_depend_on_how_many_measures_are_held_at_once(
    swept: Store, against: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> tuple[str, str]:
        result = ws.StoredRuns(swept.path).result(5)
        found = result.compare() if against is None else result.compare(against)
        return found.table.to_csv(), str(found)

    whole = asked()
    held: list[int] = []
    plain = read_measures
    monkeypatch.setattr("wopsim.analysis.store_result.read_measures", lambda *asked: (held.append(len(asked[2])), plain(*asked))[1])
    monkeypatch.setattr("wopsim.analysis.portions.HELD_BYTES", 20 * 8 * swept.study.at(5).runs)
    assert asked() == whole
    assert len(held) > 3
    assert max(held) <= 20
