"""Where a design is better: a box that is known is found, and nothing is found in noise."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.analysis.choice import case_luck
from wopsim.analysis.choice.context_differences import context_differences
from wopsim.analysis.choice.found_box import found_boxes
from wopsim.analysis.choice.paired_worlds import Column
from wopsim.analysis.choice.prim_box import HIGH, LOW, best_box, everywhere
from wopsim.analysis.choice.small_tree import Leaf, SmallTree, small_tree
from wopsim.errors import ResultError
from wopsim.report.discovery_words import sentence
from wopsim.report.tables.discovery_table import as_text


@pytest.fixture(autouse=True)
def fewer_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 19 shuffles, chance passes in one of twenty as well, only its number is coarser."""
    monkeypatch.setattr(case_luck, "TIMES", 19)
    monkeypatch.setattr(case_luck, "TIMES_AGAIN", 15)


def known(draws: int = 150) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    table = random.random((draws, 30))
    inside = (table[:, 3] < 0.5) & (table[:, 8] > 0.3)
    return table, np.where(inside, 1.0, -1.0)[:, None] + 0.3 * random.normal(size=(draws, 1))


def test_a_known_box_is_found() -> None:
    first, second = found_boxes(*known(), 0.0)
    assert first.found
    assert set(first.box.limits) == {(3, HIGH), (8, LOW)}
    assert first.box.ends[HIGH, 3] == pytest.approx(0.5, abs=0.04)
    assert first.box.ends[LOW, 8] == pytest.approx(0.3, abs=0.04)
    assert first.density > 0.9
    assert first.coverage > 0.95
    assert first.density_unseen > 0.8
    assert first.cases + second.cases == first.worlds


def test_the_way_to_a_box_is_that_by_hand() -> None:
    """Of twenty worlds the last six are cases: two are peeled off first, then one at a time, down to the fewest that a box holds."""
    worlds = np.arange(1.0, 21.0)
    difference = np.where(worlds > 14.0, 1.0, -1.0)
    first, second = found_boxes(worlds[:, None], difference[:, None], 0.0)
    inside = [20, *range(18, 4, -1)]
    assert first.steps.tolist() == [[held, min(held, 6)] for held in inside]
    assert first.box.ends[LOW, 0] == 14.5
    assert second.box.ends[HIGH, 0] == 14.5
    assert (first.density, first.coverage, second.density, second.coverage) == (1.0, 1.0, 1.0, 1.0)
    assert second.steps[-1].tolist() == [5, 5]


def test_a_limit_that_tells_nothing_is_left_out() -> None:
    """No world lies between two limits that come with each other, so that one of them says all."""
    random = np.random.default_rng(2)
    first = random.random(60)
    table = np.stack([first, first + 1e-3 * random.random(60)], axis=1)
    box, tells = best_box(table, np.where(first > 0.6, 1.0, -1.0))
    assert len(box.limits) == 1
    assert tells == pytest.approx(1.0)


def test_a_box_in_two_hundred_worlds_is_mostly_found_and_in_twenty_five_is_not() -> None:
    """The power that the how-to states: of forty numbers, two limit a fifth of the worlds, where the difference is six times its noise."""
    right = {25: 0, 200: 0}
    for worlds in right:
        for seed in range(4):
            random = np.random.default_rng(seed)
            table = random.random((worlds, 40))
            inside = (table[:, 0] > 0.6) & (table[:, 1] < 0.5)
            difference = np.where(inside, 1.0, -0.5) + random.normal(0.0, 0.25, worlds)
            box = found_boxes(table, difference[:, None], 0.0)[0].box
            right[worlds] += set(box.limits) == {(0, LOW), (1, HIGH)}
    assert right[200] >= 3
    assert right[25] <= 1


def test_a_known_box_is_split_off_by_a_tree() -> None:
    tree = small_tree(*known(), 0.0)
    assert tree.found
    assert set(tree.returns) == {3, 8}
    assert sum(leaf.worlds for leaf in tree.leaves) == 150


@pytest.mark.parametrize("draws", [25, 200])
def test_nothing_is_found_in_noise(draws: int) -> None:
    found = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        boxes = found_boxes(random.random((draws, 77)), random.normal(size=(draws, 1)) + 0.2, 0.0)
        found += any(box.found for box in boxes)
    assert found <= 2


