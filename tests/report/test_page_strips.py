"""The figures of the page: prices, what the choice hangs on, what is worth knowing, and their scales."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from tests.helpers.fake import Made
from wopsim.analysis.choice.design_decision import DecisionData
from wopsim.analysis.choice.worlds import worlds
from wopsim.declare import PARAMETERS
from wopsim.report.page.hangs_on_figures import NOTHING_SEEN, TOO_FEW, learn_strip, theories_strip, turns_strip
from wopsim.report.page.page_figures import designs_table, prices_strip
from wopsim.report.page.page_tables import PageTable, round_ends, strip
from wopsim.report.page.page_templates import filled
from wopsim.report.tables.sensitivity_table import passed_over
from wopsim.rules.theories import THEORIES


def test_a_price_says_of_what_it_is(result: Made) -> None:
    people = prices_strip(result.decide())
    assert people is not None
    assert (people.title, people.table.heads[1]) == ("What does one more person cost?", "EUR per person")
    decision = result.decide()
    assert "EUR per person" in designs_table(decision).heads
    far = decision.table.assign(unit_cost=[50.0] * 6 + [60.0], unit_cost_low=40.0, unit_cost_high=[55.0] * 5 + [500.0, np.nan])
    found = prices_strip(dataclasses.replace(decision, table=far))
    assert found is not None
    assert [line.marks[0].beyond for line in found.lines] == [False] * 5 + [True, True]
    assert all(line.marks[0].high == 100.0 for line in found.lines[5:])
    assert "EUR per percentage point" in designs_table(result.decide(outcome="nrw_all_mentees")).heads


def seen_to_turn(result: Made, slope: float) -> DecisionData:
    """The choice of a result whose best design and its rival differ by 4 + slope x a number, which turns it if the slope is large."""
    decision = result.decide()
    rng = np.random.default_rng(1)
    number = rng.normal(size=200)
    values = np.full((len(decision.designs), 200, 4), -50.0)
    first, second = (decision.designs.index(name) for name in (decision.best, decision.rival))
    values[first] = 4.0 + slope * number[:, None] + rng.normal(0, 0.1, (200, 4))
    values[second] = rng.normal(0, 0.1, (200, 4))
    numbers = {"setup_days": number}
    return dataclasses.replace(decision, numbers=numbers, cleaned=worlds(values, numbers), draws=200)


def test_what_turns_the_choice_is_said_with_its_value_and_what_does_not_is_not(result: Made) -> None:
    turned = turns_strip(seen_to_turn(result, 4.0)).lines
    assert turned[0].label.endswith("(setup_days)")
    assert re.match(r"turns at -(0\.9|1)[.\d]* days, from -1\.\d+ to 1\.\d+", turned[0].says) is not None
    assert turned[0].marks[0].at < turned[0].marks[1].at
    assert turns_strip(seen_to_turn(result, 0.5)).lines[0].says.startswith("does not turn")
    nothing = turns_strip(seen_to_turn(result, 0.0))
    assert "no number by itself is seen to move that" in nothing.how_to_read
    assert len(nothing.lines) == 1
    assert nothing.used_legend == [(2, "average")]
    assert "Dots" not in nothing.how_to_read
    assert [kind for kind, _ in turns_strip(seen_to_turn(result, 4.0)).used_legend] == [0, 1, 2]
    assert not nothing.table.rows
    assert nothing.table.caption.endswith("; 1 of the drawn numbers is left out, not seen to move it")
    assert turns_strip(seen_to_turn(result, 4.0)).table.caption == "What turns the choice"
    backwards = turns_strip(seen_to_turn(result, -4.0)).lines
    assert backwards[0].marks[0].at > backwards[0].marks[1].at


def test_why_the_best_is_held_against_another_than_the_second_is_said_where_it_is(result: Made) -> None:
    decision = result.decide()
    names, labels = list(decision.table["scenario"]), list(decision.table["label"])

    def told(groups: str, against: str | None = None) -> tuple[str, str]:
        found = dataclasses.replace(
            decision, table=decision.table.assign(group=list(groups)), against=decision.against if against is None else against
        )
        return passed_over(found), turns_strip(found).how_to_read

    level = f"“{labels[1]}” is level with “{labels[0]}”, so the next that is not level is used."
    for said in told("AABBBBB"):
        assert level in said
    assert told("AAABBBB")[0].startswith(f"“{labels[1]}” and “{labels[2]}” are level with")
    assert told("AAAAAAB")[0].startswith("5 designs are level with")
    for groups, against in (("ABBBBBB", None), ("AAAAAAA", None), ("AABBBBB", names[1]), ("AABBBBB", names[3])):
        alone, within = told(groups, against)
        assert alone == ""
        assert "level" not in within


def test_a_rival_theory_that_turns_the_choice_is_seen_to(result: Made) -> None:
    theories = theories_strip(seen_to_turn(result, -1.0))
    assert theories is not None
    assert [line.label for line in theories.lines] == [THEORIES["thin_effort_fails"]]
    strong = float(PARAMETERS["setup_days"].strong or 0.0)
    (row,) = theories.table.rows
    assert row[2].raw.startswith(("3.9", "4.0"))
    assert float(row[6].raw) == pytest.approx(4.0 - strong, abs=0.1 * strong)
    labels = result.decide().table.set_index("scenario")["label"]
    first, second = (labels[name] for name in (result.decide().best, result.decide().rival))
    assert (row[5].raw, row[9].raw) == (first, second)
    assert theories.lines[0].says.endswith(f" with it: then “{second}” is the best choice")
    assert f"Of all choices “{second}” comes first under some" in theories.how_to_read
    harmless = theories_strip(seen_to_turn(result, 1.0))
    assert harmless is not None
    assert "is the best choice" not in harmless.lines[0].says
    assert "No other choice is seen to come first." in harmless.how_to_read
    assert not any(mark.hollow for mark in theories.lines[0].marks)
    assert theories_strip(dataclasses.replace(seen_to_turn(result, 1.0), numbers={})) is None


def test_where_runs_do_not_tell_under_a_theory_the_figure_and_its_table_say_so(result: Made) -> None:
    decision = seen_to_turn(result, -1.0)
    means = decision.cleaned.means.copy()
    first, second = (decision.designs.index(name) for name in (decision.best, decision.rival))
    means[:, first] = means[:, second] + np.where(np.arange(200) % 2, 5.0, -5.0)
    theories = theories_strip(dataclasses.replace(decision, cleaned=dataclasses.replace(decision.cleaned, means=means)))
    assert theories is not None
    (line,), (row,) = theories.lines, theories.table.rows
    assert line.says == f"{TOO_FEW}, without or with it"
    assert [mark.hollow for mark in line.marks] == [True, True]
    assert all(mark.low is not None and mark.low < theories.zero < mark.high for mark in line.marks)
    assert (row[5].raw, row[9].raw) == (TOO_FEW, TOO_FEW)


def test_the_average_difference_has_its_error_and_says_where_it_tells_nothing(result: Made) -> None:
    decision = result.decide()
    found = decision.sensitivity()

    def told(error: float) -> str:
        table = decision.table.assign(against=[found.against, *decision.table["against"][1:]], against_error=error)
        return turns_strip(dataclasses.replace(decision, table=table)).lines[-1].says

    assert re.search(rf" ± [\d.]+( [kM])?, {TOO_FEW}$", told(found.mean)) is not None
    assert TOO_FEW not in told(found.mean / 3.0)


def test_nothing_is_worth_knowing_where_nothing_was_seen(result: Made) -> None:
    told = {line.label: line.says for line in learn_strip(seen_to_turn(result, 0.0)).lines}
    assert told == {"everything at once": NOTHING_SEEN}
    told = {line.label: line.says for line in learn_strip(seen_to_turn(result, 8.0)).lines}
    assert re.fullmatch(r"\d\.\d+ ± 0\.\d+; \d+ euros bring as much", told["all about which theory holds"]) is not None


def test_scales_end_at_round_numbers_that_hold_everything() -> None:
    assert round_ends([-72e3, 821e3, float("nan"), float("inf")]) == (-100e3, 900e3)
    assert round_ends([5.47e6]) == (0.0, 6e6)
    assert round_ends([-0.031]) == pytest.approx((-0.035, 0.0))
    assert round_ends([]) == (0.0, 1.0)


def test_nought_is_written_below_its_line_where_it_lies_within_a_scale(result: Made) -> None:
    def ends(low: float, high: float) -> str:
        table = PageTable("t", "T", (), ())
        html = filled("one_strip.html", folder, one=strip("T", "", ("dot",), [("a", ((high, low, high),), "")], ("l", "h"), table))
        return html.partition('class="line ends"')[2]

    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "one_strip.html").write_text('{% from "page_macros.html" import strip %}{{ strip(one) }}', encoding="utf-8")
        assert 'class="nought" style="left:50.0%">0<' in ends(-4.0, 4.0)
        assert 'class="nought below" style="left:10.0%">0<' in ends(-1.0, 9.0)  # where an end of the scale has no room for it
        assert "nought" not in ends(2.0, 8.0)
