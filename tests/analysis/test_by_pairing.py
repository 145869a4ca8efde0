"""What a rule of pairing is worth beside pairs drawn by lot, with truths that the test chooses."""

from __future__ import annotations

import numpy as np
import pytest

from wopsim.analysis.choice.by_pairing import RuleOfPairing, by_pairing
from wopsim.analysis.paired import Grid
from wopsim.analysis.told_apart import error_of
from wopsim.study.scenario import Scenario, Study

DRAWS, REPLICATES = 40, 4
Designs = dict[str, tuple[float, str | None]]
"""By name: months of a partnership, and the rule of pairing where the study names one."""


def study_of(designs: Designs) -> Study:
    scenarios = [Scenario("no_programme", "No programme", {"budget": 0.0})]
    for name, (months, rule) in designs.items():
        named = {} if rule is None else {"pairing": rule}
        scenarios.append(Scenario(name, f"Label of {name}", {"budget": 1e6, "partnership_months": months, **named}))
    return Study(
        name="pairs", title="Pairs", question="Who?", seed=1, draws=DRAWS, replicates=REPLICATES, horizon_years=9,
        scenarios=tuple(scenarios),
    )  # fmt: skip


def found(designs: Designs, value: Grid) -> dict[str, RuleOfPairing]:
    return {rule.name: rule for rule in by_pairing(study_of(designs), list(designs), value)}


def runs(means: list[float], luck: float = 1.0, seed: int = 3) -> Grid:
    """What designs are worth: what all share of a world, which is large, their means, and luck of their own."""
    rng = np.random.default_rng(seed)
    world = 1000.0 * rng.normal(size=(DRAWS, REPLICATES))
    return np.asarray([world + mean + luck * rng.normal(size=world.shape) for mean in means])


TWO: Designs = {
    "short_lot": (12.0, "random"), "short_need": (12.0, "by_need"), "short_close": (12.0, "closest_context"),
    "long_lot": (36.0, "random"), "long_need": (36.0, "by_need"), "long_close": (36.0, "closest_context"),
}  # fmt: skip


def test_what_a_rule_adds_is_averaged_over_designs_and_what_worlds_share_is_taken_off() -> None:
    rules = found(TWO, runs([100.0, 110.0, 97.0, 200.0, 230.0, 191.0]))
    assert list(rules) == ["by_need", "closest_context"]
    assert [rule.forms for rule in rules.values()] == [2, 2]
    need, close = rules.values()
    assert need.mean == pytest.approx(20.0, abs=0.4)
    assert close.mean == pytest.approx(-6.0, abs=0.4)
    assert need.told
    assert close.told  # worse is told as well as better
    assert 0.0 < need.error < 0.3  # worlds that differ by a thousand are in both


def test_designs_of_which_one_gains_and_one_loses_tell_nothing_together() -> None:
    rules = found(TWO, runs([100.0, 130.0, 100.0, 200.0, 170.0, 200.0]))
    assert abs(rules["by_need"].mean) < 0.5
    assert not rules["by_need"].told


def test_the_error_is_that_of_the_average_run_by_run() -> None:
    value = runs([0.0] * 6, luck=5.0)
    both = np.random.default_rng(8).normal(size=(DRAWS, REPLICATES))
    value[1] += 50.0 * both
    value[4] -= 50.0 * both  # what one design gains by luck the other loses, which two errors put together would not see
    rule = found(TWO, value)["by_need"]
    assert rule.error == pytest.approx(error_of((value[1] - value[0] + value[4] - value[3]) / 2.0))
    assert rule.error < 1.0
    assert error_of(value[1] - value[0]) > 3.0


def test_what_is_told_of_one_rule_is_not_of_the_best_of_many() -> None:
    """A rule that is 2.3 standard errors better."""
    assert [RuleOfPairing("by_need", 1, 2.3, 1.0, compared).told for compared in (1, 3, 10)] == [True, False, False]
    assert [RuleOfPairing("by_need", 1, -2.9, 1.0, compared).told for compared in (1, 3, 10)] == [True, True, True]
    assert {rule.compared for rule in found(TWO, runs([5.0] * 6)).values()} == {2}


def test_luck_alone_is_not_told() -> None:
    told = [rule.told for seed in range(20) for rule in found(TWO, runs([5.0] * 6, seed=seed)).values()]
    assert len(told) == 40
    assert sum(told) <= 3  # in about one of twenty studies, whatever the number of rules


def test_without_a_design_that_has_both_there_is_nothing() -> None:
    apart: Designs = {"short_lot": (12.0, "random"), "long_need": (36.0, "by_need")}
    assert found(apart, runs([0.0, 50.0])) == {}
    no_lot: Designs = {"need": (12.0, "by_need"), "close": (12.0, "closest_context")}
    assert found(no_lot, runs([0.0, 50.0])) == {}


def test_each_rule_is_averaged_over_the_designs_that_have_it_in_any_order_of_the_values() -> None:
    some: Designs = {
        "long_need": (36.0, "by_need"), "short_close": (12.0, "closest_context"), "alone": (60.0, "closest_context"),
        "long_lot": (36.0, None), "short_need": (12.0, "by_need"), "short_lot": (12.0, "random"),
    }  # fmt: skip
    rules = found(some, runs([240.0, 70.0, 9000.0, 200.0, 120.0, 100.0]))
    assert {name: rule.forms for name, rule in rules.items()} == {"by_need": 2, "closest_context": 1}
    assert rules["by_need"].mean == pytest.approx(30.0, abs=0.5)  # pairs are drawn by lot where a design names no rule
    assert rules["closest_context"].mean == pytest.approx(-30.0, abs=0.5)


def test_one_replicate_has_an_error_of_its_draws() -> None:
    one = found(TWO, runs([100.0, 110.0, 100.0, 200.0, 210.0, 200.0])[:, :, :1])["by_need"]
    assert one.told
    assert one.error > 0.0


def test_twins_are_not_told_and_a_run_that_is_missing_is_left_out() -> None:
    value = runs([100.0, 110.0, 100.0, 200.0, 210.0, 200.0], luck=0.0)
    twins = found(TWO, value)["closest_context"]
    assert (twins.mean, twins.told) == (0.0, False)
    value[:, 3, 1] = np.nan
    assert found(TWO, value)["by_need"].mean == pytest.approx(10.0)
