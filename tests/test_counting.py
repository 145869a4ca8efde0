"""One of a thing, or several, in what is printed."""

from __future__ import annotations

import pytest

from tests.helpers.fake import Truth, fake_result
from wopsim.counting import counted


@pytest.mark.parametrize(("number", "said"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (1200, "1,200 runs")])
def test_one_is_one_and_thousands_are_apart(number: int, said: str) -> None:
    assert counted(number, "run") == said


def test_several_may_be_called_otherwise() -> None:
    assert [counted(number, "mentor has", "mentors have") for number in (1, 2)] == ["1 mentor has", "2 mentors have"]


def test_tables_of_one_replicate_say_so() -> None:
    result = fake_result({f"d{place}": Truth(f"Design {place}", people=900.0 * place) for place in range(9)}, draws=4, replicates=1)
    for told in (str(result.compare()), str(result.compare(against="d1")), result._repr_html_()):
        assert "1 replicate" in " ".join(told.split())
        assert "1 replicates" not in " ".join(told.split())
