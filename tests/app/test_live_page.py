"""The live page is drawn, and answers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import ipyvue
import pytest
import solara

from tests.helpers.making import write_study
from wopsim.app import growing_answer, live_page
from wopsim.app.brought_world import BroughtWorlds
from wopsim.app.controls import PARTS
from wopsim.app.two_designs import TwoDesigns
from wopsim.study.reader import read_study

PATIENCE = 60.0


def html_of(page: Any) -> str:
    """Return all that the page shows as HTML, the answer last."""
    answers = [f"{one.status}\n{one.told}" for one in page.find(ipyvue.VueTemplate).widgets if "told" in one.keys]
    return "\n".join([*(str(one.unsafe_innerHTML) for one in page.find(solara.widgets.HTML).widgets), *answers])


def test_the_page_is_drawn_answers_and_shows_labels_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_answer.GrowingAnswer.answers, "__defaults__", ((3,),))
    path = write_study(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{set: {pairing: random}}", "{label: '<img src=x>Chance', set: {pairing: random}}"), encoding="utf-8")
    worlds = BroughtWorlds()
    live_page.begin_with(TwoDesigns.of(read_study(path)), growing_answer.GrowingAnswer(), worlds)
    _, page = solara.render(live_page.Page(), handle_error=False)
    end = time.monotonic() + PATIENCE
    try:
        while 'id="designs"' not in html_of(page):
            assert time.monotonic() < end
            time.sleep(0.3)
        shown = html_of(page)
        assert "3 plausible worlds, each run with either design" in shown
        assert [shown.count(f"\n{title}\n") for title in PARTS] == [2] * len(PARTS)
        assert "Design A: &lt;img src=x&gt;Chance" in shown
        assert "<img" not in shown
    finally:
        page.close()
        worlds.close()
