"""What mesa and salabim people meet: a model without arguments, agents that are views, a horizon, a trace."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

from tests.helpers.runs import SEED, all_bytes, programme
from wopsim.declare import Parameters
from wopsim.engines.agents.actors import FACTS, VIEWED, Utility
from wopsim.engines.agents.model import WopModel
from wopsim.engines.agents.small_start import small_programme, small_world
from wopsim.errors import StrategyError, WopsimError, WorldError
from wopsim.world.reading import read_world
from wopsim.world.table import World

YEARS = 1


def _ran(world: World, **options: bool) -> WopModel:
    model = WopModel(world, programme(), SEED, 0, YEARS, **options)
    model.run_model()
    return model


def test_a_model_without_arguments_runs_a_small_programme_in_a_small_world() -> None:
    found, stated = WopModel(years=YEARS), WopModel(small_world(), small_programme(), 1, 0, YEARS)
    for model in (found, stated):
        model.run_model()
    assert len(found.partnerships) > 0
    assert all_bytes(found.record()) == all_bytes(stated.record())


def test_it_stops_at_its_horizon_and_refuses_another_quarter(tiny_world: World) -> None:
    model = _ran(tiny_world)
    assert (model.running, model.quarter, model.years) == (False, 4 * YEARS, YEARS)
    before = all_bytes(model.record())
    with pytest.raises(WopsimError, match="horizon of 4 quarters"):
        model.step()
    assert all_bytes(model.record()) == before


def test_a_world_with_gaps_is_refused_with_what_fills_them(tmp_path) -> None:
    (tmp_path / "mine.csv").write_text("name,country,population_served\nAlto,Kenya,50000\n", encoding="utf-8")
    world = read_world(str(tmp_path / "mine.csv"))
    with pytest.raises(WorldError, match=r"nrw_share.*world\.complete\("):
        WopModel(world)
    WopModel(world.complete(seed=1, draw=0), years=YEARS).step()


def test_a_strategy_that_is_none_is_told_before_the_first_step(tiny_world: World) -> None:
    with pytest.raises(StrategyError, match="no pairing strategy 'by_neeed'"):
        WopModel(tiny_world, Parameters(pairing="by_neeed"))
    with pytest.raises(StrategyError, match="no funding strategy 'eqal'"):
        WopModel(tiny_world, Parameters(funding="eqal"))


def test_agents_are_views_of_the_arrays(tiny_world: World) -> None:
    model = WopModel(tiny_world, programme(), SEED, 0, YEARS)
    first = model.utilities[0]
    before = [one.connections for one in model.utilities]
    for _ in range(4):
        model.step()
        assert [one.connections for one in model.utilities] == model.column("connections").tolist()
    assert [one.connections for one in model.utilities] != before
    assert list(model.agents_by_type[Utility]) == model.utilities
    assert first.country == tiny_world.utilities["country"].iloc[0]
    assert set(dir(first)) >= VIEWED
    assert all(np.ndim(getattr(first, name)) <= 1 for name in VIEWED)


@pytest.mark.parametrize("name", ["motivation", "practice", "country"])
def test_a_number_of_an_agent_cannot_be_set(tiny_world: World, name: str) -> None:
    model = WopModel(tiny_world, programme(), SEED, 0, YEARS)
    with pytest.raises(WopsimError, match=f"'{name}' of a utility can be read, not set"):
        model.agents_by_type[Utility].set(name, 0.0)
    assert name in FACTS or np.all(model.column(name) > 0.0)


def test_what_no_utility_has_is_no_attribute(tiny_world: World) -> None:
    assert not hasattr(WopModel(tiny_world, programme(), SEED, 0, YEARS).utilities[0], "motivaton")


def test_who_collects_and_traces_changes_nothing(tiny_world: World, capsys: pytest.CaptureFixture[str]) -> None:
    alone = _ran(tiny_world)
    assert capsys.readouterr().out == ""
    watched = WopModel(tiny_world, programme(), SEED, 0, YEARS, trace=True)
    collector = mesa.DataCollector({"spent": lambda model: model.funder.spent}, agenttype_reporters={Utility: {"motivation": "motivation"}})
    while watched.running:
        watched.step()
        collector.collect(watched)
    told = capsys.readouterr().out
    assert all(f"{number} missions" in told for number in range(len(watched.partnerships)))
    assert "0 resident" in told
    assert all_bytes(watched.record()) == all_bytes(alone.record())
    assert collector.get_model_vars_dataframe()["spent"].is_monotonic_increasing
    assert collector.get_agenttype_vars_dataframe(Utility).loc[4, "motivation"].tolist() == watched.column("motivation").tolist()
