"""What a brief says, in one of three languages: every text and number that its template places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wopsim._version import __version__
from wopsim.analysis.study_conditions import study_conditions
from wopsim.report.brief.brief_answer import answer_in_words
from wopsim.report.brief.brief_choice import ChoiceInWords
from wopsim.report.brief.brief_conditions import conditions_in_words
from wopsim.report.brief.brief_designs import designs_in_words
from wopsim.report.brief.brief_figures import figures_of
from wopsim.report.brief.brief_note import note_in_words
from wopsim.report.brief.brief_sections import sections_in_words
from wopsim.report.brief.brief_unknown import unknown_in_words
from wopsim.report.brief.brief_yardstick import yardstick_in_words
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.choice.ratio_of_means import Ratio
    from wopsim.analysis.result import ResultData
    from wopsim.report.brief.brief_language import Language


def brief_facts(result: ResultData, decision: DecisionData, language: Language, without_works: Ratio | None = None) -> dict[str, Any]:
    """Return everything that a template places, as values that JSON can hold.

    Parameters
    ----------
    result : the runs.
    decision : the choice that was made of them.
    language : of the brief; title, question and labels are in it as far as the study translates them.
    without_works : which part of its effect the design that is told of keeps where nobody else puts money into works; if that was run.
    """
    choice = ChoiceInWords(result, decision, language, without_works)
    title, question = (choice.unbroken(text) for text in (choice.texts.title, choice.texts.question))
    return {
        "language": language, "study_language": language if choice.translated else "", "title": title, "question": question,
        "layout": _layout(choice),
        "answer": answer_in_words(choice), "conditions": _conditions(choice), "designs": _designs(choice), **figures_of(choice),
        "note": note_in_words(choice), "parts": sections_in_words(choice), "unknown": unknown_in_words(choice), "made": _made(choice),
    }  # fmt: skip


def _layout(choice: ChoiceInWords) -> dict[str, str]:
    """Titles; those of a brief of one design speak of one."""
    layout = choice.words["layout"]
    return {**layout, "designs_title": layout["designs_title_one"]} if choice.alone else layout


def _conditions(choice: ChoiceInWords) -> list[str]:
    study, decision = choice.result.study, choice.decision
    found = study_conditions(study, choice.result.measures)
    runs = decision.draws * decision.replicates
    return [*conditions_in_words(found, study, runs, choice, choice.named), *yardstick_in_words(decision, choice)]


def _designs(choice: ChoiceInWords) -> dict[str, Any]:
    """What the designs are that are drawn, and what all have in common."""
    found = designs_in_words(choice.result.study, choice.result.measures, choice)
    own = {**found.own, BASELINE: ""}
    shown = [(choice.name(row), own[str(row["scenario"])]) for _, row in choice.drawn.iterrows()]
    together = [("", "")] if len(choice.undrawn()) else []  # beside the line of all others in the figure
    return {"shared": found.shared, "rows": [{"name": name, "says": said} for name, said in shown + together]}


def _made(choice: ChoiceInWords) -> str:
    study, decision = choice.result.study, choice.decision
    runs = (len(decision.designs) + 1) * decision.draws * decision.replicates
    return choice.say(
        "made", "text", version=choice.result.measures.attrs.get("wopsim_version", __version__),
        title=choice.unbroken(choice.texts.title), seed=study.seed,
        runs=choice.whole(runs), years=choice.years, draws=decision.draws,
    )  # fmt: skip
