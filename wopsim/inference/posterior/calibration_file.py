"""The calibration study: which evidence is used and how, which parameters move, how long everything runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wopsim import limits
from wopsim.data import shipped
from wopsim.declare import PARAMETERS
from wopsim.errors import Problem, StudyError, UnreadableFileError, did_you_mean
from wopsim.study.yaml_reader import Mapping, describe, line_of, load, plain

DEFAULT = "calibration/study.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """How something is read in what a row notes.

    Parameters
    ----------
    any_of : one of these words stands in its note or in the name of its programme.
    but_not : unless one of these stands there too, as of works that came later.
    """

    any_of: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()


class Partnerships(_Strict):
    """Rows of partnerships.csv.

    Parameters
    ----------
    leave_out : usable rows that are not used, with the reason.
    with_capital : how a row says that large works went on beside the partnership; all rows of its case are run with them.
    gains : rows that state a gain without levels, with the cells in which they are read differently.
    """

    leave_out: dict[str, str] = {}
    with_capital: Words = Words()
    gains: dict[str, dict[str, float | str]] = {}


class Comparators(_Strict):
    """Rows of comparators.csv: single utilities, means of many, and those that are left out, with the reason."""

    utilities: tuple[str, ...] = ()
    averages: tuple[str, ...] = ()
    leave_out: dict[str, str] = {}


class Target(_Strict):
    """A figure from elsewhere.

    Parameters
    ----------
    value : what was found; spread : its standard error, in the same unit.
    transfer : how far a utility may differ from where it was found, as a share of the value: the discount.
    row : of the evidence.
    sets_prior_of : parameters whose priors were set by it; then it is not counted once more as evidence.
    """

    value: float
    spread: float = Field(gt=0.0)
    transfer: float = Field(ge=0.0)
    row: str
    sets_prior_of: tuple[str, ...] = ()


class Background(_Strict):
    """Estimates of the panels.

    Parameters
    ----------
    between_countries : of each parameter that is evidence, the standard deviation of the half-normal prior of that between
        countries, on the scale of its estimate.
    """

    between_countries: dict[str, Annotated[float, Field(gt=0.0)]] = {}


class Bank(_Strict):
    """Runs of all cases: sets of parameters from the prior, seeds (24 versions of a case each), sets added near the posterior."""

    points: int = Field(2048, ge=64)
    seeds: int = Field(3, ge=1, le=64)
    refine: int = Field(512, ge=0)


class Sampler(_Strict):
    """The affine-invariant ensembles: how many, walkers in each, steps, and how many of these are thrown away first."""

    ensembles: int = Field(4, ge=2)
    walkers: int = Field(160, ge=8)
    steps: int = Field(6000, ge=10)
    burn: int = Field(2000, ge=0)


class Checks(_Strict):
    """Size of the checks.

    Parameters
    ----------
    data_sets, steps : synthetic data sets for simulation-based calibration, and steps of each of their chains.
    run_sets, run_seeds : synthetic data sets whose reports are those of single runs and not of the emulator, and seeds of 24 versions
        of each case among which these are picked.
    visits : of the posterior, by which rival mechanisms are weighed.
    direct : draws of the posterior at which cases are run without the emulator.
    ranking_draws, ranking_replicates : of the default study under each posterior.
    """

    data_sets: int = Field(200, ge=2)
    steps: int = Field(800, ge=10)
    run_sets: int = Field(48, ge=2)
    run_seeds: int = Field(4, ge=1, le=64)
    visits: int = Field(8000, ge=10)
    direct: int = Field(128, ge=8)
    ranking_draws: int = Field(40, ge=2)
    ranking_replicates: int = Field(4, ge=1)


class CalibrationStudy(_Strict):
    """Everything a calibration is told; `shared` names rows of one place or document. See the comments of `calibration/study.yaml`."""

    title: str
    seed: int = Field(1, ge=0, lt=2**63)
    partnerships: Partnerships = Partnerships()
    comparators: Comparators = Comparators()
    shared: dict[str, tuple[str, ...]] = {}
    experiments: dict[str, Target] = {}
    programmes: dict[str, Target] = {}
    background: Background = Background()
    parameters: tuple[str, ...]
    bank: Bank = Bank(points=2048, seeds=3, refine=512)
    sampler: Sampler = Sampler(ensembles=4, walkers=160, steps=6000, burn=2000)
    checks: Checks = Checks(
        data_sets=400, steps=800, run_sets=48, run_seeds=4, visits=8000, direct=128, ranking_draws=40, ranking_replicates=4
    )  # fmt: skip
    draws: int = Field(1000, ge=10, le=100_000)

    @property
    def seeds(self) -> list[int]:
        """Seeds of the bank's versions."""
        return [self.seed + number for number in range(self.bank.seeds)]


@dataclass(frozen=True)
class Loaded:
    """A study and the text it was read from."""

    study: CalibrationStudy
    path: Path
    text: str = field(repr=False)


def read_calibration(path: str | Path = DEFAULT) -> Loaded:
    """Read a calibration study (YAML).

    Raises
    ------
    StudyError : every problem of the file with its line.
    """
    import wopsim.declared  # noqa: F401  (declares every parameter)

    place = shipped(DEFAULT) if str(path) == DEFAULT else Path(path)
    try:
        text = limits.read_text(place, limits.STUDY_BYTES, f"a calibration study such as {DEFAULT}")
    except UnreadableFileError as error:
        raise StudyError(str(path), [error.problem]) from None
    tree, problems = load(text)
    if problems:
        raise StudyError(str(path), problems)
    if not isinstance(tree, Mapping):
        found = "nothing" if tree is None else describe(tree)
        raise StudyError(str(path), [Problem(f"the file holds {found}; a calibration study holds keys with values, as in {DEFAULT}.")])
    try:
        study = CalibrationStudy.model_validate(plain(tree))
    except ValidationError as error:
        raise StudyError(str(path), _problems(tree, error)) from error
    drawn = [name for name, declared in PARAMETERS.items() if declared.drawn]
    wrong = [name for name in study.parameters if name not in drawn]
    if wrong:
        line = line_of(tree, ("parameters",))
        problems = [Problem(f"{name!r} is no parameter that is drawn.{did_you_mean(name, drawn)}", line) for name in wrong]
        raise StudyError(str(path), problems)
    return Loaded(study, place, text)


_WORDS = {"extra_forbidden": "unknown key", "missing": "is missing"}
"""What a person would call it, by the library's name of a mistake."""


def _problems(tree: Mapping, error: ValidationError) -> list[Problem]:
    """Return what is wrong with the values of a file."""
    if "scenarios" in tree.items:
        return [Problem(f"this is a study of programmes, for `wopsim compare`; a calibration study is one like {DEFAULT}.")]
    return [
        Problem(f"{'.'.join(map(str, one['loc']))}: {_WORDS.get(one['type'], one['msg'])}.", line_of(tree, one["loc"]))
        for one in error.errors()
    ]


def shortened(loaded: Loaded) -> Loaded:
    """Return the study with few runs and steps: everything happens, and nothing may be believed."""
    small = {
        "bank": Bank(points=64, seeds=1, refine=16),
        "sampler": Sampler(ensembles=2, walkers=8, steps=100, burn=20),
        "checks": Checks(data_sets=4, steps=40, run_sets=2, run_seeds=1, visits=200, direct=8, ranking_draws=2, ranking_replicates=1),
        "draws": 100,
    }
    return Loaded(loaded.study.model_copy(update=small), loaded.path, loaded.text)
