"""Run the experiments behind the stylised facts over draws of the posterior, and write what they show as a page.

    python calibration/stylised_facts.py --out docs/stylised-facts.md [--check]

Takes about half a minute. The same code gives the same page; `--check` writes nothing and exits with 1 if the page differs.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from validation import stylised_measures as measures
from validation.stylised import TITLES, Fact, Finding, Unit
from validation.stylised_runs import Experiments, of_one_draw
from wopsim.streams import Floats
from wopsim.study.draws import PRIORS, SHIPPED

DRAWS, DRAW_REPLICATES, DRAWN_FACTS = 30, 2, (2, 3)
BACKGROUND_REPLICATES = 5
QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)

EXPERIMENTS = {
    1: "400 utilities of Latin America and the Caribbean, whose starting NRW has the distribution of Brazil's panel of 2021 in the "
    "order of the synthetic world, live for 20 years without any programme. What they report, reading noise included, is "
    "compared with the statistics of the panel, utilities and years pooled. 24 replicates of chance. The question is whether the dynamics "
    "can show a panel, so NRW moves by the numbers fitted to this panel alone, not by draws of the posterior, which describes a country "
    "that is neither Brazil nor California; all other parameters are draws.",
    2: "The default world runs for 12 years with and without ten million euros of partnerships of the EU-WOP type (36 months, "
    "four missions a year of three experts for seven days, a pilot grant of EUR 69,000), in twelve replicates. Counted are utilities "
    "whose first mission falls in the first six years. A pilot is compared with what its whole utility reported before the first "
    "mission, as programmes do.",
    3: "The runs of fact 2. Money is the mean operating cost coverage above 0.9 in the six years without the programme; management "
    "is managerial times technical practice; both are multiplied.",
    4: "The rules alone, shaped like the plants of the experiment in India: one domain starts at skill 0.30, gets 17 expert-days "
    "of a mentor at 0.90 in each of two quarters, then nobody; 45 staff, motivation 0.7, full autonomy. The second run has no "
    "institutionalisation and no loss of routine: practice is in people alone. Utilities of the default world have less "
    "autonomy and learn less.",
    5: "The programme of fact 2, and the same programme with missions to three mentees at once. Cost is in expert-days per mentee, "
    "gain is the paired gain in practice four years after the year end before the first mission, mean of the domains.",
    6: "The programme of fact 2, mentees chosen by need: those that report the worst losses, coverage, cost recovery and hours "
    "come first, and they apply at a low point (application_need 2). "
    "At the year end after each partnership, the change of reported NRW since the agreement is set against the "
    "paired effect.",
    7: "The default world with and without the programme of fact 2, one replicate: mentors that teach nothing, mentees that absorb "
    "nothing, and mentors whose skill is 0.05 in every domain; without what a partnership does by being there, displacing turnarounds "
    "of one's own and keeping routines alive. Every utility and year of the main outputs has to agree to the "
    "last bit.",
    8: "The programme of fact 2 with four budgets, 2.5, 5, 10 and 20 million euros, in twelve replicates, the same for all budgets. "
    "People served are people-equivalents of full service, of all utilities together.",
    9: "Sixteen mentees of the default world, made to lose 60 % and to earn 70 % of their operating cost, live for ten years with "
    "and without support, six replicates. Support is a resident adviser and missions for ten years, with nine times their cost "
    "for works, in utilities of autonomy 0.95; nothing comes between, and no other capital comes. The documented turnarounds are "
    "changes before and after; here stands what the support adds, so that no luck counts as a turnaround. The pace does not last: "
    "over twenty years it is lower, because what can be saved is used up. This set-up was chosen after seeing results: of about twenty "
    "combinations of starting losses, cost coverage, length and capital, it is one that tells the cases apart. With the world's own cost "
    "coverage capital made less difference, because own cash pays for the works. Of all fourteen facts this one tests least.",
    10: "The utilities of fact 1, and the mentees of the default world over 20 years without any programme, 24 replicates of chance with a "
    "draw each. Counted is what they report: a mean of three years lies ten points lower five years later, and in each of the five "
    "years after that. The panel's improvers are not asked why they improved, and part of them had help; the model has "
    "some by wandering alone, and some by turnarounds of their own.",
    11: "The mentees of the default world of fact 10, single years, reading noise included. Fact 1 looks at a world made like the panel; "
    "this is the world of studies, over the posterior, which describes a country that is neither Brazil nor California: it has to lie "
    "between what the two panels show, each with the tolerance that Brazil's alone had before. For a tenth that range is wide and tests "
    "little.",
    12: "The same runs. Coverage is compared by its starting level, because the default world begins lower than the panel: on average over "
    "all, coverage rises more in the default world than in the panel, and hardly more from the same level.",
    13: "The runs of fact 2. Zones of the evidence were chosen, isolated and often rebuilt; those of the model are all of the programme.",
    14: "The runs of fact 2: partnerships that ended five years or more before the end, whose effect at the exit was worth a share, mean "
    "over domains, against the twin. A new leader is one that changed in those five years.",
}


def page(findings: Sequence[Finding], experiments: Experiments) -> str:
    """Return the page as Markdown."""
    count = Counter(finding.verdict for finding in findings)
    parts = [
        "<!-- Made by `python calibration/stylised_facts.py --out docs/stylised-facts.md`; change the code, not this page. -->\n",
        "# Stylised facts\n",
        "Before a simulation may say what a programme changes, it has to look like what is known. This page measures fourteen known "
        "facts in the model at draws of the posterior ([Calibration](calibration.md)): every replicate has a draw of its own. The same "
        "measurements are tests: a fact that fails stops the build, unless it is said here that it fails, and why.\n",
        f"Of {len(findings)} numbers, **{count['holds']} hold, {count['holds barely']} hold barely, {count['fails']} fail.** A number "
        "holds barely when it uses more than two thirds of the tolerance between its target and the bound. Tolerances are judgements of "
        "the people who wrote the model, who have seen it run; a number that holds is no validation.\n",
        "Where a source gives only a range, the target is its middle; where it gives only a direction, the target lies as far beyond the "
        "bound as the bound lies from no effect. NRW is non-revenue water, as a share of system input; points are percentage points. "
        "Sources are keys of `docs/references.bib` or files of `calibration/evidence/`.\n",
        yardstick(experiments),
        weak_points(findings),
    ]
    for number, title in TITLES.items():
        rows = [row(finding) for finding in findings if finding.fact.number == number]
        head = ("what", "target", "tolerance", "model", "verdict", "source")
        parts += [f"## {number}. {title}\n", EXPERIMENTS[number] + "\n", table(head, rows)]
    return "\n".join([*parts, distributions(experiments), other_replicates(experiments), single_draws()])


def yardstick(experiments: Experiments) -> str:
    """Return the section on facts that are compared with something else than before, and what would fail against Brazil alone."""
    found = [f for f in measures.find(experiments, [10, 11]) if f.fact.brazil is not None]
    lines = [
        "## Facts that changed their yardstick\n",
        "The posterior describes a country that is neither Brazil nor California. Until this version facts 1, 10 and 11 compared it with "
        "Brazil's panel alone. Fact 1 and the panel-like world of fact 10 now run at Brazil's own fit, with the same bounds. Fact 11 and "
        "the shipped world of fact 10 are compared with both panels, with the same tolerances; where California has no such statistic, the "
        "calmer side is open. These bounds are wider than before. Against Brazil alone this would be:\n",
    ]
    for f in found:
        low, high = f.fact.brazil or (0.0, 0.0)
        u, v = f.fact.unit, f.measured.value
        lines.append(f"- Fact {f.fact.number}, {f.fact.what}: {show(v, u)}, where Brazil alone has {show(low, u)} to {show(high, u)}: "
                     f"{'holds' if low <= v <= high else '**would fail**'}.")  # fmt: skip
    return "\n".join([*lines, ""])


def weak_points(findings: Iterable[Finding]) -> str:
    """Return the paragraphs on numbers that hold barely or fail: on which side, how far, and why if that is known."""
    weak = sorted((finding for finding in findings if finding.verdict != "holds"), key=lambda finding: -finding.used)
    by_reason: dict[str, list[str]] = {}
    for finding in weak:
        by_reason.setdefault(_why(finding), []).append(_distance(finding))
    lines = ["## Which fail or hold only barely, and why\n"]
    if not weak:
        lines.append("None: every number uses less than two thirds of its tolerance.\n")
    for reason, distances in by_reason.items():
        lines += [f"{reason}\n", *(f"- {distance}" for distance in distances), ""]
    return "\n".join(lines)


def _distance(finding: Finding) -> str:
    fact, value = finding.fact, finding.measured.value
    named = f"Fact {fact.number}, {fact.what}: **{finding.verdict}**."
    if math.isinf(finding.used):
        return f"{named} {show(value, fact.unit)} in {finding.measured.cases} cases, where {show(fact.target, fact.unit)} is required."
    side = "above" if value > fact.target else "below"
    used = f"{100 * finding.used:.0f} % of the tolerance is used"
    return f"{named} {show(value, fact.unit)}, {side} the target of {show(fact.target, fact.unit)}; {used}."


def _why(finding: Finding) -> str:
    fact = finding.fact
    return (fact.if_high if finding.measured.value > fact.target else fact.if_low) or "Why these are off has not been looked into."


def row(finding: Finding) -> tuple[str, ...]:
    """Return one row of a fact's table."""
    fact, measured = finding.fact, finding.measured
    verdict = finding.verdict if finding.verdict == "holds" else f"**{finding.verdict}**"
    return fact.what, show(fact.target, fact.unit), tolerance(fact), show(measured.value, fact.unit), verdict, fact.source


