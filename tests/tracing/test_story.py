"""The words of a story, from facts made by hand."""

import dataclasses
import math

import pytest

from wopsim.engines.events import Event
from wopsim.tracing.story import tell, tell_leads, when
from wopsim.tracing.story_facts import CallFacts, Candidate, Cell, Lead, Leads, Profile, State, Story

CELL = Cell("A study", "short", "Short twinnings", 3, 1, 2)
WHO = Profile("u1", "Utility one", "mentee", "Ghana", "Sub-Saharan Africa", "english", "small_town", "lower_middle", False, True)


def state(nrw=0.4, practice=0.3, people=1e4, zone=math.nan):
    return State(nrw, zone, (practice, practice, practice), people, 2e4, 12.0, 0.9, 0.0, 0.5, 0.0, 0.0, 0.0)


def candidate(mentor, score, taken_by=()):
    return Candidate(mentor, "Uganda", 1200.0, True, 0.1, 0.8, 0.2, 6e4, score, taken_by)


def event(time, kind, amount=math.nan, gain=math.nan, trust=0.5, gap=math.nan, cost=math.nan):
    return Event(time, kind, "u1", "m2", amount, gain, trust, gap, cost)


@pytest.fixture
def story():
    call = CallFacts(0, 0.45, 9, 5, (candidate("m1", 100.0, ("u7",)), candidate("m2", 200.0)), 1, 4, 5, 4, True)
    events = (
        event(0.0, "paired", 6e4), event(0.5, "agreed", 6e4), event(0.8, "pilot_opened", 0.05),
        event(0.8, "mission", 16, 0.02, 0.6, 0.4, 9e3),
        *(event(1.0 + month / 24.0, "resident_month", 7.0, 0.01, 0.6, 0.3, 1e4) for month in range(1, 13)),
        event(1.2, "mission", 16, 0.02, 0.4, 0.4, 9e3), event(1.7, "exited", trust=0.7),
    )  # fmt: skip
    states = (state(), state(0.39, 0.31, zone=0.3), state(0.36, 0.35, 1.1e4, 0.2))
    twin = (state(), state(), state(0.38))
    return Story(CELL, WHO, "nearest", "Each gets the nearest.", "distance [km]", (call,), events, states, twin, 5e4, 32.0, 0.0, 0.0)


def test_the_story_says_who_why_and_what_changed(story):
    text = " ".join(tell(story).split())
    assert "a small town utility in Ghana" in text
    assert "just remunicipalised" in text
    assert "number 2 for it; of the 1 before it, 1 had no place left at its turn" in text
    assert "NRW -2.0 points, practice +0.050" in text
    assert "would have said: NRW -4.0 points" in text
    assert "1y02m Mission (late): 16 expert-days, gap 0.40, skill +0.020, trust 0.60 -> 0.40, 9.0 k EUR" in text


def test_time_runs_forward_and_a_zone_opens_after_its_mission(story):
    lines = tell(story).splitlines()
    place = {
        word: next(n for n, line in enumerate(lines) if word in line)
        for word in ("Paired with", "Mission", "pilot zone opens", "== year 1")
    }
    assert sorted(place, key=place.get) == ["Paired with", "Mission", "pilot zone opens", "== year 1"]


def test_a_year_of_residents_is_one_line(story):
    assert tell(story).count("resident adviser") == 1
    assert "12 months of the resident adviser: 84 days that teach, gap 0.30, skill +0.120, 120 k EUR." in " ".join(tell(story).split())


def test_where_nothing_differs_the_story_says_so(story):
    same = dataclasses.replace(story, calls=(), events=(), states=story.twin)
    assert "programme changed nothing" in tell(same)
    assert tell(same).count("Without the programme: the same.") == 3


def test_lines_are_short(story):
    assert max(len(line) for line in tell(story).splitlines()) <= 120


def test_leads_name_utilities_with_their_reason():
    text = tell_leads(Leads(CELL, (Lead("u1", 0.12),), (), (Lead("u9", 1.5),), (), (Lead("m2", 64.0),)))
    assert "u1           by 12.0 points" in text
    assert "u9           at 1y06m" in text
    assert text.count("none in this run") == 2


@pytest.mark.parametrize(("time", "text"), [(0.0, "0y00m"), (1.0, "1y00m"), (2.999, "2y11m"), (0.25, "0y03m")])
def test_dates_are_years_and_months(time, text):
    assert when(time) == text
