"""World tests: what two runs share, they share to the last bit; only what differs between them makes a difference."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.helpers.runs import (
    SEED,
    YEARS,
    all_bytes,
    different,
    draw_anew,
    first_taught,
    lives,
    programme,
    rows_of,
    state_bytes,
    steps,
    without,
)
from wopsim.declare import PARAMETERS, VARIABLES, Parameters
from wopsim.engines.agents.model import WopModel
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import build as building
from wopsim.engines.compiled import run
from wopsim.engines.exogenous import Numbers, draw_numbers, exogenous_of
from wopsim.engines.run_record import RunRecord
from wopsim.rules import missions
from wopsim.runs.in_memory import parameters_of, run_block, run_study
from wopsim.streams import entities
from wopsim.study.draws import prior_draw
from wopsim.study.scenario import Scenario, Study
from wopsim.world.reading import read_world
from wopsim.world.table import World
from wopsim.world.writing import write_world

DOMAINS = ["skill_technical", "skill_commercial", "skill_managerial"]


def taught_by_worse(world: World) -> World:
    """The same world with mentors that can do less than any mentee."""
    table = world.utilities.copy()
    mentors = table["role"] == "mentor"
    table.loc[mentors, DOMAINS] = 0.5 * table.loc[~mentors, DOMAINS].to_numpy().min()
    return World(world.name, table, world.source)


def minus(world: World, name: str) -> World:
    return World(world.name, world.utilities[world.utilities["utility"] != name], world.source)


def effects(world: World, p: Parameters, replicate: int = 0, run: Callable[..., RunRecord] = run) -> set[str]:
    """Names of trajectories that a programme changes."""
    return different(run(world, p, SEED, replicate, YEARS), run(world, without(p), SEED, replicate, YEARS))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every run draws its numbers anew, so that what is patched is asked, and nothing of it is kept for other tests."""
    draw_anew(monkeypatch)
    return monkeypatch


# 1. null effect


@pytest.mark.parametrize("replicate", [0, 1, 2])
@pytest.mark.parametrize("nothing", [{"teaching_rate": 0.0}, {"absorption": 0.0}], ids=["rate", "absorption"])
def test_a_programme_that_teaches_nothing_changes_nothing(world: World, nothing: dict[str, float], replicate: int) -> None:
    p = programme(**nothing)
    record = run(world, p, SEED, replicate, YEARS)
    assert sum(event.kind == "mission" for event in record.events) > 40
    assert record.values["programme_spent"] > 1e6
    assert different(record, run(world, without(p), SEED, replicate, YEARS)) == set()


def test_mentors_that_know_less_change_nothing(world: World) -> None:
    p = programme(learning_back=0.0)
    assert effects(taught_by_worse(world), p) == set()


def test_mentors_that_know_less_learn_and_their_mentees_do_not(world: World) -> None:
    worse = taught_by_worse(world)
    # one short mission: afterwards a mentor might have learned enough to teach
    p = programme(partnership_months=3, missions_per_year=0.5, resident_share=0.0, programme_years=1, most_partnerships=1)
    helped, alone = run(worse, p, SEED, 0, YEARS), run(worse, without(p), SEED, 0, YEARS)
    is_mentor = (worse.utilities["role"] == "mentor").to_numpy()
    assert different(helped, alone, ~is_mentor) == set()
    assert {"skill", "practice"} <= different(helped, alone, is_mentor)


def test_the_null_effect_can_fail_on_a_programme_that_teaches_a_trifle(world: World) -> None:
    assert {"skill", "practice", "nrw_share", "cash", "treated_share"} <= effects(world, programme(teaching_rate=1e-6))


def test_the_null_effect_can_fail_when_luck_knows_the_scenario(world: World, forgetful: pytest.MonkeyPatch) -> None:
    scenarios = iter(range(0, 1000, 100))  # each run meets other luck than the one before

    def other_numbers(utility: object, country: object, seed: int, replicates: np.ndarray, years: int) -> Numbers:
        return draw_numbers(utility, country, seed, replicates + np.uint64(next(scenarios)), years)

    forgetful.setattr(building, "draw_numbers", other_numbers)
    assert {"nrw_share", "occr", "reported_nrw_share"} <= effects(world, programme(teaching_rate=0.0))


