"""What is kept of a study's runs, and that it is the same however they are run."""

import dataclasses
import subprocess
import sys

import pytest

import wopsim as ws
from wopsim.analysis.measures import NEEDED_BY_MEASURES, measure
from wopsim.declare import VARIABLES
from wopsim.errors import ResultError, WopsimError
from wopsim.runs import in_memory, retention, runs_together
from wopsim.runs.in_memory import run_block, run_study
from wopsim.runs.year_ends import SOME_YEAR_ENDS


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    path = tmp_path_factory.mktemp("world") / "world.csv"
    ws.write_world(ws.synthesise(n_mentees=30, n_mentors=10, seed=3), path)
    return path


@pytest.fixture(scope="module")
def study(world):
    default = ws.read_study()
    two = tuple(s for s in default.scenarios if s.name in ("no_programme", "euwop_need"))
    return dataclasses.replace(default, world=str(world), scenarios=two, draws=3, replicates=2, horizon_years=6)


@pytest.fixture(scope="module")
def whole(study):
    return ws.run(study, workers=1)


@pytest.fixture(scope="module")
def small(study):
    return ws.run(study, workers=2, keep="runs")


def same(one, other):
    return one.drop_attrs(deep=False).identical(other.drop_attrs(deep=False))


def test_utilities_are_kept_while_they_are_few(study, whole):
    size = retention.size_with_utilities(study)
    assert size == sum(values.nbytes for values in whole.dataset.data_vars.values())
    assert retention.kept(study) == "utility"
    times = retention.MOST_BYTES // size + 1
    assert retention.kept(dataclasses.replace(study, draws=study.draws * times)) == "runs"
    assert retention.kept(dataclasses.replace(study, draws=study.draws * (times - 1))) == "utility"
    assert retention.kept(dataclasses.replace(study, draws=study.draws * times), "utility") == "utility"
    assert retention.kept(study, "runs") == "runs"
    with pytest.raises(WopsimError, match="Did you mean 'utility'"):
        retention.kept(study, "utilities")


def test_measures_taken_in_the_workers_are_those_of_the_whole(whole, small):
    assert same(small.measures, whole.measures)
    assert str(small.compare()) == str(whole.compare())
    assert small.measures.attrs == whole.dataset.attrs


def test_threads_of_this_process_give_what_processes_give(study, small, monkeypatch):
    begun = []
    plain = in_memory.each_in_threads
    monkeypatch.setattr(in_memory, "each_in_threads", lambda job, items, threads: (begun.append(threads), plain(job, items, threads))[1])
    monkeypatch.setattr(in_memory, "workers_or_all", lambda workers: workers or 2)
    assert same(ws.run(study, keep="runs").measures, small.measures)
    assert begun == [2]
    monkeypatch.setattr(in_memory, "THREAD_WORLDS", study.runs - 1)
    assert same(ws.run(study, keep="runs").measures, small.measures)
    assert begun == [2]  # too many for threads


def test_replicates_of_a_draw_are_cut_where_they_are_too_many_at_once(study, whole, small, monkeypatch):
    monkeypatch.setattr("wopsim.runs.runs_together.runs_together", lambda study: 2)
    pieces = runs_together.pieces_of(study, range(study.draws), range(study.replicates), 1)
    assert [(list(piece.draws), list(piece.replicates)) for piece in pieces] == [([d], [r]) for d in range(3) for r in range(2)]
    assert same(ws.run(study, workers=1, keep="runs").measures, small.measures)
    assert same(ws.run(study, workers=1).dataset, whole.dataset)


