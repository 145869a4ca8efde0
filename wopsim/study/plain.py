"""A study as plain values, as results and stores carry it: enough to run it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wopsim.study.scenario import Scenario, Stop, Study

_SAME = ("name", "title", "question", "world", "seed", "draws", "replicates", "horizon_years", "keep", "draws_from")


def study_as_dict(study: Study) -> dict[str, Any]:
    """Return a study as values that JSON can hold."""
    out: dict[str, Any] = {key: getattr(study, key) for key in _SAME}
    out["path"] = str(study.path)
    out["scenarios"] = [{"name": s.name, "label": s.label, "settings": dict(s.settings)} for s in study.scenarios]
    out["variants"] = [dict(variant) for variant in study.variants]
    out["stop"] = None if study.stop is None else dict(vars(study.stop))
    return out


def study_from_dict(values: dict[str, Any]) -> Study:
    """Return the study that `study_as_dict` took apart."""
    scenarios = tuple(Scenario(**scenario) for scenario in values["scenarios"])
    stop = None if values["stop"] is None else Stop(**values["stop"])
    same = {key: values[key] for key in _SAME}
    return Study(**same, path=Path(values["path"]), scenarios=scenarios, variants=tuple(values["variants"]), stop=stop)
