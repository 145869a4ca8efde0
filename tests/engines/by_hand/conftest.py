"""The text of the engines, run as Python, one function at a time; with a mutation where `tests/engines/mutations.py` asks for one."""

import os

import pytest

WANTED = os.environ.get("WOPSIM_MUTATION", "")

if WANTED:
    from tests.engines.mutating import read_anew
    from tests.engines.mutations import MUTATIONS

    read_anew(next(mutation for mutation in MUTATIONS if mutation.name == WANTED))


@pytest.fixture
def bench():
    from tests.engines.by_hand.bench import Bench  # after what is wrong was read

    return Bench()
