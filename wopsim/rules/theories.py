"""Rival theories of how partnerships work: each is a mechanism that the first model lacks, and that the evidence does not rule out.

A mechanism belongs to a theory by the declaration of its numbers (`theory=`, `strong=` of `param`): the default of each is neutral, at
which the mechanism does nothing; its prior says what is plausible; its strong value is what somebody who holds the theory would say.
"""

from __future__ import annotations

from collections.abc import Iterable

from wopsim.declare import PARAMETERS, Parameters, Value, param

THEORIES = {
    "thin_effort_fails": "Thin effort fails: days spread over years and subjects teach little, and small gains do not hold.",
    "mentoring_burdens": "Mentoring burdens: missions and reports take staff from their work, and advice can be wrong.",
    "incentives_work": "Incentives work: people try harder where money waits for results, or where the aim is their own.",
    "they_learn_anyway": "They learn anyway: utilities turn themselves round, and a programme displaces some of that.",
    "gains_relapse": "Gains relapse: new directors throw routines out, and routines without a champion erode.",
}
"""Names, and what each says in one sentence."""

DRAWN, NONE = "drawn", "none"

param("structure", DRAWN, unit="name", role="context", choices=(DRAWN, NONE, *THEORIES), source="definition",
      doc="Which theory of partnerships holds: 'drawn' averages over all, each mechanism as strong as its prior says; 'none' has none of the "
          "rival mechanisms; a theory has its own at a strong plausible value and the others neutral.")  # fmt: skip


def mechanisms(theory: str | None = None) -> dict[str, Value]:
    """Return by name the numbers that belong to a theory (None: to any), at their strong values."""
    return {name: p.strong for name, p in PARAMETERS.items() if p.strong is not None and theory in (None, p.theory)}


def neutral() -> dict[str, Value]:
    """Return by name, with the value at which each does nothing, the numbers of all mechanisms that the first model lacked."""
    return {name: one.default for name, one in PARAMETERS.items() if one.neutral}


def under_structure(p: Parameters, stated: Iterable[str]) -> Parameters:
    """Return parameters as the structure that they name has them; `stated` are names that a study sets, which stay."""
    if p.structure == DRAWN:
        return p
    neutral = {name: PARAMETERS[name].default for name in mechanisms()}
    values = {**neutral, **mechanisms(p.structure)}
    kept = set(stated)
    return p.replace(**{name: value for name, value in values.items() if name not in kept})
