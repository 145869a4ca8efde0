"""What a study asks: scenarios on one world, over draws and replicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wopsim.declare import Value
from wopsim.errors import Problem, StudyError, did_you_mean
from wopsim.handed_out import ReadOnly
from wopsim.languages import Language
from wopsim.limits import AUTO, MOST_RUNS
from wopsim.readings import Readings
from wopsim.study.draws import PRIORS, SHIPPED
from wopsim.study.key_reader import check_one_structure, read_keys, read_number
from wopsim.study.keys import FIRST_DRAWS, NUMBERS
from wopsim.study.parameter_block import Setting
from wopsim.study.python_tree import FROM_PYTHON, NO_LINE, entries, node_of, rows_of_table
from wopsim.study.scenario_reader import read_scenarios
from wopsim.study.study_html import study_html
from wopsim.study.study_parts import BASELINE as BASELINE
from wopsim.study.study_parts import BASELINE_LABEL as BASELINE_LABEL
from wopsim.study.study_parts import Sampled, Scenario, Stop, Stored
from wopsim.study.sweep_reader import read_sweep
from wopsim.study.translations import Translation
from wopsim.study.variants import base_of, shared_settings, wrong_variants

if TYPE_CHECKING:
    import pandas as pd

_PLAIN = ("name", "title", "question", "world", "seed", "draws", "replicates", "horizon_years", "keep", "draws_from", "readings")
"""Fields of a study that JSON holds as they are."""


@dataclass(frozen=True, init=False)
class Study:
    """Scenarios x draws x replicates on one world: made by `read_study` of a file, or from Python with the keys of a file.

    >>> from wopsim import Study
    >>> study = Study(title="Need or chance", base={"budget": 1e6}, scenarios={"by_need": {"set": {"pairing": "by_need"}}})

    Both are checked alike. Paths are made absolute, so that a study is the same wherever the process stands later.

    Parameters
    ----------
    title, question : for people; the question may be empty.
    scenarios : as in a file: by name, a mapping with `label`, `overrides` and `set`, or a list of overrides; the baseline `no_programme`
        is added in front. Or the scenarios of another study as they are, the baseline first.
    world : `default`, or path of a world CSV.
    seed : root of every random number, 0 to 2**64 - 1.
    draws : plausible parameter sets, at least 1; or `auto`: as many as make the choice clear (`until_clear`).
    replicates : realisations of chance for each draw, at least 1.
    horizon_years : years that are simulated [year].
    draws_from : `posterior` (the one that ships), `prior`, or the path of a posterior CSV.
    base, overrides, structure, sweep : as in a file; what `base` holds is then part of each scenario, and `sweep` stands in `variants`.
    keep : what a store of the study holds, see `wopsim.study.keys.STORED`.
    stop : when enough replicates were run, as in a file; None runs exactly `replicates`.
    readings : what a stated value of the world says of the truth, see `wopsim.readings.READINGS`; None as `read_world` has it.
    translations : the texts in other languages, as in a file; see `in_language`.
    name : of stores and folders of results; of a file, its name without extension.
    path : the file that was read; None where the study comes from Python.
    variants : combinations of swept values, each of the same parameters; empty where nothing is swept.
    until_clear : whether `draws` and `replicates` only begin, and more are added until the choice is clear.
    sampled : how the variants were sampled, where sensitivity can be read from them.
    others : told as what a file has too much.

    Raises
    ------
    StudyError : everything that is wrong.
    """

    name: str
    title: str
    question: str
    world: str
    seed: int
    draws: int
    replicates: int
    horizon_years: int
    scenarios: tuple[Scenario, ...]
    path: Path | None
    draws_from: str
    variants: tuple[Mapping[str, Value], ...]
    keep: Stored
    stop: Stop | None
    readings: Readings | None
    sampled: Sampled | None
    until_clear: bool
    translations: Mapping[Language, Translation]

    def __init__(
        self,
        *,
        title: str,
        scenarios: Mapping[str, Any] | Sequence[Scenario],
        question: str = "",
        world: str | Path = "default",
        seed: int = NUMBERS["seed"].default,
        draws: int | Literal["auto"] = NUMBERS["draws"].default,
        replicates: int = NUMBERS["replicates"].default,
        horizon_years: int = NUMBERS["horizon_years"].default,
        draws_from: str | Path = SHIPPED,
        base: Mapping[str, Any] | None = None,
        overrides: Mapping[str, Any] | None = None,
        structure: str | None = None,
        sweep: Mapping[str, Any] | None = None,
        keep: Stored = "scenario",
        stop: Stop | Mapping[str, Any] | None = None,
        readings: Readings | None = None,
        translations: Mapping[Any, Any] | None = None,
        name: str = "study",
        path: str | Path | None = None,
        variants: Sequence[Mapping[str, Value]] = (),
        sampled: Sampled | None = None,
        until_clear: bool = False,
        **others: Any,
    ) -> None:
        fields: dict[str, Any] = {
            "title": title, "question": question, "world": world, "seed": seed, "draws": draws, "replicates": replicates,
            "horizon_years": horizon_years, "draws_from": draws_from, "keep": keep, "stop": stop, "readings": readings,
        }  # fmt: skip
        file_only = {"base": base, "overrides": overrides, "structure": structure, "sweep": sweep, **others}
        file_only = {key: value for key, value in file_only.items() if value is not None}
        problems: list[Problem] = []
        if isinstance(scenarios, Mapping):
            fields = _as_of_a_file(fields | file_only | {"scenarios": scenarios, "translations": translations}, problems)
        else:
            fields["translations"] = translations or {}
            unread = ["translations"] if any(not isinstance(one, Translation) for one in fields["translations"].values()) else []
            problems += [Problem(f"{key!r} needs scenarios by name, as in a study file.") for key in (*file_only, *unread)]
            fields["until_clear"] = until_clear or draws == AUTO
            fields["draws"] = FIRST_DRAWS if draws == AUTO else draws
            numbers = entries({key: fields[key] for key in NUMBERS}, problems)
            fields |= {key: read_number(key, entry, problems) for key, entry in numbers.items()}
            fields |= {"scenarios": tuple(scenarios), "variants": tuple(variants), "sampled": sampled}
            problems += wrong_variants(fields["variants"], fields["scenarios"], sampled)
        if problems:
            raise StudyError(FROM_PYTHON, problems)
        fields["world"] = fields["world"] if fields["world"] == "default" else str(Path(fields["world"]).absolute())
        if fields["draws_from"] not in (SHIPPED, PRIORS):
            fields["draws_from"] = str(Path(fields["draws_from"]).absolute())
        fields["translations"] = ReadOnly(fields["translations"])
        for key, value in {**fields, "name": name, "path": None if path is None else Path(path).absolute()}.items():
            object.__setattr__(self, key, value)
        if isinstance(scenarios, Mapping) and self.runs > MOST_RUNS:
            raise StudyError(FROM_PYTHON, [Problem(too_many_runs(self))])

    @property
    def source(self) -> str:
        """The file that was read; or that the study comes from Python."""
        return FROM_PYTHON if self.path is None else str(self.path)

    def with_scenario(self, name: str, set: Mapping[str, Any] | None = None, label: str | None = None, like: str | None = None) -> Study:
        """Return the study with one scenario more, checked as in a file.

        Parameters
        ----------
        name : identifier, not yet in the study.
        set : values of parameters, over those that all scenarios of the study share.
        label : for people; made of the name if not given.
        like : scenario whose values it starts from instead.

        Raises
        ------
        StudyError : what is wrong with it.
        """
        problems: list[Problem] = []
        known = {scenario.name: scenario for scenario in self.scenarios}
        if name in known:
            problems.append(Problem(f"the study has a scenario {name!r} already; take another name."))
        if like is not None and (like not in known or like == BASELINE):
            problems.append(Problem(f"there is no scenario {like!r} to start from.{did_you_mean(like, list(known)[1:])}"))
        if problems:
            raise StudyError(FROM_PYTHON, problems)
        shared = shared_settings(self.scenarios[1:]) if like is None else known[like].settings
        tree = {"set": set or {}} | ({} if label is None else {"label": label})
        node = node_of({name: tree}, problems)
        found = read_scenarios(node, {key: Setting(value, NO_LINE) for key, value in shared.items()}, {}, problems, self.scenarios[1:])
        check_one_structure((*self.scenarios, *found[1:]), problems)
        if problems:
            raise StudyError(FROM_PYTHON, problems)
        return replace(self, scenarios=(*self.scenarios, *found[1:]))

    def sweep(self, values: pd.DataFrame | Mapping[str, Any]) -> Study:
        """Return the study with a sweep, in place of the one that it may have; for `ws.sweep`, which runs it into a store.

        Parameters
        ----------
        values : a table with a row for each combination and a column for each parameter; or what a study file has under `sweep`.

        Raises
        ------
        StudyError : what is wrong with it, or too many runs.
        """
        problems: list[Problem] = []
        tree = node_of({"list": rows_of_table(values, problems)} if hasattr(values, "columns") else values, problems)
        found = read_sweep(tree, self.scenarios, base_of(self.scenarios), self.seed, Path(), problems)
        if problems:
            raise StudyError(FROM_PYTHON, problems)
        swept = replace(self, variants=found.variants, sampled=found.sampled)
        if swept.runs > MOST_RUNS:
            raise StudyError(FROM_PYTHON, [Problem(too_many_runs(swept))])
        return swept

    def sized(self, draws: int | Literal["auto"] | None, replicates: int | None) -> Study:
        """Return the study with other draws and replicates; None leaves its own."""
        auto = draws == AUTO or (draws is None and self.until_clear)
        number = FIRST_DRAWS if auto else int(draws or self.draws)
        return replace(self, draws=number, replicates=replicates or self.replicates, until_clear=auto)

    def require_settled(self) -> None:
        """Check that the study says how many draws there are and what designs promise, for whatever cannot find it out.

        Raises
        ------
        StudyError : `draws` is `auto`, or a scenario has `spend: all`.
        """
        open_ = [scenario.name for scenario in self.scenarios if scenario.spend_all]
        if open_:
            words = "is for `wopsim compare` and the commands of a choice, which say what it promises; here, write that as its budget."
            raise StudyError(self.source, [Problem(f"'spend: all' of scenario {name!r} {words}") for name in open_])
        if self.until_clear:
            raise StudyError(
                self.source, [Problem(f"'draws: {AUTO}' is for `wopsim compare` and the commands of a choice; here, say how many draws.")]
            )

    def require_baseline(self) -> None:
        """Check that there is something to compare.

        Raises
        ------
        StudyError : the first scenario is not the baseline, or stands alone.
        """
        names = [scenario.name for scenario in self.scenarios]
        if names[:1] != [BASELINE] or len(names) < 2:
            listed = ", ".join(names) or "none"
            raise StudyError(
                self.source, [Problem(f"the scenarios must be {BASELINE!r}, and at least one to compare with it; they are: {listed}.")]
            )

    @property
    def most_replicates(self) -> int:
        """Replicates that there can be: those of the study, or as many as stopping allows."""
        return self.replicates if self.stop is None else self.stop.most_replicates

    @property
    def runs(self) -> int:
        """How many runs there can be: every scenario at every combination of swept values, draw and replicate."""
        return max(len(self.variants), 1) * len(self.scenarios) * self.draws * self.most_replicates

    def at(self, variant: int) -> Study:
        """Return the study at one combination of swept values (its number), which overlay every scenario; it sweeps no more.

        The baseline stays without money, whatever is swept.
        """
        if not self.variants:
            return self
        return self.under(self.variants[variant])

    def under(self, values: Mapping[str, Value]) -> Study:
        """Return the study with these values over those of every scenario, and without a sweep; the baseline stays without money."""
        scenarios = [replace(scenario, settings={**scenario.settings, **values}) for scenario in self.scenarios]
        scenarios[0] = replace(scenarios[0], settings={**scenarios[0].settings, "budget": 0.0})
        return replace(self, scenarios=tuple(scenarios), variants=(), sampled=None, stop=None)

    def in_language(self, language: Language) -> Study:
        """Return the study with its texts in a language, and in no other; what is not translated into it stays as it is written."""
        if not self.translations:
            return self
        said = self.translations.get(language, Translation())
        scenarios = tuple(replace(one, label=said.labels.get(one.name, one.label)) for one in self.scenarios)
        title, question = said.title or self.title, said.question or self.question
        return replace(self, title=title, question=question, scenarios=scenarios, translations={})

    def retitled(self, more: str) -> Study:
        """Return the study with something more behind its title, in every language in which it has one."""
        said = {key: replace(one, title=one.title + more) if one.title else one for key, one in self.translations.items()}
        return replace(self, title=self.title + more, translations=said)

    def is_all_in(self, language: Language) -> bool:
        """Whether every text of the study is translated into a language."""
        return not self.not_in(language)

    def not_in(self, language: Language) -> list[str]:
        """Return the texts that are not translated into a language: `title`, `question`, and `label of ...` each scenario."""
        said = self.translations.get(language, Translation())
        texts = ["title"] * (not said.title) + ["question"] * bool(self.question and not said.question)
        return texts + [f"label of {scenario.name!r}" for scenario in self.scenarios[1:] if scenario.name not in said.labels]

    def _repr_html_(self) -> str:
        swept = {"Swept": f"{len(self.variants):,} combinations of {', '.join(self.variants[0])}"} if self.variants else {}
        size = {
            "Runs": f"{self.runs:,}: {len(self.scenarios)} scenarios x {self.draws:,} draws x {self.most_replicates:,} replicates",
            **swept,
            "Years": str(self.horizon_years), "World": self.world, "Draws from": self.draws_from, "Seed": str(self.seed),
            "Made": self.source,
        }  # fmt: skip
        return study_html(self.title, self.question, size, self.scenarios)

    def to_dict(self) -> dict[str, Any]:
        """Return the study as values that JSON can hold, as results and stores carry it: enough to run it again."""
        out: dict[str, Any] = {key: getattr(self, key) for key in _PLAIN}
        out["path"] = None if self.path is None else str(self.path)
        out["scenarios"] = [scenario.to_dict() for scenario in self.scenarios]
        out["variants"] = [dict(variant) for variant in self.variants]
        out["stop"] = None if self.stop is None else dict(vars(self.stop))
        if self.sampled is not None:
            out["sampled"] = dict(vars(self.sampled))
        if self.until_clear:
            out["until_clear"] = True
        if self.translations:
            out["translations"] = {language: said.to_dict() for language, said in self.translations.items()}
        return out

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Study:
        """Return the study that `to_dict` took apart."""
        scenarios = tuple(Scenario(**scenario) for scenario in values["scenarios"])
        stop = None if values["stop"] is None else Stop(**values["stop"])
        sampled = None if values.get("sampled") is None else Sampled(**values["sampled"])
        plain = {key: values[key] for key in _PLAIN}
        translations = {language: Translation(**said) for language, said in values.get("translations", {}).items()}
        return cls(
            **plain, path=values["path"], scenarios=scenarios, variants=tuple(values["variants"]), stop=stop, sampled=sampled,
            until_clear=values.get("until_clear", False), translations=translations,
        )  # fmt: skip


def too_many_runs(study: Study, most: int = MOST_RUNS) -> str:
    """Return what to tell of a study with more runs than `most`."""
    return f"the study has {study.runs:,} runs; it may have {most:,}. Take fewer draws, replicates, scenarios or swept values."


def _as_of_a_file(keys: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Return the fields of a study from the keys of a file."""
    keys = {key: value for key, value in keys.items() if value is not None and not (key == "question" and value == "")}
    if isinstance(keys.get("stop"), Stop):
        keys["stop"] = {key: value for key, value in vars(keys["stop"]).items() if value is not None}
    return read_keys(entries(keys, problems), Path(), problems)
