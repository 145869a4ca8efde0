"""Declare every number and every output once.

From a declaration come the value in the model, the prior that draws sample, the range that screening looks at, the check of a
study file (what is `calibrated` or `fixed` may not be set there), the tables of the docs, and the attributes on every result.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from wopsim.allowed_numbers import FINITE, between, is_number
from wopsim.errors import DeclarationError, ParameterError, did_you_mean

Role = Literal["fixed", "calibrated", "uncertain", "policy", "context"]
Value = float | int | bool | str

ROLES: tuple[Role, ...] = ("fixed", "calibrated", "uncertain", "policy", "context")
MAY_BE_SET: tuple[Role, ...] = ("policy", "context", "uncertain")
DRAWN: tuple[Role, ...] = ("calibrated", "uncertain")
"""Roles of numbers that have a prior and differ between draws."""


@dataclass(frozen=True)
class Prior:
    """A one-dimensional prior distribution, sampled by its inverse distribution function.

    Parameters
    ----------
    family : `uniform` (low, high), `normal` (mean, sd), `lognormal` (median, sd of the natural logarithm) or
        `beta` (mean, sd), all in the unit of the parameter.
    a, b : the two numbers of the family, in that order.
    """

    family: Literal["uniform", "normal", "lognormal", "beta"]
    a: float
    b: float

    def ppf(self, u: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the quantile at probability `u`, any shape, 0 < u < 1."""
        return quantiles(self.family, self.a, self.b, u)

    def __str__(self) -> str:
        return f"{self.family}({self.a:g}, {self.b:g})"


