"""Missing cells are drawn given the present ones, per draw, flagged; nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from wopsim.world import World, read_world, synthesise
from wopsim.world.columns import DRAWN
from wopsim.world.copula import correlation
from wopsim.world.marginals import marginals
from wopsim.world.quantities import NAMES, QUANTITIES
from wopsim.world.regions import countries


def with_holes(world: World) -> World:
    """A regular half of the drawn columns is missing, another half in each row."""
    table = world.utilities.copy()
    for k, name in enumerate(DRAWN):
        table.loc[(np.arange(len(table)) + k) % 2 == 0, name] = np.nan
    return replace(world, utilities=table, drawn=pd.DataFrame())


def bare(world: World) -> World:
    table = world.utilities.copy()
    table[list(DRAWN)] = np.nan
    return replace(world, utilities=table, drawn=pd.DataFrame())


@pytest.fixture(scope="module")
def holes() -> World:
    return with_holes(synthesise(n_mentees=30, n_mentors=6, seed=4))


@pytest.fixture(scope="module")
def many() -> World:
    return synthesise(["Latin America & Caribbean"], n_mentees=4000, n_mentors=1, seed=9)


def test_nothing_is_missing_and_what_was_there_stays(holes: World) -> None:
    done = holes.complete(1, 0)
    missing = holes.utilities.isna()
    assert missing.to_numpy().sum() > 300
    assert not done.utilities.isna().to_numpy().any()
    pd.testing.assert_frame_equal(done.drawn, missing)
    pd.testing.assert_frame_equal(done.utilities.mask(missing), holes.utilities.mask(missing), check_exact=True)
    assert list(done.utilities.dtypes) == list(holes.utilities.dtypes)


def test_same_draw_same_values_other_draw_other_values(holes: World) -> None:
    first, again, second = holes.complete(1, 0), replace(holes).complete(1, 0), holes.complete(1, 1)
    assert again is not first
    pd.testing.assert_frame_equal(first.utilities, again.utilities, check_exact=True)
    for name in DRAWN:
        drawn = first.drawn[name].to_numpy()
        changed = first.utilities[name].to_numpy()[drawn] != second.utilities[name].to_numpy()[drawn]
        assert changed.mean() > (0.2 if name == "supply_hours" else 0.6), name


def test_what_was_completed_is_kept_while_there_is_room(holes: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wopsim.world.table._KEPT", len(holes.utilities))
    one = replace(holes)
    first, second = one.complete(1, 0), one.complete(1, 1)
    assert one.complete(1, 0) is first
    assert one.complete(1, 1) is not second
    assert one.complete(1, 1).utilities.equals(second.utilities)


def test_other_seed_other_values(holes: World) -> None:
    assert not holes.complete(1, 0).utilities.equals(holes.complete(2, 0).utilities)


def test_one_more_utility_changes_no_other(holes: World) -> None:
    whole = holes.complete(1, 3).utilities
    for gone in (0, 17, len(whole) - 1):
        fewer = replace(holes, utilities=holes.utilities.drop(index=gone), drawn=pd.DataFrame()).complete(1, 3).utilities
        pd.testing.assert_frame_equal(fewer, whole.drop(index=gone).reset_index(drop=True), check_exact=True)


def test_order_of_rows_does_not_matter(holes: World) -> None:
    backwards = replace(holes, utilities=holes.utilities.iloc[::-1], drawn=pd.DataFrame())
    pd.testing.assert_frame_equal(backwards.complete(5, 2).utilities, holes.complete(5, 2).utilities, check_exact=True)


def test_complete_world_stays_itself() -> None:
    world = read_world("default")
    assert world.complete(1, 0) is world


def test_completing_twice_keeps_the_flags(holes: World) -> None:
    once = holes.complete(1, 0)
    assert once.complete(2, 5) is once


def test_given_tariff_moves_occr_by_the_correlation(many: World) -> None:
    """Everything but the tariff is drawn: the scores of OCCR regress on those of the tariff with the copula's slope."""
    table = bare(many).utilities
    table["tariff"] = many.utilities["tariff"]
    done = World("t", table, "test").complete(3, 0).utilities
    margins = marginals(done)
    inputs = np.column_stack([done["population_served"] if n == "persons_per_connection" else done[n] for n in NAMES])
    z = margins.score(inputs.astype(np.float64))
    i, j, s = (NAMES.index(name) for name in ("occr", "tariff", "population_served"))
    known = correlation()[np.ix_([j, s], [j, s])]
    slope = np.linalg.solve(known, correlation()[[j, s], i])
    found, left, *_ = np.linalg.lstsq(np.column_stack([z[:, j], z[:, s]]), z[:, i], rcond=None)
    np.testing.assert_allclose(found, slope, atol=0.05)
    assert left[0] / len(z) == pytest.approx(1 - slope @ correlation()[[j, s], i], abs=0.06)


def test_drawn_nrw_given_nothing_has_the_marginal_of_its_region(many: World) -> None:
    done = bare(many).complete(8, 0).utilities
    mentees = done[done["role"] == "mentee"]
    assert mentees["nrw_share"].median() == pytest.approx(0.316, abs=0.03)
    assert mentees["occr"].median() == pytest.approx(1.04, abs=0.08)


def test_given_skill_moves_the_other_skills(many: World) -> None:
    table = bare(many).utilities
    table["skill_technical"] = 0.7
    high = World("t", table, "test").complete(3, 0).utilities["skill_commercial"].median()
    table["skill_technical"] = 0.2
    low = World("t", table.copy(), "test").complete(3, 0).utilities["skill_commercial"].median()
    assert high > low + 0.15


def test_connections_and_population_are_tied(many: World) -> None:
    done = bare(many).complete(1, 0).utilities
    persons = done["population_served"] / done["connections"]
    assert persons.between(1.5, 12).all()
    assert persons.median() == pytest.approx(4.0, rel=0.05)


def test_round_the_clock_is_a_value_one_can_give(many: World) -> None:
    """24 hours is the end of the scale: it must lead to hours-related draws above the median, not to nonsense."""
    table = bare(many).utilities
    table["supply_hours"] = 24.0
    done = World("t", table, "test").complete(3, 0).utilities
    table["supply_hours"] = 4.0
    short = World("t", table, "test").complete(3, 0).utilities
    assert done["consumption"].median() > short["consumption"].median()


def test_values_beyond_belief_do_not_break_the_draws() -> None:
    table = bare(synthesise(n_mentees=6, n_mentors=1, seed=1)).utilities
    table["occr"], table["nrw_share"], table["metering_share"] = 9.0, 0.0, 1.0
    done = World("t", table, "test").complete(1, 0).utilities
    for name in DRAWN:
        assert np.isfinite(done[name]).all()
    for name in ("tariff", "consumption", "staff_per_1000"):
        assert done[name].between(QUANTITIES[name].low, QUANTITIES[name].high).all()


def test_places_lie_in_the_country(many: World) -> None:
    done = bare(many).complete(1, 0).utilities
    facts = done["country"].map(countries())
    north = done["latitude"] - facts.map(lambda c: c.latitude)
    east = (done["longitude"] - facts.map(lambda c: c.longitude)) * np.cos(np.radians(facts.map(lambda c: c.latitude)))
    assert (np.hypot(north, east) <= facts.map(lambda c: c.extent) + 0.02).all()
