"""What turns the order of designs: a table for a terminal, a page, and all numbers as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim import durable
from wopsim.analysis.outcome_specs import EFFECTS
from wopsim.analysis.ranking_shifts import CRITERIA
from wopsim.analysis.screening_result import ENDS_OF_PRIOR, Finding, Number, Screening
from wopsim.counting import counted
from wopsim.declare import PARAMETERS
from wopsim.errors import WopsimError
from wopsim.report.numbers import NONE
from wopsim.report.tables.markdown import markdown_table

if TYPE_CHECKING:
    from rich.console import RenderableType

MADE = "<!-- Made by `wopsim screen`; run it again and copy the screening.md of its folder, instead of changing this page. -->\n"
FEWEST = 10
"""Lines that a terminal shows at least; the page has all."""


def as_rich(screening: Screening) -> Iterator[RenderableType]:
    """Yield what a rich console prints: the numbers that move an order most, and what to make of them."""
    from rich.table import Table
    from rich.text import Text

    most = max(FEWEST, sum(finding.move.size > screening.threshold for finding in screening.findings))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, right in (("number", False), ("low", True), ("default", True), ("high", True), ("moves most the chance that", False)):
        table.add_column(name, justify="right" if right else "left")
    for name in ("at low", "default", "high", "move"):
        table.add_column(name, justify="right", no_wrap=True)
    for finding in screening.findings[:most]:
        low, default, high = values_of(finding.number)
        table.add_row(
            finding.number.declared.name, low, default, high, _beats(screening, finding), *_chances(finding), _move(screening, finding)
        )
    yield Text(f"What turns the order of designs: {screening.study.title}", style="bold")
    yield table
    left = len(screening.findings) - most
    if left > 0:
        yield Text(f"{counted(left, 'other number moves', 'other numbers move')} less; screening.md has all.")
    yield Text(f"{verdict(screening)} {how_to_read(screening)}")


def page(screening: Screening) -> str:
    """Return the Markdown page of a screening."""
    silent = [p for p in PARAMETERS.values() if p.role not in ("policy", "calibrated")]
    assumed = [p for p in silent if p.assumed]
    uncertain = [p for p in assumed if p.drawn]
    counts = (
        f"No evidence speaks about {len(silent)} numbers, and {len(assumed)} of these rest on an assumption, at least in part. Of the "
        f"{len(silent)}, {sum(p.drawn for p in silent)} are uncertain, that is drawn from a prior, {len(uncertain)} assumed ones among "
        f"them; {len(assumed) - len(uncertain)} assumed ones keep one value in all draws, and each has a plausible range."
    )
    drawn = [finding for finding in screening.findings if finding.number.declared.drawn]
    turning, unclear = sum(map(screening.turns, drawn)), sum(map(screening.unclear, drawn))
    told = (
        f"Held at the ends of their prior: of {len(drawn)}, {turning} turn the order beyond the error (*), {unclear} may (?), and the "
        "others were not seen to.\n"
    )
    parts = [
        MADE,
        "# What turns the order of designs\n",
        f"*{screening.study.title}*: {', '.join(screening.designs)}. {counted(screening.study.draws, 'draw')} x "
        f"{counted(screening.study.replicates, 'replicate')}, year {screening.study.horizon_years}; "
        f"draws from the {screening.study.draws_from}.\n",
        f"**{verdict(screening)}** {counts}\n",
        "## How to read\n",
        f"{how_to_read(screening)}\n",
        "The year that is looked at, the budget and the length of designs are choices, not numbers that nobody knows: they turn the order "
        "too, and a study or a sweep asks about them. Several numbers may turn together what none turns alone. What matters only to a way "
        "of pairing that none of these designs has moves nothing here.\n",
        "## Before anything is moved\n",
        _standing(screening),
        "## Drawn\n",
        *([told] if drawn else []),
        _table(screening, drawn),
        "## Not drawn\n",
        _table(screening, [finding for finding in screening.findings if not finding.number.declared.drawn]),
    ]
    if screening.set_by_study:
        parts.append(f"Left as the study sets them: {', '.join(f'`{name}`' for name in screening.set_by_study)}.\n")
    return "\n".join(parts)


def verdict(screening: Screening) -> str:
    """Return in a sentence or two whether a number that no draw moves turns the order, as far as these runs can tell."""
    found = [finding.number.declared.name for finding in screening.undrawn_that_turn]
    looked = sum(not finding.number.declared.drawn for finding in screening.findings)
    if found:
        first = (
            f"{len(found)} of {looked} undrawn numbers {'moves' if len(found) == 1 else 'move'} a chance by more than "
            f"{screening.threshold:g} beyond the Monte Carlo error, and should be drawn: {', '.join(found)}."
        )
    else:
        first = (
            f"None of {looked} undrawn numbers was seen to move a chance by more than {screening.threshold:g} beyond its Monte Carlo error."
        )
    unclear = [finding.number.declared.name for finding in screening.undrawn_unclear]
    if not unclear:
        return first
    return (
        f"{first} {len(unclear)} {'others' if found else 'of them'} moved one by more than {screening.threshold:g}, but not beyond the "
        f"error: with {screening.study.draws} draws these may turn the order or not."
    )


def how_to_read(screening: Screening) -> str:
    """Return what the columns mean."""
    criteria = " or ".join(criterion.words for criterion in CRITERIA)
    low, high = (f"{100 * end:g}" for end in ENDS_OF_PRIOR)
    return (
        "Each number is held at the low and at the high end of what is plausible, one at a time, all else as drawn and under the same "
        "luck (one-at-a-time screening, local sensitivity of the ranking). Chance: share of draws, replicates averaged, in which the "
        f"first design does better than the second ({EFFECTS[screening.outcome].long_name}: {criteria}). Of all pairs and criteria the "
        "table shows the one that moves most beyond its Monte Carlo error, between any two of low, default and high; * beyond "
        f"{screening.threshold:g} by more than that error; ? some move is beyond {screening.threshold:g}, none by more than the error. "
        "A move that no draw was seen to make has an error too: a few draws do not prove that none would. Drawn numbers are held at the "
        f"{low}th and {high}th percentile of their prior, to show what hangs on them."
    )


def write_screening(screening: Screening, folder: Path) -> list[Path]:
    """Write `screening.csv` (every number, criterion and pair) and `screening.md` (the page), and return their paths.

    Raises
    ------
    WopsimError : a file cannot be written.
    """
    texts = {
        "screening.csv": screening.table().to_csv(index=False, float_format="%.6g", lineterminator="\n"),
        "screening.md": page(screening),
    }
    try:
        for name, text in texts.items():
            durable.write_text(folder / name, text)
    except OSError as error:
        raise WopsimError(f"cannot write to {folder}: {error.strerror or error}.") from error
    return [folder / name for name in texts]


def _standing(screening: Screening) -> str:
    """Table of the chance of each pair at default."""
    chance = screening.findings[0].chance
    rows = [
        (" over ".join(screening.pair(pair)), *(_share(chance[k, pair, 1]) for k in range(len(CRITERIA))))
        for pair in range(chance.shape[1])
    ]
    return markdown_table(("chance that", *(criterion.words for criterion in CRITERIA)), rows)


def _table(screening: Screening, findings: Sequence[Finding]) -> str:
    if not findings:
        return "None.\n"
    head = ("number", "unit", "low", "default", "high", "moves most the chance that", "at low", "at default", "at high", "move")
    rows = [
        (f"`{finding.number.declared.name}`", finding.number.declared.unit, *values_of(finding.number), _beats(screening, finding),
         *_chances(finding), _move(screening, finding))
        for finding in findings
    ]  # fmt: skip
    return markdown_table(head, rows)


def values_of(number: Number) -> tuple[str, str, str]:
    """Return low, default and high of a number as they are printed; ends of a prior with three digits."""
    if number.declared.drawn:
        return f"{number.low:.3g}", "drawn", f"{number.high:.3g}"
    return f"{number.low:.6g}", f"{number.declared.default:.6g}", f"{number.high:.6g}"


def _beats(screening: Screening, finding: Finding) -> str:
    return f"{' over '.join(screening.pair(finding.move.pair))}, {CRITERIA[finding.move.criterion].words}"


def _chances(finding: Finding) -> list[str]:
    return [_share(chance) for chance in finding.chance[finding.move.criterion, finding.move.pair]]


def _move(screening: Screening, finding: Finding) -> str:
    size, error = finding.move.size, finding.move.error
    return f"{_share(size)} ± {_share(error)}{' *' if screening.turns(finding) else ' ?' if screening.unclear(finding) else ''}"


def _share(value: float) -> str:
    return NONE if value != value else f"{value:.2f}"
