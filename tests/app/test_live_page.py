"""The live page is drawn, and answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipyvue
import pytest
import solara
from solara.components.file_download import FileDownloadWidget

from tests.helpers.making import write_study
from tests.helpers.waiting import PATIENCE, wait_until
from wopsim.analysis.choice.design_decision import DecisionData
from wopsim.analysis.choice.value_of_information import Known
from wopsim.app import growing_answer, live_page
from wopsim.app.brought_world import BroughtWorlds
from wopsim.app.controls import PARTS
from wopsim.app.two_designs import TwoDesigns
from wopsim.report.page.answer_part import answer_part
from wopsim.study.reader import read_study


def seen(page: Any, look: Callable[[], Any]) -> Any:
    """Return what a look at the page finds between two drawings: another thread that is in the middle of one has changed a part of it."""
    found: list[Any] = []

    def between() -> bool:
        drawn, drawing = page.render_count, page.thread_lock.locked()
        found[:] = [look()]
        return not drawing and not page.thread_lock.locked() and page.render_count == drawn

    wait_until(between)
    return found[0]


def answer_of(page: Any) -> Any:
    """Return status, what is wrong, and the answer, as they stand together."""
    element = next(one for one in page.find(ipyvue.VueTemplate).widgets if "told" in one.keys)
    return seen(page, lambda: SimpleNamespace(status=element.status, wrong=element.wrong, told=element.told, behind=element.behind))


def html_of(page: Any) -> str:
    """Return all that the page shows as HTML, without its controls, the answer last."""
    answer = answer_of(page)
    others = seen(page, lambda: [str(one.unsafe_innerHTML) for one in page.find(solara.widgets.HTML).widgets])
    return "\n".join([*others, f"{answer.status}\n{answer.told}"])


def controls_of(page: Any) -> list[Any]:
    """Return the elements that have the controls of the designs, of design A first."""
    return [one for one in page.find(ipyvue.VueTemplate).widgets if "parts" in one.keys and "budget" in one.shown]


def set_to(page: Any, name: str) -> list[str]:
    """Return what either design sets, as the table of the answer says."""
    row = re.search(rf">{name}</th>.*", answer_of(page).told)
    return re.findall('data-raw="([^"]*)"', row[0])[-2:] if row else []


def move(page: Any, words: str, place: object) -> None:
    """Move the control that is called so, of design A."""
    controls = controls_of(page)[0]
    (name,) = (one["name"] for part in controls.parts for one in part["controls"] if one["words"] == words)
    controls.shown = {**controls.shown, name: place}


@contextmanager
def drawn(path: Path) -> Iterator[Any]:
    """Draw the page of a study."""
    with closing(BroughtWorlds()) as worlds:
        live_page.begin_with(TwoDesigns.of(read_study(path)), growing_answer.GrowingAnswer(), worlds)
        _, page = solara.render(live_page.Page(), handle_error=False)
        try:
            yield page
        finally:
            page.close()


@pytest.fixture(autouse=True)
def few_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_answer.GrowingAnswer.answers, "__defaults__", ((3,),))


@pytest.fixture
def said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be worth knowing first is left out, with which the last answer is drawn a second time."""
    monkeypatch.setattr(live_page, "answer_part", lambda result, decision, to_learn: answer_part(result, decision, to_learn=False))


