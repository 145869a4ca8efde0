"""What several tests of the brief, or of the page, look at."""

from __future__ import annotations

import pytest

from tests.helpers.briefs import made
from tests.helpers.decision_pages import COMMANDS, STRANGE, Elements, some
from tests.helpers.fake import Made, Truth
from wopsim.report.page.decision_page import decision_page


@pytest.fixture(scope="module")
def clear() -> Made:
    """Three designs, of which the second is best in every world."""
    return made()


@pytest.fixture(scope="module")
def result() -> Made:
    return some(strange=Truth(STRANGE, 6, nrw=-0.01, people=700))


@pytest.fixture(scope="module")
def html(result: Made) -> str:
    return decision_page(result, result.decide(useful=100.0), COMMANDS)


@pytest.fixture(scope="module")
def page(html: str) -> Elements:
    return Elements(html)
