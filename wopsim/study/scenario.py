"""What a study asks: scenarios on one world, over draws and replicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wopsim.declare import Value

BASELINE = "no_programme"
BASELINE_LABEL = "No programme"


@dataclass(frozen=True)
class Scenario:
    """A named programme design, optionally with a changed context.

    Parameters
    ----------
    name : identifier, unique in the study.
    label : for people, unique in the study.
    settings : values of policy and context parameters that the study sets; every other parameter has its default.
    """

    name: str
    label: str
    settings: Mapping[str, Value]


@dataclass(frozen=True)
class Study:
    """Scenarios x draws x replicates on one world. Made by `read_study`, which checks every value.

    Parameters
    ----------
    name : file name without extension.
    title, question : for people; the question may be empty.
    world : `default`, or path of a world CSV.
    seed : root of every random number, 0 to 2**64 - 1.
    draws : plausible parameter sets, at least 1.
    replicates : realisations of chance for each draw, at least 1.
    horizon_years : years that are simulated [year].
    scenarios : the first is always the baseline `no_programme`, the rest stand in the order of the file.
    path : the file that was read.
    draws_from : `posterior` (the one that ships), `prior`, or the path of a posterior CSV.
    """

    name: str
    title: str
    question: str
    world: str
    seed: int
    draws: int
    replicates: int
    horizon_years: int
    scenarios: tuple[Scenario, ...]
    path: Path
    draws_from: str = "posterior"
