"""What was compared, in a few sentences: without its conditions nobody can judge by an answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.report.brief.brief_designs import IN_WORDS, who_may
from wopsim.strategies.design import LISTS, names_in

if TYPE_CHECKING:
    from wopsim.analysis.study_conditions import Constraint, StudyConditions
    from wopsim.report.brief.brief_language import Phrases
    from wopsim.study.scenario import Study

_MOST_NAMES, _MOST_DESIGNS = 5, 2
"""Names of a list, and designs that are named together."""
_MOST_LETTERS, _MOST_IN_ALL = 60, 500
"""Of a name, and of all constraints: more do not fit two pages."""


def conditions_in_words(found: StudyConditions, study: Study, runs: int, phrases: Phrases, named: Callable[[str], str]) -> list[str]:
    """Return one sentence on the comparison, one for each set of designs with constraints of its own, one on what else is set.

    Parameters
    ----------
    found : the conditions.
    study : that was run.
    runs : of each design.
    phrases : of the language.
    named : makes the label of a design of its identifier.
    """
    return _Sentences(found, study, runs, phrases, named).all()


class _Sentences:
    def __init__(self, found: StudyConditions, study: Study, runs: int, phrases: Phrases, named: Callable[[str], str]) -> None:
        self.found, self.study, self.runs, self.phrases, self.named = found, study, runs, phrases, named

    def all(self) -> list[str]:
        sentences = [self.constrained(designs, constraints) for designs, constraints in self.found.constraints.items()]
        short = [len(" ".join(sentences[: place + 1])) <= _MOST_IN_ALL for place in range(len(sentences))]
        said = [self.compared(), self.say("counted"), *sentences[: sum(short)]]
        if not all(short):
            said.append(self.say("rest", file=self.file()))
        further = [name for name in self.found.further if name not in IN_WORDS]
        if further:
            said.append(self.say("further", count=len(further), file=self.file()))
        return said

    def say(self, key: str, **values: object) -> str:
        return self.phrases.say("conditions", key, **values)

    def compared(self) -> str:
        world, designs = self.study.world, len(self.study.scenarios) - 1
        where = self.say("shipped") if world == "default" else self.say("own", name=self.short(Path(world).name, Path(world).suffix))
        return self.say(
            "text" if designs > 1 else "text_one",
            designs=designs,
            budget=self.phrases.say("layout", "price", said=self.span(*self.found.budgets)),
            years=self.span(*self.found.programme_years),
            years_after=self.phrases.counted("time", "years", self.study.horizon_years),
            open=self.open_to(),
            world=where,
            runs=self.phrases.whole(self.runs),
        )

    def open_to(self) -> str:
        """How many utilities may apply, and in which designs fewer may, by what these set of who may."""
        fewest, most = (self.phrases.whole(one) for one in self.found.open_to)
        least = self.found.open_least
        if not least:
            return most
        why = who_may(least, self.study, self.phrases)
        one = len(least) == 1
        whose = self.say("open_one", name=self.quoted(least[0])) if one else self.say("open_some", count=len(least))
        return self.say("open_least", most=most, fewest=fewest, whose=f"{whose} ({why})" if why else whose)

    def quoted(self, design: str) -> str:
        return self.say("named", name=self.named(design))

    def span(self, low: float, high: float) -> str:
        least, most = self.phrases.whole(low), self.phrases.whole(high)
        return least if least == most else self.say("span", low=least, high=most)

    def constrained(self, designs: tuple[str, ...], constraints: tuple[Constraint, ...]) -> str:
        said = self.phrases.words["conditions"]["joined"].join(self.constraint(one) for one in constraints)
        if len(designs) == len(self.study.scenarios) - 1:
            return self.say("all" if len(designs) > 1 else "all_one", said=said)
        if len(designs) > _MOST_DESIGNS:
            return self.say("many", count=len(designs), said=said)
        return self.say("some", designs=", ".join(map(self.quoted, designs)), said=said)

    def constraint(self, one: Constraint) -> str:
        """A constraint, and of a quota whether it was kept."""
        if one.kind in LISTS:
            names = self.phrases.places(one.kind, names_in(str(one.value)))
            return self.say(one.kind, names=self.names(names))
        if one.kind == "comes_first":
            return self.say("comes_first", group=self.phrases.words["groups"][one.value])
        if one.kind == "later_share":
            return self.say("later_share", value=self.percent(one.value), year=one.of)
        if one not in self.found.kept:
            return self.say(one.kind, value=one.value)
        group = self.phrases.words["groups"][one.kind.removeprefix("quota_")]
        quota, kept = self.say(f"quota_of_{one.of}", value=self.percent(one.value), group=group), self.found.kept[one]
        if not kept.runs:
            return quota
        runs = {"missed": self.phrases.whole(kept.missed), "runs": self.phrases.whole(kept.runs)}
        missed = "missed" if kept.runs <= self.runs else "missed_together"
        came = self.say(missed if kept.missed else "kept", **runs)
        return f"{quota} ({came})"

    def percent(self, share: object) -> str:
        return self.phrases.exact(float(f"{100 * float(str(share)):.3g}"))

    def names(self, names: list[str]) -> str:
        said = ", ".join(self.short(name, "…") for name in names[:_MOST_NAMES])
        return self.say("names_more", names=said, more=len(names) - _MOST_NAMES) if len(names) > _MOST_NAMES else said

    def file(self) -> str:
        path = self.study.path
        return self.say("python") if path is None else self.say("file", name=self.short(path.name, path.suffix))

    def short(self, text: str, instead: str) -> str:
        return self.phrases.written(text, instead, _MOST_LETTERS)
