"""The reference study: every line that a study may hold, and a scenario for each thing a donor can choose.

`python -m wopsim.study.reference_study` prints it; `scenarios/everything.yaml` is that text. Its `base` is written from the
declarations, so a new parameter cannot be forgotten; a test compares.
"""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass

from wopsim.declare import Param, Role, Value
from wopsim.study.parameter_block import settable, strategies

_HEAD = """\
# yaml-language-server: $schema=schema.json
#
# Everything that a study file can say. Copy lines from here; what a study does not set has the default that stands in
# `base` below, or is drawn, if it is uncertain. `wopsim compare everything` runs it, for a look at each choice beside a plain
# design of missions; with two draws it decides nothing.
# Written by `python -m wopsim.study.reference_study`; change the declarations in the code, not this file.
#
# Whom a partnership can concern (the contexts) stands in the world file, one utility a row: size class, income group, fragile
# or not, just remunicipalised or not, autonomy, country, region, language, coordinates. A study chooses among them with the
# eligible_* lines and mentors_from, and changes circumstances with the context parameters.

title: Everything that can be set
question: >
  What does each single choice of a donor change, beside the same plain design: pairing, funding, channel, modality,
  objective, who may apply, and what happens after the exit?

world: default
seed: 1
draws: 2
draws_from: posterior
structure: drawn
replicates: 1
horizon_years: 12
"""
_TRANSLATIONS = """
# Texts in the languages of `wopsim brief --language`: any of these lines; what is not translated stays as it is written. A study
# that is not written in English may have the block `en`, too.
translations:
  fr:
    title: Tout ce qui peut être réglé
    question: >
      Que change chaque choix du bailleur, pris isolément, par rapport à une même option simple : choix des partenaires,
      financement, mise en relation, modalités, objectif, candidats possibles, suivi après la fin ?
    labels:
      pairing_random: "Choix des partenaires : tirage au sort"
  es:
    title: Todo lo que se puede ajustar
    question: >
      ¿Qué cambia cada elección de un financiador, por sí sola, frente a una misma opción sencilla: elección de socios,
      financiación, puesta en contacto, modalidades, objetivo, quién puede presentarse, seguimiento tras el final?
    labels:
      pairing_random: "Elección de socios: por sorteo"
"""
_TITLES: dict[Role, str] = {
    "policy": "Policy: what a donor chooses",
    "context": "Context: circumstances that nobody in the study chooses",
    "uncertain": "Uncertain: what a study does not set is drawn from its prior; whoever knows better sets it",
}


@dataclass(frozen=True)
class _Choice:
    """One choice of a donor: scenario name, label, what it sets."""

    name: str
    label: str
    settings: dict[str, Value]


_MODALITIES = (
    _Choice("missions_only", "Expert missions only", {}),
    _Choice("resident", "Resident adviser", {"resident_share": 1.0}),
    _Choice("study_visits", "Study visits", {"study_visits_per_year": 2.0}),
    _Choice("remote", "Remote coaching", {"remote_days_per_month": 3.0}),
    _Choice("classroom", "Classroom training", {"classroom_days_per_year": 10.0}),
    _Choice("cohort", "Cohort of four", {"cohort_size": 4}),
    _Choice("consortium", "Consortium of two mentors", {"consortium_mentors": 2}),
    _Choice("triangular", "Triangular", {"triangular": True, "pairing": "former_mentees_first", "partnership_months": 18}),
    _Choice("pilot_grant", "Pilot grant", {"pilot_grant": 69e3}),
    _Choice("mixed", "A mix of modalities", {"resident_share": 0.5, "study_visits_per_year": 1.0, "remote_days_per_month": 1.0}),
)
_OBJECTIVES = (
    _Choice("new_function_pro_poor", "Pro-poor unit", {"objective_new_function": 1.0, "new_function": "pro_poor"}),
    _Choice("new_function_sanitation", "Sanitation service", {"objective_new_function": 1.0, "new_function": "sanitation"}),
    _Choice("environment", "Environment", {"objective_environment": 1.0}),
    _Choice("finance", "Access to finance", {"objective_finance": 1.0}),
    _Choice("access", "Extension of access", {"objective_access": 1.0}),
    _Choice("rebuilding", "Rebuilding staff", {"objective_rebuilding": 1.0}),
)
_DILUTED: dict[str, Value] = {
    f"objective_{name}": 1.0 for name in ("efficiency", "new_function", "environment", "finance", "access", "rebuilding")
}
_REACH = (
    _Choice("low_income", "Low income only", {"eligible_income": "low"}),
    _Choice("small_towns", "Small towns only", {"eligible_size": "small_town"}),
    _Choice("fragile", "Fragile only", {"eligible_fragile": "only"}),
    _Choice("remunicipalised", "Remunicipalised only", {"eligible_remunicipalised": "only"}),
    _Choice("same_region", "Mentors of the region", {"mentors_from": "same_region"}),
    _Choice("same_country", "Mentors of the country", {"mentors_from": "same_country", "channel": "regional_platform"}),
)
_LENGTH = (
    _Choice("short", "Short", {"partnership_months": 18}),
    _Choice("long", "Long", {"partnership_months": 54}),
    _Choice("intensive", "Twice as many missions", {"missions_per_year": 8.0}),
    _Choice("follow_up", "Follow-up after exit", {"follow_up_years": 3}),
    _Choice("extension", "Extension", {"extension_months": 12}),
    _Choice("one_year_programme", "All in one year", {"programme_years": 1}),
    _Choice("twice_the_money", "Twice the money", {"budget": 20e6}),
)


