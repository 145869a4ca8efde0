"""The figures of the page: prices, what the choice hangs on, what is worth knowing, and their scales."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from tests.helpers.decision_pages import COMMANDS
from tests.helpers.fake import Made, Truth, fake_result
from wopsim.analysis.choice.design_decision import DecisionData
from wopsim.analysis.choice.value_of_information import Known
from wopsim.analysis.choice.worlds import worlds
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.declare import PARAMETERS
from wopsim.report.decision_words import sentence
from wopsim.report.figures.choice import choice_figures
from wopsim.report.numbers import minus_signs
from wopsim.report.page import decision_page as module
from wopsim.report.page.decision_page import decision_page, tiles
from wopsim.report.page.hangs_on_figures import (
    TOO_FEW,
    first_under,
    learn_strip,
    nothing_to_learn,
    nothing_turns,
    theories_strip,
    turns_strip,
)
from wopsim.report.page.page_figures import designs_table, naive_strip, prices_strip, support_strip
from wopsim.report.page.page_tables import PageTable, Strip, round_ends, strip
from wopsim.report.page.page_templates import filled
from wopsim.report.tables.decision_table import as_text
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


def test_one_price_is_written_in_one_way_wherever_it_stands(result: Made) -> None:
    decision = result.decide()
    table = decision.table.assign(
        unit_cost=89.4, unit_cost_low=79.4, unit_cost_high=101.2, pays_funder=89.4, pays_funder_low=79.4, pays_funder_high=101.2
    )
    decision = dataclasses.replace(decision, table=table)
    assert "more than EUR 89 by the funder's money as paid (the runs leave 80 to 100 open)" in sentence(decision)
    tile = tiles(decision)[2]
    assert (tile.number, tile.below) == ("EUR 89", "these runs leave EUR 80 to 100 open")
    prices = drawn(prices_strip(decision))
    assert {line.says for line in prices.lines} == {"EUR 89, 80 to 100"}
    assert [one.shown for one in prices.table.rows[0][1:4]] == ["89", "80", "100"]
    assert float(prices.table.rows[0][3].raw) == 101.2  # what is saved is not rounded
    assert "80 to 100" in as_text(decision)
    assert "101" not in as_text(decision)


def test_what_it_is_worth_to_know_everything_is_one_number(result: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Knowing everything is worth what is lost on average by the best choice."""
    decision = seen_to_turn(result, 8.0)
    known = decision.information()
    found = known.assign(value=[469.4, *known["value"].iloc[1:]], error=[434.2, *known["error"].iloc[1:]], seen=True)
    monkeypatch.setattr(type(decision), "information", lambda _: found)
    decision = dataclasses.replace(decision, table=decision.table.assign(regret=469.4))
    assert "470 ± 430" in as_text(decision)
    assert drawn(learn_strip(decision)).lines[0].says.startswith("470 ± 430")
    assert [one.shown for one in drawn(learn_strip(decision)).table.rows[0][2:4]] == ["470", "430"]
    designs = designs_table(decision)
    assert designs.rows[0][list(designs.heads).index("lost, mean of all worlds")].shown == "470"


def test_beside_the_mean_of_many_evaluations_stands_what_one_finds() -> None:
    """The error of a mean over many runs is small, while one evaluation errs by all of its own luck."""
    result = fake_result({"a": Truth("A", 8, nrw=-0.03), "b": Truth("B", 8)}, draws=20, replicates=6, mentees=24, mentors=2, horizon=8)
    naive = drawn(naive_strip(result.measures, result.decide()))
    low, high = 100.0 * np.nanquantile(result.measures["before_after"].sel(scenario="a").values, (0.05, 0.95))
    line, row = next((line, row) for line, row in zip(naive.lines, naive.table.rows, strict=True) if line.label == "A")
    assert f"reported (one evaluation: {low:+.1f} to {high:+.1f})," in line.says
    heads = list(naive.table.heads)
    assert heads[:5] == ["design", "reported before and after", "its error", "of one evaluation: 5 %", "95 %"]
    mean, error, *ends = (float(one.raw) for one in row[1:5])
    assert ends == pytest.approx([low, high])
    assert high - low > 4.0 * error  # else it says no more than the error does
    assert low < mean < high
    assert len(row) == len(heads)
    assert "in brackets where nine of ten of these lie" in naive.how_to_read


