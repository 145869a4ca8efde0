"""What the live page says is what a run of the saved study file says, to the bit."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest
from markupsafe import escape
from pandas.testing import assert_frame_equal

import wopsim as ws
from tests.helpers.making import write_study
from tests.helpers.waiting import PATIENCE, wait_until
from wopsim.app.growing_answer import GrowingAnswer
from wopsim.app.stepped_designs import SteppedDesigns
from wopsim.app.two_designs import TwoDesigns
from wopsim.errors import StudyError
from wopsim.report.page.answer_part import answer_part, figures_part, style_within
from wopsim.report.page.decision_page import compared
from wopsim.runs import in_memory
from wopsim.study.reader import read_study

STEPS = (3, 5)


def names_of_threads(name: str) -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == name]


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> TwoDesigns:
    return TwoDesigns.of(read_study(write_study(tmp_path_factory.mktemp("small"))))


def test_the_answer_is_that_of_the_saved_file(question: TwoDesigns, tmp_path: Path) -> None:
    moved = question.with_side(1, question.sides[1].with_setting("missions_per_year", 6.0).with_setting("budget", 1.5e6))
    asked = GrowingAnswer()
    list(asked.answers(question, lambda: True, STEPS))  # so that some runs are kept
    *_, last = asked.answers(moved, lambda: True, STEPS)
    zipfile.ZipFile(io.BytesIO(moved.saved(STEPS[-1]))).extractall(tmp_path)
    again = ws.run(tmp_path / "two_designs.yaml")
    assert last.result.measures.drop_attrs().identical(again.measures.drop_attrs())
    assert_frame_equal(last.result.compare().table, again.compare().table)
    assert_frame_equal(last.decision.table, again.decide().table)


def test_each_answer_comes_from_more_worlds_and_the_last_says_so(question: TwoDesigns) -> None:
    found = list(GrowingAnswer().answers(question, lambda: True, STEPS))
    assert [(one.draws, one.last) for one in found] == [(3, False), (5, True)]
    assert found[0].decision.draws == 3


def test_who_does_not_wait_any_more_gets_nothing(question: TwoDesigns) -> None:
    waits = chain([True] * 4, repeat(False))  # for either design in both parts of the first step, and not for the second
    assert [one.draws for one in GrowingAnswer().answers(question, lambda: next(waits), STEPS)] == [3]


def test_what_is_begun_with_is_run_before_anybody_asks(question: TwoDesigns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wopsim.app.growing_answer.STEPS", STEPS)
    ahead = GrowingAnswer()
    with ahead.at_work(question):
        wait_until(lambda: not names_of_threads("ahead"))
        monkeypatch.delattr("wopsim.app.paired_runs.run_arrays")
        found = list(ahead.answers(question, lambda: True, STEPS))
    monkeypatch.undo()
    assert [one.draws for one in found] == list(STEPS)
    *_, anew = GrowingAnswer().answers(question, lambda: True, STEPS)
    assert found[-1].result.measures.identical(anew.result.measures)


def test_who_asks_something_else_waits_for_no_more_of_what_is_run_ahead(question: TwoDesigns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wopsim.app.growing_answer.STEPS", (2, 100))
    asked = GrowingAnswer()
    run: list[range] = []
    real = in_memory.run_arrays

    def after_somebody_came(study: ws.Study, draws: range, *words: object) -> object:
        assert asked._somebody_came.wait(PATIENCE)
        run.append(draws)
        return real(study, draws, *words)  # type: ignore[arg-type]

    monkeypatch.setattr("wopsim.app.paired_runs.run_arrays", after_somebody_came)
    moved = question.with_side(0, question.sides[0].with_setting("budget", 1e6))
    with asked.at_work(question):
        assert [one.draws for one in asked.answers(moved, lambda: True, (2,))] == [2]
        wait_until(lambda: not names_of_threads("ahead"))
    assert {draw for draws in run for draw in draws} == {0, 1}


def test_who_opens_the_page_waits_for_no_more_of_what_is_run_ahead(question: TwoDesigns, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = GrowingAnswer()
    asked.give_way()
    monkeypatch.delattr("wopsim.app.paired_runs.run_arrays")
    with asked.at_work(question):
        wait_until(lambda: not names_of_threads("ahead"))


def test_when_it_ends_nobody_is_answered_any_more(question: TwoDesigns) -> None:
    asked = GrowingAnswer()
    with asked.at_work(question):
        waits = asked.answers(question, lambda: True, STEPS)
        assert next(waits).draws == 3
    assert list(waits) == []
    assert list(asked.answers(question, lambda: True, STEPS)) == []


def test_what_is_wrong_with_the_beginning_is_told_to_who_asks(question: TwoDesigns) -> None:
    wrong = question.with_side(0, question.sides[0].with_setting("budget", -1.0))
    asked = GrowingAnswer()
    with asked.at_work(wrong), pytest.raises(StudyError, match="'budget'"):
        list(asked.answers(wrong, lambda: True, STEPS))


def test_moving_one_design_runs_only_that_one(question: TwoDesigns, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[dict[str, object]] = []
    real = in_memory.run_arrays

    def noted(study: ws.Study, draws: range, *words: object) -> object:
        run.extend(dict(scenario.settings) for scenario in study.scenarios for _ in draws)
        return real(study, draws, *words)  # type: ignore[arg-type]

    monkeypatch.setattr("wopsim.app.paired_runs.run_arrays", noted)
    asked = GrowingAnswer()
    list(asked.answers(question, lambda: True, (2,)))
    of_each = [dict(scenario.settings) for scenario in question.asked(2).scenarios]
    assert sorted(map(str, run)) == sorted(map(str, of_each * 2))
    moved = question.with_side(0, question.sides[0].with_setting("budget", 1e6))
    list(asked.answers(moved, lambda: True, (2,)))
    assert run[6:] == [dict(moved.asked(2).scenarios[1].settings)] * 2


def test_moving_back_runs_nothing(question: TwoDesigns, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = GrowingAnswer()
    (before,) = asked.answers(question, lambda: True, (2,))
    list(asked.answers(question.with_side(0, question.sides[0].with_setting("budget", 1e6)), lambda: True, (2,)))
    monkeypatch.delattr("wopsim.app.paired_runs.run_arrays")
    (after,) = asked.answers(question, lambda: True, (2,))
    assert after.result.measures.identical(before.result.measures)


def test_a_world_without_a_programme_that_was_kept_measures_as_one_run_anew(question: TwoDesigns) -> None:
    asked = GrowingAnswer()
    # the second design has many evaluated utilities, the third none: of one nothing may be left in the other
    for changes in ({"budget": 5e5}, {"budget": 1e7, "missions_per_year": 9.0}, {"budget": 0.0}):
        side = question.sides[1]
        for name, value in changes.items():
            side = side.with_setting(name, value)
        moved = question.with_side(1, side)
        (kept,) = asked.answers(moved, lambda: True, (3,))
        (anew,) = GrowingAnswer().answers(moved, lambda: True, (3,))
        assert kept.result.measures.identical(anew.result.measures)


def test_draws_that_run_in_several_parts_are_those_that_run_together(question: TwoDesigns, monkeypatch: pytest.MonkeyPatch) -> None:
    (together,) = GrowingAnswer().answers(question, lambda: True, (5,))
    monkeypatch.setattr("wopsim.app.growing_answer.TOGETHER", 2)
    (parts,) = GrowingAnswer().answers(question, lambda: True, (5,))
    assert parts.result.measures.identical(together.result.measures)


def test_a_world_that_changed_is_read_again(tmp_path: Path) -> None:
    import os

    question = TwoDesigns.of(read_study(write_study(tmp_path)))
    world = Path(question.study.world)
    asked = GrowingAnswer()
    (before,) = asked.answers(question, lambda: True, (2,))
    lines = world.read_text(encoding="utf-8").splitlines(keepends=True)
    world.write_text("".join(lines[:-1]), encoding="utf-8")
    os.utime(world, ns=(1, 1))
    (after,) = asked.answers(question, lambda: True, (2,))
    assert not before.result.measures.identical(after.result.measures)


def test_two_equal_designs_differ_by_nothing(question: TwoDesigns) -> None:
    same = replace(question, sides=(question.sides[0], question.sides[0]))
    (found,) = GrowingAnswer().answers(same, lambda: True, (3,))
    assert found.decision.table["against_mean"].tolist() == [0.0, 0.0]


def test_what_is_wrong_is_told_as_of_a_study_file(question: TwoDesigns) -> None:
    wrong = question.with_side(0, question.sides[0].with_setting("budget", -1.0))
    with pytest.raises(StudyError, match="'budget'"):
        list(GrowingAnswer().answers(wrong, lambda: True, STEPS))


def test_a_report_from_here_says_what_the_page_says_and_how_to_make_it_again(question: TwoDesigns) -> None:
    from wopsim.app import live_page

    (found,) = GrowingAnswer().answers(question, lambda: True, (3,))
    report = live_page._report(found).decode("utf-8")
    assert str(escape(found.decision.sentence)) in report
    for label in found.decision.table["label"]:
        assert str(escape(label)) in report
    assert "wopsim report two_designs.yaml" in report
    shown = figures_part(found.decision)
    assert re.findall('data-png="(.*?)"', shown) == ["cost-and-gain", "regret"]


def test_a_run_to_step_through_is_of_the_design_that_was_moved(question: TwoDesigns) -> None:
    runs = SteppedDesigns()
    moved = question.with_side(1, replace(question.sides[1], label="Moved").with_setting("budget", 1.5e6))
    page = runs.page(moved, 1, 2, lambda: True)
    assert page is not None
    assert page == ws.network_view(moved.asked(3), "design_b", 2).html
    assert "Moved" in page
    assert runs.page(moved, 1, 2, lambda: False) is None


def test_the_page_has_the_tables_of_the_report_and_no_dead_button(question: TwoDesigns) -> None:
    named = replace(question, sides=(replace(question.sides[0], label="<b>Bold</b>"), question.sides[1]))
    (found,) = GrowingAnswer().answers(named, lambda: True, (3,))
    html = answer_part(found.result, found.decision)
    assert 'id="designs"' in html
    assert "&lt;b&gt;Bold" in html
    assert "<b>Bold" not in html
    assert re.findall(r'data-csv="(.*?)"', html) == re.findall(r'<table id="(.*?)"', html)
    assert html.count("data-png=") == html.count("<figure>")
    assert str(escape(compared(found.result, found.decision))) in html


def test_the_style_of_the_report_stays_within_its_element() -> None:
    style = style_within(".told")
    assert style.startswith(".told {")
    assert "body {" not in style
    assert "html {" not in style
    assert ":root" not in style
    assert style.count("{") == style.count("}")
