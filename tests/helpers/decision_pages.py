"""Pages that answer a study, and how a test reads their elements."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.helpers.fake import TYPICAL, Made, Truth, fake_result

COMMANDS = ["wopsim run a.yaml", "wopsim report a.zarr"]
STRANGE = "</script><script>alert(1)</script> & =1+1"
VOID = {"meta", "input", "img", "br", "link"}


class Elements(HTMLParser):
    """Every element of a page with its attributes and those it stands in; HTML that is not well nested is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[tuple[str, dict[str, str], list[tuple[str, dict[str, str]]]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.found.append((tag, told, list(self.open)))
        if tag not in VOID:
            self.open.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs, _ in self.found if tag in tags]


def some(**changed: Truth) -> Made:
    return fake_result({**TYPICAL, **changed}, draws=8, replicates=2, mentees=16, mentors=2, horizon=8)
