"""The brief as a PDF file that is tagged for readers of screens (PDF/UA), the same bytes for the same study."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from wopsim import limits
from wopsim.errors import FileProblems, Problem, UnreadableFileError
from wopsim.extras import missing_extra

TEMPLATE = Path(__file__).with_name("brief.typ")
"""The template that ships."""


class TemplateError(FileProblems):
    """A template of a brief cannot be used."""


def read_template(path: Path | None) -> str:
    """Return the text of a template; of the one that ships without a path.

    Raises
    ------
    TemplateError : it cannot be read.
    """
    try:
        return limits.read_text(path or TEMPLATE, limits.STUDY_BYTES, "a template (typst)")
    except UnreadableFileError as error:
        raise TemplateError(str(path), [error.problem]) from None


def require_typst() -> None:
    """Check that typst is installed, before anything is run.

    Raises
    ------
    MissingExtraError : it is not.
    """
    import importlib.util

    if importlib.util.find_spec("typst") is None:
        raise missing_extra("A brief as .pdf", "typst", "brief", "A brief as .html does without.")


def brief_pdf(facts: dict[str, Any], template: Path | None = None) -> bytes:
    """Return the brief.

    Parameters
    ----------
    facts : what a brief says, as `brief_facts` returns it.
    template : a copy of the one that ships, changed; files beside it can be used in it.

    Raises
    ------
    TemplateError : it is no valid template, or makes no PDF that is tagged.
    """
    require_typst()
    import matplotlib
    import typst

    read_template(template)
    data = json.dumps(facts, ensure_ascii=False)
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    own = template is not None  # what ships looks alike everywhere; who changes it may want fonts of his own
    try:
        made = typst.compile(
            str((template or TEMPLATE).absolute()),
            sys_inputs={"data": data},
            font_paths=[str(fonts)],
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=not own,
        )
    except (typst.TypstError, RuntimeError) as error:
        raise TemplateError(str(template or TEMPLATE), [_problem(error)]) from None
    return bytes(made)


def _problem(error: Exception) -> Problem:
    """What typst says is wrong, with its hints and the line."""
    hints = "".join(f" ({hint})" for hint in getattr(error, "hints", ()) or ())
    line = re.search(r"\.typ:(\d+):", str(getattr(error, "diagnostic", "")))
    return Problem(f"typst says: {getattr(error, 'message', None) or error}{hints}.", int(line[1]) if line else None)
