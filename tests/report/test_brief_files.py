"""The files of a brief: two tagged pages, a page for a browser and one for word processors say the same; the template is a file."""

from __future__ import annotations

import html
import io
import itertools
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from tests.helpers.briefs import facts, made, many
from tests.helpers.fake import Made
from wopsim.report.brief.brief_choice import MOST_ROWS
from wopsim.report.brief.brief_docx import brief_docx
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_html import brief_html
from wopsim.report.brief.brief_language import LANGUAGES, Language
from wopsim.report.brief.brief_pdf import TEMPLATE, TemplateError, brief_pdf, read_template


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_is_tagged_and_the_same_bytes_twice(language: Language, clear: Made) -> None:
    told = facts(clear, language)
    pdf = brief_pdf(told)
    assert pdf == brief_pdf(told)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert b"/StructTreeRoot" in pdf
    assert f"/Lang({language})".encode() in pdf


def test_who_does_not_see_the_first_figure_is_told_what_each_design_is(clear: Made) -> None:
    told = facts(clear)
    alts = re.findall(rb"/Alt<FEFF([0-9A-F]+)>", brief_pdf(told))
    read = bytes.fromhex(alts[0].decode("ascii")).decode("utf-16-be")
    rows = [row for row in told["designs"]["rows"] if row["says"]]
    assert len(rows) >= 2
    assert all(f"{row['name']}: {row['says']}" in read for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("designs", [2, 30])
def test_there_are_two_pages_however_many_designs(language: Language, designs: int) -> None:
    import typst

    result = many(designs)
    found = brief_facts(result, result.decide(), language)
    found["question"] = "Which of all these designs should be chosen, and what would be lost if the choice turned out to be wrong? " * 2
    assert len(found["chance"]["rows"]) == (designs if designs <= MOST_ROWS else MOST_ROWS + 1)  # and all others together
    pages = typst.compile(str(TEMPLATE), sys_inputs={"data": json.dumps(found)}, format="png", ppi=20)
    assert isinstance(pages, list)
    assert len(pages) == 2
    for page in pages:
        blank = (imread(io.BytesIO(page))[:, :, :3] > 0.97).all(axis=(1, 2))
        longest = max(len(list(run)) for white, run in itertools.groupby(blank) if white)
        assert longest < 0.12 * len(blank)  # no page is half empty


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("designs", [2, 4, 30])
def test_the_second_page_begins_with_a_part_so_that_a_figure_and_its_words_stay_together(
    language: Language, designs: int, tmp_path: Path
) -> None:
    import typst

    asks = """
#context {
  let titles = query(heading.where(level: 2)).map(one => one.location()).filter(one => one.page() == 2)
  [#metadata(titles.map(one => one.position().y / 1cm)) <titles>]
}"""
    (tmp_path / "asks.typ").write_text(read_template(None) + asks, encoding="utf-8")
    data = {"data": json.dumps(facts(many(designs), language))}
    first, *others = json.loads(typst.query(str(tmp_path / "asks.typ"), "<titles>", field="value", one=True, sys_inputs=data))
    assert first < 2.0  # at the upper edge
    assert len(others) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("designs", [6, 30])
def test_no_letters_are_too_small_to_read_on_paper(language: Language, designs: int) -> None:
    pdf = brief_pdf(facts(many(designs), language))
    contents = [zlib.decompress(packed) for packed in re.findall(rb"/FlateDecode\s*>>\s*stream\n(.*?)\nendstream", pdf, re.DOTALL)]
    sizes = [float(size) for content in contents for size in re.findall(rb"/\w+ ([\d.]+) Tf", content)]
    assert len(sizes) > 100
    assert min(sizes) >= 7.0


def said(found: dict[str, Any]) -> list[str]:
    """Every sentence and number of a brief, in the order in which it is read."""
    figures = {"relevance": "support", "effectiveness": "gain", "efficiency": "price", "impact": "people", "learn": "worth"}

    def drawn(key: str) -> list[str]:
        figure = found[key]
        return [figure["title"], *(f"{row['name']}|{row['says']}" for row in figure["rows"])] if figure["rows"] else []

    parts = [[part["title"], *(drawn(figures[part["key"]]) if part["key"] in figures else []), *part["text"]] for part in found["parts"]]
    conditions = [found["layout"]["conditions_title"], *found["conditions"]]
    first = [found["layout"]["kind"], found["title"], *found["answer"], *conditions, *drawn("chance"), found["note"]]
    return [*first, *itertools.chain(*parts), found["layout"]["unknown_title"], *found["unknown"], found["made"]]


def in_order(texts: list[str], whole: str) -> None:
    """Check that texts follow each other in a longer one; spaces apart."""
    whole, at = " ".join(whole.split()), 0
    for one in texts:
        at = whole.find(" ".join(one.split()), at)
        assert at >= 0, one


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_all_that_the_brief_says_and_loads_nothing(language: Language, clear: Made) -> None:
    found = facts(clear, language)
    found["question"] = "<script>alert(1)</script>"
    page = brief_html(found).decode("utf-8")
    shown = html.unescape(re.sub(r"<style>.*?</style>|<head>.*?</head>", "", page, flags=re.DOTALL))
    shown = re.sub(r'</th><td class="track".*?</td><td>', "|", shown, flags=re.DOTALL)
    in_order(said(found), re.sub(r"<[^>]*>", " ", shown))
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert f'<html lang="{language}">' in page
    assert re.search(r"(src|href)=|url\(|@import", page) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_for_word_processors_says_all_that_the_brief_says_the_same_bytes_twice(language: Language, clear: Made) -> None:
    import docx

    found = facts(clear, language)
    made = brief_docx(found)
    assert made == brief_docx(found)
    document = docx.Document(io.BytesIO(made))
    alts = [picture._inline.docPr.get("descr") for picture in document.inline_shapes]
    assert alts == [found[key]["alt"] for key in ("chance", "support", "gain", "price", "people", "worth") if found[key]["rows"]]
    assert len(alts) >= 5
    in_order([one for one in said(found) if "|" not in one], " ".join(paragraph.text for paragraph in document.paragraphs))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert headings == [found["title"], *(part["title"] for part in found["parts"]), found["layout"]["unknown_title"]]
    assert document.core_properties.language == language
    styles = zipfile.ZipFile(io.BytesIO(made)).read("word/styles.xml").decode("utf-8")
    assert f'w:val="{language}-' in styles
    assert set(re.findall(r"<w:rFonts ([^>]*)/>", styles)) == {'w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"'}


def test_a_figure_without_rows_is_no_picture() -> None:
    import docx

    found = facts(made((-900, -3000, -400), cost=5e6))
    assert found["price"]["rows"] == []
    drawn = sum(bool(found[key]["rows"]) for key in ("chance", "support", "gain", "people", "worth"))
    assert drawn >= 4
    assert len(docx.Document(io.BytesIO(brief_docx(found))).inline_shapes) == drawn
    assert brief_html(found).count(b"<table>") == drawn


def test_a_copy_of_the_template_can_be_changed(clear: Made, tmp_path: Path) -> None:
    own = tmp_path / "mine.typ"
    own.write_text(read_template(None).replace("#00507f", "#7f0000"), encoding="utf-8")
    told = facts(clear)
    assert brief_pdf(told, own) != brief_pdf(told)


@pytest.mark.parametrize(
    ("content", "says"),
    [("= One\n#let x = (", r"line 2: typst says: unclosed delimiter"), ("#d.title", "line 1: typst says: unknown variable: d")],
)
def test_a_template_that_is_wrong_is_told_with_its_line(content: str, says: str, clear: Made, tmp_path: Path) -> None:
    own = tmp_path / "mine.typ"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(TemplateError, match=says):
        brief_pdf(facts(clear), own)


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no such file"):
        read_template(tmp_path / "none.typ")