def test_equal_designs_have_no_box() -> None:
    boxes = found_boxes(np.random.default_rng(1).random((40, 5)), np.zeros((40, 1)), 0.0)
    assert [(box.found, box.cases) for box in boxes] == [(False, 0), (False, 0)]


def test_a_swept_value_that_decides_is_found_within_draws() -> None:
    random = np.random.default_rng(2)
    swept = np.tile([0.0, 1.0], (30, 1))
    difference = np.where(swept > 0.5, 1.0, -1.0) + 0.2 * random.normal(size=swept.shape)
    table = np.stack([np.repeat(random.random(30), 2), swept.ravel()], axis=1)
    first, _ = found_boxes(table, difference, 0.0)
    assert first.box.limits == ((1, LOW),)
    assert first.coverage == 1.0


def test_many_worlds_of_few_draws_are_not_many_draws() -> None:
    """What a draw decides by luck stands in every combination of swept values; that makes it no more certain."""
    found = 0
    for seed in range(12):
        random = np.random.default_rng(seed)
        table = np.repeat(random.random((12, 20)), 10, axis=0)
        difference = np.tile(random.normal(size=(12, 1)), (1, 10))
        found += any(box.found for box in found_boxes(table, difference, 0.0))
    assert found <= 2


def test_a_box_without_limits_holds_all_and_no_case_has_no_box() -> None:
    table = np.random.default_rng(3).random((20, 4))
    assert everywhere(4).holds(table).all()
    box, tells = best_box(table, -np.ones(20))
    assert (box.limits, tells) == ((), 0.0)


def test_the_sentence_says_which_difference_counts() -> None:
    result = fake_result({name: Truth(name, 10, people=people) for name, people in (("one", 900.0), ("other", 400.0))}, 12, 2)
    any_, useful = (result.discover(("one", "other"), useful=limit) for limit in (0.0, 1000.0))
    assert "by more than 1,000 people in" in useful.sentence
    assert "by more than" not in any_.sentence
    assert "not only the useful one of the sentence above" in " ".join(str(useful).split())
    assert "not only the useful one" not in str(any_)


def test_groups_without_a_mentee_have_no_context() -> None:
    measures = fake_result({name: Truth(name, 10, people=900.0) for name in ("one", "other")}, 12, 2).measures
    absent = measures.assign(mentees_fragile=measures["mentees_fragile"] * 0.0)
    contexts = [set(context_differences([one], None)["context"]) for one in (measures, absent)]
    assert contexts[0] - contexts[1] == {"fragile contexts"}


def test_a_result_says_in_words_that_nothing_was_found() -> None:
    result = fake_result({name: Truth(name, 10, people=900.0) for name in ("one", "other")}, draws=12, replicates=2)
    found = result.discover(("one", "other"))
    assert not found.found
    assert found.sentence.endswith("in 0 of 12 plausible worlds. There is nothing to look for: it is so in every world.")
    opposite = result.discover(("other", "one"))
    assert np.allclose(found.difference, -opposite.difference)
    assert np.allclose(found.contexts["mean"], -opposite.contexts["mean"])


def test_why_nothing_was_found_is_said_of_opposite_numbers() -> None:
    """That chance would hardly give a box is no word of a box that is not told."""
    found = fake_result({"one": Truth("One", 10, people=900.0, draw_sd=0.1), "other": Truth("Other", 10, people=900.0)}, draws=12).discover(
        ("one", "other")
    )

    def said(chance: float, steps: int = 3, **limits: tuple[float, float]) -> str:
        box = everywhere(len(found.columns))
        for column, (low, high) in enumerate(limits.values()):
            box = box.moved(column, LOW, low).moved(column, HIGH, high)
        made = dataclasses.replace(found.boxes[0], box=box, chance=chance, steps=np.ones((steps, 2), dtype=np.int64))
        other = dataclasses.replace(found.boxes[1], box=everywhere(len(found.columns)), chance=1.0, steps=made.steps)
        return sentence(dataclasses.replace(found, boxes=(made, other)))

    by_luck, fleeting, told, level = said(0.3), said(0.01), said(0.01, first=(0.2, np.inf)), said(1.0, steps=0)
    assert "found in more than 5 % of sets of worlds that were shuffled" in by_luck
    assert "chance would hardly give (in 1 % of sets of worlds that were shuffled), but none of them comes back" in fleeting
    assert "more than 5" not in fleeting
    assert "depend on something" not in by_luck
    assert f"where {found.columns[0].parameter} is above 0.2" in told
    assert "Nothing was found" not in told
    assert level.endswith("There is nothing to look for: it is so in every world.")


