"""Channels: what each costs, whom it reaches, and what a platform shares."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.designs_run import BARE, ran
from tests.helpers.runs import SEED, YEARS, lives, programme
from wopsim.declare import Parameters
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.run_record import Call, RunRecord
from wopsim.world.table import World

CHANNELS = ("direct", "regional_platform", "global_platform")


@pytest.fixture(scope="module")
def by_channel(world: World) -> dict[str, list[RunRecord]]:
    p = {"reach_direct": 0.15, "sharing_reach": 0.0, "budget": 5e6}
    return {channel: [ran(world, k, **p, channel=channel) for k in range(6)] for channel in CHANNELS}


def test_channels_differ_in_overhead(by_channel: dict[str, list[RunRecord]]) -> None:
    p = Parameters()
    for channel, records in by_channel.items():
        spent, overhead = (sum(record.values[f"programme_{name}"] for record in records) for name in ("spent", "overhead"))
        assert overhead == pytest.approx(p[f"overhead_{channel}"] * spent)


def calls_of(world: World, replicate: int, years: int, **design: object) -> list[Call]:
    """Calls of a run with little teaching; the engine that one watches remembers them."""
    p = programme(**{**BARE, "agreement_chance": 0.5, **design})
    return run_agents(world, p, SEED, replicate, years).calls


def test_channels_differ_in_reach(world: World) -> None:
    # in the first call; later those who are known are taken
    p = {"reach_direct": 0.15, "sharing_reach": 0.0}
    known = {channel: np.concatenate([calls_of(world, k, 1, **p, channel=channel)[0].view.known.ravel() for k in range(6)]).mean()
             for channel in CHANNELS}  # fmt: skip
    assert known["direct"] == pytest.approx(0.15, abs=0.07)
    assert known["global_platform"] == pytest.approx(0.6, abs=0.1)
    assert known["regional_platform"] < known["global_platform"]  # it knows its region, where there is hardly a mentor


def test_a_call_shows_the_coverage_of_both_sides_as_it_stands(world: World) -> None:
    record = run_agents(world, programme(**BARE), SEED, 0, 3)
    assert len(record.calls) > 1
    for call in record.calls:
        coverage = record.values["coverage"][call.year]
        np.testing.assert_array_equal(call.view.mentor_coverage, coverage[call.mentors])
        np.testing.assert_array_equal(call.view.coverage, coverage[call.mentees])


def test_channels_differ_in_delay_and_in_trust(by_channel: dict[str, list[RunRecord]]) -> None:
    wait, trust = {}, {}
    for channel, records in by_channel.items():
        all_lives = [life for record in records for life in lives(record) if len(life) > 2]
        wait[channel] = np.median([life[2].time - life[0].time for life in all_lives])
        trust[channel] = np.mean([life[2].trust for life in all_lives if life[2].kind == "agreed"])
    assert wait["regional_platform"] < wait["global_platform"] < wait["direct"]
    assert trust["regional_platform"] == pytest.approx(0.5)
    assert trust["global_platform"] == pytest.approx(0.45)
    assert trust["direct"] == pytest.approx(0.40)


def test_a_platforms_events_make_its_register_grow(world: World) -> None:
    def known(sharing: float) -> list[float]:
        p = {"channel": "global_platform", "programme_years": 10, "sharing_reach": sharing, "budget": 1e8}
        calls = [call for k in range(2) for call in calls_of(world, k, YEARS, **p)]
        return [float(np.mean([call.view.known.mean() for call in calls if (call.year >= 5) == late])) for late in (False, True)]

    assert known(0.3)[1] > known(0.0)[1] + 0.1
    assert known(0.3)[1] > known(0.3)[0]


@pytest.mark.parametrize("channel", CHANNELS)
def test_only_a_platform_shares_knowledge_and_only_with_its_members(world: World, channel: str) -> None:
    p = {"channel": channel, "sharing_days": 20.0}
    some, none = ran(world, **p), ran(world, **p, budget=0.0)
    outside = (some.values["expert_days"] == 0) & (some.values["mentor_days"] == 0)
    moved = (some.values["skill"][-1] != none.values["skill"][-1]).any(axis=1) & outside
    assert outside.any()
    assert moved.any() == (channel != "direct")
    gain = (some.values["skill"] - none.values["skill"])[:, outside]
    assert (gain >= 0).all()
    # it ends with the programme, and fades
    assert gain.mean(axis=(1, 2)).argmax() == (Parameters().programme_years if channel != "direct" else 0)


def test_a_platform_shares_nothing_until_something_was_spent(world: World) -> None:
    p = {"channel": "global_platform", "sharing_days": 20.0, "application_chance": 0.0}
    some, none = ran(world, **p), ran(world, **p, budget=0.0)
    np.testing.assert_array_equal(some.values["skill"], none.values["skill"])