def show(value: float, unit: Unit) -> str:
    """Return a number as people read it."""
    if math.isnan(value):
        return "nothing measured"
    if unit == "values":
        return f"{value:.0f}"
    if unit == "h/day":
        return f"{value:.1f} h/day"
    return f"{value:.2f}" if unit == "1" else f"{100 * value:.0f} %" if unit == "%" else f"{_points(value)} points"


def _points(share: float) -> str:
    return f"{100 * share + 0.0:.1f}".replace("-0.0", "0.0")


def tolerance(fact: Fact) -> str:
    """Return where the tolerance of a fact ends, in words."""
    low, high = show(fact.low, fact.unit), show(fact.high, fact.unit)
    if fact.low == fact.high:
        return "none"
    if math.isinf(fact.high):
        return f"at least {low}"
    return f"at most {high}" if math.isinf(fact.low) else f"{low} to {high}"


def distributions(experiments: Experiments) -> str:
    """Return the section on how much pilots and utilities move."""
    pairs = experiments.euwop
    moves: dict[str, Floats] = {
        "pilot zone, two years after the first mission, against the utility before": measures.pilot_change(pairs),
        "whole utility, paired effect after five years": measures.utility_effect(pairs),
        "whole utility, before and after, four years": measures.before_after(pairs),
    }
    rows = []
    for name, values in moves.items():
        known = values[~np.isnan(values)]
        rows.append((name, str(known.size), *(_points(float(np.quantile(known, q))) for q in QUANTILES)))
    head = ("change of NRW [points]", "cases", *(f"{100 * q:.0f} %" for q in QUANTILES))
    text = (
        "The runs of fact 2: quantiles over mentored utilities and replicates. The before/after change is mostly the wandering "
        "that needs no mentor.\n"
    )
    return "\n".join(["## How far pilots and whole utilities move\n", text, table(head, rows)])


