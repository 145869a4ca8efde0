"""Ensembles are sampled once, named by what they are of, and the same wherever they are sampled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wopsim.inference.posterior.kept_chains import Sampling, identity, sample_all
from wopsim.inference.posterior.sampler import Chains, sample_ensemble, visits
from wopsim.streams import Floats


@dataclass(frozen=True)
class Bell:
    """A normal density around a place, in the stead of a posterior."""

    names: tuple[str, ...]
    middle: Floats

    def __call__(self, scores: Floats) -> Floats:
        return np.asarray(-0.5 * np.sum((scores - self.middle) ** 2, axis=-1))


def sampling(middle: float = 0.0, seed: int = 1, **others: Any) -> Sampling:
    density: Any = Bell(("a", "b"), np.array([middle, -middle]))
    return replace(Sampling(density, seed, ensembles=2, walkers=12, steps=150, burn=50, kept=50), **others)


def run(folder: Path, *wanted: Sampling, workers: int = 1) -> tuple[list[Chains], list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    return sample_all(folder, wanted, workers, lambda done, of: told.append((done, of))), told


def test_each_posterior_gets_its_own_chains(tmp_path: Path) -> None:
    found, told = run(tmp_path, sampling(0.0), sampling(3.0))
    assert told == [(done, 4) for done in range(5)]
    assert [chains.scores.shape for chains in found] == [(2, 50, 12, 2)] * 2
    assert found[0].flat.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.4)
    assert found[1].flat.mean(axis=0) == pytest.approx([3.0, -3.0], abs=0.4)
    assert not np.array_equal(found[0].scores[0], found[0].scores[1])


def test_nothing_is_sampled_twice_and_what_is_lost_comes_back_the_same(tmp_path: Path) -> None:
    first, _ = run(tmp_path, sampling())
    files = {path: path.read_bytes() for path in sorted(tmp_path.glob("*.npz"))}
    again, told = run(tmp_path, sampling())
    assert told == [(2, 2)]
    next(iter(files)).unlink()
    mended, told = run(tmp_path, sampling())
    assert told == [(1, 2), (2, 2)]
    for chains in (again, mended):
        np.testing.assert_array_equal(chains[0].scores, first[0].scores)
        np.testing.assert_array_equal(chains[0].density, first[0].density)
        assert (chains[0].tau, chains[0].accepted) == (first[0].tau, first[0].accepted)


def test_visits_are_those_of_the_first_ensemble() -> None:
    one = sampling()
    arguments = {"walkers": 12, "steps": 60, "burn": 20, "kept": 10}
    ensemble = sample_ensemble(one.density, 2, 5, 0, **arguments)
    np.testing.assert_array_equal(visits(one.density, 2, 5, **arguments), ensemble.scores.reshape(-1, 2))


@pytest.mark.parametrize("other", [{"seed": 2}, {"steps": 151}, {"kept": 49}, {"middle": 1e-9}])
def test_whatever_is_not_the_same_has_another_name(other: dict[str, Any]) -> None:
    assert identity(sampling()) == identity(sampling())
    assert identity(sampling(**other)) != identity(sampling())


def test_order_counts_only_where_there_is_one() -> None:
    assert identity({"a": 1, "b": 2}, {"x", "y"}) == identity({"b": 2, "a": 1}, {"y", "x"})
    assert identity((1, 2)) != identity((2, 1))
    assert identity(np.arange(4)) != identity(np.arange(4).reshape(2, 2))
    assert identity("ab", "c") != identity("a", "bc")
