"""A pro-poor unit connects poor households: poor people connected are part of people connected, and nobody loses a connection for them."""

from __future__ import annotations

from wopsim.compile import rule


@rule
def poor_to_connect(coverage: float, ratio: float, wanted: float, poor_share: float, households: float, unserved: float) -> float:
    """Connections that bring coverage of the poor, relative to all, from `ratio` to `wanted` [connection].

    Parameters
    ----------
    coverage : of all [1]; ratio, wanted : coverage of poor households relative to all, now and as the unit aims at [1].
    poor_share : share of poor households [1].
    households : connections that everybody together would need; unserved : those that are missing [connection].
    """
    return min(unserved, poor_share * coverage * max(0.0, wanted - ratio) * households)


@rule
def ratio_when_connected(coverage: float, ratio: float, added: float, poor_share: float) -> float:
    """Coverage of the poor relative to all when only poor households were connected [1].

    Parameters
    ----------
    coverage : of all before [1]; ratio : before [1].
    added : new connections as a share of all households [1]; poor_share : share of poor households [1].
    """
    return min(1.0, (coverage * ratio + added / max(1e-9, poor_share)) / max(1e-9, coverage + added))
