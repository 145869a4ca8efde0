"""Amounts in sentences: one of a thing is called as one, several as several."""

from __future__ import annotations

import dataclasses

import pytest

from tests.helpers.briefs import made
from wopsim.report.amounts_in_words import amount, money


@pytest.mark.parametrize(
    ("unit", "one", "several"),
    [
        ("person", "1 person", "2 people"), ("utility", "1 utility", "2 utilities"), ("EUR2024", "1 euro", "2 euros"),
        ("person*year", "1 person-year of service", "2 person-years"), ("month", "1 month", "2 months"),
    ],
)  # fmt: skip
def test_one_of_a_unit_is_not_several(unit: str, one: str, several: str) -> None:
    decision = dataclasses.replace(made().decide(), unit=unit)
    if unit == "EUR2024":
        assert [money(value) for value in (1.0, 2.0)] == [one, several]
    else:
        assert [amount(decision, value) for value in (1.0, 1.04, 2.0)] == [one, one, several]


def test_a_percentage_point_is_one_and_a_thousand_people_are_several() -> None:
    points, people = (dataclasses.replace(made().decide(), unit=unit) for unit in ("1", "person"))
    assert [amount(points, value) for value in (0.01, 0.02, 1.5)] == ["1 percentage point", "2 percentage points", "150 percentage points"]
    assert amount(people, 1000.0) == "1 thousand people"
