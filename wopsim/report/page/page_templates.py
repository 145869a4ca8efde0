"""The templates of a page, and the files that go into it."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def filled(template: str, /, folder: Path = _HERE, **shown: object) -> str:
    """Return a template of a folder (of pages, if none is named) with what it shows; every text is escaped, and a gap is an error.

    It may import from `page_macros.html`, wherever it lies.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, _HERE]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(template).render(**shown)


def part_of_page(name: str) -> str:
    """Return the text of a file that goes into a page as it is."""
    return (_HERE / name).read_text(encoding="utf-8")
