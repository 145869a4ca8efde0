"""Where a design is better: a box that is known is found, and nothing is found in noise."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.analysis.choice import case_luck
from wopsim.analysis.choice.found_box import found_boxes
from wopsim.analysis.choice.prim_box import HIGH, LOW, best_box, everywhere
from wopsim.analysis.choice.small_tree import small_tree
from wopsim.errors import ResultError


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


def test_a_result_says_in_words_that_nothing_was_found() -> None:
    result = fake_result({name: Truth(name, 10, people=900.0) for name in ("one", "other")}, draws=12, replicates=2)
    found = result.discover(("one", "other"))
    assert not found.found
    assert "Nothing was found that tells where" in found.sentence
    opposite = result.discover(("other", "one"))
    assert np.allclose(found.difference, -opposite.difference)
    assert np.allclose(found.contexts["mean"], -opposite.contexts["mean"])


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
