"""Declarations refuse what is inconsistent; values are checked; parameters of a run do not change."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import wopsim.declared  # noqa: F401  (declares everything)
from wopsim import declare
from wopsim.declare import PARAMETERS, VARIABLES, Parameters, Prior, param, var
from wopsim.errors import DeclarationError, ParameterError

FIXED = {"unit": "1", "role": "fixed", "doc": "A number.", "source": "assumed"}
OUTPUT = {"dims": ("time",), "unit": "1", "long_name": "output", "kind": "stock", "better": "higher", "valid": (0, 1), "doc": "An output."}


@pytest.fixture
def own(monkeypatch):
    """Declare into empty tables."""
    monkeypatch.setattr(declare, "PARAMETERS", {})
    monkeypatch.setattr(declare, "VARIABLES", {})


@pytest.fixture
def few(own):
    """A number, a whole number, a switch and a word."""
    param("rate", 0.5, **FIXED, valid=(0.0, 1.0))
    param("count", 3, **FIXED, valid=(1, 10))
    param("on", True, **FIXED)
    param("word", "red", **FIXED, choices=("red", "green"))
    param("text", "any", **FIXED)


# declaring


@pytest.mark.usefixtures("own")
def test_a_declaration_is_kept_and_its_name_returned():
    assert param("rate", 0.5, **{**FIXED, "doc": "Two\n    lines."}, valid=(0, 1)) == "rate"
    assert declare.PARAMETERS["rate"].doc == "Two lines."
    assert declare.PARAMETERS["rate"].kind is float
    assert var("share", **OUTPUT) == "share"
    assert declare.VARIABLES["share"].attrs == {
        "units": "1", "long_name": "output", "kind": "stock", "better": "higher", "description": "An output."
    }  # fmt: skip


@pytest.mark.usefixtures("own")
def test_nothing_is_declared_twice():
    param("rate", 0.5, **FIXED)
    var("share", **OUTPUT)
    with pytest.raises(DeclarationError, match="parameter 'rate' is declared twice"):
        param("rate", 0.5, **FIXED)
    with pytest.raises(DeclarationError, match="output 'share' is declared twice"):
        var("share", **OUTPUT)


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "secret"}, "unknown role 'secret'; known: fixed, calibrated, uncertain, policy, context"),
        ({"role": "calibrated"}, "exactly the parameters of role calibrated and uncertain have a prior"),
        ({"role": "uncertain"}, "exactly the parameters of role calibrated and uncertain have a prior"),
        ({"prior": Prior("normal", 0, 1)}, "exactly the parameters of role calibrated and uncertain have a prior"),
        ({"role": "policy", "prior": Prior("normal", 0, 1)}, "exactly the parameters of role calibrated and uncertain have a prior"),
        ({"valid": (1.0, 2.0)}, "default of 'rate' is 0.5; it must lie between 1 and 2"),
        ({"default": math.nan}, "must be a finite number"),
        ({"default": "blue", "choices": ("red",)}, "'rate' is 'blue'; known: red"),
        ({"plausible": (0.6, 0.9)}, "the plausible range 0.6 to 0.9 must hold the default 0.5"),
        ({"plausible": (0.9, 0.1)}, "the plausible range 0.9 to 0.1 must hold the default 0.5"),
        ({"plausible": (0.5, 0.5)}, "the plausible range 0.5 to 0.5 must hold the default 0.5 and more"),
        ({"plausible": (0.1, 2.0), "valid": (0.0, 1.0)}, "plausible end of 'rate' is 2; it must lie between 0 and 1"),
        ({"plausible": (0.1, math.inf)}, "plausible end of 'rate' is inf; it must be a finite number"),
        ({"default": 3, "plausible": (1, 4.5)}, "plausible end of 'rate' must be a whole number"),
        ({"default": True, "plausible": (0, 1)}, "'rate' is no number, so it has no plausible range"),
        (
            {"role": "uncertain", "prior": Prior("normal", 0.5, 1), "plausible": (0.1, 0.9)},
            "'rate' is drawn: its prior says what is plausible",
        ),
    ],
)
def test_an_inconsistent_declaration_is_refused_and_not_kept(changes, message):
    given_ = {"default": 0.5, **FIXED, **changes}
    with pytest.raises(DeclarationError, match=message):
        param("rate", **given_)
    assert "rate" not in declare.PARAMETERS


def test_no_parameter_hides_behind_a_method():
    # p.values is a method of every mapping: a parameter of that name could not be read as an attribute
    assert [name for name in PARAMETERS if hasattr(Parameters, name) or not name.isidentifier()] == []


# checking values


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("name", "value"),
    [("rate", 0), ("rate", 1), ("rate", 0.25), ("rate", np.float64(0.25)), ("count", 10), ("count", 2.0), ("on", False), ("word", "green")],
)
def test_right_values_pass(name, value):
    assert declare.PARAMETERS[name].check(value) is None
    assert Parameters(**{name: value})[name] == value


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("rate", 1.001, "'rate' is 1.001; it must lie between 0 and 1 [1]."),
        ("rate", -1, "'rate' is -1; it must lie between 0 and 1 [1]."),
        ("rate", math.nan, "'rate' is nan; it must be a finite number."),
        ("rate", math.inf, "'rate' is inf; it must be a finite number."),
        ("rate", 10**400, "'rate' is larger than any number the model can hold [1]."),
        ("rate", True, "'rate' must be a number [1], not True."),
        ("rate", "0.5", "'rate' must be a number [1], not '0.5'."),
        ("rate", None, "'rate' must be a number [1], not None."),
        ("rate", [0.5], "'rate' must be a number [1], not [0.5]."),
        ("count", 2.5, "'count' must be a whole number [1], not 2.5."),
        ("count", math.inf, "'count' must be a whole number [1], not inf."),
        ("count", -(10**400), "'count' is larger than any number the model can hold [1]."),
        ("count", 11, "'count' is 11; it must lie between 1 and 10 [1]."),
        ("on", 1, "'on' must be true or false, not 1."),
        ("word", 1, "'word' must be a name, not 1."),
        ("word", "gren", "'word' is 'gren'; known: red, green. Did you mean 'green'?"),
        ("word", "xyzzy", "'word' is 'xyzzy'; known: red, green."),
    ],
)
def test_wrong_values_get_a_sentence(name, value, message):
    assert declare.PARAMETERS[name].check(value) == message
    with pytest.raises(ParameterError) as refused:
        Parameters(**{name: value})
    assert str(refused.value) == message


@given(
    name=st.sampled_from(sorted(PARAMETERS)),
    value=st.one_of(st.floats(), st.integers(), st.booleans(), st.text(), st.none(), st.binary(), st.lists(st.integers())),
)
def test_any_value_is_taken_or_refused_with_a_sentence(name, value):
    wrong = PARAMETERS[name].check(value)
    if wrong is None:
        taken = Parameters(**{name: value})[name]
        assert type(taken) is type(PARAMETERS[name].default)
        assert taken == value
    else:
        assert wrong.startswith(f"{name!r} ")
        with pytest.raises(ParameterError):
            Parameters(**{name: value})


# the parameters of a run


def test_defaults_are_the_declared_ones_and_in_range():
    p = Parameters()
    assert dict(p) == {name: declared.default for name, declared in PARAMETERS.items()}
    assert len(p) == len(PARAMETERS)
    assert [wrong for declared in PARAMETERS.values() if (wrong := declared.check(declared.default))] == []


@pytest.mark.usefixtures("few")
def test_a_value_has_the_type_of_its_default():
    p = Parameters(rate=1, count=2.0)
    assert (type(p.rate), type(p.count)) == (float, int)


@pytest.mark.usefixtures("few")
def test_replacing_copies_and_leaves_the_first_alone():
    first = Parameters(count=4)
    second = first.replace(rate=0.75)
    assert (first.rate, first.count) == (0.5, 4)
    assert (second.rate, second.count) == (0.75, 4)
    assert first.replace() == first


@pytest.mark.usefixtures("few")
def test_every_problem_is_named_at_once():
    with pytest.raises(ParameterError) as refused:
        Parameters().replace(rate=2, cuont=3, word="blue")
    assert str(refused.value).splitlines() == [
        "'rate' is 2; it must lie between 0 and 1 [1].",
        "no parameter 'cuont'. Did you mean 'count'?",
        "'word' is 'blue'; known: red, green.",
    ]


@pytest.mark.usefixtures("few")
def test_parameters_do_not_change():
    p = Parameters()
    with pytest.raises(AttributeError, match=r"use \.replace\(rate=\.\.\.\)"):
        p.rate = 0.1
    with pytest.raises(AttributeError):
        del p.rate
    with pytest.raises(AttributeError):
        p.unheard_of = 1
    with pytest.raises(TypeError):
        p["rate"] = 0.1
    assert p.rate == 0.5


@pytest.mark.usefixtures("few")
def test_a_misspelt_name_is_an_error_with_a_guess():
    with pytest.raises(AttributeError, match=r"no parameter 'ratte'\. Did you mean 'rate'\?"):
        Parameters().ratte  # noqa: B018
    with pytest.raises(KeyError):
        Parameters()["ratte"]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("duplicate", [lambda p: pickle.loads(pickle.dumps(p)), copy.copy, copy.deepcopy])
def test_a_copy_is_equal(duplicate):
    p = Parameters(rate=0.1, word="green")
    again = duplicate(p)
    assert isinstance(again, Parameters)
    assert again == p
    assert again != Parameters()
    assert "rate" in repr(again)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("role", ["calibrated", "uncertain"])
def test_without_the_draw_the_drawn_are_not_there(role):
    param("pace", 0.5, **{**FIXED, "role": role}, prior=Prior("uniform", 0.0, 1.0))
    shared = Parameters(rate=0.25, pace=0.75).without_draw()
    assert dict(shared) == {"rate": 0.25, "count": 3, "on": True, "word": "red", "text": "any"}
    for p in (shared, pickle.loads(pickle.dumps(shared)), shared.replace(count=4)):
        assert p.rate == 0.25
        assert not hasattr(p, "pace")
        with pytest.raises(AttributeError, match=rf"parameter 'pace' is {role}: it differs between the worlds .* many_worlds False\."):
            p.pace  # noqa: B018
        with pytest.raises(KeyError, match=f"parameter 'pace' is {role}"):
            p["pace"]
    assert shared == Parameters(rate=0.25, pace=0.125).without_draw()
    with pytest.raises(AttributeError, match="no parameter 'ratte'"):
        shared.ratte  # noqa: B018


def test_an_output_has_attributes_of_its_declaration():
    for name, declared in VARIABLES.items():
        assert declared.name == name
        assert declared.attrs["units"] == declared.unit


# priors

U = np.linspace(0.001, 0.999, 999)
# the same distributions as scipy.stats has them; beta(0.3, 0.1): size = 0.3 * 0.7 / 0.01 - 1 = 20, so a = 6, b = 14
FAMILIES = [
    (Prior("uniform", 2.0, 5.0), stats.uniform(2.0, 3.0)),
    (Prior("normal", -1.0, 0.5), stats.norm(-1.0, 0.5)),
    (Prior("lognormal", 0.4, 0.6), stats.lognorm(0.6, scale=0.4)),
    (Prior("beta", 0.3, 0.1), stats.beta(6.0, 14.0)),
]


@pytest.mark.parametrize(("prior", "same"), FAMILIES, ids=lambda x: getattr(x, "family", ""))
def test_quantiles_are_those_of_the_family(prior, same):
    np.testing.assert_allclose(prior.ppf(U), same.ppf(U), rtol=1e-10)
    assert prior.ppf(0.5).shape == ()
    assert prior.ppf(np.full((2, 3), 0.5)).shape == (2, 3)


@pytest.mark.parametrize(("prior", "same"), FAMILIES, ids=lambda x: getattr(x, "family", ""))
def test_moments_are_those_of_the_family(prior, same):
    n = 200_000
    values = prior.ppf((np.arange(n) + 0.5) / n)
    assert values.mean() == pytest.approx(same.mean(), rel=1e-4)
    assert values.std() == pytest.approx(same.std(), rel=1e-3)


@pytest.mark.usefixtures("own")
def test_a_value_from_the_prior_is_one_that_the_parameter_may_have():
    param("pace", 0.5, **{**FIXED, "role": "uncertain"}, prior=Prior("normal", 0.5, 1.0), valid=(0.0, 1.0))
    param("places", 4, **{**FIXED, "role": "uncertain"}, prior=Prior("lognormal", 4.0, 0.7), valid=(1, 100))
    pace, places = declare.PARAMETERS["pace"].quantile(U), declare.PARAMETERS["places"].quantile(U)
    assert (pace.min(), float(declare.PARAMETERS["pace"].quantile(0.5)), pace.max()) == (0.0, 0.5, 1.0)
    assert set(places) >= {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}
    assert all(value.is_integer() for value in places)
    assert np.mean(places <= 4) == pytest.approx(stats.lognorm(0.7, scale=4.0).cdf(4.5), abs=0.002)  # rounded, not cut
    assert [declare.PARAMETERS["places"].check(int(value)) for value in places] == [None] * len(U)


@pytest.mark.usefixtures("few")
def test_what_has_no_prior_has_no_quantile():
    with pytest.raises(DeclarationError, match="parameter 'rate' has no prior"):
        declare.PARAMETERS["rate"].quantile(0.5)


def test_the_two_numbers_of_a_family_mean_what_they_say():
    assert Prior("lognormal", 0.4, 0.6).ppf(0.5) == pytest.approx(0.4)
    beta = stats.beta(6.0, 14.0)
    assert (beta.mean(), beta.std()) == pytest.approx((0.3, 0.1))
    assert str(Prior("beta", 0.3, 0.1)) == "beta(0.3, 0.1)"