def test_the_page_is_drawn_answers_and_shows_labels_as_text(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{set: {pairing: random}}", "{label: '<img src=x>Chance', set: {pairing: random}}"), encoding="utf-8")
    with drawn(path) as page:
        wait_until(lambda: 'id="designs"' in html_of(page))
        shown = html_of(page)
        assert "3 plausible worlds, each run with either design" in shown
        assert [[part["title"] for part in controls.parts] for controls in controls_of(page)] == [list(PARTS)] * 2
        assert "Design A: &lt;img src=x&gt;Chance" in shown
        assert "<img" not in shown


@pytest.mark.usefixtures("said_once")
def test_until_the_next_answer_is_there_the_last_one_is_marked_as_that_of_the_question_before(tmp_path: Path) -> None:
    with drawn(write_study(tmp_path)) as page:
        wait_until(lambda: bool(answer_of(page).told))
        before = answer_of(page).told
        with live_page._answers[0]._one_at_a_time:  # nothing is run meanwhile
            move(page, "Missions a year", 9.0)
            wait_until(lambda: answer_of(page).status.endswith("Asking again ..."))  # another thread may be drawing the answer before
            assert (answer_of(page).told, answer_of(page).behind) == (before, True)
        wait_until(lambda: not answer_of(page).behind)
        assert answer_of(page).told != before
        assert "Asking again" not in answer_of(page).status


def test_every_kind_of_control_moves_its_setting_of_its_design_alone(tmp_path: Path) -> None:
    with drawn(write_study(tmp_path)) as page:
        wait_until(lambda: bool(answer_of(page).told))
        before, other = (dict(controls.shown) for controls in controls_of(page))
        for words, place in (("Missions a year", 9.0), ("Who is paired with whom", "by_need"), ("Countries", ["Kenya"])):
            move(page, words, place)
        moved = {"missions_per_year": 9.0, "pairing": "by_need", "eligible_countries": ["Kenya"]}
        wait_until(lambda: [dict(controls.shown) for controls in controls_of(page)] == [before | moved, other])
        rows = {"missions_per_year": ["9.0", "4.0"], "pairing": ["by_need", "by_need"], "eligible_countries": ["Kenya", "all"]}
        wait_until(lambda: {name: set_to(page, name) for name in moved} == rows)


def test_what_would_be_worth_knowing_is_given_up_when_something_is_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[DecisionData] = []  # of each number that was looked at
    begun, moved = threading.Event(), threading.Event()
    real = DecisionData.knowing

    def knowing(decision: DecisionData, name: str) -> Known:
        asked.append(decision)
        begun.set()
        assert moved.wait(PATIENCE)
        return real(decision, name)

    monkeypatch.setattr(DecisionData, "knowing", knowing)
    with drawn(write_study(tmp_path)) as page:
        assert begun.wait(PATIENCE)
        move(page, "Missions a year", 9.0)
        moved.set()
        wait_until(lambda: asked[-1] is not asked[0] and sum(one is asked[-1] for one in asked) >= len(asked[-1].numbers))
    assert sum(one is asked[0] for one in asked) == 1 < len(asked[0].numbers)


def test_what_cannot_be_run_is_told_in_words_of_the_page_and_the_answer_is_that_of_the_question_before(tmp_path: Path) -> None:
    with drawn(write_study(tmp_path)) as page:
        wait_until(lambda: bool(answer_of(page).told))
        move(page, "Operating efficiency", 0.0)
        wait_until(lambda: bool(answer_of(page).wrong))
        assert answer_of(page).wrong.startswith("Design A: “Operating efficiency”, ")
        assert "objective_" not in answer_of(page).wrong
        assert answer_of(page).status.endswith("This was the question before.")
        assert answer_of(page).behind
        move(page, "Operating efficiency", 1.0)
        wait_until(lambda: not answer_of(page).wrong and not answer_of(page).behind)


@pytest.mark.parametrize(("poor", "ahead"), [(0, "B"), (1, "A")])
def test_the_line_above_the_answer_names_the_design_that_is_ahead(poor: int, ahead: str, tmp_path: Path) -> None:
    question = TwoDesigns.of(read_study(write_study(tmp_path)))
    moved = question.with_side(poor, question.sides[poor].with_setting("budget", 0.0))
    (answer,) = growing_answer.GrowingAnswer().answers(moved, lambda: True)
    assert f"Design {ahead} is ahead by" in live_page._status(answer)


@pytest.mark.usefixtures("said_once")
def test_a_report_that_was_asked_for_comes_though_the_answer_changed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = threading.Event()

    def report(answer: growing_answer.Answer) -> bytes:
        assert changed.wait(PATIENCE)
        return answer.question.study.title.encode()

    monkeypatch.setattr(live_page, "_report", report)
    with drawn(write_study(tmp_path)) as page:
        wait_until(lambda: bool(answer_of(page).told))
        _, button = page.find(FileDownloadWidget).widgets
        button.request_download = True
        before = answer_of(page).told
        move(page, "Missions a year", 9.0)
        wait_until(lambda: answer_of(page).told != before)
        changed.set()
        wait_until(lambda: bool(button.bytes))


def test_a_run_to_step_through_that_cannot_be_made_says_why_and_leaves_no_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    question = TwoDesigns.of(read_study(write_study(tmp_path)))
    _, page = solara.render(live_page._one_run(question.with_side(1, question.sides[1].with_setting("budget", -1.0))), handle_error=False)
    with closing(page):
        wait_until(lambda: bool(_alerts(page)))
        assert "“Budget [million EUR]” is -1" in _alerts(page)[0]
    assert caplog.records == []


def _alerts(page: Any) -> list[str]:
    return [one.unsafe_innerHTML for one in page.find(solara.widgets.HTML).widgets if one.attributes.get("role") == "alert"]
