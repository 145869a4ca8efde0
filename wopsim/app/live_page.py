"""What stands on the live page. Solara reads this file; `serving.py` says what it begins with."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # solara warns of libraries that it finds
    import solara
    import solara.lab
from wopsim.app.brought_world import BroughtWorlds, require_size
from wopsim.app.controls import PARTS, Choice, Slider
from wopsim.app.growing_answer import STEPS, Answer, GrowingAnswer
from wopsim.app.two_designs import MOST_SAVED, Side, TwoDesigns, side_of
from wopsim.errors import WopsimError
from wopsim.limits import TABLE_BYTES
from wopsim.report.decision_words import amount
from wopsim.report.page.answer_part import answer_part, style_within
from wopsim.report.page.decision_page import decision_page

SAVED = "two_designs.yaml"
"""Name of a study that is saved."""
STYLE = """
.sides { display: grid; grid-template-columns: minmax(15rem, 18rem) minmax(0, 1fr) minmax(15rem, 18rem); gap: 1.25rem; padding: 1rem; }
.sides > * { min-width: 0; }
.side h2 { font-size: 1.1rem; } .side h3 { font-size: 0.95rem; margin-top: 0.8rem; color: #37444b; }
.side .v-input__slider .v-input__slot { flex-direction: column; align-items: stretch; }
.side .v-input__slider .v-label { height: auto; white-space: normal; }
.side .v-label, .side .v-select__selection { color: #1d2428 !important; }
.status { color: #37444b; min-height: 3em; } .wrong { color: #8c2f00; white-space: pre-wrap; }
.v-application .told .line { align-items: center; }
:focus-visible { outline: 3px solid #b34a00; outline-offset: 2px; }
@media (max-width: 75rem) { .sides { grid-template-columns: 1fr; } }
"""

_begin: list[TwoDesigns] = []
_answers = GrowingAnswer()
_worlds: list[BroughtWorlds] = []


def begin_with(question: TwoDesigns, worlds: BroughtWorlds) -> None:
    """Say what the page shows first, and where worlds lie that are brought to it."""
    _begin[:] = [question]
    _worlds[:] = [worlds]


@solara.component
def Page() -> None:
    """The whole page."""
    question, ask = solara.use_state(_begin[0])
    told, tell = solara.use_state("")
    at_first: Answer | None = None
    answer, show = solara.use_state(at_first)
    wrong, say_wrong = solara.use_state("")
    latest = solara.use_ref(question)
    latest.current = question

    def work() -> None:
        def still_asked() -> bool:
            return latest.current is question

        try:
            for found in _answers.answers(question, still_asked):
                if still_asked():
                    say_wrong("")
                    show(found)
                html = answer_part(found.result, found.decision)  # takes as long again
                if still_asked():
                    tell(html)
        except WopsimError as error:
            if still_asked():
                say_wrong(str(error))

    running = solara.lab.use_task(work, dependencies=[question], raise_error=False)
    if running.error and running.exception is not None and not isinstance(running.exception, WopsimError):
        wrong = f"this is a mistake of the program, please report it: {type(running.exception).__name__}: {running.exception}"

    solara.Title("wopsim: two designs beside each other")
    solara.Style(STYLE)
    solara.Style(style_within(".told"))
    with solara.Div(classes=["sides"]):
        _side(question, 0, ask)
        with solara.Div():
            solara.HTML("h1", question.study.title, style="font-size: 1.5rem; line-height: 1.25")
            _world(question, ask)
            with solara.Row():
                solara.FileDownload(lambda: _saved(question, answer), SAVED, label="Save as study file")
                if answer is not None:
                    solara.FileDownload(lambda: _report(answer), "report.html", label="Report from here")
            waits = "" if answer is not None and answer.question is question else " Asking again ..."
            status = "The first answer takes some seconds." if answer is None else _status(answer) + waits
            solara.HTML("p", status, classes=["status"], attributes={"role": "status"})
            if wrong:
                solara.HTML("p", wrong, classes=["wrong"], attributes={"role": "alert"})
            solara.HTML("div", unsafe_innerHTML=told, classes=["told"])
        _side(question, 1, ask)


@solara.component
def _side(question: TwoDesigns, number: int, ask: Callable[[TwoDesigns], None]) -> None:
    """The controls of one design."""
    side = question.sides[number]

    def change(changed: Side) -> None:
        if changed != side:
            ask(question.with_side(number, changed))

    with solara.Div(classes=["side"]):
        solara.HTML("h2", f"Design {'AB'[number]}: {side.label}")
        known = {scenario.label: scenario for scenario in question.study.scenarios[1:]}
        if len(known) > 1:
            chosen = side.label if side.label in known else None
            solara.Select("Start from", list(known), value=chosen, on_value=lambda label: change(side_of(known[label])))
        for title, controls in PARTS.items():
            solara.HTML("h3", title)
            for control in controls:
                _control(control, side, change)


def _control(control: Slider | Choice, side: Side, change: Callable[[Side], None]) -> None:
    if isinstance(control, Choice):
        solara.Select(
            control.words, control.offers, value=control.shown(side.settings),
            on_value=lambda name: change(side.with_setting(control.name, name)),
        )  # fmt: skip
        return
    shown = control.shown(side.settings)
    low, high = control.ends(shown)
    solara.SliderFloat(
        f"{control.words}: {shown:g}", value=shown, min=low, max=high, step=control.step, thumb_label=False,
        on_value=lambda place: change(side.with_setting(control.name, control.value(place))) if place != shown else None,
    )  # fmt: skip


@solara.component_vue("bring_file.vue")
def _bring_file(label: str, most_bytes: int, event_bring: Any = None, event_refuse: Any = None) -> None:
    """A button by which a file is chosen, with the keyboard too; it comes whole, or its size is told."""


@solara.component
def _world(question: TwoDesigns, ask: Callable[[TwoDesigns], None]) -> None:
    """Which utilities there are, and how to bring others."""
    wrong, say_wrong = solara.use_state("")

    def take(file: dict[str, Any]) -> None:
        try:
            require_size(file["name"], file["size"])
            path = _worlds[0].keep(file["name"], base64.b64decode(file["content"]), question.study.readings)
        except WopsimError as error:
            say_wrong(str(error))
            return
        say_wrong("")
        ask(replace(question, world=path))

    world = question.world or Path(question.study.world)
    what = "the synthetic ones that ship, none of which exists" if str(world) == "default" else world.name
    solara.HTML("p", f"Utilities: {what}.")
    _bring_file(label="Bring your own (CSV):", most_bytes=TABLE_BYTES, event_bring=take, event_refuse=take)
    if wrong:
        solara.HTML("p", wrong, classes=["wrong"], attributes={"role": "alert"})


def _status(answer: Answer) -> str:
    """How sure the answer is, and whether it still grows."""
    best = answer.decision.table.iloc[0]
    difference, error = (amount(answer.decision, float(best[name])) for name in ("against_mean", "against_error"))
    more = "" if answer.last else f" Sharper in a moment, up to {STEPS[-1]} worlds."
    return (
        f"{answer.draws} plausible worlds, each run with either design and without one; {answer.seconds:.1f} seconds. "
        f"The better one is ahead by {difference}, standard error {error}.{more}"
    )


def _saved(question: TwoDesigns, answer: Answer | None) -> bytes:
    draws = MOST_SAVED if answer is None else answer.draws
    return question.as_file(draws).encode("utf-8")


def _report(answer: Answer) -> bytes:
    return decision_page(answer.result, answer.decision, [f"wopsim report {SAVED}"]).encode("utf-8")
