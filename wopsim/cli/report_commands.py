"""The commands that tell an answer to somebody else: a page, and two pages on paper."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wopsim.cli.common import Debug, StudyOrStore, Workers, errors, require_other, same_line, say, write_told
from wopsim.cli.judging import Against, Cost, Discount, Draws, Equity, Outcome, Replicates, Useful, Variant, Weights, Worth, ask, judging
from wopsim.errors import WopsimError
from wopsim.languages import Language
from wopsim.limits import exists

if TYPE_CHECKING:
    from wopsim.cli.judging import Asked


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(report)
    app.command()(brief)


def report(
    study: StudyOrStore = "default",
    out: Annotated[Path, typer.Option(help="File to write (.html).")] = Path("report.html"),
    outcome: Outcome = "people_served",
    weights: Weights = None,
    equity: Equity = None,
    worth: Worth = None,
    cost: Cost = "funder",
    discount: Discount = None,
    useful: Useful = 0.0,
    against: Against = None,
    variant: Variant = None,
    draws: Draws = None,
    replicates: Replicates = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Write the answer of a study as one page for a browser: which design, how sure, for whom, and how to ask it again."""
    with errors(debug):
        from wopsim.report.page.decision_page import decision_page

        _require_ending(out, (".html", ".htm"))
        judged = judging(outcome, weights, equity, worth, cost, discount, useful)
        asked = ask(study, judged, against, variant, draws, replicates, workers)
        _require_place(out, study)
        result, decision = asked.answer(keep="auto")
        write_told(out, decision_page(result, decision, _again(asked, study)))


def brief(
    study: StudyOrStore = "default",
    out: Annotated[Path, typer.Option(help="File to write (.pdf, .docx or .html).")] = Path("brief.pdf"),
    language: Annotated[Language, typer.Option(help="Language of the words, and of what the study translates.")] = "en",
    template: Annotated[
        Path | None, typer.Option(help="Your copy of the template, changed; --show-template prints the one that ships.", show_default=False)
    ] = None,
    show_template: Annotated[bool, typer.Option("--show-template", help="Print the template that ships, and stop.")] = False,
    outcome: Outcome = "people_served",
    weights: Weights = None,
    equity: Equity = None,
    worth: Worth = None,
    cost: Cost = "funder",
    discount: Discount = None,
    useful: Useful = 0.0,
    against: Against = None,
    variant: Variant = None,
    draws: Draws = None,
    replicates: Replicates = None,
    workers: Workers = None,
    debug: Debug = False,
) -> None:
    """Write the answer of a study on two pages for people who decide (.pdf, .docx or .html), in English, French or Spanish."""
    with errors(debug):
        from wopsim.report.brief.brief_facts import brief_facts
        from wopsim.report.brief.brief_pdf import read_template
        from wopsim.without_works import share_without_works

        if show_template:
            say(read_template(None).rstrip("\n"))
            return
        write = _writer(out, template)
        judged = judging(outcome, weights, equity, worth, cost, discount, useful)
        # as written: the brief takes the texts of its own language
        asked = ask(study, judged, against, variant, draws, replicates, workers, language=None)
        _require_place(out, study)
        result, decision = asked.answer()
        write_told(out, write(brief_facts(result, decision, language, share_without_works(result, decision, workers))))


def _writer(out: Path, template: Path | None) -> Callable[[dict[str, Any]], bytes]:
    """Return what writes a brief into such a file, once all that it needs is there."""
    from wopsim.report.brief.brief_docx import brief_docx, require_docx
    from wopsim.report.brief.brief_html import brief_html
    from wopsim.report.brief.brief_pdf import brief_pdf, read_template, require_typst

    _require_ending(out, (".pdf", ".docx", ".html", ".htm"))
    ending = out.suffix.lower()
    if ending == ".pdf":
        require_typst()
        read_template(template)
        return partial(brief_pdf, template=template)
    if template is not None:
        raise WopsimError(f"a template (typst) makes a .pdf, and {out.name} is none; leave --template out, or let --out end in .pdf.")
    if ending == ".docx":
        require_docx()
        return brief_docx
    return brief_html


def _again(asked: Asked, study: str) -> list[str]:
    """Return what to type to get the same file again: the study into a store, and this line."""
    if asked.study.path is None:  # made in Python: only its store can be named
        return [same_line()]
    path, here = asked.study.path, Path.cwd()
    named = str(path.relative_to(here) if path.is_relative_to(here) else path)  # whoever gets the page need not see whose folder it was
    if asked.made_of == "store":
        return [shlex.join(["wopsim", "run", named, "--out", study]), same_line()]
    return [shlex.join(["wopsim", "check", named]), same_line()]


def _require_ending(out: Path, endings: tuple[str, ...]) -> None:
    if out.suffix.lower() not in endings:
        raise WopsimError(f"cannot tell from {out.name!r} what to write; let --out end in {', '.join(endings[:-1])} or {endings[-1]}.")


def _require_place(out: Path, study: str) -> None:
    """Check, before anything is run, that the file can be written and is not the one that is read."""
    require_other(out, study)
    if out.is_dir():
        raise WopsimError(f"{out} is a folder; name a file in it with --out.")
    if not exists(out.parent):
        raise WopsimError(f"there is no folder {out.parent}; make it first, or name another place with --out.")
