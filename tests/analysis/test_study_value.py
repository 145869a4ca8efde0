"""What a study would be worth, against the closed form of a normal mean, and in words."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from wopsim.analysis.choice.study_value import Size, clearest, sizes_around, table_of, value_over_sizes
from wopsim.analysis.choice.value_of_information import Known, smallest_seen, value_of_knowing
from wopsim.analysis.choice.worlds import worlds
from wopsim.report.figures.study_sizes import study_sizes
from wopsim.results import StudyValue

DRAWS = 1000


def normal_mean(mean: float, sd: float, noise: float, size: int) -> float:
    """Value of reading `size` values with this noise before choosing between nothing and what is worth a normal number."""
    moved = sd * np.sqrt(size * sd**2 / (size * sd**2 + noise**2))
    z = abs(mean) / moved
    return float(moved * (stats.norm.pdf(z) - z * stats.norm.sf(z)))


def studied(seed: int, sizes: list[Size], luck: float = 1.0) -> tuple[list[Known], Known, Known]:
    """A choice between nothing and a number of mean 0.3 and spread 0.8, of which each utility tells with noise 3; another is not seen."""
    rng = np.random.default_rng(seed)
    told, untold = rng.normal(0, 0.8, DRAWS), rng.normal(0, 0.6, DRAWS)
    errors = rng.normal(0, 3.0, (DRAWS, 2000))
    value = np.stack([np.zeros(DRAWS), 0.3 + told + untold])[:, :, None] + rng.normal(0, luck, (2, DRAWS, 2))

    def summary(mentored: int, comparison: int, years: int) -> dict[str, np.ndarray]:
        return {"mean": told + errors[:, :mentored].mean(axis=1)} if mentored else {}

    return value_over_sizes(worlds(value, {"told": told, "untold": untold}), summary, {"told": told}, sizes)


def test_a_normal_mean_has_the_value_of_the_closed_form() -> None:
    """Over many studies: within two standard errors in nine of ten, and right on average."""
    sizes = [(10, 10, 1), (40, 40, 1), (400, 400, 1)]
    truth = [normal_mean(0.3, 0.8, 3.0, size[0]) for size in sizes]
    misses = []
    for seed in range(40):
        known, perfect, _ = studied(seed, sizes)
        misses.append([(one.value - true) / one.error for one, true in zip(known, truth, strict=True)])
        misses[-1].append((perfect.value - normal_mean(0.3, 0.8, 3.0, 10**9)) / perfect.error)
    assert np.mean(np.abs(misses) <= 2.0) >= 0.9
    assert (np.abs(np.mean(misses, axis=0)) < 0.8).all()


def test_a_larger_study_is_worth_more_but_never_more_than_what_it_asks_nor_that_than_everything() -> None:
    for seed in range(4):
        known, perfect, everything = studied(seed, [(0, 0, 1), (4, 4, 1), (40, 40, 1), (400, 400, 1)])
        values = [one.value for one in known]
        assert values[0] == 0.0
        assert values == sorted(values)
        assert values[2] > values[0]
        assert values[-1] <= perfect.value <= everything.value


def test_a_study_that_reads_noise_alone_is_worth_nothing() -> None:
    rng = np.random.default_rng(9)
    value = np.stack([np.zeros(DRAWS), 0.1 + rng.normal(size=DRAWS)])[:, :, None] + rng.normal(0, 1, (2, DRAWS, 2))
    noise = rng.normal(size=DRAWS)
    known, _, everything = value_over_sizes(worlds(value, {"noise": noise}), lambda *_: {"noise": noise}, {"noise": noise}, [(9, 9, 1)])
    assert known[0].value < 0.01
    assert everything.value > 0.2


def test_sizes_of_the_table_hold_the_one_that_is_asked_for() -> None:
    for size in ((20, 20, 4), (1, 0, 1), (0, 0, 0), (7, 30, 3)):
        assert size in sizes_around(size)
        assert len(set(sizes_around(size))) == len(sizes_around(size))


def test_cost_grows_with_utilities_and_years_and_is_the_asked_one_there() -> None:
    sizes = sizes_around((20, 20, 4))
    table = table_of(sizes, [Known(1e6, 1.0)] * len(sizes), (20, 20, 4), 4e5, in_money=True).set_index(["mentored", "years"])
    assert table.loc[(20, 4), "cost"] == 4e5
    assert table.loc[(20, 4), "net"] == 6e5
    assert table.loc[(40, 2), "cost"] == 4e5
    assert table["pays_from"].isna().all()
    units = table_of(sizes, [Known(2e3, 1.0)] * len(sizes), (20, 20, 4), 4e5, in_money=False).set_index(["mentored", "years"])
    assert units.loc[(20, 4), "pays_from"] == 200.0
    assert units["net"].isna().all()


def test_what_is_seen_best_has_the_smallest_errors_beside_its_spread() -> None:
    rng = np.random.default_rng(3)
    exact = {"a": rng.normal(size=500), "b": 10 * rng.normal(size=500)}
    found = clearest({name: true + rng.normal(0, 5.0, 500) for name, true in exact.items()}, exact)
    assert found[0] == "b"
    assert found[1] == pytest.approx(0.5, rel=0.1)


def made(value: float, error: float, cost: float, in_money: bool, noise: float = 3.0) -> StudyValue:
    size = (20, 20, 4)
    sizes = sizes_around(size)
    table = table_of(sizes, [Known(value, error)] * len(sizes), size, cost, in_money)
    return StudyValue(
        table=table, size=size, perfect=Known(2e6, 1e5), everything=Known(3e6, 1e5), clearest=("collection in the last year", noise),
        title="Title", design="one", label="One", choice="Two", unit="EUR2024" if in_money else "person", in_money=in_money, draws=400,
        nobody=0.0, smallest=2e5,
    )  # fmt: skip


def test_what_is_below_the_smallest_visible_value_is_not_seen_and_what_is_above_is() -> None:
    seen = {0.25: 0, 3.0: 0}
    for times in seen:
        for seed in range(12):
            rng = np.random.default_rng(seed)
            told, untold = rng.normal(0.0, 1.0, 200), rng.normal(0.0, 1.0, 200)
            share = times * 16.0 / 200.0
            apart = np.sqrt(share) * told + np.sqrt(1.0 - share) * untold
            value = np.stack([np.zeros(200), apart - apart.mean()])[:, :, None] + rng.normal(0.0, 0.01, (2, 200, 2))
            here = worlds(value, {"told": told, "untold": untold})
            known = value_of_knowing(here, {"told": told})
            seen[times] += known.value > 0.0
            # of two equal designs, knowing a share s is worth sqrt(s) / sqrt(2 pi)
            assert smallest_seen(here) == pytest.approx(np.sqrt(16.0 / 200.0 / (2.0 * np.pi)), rel=0.2)
    assert seen[0.25] <= 2
    assert seen[3.0] >= 11


def test_luck_that_is_left_makes_the_smallest_visible_value_larger() -> None:
    rng = np.random.default_rng(5)
    told = rng.normal(0.0, 1.0, 400)
    plain = np.stack([np.zeros(400), told])[:, :, None]
    clear, blurred = (smallest_seen(worlds(plain + rng.normal(0.0, luck, (2, 400, 4)), {"told": told})) for luck in (0.01, 3.0))
    assert blurred > 1.3 * clear
    assert smallest_seen(worlds(np.zeros((2, 50, 2)), {"told": told[:50]})) == 0.0


@pytest.mark.parametrize(
    ("value", "error", "cost", "in_money", "says"),
    [
        (1e6, 1e5, 4e5, True, "it is worth that, with a net gain of 600 thousand euros"),
        (1e5, 1e4, 4e5, True, "for this choice alone it is not worth that, by 300 thousand euros"),
        (5e5, 1e5, 4e5, True, "these runs do not tell whether it is worth that"),
        (2e3, 1e2, 4e5, False, "it is worth that if one unit is worth more than EUR 200 to you"),
        (2e3, 2e3, 4e5, False, "within two standard errors of nothing"),
        (0.0, 0.0, 4e5, True, "is worth nothing that these runs see"),
        (0.0, 0.0, 4e5, False, "nothing here says that it is worth that"),
    ],
)
def test_the_sentence_says_whether_it_is_worth_its_cost(value: float, error: float, cost: float, in_money: bool, says: str) -> None:
    found = made(value, error, cost, in_money)
    assert says in found.sentence
    assert " ".join(found.sentence.split()) in " ".join(str(found).split())
    assert "costs EUR 400 k" in found.sentence
    assert study_sizes(found).axes


def test_a_value_within_its_error_is_not_shown_as_one() -> None:
    assert "none seen" in str(made(5e4, 1e5, 4e5, True)).split("None seen")[0]
    assert "none seen" not in str(made(3e5, 1e5, 4e5, True)).split("None seen")[0]


def test_the_sentence_says_why_a_study_tells_little_and_where_nobody_is_mentored() -> None:
    assert "chance is 3 times as large" in made(0.0, 0.0, 0.0, True).sentence
    assert "to 50 % of what that differs" in made(1e6, 1e5, 0.0, True, noise=0.5).sentence
    assert "nobody" not in made(1e6, 1e5, 0.0, True).sentence
    assert "In 30 % of worlds nobody is mentored" in dataclasses.replace(made(1e6, 1e5, 0.0, True), nobody=0.3).sentence