def everything() -> str:
    """Return the reference study as it stands in `scenarios/everything.yaml`."""
    parts = [_HEAD, "\nbase:"]
    for role, title in _TITLES.items():
        parts.append(f"\n  # --- {title}\n")
        parts += [_line(declared) for declared in settable().values() if declared.role == role and declared.name != "structure"]
    parts.append("\nscenarios:")
    for title, choices in _sections():
        parts.append(f"\n  # --- {title}\n")
        parts += [_scenario(choice) for choice in choices]
    return "".join([*parts, _TRANSLATIONS])


def _sections() -> list[tuple[str, tuple[_Choice, ...]]]:
    channels = tuple(
        _Choice(f"channel_{name}", f"Channel: {_words(name)}", {"channel": name}) for name in settable()["channel"].choices or ()
    )
    objectives = tuple(
        _Choice(f"objective_{c.name}", f"Objective: {_small(c.label)}", {"objective_efficiency": 0.0, **c.settings}) for c in _OBJECTIVES
    )
    diluted = _Choice("objective_all_six", "Objective: all six at once", _DILUTED)
    return [
        *((f"{family.capitalize()} strategies", _strategies(family)) for family in strategies()),
        ("Channels", channels),
        ("Modalities, freely combined", _labelled("Modality", _MODALITIES)),
        ("Objectives; several at once dilute", (*objectives, diluted)),
        ("Who may apply, and with whom", _labelled("Reach", _REACH)),
        ("Money, length, intensity, and after the exit", _labelled("Length", _LENGTH)),
    ]


def _labelled(kind: str, choices: tuple[_Choice, ...]) -> tuple[_Choice, ...]:
    return tuple(_Choice(f"{kind.lower()}_{c.name}", f"{kind}: {_small(c.label)}", c.settings) for c in choices)


def _strategies(family: str) -> tuple[_Choice, ...]:
    registry = strategies()[family]
    shipped = [name for name in registry.names() if registry.get(name).__module__.startswith("wopsim.")]
    return tuple(_Choice(f"{family}_{name}", f"{family.capitalize()}: {_words(name)}", {family: name}) for name in shipped)


def _small(label: str) -> str:
    return label[0].lower() + label[1:]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _line(declared: Param) -> str:
    registry = strategies().get(declared.name)
    choices = registry.names() if registry else declared.choices
    allowed = f"; one of {', '.join(choices)}" if choices else ""
    comment = textwrap.wrap(f"{declared.doc} [{declared.unit}{allowed}]", 116)
    return "".join(f"  # {line}\n" for line in comment) + f"  {declared.name}: {_value(declared.default)}\n"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _scenario(choice: _Choice) -> str:
    lines = [f"  {choice.name}:", f'    label: "{choice.label}"']
    if choice.settings:
        lines += ["    set:", *(f"      {name}: {_value(value)}" for name, value in choice.settings.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(everything())
