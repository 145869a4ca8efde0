"""A partnership of a utility of one's own world is predicted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.predicting import answer, asked
from tests.helpers.small_cases import planned
from wopsim.inference.prediction import predict


class TestOwnUtility:
    def test_country_people_and_baseline_are_those_of_the_file(self, tmp_path: Path) -> None:
        world = tmp_path / "mine.csv"
        world.write_text(
            "name,country,population_served,nrw_share\nLakeside Water,Kenya,123456,51%\nHill Water,Peru,20000,\n", encoding="utf-8"
        )
        done = asked("--world", str(world), "--utility", "lakeside water", "--out", str(tmp_path / "out.csv"))
        assert done.exit_code == 0, done.output
        assert "123,456 people served in Kenya" in done.output
        assert "baseline 51 %" in done.output
        (row,) = answer(tmp_path / "out.csv")
        assert row["case_id"] == "Lakeside Water"
        done = asked("--world", str(world), "--utility", "Hill Water", "--out", str(tmp_path / "hill.csv"))
        assert "baseline drawn: Hill Water" in done.output

    def test_the_size_of_the_utility_matters(self) -> None:
        small, large = (replace(planned(indicator="population_served", unit="person", baseline_low=None, baseline_high=None), people=people)
                        for people in (20_000.0, 2e6))  # fmt: skip
        found = predict([small, large], 2, 1, "prior")
        assert found[0].quantile(0.5) < 100_000.0 < 1e6 < found[1].quantile(0.5)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--utility", "Nobody's"), 'there is no utility "Nobody\'s" in this world'),
            (("--world", "default"), "say which utility"),
            (("--utility", "EAP-001", "--country", "Kenya"), "leave --country out"),
            (("GH-GWCL-WWX", "--utility", "EAP-001"), "give one of both"),
        ],
    )
    def test_what_cannot_be_is_refused(self, options: tuple[str, ...], said: str) -> None:
        done = asked(*options)
        assert done.exit_code == 2
        assert said in " ".join(done.output.split())
