"""How well what a mentor knows answers what a mentee lacks."""

from __future__ import annotations

import numpy as np

from wopsim.strategies.criteria import over_domains
from wopsim.strategies.protocols import Floats, PairingView


def topic_fit(view: PairingView) -> Floats:
    """Return the mentor's practice, weighted by what the programme is about and the mentee is weak in, (mentor, mentee) [1].

    The weight of a domain is focus x (1 - the mentee's practice). A mentee without any weakness in focus has fit 0 with all.
    With a world axis in the view, it stands in front here too.
    """
    weight = view.focus * (1.0 - view.practice)
    found = over_domains(np.multiply, weight[..., None, :, :], view.mentor_practice[..., :, None, :])
    whole = over_domains(np.positive, weight)[..., None, :]
    return np.asarray(np.divide(found, whole, out=np.zeros_like(found), where=whole > 0.0))
