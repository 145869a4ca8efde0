"""The part of the report's page that answers, for a page that changes while one looks at it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wopsim.report.brief.brief_designs import designs_in_words
from wopsim.report.brief.brief_language import Phrases
from wopsim.report.decision_words import sentence
from wopsim.report.page.decision_page import compared, letters_in_words, pictures, tiles
from wopsim.report.page.page_figures import (
    designs_table,
    gains_strip,
    naive_strip,
    prices_strip,
    settings_table,
    support_strip,
    what_designs_are,
)
from wopsim.report.page.page_templates import filled, part_of_page

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.result import ResultData


def answer_part(result: ResultData, decision: DecisionData, to_learn: bool = True) -> str:
    """Return answer, tiles, tables and strips as HTML, as the report has them; `to_learn` as in `sentence`."""
    measures = result.measures
    lines = designs_in_words(result.study, measures, Phrases("en"))
    return filled(
        "answer_part.html", answer=sentence(decision, to_learn), compared=compared(result, decision), tiles=tiles(decision),
        are=what_designs_are(decision, lines), shared=lines.shared, letters=letters_in_words(), designs=designs_table(decision),
        gains=gains_strip(measures, decision), prices=prices_strip(decision), support=support_strip(measures, decision),
        naive=naive_strip(measures, decision), settings=settings_table(result.study),
    )  # fmt: skip


def figures_part(decision: DecisionData) -> str:
    """Return the drawn figures as HTML, as the report has them."""
    return filled("figures_part.html", pictures=pictures(decision))


def style_within(selector: str) -> str:
    """Return the report's style for what stands within one element; nothing else is touched."""
    css = re.sub(r"(?m)(^|\s)(:root|html|body) \{", r"\1& {", part_of_page("page.css"))
    return f"{selector} {{\n{css}\n}}"
