"""The texts of a study in other languages: what a file says under `translations`, and the check of it."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass, field
from typing import Any

from wopsim.errors import Problem, did_you_mean
from wopsim.foreign_text import seen
from wopsim.handed_out import ReadOnly
from wopsim.languages import LANGUAGES, Language
from wopsim.study.keys import TRANSLATION
from wopsim.study.parameter_block import mapping_items
from wopsim.study.study_parts import BASELINE, Scenario
from wopsim.study.study_text import plain_text
from wopsim.study.yaml_reader import Entry, Node


@dataclass(frozen=True)
class Translation:
    """The texts of a study in one language.

    Parameters
    ----------
    title, question : for people; empty where they are not translated.
    labels : of scenarios, by name; those that are not translated are left out.
    """

    title: str = ""
    question: str = ""
    labels: AbstractMapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", ReadOnly(self.labels))

    def to_dict(self) -> dict[str, Any]:
        """Return the texts as values that JSON can hold."""
        return {"title": self.title, "question": self.question, "labels": dict(self.labels)}


def read_translations(node: Node, scenarios: AbstractSequence[Scenario], problems: list[Problem]) -> dict[Language, Translation]:
    """Return the texts of a study by language.

    Parameters
    ----------
    node : what stands under `translations`.
    scenarios : of the study, the baseline first; empty where they could not be read.
    problems : what is wrong is appended here.
    """
    known: dict[str, Language] = {language: language for language in LANGUAGES}
    found: dict[Language, Translation] = {}
    for name, entry in mapping_items(node, "translations", problems).items():
        if name in known:
            found[known[name]] = _translation(name, entry, scenarios, problems)
        else:
            wrong = f"a study has no texts in {name!r}; the languages of a brief are {', '.join(LANGUAGES)}.{did_you_mean(name, LANGUAGES)}"
            problems.append(Problem(wrong, entry.line))
    return found


def _translation(language: str, entry: Entry, scenarios: AbstractSequence[Scenario], problems: list[Problem]) -> Translation:
    where = f"translations to {language!r}"
    texts: dict[str, str] = {}
    labels: dict[str, str] = {}
    for key, part in mapping_items(entry.node, where, problems).items():
        if key == "labels":
            labels = _labels(part, where, scenarios, problems)
        elif key in TRANSLATION:
            texts[key] = plain_text(f"{key} in {where}", part.node, problems)
        else:
            wrong = f"unknown key {key!r} in {where}; known: {', '.join(TRANSLATION)}.{did_you_mean(key, TRANSLATION)}"
            problems.append(Problem(wrong, part.line))
    return Translation(**texts, labels=labels)


def _labels(entry: Entry, where: str, scenarios: AbstractSequence[Scenario], problems: list[Problem]) -> dict[str, str]:
    """Return the labels of one language by scenario; no two designs of the study may have the same in it."""
    names = [scenario.name for scenario in scenarios[1:]]
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    for name, part in mapping_items(entry.node, f"labels in {where}", problems).items():
        if name == BASELINE:
            wrong = f"labels in {where}: {BASELINE!r} is the baseline, which has its name in each language; take this line out."
            problems.append(Problem(wrong, part.line))
        elif scenarios and name not in names:
            problems.append(Problem(f"labels in {where}: there is no scenario {name!r}.{did_you_mean(name, names)}", part.line))
        else:
            found[name] = plain_text(f"label of scenario {name!r} in {where}", part.node, problems)
            lines[name] = part.line
    first: dict[str, str] = {}
    for scenario in scenarios:
        label = found.get(scenario.name) or scenario.label
        other = first.setdefault(seen(label), scenario.name)
        if other != scenario.name and {other, scenario.name} & set(lines):  # else the labels as written are alike, and are told there
            wrong = f"in {where}, scenarios {other!r} and {scenario.name!r} have the same label, {label!r}; a brief must tell them apart."
            problems.append(Problem(wrong, lines.get(scenario.name, lines.get(other))))
    return found
