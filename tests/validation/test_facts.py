"""Stylised facts 1-14: every number that the model must show lies within its tolerance.

Targets, tolerances and sources stand in validation/stylised.py; docs/stylised-facts.md shows what was measured.
"""

from __future__ import annotations

import pytest

from validation.stylised import facts


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: f"{fact.number}-{fact.name}")
def test_model_shows(findings, fact):
    finding = findings.of(fact.number, fact.name)
    if fact.known_to_fail:
        assert finding.verdict == "fails", f"{fact.what}: {finding.measured} is no failure any more; take `known_to_fail` away"
    else:
        assert finding.verdict in ("holds", "holds barely"), f"{fact.what}: {finding.measured}, must lie in {fact.low:g} to {fact.high:g}"