def test_a_block_is_its_draws_of_the_whole(study, whole):
    block = run_block(study, [1, 2])
    assert same(block, whole.dataset.isel(draw=[1, 2]))
    needed = run_block(study, [1], NEEDED_BY_MEASURES)
    assert set(needed.data_vars) == set(NEEDED_BY_MEASURES) < set(VARIABLES)
    assert same(measure(needed, study), measure(whole.dataset.isel(draw=[1]), study))
    meaningless = {name: SOME_YEAR_ENDS[need] for name, need in NEEDED_BY_MEASURES.items() if need in SOME_YEAR_ENDS}
    for name, ends in meaningless.items():  # at other year ends than these
        values = needed[name].transpose("time", ...).values
        values[[year for year in range(len(values)) if year not in {end % len(values) for end in ends}]] = 0.0
    assert (needed["coverage"].isel(time=-1) > 0.0).all()
    assert (needed["coverage"].isel(time=0) == 0.0).all()
    assert same(measure(needed, study), measure(whole.dataset.isel(draw=[1]), study))


def test_progress_counts_points(study):
    told = []
    for workers in (1, 2):
        run_study(dataclasses.replace(study, horizon_years=1), workers, lambda *done: told.append(done))
    assert told[0] == (6, 6)  # one block in this process
    assert told[-1] == (6, 6)
    assert [done for done, _ in told[1:]] == sorted({done for done, _ in told[1:]})
    assert len(told) > 2  # several in two


def test_a_story_is_told_without_utilities_if_the_run_is_the_same(whole, small):
    assert str(small.trace("euwop_need", 2, 1)) == str(whole.trace("euwop_need", 2, 1))
    measures = small.measures.copy(deep=True)
    values = measures["water_saved"].values.copy()
    values[0, 2, 1] += 1e-6
    changed = ws.Result(None, small.study, measures.assign(water_saved=measures["water_saved"].copy(data=values)))
    with pytest.raises(ResultError, match="run the study again"):
        changed.trace("euwop_need", 2, 1)


def test_the_command_says_when_utilities_are_not_kept(tmp_path, world):
    text = "horizon_years: 2\ndraws: 1\nreplicates: 1\nscenarios:\n  a:\n    label: A\n    set: {budget: 100000}\n"
    (tmp_path / "small.yaml").write_text(f"title: Small\nworld: {world}\n{text}")
    run = [sys.executable, "-W", "error", "-m", "wopsim.cli.main", "compare", "small.yaml", "--workers", "1", "--figures", "none", "--out"]
    outputs = {}
    for kept in ("runs", "auto"):
        done = subprocess.run([*run, kept, "--keep", kept], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        outputs[kept] = done.stdout
    assert "Utilities are not kept, as asked (--keep runs)" in outputs["runs"]
    assert "not kept" not in outputs["auto"]
    assert (tmp_path / "auto" / "results.nc").exists()
    assert sorted(path.name for path in (tmp_path / "runs").iterdir() if path.suffix == ".nc") == ["measures.nc"]
    many = dataclasses.replace(ws.read_study(), draws=100, replicates=10)
    assert "they would take" in retention.why_not_kept(many, "auto")
    assert retention.why_not_kept(many, "utility") == ""


@pytest.mark.parametrize("keep", ["runs", "utility"])
def test_a_first_answer_is_of_the_first_draws_and_changes_nothing(study, whole, keep, monkeypatch):
    monkeypatch.setattr("wopsim.runs.runs_together.runs_together", lambda study: 4)
    monkeypatch.setattr(in_memory, "FIRST_DRAWS", 1)
    told = []
    found = ws.run(study, workers=1, keep=keep, progress=lambda done, of: told.append(done), first=told.append)
    assert [one for one in told if isinstance(one, int)] == [2, 4, 6]
    assert told[0] == 2
    first = told[1]  # before the rest was run
    assert (first.study.draws, first.study.replicates) == (1, 2)
    assert same(first.measures, whole.measures.isel(draw=[0]).isel(point=slice(first.measures.sizes["point"])))
    assert same(found.measures, whole.measures)


def test_there_is_no_first_answer_where_it_would_be_most_of_all(study, monkeypatch):
    monkeypatch.setattr("wopsim.runs.runs_together.runs_together", lambda study: 4)
    monkeypatch.setattr(in_memory, "FIRST_DRAWS", 2)
    told = []
    ws.run(study, workers=1, keep="runs", first=told.append)
    assert told == []
