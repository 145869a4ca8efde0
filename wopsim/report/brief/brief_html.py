"""The brief as a page for a browser or a mail: one file that loads nothing, with the words of the PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wopsim.report.page.page_templates import filled


def brief_html(facts: dict[str, Any]) -> bytes:
    """Return the page.

    Parameters
    ----------
    facts : what a brief says, as `brief_facts` returns it.
    """
    return filled("brief.html", Path(__file__).parent, d=facts).encode("utf-8")
