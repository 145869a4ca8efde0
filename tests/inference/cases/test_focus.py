"""Topics name objectives by phrases, and words inside other phrases name nothing."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wopsim.data import shipped
from wopsim.inference.cases.focus import objectives_in
from wopsim.strategies.design import OBJECTIVES

NOTHING = """
NRW reduction; NRW reduction; illegal connections; NRW reduction; operating cost coverage; NRW; enabling environment
illegal connections; illegal water connections; removal of illegal domestic connections; unauthorised connections
number of illegal connections; connection audit; house connections replacement; metering of connections; cross-connections
leaking house connections; reconnections; disconnections and reconnections; staff per 1000 connections; internet connections
operating cost coverage; O&M cost coverage; cost-coverage; full cost coverage; coverage of operating costs
debt service coverage ratio; meter coverage; GIS coverage; media coverage; insurance coverage; poor billing
poor billing and poor metering; poor metering; poor data; the poor billing system; poor customer service; poorly kept records
enabling environment; working environment; regulatory environment; enabling policy environment; control environment
learning environment; access to data and meters; access to data; access to water meters; access to information
access to spare parts; access control; remote access; MS Access database; accessories; inaccessible valves; access roads
site access; network access control; contract extension; project extension; extension phase; service life extension
extension officer; no-cost extension; IT network extension; investment climate; business climate; working climate
low-income country; low-income countries; Water and Sanitation Company support; water and sanitation utility management
Ministry of Energy; City Water and Sewerage Company; without network extension; not pro-poor; NRW (no sanitation); energetic staff
sewing; bankruptcy; investment; plan
"""
NAMED = """
pro-poor=new_function; propoor unit=new_function; Pro-Poor Policy=new_function; low-income areas=new_function
poor households=new_function; Low income households=new_function; services for the urban poor=new_function
serving the poor=new_function; slums=new_function; sanitation=new_function; sewers=new_function; sewerage=new_function
informal settlements=new_function; improving sanitation=new_function; energy efficiency=environment; energy=environment
climate resilience=environment; water quality=environment; source protection=environment; environment=environment
environmental management=environment; energy & environment=environment; poor water quality=environment; access to finance=finance
access to commercial finance=finance; investment plan=finance; investment planning=finance; bankable projects=finance
access=access; improved access=access; access to water=access; access to safe drinking water=access; universal access=access
water access=access; access to water services=access; access to water and sanitation=access+new_function
access for the poor=access+new_function; new connections=access; house connections=access; connections=access
number of connections=access; pro-poor connections=access+new_function; connections for low-income households=access+new_function
network extension=access; extension=access; service extension=access; extension of the distribution network=access
extending the network=access; coverage=access; water coverage=access; service coverage=access; increasing coverage=access
coverage of unserved areas=access; water supply coverage=access; sewer coverage=access+new_function
illegal connections and network extension=access; operating cost coverage and water coverage=access
not only NRW but network extension=access; access to piped water in informal settlements=access+new_function
enabling environment and climate resilience=environment
"""


def topics(text: str) -> list[str]:
    return [topic.strip() for topic in text.replace("\n", ";").split(";") if topic.strip()]


@pytest.mark.parametrize("topic", topics(NOTHING))
def test_words_in_other_phrases_name_nothing(topic: str) -> None:
    for spelling in (topic, topic.upper(), topic.replace("-", "\u2011"), f"NRW reduction; {topic}", f"{topic}, leak detection"):
        assert objectives_in(spelling) == {}


@pytest.mark.parametrize(("topic", "named"), [entry.split("=") for entry in topics(NAMED)])
def test_phrases_name_objectives(topic: str, named: str) -> None:
    for spelling in (
        topic,
        topic.upper(),
        topic.replace("-", "\u2011"),
        topic.replace("-", " "),
        f"NRW; {topic}",
        f"{topic}, leak detection",
    ):
        assert set(objectives_in(spelling)) == set(named.split("+"))


def test_the_topic_is_said_as_it_is_written() -> None:
    assert objectives_in("NRW;  Pro-Poor connections / GIS; slums") == {
        "access": "Pro-Poor connections",
        "new_function": "Pro-Poor connections",
    }


def test_documented_partnerships() -> None:
    """What is read of the shipped evidence: only two kinds of phrases there were misunderstood by the words in them."""
    with shipped("calibration/evidence/partnerships.csv").open(encoding="utf-8", newline="") as file:
        focuses = {row["focus"] for row in csv.DictReader(file)}
    named = {focus: set(objectives_in(focus)) for focus in focuses}
    assert named["NRW; energy; cost coverage; pro-poor"] == {"environment", "new_function"}
    assert named["commercial operations; dashboards; skills; enabling environment"] == set()
    assert named["basics; pro-poor connections"] == {"access", "new_function"}
    assert {focus for focus, names in named.items() if "access" in names} == {"pro-poor; network extension", "basics; pro-poor connections"}


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    assert set(objectives_in(text)) <= set(OBJECTIVES) - {"efficiency"}


@pytest.mark.parametrize("words", ["new ", "coverage of ", "access to water ", "illegal ", "water and sanitation and "])
def test_of_an_essay_only_the_beginning_is_read(words: str) -> None:
    """Patterns that try every split of a text would not end on a long one."""
    essay = words * 20_000
    read = objectives_in(f"{essay} slums")
    assert set(read) == set(objectives_in(essay[:400]))
    assert "new_function" not in read or "sanitation" in words
    assert set(objectives_in(f"{essay}; slums")) == {*read, "new_function"}


def test_of_many_topics_the_last_is_read() -> None:
    assert set(objectives_in("connections; " * 20_000 + "slums")) == {"access", "new_function"}