def test_the_null_effect_can_fail_when_a_rule_teaches_without_rate(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    effects(world, programme(teaching_rate=0.0), run=run_agents)  # what is compiled is compiled before, with the rule as it is
    whole = missions.taught_share
    monkeypatch.setattr(missions, "taught_share", lambda *words: np.maximum(1e-12, whole(*words)))
    assert "skill" in effects(world, programme(teaching_rate=0.0), run=run_agents)  # as Python it sees the patched rule


# 2. nothing before the start


def test_no_utility_moves_before_the_first_mission_it_takes_part_in(world: World) -> None:
    p = programme(budget=1.5e6, startup_median=1.5)
    helped, alone = WopModel(world, p, SEED, 1, YEARS), WopModel(world, without(p), SEED, 1, YEARS)
    rows, same = rows_of(world), {}
    for name, other in zip(steps(helped), steps(alone), strict=True):
        assert name == other
        if name == "record":
            end = helped.quarter
            same[end] = {row for row in rows.values() if state_bytes(helped, row) == state_bytes(alone, row)}
    record = helped.record()
    quarter = {rows[name]: int(time * 4) for name, time in first_taught(record).items()}
    never = set(rows.values()) - set(quarter)
    assert len(quarter) >= 5
    assert len(never) > 2
    assert min(quarter.values()) >= 2
    for end, untouched in same.items():
        assert untouched == never | {row for row, first in quarter.items() if first > end}


def test_year_ends_before_the_first_mission_of_all_are_the_baselines(world: World) -> None:
    p = programme(startup_median=3.0, delay_spread=0.2)
    helped, alone = run(world, p, SEED, 0, YEARS), run(world, without(p), SEED, 0, YEARS)
    first = int(min(first_taught(helped).values()))
    assert first >= 2
    assert different(helped, alone, years=first) == set()
    assert "skill" in different(helped, alone, years=first + 1)


def test_utilities_outside_every_partnership_live_their_baseline(world: World) -> None:
    p = programme(budget=6e5, resident_share=0.0)
    for replicate in range(3):
        helped, alone = run(world, p, SEED, replicate, YEARS), run(world, without(p), SEED, replicate, YEARS)
        rows, within = rows_of(world), first_taught(helped)
        outside = [row for name, row in rows.items() if name not in within]
        assert len(within) >= 2
        assert len(outside) >= 2
        assert different(helped, alone, outside) == set()
        assert "skill" in different(helped, alone, [rows[name] for name in within])


# 3. world minus one


def others_moved(world: World, gone: str) -> set[str]:
    """Names of trajectories of the others that change when one utility is not there."""
    p = Parameters(budget=0.0)
    rows = rows_of(world)
    others = [row for name, row in rows.items() if name != gone]
    return different(run(world, p, SEED, 0, YEARS), run(minus(world, gone), p, SEED, 0, YEARS), others, slice(None))


def test_taking_any_utility_away_moves_no_other(world: World) -> None:
    for gone in world.utilities["utility"]:
        assert others_moved(world, gone) == set(), gone


def test_adding_a_utility_moves_no_other(world: World) -> None:
    table = world.utilities
    more = table[table["role"] == "mentee"].iloc[[0]].assign(utility="AAA-000")
    larger = World(world.name, pd.concat([table, more], ignore_index=True), world.source)
    assert others_moved(larger, "AAA-000") == set()


def test_world_minus_one_can_fail_when_luck_is_addressed_by_row(world: World, forgetful: pytest.MonkeyPatch) -> None:
    forgetful.setattr(building, "entities", lambda names: np.arange(len(names), dtype=np.uint64))
    assert {"nrw_share", "occr", "people_served"} <= others_moved(world, world.utilities["utility"].iloc[3])


# 4. hash seeds

ONE_RUN = """
import hashlib
from tests.helpers.runs import SEED, YEARS, all_bytes, programme
from wopsim.engines.compiled import run
from wopsim.world.synthesis import synthesise
print(hashlib.sha256(all_bytes(run(synthesise(n_mentees=12, n_mentors=6, seed=3), programme(), SEED, 0, YEARS))).hexdigest())
"""


def test_three_hash_seeds_give_the_same_bytes(world: World) -> None:
    home = str(Path(__file__).parents[2])
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_RUN],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": home},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1", "4242")
    ]
    found = {process.communicate(timeout=300)[0].strip() for process in processes}
    assert found == {hashlib.sha256(all_bytes(run(world, programme(), SEED, 0, YEARS))).hexdigest()}


# 5. two models in turns


