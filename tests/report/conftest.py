"""What several tests of the brief look at."""

from __future__ import annotations

import pytest

from tests.helpers.briefs import made
from tests.helpers.fake import Made


@pytest.fixture(scope="module")
def clear() -> Made:
    """Three designs, of which the second is best in every world."""
    return made()
