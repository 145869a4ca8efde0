"""Which part of its effect a design keeps where nobody else puts money into works: the same runs again, without that money."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from wopsim import without_works
from wopsim.analysis.measures import combine
from wopsim.api import run
from wopsim.results import Result
from wopsim.study.reader import read_study
from wopsim.study.scenario import Study
from wopsim.without_works import NO_WORKS, share_without_works


@pytest.fixture(scope="module")
def few() -> Study:
    """No programme and two designs, in few worlds."""
    study = read_study()
    return replace(study, scenarios=study.scenarios[:3], draws=4, replicates=2)


@pytest.fixture(scope="module")
def result(few: Study) -> Result:
    return run(few, keep="runs")


def share(result: Result) -> float:
    kept = share_without_works(result, result.decide())
    return np.nan if kept is None else kept.value


def changed(result: Result, **parts: Any) -> Any:
    """A result with another study, or other measures."""
    return SimpleNamespace(**{"study": result.study, "measures": result.measures, **parts})


def test_a_design_whose_utilities_put_in_nothing_anyway_keeps_all(few: Study) -> None:
    nothing = replace(few, scenarios=tuple(replace(one, settings={**one.settings, **NO_WORKS}) for one in few.scenarios))
    assert share(run(nothing, keep="runs")) == pytest.approx(1.0, abs=1e-12)


def test_without_that_money_no_works_are_set_off_and_less_is_left(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(without_works, "combine", lambda blocks: seen.append(together := combine(blocks)) or together)
    kept = share(result)
    assert 0.0 < kept < 1.0
    (again,) = seen
    best = result.decide().best
    assert again["scenario"].values.tolist() == [best]
    own = [float(np.abs(measures["cost_works_own"].sel(scenario=best)).max()) for measures in (again, result.measures)]
    assert own[0] == 0.0 < own[1]
    gains = [float(measures["people_served"].sel(scenario=best).mean()) for measures in (again, result.measures)]
    assert kept == pytest.approx(gains[0] / gains[1])


def test_of_more_runs_the_first_are_run_again(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    first = changed(result, measures=result.measures.isel(draw=slice(0, 2), replicate=slice(0, 1)))
    monkeypatch.setattr(without_works, "MOST_DRAWS", 2)
    monkeypatch.setattr(without_works, "MOST_REPLICATES", 1)
    of_all, of_first = (share_without_works(one, result.decide()) for one in (result, first))
    assert of_all is not None
    assert of_first is not None
    assert of_all.value == of_first.value


def test_a_study_whose_utilities_are_gone_is_not_run_again(result: Result, tmp_path: Path) -> None:
    gone = changed(result, study=replace(result.study, world=str(tmp_path / "gone.csv")))
    assert share_without_works(gone, result.decide()) is None


def test_a_design_that_gains_nothing_keeps_no_part(result: Result) -> None:
    nothing = changed(result, measures=result.measures.assign(people_served=result.measures["people_served"] * 0.0))
    assert share_without_works(nothing, result.decide()) is None
