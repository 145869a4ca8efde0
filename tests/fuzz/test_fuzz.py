"""Whatever is in a file of a stranger: no traceback, no hang, no file written, no memory without end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import feeding, mutate

COUNT = {"study": 300, "world": 300, "case": 300, "store": 40}
"""Changed files of each kind; `mutate.py` feeds any number."""
ANY = {"study": 100, "world": 100, "case": 100, "store": 20}
"""Inputs of each kind that do not begin with a sound file."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fuzz")
    feeding.warm_up(made)
    return made


@st.composite
def changed(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A sound file after a few cuts, copies, swaps and insertions."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.integers(0, 40)))
        piece = draw(st.one_of(st.sampled_from(feeding.WORDS), st.binary(max_size=8), st.just(data[at:until] * 2)))
        data = data[:at] + piece + (data[until:] if draw(st.booleans()) else data[at:])
    return data


@pytest.mark.parametrize("kind", feeding.KINDS)
def test_the_seeds_are_sound(kind: str, folder: Path) -> None:
    assert [feeding.feed(kind, seed, folder) for seed in feeding.KINDS[kind][2]()] == [None] * len(feeding.KINDS[kind][2]())


@pytest.mark.parametrize("kind", feeding.KINDS)
def test_changed_files(kind: str, folder: Path) -> None:
    @settings(max_examples=COUNT[kind])
    @given(data=changed(feeding.KINDS[kind][2]()))
    def check(data: bytes) -> None:
        feeding.feed(kind, data, folder)

    check()


@pytest.mark.parametrize("kind", feeding.KINDS)
def test_any_bytes(kind: str, folder: Path) -> None:
    @settings(max_examples=ANY[kind])
    @given(data=st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(feeding.WORDS), max_size=30).map(b"".join)))
    def check(data: bytes) -> None:
        feeding.feed(kind, data, folder)

    check()


@pytest.mark.parametrize("kind", feeding.KINDS)
def test_the_command_feeds_each_kind_the_same_each_time(kind: str, folder: Path) -> None:
    number = list(feeding.KINDS).index(kind)
    once, again = (mutate.feed_many(range(number, number + 8, len(feeding.KINDS)), 1, folder) for _ in range(2))
    assert once == again
    assert sum(once.values()) == 2
    assert {word.split()[0] for word in once} == {kind}
