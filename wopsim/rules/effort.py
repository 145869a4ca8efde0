"""M18 Effort: a mentee tries harder or less by what is at stake for it and whose aim it is; and what is paid for bends."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("effort_stake", 0.0, unit="log", role="uncertain", prior=Prior("normal", 0.2, 0.5), valid=(-3.0, 3.0), theory="incentives_work", strong=1.0,
      source="assumed; paying for performance in health: effects small, diverse, harms possible (Cochrane CD007899); contracts paid by result are reported to cut losses by 1.7 times as much, contractors chosen (World Bank PPP resource centre)",
      doc="Rise of the log of what a mentee takes up, if the whole cost waits for a result or is its own; in proportion for a part; below 0 it tries less.")
param("effort_ownership", 0.0, unit="log", role="uncertain", prior=Prior("normal", 0.1, 0.2), valid=(-2.0, 2.0), theory="incentives_work", strong=0.3,
      source="assumed; ownership and commitment at the top are named as factors of success (washdev_startup, semarang2024); methods are not what decides (Pascual Sanz 2014)",
      doc="Rise of the log of what a mentee takes up where it chose its mentor itself, and fall once the director who signed is gone.")
param("indicator_bending", 0.0, unit="1", role="uncertain", prior=Prior("normal", 0.1, 0.2), valid=(0.0, 1.0), theory="incentives_work", strong=0.3,
      source="assumed; harms of paying for performance are possible (Cochrane CD007899); 0: reports are true and nothing is left aside",
      doc="Part of a result that is not there and still reported, where money waits for it; and effort that other domains lose to the one that is looked at, per share of money that waits.")
# fmt: on


@rule
def effort_of(stake: float, at_stake: float, ownership: float, owned: float) -> float:
    """What a mentee takes up relative to one with nothing at stake [1].

    Parameters
    ----------
    stake : `effort_stake` [log]; at_stake : share of the cost that waits for a result or is the mentee's own [1].
    ownership : `effort_ownership` [log]; owned : 1 for a mentor of its own choice, less 1 for a director who did not sign.
    """
    return exp(stake * at_stake + ownership * owned)


@rule
def effort_left(bending: float, held_back: float) -> float:
    """Effort left for domains that no report looks at [1]; `held_back` is the share of money that waits for a result [1]."""
    return 1.0 - bending * held_back


@rule
def reported_result(threshold: float, bending: float) -> float:
    """Rise of practice from which a result is reported [1], where `threshold` [1] is asked for and money waits."""
    return threshold * (1.0 - bending)
