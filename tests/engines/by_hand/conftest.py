"""The text of the engines, run as Python, one function at a time; with a mutation where `tests/engines/mutations.py` asks for one."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

WANTED = os.environ.get("WOPSIM_MUTATION", "")

if WANTED:
    from mutating import read_anew
    from mutations import MUTATIONS

    read_anew(next(mutation for mutation in MUTATIONS if mutation.name == WANTED))


@pytest.fixture
def bench():
    from bench import Bench  # after what is wrong was read

    return Bench()
