"""What a command says of its speed and of the time that is left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from wopsim.cli import progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))  # other threads keep the true one
    return now


def told(clock: list[float], steps: list[tuple[float, int]], of: int) -> list[str]:
    """What is said after each step (time, done)."""
    pace, said = progress.Pace(0), []
    for at, done in steps:
        clock[0] = at
        pace.goes_on(done)
        said.append(pace.told(done, of, ""))
    return said


def test_no_time_is_told_before_there_is_enough_to_tell_it_of(clock: list[float]) -> None:
    said = told(clock, [(20.0, 10), (21.0, 20), (22.0, 30)], 1000)
    assert said[:2] == ["", ""]
    assert "left" in said[2]


def test_the_speed_is_that_of_late(clock: list[float]) -> None:
    """Ten times as fast at first: what is left takes as long as it does now."""
    fast = [(float(second), 100 * second) for second in range(1, 11)]
    slow = [(10.0 + 10.0 * step, 1000 + 100 * step) for step in range(1, 31)]
    said = told(clock, fast + slow, 5000)
    assert said[9] == "100 a second, 40 seconds left"
    assert said[-1].startswith("10 a second")


def test_at_the_end_the_speed_is_that_of_the_whole_and_nothing_is_left(clock: list[float]) -> None:
    assert told(clock, [(10.0, 100), (20.0, 200), (30.0, 300), (100.0, 400)], 400)[-1] == "4 a second"


def test_what_comes_in_two_steps_has_no_speed(clock: list[float]) -> None:
    """The second half of a run is told at once after the first: that is no speed."""
    assert told(clock, [(10.0, 120), (10.01, 240)], 240)[-1] == ""
