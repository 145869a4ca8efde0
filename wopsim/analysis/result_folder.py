"""A folder of results belongs to one study: nothing of another study, and no file of anybody else, is overwritten in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from wopsim import limits
from wopsim.analysis.io import (
    BOXES,
    COMPARISON,
    CONTEXTS,
    DECISION,
    DECISION_TEXT,
    DIFFERENCES,
    DIFFERENCES_TEXT,
    DISCOVERY_TEXT,
    EFFECTS,
    EFFECTS_TABLE,
    INFORMATION,
    LIMITS,
    MEASURES,
    RESULTS,
    START,
    STUDY_VALUE,
    STUDY_VALUE_TEXT,
    TEXT,
    TORNADO,
    TREE,
)
from wopsim.durable import write_text
from wopsim.errors import MissingFileError, ResultError, UnreadableFileError
from wopsim.study.scenario import Study
from wopsim.study.study_text import RESULTS_SIGN

FIGURES = ("nrw_fan.png", "people_served.png", "unit_costs.png", "pilot_against_utility.png")
CHOICE_FIGURES = ("plane.png", "acceptability.png", "expected_loss.png", "regret.png", "tornado.png")
STUDY_VALUE_FIGURE = "study_value.png"
DISCOVERY_FIGURE = "discovery.png"
TRADE_OFF_FIGURE = "trade_off.png"
OURS = (
    RESULTS, MEASURES, START, COMPARISON, TEXT, DIFFERENCES, DIFFERENCES_TEXT, *FIGURES, DECISION, INFORMATION, TORNADO, DECISION_TEXT,
    *CHOICE_FIGURES, STUDY_VALUE, STUDY_VALUE_TEXT, STUDY_VALUE_FIGURE, EFFECTS, EFFECTS_TABLE, BOXES, LIMITS, CONTEXTS,
    TREE, DISCOVERY_TEXT, DISCOVERY_FIGURE, TRADE_OFF_FIGURE,
)  # fmt: skip
"""Files that are written beside the sign of whose results they are."""
Source = Literal["runs", "store"]
"""What results were made of: runs in memory, or a store of `wopsim run`."""
_OTHER = "Name another folder with --out (in Python: another folder), or move this one away."


def what_is_replaced(folder: Path, study: Study, source: Source, question: Mapping[str, object] | None = None) -> str:
    """Return a sentence on the results in a folder that those of a study will replace; empty where there are none.

    Parameters
    ----------
    folder : need not be there.
    study, source : whose results are to be written.
    question : by what designs are judged there and what else was asked, where results are an answer.

    Raises
    ------
    ResultError : in the folder are results of another study, or files that would be replaced and are nobody's results.
    """
    if not limits.exists(folder) or not folder.is_dir():
        return ""  # where none can be made, `make_folder` says why
    held = [name for name in OURS if limits.exists(folder / name)]
    try:
        sign = json.loads(limits.read_text(folder / RESULTS_SIGN, limits.STUDY_BYTES, "a sign of results"))
        title, sha, made_of = (str(sign[key]) for key in ("title", "study_sha256", "made_of"))
    except MissingFileError:
        if held:
            raise ResultError(f"{folder} holds {', '.join(held)}, and no {RESULTS_SIGN} that says of which study. {_OTHER}") from None
        return ""
    except (UnreadableFileError, ValueError, KeyError, TypeError, RecursionError):
        raise ResultError(f"{folder / RESULTS_SIGN} cannot be read, so whose results are in the folder is not known. {_OTHER}") from None
    if title != study.title:
        raise ResultError(f"{folder} holds results of another study, {title!r}; those of {study.title!r} would replace them. {_OTHER}")
    if made_of != source:
        words = {"runs": "runs in memory", "store": "a store"}
        raise ResultError(f"{folder} holds results of this study, made of {words.get(made_of, made_of)}. {_OTHER}")
    if not held:
        return ""
    same = "the same" if sha == _sha256(study) else "with other settings"
    asked = sign.get("question")
    if asked is not None and asked != _plain(question):
        same += ", asked otherwise"
    return f"Replaced: earlier results of this study ({same}) in {folder}."


def sign(folder: Path, study: Study, source: Source, question: Mapping[str, object] | None = None) -> Path:
    """Write in a folder whose results are there, and return the path of the file.

    Raises
    ------
    ResultError : it cannot be written.
    """
    about: dict[str, object] = {"title": study.title, "study_sha256": _sha256(study), "made_of": source}
    if question is not None:
        about["question"] = _plain(question)
    try:
        write_text(folder / RESULTS_SIGN, json.dumps(about, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        raise ResultError(f"cannot write to {folder}: {error.strerror or error}.") from None
    return folder / RESULTS_SIGN


def _plain(question: Mapping[str, object] | None) -> object:
    """A question as a file holds it."""
    return None if question is None else json.loads(json.dumps(question, default=str))


def _sha256(study: Study) -> str:
    return hashlib.sha256(json.dumps(study.to_dict(), sort_keys=True).encode()).hexdigest()
