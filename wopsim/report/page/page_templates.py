"""The templates of a page, and the files that go into it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.report.numbers import minus_signs

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent


def filled(template: str, /, folder: Path = _HERE, **shown: object) -> str:
    """Return a template of a folder (of pages, if none is named) with what it shows; every text is escaped, and a gap is an error.

    It may import from `page_macros.html`, wherever it lies.
    """
    return _environment(folder).get_template(template).render(**shown)


@lru_cache(maxsize=4)
def _environment(folder: Path) -> Environment:
    """Templates of a folder; kept, because it takes longer to compile one than to fill it, and the live page fills the same again."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, _HERE]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["minus"] = minus_signs
    return environment


def part_of_page(name: str) -> str:
    """Return the text of a file that goes into a page as it is."""
    return (_HERE / name).read_text(encoding="utf-8")