def test_two_models_in_turns_are_as_if_each_were_alone(world: World) -> None:
    one, other = (programme(), 0), (programme(pairing="by_need", partnership_months=12), 3)
    models = [WopModel(world, p, SEED, replicate, YEARS) for p, replicate in (one, other)]
    for _ in range(4 * YEARS):
        for model in models:
            model.step()
    for model, (p, replicate) in zip(models, (one, other), strict=True):
        assert all_bytes(model.record()) == all_bytes(run(world, p, SEED, replicate, YEARS))


# 6. global generators


def test_a_run_leaves_the_global_generators_alone(world: World) -> None:
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    before = random.getstate(), np.random.get_state(legacy=False)  # noqa: NPY002
    run_agents(world, programme(), SEED, 0, YEARS)
    assert random.getstate() == before[0]
    after = np.random.get_state(legacy=False)  # noqa: NPY002
    assert after["state"]["pos"] == before[1]["state"]["pos"]
    assert np.array_equal(after["state"]["key"], before[1]["state"]["key"])


def forbid_global_generators(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a global generator was used")

    for module in (random, np.random):
        for name in dir(module):
            if name[0].islower() and name not in ("default_rng", "test", "mtrand", "bit_generator") and callable(getattr(module, name)):
                monkeypatch.setattr(module, name, refuse)


def test_a_run_works_where_the_global_generators_are_forbidden(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = all_bytes(run(world, programme(), SEED, 0, YEARS))
    forbid_global_generators(monkeypatch)
    for use in (random.random, random.shuffle, np.random.rand, np.random.seed, np.random.normal):
        with pytest.raises(AssertionError, match="global generator"):
            use(1)
    assert all_bytes(run_agents(world, programme(), SEED, 0, YEARS)) == expected


# 7. order of rows


def test_the_order_of_rows_in_a_world_file_does_not_matter(world: World, tmp_path: Path) -> None:
    path, turned = tmp_path / "world.csv", tmp_path / "turned.csv"
    write_world(world, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("utility,") or ",utility," in line)
    turned.write_text("\n".join([*lines[: head + 1], *reversed(lines[head + 1 :])]) + "\n", encoding="utf-8")
    assert turned.read_text(encoding="utf-8") != path.read_text(encoding="utf-8")
    runs = [run(read_world(str(file)).complete(SEED, 0), programme(), SEED, 0, YEARS) for file in (path, turned)]
    assert all_bytes(runs[0]) == all_bytes(runs[1])


# 8. studies: workers, order, subsets


@pytest.fixture
def study(tiny_world: World, tmp_path: Path) -> Study:
    path = tmp_path / "world.csv"
    write_world(tiny_world, path)
    scenarios = (
        Scenario("no_programme", "No programme", {"budget": 0.0}),
        Scenario("short", "Short", {"budget": 1e6, "partnership_months": 12}),
        Scenario("long", "Long", {"budget": 2e6, "partnership_months": 36, "pairing": "by_need"}),
    )
    return Study(
        name="tiny", title="Tiny", world=str(path), seed=SEED, draws=2, replicates=2, horizon_years=4, scenarios=scenarios,
        path=tmp_path / "tiny.yaml",
    )  # fmt: skip


def data_bytes(dataset: object) -> dict[str, bytes]:
    return {str(name): variable.to_numpy().tobytes() for name, variable in dataset.variables.items() if variable.dtype != object}


def test_one_worker_and_two_give_the_same_bytes(study: Study) -> None:
    alone, together = run_study(study, workers=1), run_study(study, workers=2)
    assert data_bytes(alone) == data_bytes(together)
    assert set(data_bytes(alone)) >= set(VARIABLES)
    assert float(alone["expert_days"].sum()) > 0


def test_any_order_and_size_of_blocks_gives_the_same_bytes(study: Study) -> None:
    together = run_block(study, [0, 1])
    for draw in (1, 0):
        assert data_bytes(run_block(study, [draw])) == data_bytes(together.isel(draw=[draw]))


def test_both_engines_give_the_same_bytes(study: Study) -> None:
    assert data_bytes(run_study(study, workers=1, engine="agents")) == data_bytes(run_study(study, workers=1))


def test_a_smaller_study_is_the_same_cells_of_the_larger(study: Study) -> None:
    whole, part = run_study(study, workers=1), run_study(replace(study, draws=1, replicates=1), workers=1)
    fewer = run_study(replace(study, scenarios=(study.scenarios[0], study.scenarios[2])), workers=1)
    assert data_bytes(whole.isel(draw=[0], replicate=[0])) == data_bytes(part)
    assert data_bytes(whole.isel(scenario=[0, 2])) == data_bytes(fewer)
    assert data_bytes(whole.isel(draw=[1], replicate=[0]))["nrw_share"] != data_bytes(part)["nrw_share"]


def test_a_changed_world_file_is_read_again(study: Study, tiny_world: World) -> None:
    before = run_study(replace(study, draws=1, replicates=1), workers=1)
    table = tiny_world.utilities.copy()
    table["tariff"] = 0.5
    write_world(World(tiny_world.name, table, tiny_world.source), study.world)
    after = run_study(replace(study, draws=1, replicates=1), workers=1)
    assert float(abs(after["tariff"].isel(time=0) - 0.5).max()) < 1e-6
    assert float(abs(before["tariff"].isel(time=0) - 0.5).max()) > 0.01


# 9. the same replicate is the same luck


def luck_bytes(model: WopModel) -> dict[str, bytes]:
    """What a run meets, whatever its parameters make of it."""
    block = model.block
    yearly = ("investment", "investment_size", "application", "drought", "conflict", "pandemic")
    found = {name: np.ascontiguousarray(block.yearly[name]).tobytes() for name in yearly}
    return found | {"leadership": block.leadership.tobytes(), "leader": block.leader.tobytes()}


def test_a_replicate_meets_the_same_luck_in_every_scenario_and_draw(study: Study) -> None:
    world = read_world(study.world).complete(SEED, 0)
    cells = [(scenario, draw) for scenario in range(3) for draw in range(3)]
    assert len({parameters_of(study, *cell).teaching_rate for cell in cells}) == 3
    lucks = [luck_bytes(WopModel(world, parameters_of(study, *cell), SEED, 1, 4)) for cell in cells]
    assert all(luck == lucks[0] for luck in lucks)
    other = luck_bytes(WopModel(world, parameters_of(study, 1, 0), SEED, 2, 4))
    assert [name for name, value in other.items() if value == lucks[0][name] and name not in ("conflict", "pandemic", "drought")] == []


def test_shocks_strike_at_the_same_times_in_every_draw(world: World) -> None:
    # drawn as well is how often they come, and how motivation answers
    same = {name: PARAMETERS[name].default for name in ("leadership_rate", "leadership_motivation", "motivation_return")}
    leaders = [run(world, Parameters(**prior_draw(SEED, draw) | same, budget=0.0), SEED, 0, YEARS).values["motivation"] for draw in (0, 1)]
    assert np.unique(leaders[0]).size > 100
    assert leaders[0].tobytes() == leaders[1].tobytes()


def test_a_higher_rate_of_shocks_keeps_the_shocks_of_the_lower(world: World) -> None:
    def leadership(rate: float) -> np.ndarray:
        who = entities(world.utilities["utility"].to_numpy(dtype=str))
        return exogenous_of(draw_numbers(who, who, SEED, 0, YEARS), np.ones(who.size), Parameters(leadership_rate=rate)).leadership

    few, many = leadership(0.1), leadership(0.4)
    assert 0 < few.sum() < many.sum()
    assert not (few > many).any()


@pytest.mark.parametrize("change", [{"partnership_months": 6}, {"budget": 2e6}, {"teaching_rate": 0.1}, {"missions_per_year": 9.0}])
def test_the_same_pair_meets_the_same_delays_in_every_design(world: World, change: dict[str, float]) -> None:
    def delays(record: object) -> dict[tuple[str, str], tuple[str, float]]:
        """Of each mentee's first partnership: how the introduction ended, and after how long."""
        found: dict[str, tuple[str, str, float]] = {}
        for life in lives(record):
            if len(life) > 1:
                found.setdefault(life[0].mentee, (str(life[0].mentor), life[1].kind, round(life[1].time - life[0].time, 9)))
        return {(mentee, mentor): (kind, wait) for mentee, (mentor, kind, wait) in found.items()}

    builders: list[Callable[[], Parameters]] = [programme, lambda: programme(**change)]
    one, other = (delays(run(world, build(), SEED, 0, YEARS)) for build in builders)
    both = one.keys() & other.keys()
    assert len(both) >= 3
    assert {pair: one[pair] for pair in both} == {pair: other[pair] for pair in both}
