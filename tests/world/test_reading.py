"""An own CSV: as few columns as name, country and population; everything wrong with it is said at once."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.helpers.replacing_there import only_there
from wopsim import limits
from wopsim.errors import WorldError, WorldFileError
from wopsim.world import World, describe_world, read_world, synthesise, write_world
from wopsim.world.columns import COLUMNS, NUMBERS

FOLDER = Path(__file__).parent / "bad_inputs"
FILES = sorted(FOLDER.glob("*.csv"))


def written(folder: Path, text: str, name: str = "own.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def said(path: Path | str) -> str:
    with pytest.raises(WorldFileError) as caught:
        read_world(path)
    return str(caught.value)


class TestOwnFile:
    def test_three_columns_are_enough(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "name,country,population_served\nAigua São João,Brasil,5000\n".replace("Brasil", "Brazil")))
        row = world.utilities.set_index("utility").loc["aigua-sao-joao"]
        assert row["role"] == "mentee"
        assert row["region"] == "Latin America & Caribbean"
        assert row["language"] == "portuguese"
        assert row["income"] == "upper_middle"
        assert row["size_class"] == "small_town"
        assert not row["fragile"]
        assert not row["remunicipalised"]
        assert np.isnan(row["nrw_share"])
        done = world.complete(1, 0)
        assert not done.utilities.isna().to_numpy().any()
        assert done.drawn.set_index(done.utilities["utility"]).loc["aigua-sao-joao", ["nrw_share", "latitude"]].all()

    def test_without_mentors_the_shipped_ones_come_and_it_is_said(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "name,country,population_served\nA,Kenya,5000\n"))
        assert (world.utilities["role"] == "mentor").sum() == 100
        assert any("the 100 synthetic mentors" in note for note in world.notes)
        assert "the 100 synthetic mentors" in describe_world(world)

    def test_own_mentors_are_enough(self, tmp_path: Path) -> None:
        text = "name,country,population_served,role\nA,Kenya,5000,mentee\nB,Netherlands,900000,Mentor\n"
        world = read_world(written(tmp_path, text))
        assert len(world.utilities) == 2
        assert world.notes == ()
        drawn = world.complete(1, 0).utilities.set_index("utility")
        assert drawn.loc["b", "supply_hours"] == 24.0

    def test_row_may_contradict_the_country(self, tmp_path: Path) -> None:
        text = "name,country,population_served,language,income,fragile\nA,Kenya,5000,swahili,low,yes\n"
        row = read_world(written(tmp_path, text)).utilities.set_index("utility").loc["a"]
        assert (row["language"], row["income"], bool(row["fragile"])) == ("swahili", "low", True)

    def test_country_not_in_the_list_with_its_facts(self, tmp_path: Path) -> None:
        text = (
            "name,country,population_served,region,income,language,latitude,longitude\n"
            "A,Atlantis,5000,Latin America & Caribbean,low,greek,31,-24\n"
        )
        world = read_world(written(tmp_path, text))
        assert any("taken as the file describes it: a" in note for note in world.notes)
        assert not world.complete(1, 0).utilities.isna().to_numpy().any()

    def test_byte_order_mark_blank_lines_and_spaces(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "\ufeffname , country,population_served\n\n A , KEN ,5e3\n,,\n"))
        row = world.utilities.set_index("utility").loc["a"]
        assert row["country"] == "Kenya"
        assert row["population_served"] == 5000.0

    def test_empty_columns_at_the_end_are_no_mistake(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "name,country,population_served,,\nA,Kenya,60000,,\nB,Kenya,70000,,\n"))
        assert {"a", "b"} <= set(world.utilities["utility"])
        assert "no name stands over columns 4 and 5, counted" in said(
            written(tmp_path, "name,country,population_served,,\nA,Kenya,60000,,5\n")
        )

    def test_empty_means_missing(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "name,country,population_served,tariff,occr\nA,Kenya,5000,,NA\n"))
        row = world.utilities.set_index("utility").loc["a"]
        assert np.isnan(row["tariff"])
        assert np.isnan(row["occr"])

    def test_the_money_of_tariffs_is_said_because_no_cell_tells_it(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "name,country,population_served,tariff\nA,Kenya,5000,0.7\nB,Kenya,5000,0.9\nC,Kenya,5000,\n"))
        assert "2 tariffs are read as EUR of 2024 per m3 billed; convert what is in another currency, or of another year." in world.notes
        without = read_world(written(tmp_path, "name,country,population_served,tariff\nA,Kenya,5000,\n"))
        assert not any("EUR" in note for note in without.notes)

    def test_order_of_rows_and_columns_does_not_matter(self, tmp_path: Path) -> None:
        one = written(tmp_path, "name,country,population_served\nA,Kenya,5000\nB,Ghana,6000\n", "one.csv")
        two = written(tmp_path, "population_served,name,country\n6000,B,Ghana\n5000,A,Kenya\n", "two.csv")
        pd.testing.assert_frame_equal(read_world(one).utilities, read_world(two).utilities)


class TestWriting:
    def test_reading_what_was_written_gives_the_same_table(self, tmp_path: Path) -> None:
        world = synthesise(n_mentees=25, n_mentors=5, seed=8)
        table = world.utilities.copy()
        table.loc[3, "nrw_share"] = np.nan
        table.loc[4, "tariff"] = 0.1 + 0.2
        table.loc[5, "name"] = 'Water "Board", Two\nLines é'
        before = World("w", table, "test")
        after = read_world(write_world(before, tmp_path / "world.csv"))
        pd.testing.assert_frame_equal(after.utilities, before.utilities, check_exact=True)

    def test_default_reads_the_same(self, tmp_path: Path) -> None:
        world = read_world("default")
        pd.testing.assert_frame_equal(read_world(write_world(world, tmp_path / "w.csv")).utilities, world.utilities, check_exact=True)

    def test_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(WorldError, match="cannot be written"):
            write_world(read_world("default"), tmp_path / "nowhere" / "w.csv")

    def test_description_fits_on_a_screen(self) -> None:
        text = describe_world(read_world("default"))
        assert len(text.splitlines()) <= 24
        assert max(map(len, text.splitlines())) <= 110
        assert "300 possible mentees, 100 possible mentors" in text

    def test_description_counts_holes(self, tmp_path: Path) -> None:
        world = read_world(written(tmp_path, "name,country,population_served,role\nA,Kenya,5000,mentee\nB,Ghana,9000,mentor\n"))
        holes = int(world.utilities.isna().to_numpy().sum())
        assert holes == 2 * (len(NUMBERS) - 1)
        assert f"missing (drawn in every run): {holes}" in describe_world(world)
        assert f"drawn already: {holes}" in describe_world(world.complete(1, 0))


class TestTable:
    def test_missing_column(self) -> None:
        table = read_world("default").utilities.drop(columns="tariff")
        with pytest.raises(WorldError, match="tariff"):
            World("w", table, "test")

    def test_repeated_utility(self) -> None:
        table = read_world("default").utilities
        with pytest.raises(WorldError, match="EAP-001"):
            World("w", pd.concat([table, table.iloc[:1]]), "test")

    def test_sorted_and_ordered(self) -> None:
        table = read_world("default").utilities
        shuffled = World("w", table.iloc[::-1][list(reversed(COLUMNS))], "test").utilities
        pd.testing.assert_frame_equal(shuffled, table)


class TestMistakes:
    def test_there_are_bad_inputs(self) -> None:
        assert len(FILES) > 20

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_message(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(FOLDER)
        assert said(path.name) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")

    def test_missing_file(self, tmp_path: Path) -> None:
        assert "there is no such file" in said(tmp_path / "no.csv")

    def test_directory(self, tmp_path: Path) -> None:
        assert "this is a folder" in said(tmp_path)

    def test_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.csv")
        assert "no ordinary file" in said(tmp_path / "pipe.csv")

    def test_over_50_mb_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(50 * 1024**2 + 1)
        only_there(monkeypatch, limits, os, fdopen=lambda *_, **__: pytest.fail("the file was read"))
        assert "at most 50 MB" in said(path)

    def test_huge_cell(self, tmp_path: Path) -> None:
        assert "cannot be split into cells" in said(written(tmp_path, f"name,country,population_served\n{'x' * 200_000},Kenya,5000\n"))

    def test_every_line_is_reported(self, tmp_path: Path) -> None:
        text = "name,country,population_served\n" + "".join(f"U{k},Nowhere,-1\n" for k in range(50))
        assert "100 problems" in said(written(tmp_path, text))
