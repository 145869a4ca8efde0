"""Views in which nothing differs but what a test names."""

from __future__ import annotations

import numpy as np

import wopsim.declared
from wopsim.declare import Parameters
from wopsim.strategies.protocols import FUNDING, PAIRING, FundingView, PairingView

assert wopsim.declared


def pairing_view(places, mentees, **columns):
    """A view of mentors with `places` and mentees all alike and known to each other, but for `columns`."""
    mentors = len(places)
    both = (mentors, mentees)
    whole = {
        "reported_nrw": np.zeros(mentees),
        "coverage": np.ones(mentees),
        "occr": np.ones(mentees),
        "supply_hours": np.full(mentees, 24.0),
        "practice": np.full((mentees, 3), 0.3),
        "motivation": np.full(mentees, 0.5),
        "mentor_practice": np.full((mentors, 3), 0.7),
        "mentor_motivation": np.full(mentors, 0.5),
        "mentor_coverage": np.ones(mentors),
        "former_mentee": np.zeros(mentors, dtype=bool),
        "free_places": np.array(places),
        "distance": np.full(both, 1000.0),
        "same_language": np.ones(both, dtype=bool),
        "unlike": np.zeros(both),
        "known": np.ones(both, dtype=bool),
        "predicted_gain": np.full(both, 0.1),
        "planned_cost": np.full(both, 1e5),
        "focus": np.array([0.5, 0.25, 0.25]),
    }
    for name, values in columns.items():
        whole[name] = np.array(values, dtype=whole[name].dtype)
    return PairingView(**whole)


def pairs_of(name, view, slots, u, **settings):
    return PAIRING.create(name).pair(view, slots, np.array(u, dtype=float), Parameters(**settings)).tolist()


def funding_view(planned_cost, **columns):
    """A view of pairs all alike, but for their costs and `columns`."""
    count = len(planned_cost)
    whole = {
        "upfront_cost": np.zeros(count),
        "reported_nrw": np.zeros(count),
        "coverage": np.ones(count),
        "occr": np.ones(count),
        "supply_hours": np.full(count, 24.0),
        "motivation": np.full(count, 0.5),
        "practice": np.full((count, 3), 0.3),
        "autonomy": np.full(count, 0.5),
        "cash": np.zeros(count),
        "population_served": np.full(count, 1e5),
    }
    whole.update({name: np.array(values, dtype=float) for name, values in columns.items()})
    return FundingView(planned_cost=np.array(planned_cost, dtype=float), **whole)


def offers_of(name, view, money, u=None, **settings):
    numbers = np.linspace(0.1, 0.9, view.planned_cost.size) if u is None else np.array(u, dtype=float)
    return FUNDING.create(name).fund(view, money, numbers, Parameters(**settings))
