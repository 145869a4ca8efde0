"""The map of the page: whom a programme reaches, and what is said where there is none."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

from tests.helpers.decision_pages import COMMANDS
from tests.helpers.fake import TYPICAL, Made, Truth, fake_result
from wopsim.report.page.coastlines import coastlines, window
from wopsim.report.page.decision_page import decision_page
from wopsim.report.page.reach_map import reach_map


def part_of(html: str, section: str) -> str:
    """The text of a section of the page."""
    return html.partition(f'<section id="{section}"')[2].partition("</section>")[0]


def test_the_page_says_what_was_not_kept(html: str) -> None:
    """The fake utilities stand in no world, so there is no map."""
    reached, again = (part_of(html, name) for name in ("reach", "again"))
    assert "There is no map and no list of utilities here" in reached
    assert "Write <code>keep: utility</code>" in again  # for whoever makes the page, and not for whoever reads it
    assert "keep: utility" not in html.replace(again, "")


def test_without_places_every_utility_stands_in_a_table_and_the_page_says_what_a_map_needs(tmp_path: Path) -> None:
    import wopsim as ws

    world = ws.synthesise(n_mentees=12, n_mentors=3, seed=1)
    placeless = dataclasses.replace(world, utilities=world.utilities.assign(latitude=float("nan"), longitude=float("nan")))
    ws.write_world(placeless, tmp_path / "mine.csv")
    made = fake_result({"a": Truth("A"), "b": Truth("B", 3)}, draws=4, replicates=2, mentees=12, mentors=3, horizon=4)
    texts = {name: ("utility", world.utilities[name].to_numpy(dtype=str)) for name in ("utility", "role", "name")}
    result = Made(made.dataset.assign_coords(texts), dataclasses.replace(made.study, world=str(tmp_path / "mine.csv")))
    text = decision_page(result, result.decide(), COMMANDS)
    assert "There is no map, because the file says of no utility where it lies." in part_of(text, "reach")
    assert "A map needs a <code>latitude</code> and a <code>longitude</code>" in part_of(text, "again")
    assert "keep: utility" not in text
    few, all_of_them = "in fewer than one run of twenty: 12 of 12 possible mentees,", "None of the 12 possible mentees is left out: “"
    for reached, said, other in ((0, few, all_of_them), (1, all_of_them, few)):
        dataset = made.dataset.assign_coords(texts).copy(deep=True)
        dataset["mentored"][dict(scenario=slice(1, None))] = reached
        seen = part_of(decision_page(Made(dataset, result.study), result.decide(), COMMANDS), "reach")
        assert said in unescape(seen)
        assert other not in unescape(seen)
    assert str(tmp_path) not in text.replace(" ".join(COMMANDS), "")
    table = reach_map(result, result.decide())
    assert table is not None
    assert len(table.table.rows) == 12
    assert table.table.caption.endswith("is mentored")
    in_money = reach_map(result, result.decide(worth=50.0))  # no programme is a choice there, and reaches nobody
    assert in_money is not None
    assert in_money.table.caption == table.table.caption


def test_the_map_has_every_possible_mentee_and_is_dark_where_many_are_reached() -> None:
    import wopsim as ws

    world = ws.read_world()
    made = fake_result(
        {"a": TYPICAL["short_random"], "b": TYPICAL["wop_random"]}, draws=4, replicates=2, mentees=300, mentors=100, horizon=4
    )
    texts = {name: ("utility", world.utilities[name].to_numpy(dtype=str)) for name in ("utility", "role", "name")}
    dataset = made.dataset.assign_coords(texts)
    dataset["mentored"][dict(scenario=slice(1, None))] = 0
    first = int((dataset["role"].values == "mentee").argmax())
    dataset["mentored"][dict(scenario=slice(1, None), utility=first, time=-1)] = 1
    result = Made(dataset, made.study)
    found = reach_map(result, result.decide())
    assert found is not None
    assert len(found.dots) == 300
    assert found.left_out == (299, 300)
    assert sorted({dot.step for dot in found.dots}) == [0, 3]
    assert "100 %" in next(dot.words for dot in found.dots if dot.step == 3)
    assert found.table.rows[0][0].shown == str(dataset["name"].values[first])


def test_coastlines_do_not_cross_the_world() -> None:
    path = coastlines()
    assert len(path) < 80_000
    for line in re.findall(r"M[^M]+", path.replace("Z", "")):
        longitudes = [float(point.split()[0]) for point in re.split("[ML]", line)[1:]]
        assert all(abs(after - before) < 180 for before, after in pairwise(longitudes))
    left, top, width, height = window([(30.0, -1.0), (40.0, 10.0)])
    assert (left, top) == (22.0, -18.0)
    assert (width, height) == (26.0, 27.0)


def test_a_country_keeps_the_accents_of_its_english_name(tmp_path: Path) -> None:
    """Worlds hold the name of the World Bank, which has none."""
    import wopsim as ws

    world = ws.synthesise(n_mentees=12, n_mentors=3, seed=1)
    countries = ["Côte d'Ivoire", "Sénégal", *["Kenya"] * 10]
    mentees = world.utilities["role"] == "mentee"
    own = world.utilities.assign(latitude=float("nan"), longitude=float("nan"))
    own.loc[mentees, "country"] = countries
    own[own["role"] == "mentee"][["name", "country", "population_served"]].to_csv(tmp_path / "mine.csv", index=False)
    own = ws.read_world(tmp_path / "mine.csv").utilities
    own = own[own["role"] == "mentee"]
    made = fake_result({"a": Truth("A"), "b": Truth("B", 3)}, draws=4, replicates=2, mentees=12, mentors=3, horizon=4)
    names = [*own["utility"], "KEN-M1", "KEN-M2", "KEN-M3"]
    shipped = ws.read_world().utilities
    mentors = shipped[shipped["role"] == "mentor"]["utility"].head(3)
    names[12:] = list(mentors)
    texts = {
        "utility": ("utility", names),
        "role": ("utility", ["mentee"] * 12 + ["mentor"] * 3),
        "name": ("utility", names),
        "country": ("utility", [*own["country"], *["Kenya"] * 3]),
    }
    result = Made(made.dataset.assign_coords(texts), dataclasses.replace(made.study, world=str(tmp_path / "mine.csv")))
    found = reach_map(result, result.decide())
    assert found is not None
    assert {row[1].shown for row in found.table.rows} == {"Côte d'Ivoire", "Senegal", "Kenya"}
