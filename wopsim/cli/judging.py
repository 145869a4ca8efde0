"""What all commands of a choice share: what designs are judged by, and how a study or a store is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import typer

from wopsim.cli.common import aside, draws_option, say, whole
from wopsim.cli.progress import stages
from wopsim.csv_cells import WrongCell, read_number
from wopsim.errors import WopsimError
from wopsim.limits import NUMBER, REPLICATES, exists

if TYPE_CHECKING:
    from wopsim.languages import Language
    from wopsim.results import Decision, Discovery, Result, StoredRuns
    from wopsim.study.scenario import Study

Outcome = Annotated[str, typer.Option(help="Outcome that designs are judged by.")]
Weights = Annotated[
    Path | None, typer.Option(help="CSV (outcome,weight): judge by a weighted sum of outcomes instead.", show_default=False)
]
Equity = Annotated[
    str | None,
    typer.Option(metavar="GROUP=WEIGHT,...", help="What a person counts in low_income, fragile, small_town.", show_default=False),
]
Worth = Annotated[float | None, typer.Option(help="EUR that a unit is worth: judge by net benefit.", show_default=False)]
Cost = Annotated[Literal["funder", "all"], typer.Option(help="Whose money: the funder's, or everybody's.")]
Discount = Annotated[
    bool | None, typer.Option("--discount/--no-discount", help="Later years count less, by the study's rate.", show_default=False)
]
Useful = Annotated[float, typer.Option(help="Smallest difference that matters to you, in the unit of what is judged: with --worth in EUR.")]
Against = Annotated[str | None, typer.Option(help="Design that others stand against; else the best.", show_default=False)]
Variant = Annotated[int | None, whole(NUMBER, help="Of a store with a sweep: number of the combination.", show_default=False)]
Draws = Annotated[Any, draws_option("Plausible worlds, instead of the study's draws; auto: until the choice is clear.")]
Replicates = Annotated[int | None, whole(REPLICATES, help="Replicates for each draw, instead of the study's.", show_default=False)]


WIDTH = 140
"""Of the tables where there is no terminal."""


class Tables(Protocol):
    """What writes itself into a folder."""

    def write(self, folder: str | Path) -> list[Path]:
        """Write files, and return their paths."""
        ...


@dataclass(frozen=True)
class Asked:
    """A question that was checked, before anything is run.

    Parameters
    ----------
    study : to be run, or that was run.
    name : of the study, or of its store.
    made_of : a store, or runs in memory.
    """

    study: Study
    name: str
    made_of: Literal["store", "runs"]
    _runs: StoredRuns | None
    _variant: int | None
    _against: str | None
    _judged: dict[str, Any]
    _workers: int | None

    @property
    def question(self) -> dict[str, Any]:
        """By what designs are judged, and against which they stand."""
        return {**self._judged, "against": self._against}

    def answer(self, keep: Literal["auto", "runs"] = "runs") -> tuple[Result, Decision]:
        """Run what is to be run, and return the result and the choice; `keep` as in `wopsim.run`."""
        result = self.result(keep)
        return result, result.decide(self._against, **self._judged)

    def discovery(self, better: tuple[str, str], tree: bool) -> Discovery:
        """Return where one design is better than another; of a store with a sweep, over all that is swept if no variant is named."""
        if self._runs is not None and self._variant is None:
            return self._runs.discover(better, tree=tree, **self._judged)
        return self.result("auto").discover(better, tree=tree, **self._judged)

    def result(self, keep: Literal["auto", "runs"] = "runs") -> Result:
        """Run what is to be run, and return the result; `keep` as in `wopsim.run`."""
        if self._runs is not None:
            return self._runs.result(self._variant)
        from wopsim.api import refuse_sweep, run

        refuse_sweep(self.study)
        runs = len(self.study.scenarios)
        with stages() as tell:
            result = run(self.study, self._workers, lambda done, of: tell("runs", done * runs, of * runs), keep=keep, judged=self._judged)
        for line in result.told:
            aside(line)
        return result


def ask(
    study: str, judged: dict[str, Any], against: str | None, variant: int | None, draws: int | Literal["auto"] | None,
    replicates: int | None, workers: int | None, language: Language | None = "en",
) -> Asked:  # fmt: skip
    """Return the question, every mistake in it told before anything is run.

    Arguments as the options of the commands; `language` of the study's texts as in `wopsim.StoredRuns`.
    """
    from wopsim.analysis.choice.design_decision import require_design
    from wopsim.analysis.choice.yardstick import Yardstick
    from wopsim.results import StoredRuns
    from wopsim.study.reader import read_study

    Yardstick(**judged)  # says what is wrong with it
    store = exists(Path(study) / "zarr.json")
    if store and any(given is not None for given in (draws, replicates, workers)):
        raise WopsimError("a store was run already: leave --draws, --replicates and --workers out, or name the study file.")
    if variant is not None and not store:
        raise WopsimError("--variant is for a store with a sweep; a study file has none.")
    runs = StoredRuns(study, language) if store else None
    question = runs.study if runs is not None else read_study(study, language)
    require_design(against, [scenario.name for scenario in question.scenarios[1:]])
    if runs is None:
        question = question.sized(draws, replicates)
    of_variant = "" if variant is None else f"-variant-{variant}"  # each has an answer of its own, and a folder
    name = f"{Path(study).stem}{of_variant}" if store else question.name
    return Asked(question, name, "store" if store else "runs", runs, variant, against, judged, workers)


def tell_in_folder(
    asked: Asked,
    out: Path | None,
    ending: str,
    make: Callable[[], Tables],
    as_rich: Callable[[Any], Iterable[Any]],
    more: Mapping[str, object] | None = None,
) -> None:
    """Make what was asked for, write it into a folder, and print it.

    Parameters
    ----------
    asked : the question.
    out : the folder; `wopsim-results/NAME-ENDING` if not given.
    ending : what the question is about, in one word.
    make : makes what is written; called once the folder is known to be free or to be replaced.
    as_rich : parts of it for a rich console.
    more : what else was asked, by the names of the options; earlier results of another question are told from those of the same.
    """
    from rich.console import Console

    from wopsim.analysis.result_folder import sign, what_is_replaced

    folder = out or Path("wopsim-results") / f"{asked.name}-{ending}"
    question = {**asked.question, **(more or {})}
    replaced = what_is_replaced(folder, asked.study, asked.made_of, question)
    found = make()
    written = found.write(folder)  # results first, words later
    sign(folder, asked.study, asked.made_of, question)
    Console(width=None if sys.stdout.isatty() else WIDTH).print(*as_rich(found), sep="\n")
    say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
    if replaced:
        say(replaced)


def judging(
    outcome: str, weights: Path | None, equity: str | None, worth: float | None, cost: str, discount: bool | None, useful: float = 0.0
) -> dict[str, Any]:
    """Return what designs are judged by, as `wopsim.Result.decide` takes it, from the options of the commands."""
    from wopsim.analysis.choice.weights_file import read_weights

    if worth is not None and useful:
        aside("--useful is in EUR here, because --worth is given.")
    return {
        "outcome": outcome, "weights": None if weights is None else read_weights(weights), "equity": _equity(equity),
        "worth": worth, "cost": cost, "discount": discount, "useful": useful,
    }  # fmt: skip


def _equity(text: str | None) -> dict[str, float]:
    """Read `low_income=2,fragile=2`."""
    found = {}
    for part in (text or "").split(",") if text else []:
        name, equals, number = part.partition("=")
        try:
            if not equals:
                raise WopsimError(f"--equity needs GROUP=WEIGHT, for example low_income=2,fragile=2; found {part!r}.")
            found[name.strip()] = read_number(number.strip())
        except WrongCell as wrong:
            raise WopsimError(f"--equity: the weight of {name.strip()!r} {wrong}") from None
    return found
