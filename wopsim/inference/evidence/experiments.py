"""Controlled experiments outside water, replayed with the rules alone: what the model says they should have found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wopsim.declare import Parameters
from wopsim.rules import missions, routines, turnover
from wopsim.rules.time import QUARTER
from wopsim.streams import Floats

START, MENTOR, STAFF, MOTIVATION, AUTONOMY = 0.30, 0.90, 45.0, 0.7, 1.0
"""Practice and staff of the plants of bloom2013india, practice of their consultants, and firms that are free to act [assumed]."""


@dataclass(frozen=True)
class Support:
    """Expert-days of one domain in a quarter [day], and for how many quarters."""

    days: float
    quarters: int


INTENSIVE = Support(17.0, 2)
"""bloom2013india: about 100 consultant days in five months, over three domains."""
TWINNING = Support(3.0, 4)
"""rwanda2024hospitals: visits of peers during a year [days assumed]."""


def practice_after_support(p: Parameters, years: int = 10, support: Support = INTENSIVE) -> Floats:
    """Return practice of one domain at year ends, (year,) [1]: support from the start, then nobody.

    The rules alone, in a place shaped like the plants; the utilities of the default world have less autonomy and motivation
    and learn less.

    Parameters
    ----------
    p : parameters of learning, routines and turnover.
    years : how long to follow [year].
    support : what is given.
    """
    embedding = routines.embedding(p.institutionalisation, AUTONOMY, MOTIVATION)
    skill, capacity = START, START
    if p.institutionalisation:
        capacity = float(routines.steady_capacity(START, embedding, p.depreciation, QUARTER))
    market = turnover.market_skill(skill, capacity, p.routine_teaching)
    practice = [float(routines.practice_score(skill, capacity))]
    for quarter in range(int(years / QUARTER)):
        if quarter < support.quarters:
            absorbed = missions.absorption_of(p.absorption, p.absorption_floor, capacity, MOTIVATION, STAFF, p.counterpart_staff)
            close = missions.relationship(0.7, 1.0, p.language_barrier, 0.0, p.context_barrier, 0.0, p.distance_half, p.distance_barrier)
            share = missions.taught_share(p.teaching_rate, absorbed, close, support.days, STAFF, p.staff_scale)
            skill += float(missions.learned(MENTOR, skill, 1.0, share))
        leaving = turnover.leaving(p.turnover, p.turnover_motivation, p.turnover_skill, MOTIVATION, skill)
        recruits = turnover.recruit_skill(market, p.routine_teaching, capacity)
        skill = float(turnover.skill_after_turnover(skill, recruits, leaving, QUARTER))
        capacity = float(routines.capacity_after(capacity, skill, embedding, p.depreciation, QUARTER))
        practice.append(float(routines.practice_score(skill, capacity)))
    return np.array(practice[:: int(1 / QUARTER)])


def practice_gain(p: Parameters) -> float:
    """Return the rise of practice within two years of intensive support [1]."""
    practice = practice_after_support(p, 2)
    return float(practice[1:3].max() - practice[0])


def practice_kept(p: Parameters) -> float:
    """Return the share of that rise which is left nine years after its start [1]."""
    practice = practice_after_support(p, 9)
    return float((practice[9] - practice[0]) / max(1e-9, practice[1:3].max() - practice[0]))


def group_ratio(p: Parameters) -> float:
    """Return what a mentee learns in a group of three, relative to alone, with as many days for each of the group [1].

    A third of the days are its own; those of the others count as indirect learning.
    """
    return float(1.0 / 3.0 + 2.0 / 3.0 * p.indirect_learning)


def twinning_gain(p: Parameters) -> float:
    """Return the rise of practice after a year of light twinning [1]; the source's score is read as practice, its percent as points."""
    practice = practice_after_support(p, 1, TWINNING)
    return float(practice[1] - practice[0])


EXPERIMENTS: dict[str, Callable[[Parameters], float]] = {
    "practice_gain": practice_gain,
    "practice_kept": practice_kept,
    "group_ratio": group_ratio,
    "twinning_gain": twinning_gain,
}
"""By the name under which the calibration study states what was found."""
