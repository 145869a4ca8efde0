"""Totals, averages and footnotes are no utilities; utilities with such words in their names are."""

from __future__ import annotations

from pathlib import Path

import pytest

from wopsim.errors import WorldFileError
from wopsim.world import read_world

THREE = "Alto,Kenya,60010\nBaixo,Kenya,25020\nCima,Kenya,140040\n"  # sum 225070, mean 75023, median 60010


def read(folder: Path, rows: str) -> tuple[str, ...]:
    """The notes of a world with these rows."""
    path = folder / "own.csv"
    path.write_text(f"name,country,population_served\n{rows}", encoding="utf-8")
    return read_world(path).notes


def refused(folder: Path, rows: str) -> str:
    with pytest.raises(WorldFileError) as caught:
        read(folder, rows)
    return str(caught.value)


class TestRefused:
    @pytest.mark.parametrize(
        "name",
        ["Total", "TOTAL", "Grand total", "Sub-total", "Total (sum of all utilities)", "TOTAL da AMOSTRA", "Total geral", "Total général",
         "Totale complessivo", "Gesamt", "Summe aller Versorger", "Soma dos municípios", "Suma de los prestadores", "Somme", "Итого",
         "Итого по стране", "الإجمالي", "المجموع", "Toplam", "Kenya total", "Total Kenya", "合计"],
    )  # fmt: skip
    def test_sums(self, tmp_path: Path, name: str) -> None:
        said = refused(tmp_path, f"{THREE}{name},Kenya,225070\n")
        assert "1 problem\n" in said
        assert f"line 5: {name!r} is no utility: its people are the sum of those of other rows. Delete the line" in said

    @pytest.mark.parametrize(
        ("name", "people"),
        [("Sector average", 75023), ("Average", 75023), ("Mean of the sample", 75023), ("Média", 75023), ("Media ponderada", 75023),
         ("Promedio", 75023), ("Moyenne nationale", 75023), ("Durchschnitt", 75023), ("Среднее", 75023), ("متوسط", 75023),
         ("Median", 60010), ("Mediana", 60010)],
    )  # fmt: skip
    def test_middles(self, tmp_path: Path, name: str, people: int) -> None:
        assert f"line 5: {name!r} is no utility: its people are the me" in refused(tmp_path, f"{THREE}{name},Kenya,{people}\n")

    @pytest.mark.parametrize(
        "name", ["Total", "TOTAL da AMOSTRA", "Sector average", "Median", "Maximum", "Standard deviation", "Durchschnitt"]
    )
    def test_a_name_that_says_nothing_else_is_enough(self, tmp_path: Path, name: str) -> None:
        assert f"{name!r} is no utility. Delete the line; if it is a utility, write its full name." in refused(
            tmp_path, f"{THREE}{name},Kenya,1234567\n"
        )

    def test_above_what_it_sums_and_with_other_faults(self, tmp_path: Path) -> None:
        assert "line 2: 'Total' is no utility: its people are the sum" in refused(tmp_path, f"Total,,225070\n{THREE}")

    def test_sums_of_parts(self, tmp_path: Path) -> None:
        rows = f"{THREE}Total of the Coast,Kenya,225070\nDentro,Kenya,11000\nEsquina,Kenya,12000\nTotal of the Lake,Kenya,23000\n"
        said = refused(tmp_path, rows)
        assert "line 5: 'Total of the Coast' is no utility: its people are the sum" in said
        assert "line 8: 'Total of the Lake' is no utility: its people are the sum" in said

    def test_sum_of_a_country(self, tmp_path: Path) -> None:
        rows = f"Dentro,Uganda,11000\n{THREE}Total reporting,Kenya,225070\n"
        assert "line 6: 'Total reporting' is no utility" in refused(tmp_path, rows)

    def test_rounded(self, tmp_path: Path) -> None:
        assert "its people are the sum" in refused(tmp_path, f"{THREE}Total listed here,Kenya,225100\n")


class TestUtilities:
    @pytest.mark.parametrize(
        "name",
        ["Total Water Ltd", "Summa", "Average Creek", "Soma", "Media", "Media Town", "Minimum Creek Water", "Source du Nil", "Notre Dame",
         "Suma Qamaña", "Totalán", "Meanwood Water", "Grand Bassam", "All Saints"],
    )  # fmt: skip
    def test_a_word_alone_is_no_proof(self, tmp_path: Path, name: str) -> None:
        assert not any("add up" in note for note in read(tmp_path, f"{THREE}{name},Kenya,180000\n"))

    def test_a_number_alone_is_noted(self, tmp_path: Path) -> None:
        (note,) = [note for note in read(tmp_path, f"{THREE}Kenya,Kenya,225070\n") if "add up" in note]
        assert "The people of all rows above add up to those of: Kenya" in note

    def test_two_that_add_up_to_a_third_are_no_news(self, tmp_path: Path) -> None:
        assert not any("add up" in note for note in read(tmp_path, "A,Kenya,60000\nB,Kenya,25000\nC,Kenya,85000\n"))
