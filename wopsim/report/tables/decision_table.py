"""The choice between designs as a table: for a terminal, and as plain text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wopsim import foreign_text
from wopsim.analysis.choice.deciding import MUCH_UNSPENT
from wopsim.analysis.choice.regret import FEW_WORLDS, worst_count
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.told_apart import USEFUL_PART
from wopsim.report.amounts_in_words import amount, in_words
from wopsim.report.decision_cases import MANY_RUNS, worth_knowing
from wopsim.report.decision_words import BESIDE_OTHERS, NOTHING_SEEN, numbers_untold, sentence
from wopsim.report.judged_amounts import judged_amount, judged_scale
from wopsim.report.numbers import PERCENT, in_percent, range_shortly, shortly, value_and_error, with_error
from wopsim.report.tables.comparison_table import plain_text
from wopsim.report.tables.runs_needed_words import OF_THE_ORDER
from wopsim.report.tables.sensitivity_table import sensitivity_parts
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from wopsim.analysis.choice.design_decision import DecisionData

_USEFUL = "no useful\ndifference"
"""Head of the column that stands only where it is said which difference is useful."""
_HEADS = (
    "mean", "against one,\nwins: worlds\n/ runs", "{cost}", "EUR per unit", "best in", "regret", "worst 5 %",
    _USEFUL, "{harm}:\nworlds\nruns", "unspent", "runs\nneeded",
)  # fmt: skip
_COST_ALIKE, _COST_UNLIKE = "cost\n[EUR]:\nfunder\nall", "cost\n[EUR]:\nfunder\npaid,\nall\ndisc."
"""Head of what designs cost the funder and all who pay: where years count alike in both, and where they do not."""
_WIDTHS = (9, 12, 7, 12, 7, 8, 8, 10, 7, 7, 7)
_LABEL = 22
_MOST_NUMBERS = 8
"""Numbers worth knowing that are printed; information.csv has all."""


def as_rich(decision: DecisionData) -> Iterator[RenderableType]:
    """Yield what a rich console prints: the answer, the table of designs, what to learn first, how to read it."""
    from rich.text import Text

    yield foreign_text.as_rich(decision.title, style="bold")
    yield foreign_text.as_rich(sentence(decision))
    for line in decision.told:
        yield foreign_text.as_rich(line)
    yield Text("")
    yield _designs(decision)
    for line in _how_to_read(decision):
        yield foreign_text.as_rich(line, style="dim")
    yield Text("")
    groups = [group for group in GROUPS if decision.table[f"support_{group}"].any()]
    yield _reach(decision, groups)
    if none := [words for group, (_, _, words) in GROUPS.items() if group not in groups]:
        yield foreign_text.as_rich(f"No design gave any support to: {', '.join(none)}.", style="dim")
    yield Text("")
    yield _information(decision)
    yield foreign_text.as_rich(
        f"Expected gain from knowing it before choosing [{in_words(decision.value_unit)}], ± standard error; of a number or a group by "
        f"regression; “{NOTHING_SEEN}”: no more than its error. Values do not add up. information.csv has every number."
        + (f" {untold}" if (untold := numbers_untold(decision)) else "")
        + (" With one replicate, luck that all draws share is in no error." if decision.replicates < 2 else ""),
        style="dim",
    )
    yield Text("")
    yield from sensitivity_parts(decision)


def as_text(decision: DecisionData) -> str:
    """Return the tables as plain text without any terminal codes."""
    return plain_text(as_rich(decision), 140)


def _designs(decision: DecisionData) -> RenderableType:
    cost = _COST_UNLIKE if decision.yardstick.discount is None else _COST_ALIKE
    harm = "worth\nless\nthan it\ncosts" if decision.in_money else "harm"
    shown = [place for place, head in enumerate(_HEADS) if head != _USEFUL or decision.yardstick.useful]
    heads, widths = [_HEADS[place].format(cost=cost, harm=harm) for place in shown], [_WIDTHS[place] for place in shown]
    table = _table(f"Designs, judged by {decision.words}{_net(decision)}", ("", *heads), (_LABEL, *widths))
    scale = judged_scale(decision, decision.table["value"])
    for _, row in decision.table.iterrows():
        per = shortly(row["unit_cost"])
        if not math.isnan(row["unit_cost_low"]):
            per += f"\n{range_shortly(row['unit_cost_low'], row['unit_cost_high'])}"
        elif not math.isnan(row["unit_cost"]):
            per += "\nor no end"
        needed = row["runs_needed"]
        wins = f"wins {100 * row['wins_worlds']:.0f}/{100 * row['wins_runs']:.0f}"
        cells = (
            "0" if row["scenario"] == BASELINE else "\n± ".join(value_and_error(scale, row["value"], row["value_error"])),
            f"{scale.show(row['against_mean'], signed=True)}\n{wins}",
            f"{shortly(row['cost_funder'])}\n{shortly(row['cost_all'])}",
            per, in_percent(row["chance_best"]),
            judged_amount(decision, row["regret"]), judged_amount(decision, row["regret_worst"]), in_percent(row["no_useful_difference"]),
            f"{in_percent(row['harm'])}\n{in_percent(row['harm_runs'])}",
            PERCENT.show(row["unspent"]) + (" !" if row["much_unspent"] else ""),
            "enough" if needed <= decision.draws * decision.replicates else "many" if needed > MANY_RUNS else shortly(needed),
        )  # fmt: skip
        label = foreign_text.as_rich(f"{row['group']}  {row['label']}")
        table.add_row(label, *(cells[place] for place in shown))
    return table


def _net(decision: DecisionData) -> str:
    worth = decision.yardstick.worth
    return "" if worth is None else f", worth EUR {worth:,.4g} a unit, less the cost ({decision.yardstick.cost})"


def _how_to_read(decision: DecisionData) -> Iterator[str]:
    groups = sorted(set(decision.table["group"]))
    label = decision.table.set_index("scenario").loc[decision.against, "label"]
    useful = f", or not by more than {amount(decision, decision.yardstick.useful)}" if decision.yardstick.useful else ""
    yield (
        f"Letters: these runs do not tell a design from the first that has its letter{useful}. A letter may come again below another, "
        "where a difference is known less well. "
        f"There {'is one letter' if len(groups) == 1 else f'are {len(groups)} letters'}. Mean: and its Monte Carlo error. "
        f"Against one design: paired difference to “{label}” (that one's own: to the best other); wins: against that "
        "one alone it does better in so many % of plausible worlds, and of single runs."
    )
    harm, worse = (
        ("Worth less than it costs", "in which what it brings is worth less than that; it may do good there")
        if decision.in_money
        else ("Harm", "that are worse off than without a programme")
    )
    useless = "No useful difference: chance of less than is useful to that design. " if decision.yardstick.useful else ""
    yield (
        "Best in: share of plausible worlds, cleaned of luck, in which it does better than all the others at once, which is "
        "rarer than to win against one. Regret: expected loss against what is best in each world, and in the worst "
        f"twentieth of worlds ({worst_of(decision.draws)}). "
        f"{useless}{harm}: share of plausible worlds, luck averaged, and of single runs {worse}."
    )
    years = (
        "the funder's as paid, that of all who pay discounted (disc.), so that one is no part of the other"
        if decision.yardstick.discount is None
        else decision.yardstick.shown_discount
    )
    yield (
        f"Cost: {years}. EUR per unit: mean cost ({decision.yardstick.cost}) by mean gain, 90 % of what the "
        "number of runs leaves open (“or no end”: the mean gain may be zero). "
        f"!: more than {PERCENT.show(MUCH_UNSPENT)} of the money (the budget and what others added) is left, so it is not the same "
        "programme."
    )
    rule = "" if decision.yardstick.useful else f" ({PERCENT.show(USEFUL_PART)} of the largest mean, as --useful says nothing)"
    yield (
        "Runs needed: draws x replicates until that difference is told from none by two standard errors, or known to half of what is "
        f"useful: {amount(decision, decision.useful)}{rule}. {OF_THE_ORDER} Means are rounded to what their error leaves of them, and "
        "differences are not: they are of the same runs, and known better than the two means."
    )


def worst_of(draws: int) -> str:
    """Return how many worlds the worst twentieth is, in words: of few draws hardly more than one, which says little."""
    said = f"{worst_count(draws)} of {draws}"
    return f"{said}: too few to say much" if worst_count(draws) < FEW_WORLDS else said


def _reach(decision: DecisionData, groups: list[str]) -> RenderableType:
    heads = [f"support to\n{GROUPS[group][2]}" for group in groups]
    widths = (_LABEL, *(20 for _ in groups), 22)
    table = _table("Who is reached, and whether a design is worth a look at some price", ("", *heads, "cost against gain"), widths)
    for _, row in decision.programmes.iterrows():
        shares = [PERCENT.show(row[f"support_{group}"]) for group in groups]
        table.add_row(foreign_text.as_rich(f"{row['group']}  {row['label']}"), *shares, BESIDE_OTHERS[row["dominance"]])
    return table


def _information(decision: DecisionData) -> RenderableType:
    found = worth_knowing(decision)
    table = _table("What to learn first", ("", "part of", "worth"), (44, 12, 20))
    scale = judged_scale(decision, found.loc[found["seen"], "value"])
    for kind, name in (("all", "everything"), ("group", "group"), ("number", "number")):
        for _, row in found[found["kind"] == kind].head(_MOST_NUMBERS).iterrows():
            what = row["name"] if kind == "all" else f"{name} {row['name']}"
            told = with_error(scale, row["value"], row["error"]) if row["seen"] else NOTHING_SEEN
            table.add_row(what, row["group"], told)
        table.add_section()
    return table


def _table(title: str, heads: tuple[str, ...], widths: tuple[int, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=foreign_text.as_rich(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    table.padding, table.pad_edge, table.show_edge = (0, 1), False, False
    for number, (head, width) in enumerate(zip(heads, widths, strict=True)):
        table.add_column(head, width=width, justify="right" if number else "left", vertical="top")
    return table