def test_where_no_mentee_is_of_a_group_no_scale_without_a_line_is_drawn(result: Made) -> None:
    decision = result.decide()
    nobody = {f"mentees_{group}": 0.0 * result.measures[f"mentees_{group}"] for group in GROUPS}
    assert support_strip(result.measures, decision) is not None
    assert support_strip(result.measures.assign(nobody), decision) is None


def drawn(found: Strip | None) -> Strip:
    """A strip that there is."""
    assert found is not None
    return found


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
    turned = drawn(turns_strip(seen_to_turn(result, 4.0))).lines
    assert turned[0].label.endswith("(setup_days)")
    assert re.match(r"turns at -(0\.9|1)[.\d]* days, from -1\.\d+ to 1\.\d+", turned[0].says) is not None
    assert turned[0].marks[0].at < turned[0].marks[1].at
    assert drawn(turns_strip(seen_to_turn(result, 0.5))).lines[0].says.startswith("does not turn")
    assert [kind for kind, _ in drawn(turns_strip(seen_to_turn(result, 4.0))).used_legend] == [0, 1, 2]
    assert drawn(turns_strip(seen_to_turn(result, 4.0))).table.caption == "What turns the choice"
    backwards = drawn(turns_strip(seen_to_turn(result, -4.0))).lines
    assert backwards[0].marks[0].at > backwards[0].marks[1].at


def test_where_no_number_turns_the_choice_a_sentence_says_so_and_nothing_is_drawn(result: Made) -> None:
    decision = seen_to_turn(result, 0.0)
    assert turns_strip(decision) is None
    labels = decision.table.set_index("scenario")["label"]
    first, second = (labels[name] for name in (decision.best, decision.rival))
    said = nothing_turns(decision)
    assert "no number by itself is seen to move the difference" in said
    assert re.search(rf"“{first}” is ahead of “{second}” by [\d.]+( k)? ± [\d.]+( k)? people, too few runs to tell\.", said) is not None
    assert "tornado" not in choice_figures(decision)
    assert "tornado" in choice_figures(seen_to_turn(result, 4.0))


def test_no_number_is_worth_more_than_its_group_nor_a_group_than_everything(result: Made) -> None:
    decision = seen_to_turn(result, 8.0)
    decision.__dict__["_known"] = {"setup_days": Known(1e6, 1.0)}  # as a regression on few draws may say
    value = decision.information().set_index("kind")["value"]
    assert 0.0 < value["number"] <= value["group"] <= value["all"]


def test_of_few_draws_no_single_number_is_told(result: Made) -> None:
    """What would be seen of 200 draws is not told of 25, in any table, figure or sentence."""
    enough = dataclasses.replace(seen_to_turn(result, 4.0))
    enough.__dict__["_information"] = enough.information().assign(value=9.0, error=1.0, seen=True)
    few = dataclasses.replace(enough, draws=25)
    few.__dict__["_information"] = enough.information()
    why = "With 25 plausible worlds nothing is told of single numbers"
    assert turns_strip(few) is None
    assert "tornado" not in choice_figures(few)
    assert why in nothing_turns(few)
    assert "is ahead of" in nothing_turns(few)
    assert why not in nothing_turns(enough)
    for decision, told in ((enough, True), (few, False)):
        learned, printed = drawn(learn_strip(decision)), as_text(decision)
        assert any("setup_days" in row[0].shown for row in learned.table.rows) == told
        assert ("number setup_days" in printed) == told
        assert ("(setup_days)" in sentence(decision)) == told
        assert (why in printed) != told
        assert "left out" not in learned.table.caption  # what is not told is not said to be unseen


def test_where_an_end_is_within_its_error_it_is_not_told_whether_the_choice_turns(result: Made) -> None:
    decision = seen_to_turn(result, 4.0)
    found = decision.sensitivity()

    def told(turn_told: bool) -> tuple[str, str, str]:
        moved = dataclasses.replace(decision)
        moved.__dict__["_sensitivities"] = {
            (found.design, found.against): dataclasses.replace(found, table=found.table.assign(turn_told=turn_told))
        }
        turned = drawn(turns_strip(moved))
        return turned.lines[0].says, turned.table.rows[0][8].shown, as_text(moved)

    says, shown, printed = told(True)
    assert says.startswith("turns at -")
    assert shown.startswith("-")
    assert "turn not told" not in printed
    says, shown, printed = told(False)
    assert says.startswith("turn not told, from")
    assert shown == "–"
    assert "turn not told" in printed


