"""Results as users hold them: what runs say, printed, drawn and asked; of runs in memory and of runs in a store."""

from __future__ import annotations

from wopsim.results.one_result import Result
from wopsim.results.shown_comparison import Comparison, Differences
from wopsim.results.shown_decision import Decision
from wopsim.results.shown_discovery import Discovery
from wopsim.results.shown_study_value import StudyValue
from wopsim.results.stored_runs import StoredRuns

__all__ = ["Comparison", "Decision", "Differences", "Discovery", "Result", "StoredRuns", "StudyValue"]