def test_a_region_of_mentors_only_stands_last_and_is_named_so() -> None:
    result = fake_result({"one": Truth("One", 10, people=3000.0), "other": Truth("Other", 10, people=900.0)}, draws=12)
    by_utility = result.effect("people_served", int(result.dataset["time"].values[-1]), against="other").sel(scenario="one")
    of_mentors = by_utility["role"].values == "mentor"
    regions = np.where(of_mentors, "alps", "plain")
    contexts = context_differences([result.measures], by_utility.assign_coords(region=("utility", regions)))
    assert contexts[["kind", "context"]].values.tolist()[-2:] == [["region", "plain"], ["mentors", "alps"]]
    table = " ".join(as_text(dataclasses.replace(result.discover(("one", "other")), contexts=contexts)).split())
    assert "alps (mentors only)" in table
    assert "Mentors only: nobody there can be mentored" in table
    assert "Mentors only" not in as_text(result.discover(("one", "other")))


def test_leaves_of_a_tree_are_written_and_an_earlier_tree_goes(tmp_path: Path) -> None:
    found = fake_result({"one": Truth("One", 10, people=900.0, draw_sd=0.1), "other": Truth("Other", 10, people=900.0)}, draws=12)
    with_tree = found.discover(("one", "other"), tree=True)
    leaves = tuple(Leaf(everywhere(2).moved(0, side, 0.3), 6, cases) for side, cases in ((HIGH, 1), (LOW, 5)))
    columns = (Column("turnover", np.zeros((6, 2))), Column("structure", np.zeros((6, 2)), "peers_only"))
    told = dataclasses.replace(with_tree, tree=SmallTree(leaves, 0.01, {0: 1.0}), columns=columns)
    told.write(tmp_path)
    rows = (tmp_path / "tree.csv").read_text().splitlines()
    assert rows == ["leaf,name,word,side,end,worlds,cases", "0,turnover,,below,0.3,6,1", "1,turnover,,above,0.3,6,5"]
    assert (tmp_path / "trade_off.png").stat().st_size > 5000
    dataclasses.replace(told, tree=None).write(tmp_path)
    assert not (tmp_path / "tree.csv").exists()


def test_contexts_are_parts_of_the_difference() -> None:
    found = fake_result({"more": Truth("More", 10, people=3000.0), "less": Truth("Less", 10, people=900.0)}, draws=12).discover(
        ("more", "less")
    )
    by_context = found.contexts.set_index("context")["mean"]
    assert by_context["africa"] == pytest.approx(by_context["everywhere"])
    assert by_context["everywhere"] == pytest.approx(found.difference.mean())


@pytest.mark.parametrize(
    ("given", "says"),
    [(("wop_need", "wop_need"), "cannot be better than itself"), (("wop_need", "nobody"), "no design 'nobody'")],
)
def test_what_cannot_be_asked_is_said(given: tuple[str, str], says: str) -> None:
    with pytest.raises(ResultError, match=says):
        fake_result(TYPICAL, draws=12).discover(given)


def test_too_few_worlds_are_said() -> None:
    names = list(fake_result(TYPICAL).measures["scenario"].values)
    with pytest.raises(ResultError, match="too few"):
        fake_result(TYPICAL, draws=3).discover((names[0], names[1]))


def test_experiments_have_a_row_for_each_world_and_design_and_means_over_replicates() -> None:
    result = fake_result(TYPICAL, draws=5, replicates=2)
    experiments, outcomes = result.to_ema()
    people = result.measures["people_served"].transpose("scenario", "draw", "replicate")
    assert len(experiments) == people.sizes["scenario"] * 5
    assert {"scenario", "policy", "model"} <= set(experiments)
    for row in (0, 7):
        world = experiments.iloc[row]
        wanted = people.sel(scenario=world["policy"]).isel(draw=int(world["scenario"])).mean().item()
        assert outcomes["people_served"][row] == pytest.approx(wanted)
