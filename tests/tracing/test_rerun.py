"""A traced cell is the cell of the result, and its story tells what the run recorded."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

import wopsim as ws
from wopsim.engines.events import MEANING
from wopsim.errors import ResultError
from wopsim.tracing.rerun import Rerun


@pytest.fixture(scope="module")
def study():
    default = ws.read_study()
    two = tuple(s for s in default.scenarios if s.name in ("no_programme", "euwop_random"))
    return dataclasses.replace(default, scenarios=two, draws=2, replicates=2)


@pytest.fixture(scope="module")
def result(study):
    return ws.run(study, workers=1)


@pytest.fixture(scope="module")
def rerun(study):
    return Rerun(study, "euwop_random", 1, 1)


@pytest.fixture(scope="module")
def mentee(rerun):
    return next(event.mentee for event in rerun.record.events if event.kind == "mission")


def test_a_traced_cell_equals_the_stored_one_bit_for_bit(result, rerun):
    assert rerun.equals(result.dataset)
    for scenario, record in (("euwop_random", rerun.record), ("no_programme", rerun.twin)):
        stored = result.dataset.sel(scenario=scenario, draw=1, replicate=1)
        assert stored["practice"].values.tobytes() == record.values["practice"].astype(np.float32).tobytes()


def test_a_result_that_this_code_would_not_give_is_not_traced(result):
    other = result.dataset.copy(deep=True)
    other["nrw_share"][1, 0, 0, 3, 5] += np.float32(0.01)
    changed = ws.Result(other, result.study)
    with pytest.raises(ResultError, match="run the study again"):
        changed.trace("euwop_random")


def test_the_story_is_of_the_cell(result, rerun, mentee):
    trace = result.trace("euwop_random", 1, 1, mentee)
    story = trace.facts
    row = rerun.names.index(mentee)
    assert [state.nrw_share for state in story.states] == rerun.record.values["nrw_share"][:, row].tolist()
    assert [state.nrw_share for state in story.twin] == rerun.twin.values["nrw_share"][:, row].tolist()
    assert sum(event.amount for event in story.events if event.kind == "mission") == pytest.approx(story.expert_days)
    assert str(trace).count("Mission") == sum(event.kind == "mission" for event in story.events)


def test_every_lesson_closes_a_gap_and_costs_money(rerun):
    missions = [event for event in rerun.record.events if event.kind == "mission"]
    assert missions
    assert all(0.0 <= event.gain <= event.gap + 1e-12 for event in missions)
    assert all(event.cost > 0.0 for event in missions)


def test_the_mentor_that_was_paired_is_the_chosen_candidate(rerun):
    for event in rerun.record.events:
        if event.kind == "paired":
            call = next(call for call in rerun.story(event.mentee).calls if call.year == round(event.time))
            assert call.is_funded
            assert call.candidates[call.chosen].mentor == event.mentor
            # the strategy takes the smallest score among those that still had a place
            free = [candidate.score for candidate in call.candidates if not candidate.taken_by or candidate.mentor == event.mentor]
            assert call.candidates[call.chosen].score == min(free)


def test_a_mentor_has_a_story_too(rerun):
    mentor = next(event.mentor for event in rerun.record.events if event.kind == "mission")
    story = rerun.story(mentor)
    assert {event.mentor for event in story.events} - {None} == {mentor}  # what it does by itself has no mentor
    assert story.mentor_days > 0
    assert max(state.fatigue for state in story.states) > 0.0


def test_leads_are_of_their_kind(rerun):
    leads = rerun.leads()
    kinds = {lead.utility: {e.kind for e in rerun.story(lead.utility).events} for lead in (*leads.successes, *leads.ended_early)}
    assert leads.successes
    assert all("exited" in kinds[lead.utility] for lead in leads.successes)
    assert all("exited" not in kinds[lead.utility] for lead in leads.ended_early)
    assert not {lead.utility for lead in leads.successes} & {lead.utility for lead in leads.ended_early}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"scenario": "euwop_randon"}, "Did you mean 'euwop_random'"),
        ({"draw": 2}, "there is no draw 2"),
        ({"replicate": -1}, "there is no replicate -1"),
        ({"utility": "SSA_001"}, "Did you mean 'Utility SSA-001'"),
    ],
)
def test_a_wrong_name_gets_a_helpful_answer(study, wrong, says):
    with pytest.raises(ResultError, match=says):
        ws.trace(study, **{"utility": "SSA-001", **wrong})


def test_the_command_writes_the_story(tmp_path):
    run = [sys.executable, "-W", "error", "-m", "wopsim.cli.main", "trace", "--scenario"]
    done = subprocess.run([*run, "euwop_random", "--out", tmp_path / "leads.txt"], capture_output=True, text=True, check=True)
    assert "leads.txt" in done.stdout
    assert "Success" in (tmp_path / "leads.txt").read_text()
    failed = subprocess.run([*run, "nonsense"], capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "no scenario 'nonsense'" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_every_kind_of_event_has_words():
    from wopsim.engines.events import Event
    from wopsim.tracing.story import _words

    plain = {kind: _words(Event(1.0, kind, "a", "b", 1.0, 0.1, 0.5, 0.2, 1e4), "a", 0.4) for kind in MEANING}
    told_otherwise = {"applied", "resident_month", "remote_coaching"}
    unworded = {kind for kind, words in plain.items() if words == kind.replace("_", " ").capitalize() + "."}
    assert unworded <= told_otherwise
