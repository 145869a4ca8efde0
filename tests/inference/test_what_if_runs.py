"""What else could be is run beside a forecast, changes nothing of it, and says what matters."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.helpers.small_cases import planned
from wopsim.cli.main import app
from wopsim.inference.prediction import Prediction, predict
from wopsim.inference.what_if_runs import with_what_ifs
from wopsim.inference.what_if_shifts import Shift, WhatIf
from wopsim.report.predictions import as_text
from wopsim.rules.theories import neutral

UNKNOWN = {"mentor_country": None, "duration_months": None, "budget_value": None, "baseline_low": None, "baseline_high": None}
DRAWS = 6


@pytest.fixture(scope="module")
def alone() -> list[Prediction]:
    return predict([planned(), planned(**UNKNOWN)], DRAWS, 1, "prior")


@pytest.fixture(scope="module")
def told(alone: Sequence[Prediction]) -> list[Prediction]:
    return with_what_ifs(alone, DRAWS, 1, "prior")


class TestRuns:
    def test_the_forecast_stays_what_it_was(self, alone: Sequence[Prediction], told: Sequence[Prediction]) -> None:
        for one, other in zip(alone, told, strict=True):
            for name in ("reported", "weight", "before", "alone", "effect"):
                np.testing.assert_array_equal(getattr(one, name), getattr(other, name))

    def test_shares_are_of_what_is_drawn_and_no_more_than_all(self, told: Sequence[Prediction]) -> None:
        for one in told:
            for each in one.tried:
                for shift in (each.helped, each.effect):
                    assert (shift.share is None) == (each.known != "drawn")
                    assert shift.share is None or 0.0 <= shift.share < 1.0
                    assert shift.least <= shift.most
            assert sum(each.helped.share or 0.0 for each in one.tried) < 1.0

    def test_where_losses_are_not_stated_they_make_more_of_the_spread_than_who_helps(self, told: Sequence[Prediction]) -> None:
        by = {one.thing: one for one in told[1].tried}
        value, other = by["baseline"].helped, by["mentor_country"].helped
        assert value.share is not None
        assert other.share is not None
        assert value.share > 0.1 > 10.0 * other.share
        assert value.least < -5.0 < 5.0 < value.most
        assert not value.hardly
        assert other.hardly

    def test_a_longer_partnership_changes_more(self, told: Sequence[Prediction]) -> None:
        """Losses fall more the longer it is, so that in some of the lengths it changes more than in the mean of them, in some less."""
        months = next(one for one in told[1].tried if one.thing == "months")
        assert months.effect.least < 0.0 < months.effect.most
        assert months.effect.share is not None
        assert months.effect.share > 0.0

    def test_where_nothing_is_taught_nothing_matters_to_what_changes(self, tmp_path: Path) -> None:
        """Null effect: whoever helps, for how long and for how much, a partnership that teaches nothing changes nothing."""
        names, values = zip(*neutral().items(), strict=True)
        path = tmp_path / "nothing.csv"
        path.write_text(f"{','.join(('teaching_rate', *names))}\n{','.join(map(str, (0, *values)))}\n", encoding="utf-8")
        (one,) = with_what_ifs(predict([planned(budget_value=None)], 1, 1, str(path)), 1, 1, str(path))
        assert one.tried
        for each in one.tried:
            assert (each.effect.least, each.effect.most, each.effect.hardly) == (0.0, 0.0, True)
        by = {each.thing: each for each in one.tried}
        for thing in ("mentor_country", "months", "budget"):
            assert (by[thing].helped.least, by[thing].helped.most) == (0.0, 0.0)
        assert by["people"].effect.share == 0.0

    def test_few_draws_are_enough(self) -> None:
        (one,) = with_what_ifs(predict([planned()], 1, 1, "prior"), 1, 1, "prior")
        assert [each.thing for each in one.tried] == ["mentor_country", "months", "budget", "people"]


def tried(thing: str, known: str, *numbers: float, hardly: bool = False) -> WhatIf:
    """A thing that moves both numbers alike."""
    shift = Shift(numbers[0], numbers[1], numbers[2] if known == "drawn" else None, hardly)
    return WhatIf(thing, known, ("a", "b", "a"), shift, replace(shift, hardly=False))


class TestWords:
    ONE = Prediction(
        planned(), np.linspace(30.0, 50.0, 99), np.ones(99), np.full(99, 40.0), np.linspace(31.0, 55.0, 99), np.linspace(-5.0, -1.0, 99),
        tried=(tried("people", "drawn", -3.0, 4.0, 0.444), tried("budget", "usual", -0.2, 0.0, hardly=True),
               tried("months", "drawn", 0.0, 0.0, 0.001)),
    )  # fmt: skip

    def test_a_line_for_each_in_step_with_its_numbers(self) -> None:
        lines = [" ".join(line.split()) for line in as_text([self.ONE]).splitlines()]
        assert "people served (drawn) -3.0 to +4.0 44 % -3.00 to +4.00 44 % a, b" in lines
        assert "budget (usual) -0.2 to 0.0 -0.20 to 0.00 a, b" in lines
        assert "length (drawn) 0.0 under 1 % 0.00 under 1 % a, b" in lines
        assert "hardly matters to the value: budget; to what changes: nothing of this" in lines

    def test_nothing_is_said_where_nothing_was_tried(self) -> None:
        assert "tried" not in as_text([replace(self.ONE, tried=())])

    def test_a_row_has_shares_of_what_is_drawn_only(self) -> None:
        row = self.ONE.row()
        assert (row["with_share_people"], row["effect_share_months"], row["with_share_mentor_country"]) == (0.444, 0.001, "")
        assert (row["with_hardly_matters"], row["effect_hardly_matters"], row["not_stated"]) == ("budget", "", "people served drawn")


def test_the_command_says_it_in_table_and_file(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    words = ("--country", "Kenya", "--baseline", "45", "--months", "24", "--out", str(out))
    done = CliRunner().invoke(app, ["predict", "--posterior", "prior", "--draws", "2", *words])
    assert done.exit_code == 0, done.output
    assert "mentor's country (drawn)" in done.stdout
    assert "length (stated)" in done.stdout
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["not_stated"] == "start of the partnership at the baseline; mentor's country drawn; usual budget; people served drawn"
    assert 0.0 <= float(row["effect_share_people"]) < 1.0
    assert row["effect_share_months"] == row["with_share_baseline"] == ""
    assert "mentor_country" in row["with_hardly_matters"]
