"""Ask the default question under one belief after another: what is best then, and for whom; docs/beliefs.md.

    python docs/make_beliefs.py [--draws 25] [--replicates 4] [--workers 2]

Beliefs are settings of the study, and lengths of the look. Of each of six designs, paired at random, it is asked in how many draws it is
the best (replicates averaged), by people served in all, by people per euro of the funder, and by people per euro of all who pay.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from wopsim.analysis.designs import common_label
from wopsim.api import run
from wopsim.declare import Value
from wopsim.durable import write_text
from wopsim.report.numbers import PERCENT
from wopsim.rules.theories import THEORIES
from wopsim.screening import with_designs
from wopsim.study import read_study
from wopsim.study.scenario import Study

PAGE = Path(__file__).resolve().parent / "beliefs.md"


@dataclass(frozen=True)
class Belief:
    """What somebody may think.

    Parameters
    ----------
    words : for people.
    settings : what every scenario sets then; years : looked at [year], those of the study if not given.
    """

    words: str
    settings: Mapping[str, Value]
    years: int | None = None


BELIEFS = (
    Belief("as the study stands: all theories, averaged", {}),
    Belief("no rival theory (`structure: none`)", {"structure": "none"}),
    *(Belief(f"{sentence.split(':')[0].lower()} (`structure: {name}`)", {"structure": name}) for name, sentence in THEORIES.items()),
    Belief("a mentor has one partnership at a time", {"most_partnerships": 1}),
    Belief("half as many utilities apply", {"application_chance": 0.25}),
    Belief("facilitation costs EUR 30,000 a partnership", {"facilitation_cost": 30e3}),
    Belief("better practice does not make water safer", {"quality_effect": 0.0}),
    Belief("three times the money", {"budget": 30e6}),
    Belief("looked at after 8 years", {}, 8),
    Belief("looked at after 20 years", {}, 20),
    Belief("looked at after 30 years", {}, 30),
)


def designs(draws: int, replicates: int) -> Study:
    """Return the default study with one scenario of each design."""
    return dataclasses.replace(with_designs(read_study(), None), draws=draws, replicates=replicates)


def under(study: Study, belief: Belief) -> Study:
    """Return the study of somebody who holds a belief; the programme that is compared with nothing keeps no money."""
    scenarios = [dataclasses.replace(one, settings={**one.settings, **belief.settings}) for one in study.scenarios]
    scenarios[0] = dataclasses.replace(scenarios[0], settings={**scenarios[0].settings, "budget": 0.0})
    return dataclasses.replace(study, scenarios=tuple(scenarios), horizon_years=belief.years or study.horizon_years)


def amount(measures: xr.Dataset, names: tuple[str, ...]) -> np.ndarray:
    """Return (design, draw) amounts that are added up, replicates averaged."""
    total = sum(measures[name] for name in names)
    return np.asarray(total.mean("replicate").transpose("scenario", "draw").values, dtype=np.float64)


def chance_best(score: np.ndarray) -> np.ndarray:
    """Return (design,) share of draws in which a design has the highest score; equals share it. `score` is (design, draw)."""
    first = score == score.max(axis=0)
    return np.asarray((first / first.sum(axis=0)).mean(axis=1))


def standing(measures: xr.Dataset) -> dict[str, np.ndarray]:
    """Return the chances to be the best, by criterion."""
    people = amount(measures, ("people_served",))
    return {
        "in all": chance_best(people),
        "per euro of the funder": chance_best(people / amount(measures, FUNDER)),
        "per euro of all": chance_best(people / amount(measures, ALL)),
    }


def told(chances: np.ndarray, labels: list[str]) -> str:
    """Return the best design and its chance; two where the second is not clearly behind."""
    order = np.argsort(-chances)
    words = [f"{labels[k]} {PERCENT.show(float(chances[k]))}" for k in order[:2]]
    return words[0] if chances[order[0]] - chances[order[1]] > 0.3 else f"{words[0]}, {words[1]}"
