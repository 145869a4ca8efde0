"""The page that answers a study, as a whole: in need of nothing else, readable for everybody, its checklist complete."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

from tests.helpers.decision_pages import COMMANDS, STRANGE, Elements, some
from tests.helpers.fake import Made, Truth, fake_result
from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.report.page import decision_page as module
from wopsim.report.page.cheers import NOT_DONE, NOT_STATED, OnPage, cheers
from wopsim.report.page.decision_page import decision_page


def test_the_page_needs_no_network_and_is_small(html: str, page: Elements) -> None:
    assert len(html.encode()) < 3e6
    for tag, attrs, _ in page.found:
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            assert attrs.get(name, "#")[:5] in ("data:", "") or attrs.get(name, "#").startswith("#"), (tag, attrs)
    assert "link" not in [tag for tag, _, _ in page.found]
    assert re.search(r"@import|url\(|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\s*\(", html) is None
    (policy,) = [attrs["content"] for attrs in page.all("meta") if "content" in attrs and "http-equiv" in attrs]
    assert policy.startswith("default-src 'none'")


def test_a_page_of_one_design_holds_no_programme_as_the_other_choice() -> None:
    result = fake_result({"one": Truth("One", 6, nrw=-0.01, people=700)}, draws=8, replicates=2, mentees=16, mentors=2, horizon=8)
    html = decision_page(result, result.decide(worth=300.0), COMMANDS)
    Elements(html)
    assert "No programme" in html
    assert "“One”" in unescape(html)


def test_labels_of_strangers_are_text(html: str) -> None:
    assert "<script>alert" not in html
    assert html.count("</script>") == 4  # arithmetic, data, tables that are saved, page
    data = re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert data is not None
    assert STRANGE in json.loads(data[1])["labels"]


def test_every_figure_has_a_table_and_a_button_that_saves_it(page: Elements) -> None:
    ids = [attrs["id"] for _, attrs, _ in page.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    figures = [attrs for tag, attrs, _ in page.found if tag == "figure"]
    saved, drawn = ([attrs[what] for attrs in page.all("button") if what in attrs] for what in ("data-csv", "data-png"))
    tables = {attrs["id"]: parents for tag, attrs, parents in page.found if tag == "table" and "id" in attrs}
    assert sorted(saved) == sorted(tables)
    inside = [name for name, parents in tables.items() if any(tag == "figure" for tag, _ in parents)]
    assert len(inside) == len(drawn) == len(figures) > 8
    assert {name.removesuffix("-table") for name in inside} == set(drawn)


def test_the_page_can_be_used_without_eyes_or_a_mouse(html: str, page: Elements) -> None:
    targets = {attrs["for"] for attrs in page.all("label")}
    for attrs in page.all("input", "select"):
        assert attrs["id"] in targets or attrs.get("aria-label"), attrs
    assert all(attrs.get("alt") for attrs in page.all("img"))
    assert all("tabindex" in attrs for attrs in page.all("div") if attrs.get("class") == "scroll")
    assert [attrs["lang"] for attrs in page.all("html")] == ["en"]
    levels = [int(tag[1]) for tag, _, _ in page.found if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    anchors = {attrs["href"][1:] for attrs in page.all("a")}
    assert anchors <= {attrs["id"] for _, attrs, _ in page.found if "id" in attrs}
    assert "@media print" in html


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_letters_and_marks_stand_out() -> None:
    """WCAG AA: 4.5 for letters, 3 for what is drawn."""
    css = Path(module.__file__).with_name("page.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", css))
    letters = [named["ink"], named["soft"], *re.findall(r"(?<!-)color: (#[0-9a-f]{6})", css)]
    for ground in (named["paper"], named["tint"]):
        assert min(contrast(one, ground) for one in letters) >= 4.5
        assert min(contrast(named[f"c{k}"], ground) for k in range(6)) >= 3.0


def test_no_number_that_is_read_has_a_hyphen_for_a_minus(result: Made) -> None:
    """Tables and files keep the hyphen, which other programs read."""

    class Read(Elements):
        def handle_data(self, data: str) -> None:
            if not {tag for tag, _ in self.open} & {"script", "style", "pre"}:
                read.append(data)

    read: list[str] = []
    harmful = some(strange=Truth("Bad", 6, nrw=0.05, people=-700))
    html = decision_page(harmful, harmful.decide(), COMMANDS)
    Read(html)
    text = "\n".join(read)
    assert re.search(r"(?<![\w-])-\d", text) is None
    assert re.search(r"−\d", text) is not None
    assert re.search(r'data-raw="-\d', html) is not None


ALL_THERE = OnPage(places=True, groups=["small towns", "fragile contexts"], weights=True, turns=True, theories=True, learn=True)
NOTHING_THERE = OnPage(places=False, groups=[], weights=False, turns=False, theories=False, learn=False)


def test_the_checklist_has_every_item_and_says_what_was_not_done(result: Made) -> None:
    decision = result.decide()
    items = cheers(result.study, decision, ALL_THERE)
    assert [item.number for item in items] == list(range(1, 29))
    assert {item.number for item in items if not item.done} == {4, 21, 25, 27, 28}
    assert {item.found for item in items if item.number in (4, 21, 25)} == {NOT_DONE}
    assert {item.found for item in items if item.number in (27, 28)} == {NOT_STATED}  # by whoever hands the page on
    silent = cheers(dataclasses.replace(result.study, question=""), decision, ALL_THERE)
    assert not silent[2].done
    assert "everybody" in next(one.found for one in cheers(result.study, result.decide(cost="all"), ALL_THERE) if one.number == 8)


def test_the_checklist_says_what_is_there(result: Made) -> None:
    def told(there: OnPage) -> dict[int, str]:
        return {item.number: item.found for item in cheers(result.study, result.decide(), there)}

    full, bare = told(ALL_THERE), told(NOTHING_THERE)
    assert full[6].endswith("; places under “Who is reached”")
    assert bare[6].endswith("; where each lies is not told")
    assert (full[18], bare[18]) == ("effects apart for small towns, fragile contexts", NOT_DONE)
    assert full[19] == "who is reached; no weights; they can be set on this page"
    assert bare[19] == "no weights"
    assert full[24].endswith(", what turns it, rival theories, what to learn")
    assert bare[24].endswith(", what is lost then")


def test_a_page_without_a_map_claims_none_in_its_checklist(html: str, result: Made) -> None:
    """The fake utilities stand in no world, so there is no map; and some are in small towns, but not all kinds are there."""
    items = dict(re.findall(r'<td class="number">(\d+)</td><th scope="row">[^<]*</th><td>([^<]*)</td>', html))
    assert "places under" not in items["6"]
    there = ", ".join(groups_there(result.measures).values())
    assert items["18"] == f"effects apart for {there}"
    nobody = {f"mentees_{group}": 0.0 * result.measures[f"mentees_{group}"] for group in GROUPS}
    measured = SimpleNamespace(study=result.study, measures=result.measures.assign(nobody), has_utilities=False)
    page = decision_page(measured, result.decide(), COMMANDS)  # type: ignore[arg-type]
    assert re.search(rf'>18</td><th scope="row">[^<]*</th><td>{NOT_DONE}</td>', page) is not None
    assert "No possible mentee is of a group that is told apart: " in page
    assert "No possible mentee is of a group" not in html