def test_a_page_draws_what_is_seen_and_says_of_the_rest_that_nothing_is(result: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = result.decide()
    turned, learned = turns_strip(seen_to_turn(result, 4.0)), learn_strip(seen_to_turn(result, 8.0))
    for seen, other in ((None, None), (turned, learned), (turned, None), (None, learned)):
        monkeypatch.setattr(module, "turns_strip", lambda _, seen=seen: seen)
        monkeypatch.setattr(module, "learn_strip", lambda _, other=other: other)
        html = unescape(decision_page(result, decision, COMMANDS))
        assert (minus_signs(nothing_turns(decision)) in html) == (seen is None)
        assert ("as a table: What turns the choice" in html) == (seen is not None)
        assert (minus_signs(nothing_to_learn(decision)) in html) == (other is None)
        assert ("as a table: What is worth knowing" in html) == (other is not None)


def test_why_the_best_is_held_against_another_than_the_second_is_said_where_it_is(result: Made) -> None:
    decision = seen_to_turn(result, 4.0)
    names, labels = list(decision.table["scenario"]), list(decision.table["label"])

    def told(groups: str, against: str | None = None) -> tuple[str, str]:
        found = dataclasses.replace(
            decision, table=decision.table.assign(group=list(groups)), against=decision.against if against is None else against
        )
        return passed_over(found), drawn(turns_strip(found)).how_to_read

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
    assert "Of all choices" not in harmless.how_to_read
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
    assert "These runs do not tell which choice would be first under any of them." in theories.how_to_read


def test_that_no_other_comes_first_is_said_only_where_runs_tell_it(result: Made) -> None:
    decision = seen_to_turn(result, 1.0)
    (other,) = decision.table["scenario"].iloc[1:2]
    label = decision.table["label"].iloc[1]
    same, untold = "Under each of them the same choice comes first.", "Under some these runs do not tell which choice would be first"
    assert first_under(decision, [], np.array([[False, False]])) == same
    assert first_under(decision, [], np.array([[False, True]])).startswith(untold)
    both = first_under(decision, [other], np.array([[False, True]]))
    assert f"Of all choices “{label}” comes first under some" in both
    assert untold in both
    assert untold not in first_under(decision, [other], np.array([[False, False]]))


def test_the_average_difference_has_its_error_and_says_where_it_tells_nothing(result: Made) -> None:
    decision = seen_to_turn(result, 4.0)
    found = decision.sensitivity()

    def told(error: float) -> str:
        table = decision.table.assign(against=[found.against, *decision.table["against"][1:]], against_error=error)
        return drawn(turns_strip(dataclasses.replace(decision, table=table))).lines[-1].says

    assert re.search(rf" ± [\d.]+( [kM])?, {TOO_FEW}$", told(found.mean)) is not None
    assert TOO_FEW not in told(found.mean / 3.0)


def test_the_error_of_the_difference_to_a_rival_that_is_not_the_second_stands_in_the_row_of_the_rival(result: Made) -> None:
    decision = seen_to_turn(result, 0.0)
    level = dataclasses.replace(decision, table=decision.table.assign(group=list("AABBBBB")))
    rival = level.table["scenario"] == level.rival
    assert level.rival == level.table["scenario"].iloc[2]
    known = dataclasses.replace(level, table=level.table.assign(against_error=np.where(rival, 0.5, 99.0)))
    assert re.search(r" is ahead of “[^”]+” by [\d.]+ ± 0\.5", nothing_turns(known)) is not None


def test_nothing_is_worth_knowing_where_nothing_was_seen(result: Made) -> None:
    nothing, much = seen_to_turn(result, 0.0), seen_to_turn(result, 8.0)
    assert learn_strip(nothing) is None
    said = nothing_to_learn(nothing)
    assert "no group of numbers by itself is seen to be worth more than its error" in said
    assert "Knowing everything" not in said  # that neither is seen to be worth anything
    assert re.search(r"Knowing everything at once would be worth [\d.]+ ± [\d.]+ people\.$", nothing_to_learn(much)) is not None
    told = {line.label: line.says for line in drawn(learn_strip(much)).lines}
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
