"""The tables of the page: what designs are, what they bring, and what is lost where the choice is wrong."""

from __future__ import annotations

import dataclasses
import re
from html import unescape

import numpy as np
import pytest

from tests.helpers.decision_pages import COMMANDS, some
from tests.helpers.fake import Made
from wopsim.analysis.choice.regret import FEW_WORLDS
from wopsim.report.brief.brief_designs import designs_in_words
from wopsim.report.brief.brief_language import Phrases
from wopsim.report.page.decision_page import decision_page, tiles
from wopsim.report.page.page_figures import designs_table, regret_table, what_designs_are
from wopsim.report.tables.decision_table import as_text


def test_each_design_is_told_in_a_line_in_the_order_of_the_answer(result: Made, html: str) -> None:
    decision = result.decide()
    table = what_designs_are(decision, designs_in_words(result.study, result.measures, Phrases("en")))
    assert [row[0].raw for row in table.rows] == list(decision.table["label"])
    by_label = {row[0].raw: row[1].raw for row in table.rows}
    assert "18 months" in by_label["Many short twinnings, random"]
    assert "60 months" in by_label["Long resident, random"]
    assert all(line in unescape(html) for line in by_label.values())


def test_a_share_of_some_worlds_is_never_none_or_all_in_a_table(result: Made) -> None:
    decision = result.decide(useful=100.0)
    shares = {"chance_best": 0.002, "harm": 0.002, "harm_runs": 0.998, "no_useful_difference": 0.0}
    told = dataclasses.replace(decision, table=decision.table.assign(**shares))
    for table in (designs_table(told), regret_table(told)):
        assert table.rows[0][table.heads.index("best in")].shown == "< 1 %"
    first = dict(zip(designs_table(told).heads, (cell.shown for cell in designs_table(told).rows[0]), strict=True))
    dear = result.decide(worth=1.0)
    assert {"worth less than it costs", "worth less than it costs, done once"} <= set(designs_table(dear).heads)
    assert "Harm" not in as_text(dear)
    assert (first["harm"], first["harm, done once"], first["no useful difference"]) == ("< 1 %", "> 99 %", "0 %")


def test_where_no_useful_difference_was_named_its_column_is_left_out_and_what_stands_in_for_it_is_said(result: Made) -> None:
    stands_in = "thousand people, 10 % of the largest average, stands in for it"
    for useful, named in ((0.0, False), (100.0, True)):
        decision = result.decide(useful=useful)
        page = unescape(decision_page(result, decision, COMMANDS))
        assert ("no useful difference" in designs_table(decision).heads) == named
        assert len(designs_table(decision).heads) == len(designs_table(decision).rows[0])
        assert ("No useful difference:" in page) == named
        assert (stands_in in page) != named


def test_what_is_lost_where_a_choice_is_wrong_is_told_by_one_rule_in_tile_and_table(result: Made) -> None:
    decision = result.decide()
    values = np.tile(np.linspace(40.0, 10.0, len(decision.choices))[:, None], (1, 60)) + np.arange(60.0)
    first, second = (decision.choices.index(name) for name in decision.table["scenario"][:2])
    values[first], values[second] = 105.0 + np.arange(60.0), 100.0 + np.arange(60.0)
    for wrong, told in ((FEW_WORLDS - 1, False), (FEW_WORLDS, True)):
        values[second, :wrong] = values[first, :wrong] + 50.0
        table = decision.table.assign(regret=1.0, regret_if_wrong=50.0)
        found = dataclasses.replace(
            decision, table=table, cleaned=dataclasses.replace(decision.cleaned, values=values), gains=values, draws=60
        )
        row = regret_table(found).rows[0]
        assert (tiles(found)[3].number != "–", row[3].shown != "–") == (told, told)


def test_the_table_of_designs_says_what_they_stand_against(result: Made) -> None:
    best, *_, last = result.decide().table["scenario"]
    label = result.decide().table.set_index("scenario")["label"][last]
    for against, said in ((None, "against the best"), (best, "against the best"), (last, f"against “{label}”")):
        decision = result.decide(against=against)
        assert {said, f"error of difference {said}"} <= set(designs_table(decision).heads)
        below = f"{said[0].upper()}{said[1:]}: the difference to it; its own is to the best other."
        assert below in unescape(decision_page(result, decision, COMMANDS))


def test_an_amount_alone_in_its_column_has_its_own_scale(result: Made) -> None:
    """Means of 200 thousand beside a loss of 1,088 thousand in the worst worlds: 1.1 M, and not 1088 k."""
    decision = result.decide()
    table = decision.table.assign(value=2e5, value_error=1e4, regret=650.0, regret_worst=1.088e6, regret_if_wrong=9e4)
    told = dataclasses.replace(decision, table=table)
    heads = designs_table(told).heads
    first = dict(zip(heads, (cell.shown for cell in designs_table(told).rows[0]), strict=True))
    assert (first["average [people]"], first["lost in worst 5 %"], first["lost, mean of all worlds"]) == ("200 k ± 10 k", "1.1 M", "650")
    assert regret_table(told).rows[0][-1].shown == "1.1 M"
    text = as_text(told)
    assert "1.1 M" in text
    assert "1088 k" not in text


def test_a_difference_is_the_same_in_the_page_and_in_the_table_of_a_terminal(result: Made) -> None:
    decision = result.decide()
    table = decision.table.assign(value=2e5, value_error=4e4, against_mean=-14_400.0, against_error=3e4)
    told = dataclasses.replace(decision, table=table)
    assert designs_table(told).rows[0][3].shown == "-14 k"
    assert "-14 k" in as_text(told)


def test_errors_that_a_wide_table_has_no_room_for_are_in_what_it_saves() -> None:
    """The button saves every cell, seen or not: of the designs, the last columns are the errors of four columns before."""
    result = some()
    decision = result.decide()
    html = decision_page(result, decision, COMMANDS)
    table = html[html.index('<table id="designs">') :].partition("</table>")[0]
    assert re.findall(r'<th scope="col" hidden>([^<]*)', table) == [
        f"error of {what}" for what in ("average", "difference against the best", "cost to the funder", "cost to all")
    ]
    first = table.partition("<tbody>")[2].partition("</tr>")[0]
    hidden = [float(raw) for raw in re.findall(r'hidden data-raw="([^"]*)"', first)]
    best = decision.table.iloc[0]
    assert hidden == pytest.approx([best[one] for one in ("value_error", "against_error", "cost_funder_error", "cost_all_error")])
