"""What keeps combinations of swept values from being run on the scenarios of a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wopsim.declare import PARAMETERS, Value
from wopsim.errors import Problem, did_you_mean
from wopsim.study.parameter_block import unfit
from wopsim.study.sensitivity_design import rows_of_sample
from wopsim.study.study_parts import Sampled, Scenario


def shared_settings(scenarios: Sequence[Scenario]) -> dict[str, Value]:
    """Return the settings in which all of these scenarios agree."""
    first, *others = (scenario.settings for scenario in scenarios)
    return {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}


def base_of(scenarios: Sequence[Scenario]) -> dict[str, Value]:
    """Return what all scenarios of a study share, the baseline first among them; the baseline has no money, so of that the others tell."""
    base = {key: value for key, value in shared_settings(scenarios[:1]).items() if key != "budget"}
    alike = shared_settings(scenarios[1:]) if len(scenarios) > 1 else {}
    return base | {key: value for key, value in alike.items() if key == "budget"}


def would_be_replaced(name: str, scenarios: Sequence[Scenario], base: Mapping[str, Value]) -> Iterator[str]:
    """Yield what is wrong with sweeping a parameter: a swept value overlays every scenario, so one of its own would be lost in silence."""
    shared = base.get(name, PARAMETERS[name].default)
    for scenario in scenarios[1:]:
        if scenario.settings.get(name, shared) != shared:
            where = f"scenario {scenario.name!r} sets {name!r} itself, to {scenario.settings[name]!r}, which the sweep would replace"
            yield f"{where}; keep it in one of them."


def misfits(variants: Sequence[Mapping[str, Value]], scenarios: Sequence[Scenario]) -> Iterator[str]:
    """Yield the first combination that does not fit together with a scenario."""
    if not any(name.startswith("objective_") for name in variants[0]):
        return
    for variant in variants:
        for scenario in scenarios:
            misfit = unfit({**scenario.settings, **variant})
            if misfit:
                values = ", ".join(f"{name} = {value}" for name, value in variant.items())
                yield f"scenario {scenario.name!r} with {values}: {misfit}"
                return


def in_words(values: Mapping[str, Value]) -> list[str]:
    """Return each value with the name of its parameter, as people read it."""
    return [f"{name} {_shown(value)}" for name, value in values.items()]


def _shown(value: Value) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value.is_integer() else f"{value:.4g}"


def wrong_variants(variants: Sequence[Mapping[str, Value]], scenarios: Sequence[Scenario], sampled: Sampled | None) -> list[Problem]:
    """Return why variants that somebody put into a study cannot be run on its scenarios."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    if not variants:
        return [] if sampled is None else [Problem("'sampled' tells of variants, and there are none.")]
    names = list(variants[0])
    odd = next((number for number, variant in enumerate(variants) if set(variant) != set(names)), None)
    if odd is not None:
        return [Problem(f"every variant must set the same parameters; variant {odd} sets others than the first ({', '.join(names)}).")]
    unknown = next((name for name in names if name not in PARAMETERS), None)
    if unknown is not None or not names:
        return [Problem(f"no parameter {unknown!r} (in variants).{did_you_mean(str(unknown), PARAMETERS)}")]
    wrong = (PARAMETERS[name].check(value) for variant in variants for name, value in variant.items())
    texts = list(dict.fromkeys(text for text in wrong if text))
    base = base_of(scenarios)
    for name in names:
        texts += would_be_replaced(name, scenarios, base)
    texts += misfits(variants, scenarios)
    if sampled is not None and (len(variants), set(names)) != (rows_of_sample(sampled), set(sampled.parameters)):
        texts.append(f"the variants are not those that {sampled.kind} made; take 'sampled' away with them.")
    return [Problem(text) for text in texts]
