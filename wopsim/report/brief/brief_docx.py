"""The brief as a file that word processors open and change (DOCX), with the words of the PDF; the same bytes for the same study."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from wopsim.extras import missing_extra
from wopsim.report.brief.brief_drawing import drawn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_MAIN, _TINT, _WARN = "00507F", "EEF4F7", "B34A00"
_FONT = "Arial"
"""Every word processor has it, or another one of its widths."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The time that every part of the file has: the earliest that its format knows."""


def require_docx() -> None:
    """Check that what writes the file is installed, before anything is run.

    Raises
    ------
    MissingExtraError : it is not.
    """
    import importlib.util

    if importlib.util.find_spec("docx") is None:
        raise missing_extra("A brief as .docx", "python-docx", "brief", "A brief as .html does without.")


def brief_docx(facts: dict[str, Any]) -> bytes:
    """Return the brief.

    Parameters
    ----------
    facts : what a brief says, as `brief_facts` returns it.
    """
    require_docx()
    import docx

    document = docx.Document()
    _prepare(document, facts)
    layout = facts["layout"]
    _small(document.add_paragraph(layout["kind"]))
    document.add_heading(facts["title"], level=1)
    if facts["question"]:
        document.add_paragraph(facts["question"])
    first, *others = facts["answer"]
    answer = document.add_paragraph()
    answer.add_run(first).bold = True
    for paragraph in (answer, *map(document.add_paragraph, others)):
        _boxed(paragraph, _MAIN)
    _begun(document, layout["conditions_title"], " ".join(facts["conditions"]), above=8)
    _begun(document, layout["designs_title"], facts["designs"]["shared"])
    for row in (one for one in facts["designs"]["rows"] if one["says"]):
        _small(_named(document, row["name"], row["says"]))
    _figure(document, facts["chance"])
    _small(document.add_paragraph(facts["note"]))
    figures = {
        "relevance": (facts["support"], None),
        "effectiveness": (facts["gain"], facts["gain"]["zero"]),
        "efficiency": (facts["price"], 0.0),
        "impact": (facts["people"], facts["people"]["zero"]),
        "learn": (facts["worth"], 0.0),
    }
    for part in facts["parts"]:
        document.add_heading(part["title"], level=2)
        if part["key"] in figures:
            _figure(document, *figures[part["key"]])
        document.add_paragraph(" ".join(part["text"]))
    _boxed(document.add_heading(layout["unknown_title"], level=2), _WARN)
    for one in facts["unknown"]:
        _boxed(document.add_paragraph(one, style="List Bullet"), _WARN)
    _begun(document, layout["made_title"], facts["made"], above=8)
    held = io.BytesIO()
    document.save(held)
    return _without_times(held.getvalue())


def _prepare(document: Document, facts: dict[str, Any]) -> None:
    """Set page, letters and language, and what the file says of itself."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin = section.bottom_margin = Cm(1.7)
    for name, size, above, below in (("Normal", 10, 0, 5), ("Heading 1", 17, 0, 6), ("Heading 2", 12, 9, 3), ("List Bullet", 10, 0, 2)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        if name.startswith("Heading"):
            style.font.color.rgb = RGBColor.from_string(_MAIN)
    for fonts in document.styles.element.iter(qn("w:rFonts")):  # those of the theme would go before a name
        fonts.attrib.clear()
        for letters in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(letters), _FONT)
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    defaults.set(qn("w:val"), {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}[facts["language"]])
    said = document.core_properties
    said.title, said.author, said.language, said.comments = facts["title"], "wopsim", facts["language"], ""
    for time in [one for one in said._element if one.tag.endswith(("}created", "}modified"))]:
        said._element.remove(time)


def _begun(document: Document, title: str, text: str, above: float = 0) -> None:
    """Add a small paragraph that begins with its title, so many points below what is above it."""
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(above)
    paragraph.add_run(f"{title}. ").bold = True
    paragraph.add_run(text)
    _small(paragraph)


def _named(document: Document, name: str, text: str) -> Paragraph:
    """Add a point of a list that begins with what it is on."""
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run(name).bold = True
    paragraph.add_run(f" – {text}")
    return paragraph


def _small(paragraph: Paragraph) -> None:
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string("4A555C")


def _boxed(paragraph: Paragraph, colour: str) -> None:
    """Give a paragraph a ground, and a line at its left; those beside each other become one box."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.paragraph_format.keep_with_next = True
    for what in (
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/></w:pBdr>',
        f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_TINT}"/>',
    ):
        properties = paragraph._p.get_or_add_pPr()
        later = ("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
        properties.insert_element_before(parse_xml(what), *later)


def _figure(document: Document, what: dict[str, Any], zero: float | None = None) -> None:
    """Add a picture with its title above it, and its words for who does not see it; nothing where it has no rows."""
    from docx.shared import Cm

    if not what["rows"]:
        return
    title = document.add_paragraph()
    title.add_run(what["title"]).bold = True
    title.paragraph_format.keep_with_next = True
    picture = document.add_picture(io.BytesIO(drawn(what, zero)), width=Cm(16.8))
    picture._inline.docPr.set("descr", what["alt"])


def _without_times(content: bytes) -> bytes:
    """Return the same file, whose parts do not say when they were written."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            made.writestr(zipfile.ZipInfo(name, _OLDEST), found.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