def other_replicates(experiments: Experiments) -> str:
    """Return the section on how much fact 1 depends on chance."""
    tested = measures.find(experiments, [1])
    runs = [measures.background(experiments.panel_like_replicate(k)) for k in range(BACKGROUND_REPLICATES)]
    rows = []
    for finding in tested:
        every = [Finding(finding.fact, run[finding.fact.name]) for run in runs]
        if {one.verdict for one in every} == {"holds"}:
            continue
        values = [one.measured.value for one in every]
        unit = finding.fact.unit
        count = Counter(one.verdict for one in every)
        rows.append((finding.fact.what, tolerance(finding.fact), show(min(values), unit), show(max(values), unit),
                     *(str(count[verdict]) for verdict in ("holds", "holds barely", "fails"))))  # fmt: skip
    text = (
        f"Fact 1 is tested in 24 replicates of chance together. Below are the numbers that do not plainly hold in each single one of "
        f"{BACKGROUND_REPLICATES} replicates. A number that fails in most of them is a weakness of the "
        "model, whatever its verdict above.\n"
    )
    head = ("what", "tolerance", "lowest", "highest", "holds", "holds barely", "fails")
    body = table(head, rows) if rows else "All numbers hold in all replicates.\n"
    return "\n".join(["## Fact 1 in other replicates\n", text, body])


