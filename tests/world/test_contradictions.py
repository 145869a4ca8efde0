"""A world file against itself and against the list of countries: what cannot be is refused, what may be is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from wopsim.errors import WorldFileError
from wopsim.world import describe_world, read_world
from wopsim.world.country_boxes import boxes
from wopsim.world.regions import countries
from wopsim.world.table import World


def read(folder: Path, text: str) -> World:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return read_world(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(WorldFileError) as caught:
        read(folder, text)
    return str(caught.value)


def noted(folder: Path, text: str, part: str) -> str:
    (note,) = [note for note in read(folder, text).notes if part in note]
    return note


PLACE = "name,country,population_served,latitude,longitude\n"


class TestPlaces:
    def test_every_country_has_a_box_and_its_middle_is_in_it(self) -> None:
        assert boxes().keys() == countries().keys()
        for country in countries().values():
            assert boxes()[country.country].holds(country.latitude, country.longitude), country.country

    def test_the_shipped_worlds_are_in_their_countries(self) -> None:
        assert not any("Places outside" in note for note in read_world("default").notes)

    @pytest.mark.parametrize(
        ("country", "latitude", "longitude"),
        [("Brazil", -3.1, -60.0), ("Fiji", -16.4, -179.4), ("Fiji", -18.1, 178.4), ("United States", 21.3, -157.9),
         ("Kiribati", 1.9, -157.4),         ("New Zealand", -43.9, -176.5), ("Indonesia", -2.5, 140.7), ("Kenya", -4.68, 39.2)],
    )  # fmt: skip
    def test_the_far_ends_of_countries_are_in_them(self, tmp_path: Path, country: str, latitude: float, longitude: float) -> None:
        assert not any("outside" in note for note in read(tmp_path, f"{PLACE}A,{country},60000,{latitude},{longitude}\n").notes)

    @pytest.mark.parametrize(
        ("country", "latitude", "longitude", "asked"),
        [
            ("Kenya", 36.82, -1.29, "changed over? Latitude -1.29, longitude 36.82 lies there"),
            ("Brazil", 23.5, 46.6, "Is a minus missing or too much? Latitude -23.5, longitude -46.6 lies there"),
            ("Peru", 12.0, -77.0, "Is a minus missing or too much? Latitude -12, longitude -77 lies there"),
            ("Brazil", 46.6, 23.5, "changed over, and a minus missing or too much? Latitude -23.5, longitude -46.6 lies there"),
            ("Viet Nam", 0, 0, "Leave both cells empty if the place is not known"),
        ],
    )
    def test_a_slip_is_refused_with_what_was_meant(
        self, tmp_path: Path, country: str, latitude: float, longitude: float, asked: str
    ) -> None:
        assert asked in refused(tmp_path, f"{PLACE}A,{country},60000,{latitude},{longitude}\n")

    def test_a_place_elsewhere_is_noted(self, tmp_path: Path) -> None:
        assert noted(tmp_path, f"{PLACE}A,Kenya,60000,-6.8,39.28\n", "Places outside") == (
            "Places outside their country, taken as the file has them: a."
        )

    def test_a_country_that_is_not_in_the_list_may_lie_anywhere(self, tmp_path: Path) -> None:
        header = "name,country,population_served,region,income,language,latitude,longitude\n"
        assert (
            read(tmp_path, f"{header}A,Atlantis,5000,latin america & caribbean,low,greek,31,-24\n")
            .utilities["region"]
            .isin(["Latin America & Caribbean"])
            .any()
        )


class TestFacts:
    @pytest.mark.parametrize(
        ("people", "size", "right"), [(99_999, "city", "small_town"), (100_000, "small_town", "city"), (1_000_000, "City", "metropolis")]
    )
    def test_size(self, tmp_path: Path, people: int, size: str, right: str) -> None:
        text = f"name,country,population_served,size_class\nA,Kenya,{people},{size}\n"
        assert f"people served it is a {right}. Leave the cell empty" in refused(tmp_path, text)
        assert read(tmp_path, text.replace(size, right)).utilities.set_index("utility").loc["a", "size_class"] == right

    def test_income_may_move_by_a_step_and_that_is_noted(self, tmp_path: Path) -> None:
        text = "name,country,population_served,income,fragile\nA,Kenya,60000,{},yes\n"
        assert "differs from the list of countries, and is taken as the file has it: a (low)." in noted(
            tmp_path, text.format("low"), "income group"
        )
        assert "a (fragile)" in noted(tmp_path, text.format("low"), "fragility")
        assert "'income' is high, but Kenya is lower_middle" in refused(tmp_path, text.format("high"))

    def test_more_people_than_the_country_has(self, tmp_path: Path) -> None:
        text = "name,country,population_served\nA,Tonga,{}\nB,Tonga,{}\n"
        assert "line 2: 'population_served' is 1,200,000, but Tonga has about 110,000 people" in refused(
            tmp_path, text.format(1_200_000, 1_000)
        )
        assert "line 3: from here on the utilities of Tonga serve more people (160,000) than it has" in refused(
            tmp_path, text.format(80_000, 80_000)
        )
        assert len(read(tmp_path, text.format(60_000, 60_000)).utilities) == 102  # the list is approximate


class TestPeople:
    def test_sum_and_median_are_shown(self, tmp_path: Path) -> None:
        world = read(tmp_path, "name,country,population_served\nA,Kenya,60000\nB,Kenya,25000\nC,Kenya,140000\n")
        assert "people served by mentees: 225,000; median 60,000, 25,000 to 140,000" in describe_world(world)

    def test_all_tiny_is_noted(self, tmp_path: Path) -> None:
        text = "name,country,population_served\nA,Zambia,1450\nB,Zambia,812\nC,Zambia,{}\n"
        assert "Is 'population_served' in thousands? Then write every digit." in noted(tmp_path, text.format(310), "No possible mentee")
        assert not any("No possible mentee" in note for note in read(tmp_path, text.format(5000)).notes)


class TestLanguages:
    TEXT = "name,country,population_served,language\nA,Kenya,60000,{}\nB,Senegal,70000,french\n"

    @pytest.mark.parametrize("written", ["english", "English", " ENGLISH ", "n.a.", "..", "-", ""])
    def test_one_spelling_and_missing_marks(self, tmp_path: Path, written: str) -> None:
        world = read(tmp_path, self.TEXT.format(written))
        assert world.utilities.set_index("utility").loc["a", "language"] == "english"
        assert not any("Languages" in note for note in world.notes)

    @pytest.mark.parametrize(("written", "told"), [("Português", "português (portuguese?)."), ("Silozi", "silozi.")])
    def test_unknown_ones_are_noted(self, tmp_path: Path, written: str, told: str) -> None:
        assert f"Languages that are no country's in the list: {told}" in noted(tmp_path, self.TEXT.format(written), "Languages")


class TestOtherSeparators:
    @pytest.mark.parametrize("mark", [";", "\t", "|"])
    def test_a_file_reads_as_the_same_one_with_commas(self, tmp_path: Path, mark: str) -> None:
        rows = (("name", "country", "population_served", "nrw_pct", "remark"), ("Alto, Vila", "Brazil", "60000", "42,5", "3,5"))
        text = "\n".join(mark.join(row) for row in rows)
        found = read(tmp_path, text)
        same = read(tmp_path, 'name,country,population_served,nrw_pct,remark\n"Alto, Vila",Brazil,60000,42.5,"3,5"\n')
        assert found.utilities.equals(same.utilities)
        assert found.remarks.equals(same.remarks)
        assert found.utilities.set_index("utility")["nrw_share"]["alto-vila"] == 0.425

    def test_thousands_are_asked_for_all_the_same(self, tmp_path: Path) -> None:
        assert "Then write 250000." in refused(tmp_path, "name;country;population_served\nAlto;Brazil;250.000\n")

    def test_a_line_with_another_separator_than_the_header_is_told(self, tmp_path: Path) -> None:
        said = refused(tmp_path, "name,country,population_served\nAlto;Brazil;60000\n")
        assert "line 2: semicolons separate what stands here" in said

    def test_a_semicolon_within_a_name_separates_nothing(self, tmp_path: Path) -> None:
        found = read(tmp_path, "name,country,population_served,remark\nAlto; Vila,Brazil,60000,a;b;c;d\n")
        assert "Alto; Vila" in set(found.utilities["name"])


class TestNamesOfColumns:
    def test_other_names_are_no_title(self, tmp_path: Path) -> None:
        said = refused(tmp_path, "Prestador;País;Población;ANC (%)\nAlto;Brazil;60000;42\n")
        assert "Write its name for each column that wopsim knows" in said
        assert "nrw_pct" in said.partition("Known:")[0]
        assert "Delete titles" not in said

    def test_a_title_is_one(self, tmp_path: Path) -> None:
        said = refused(tmp_path, "Utilities of 2023\nname,country,population_served\nAlto,Brazil,60000\n")
        assert "Delete titles above" in said
        assert "nrw_pct" not in said.partition("Known:")[0]
