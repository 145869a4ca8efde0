"""A world of one kind of mentee."""

from pathlib import Path

import pytest

from wopsim.errors import WorldError
from wopsim.world import only_mentees, read_world, synthesise, write_world

WORLDS = Path(__file__).parents[2] / "scenarios" / "worlds"


def test_mentees_are_chosen_and_mentors_stay():
    world = read_world("default")
    found = only_mentees(world, ["fragile=true", "size_class=small_town"]).utilities
    mentees = found[found["role"] == "mentee"]
    assert 0 < len(mentees) < 0.2 * (world.utilities["role"] == "mentee").sum()
    assert mentees["fragile"].all()
    assert set(mentees["size_class"]) == {"small_town"}
    assert (found["role"] == "mentor").sum() == (world.utilities["role"] == "mentor").sum()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("fragil=true", "Did you mean 'fragile'"),
        ("fragile", "no mentee"),
        ("size_class=town", "small_town"),
        ("nrw_share=0.4", "column=value"),
    ],
)
def test_what_cannot_be_chosen_is_said(condition, words):
    with pytest.raises(WorldError, match=words):
        only_mentees(read_world("default"), [condition])


def test_a_country_by_any_of_its_names():
    world = read_world("default")
    for name in ("DRC", "Congo, Dem. Rep.", "COD", "congo, democratic republic"):
        found = only_mentees(world, [f"country={name}"]).utilities
        assert set(found.loc[found["role"] == "mentee", "country"]) == {"Congo, Democratic Republic"}


@pytest.mark.parametrize(
    ("name", "last"), [("Atlantis", "is no country that is known."), ("Keyna", "Did you mean 'Kenya'?"), ("North Korea", "has no facts")]
)
def test_no_other_country_is_suggested(name, last):
    with pytest.raises(WorldError) as caught:
        only_mentees(read_world("default"), [f"country={name}"])
    assert last in str(caught.value)
    assert str(caught.value).count("Did you mean") == last.count("Did you mean")


def test_conditions_that_exclude_each_other():
    with pytest.raises(WorldError, match="no mentee meets all"):
        only_mentees(read_world("default"), ["size_class=small_town", "size_class=metropolis"])


@pytest.mark.parametrize(
    ("name", "regions", "mentees", "conditions"),
    [
        ("fragile_small_towns", ["Sub-Saharan Africa"], 300, ["fragile=true", "size_class=small_town"]),
        ("remunicipalised", None, 900, ["remunicipalised=true", "size_class=city"]),
    ],
)
def test_shipped_worlds_can_be_made_again(tmp_path, name, regions, mentees, conditions):
    made = only_mentees(synthesise(regions, mentees, n_mentors=40), conditions)
    path = write_world(made, tmp_path / "made.csv")
    assert path.read_bytes() == (WORLDS / f"{name}.csv").read_bytes()