def single_draws() -> str:
    """Return the section on how often single draws show facts 2 and 3."""
    lines = [
        "## Facts 2 and 3 in single draws\n",
        "The numbers above come from the posterior predictive: every replicate has a draw of its own. Below, single draws "
        f"({DRAW_REPLICATES} replicates each, the programme of fact 2): how often one set of parameters shows all numbers of "
        "facts 2 and 3 at once. This is measured, not tested; numbers from two replicates are noisier than those above from twelve.\n",
    ]
    rows = []
    for label, source in (("posterior", SHIPPED), ("prior", PRIORS)):
        draws = [measures.find(of_one_draw(draw, DRAW_REPLICATES, source), DRAWN_FACTS) for draw in range(DRAWS)]
        good = sum(all(finding.verdict != "fails" for finding in draw) for draw in draws)
        alone = [sum(all(f.verdict != "fails" for f in draw if f.fact.number == number) for draw in draws) for number in DRAWN_FACTS]
        low, high = wilson(good, DRAWS)
        missed = Counter(finding.fact.what for draw in draws for finding in draw if finding.verdict == "fails")
        often = "; ".join(f"{what} ({count})" for what, count in missed.most_common(3))
        rows.append((label, f"{good} of {DRAWS} ({100 * low:.0f} to {100 * high:.0f} %)", *(f"{n} of {DRAWS}" for n in alone), often))
    head = (
        "draws from the",
        "facts 2 and 3 together (95 % interval)",
        *(f"fact {number} alone" for number in DRAWN_FACTS),
        "missed most often",
    )
    return "\n".join([*lines, table(head, rows)])


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion."""
    z = 1.959964
    centre, half = hits + z * z / 2, z * math.sqrt(hits * (n - hits) / n + z * z / 4)
    return max(0.0, (centre - half) / (n + z * z)), min(1.0, (centre + half) / (n + z * z))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Measure the stylised facts over the posterior and write the page.")
    parser.add_argument("--out", required=True, type=Path, help="page to write (overwritten)")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if the page differs")
    options = parser.parse_args(arguments)
    experiments = Experiments()
    findings = measures.find(experiments, TITLES)
    text = page(findings, experiments)
    if options.check:
        same = options.out.is_file() and options.out.read_text(encoding="utf-8") == text
        sys.stdout.write(f"{options.out}: {'up to date' if same else 'out of date, run the command without --check'}\n")
        return 0 if same else 1
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    for finding in findings:
        sys.stdout.write(f"fact {finding.fact.number}  {finding.verdict:<12}  {finding.fact.name}\n")
    sys.stdout.write(f"written: {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
