"""What every ordered pair of utilities has in common: distance, language, likeness of context."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wopsim.engines.pairs import contexts_of, unlike
from wopsim.streams import Floats

EARTH_RADIUS = 6371.0  # km


@dataclass(frozen=True)
class Pairs:
    """Constant tables over ordered pairs of utilities, (utility, utility).

    Parameters
    ----------
    distance : great-circle distance [km].
    same_language : 1 where both work in the same language, else 0.
    unlike : difference of contexts [1]: mean of the steps between size classes and between income groups, 0 to 1.
    """

    distance: Floats
    same_language: Floats
    unlike: Floats


def pair_tables(
    latitude: Floats, longitude: Floats, language: npt.NDArray[np.str_], size_class: npt.NDArray[np.str_], income: npt.NDArray[np.str_]
) -> Pairs:
    """Return the pair tables of utilities, all (utility,); coordinates in degrees."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    half = (
        np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat)[None, :] * np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    )
    size, wealth = contexts_of(size_class, income)
    return Pairs(
        distance=2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1))),
        same_language=(language[:, None] == language[None, :]).astype(np.float64),
        unlike=unlike(size[:, None], size[None, :], wealth[:, None], wealth[None, :]),
    )
