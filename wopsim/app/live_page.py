"""What stands on the live page. Solara reads this file; `serving.py` says what it begins with."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # solara warns of libraries that it finds
    import ipyvuetify
    import solara
    import solara.lab
    import traitlets
from wopsim.app.brought_world import BroughtWorlds, require_size
from wopsim.app.controls import PARTS, Choice, Control, Slider, as_on_the_page
from wopsim.app.growing_answer import STEPS, Answer, GrowingAnswer
from wopsim.app.stepped_designs import SHOWN_WORLDS, SteppedDesigns
from wopsim.app.two_designs import LETTERS, MOST_SAVED, NAMES, SAVED, Side, TwoDesigns, side_of
from wopsim.errors import StudyError, WopsimError
from wopsim.limits import TABLE_BYTES
from wopsim.report.amounts_in_words import amount
from wopsim.report.page.answer_part import answer_part, figures_part, style_within
from wopsim.report.page.decision_page import decision_page
from wopsim.report.page.page_templates import part_of_page
from wopsim.runs.study_world import world_of

if TYPE_CHECKING:
    import pandas as pd

    from wopsim.study.scenario import Study

FIRST = f"Running {STEPS[0]} plausible worlds, each with either design and without one, for a first answer ..."
"""Stands where the answer will."""
TO_DRAW = 0.1
"""Seconds that a browser on this machine has to draw an answer before the engine takes all cores for the next one."""
HEAD = Path(__file__).with_name("page_head.js")
STYLE = """
.sides { display: grid; grid-template-columns: minmax(15rem, 18rem) minmax(0, 1fr) minmax(15rem, 18rem); gap: 1.25rem; padding: 1rem; }
.sides > * { min-width: 0; grid-row: 1; } .sides > :nth-child(1) { grid-column: 2; } .sides > :nth-child(2) { grid-column: 1; }
.side h2 { font-size: 1.1rem; } .side h3 { font-size: 0.95rem; margin-top: 0.8rem; color: #37444b; }
.side .v-input__slider .v-input__slot { flex-direction: column; align-items: stretch; }
.side .v-input__slider .v-label { height: auto; white-space: normal; }
.side .v-label { color: #1d2428 !important; }
.side .v-slider, .side .v-slider * { transition: none !important; }
.status { color: #37444b; min-height: 3em; } .wrong { color: #8c2f00; white-space: pre-wrap; }
.v-window { overflow: visible !important; }
.news { position: sticky; top: 0; z-index: 2; background: #fff; margin-top: 0.3rem; padding: 0.5rem 0 0.8rem; }
.news p { margin-bottom: 0 !important; }
.news p + p { margin-top: 0.5rem; }
.told.grey { opacity: 0.85; filter: grayscale(1); }
.v-application .told .line { align-items: center; }
.run { width: 100%; height: 50rem; border: 0; display: block; } .which, .saves { flex-wrap: wrap; }
.saves { row-gap: 0.5rem; height: auto !important; margin-bottom: 1rem; }
.v-tabs-bar { height: auto !important; } .v-tabs-bar .v-slide-group__prev, .v-tabs-bar .v-slide-group__next { display: none !important; }
.v-tabs-bar .v-slide-group__content { flex: 1 1 0; flex-wrap: wrap; white-space: normal; transform: none !important; }
.v-tabs-bar .v-tab { margin: 0 !important; height: 3rem; }
.v-tabs-slider-wrapper { display: none; } .v-tab--active { box-shadow: inset 0 -3px 0 currentColor; }
.v-application .v-btn, .v-application .v-tab { text-transform: none; letter-spacing: normal; }
.v-tabs-bar .v-tab { color: #37444b !important; }
.v-tabs-bar .v-tab--active { color: #00518a !important; }
.choose { margin: 0.5rem 0; }
.choose select { display: block; width: 100%; border: 1px solid #6b767d; border-radius: 4px; padding: 0.3rem 0.5rem; background: #fff;
  appearance: auto; }
.choose summary { cursor: pointer; overflow-wrap: anywhere; }
.several { max-height: 14rem; overflow-y: auto; border: 1px solid #c9d1d6; padding: 0.3rem 0.6rem; } .several label { display: block; }
:focus-visible { outline: 3px solid #b34a00; outline-offset: 2px; }
@media (max-width: 75rem) { .sides { grid-template-columns: minmax(0, 1fr); }
  .sides > :nth-child(n) { grid-column: 1; grid-row: auto; } }
@media screen and (max-width: 75rem) { .sides { padding-bottom: 9rem; }
  .news { position: fixed; inset: auto 0 0; padding: 0.5rem 1rem; border-top: 1px solid #6b767d; font-size: 0.85rem; line-height: 1.35; }
  .news p { min-height: 0; } .news + .told { margin-top: 0.8rem; } }
"""
ANSWER_STYLE = style_within(".told")

_begin: list[TwoDesigns] = []
_answers: list[GrowingAnswer] = []
_runs = SteppedDesigns()
_worlds: list[BroughtWorlds] = []


def begin_with(question: TwoDesigns, answers: GrowingAnswer, worlds: BroughtWorlds) -> None:
    """Say what the page shows first, who answers it, and where worlds lie that are brought to it."""
    _begin[:] = [question]
    _answers[:] = [answers]
    _worlds[:] = [worlds]


@dataclass(frozen=True, eq=False)
class _Shown:
    """What the page says of an answer; one thing, so that its status and its sentence are never of different runs.

    Parameters
    ----------
    answer : the last one; html : its sentence, tiles, tables and strips.
    wrong : why there is none to what was asked since.
    """

    answer: Answer | None = None
    html: str = ""
    wrong: str = ""


def _text(tag: str, words: str, **more: Any) -> None:
    """Show words as words, whatever a file or a label says: solara takes them for HTML."""
    solara.HTML(tag, escape(words), **more)


@solara.component
def Page() -> None:
    """The whole page."""
    question, ask = solara.use_state(_begin[0])
    shown, show = solara.use_state(_Shown())
    latest = solara.use_ref(question)
    latest.current = question
    solara.use_effect(lambda: lambda: setattr(latest, "current", None), [])  # nobody waits at a page that is closed

    def work() -> None:
        def still_asked() -> bool:
            return latest.current is question

        def show_answer(found: Answer, to_learn: bool) -> None:
            if still_asked():
                html = answer_part(found.result, found.decision, to_learn=to_learn)
                if still_asked():
                    show(_Shown(found, html))

        def learn(found: Answer) -> None:
            """Find what would be worth knowing, which takes longer than all the rest: number by number, while somebody waits for it."""
            for name in found.decision.numbers:
                if not still_asked():
                    return
                found.decision.knowing(name)

        try:
            for found in _answers[0].answers(question, still_asked):
                show_answer(found, to_learn=False)
                if found.last:
                    learn(found)
                    show_answer(found, to_learn=True)
                else:
                    sleep(TO_DRAW)
        except WopsimError as error:
            if still_asked():
                wrong = _words_of(error)
                show(lambda before: replace(before, wrong=wrong))

    running = solara.lab.use_task(work, dependencies=[question], raise_error=False)
    if running.error:
        shown = replace(shown, wrong=_words_of(running.exception))

    solara.Title("wopsim: two designs beside each other")
    solara.Style(STYLE)
    solara.Style(ANSWER_STYLE)
    _Script.element()
    with solara.Div(classes=["sides"]):
        with solara.Div():
            _text("h1", question.study.title, style="font-size: 1.5rem; line-height: 1.25")
            _world(question, ask)
            with solara.lab.Tabs(lazy=True):
                with solara.lab.Tab("What they bring"):
                    _answer(question, shown)
                with solara.lab.Tab("Figures to save"):
                    _figures(question, shown.answer)
                with solara.lab.Tab("One run, quarter by quarter"):
                    _one_run(question)
        for number, side in enumerate(question.sides):
            _side(question.study, question.world_name, number, side, ask)


def _answer(question: TwoDesigns, shown: _Shown) -> None:
    """What is known of the two designs so far."""
    answer = shown.answer
    _text("h2", "The answer so far", style="font-size: 1.2rem; margin: 0.8rem 0 0.4rem")
    _saves(question, shown)
    behind = answer is not None and answer.question is not question
    waits = "" if not behind else " This was the question before." if shown.wrong else " Asking again ..."
    status = _status(answer) + waits if answer is not None else "" if shown.wrong else FIRST
    _answer_so_far(status=status, wrong=shown.wrong, told=shown.html, behind=behind)


@solara.component
def _saves(question: TwoDesigns, shown: _Shown) -> None:
    """Buttons that save what is asked, with the files that it reads, and what is answered."""
    latest = solara.use_ref((question, shown.answer))
    latest.current = (question, shown.answer)

    def study() -> bytes:
        asked, answer = latest.current
        return asked.saved(MOST_SAVED if answer is None else answer.draws)

    def report() -> bytes:
        _, answer = latest.current
        assert answer is not None  # the button stands beside one only
        return _report(answer)

    # the same functions as long as the page lasts: solara forgets what was clicked when it is given others
    of_study, of_answer = solara.use_memo(lambda: (study, report), [])
    label = " and ".join(["Save study file", *question.files.values()])
    with solara.Row(classes=["saves"]):
        if not shown.wrong:
            solara.FileDownload(of_study, question.saved_as, label=f"{label} (ZIP)" if question.files else "Save as study file")
        if shown.answer is not None:
            solara.FileDownload(of_answer, "report.html", label="Report from here")


@solara.component
def _figures(question: TwoDesigns, answer: Answer | None) -> None:
    """Drawn figures of the report, of the answer that grows no more."""
    last = solara.use_ref(answer)
    if answer is not None and answer.last:
        last.current = answer
    drawn = last.current if last.current is not None and last.current.last else None
    running = solara.lab.use_task(lambda: None if drawn is None else figures_part(drawn.decision), dependencies=[drawn], raise_error=False)
    if running.error:
        _text("p", _words_of(running.exception), classes=["wrong"], attributes={"role": "alert"})
    elif running.finished and running.value:
        behind = drawn is not None and drawn.question is not question
        words = "Of the question before; the next ones are drawn when the answer grows no more." if behind else ""
        _text("p", words, attributes={"role": "status"})
        solara.HTML("div", unsafe_innerHTML=running.value, classes=["told"])
    else:
        _text("p", "They are drawn when the answer grows no more ...", attributes={"role": "status"})


@solara.component
def _one_run(question: TwoDesigns) -> None:
    """One run of one design, on which one steps, beside the same world without a programme."""
    side, take_side = solara.use_state(0)
    world, take_world = solara.use_state(0)
    latest = solara.use_ref((question, side, world))
    latest.current = (question, side, world)

    def work() -> str | WopsimError | None:
        asked = (question, side, world)
        try:
            return _runs.page(question, side, world, lambda: latest.current == asked)
        except WopsimError as error:
            return error

    running = solara.lab.use_task(work, dependencies=[question, side, world], raise_error=False)
    solara.use_effect(lambda: lambda: setattr(latest, "current", None), [])
    shown = solara.use_ref("")
    made = running.value if running.finished else None
    if isinstance(made, str):
        shown.current = made
    wrong = made if isinstance(made, WopsimError) else running.exception if running.error else None
    labels = [f"Design {letter}: {one.label}" for letter, one in zip(LETTERS, question.sides, strict=True)]
    with solara.Row(classes=["which"]):
        _choose_one("Design", labels[side], labels, lambda label: take_side(labels.index(label)))
        numbers = [str(number) for number in range(1, SHOWN_WORLDS + 1)]
        _choose_one("Plausible world", str(world + 1), numbers, lambda number: take_world(numbers.index(number)))
    if wrong is not None:
        _text("p", _words_of(wrong), classes=["wrong"], attributes={"role": "alert"})
    _text("p", "Running it ..." if running.pending else "", style="margin: 0", attributes={"role": "status"})
    if shown.current:
        solara.HTML("iframe", classes=["run"], attributes={"srcdoc": shown.current, "title": "One run, quarter by quarter"})


def _words_of(error: BaseException | None) -> str:
    """Return what is said of an error: the program's own mistakes are told as such."""
    if isinstance(error, StudyError):
        return "\n".join(as_on_the_page(problem.message) for problem in error.problems)
    if isinstance(error, WopsimError):
        return str(error)
    return f"this is a mistake of the program, please report it: {type(error).__name__}: {error}"


@solara.component
def _side(study: Study, world: str, number: int, side: Side, ask: Callable[[Callable[[TwoDesigns], TwoDesigns]], None]) -> None:
    """The controls of one design; nothing here depends on the other one, so that a change of that draws nothing here again."""
    utilities = world_of(world, study.readings).utilities

    def change(changed: Side) -> None:
        if changed != side:
            ask(lambda question: question.with_side(number, changed))

    shown = {control.name: control.shown(side.settings) for controls in PARTS.values() for control in controls}

    def move(places: dict[str, Any]) -> None:
        changed = side
        for control in (control for controls in PARTS.values() for control in controls):
            if places[control.name] != shown[control.name]:
                changed = changed.with_setting(control.name, control.value(places[control.name]))
        change(changed)

    with solara.Div(classes=["side"]):
        _text("h2", f"Design {LETTERS[number]}: {side.label}")
        known = {scenario.label: scenario for scenario in study.scenarios[1:]}
        if len(known) > 1:
            _choose_one("Start from", side.label, list(known), lambda label: change(side_of(known[label])))
        parts = [
            {"title": title, "controls": [_drawn(control, side, utilities) for control in controls]} for title, controls in PARTS.items()
        ]
        _controls(parts=parts, shown=shown, on_shown=move)


def _drawn(control: Control, side: Side, utilities: pd.DataFrame) -> dict[str, Any]:
    """What `controls.vue` draws of a control."""
    drawn = {"name": control.name, "words": control.words}
    if isinstance(control, Slider):
        low, high = control.ends(control.shown(side.settings))
        return drawn | {"kind": "slider", "low": low, "high": high, "step": control.step}
    if isinstance(control, Choice):
        return drawn | {"kind": "choice", "offers": control.offers}
    return drawn | {"kind": "several", "offers": control.offers(utilities[control.column].dropna().astype(str), side.settings)}


def _choose_one(words: str, chosen: str, offers: list[str], choose: Callable[[str], None]) -> None:
    """Show a list of which one is chosen, that is no setting of a design."""
    drawn = {"name": "one", "words": words, "kind": "choice", "offers": offers}
    _controls(parts=[{"title": "", "controls": [drawn]}], shown={"one": chosen}, on_shown=lambda shown: choose(shown["one"]))


class _Script(ipyvuetify.VuetifyTemplate):
    """The script of the report by which tables and figures are saved, and what the page's head lacks.

    A page that changes runs no script that stands in its text.
    """

    template = traitlets.Unicode(
        "<template><span hidden></span></template>\n<script>\nmodule.exports = { created() {\n"
        + HEAD.read_text(encoding="utf-8")
        + part_of_page("saving.js")
        + "} };\n</script>"
    ).tag(sync=True)


@solara.component_vue("answer.vue")
def _answer_so_far(status: str, wrong: str, told: str, behind: bool) -> None:
    """What is known; in one element, which a browser is sent at once and draws at once."""


@solara.component_vue("controls.vue")
def _controls(parts: list[dict[str, Any]], shown: dict[str, Any], on_shown: Callable[[dict[str, Any]], None]) -> None:
    """Controls under their headings; lists and boxes are the browser's own, which keyboards and screen readers know.

    Parameters
    ----------
    parts : a `title` and `controls`, see `_drawn`.
    shown : where each stands, by its name; `on_shown` takes where all stand when one was moved.
    """


@solara.component_vue("bring_file.vue")
def _bring_file(label: str, most_bytes: int, event_bring: Any = None, event_refuse: Any = None) -> None:
    """A button by which a file is chosen, with the keyboard too; it comes whole, or its size is told."""


@solara.component
def _world(question: TwoDesigns, ask: Callable[[Callable[[TwoDesigns], TwoDesigns]], None]) -> None:
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
        ask(lambda now: replace(now, world=path))

    world = question.world_name
    what = "the synthetic ones that ship, none of which exists." if world == "default" else f"{Path(world).name}."
    notes = () if world == "default" else world_of(world, question.study.readings).notes
    _text("p", " ".join(["Utilities:", what, *notes]))
    _bring_file(label="Bring your own (CSV):", most_bytes=TABLE_BYTES, event_bring=take, event_refuse=take)
    if wrong:
        _text("p", wrong, classes=["wrong"], attributes={"role": "alert"})


def _status(answer: Answer) -> str:
    """How sure the answer is, and whether it still grows."""
    best = answer.decision.programmes.iloc[0]
    letter = LETTERS[NAMES.index(best["scenario"])]
    difference, error = (amount(answer.decision, float(best[name])) for name in ("against_mean", "against_error"))
    more = "" if answer.last else f" Sharper in a moment, up to {STEPS[-1]} worlds."
    return (
        f"{answer.draws} plausible worlds, each run with either design and without one; {answer.seconds:.1f} seconds. "
        f"Design {letter} is ahead by {difference}, standard error {error}.{more}"
    )


def _report(answer: Answer) -> bytes:
    return decision_page(answer.result, answer.decision, [f"wopsim report {SAVED}.yaml"]).encode("utf-8")
