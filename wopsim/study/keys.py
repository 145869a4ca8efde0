"""The keys of a study file, declared once for the reader and for the JSON schema."""

from __future__ import annotations

from dataclasses import dataclass

from wopsim.limits import DRAWS, REPLICATES, SEED, YEARS, Whole

NAME_PATTERN = "^[A-Za-z_][A-Za-z0-9_]*$"


@dataclass(frozen=True)
class Number:
    """A whole number at the top of a study file: default, range, meaning."""

    default: int
    limit: Whole
    doc: str


@dataclass(frozen=True)
class Text:
    """A text at the top of a study file: default (None: it must be given) and meaning."""

    default: str | None
    doc: str


FIRST_DRAWS = 25
"""Draws with which `limits.AUTO` begins, and which it adds each time."""
SPEND_ALL = "all"
"""What a scenario may say under `spend`."""
NUMBERS = {
    "seed": Number(1, SEED, "Root of every random number; the same seed gives the same result."),
    "draws": Number(24, DRAWS, "Plausible parameter sets, which nobody chooses; auto: until the choice is clear."),
    "replicates": Number(4, REPLICATES, "Realisations of chance for each draw."),
    "horizon_years": Number(10, YEARS, "Years to simulate [year]."),
}
TEXTS = {
    "title": Text(None, "One line for people."),
    "question": Text("", "What the study is to answer, in a sentence or two."),
    "world": Text("default", "'default', or the path of a world CSV, relative to this file."),
    "draws_from": Text(
        "posterior",
        "'posterior' (what calibration says), 'prior' (what was thought before), or the path of a posterior CSV, relative to this file.",
    ),
    "structure": Text(
        "drawn",
        "Which theory of partnerships holds: 'drawn' averages over all, 'none' has no rival mechanism, or the name of one.",
    ),
}
BLOCKS = {
    "base": "Policy, context and uncertain parameters that every scenario shares.",
    "overrides": "Named bundles of parameters; a scenario lists those it takes.",
    "scenarios": "Each is base, then its overrides in order, then its own 'set'. The baseline 'no_programme' is added by itself.",
}
SCENARIO_KEYS = {
    "label": "Name for people, in tables and figures.",
    "overrides": "Names of overrides, applied in order.",
    "set": "Parameters of this scenario alone.",
    "spend": "all: promise so much more than the budget that it is spent on average, within 5 %; what cannot be spent is returned.",
}
TRANSLATION = {
    "title": "The title in this language.",
    "question": "The question in this language.",
    "labels": "Labels in this language, by scenario.",
}
TRANSLATIONS_DOC = (
    "The texts of the study in the languages of briefs (en, fr, es); what is not translated stays as it is written. A brief takes those of "
    "its language, all other commands those in English where there are any. Nothing that is run depends on them."
)
SWEEP = {
    "grid": "Lists of values by parameter; every combination is run.",
    "list": "Combinations of values, one a row, each of the same parameters; or the path of a CSV file whose columns are parameters.",
    "latin_hypercube": "So many points in the ranges, one in each slice of every range.",
    "sobol": "So many points in the ranges, a scrambled Sobol sequence (not Sobol's indices: for those, 'saltelli'); a power of two.",
    "saltelli": "For first-order and total shares: so many base points, a power of two; a row for every range and two more of each.",
    "morris": "For a first look at many ranges: so many trajectories; a row for every range and one more of each.",
}
"""Ways to sweep; several at once are crossed with each other."""
STORED = {
    "scenario": "yearly means or totals over utilities, their distribution at the end, and what was measured of each run",
    "utility": "every number of every utility, and what was measured of each run",
}
STOP = {
    "effect": "Outcome of the comparison whose paired effect is to be known well enough.",
    "error": "Monte Carlo error of its mean to reach, in the effect's unit.",
    "most_replicates": "Replicates at which to stop in any case.",
    "scenario": "Whose effect; without it, that of every scenario.",
}
READINGS_DOC = (
    "What a number says that the world's file states: kept (it is how it is; one with a spread, as in the column 'nrw_share_sd', is drawn "
    "around it) or noisy (the truth is drawn around it, as uncertain as reports are). Without the key, numbers of a file are kept, and "
    "those of the synthetic default world are readings."
)
FOR_STORES = {
    "sweep": "Values of any parameter, crossed with scenarios, draws and replicates.",
    "keep": f"What `wopsim run` keeps: {'; '.join(f'{word} ({what})' for word, what in STORED.items())}.",
    "stop": "Add replicates, as many at a time as 'replicates' says, until the Monte Carlo error of an effect is small enough.",
}
"""Keys that matter to `wopsim run` only."""
KEYS = (*TEXTS, *NUMBERS, *BLOCKS, "readings", "translations", *FOR_STORES)
