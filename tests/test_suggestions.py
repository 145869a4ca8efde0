"""What is offered instead of an unknown name is one with slips of letters, or one that says all of it."""

from __future__ import annotations

import pytest

import wopsim.declared
from wopsim.declare import PARAMETERS
from wopsim.errors import did_you_mean

assert wopsim.declared


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("resident_shre", "resident_share"),
        ("quotafragile", "quota_fragile"),
        ("quota_fragil", "quota_fragile"),
        ("partnership_month", "partnership_months"),
        ("per_country", "most_per_country"),
        ("held_back", "held_back_share"),
        ("budgt", "budget"),
        ("nwr_true_share", "nrw_true_share"),
    ],
)
def test_slips_of_letters_and_parts_of_a_name_are_understood(word: str, meant: str) -> None:
    assert did_you_mean(word, PARAMETERS) == f" Did you mean {meant!r}?"


@pytest.mark.parametrize("word", ["results_share", "reward_share", "report_share", "colour_of_pipes"])
def test_a_shared_part_alone_offers_nothing(word: str) -> None:
    assert did_you_mean(word, PARAMETERS) == ""