def quantiles(family: str, a: npt.ArrayLike, b: npt.ArrayLike, u: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the quantiles at probability `u` of one distribution or of several of a family, see `Prior`; `a`, `b`, `u` broadcast."""
    from scipy import special

    a, b, u = (np.asarray(values, dtype=np.float64) for values in (a, b, u))
    if family == "uniform":
        return np.asarray(a + (b - a) * u)
    if family == "normal":
        return np.asarray(a + b * special.ndtri(u))
    if family == "lognormal":
        return np.asarray(a * np.exp(b * special.ndtri(u)))
    size = a * (1.0 - a) / b**2 - 1.0
    return np.asarray(special.betaincinv(a * size, (1.0 - a) * size, u))


@dataclass(frozen=True)
class Param:
    """One declared number. See `param`."""

    name: str
    default: Value
    unit: str
    role: Role
    doc: str
    source: str
    prior: Prior | None
    valid: tuple[float, float]
    plausible: tuple[float, float] | None
    choices: tuple[str, ...] | None
    module: str
    theory: str | None = None
    strong: Value | None = None
    neutral: bool = False

    @property
    def kind(self) -> type:
        """The Python type a value must have."""
        return type(self.default)

    @property
    def drawn(self) -> bool:
        """Whether it differs between draws."""
        return self.role in DRAWN

    @property
    def assumed(self) -> bool:
        """Whether its source is an assumption, at least in part."""
        return "assumed" in self.source

    def quantile(self, u: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the quantile of the prior at probability `u`, any shape: cut to the valid range, whole where only whole numbers are."""
        if self.prior is None:
            raise DeclarationError(f"parameter {self.name!r} has no prior")
        return _valid(self.prior.ppf(u), *self.valid, self.kind is int)

    def check(self, value: object) -> str | None:
        """Return what is wrong with `value` for this parameter, or None."""
        if self.kind is str:
            if not isinstance(value, str):
                return f"{self.name!r} must be a name, not {value!r}."
            if self.choices is not None and value not in self.choices:
                return f"{self.name!r} is {value!r}; known: {', '.join(self.choices)}.{did_you_mean(value, self.choices)}"
            return None
        if self.kind is bool:
            return None if isinstance(value, bool) else f"{self.name!r} must be true or false, not {value!r}."
        if not is_number(value):
            return f"{self.name!r} must be a number [{self.unit}], not {value!r}."
        if isinstance(value, int) and abs(value) > sys.float_info.max:
            return f"{self.name!r} is larger than any number the model can hold [{self.unit}]."
        if self.kind is int and not float(value).is_integer():
            return f"{self.name!r} must be a whole number [{self.unit}], not {value!r}."
        if not math.isfinite(value):
            return f"{self.name!r} is {value!r}; {FINITE}."
        low, high = self.valid
        if not low <= value <= high:
            return f"{self.name!r} is {value:g}; {between(low, high)} [{self.unit}]."
        return None


def quantiles_of_each(parameters: Sequence[Param], u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return `Param.quantile` of several parameters that have priors, each at its own probability; all of a family at once.

    Parameters
    ----------
    parameters : which. u : (parameter,) probabilities.
    """
    priors = [one.prior for one in parameters if one.prior is not None]
    families = np.array([prior.family for prior in priors])
    a, b = np.array([(prior.a, prior.b) for prior in priors], dtype=np.float64).reshape(-1, 2).T
    found = np.empty(len(priors))
    for family in np.unique(families):
        rows = families == family
        found[rows] = quantiles(str(family), a[rows], b[rows], u[rows])
    low, high = np.array([one.valid for one in parameters], dtype=np.float64).reshape(-1, 2).T
    return _valid(found, low, high, np.array([one.kind is int for one in parameters], dtype=bool))


def _valid(values: npt.NDArray[np.float64], low: npt.ArrayLike, high: npt.ArrayLike, whole: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return values cut to their valid range, whole where only whole numbers are."""
    within = np.clip(values, low, high)
    return np.where(whole, np.rint(within), within)


@dataclass(frozen=True)
class Var:
    """One declared output. See `var`."""

    name: str
    dims: tuple[str, ...]
    unit: str
    long_name: str
    kind: Literal["stock", "flow"]
    better: Literal["lower", "higher", "neither"]
    valid: tuple[float, float]
    doc: str
    kept_as: str | None = None
    of_some: bool = False

    @property
    def attrs(self) -> dict[str, str]:
        """CF-style attributes for a result variable."""
        return {"units": self.unit, "long_name": self.long_name, "kind": self.kind, "better": self.better, "description": self.doc}


PARAMETERS: dict[str, Param] = {}
VARIABLES: dict[str, Var] = {}


def param(
    name: str,
    default: Value,
    *,
    unit: str,
    role: Role,
    doc: str,
    source: str,
    prior: Prior | None = None,
    valid: tuple[float, float] = (-math.inf, math.inf),
    plausible: tuple[float, float] | None = None,
    choices: Iterable[str] | None = None,
    theory: str | None = None,
    strong: Value | None = None,
    neutral: bool = False,
) -> str:
    """Declare a number that the model uses, and return its name.

    Parameters
    ----------
    name : unique identifier; the attribute under which the model reads it.
    default : value used when no draw and no study file sets it; its type is the type of every value.
    unit : unit, `1` for a share, money with currency and price year (`EUR2024`).
    role : `fixed`; `calibrated` (has a prior, evidence speaks about it, never set by a study); `uncertain` (has a prior and no
        evidence: drawn unless a study sets it); `policy` (a donor chooses it); `context` (the circumstances of a study).
    doc : meaning, one sentence.
    source : key(s) of docs/references.bib, or text that begins with `assumed`.
    prior : required for `calibrated` and `uncertain`, forbidden for the others.
    valid : inclusive range of a number.
    plausible : lowest and highest value that somebody who knows the trade would defend, for a number that is not drawn; required where
        its source is an assumption (a test sees to it). `wopsim screen` asks what these values do to the order of designs.
    choices : allowed words, for a text parameter.
    theory : name of the rival theory (see `wopsim.rules.theories`) to whose mechanism the number belongs; the mechanism does nothing at
        `default`. Only for what is uncertain.
    strong : value under that theory.
    neutral : whether the mechanism to which the number belongs does nothing where its numbers have their defaults. What belongs to a
        theory is neutral without saying so. Only for what is uncertain.

    Raises
    ------
    DeclarationError : repeated name, unknown role, prior and role that do not fit, default out of range, a plausible range that is
        none, lies outside the valid one, leaves out the default, or stands beside a prior; a strong value without a theory, a theory
        without one, or either, or `neutral`, beside another role than `uncertain`.
    """
    if name in PARAMETERS:
        raise DeclarationError(f"parameter {name!r} is declared twice")
    if role not in ROLES:
        raise DeclarationError(f"parameter {name!r} has unknown role {role!r}; known: {', '.join(ROLES)}")
    if (prior is not None) != (role in DRAWN):
        raise DeclarationError(f"parameter {name!r}: exactly the parameters of role {' and '.join(DRAWN)} have a prior")
    words = tuple(choices) if choices is not None else None
    module = sys._getframe(1).f_globals["__name__"]  # of the caller, whose number it is
    neutral = neutral or theory is not None
    declared = Param(
        name, default, unit, role, " ".join(doc.split()), source, prior, valid, plausible, words, module, theory, strong, neutral
    )
    wrong = declared.check(default)
    if wrong:
        raise DeclarationError(f"default of {wrong}")
    if plausible is not None:
        _check_plausible(declared, *plausible)
    if theory is not None or strong is not None:
        _check_theory(declared)
    if neutral and role != "uncertain":
        raise DeclarationError(f"parameter {name!r}: only what is uncertain has a mechanism that does nothing by default")
    PARAMETERS[name] = declared
    return name


def _check_plausible(declared: Param, low: float, high: float) -> None:
    """Refuse a range that `wopsim screen` could not use."""
    name, default = declared.name, declared.default
    if declared.drawn:
        raise DeclarationError(f"parameter {name!r} is drawn: its prior says what is plausible")
    if isinstance(default, bool | str):
        raise DeclarationError(f"parameter {name!r} is no number, so it has no plausible range")
    for end in (low, high):
        wrong = declared.check(end)
        if wrong:
            raise DeclarationError(f"plausible end of {wrong}")
    if not low <= default <= high or low == high:
        raise DeclarationError(f"parameter {name!r}: the plausible range {low:g} to {high:g} must hold the default {default:g} and more")


def _check_theory(declared: Param) -> None:
    """Refuse what belongs to a theory in part only."""
    name = declared.name
    if declared.theory is None or declared.strong is None or declared.role != "uncertain":
        raise DeclarationError(f"parameter {name!r}: a theory, its strong value and the role uncertain go together")
    wrong = declared.check(declared.strong)
    if wrong:
        raise DeclarationError(f"strong value of {wrong}")
    if declared.strong == declared.default:
        raise DeclarationError(f"parameter {name!r}: the strong value is the default, which is neutral")


def var(
    name: str,
    *,
    dims: tuple[str, ...],
    unit: str,
    long_name: str,
    kind: Literal["stock", "flow"],
    better: Literal["lower", "higher", "neither"],
    valid: tuple[float, float],
    doc: str,
    kept_as: str | None = None,
    of_some: bool = False,
) -> str:
    """Declare an output of the model, and return its name.

    Parameters
    ----------
    name : unique identifier, no unit in it.
    dims : dimensions of one run, of `time`, `utility`, `domain`.
    unit, long_name : written on the result.
    kind : `stock` (value at the end of the year) or `flow` (total within the year).
    better : direction that a utility's customers would call better.
    valid : inclusive range; every recorded value is checked against it. NaN means "does not apply".
    kept_as : name of the number of the engine that it is: of a utility's state (`time` among its dimensions), of its role, or of the run.
        The number is made room for and recorded; a yearly flow is what has been added to it within the year, and begins anew at 0. None for
        what is worked out when it is recorded.
    of_some : whether it does not apply to every utility, and is NaN where it does not.

    Raises
    ------
    DeclarationError : repeated name; a yearly flow that is not kept, so that nobody counts it.
    """
    if name in VARIABLES:
        raise DeclarationError(f"output {name!r} is declared twice")
    if kind == "flow" and "time" in dims and kept_as is None:
        raise DeclarationError(f"output {name!r} is the total within a year: 'kept_as' names the number to which it is added")
    VARIABLES[name] = Var(name, dims, unit, long_name, kind, better, valid, " ".join(doc.split()), kept_as, of_some)
    return name


class Parameters(Mapping[str, Value]):
    """Values of all declared parameters for one run; read as attributes (`p.turnover_rate`).

    Immutable: `p.replace(name=value)` returns a changed copy after checking name, type and range.
    """

    __slots__ = ("_shared", "_values")
    _values: dict[str, Value]
    _shared: Parameters | None

    def __init__(self, **changes: Value) -> None:
        values = {name: declared.default for name, declared in PARAMETERS.items()}
        _apply(values, changes)
        self._set(values)

    def replace(self, **changes: Value) -> Parameters:
        """Return a copy with `changes`.

        Raises
        ------
        ParameterError : unknown name, wrong type, out of range; every problem is named.
        """
        copy = object.__new__(Parameters)
        values = dict(self._values)
        _apply(values, changes)
        copy._set(values)
        return copy

    def without_draw(self) -> Parameters:
        """Return a copy that lacks the drawn parameters: what all worlds of one scenario share.

        Reading a drawn parameter of the copy is an error that says so.
        """
        shared = self._shared
        if shared is None:  # kept, because every call of a run asks for it
            shared = object.__new__(Parameters)
            shared._set({name: value for name, value in self._values.items() if not PARAMETERS[name].drawn})
            object.__setattr__(self, "_shared", shared)
        return shared

    def of(self, names: Iterable[str]) -> tuple[Value, ...]:
        """Return the values of some parameters, in the order of their names given; faster than one after the other."""
        return tuple(map(self._values.__getitem__, names))

    def _set(self, values: dict[str, Value]) -> None:
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_shared", None)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(_why_not_here(name) or f"no parameter {name!r}.{did_you_mean(name, self._values)}") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"parameters do not change during a run; use .replace({name}=...)")

    def __getitem__(self, name: str) -> Value:
        try:
            return self._values[name]
        except KeyError:
            raise KeyError(_why_not_here(name) or name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __reduce__(self) -> tuple[Any, ...]:
        lacks_draw = not any(PARAMETERS[name].drawn for name in self._values)
        return _rebuild, (dict(self._values), lacks_draw)

    def __repr__(self) -> str:
        changed = {k: v for k, v in self._values.items() if v != PARAMETERS[k].default}
        return f"Parameters({len(self)} declared, changed: {changed or 'none'})"


def _apply(values: dict[str, Value], changes: Mapping[str, Value]) -> None:
    wrong = []
    for name, value in changes.items():
        declared = PARAMETERS.get(name)
        if declared is None:
            wrong.append(f"no parameter {name!r}.{did_you_mean(name, PARAMETERS)}")
            continue
        problem = declared.check(value)
        if problem:
            wrong.append(problem)
            continue
        values[name] = declared.kind(value)
    if wrong:
        raise ParameterError("\n".join(wrong))


def _why_not_here(name: str) -> str:
    """Return why a declared parameter may be missing, or nothing."""
    declared = PARAMETERS.get(name)
    if declared is None or not declared.drawn:
        return ""
    return (
        f"parameter {name!r} is {declared.role}: it differs between the worlds that are asked together. "
        "A strategy that needs it must leave many_worlds False."
    )


def _rebuild(values: dict[str, Value], lacks_draw: bool) -> Parameters:
    p = Parameters(**values)
    return p.without_draw() if lacks_draw else p
