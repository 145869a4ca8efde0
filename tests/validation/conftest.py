"""The experiments behind the stylised facts, run once for all tests."""

from __future__ import annotations

import pytest

from validation.stylised import Finding
from validation.stylised_measures import find
from validation.stylised_runs import Experiments


class Findings:
    """What the model shows of each fact; an experiment runs when the first of its numbers is asked for."""

    def __init__(self) -> None:
        self.experiments = Experiments()
        self.found: dict[int, dict[str, Finding]] = {}

    def of(self, number: int, name: str) -> Finding:
        if number not in self.found:
            self.found[number] = {finding.fact.name: finding for finding in find(self.experiments, [number])}
        return self.found[number][name]


@pytest.fixture(scope="session")
def findings() -> Findings:
    return Findings()
