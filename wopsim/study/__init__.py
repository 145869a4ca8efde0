"""Study files: what a donor asks, as scenarios on a world."""

from wopsim.study.reader import read_study
from wopsim.study.scenario import Scenario, Study

__all__ = ["Scenario", "Study", "read_study"]
