"""The page that answers a study: whole in itself, said by its numbers, readable for everybody."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import pytest

from tests.helpers.fake import TYPICAL, Made, Truth, fake_result
from wopsim.analysis.choice.cost_sharing import cost_sharing
from wopsim.analysis.choice.design_decision import DecisionData
from wopsim.analysis.choice.regret import FEW_WORLDS
from wopsim.analysis.choice.worlds import worlds
from wopsim.declare import PARAMETERS
from wopsim.report.brief.brief_designs import designs_in_words
from wopsim.report.brief.brief_facts import brief_facts
from wopsim.report.brief.brief_language import Phrases
from wopsim.report.decision_words import sentence
from wopsim.report.page import decision_page as module
from wopsim.report.page.assumption_counts import counted
from wopsim.report.page.cheers import NOT_DONE, NOT_STATED, cheers
from wopsim.report.page.coastlines import coastlines, window
from wopsim.report.page.decision_page import Tile, compared, decision_page, not_known, sharing, tiles
from wopsim.report.page.hangs_on_figures import NOTHING_SEEN, TOO_FEW, learn_strip, theories_strip, turns_strip
from wopsim.report.page.page_figures import designs_table, prices_strip, regret_table, what_designs_are
from wopsim.report.page.page_tables import PageTable, round_ends, strip
from wopsim.report.page.page_templates import filled
from wopsim.report.page.reach_map import reach_map
from wopsim.report.tables.decision_table import as_text
from wopsim.report.tables.sensitivity_table import passed_over
from wopsim.rules.theories import THEORIES

COMMANDS = ["wopsim run a.yaml", "wopsim report a.zarr"]
STRANGE = "</script><script>alert(1)</script> & =1+1"
VOID = {"meta", "input", "img", "br", "link"}


class Elements(HTMLParser):
    """Every element of a page with its attributes and those it stands in; HTML that is not well nested is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[tuple[str, dict[str, str], list[tuple[str, dict[str, str]]]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.found.append((tag, told, list(self.open)))
        if tag not in VOID:
            self.open.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs, _ in self.found if tag in tags]


def some(**changed: Truth) -> Made:
    return fake_result({**TYPICAL, **changed}, draws=8, replicates=2, mentees=16, mentors=2, horizon=8)


@pytest.fixture(scope="module")
def result() -> Made:
    return some(strange=Truth(STRANGE, 6, nrw=-0.01, people=700))


@pytest.fixture(scope="module")
def html(result: Made) -> str:
    return decision_page(result, result.decide(useful=100.0), COMMANDS)


@pytest.fixture(scope="module")
def page(html: str) -> Elements:
    return Elements(html)


def test_the_page_needs_no_network_and_is_small(html: str, page: Elements) -> None:
    assert len(html.encode()) < 3e6
    for tag, attrs, _ in page.found:
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            assert attrs.get(name, "#")[:5] in ("data:", "") or attrs.get(name, "#").startswith("#"), (tag, attrs)
    assert "link" not in [tag for tag, _, _ in page.found]
    assert re.search(r"@import|url\(|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\s*\(", html) is None
    (policy,) = [attrs["content"] for attrs in page.all("meta") if "content" in attrs and "http-equiv" in attrs]
    assert policy.startswith("default-src 'none'")


def test_a_page_of_one_design_holds_no_programme_as_the_other_choice() -> None:
    result = fake_result({"one": Truth("One", 6, nrw=-0.01, people=700)}, draws=8, replicates=2, mentees=16, mentors=2, horizon=8)
    html = decision_page(result, result.decide(worth=300.0), COMMANDS)
    Elements(html)
    assert "No programme" in html
    assert "“One”" in unescape(html)


def test_labels_of_strangers_are_text(html: str) -> None:
    assert "<script>alert" not in html
    assert html.count("</script>") == 4  # arithmetic, data, tables that are saved, page
    data = re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert data is not None
    assert STRANGE in json.loads(data[1])["labels"]


def test_every_figure_has_a_table_and_a_button_that_saves_it(page: Elements) -> None:
    ids = [attrs["id"] for _, attrs, _ in page.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    figures = [attrs for tag, attrs, _ in page.found if tag == "figure"]
    saved, drawn = ([attrs[what] for attrs in page.all("button") if what in attrs] for what in ("data-csv", "data-png"))
    tables = {attrs["id"]: parents for tag, attrs, parents in page.found if tag == "table" and "id" in attrs}
    assert sorted(saved) == sorted(tables)
    inside = [name for name, parents in tables.items() if any(tag == "figure" for tag, _ in parents)]
    assert len(inside) == len(drawn) == len(figures) > 8
    assert {name.removesuffix("-table") for name in inside} == set(drawn)


def test_the_page_can_be_used_without_eyes_or_a_mouse(html: str, page: Elements) -> None:
    targets = {attrs["for"] for attrs in page.all("label")}
    for attrs in page.all("input", "select"):
        assert attrs["id"] in targets or attrs.get("aria-label"), attrs
    assert all(attrs.get("alt") for attrs in page.all("img"))
    assert all("tabindex" in attrs for attrs in page.all("div") if attrs.get("class") == "scroll")
    assert [attrs["lang"] for attrs in page.all("html")] == ["en"]
    levels = [int(tag[1]) for tag, _, _ in page.found if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    anchors = {attrs["href"][1:] for attrs in page.all("a")}
    assert anchors <= {attrs["id"] for _, attrs, _ in page.found if "id" in attrs}
    assert "@media print" in html


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_letters_and_marks_stand_out() -> None:
    """WCAG AA: 4.5 for letters, 3 for what is drawn."""
    css = Path(module.__file__).with_name("page.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", css))
    letters = [named["ink"], named["soft"], *re.findall(r"(?<!-)color: (#[0-9a-f]{6})", css)]
    for ground in (named["paper"], named["tint"]):
        assert min(contrast(one, ground) for one in letters) >= 4.5
        assert min(contrast(named[f"c{k}"], ground) for k in range(6)) >= 3.0


def test_the_checklist_has_every_item_and_says_what_was_not_done(result: Made) -> None:
    decision = result.decide()
    items = cheers(result.study, decision)
    assert [item.number for item in items] == list(range(1, 29))
    assert {item.number for item in items if not item.done} == {4, 21, 25, 27, 28}
    assert {item.found for item in items if item.number in (4, 21, 25)} == {NOT_DONE}
    assert {item.found for item in items if item.number in (27, 28)} == {NOT_STATED}  # by whoever hands the page on
    silent = cheers(dataclasses.replace(result.study, question=""), decision)
    assert not silent[2].done
    assert "everybody" in next(one.found for one in cheers(result.study, result.decide(cost="all")) if one.number == 8)


def test_tiles_say_the_opposite_of_opposite_numbers() -> None:
    def told(people: tuple[float, ...], **judged: float) -> list[str]:
        truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.002, people=each) for k, each in enumerate(people)}
        decision = fake_result(truths, draws=8, replicates=2, mentees=16, mentors=2, horizon=6).decide(**judged)
        return [f"{tile.head}: {tile.number}; {tile.below}" for tile in tiles(decision)]

    clear = told((900, 3000, 400))
    assert clear[0].startswith("Best on average: Design 1; best in 100 % of plausible worlds (estimated from 8); told apart from all")
    assert "thousand people" in clear[1]
    assert clear[2].startswith("What one more person costs the funder: EUR ")
    assert "0 people" in clear[3]
    level = told((900, 900, 900))
    assert "not told apart from 2 others" in level[0]
    harmful = told((-900, -3000, -400))
    assert harmful[0].startswith("Best on average: Design 2")
    assert "-" in harmful[1]
    assert harmful[2].startswith("What one more person costs: –; the mean effect is not a gain")
    assert "euros" in told((900, 3000, 400), worth=50.0)[3]
    nothing = told((900, 3000, 400), worth=1e-6)
    assert nothing[0].startswith("Best on average: No programme")
    assert all("“Design 1”" in one for one in nothing[1:3])  # whose numbers these are, when the first tile names no design
    assert "“" not in clear[2]


def test_nought_lost_does_not_stand_beside_a_chance_of_being_wrong() -> None:
    truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.002, people=each) for k, each in enumerate((900, 3000))}
    decision = fake_result(truths, draws=8, replicates=2, mentees=16, mentors=2, horizon=6).decide()

    def told(regret: float, chance: float) -> Tile:
        table = decision.table.assign(regret=regret, regret_if_wrong=regret, regret_worst=regret, chance_best=chance)
        return tiles(dataclasses.replace(decision, table=table))[3]

    assert told(0.0, 0.82).number == "–"
    assert "what doubt there is comes from the number of runs" in told(0.0, 0.82).below
    assert (told(0.0, 1.0).number, told(0.0, 1.0).below) == ("0 people", "best in each world, luck averaged out")
    assert told(40.0, 0.82).number == "40 people"
    assert "lost there" in told(40.0, 0.82).below


def test_where_luck_hides_all_worlds_they_are_not_said_to_be_alike() -> None:
    truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.0, people=each) for k, each in enumerate((900, 3000))}
    decision = fake_result(truths, draws=8, replicates=1, mentees=16, mentors=2, horizon=6).decide()
    alike = dataclasses.replace(decision, gains=np.repeat(decision.gains.mean(axis=1, keepdims=True), 8, axis=1))
    for tile in (tiles(alike)[1], tiles(alike)[3]):
        assert tile.below == "these runs do not tell luck from what is not known; more replicates do"
    assert tiles(alike)[3].number == "–"
    assert "These runs do not tell luck from what is not known" in sentence(alike)
    assert "In nine of ten plausible worlds EUR" not in sentence(alike)  # that would be said of luck
    apart = dataclasses.replace(decision, gains=decision.gains * np.linspace(0.5, 1.5, 8))
    assert "in nine of ten worlds" in tiles(apart)[1].below
    assert tiles(apart)[3].below == "best in each world, luck averaged out"
    assert "do not tell luck" not in sentence(apart)
    assert "In nine of ten plausible worlds EUR" in sentence(apart)


def test_costs_of_the_table_that_cannot_be_divided_are_told_apart(result: Made) -> None:
    def told(everybody: float, **judged: bool) -> str:
        sums = {"cost_programme": 2e6, "cost_all": everybody, "cost_all_undiscounted": 1e7}
        measured = result.measures.assign({name: result.measures["cost_all"] * 0.0 + value for name, value in sums.items()})
        decision = result.decide(**judged)
        return sharing(cost_sharing(measured, decision), decision)

    assert " about 24 for each euro." in told(2e6 + 23.53 * 2e6)
    decision = result.decide()
    ratio = re.search(r"[\d.]+ for each euro", sharing(cost_sharing(result.measures, decision), decision))
    (brief,) = (part["text"] for part in brief_facts(result, decision, "en")["parts"] if part["key"] == "coherence")
    assert ratio is not None
    assert ratio[0].split()[0] in re.findall(r"[\d.]+", str(brief))  # the brief tells the same
    unlike = "are not to be divided"
    assert unlike in told(5e6)
    assert "both, the funder pays EUR 2.0 million and utilities and mentors put in another EUR 3.0 million, about 1.5 for" in told(5e6)
    assert "utilities and mentors spend less than they would have, by EUR 500 thousand, about 0.25 for each euro." in told(1.5e6)
    assert unlike not in told(5e6, discount=True)
    assert "later years counting less in both" in told(5e6, discount=True)
    alike = told(5e6, discount=False)
    assert unlike not in alike
    assert "every year counting alike in both" in alike
    paid = result.decide(discount=False).table.iloc[0]["cost_funder"]
    assert (
        f"the funder pays EUR {paid / 1e6:.1f} million and utilities and mentors put in another EUR {(1e7 - paid) / 1e3:.0f} thousand,"
        in alike
    )


def test_the_page_says_under_which_conditions_designs_were_compared(html: str, result: Made) -> None:
    conditions = compared(result, result.decide())
    assert f"{len(result.study.scenarios) - 1} designs, each against no programme. Budget of each: EUR 10,000,000;" in conditions
    assert "counted in people-equivalents" in conditions
    assert conditions in unescape(html)
    quota = tuple(dataclasses.replace(one, settings={**one.settings, "quota_fragile": 0.95}) for one in result.study.scenarios)
    found = SimpleNamespace(measures=result.measures, study=dataclasses.replace(result.study, scenarios=quota))
    assert "at least 95\N{NO-BREAK SPACE}% of the support for fragile contexts" in compared(found, result.decide())  # type: ignore[arg-type]


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


def test_no_number_that_is_read_has_a_hyphen_for_a_minus(result: Made) -> None:
    """Tables and files keep the hyphen, which other programs read."""

    class Read(Elements):
        def handle_data(self, data: str) -> None:
            if not {tag for tag, _ in self.open} & {"script", "style", "pre"}:
                read.append(data)

    read: list[str] = []
    harmful = some(strange=Truth("Bad", 6, nrw=0.05, people=-700))
    html = decision_page(harmful, harmful.decide(), COMMANDS)
    Read(html)
    text = "\n".join(read)
    assert re.search(r"(?<![\w-])-\d", text) is None
    assert re.search(r"−\d", text) is not None
    assert re.search(r'data-raw="-\d', html) is not None


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


def test_each_design_is_told_in_a_line_in_the_order_of_the_answer(result: Made, html: str) -> None:
    decision = result.decide()
    table = what_designs_are(decision, designs_in_words(result.study, result.measures, Phrases("en")))
    assert [row[0].raw for row in table.rows] == list(decision.table["label"])
    by_label = {row[0].raw: row[1].raw for row in table.rows}
    assert "18 months" in by_label["Many short twinnings, random"]
    assert "60 months" in by_label["Long resident, random"]
    assert all(line in unescape(html) for line in by_label.values())


def test_what_is_not_known_follows_from_the_study(result: Made) -> None:
    said = " ".join(not_known(result, result.decide()))
    count = counted()
    assert f"Of {count.numbers} numbers" in said
    assert 0 < count.assumed < count.numbers
    assert "8 plausible worlds were tried" in said
    assert "none of them exists" in said
    spent = some(cheap=Truth("Cheap", 4, nrw=-0.01, people=100, cost=1e6))
    decision = spent.decide()
    causes = {
        "short_of_applicants": "nobody else applied", "short_of_mentors": "no mentor was free", "capped": "the cap by country kept",
        "held_back": "a rule of how money is given", "short_of_money": "too little was left for one more partnership",
    }  # fmt: skip
    for cause, why in causes.items():
        held = {f"unpromised_{name}": 0.3 * (name == cause) for name in causes}
        told = dataclasses.replace(decision, table=decision.table.assign(**held, much_unspent=True, unspent=0.4, unpromised=0.3))
        assert re.search(rf"“Cheap” \([^)]*{why}", " ".join(not_known(spent, told))) is not None
        assert f"30 % was still free after the last call (30 % because {why}" in sentence(told)
        assert "; 10 % was promised and not used." in sentence(told)
        unused = dataclasses.replace(told, table=told.table.assign(unpromised=0.1))
        assert "“Cheap” (most was promised and not used)" in " ".join(not_known(spent, unused))
        assert "and money left has no value here: “" in " ".join(not_known(spent, told))
    dear = spent.decide(worth=50.0)
    said_of_money = " ".join(not_known(spent, dataclasses.replace(dear, table=dear.table.assign(much_unspent=True))))
    assert "and what is not paid is not taken off: “" in said_of_money
    assert "has no value" not in said_of_money
    assert "unspent" not in said


def part_of(html: str, section: str) -> str:
    """The text of a section of the page."""
    return html.partition(f'<section id="{section}"')[2].partition("</section>")[0]


def test_the_page_says_what_was_not_kept(html: str) -> None:
    """The fake utilities stand in no world, so there is no map."""
    reached, again = (part_of(html, name) for name in ("reach", "again"))
    assert "There is no map and no list of utilities here" in reached
    assert "Write <code>keep: utility</code>" in again  # for whoever makes the page, and not for whoever reads it
    assert "keep: utility" not in html.replace(again, "")


def test_without_places_every_utility_stands_in_a_table_and_the_page_says_what_a_map_needs(tmp_path: Path) -> None:
    import wopsim as ws

    world = ws.synthesise(n_mentees=12, n_mentors=3, seed=1)
    placeless = dataclasses.replace(world, utilities=world.utilities.assign(latitude=float("nan"), longitude=float("nan")))
    ws.write_world(placeless, tmp_path / "mine.csv")
    made = fake_result({"a": Truth("A"), "b": Truth("B", 3)}, draws=4, replicates=2, mentees=12, mentors=3, horizon=4)
    texts = {name: ("utility", world.utilities[name].to_numpy(dtype=str)) for name in ("utility", "role", "name")}
    result = Made(made.dataset.assign_coords(texts), dataclasses.replace(made.study, world=str(tmp_path / "mine.csv")))
    text = decision_page(result, result.decide(), COMMANDS)
    assert "There is no map, because the file says of no utility where it lies." in part_of(text, "reach")
    assert "A map needs a <code>latitude</code> and a <code>longitude</code>" in part_of(text, "again")
    assert "keep: utility" not in text
    assert re.search(r"in fewer than one run of twenty: (none|\d+) of 12 possible mentees[.,]", text) is not None
    assert str(tmp_path) not in text.replace(" ".join(COMMANDS), "")
    table = reach_map(result, result.decide())
    assert table is not None
    assert len(table.table.rows) == 12
    assert table.table.caption.endswith("is mentored")
    in_money = reach_map(result, result.decide(worth=50.0))  # no programme is a choice there, and reaches nobody
    assert in_money is not None
    assert in_money.table.caption == table.table.caption


def test_the_map_has_every_possible_mentee_and_is_dark_where_many_are_reached() -> None:
    import wopsim as ws

    world = ws.read_world()
    made = fake_result(
        {"a": TYPICAL["short_random"], "b": TYPICAL["wop_random"]}, draws=4, replicates=2, mentees=300, mentors=100, horizon=4
    )
    texts = {name: ("utility", world.utilities[name].to_numpy(dtype=str)) for name in ("utility", "role", "name")}
    dataset = made.dataset.assign_coords(texts)
    dataset["mentored"][dict(scenario=slice(1, None))] = 0
    first = int((dataset["role"].values == "mentee").argmax())
    dataset["mentored"][dict(scenario=slice(1, None), utility=first, time=-1)] = 1
    result = Made(dataset, made.study)
    found = reach_map(result, result.decide())
    assert found is not None
    assert len(found.dots) == 300
    assert found.left_out == (299, 300)
    assert sorted({dot.step for dot in found.dots}) == [0, 3]
    assert "100 %" in next(dot.words for dot in found.dots if dot.step == 3)
    assert found.table.rows[0][0].shown == str(dataset["name"].values[first])


def test_coastlines_do_not_cross_the_world() -> None:
    path = coastlines()
    assert len(path) < 80_000
    for line in re.findall(r"M[^M]+", path.replace("Z", "")):
        longitudes = [float(point.split()[0]) for point in re.split("[ML]", line)[1:]]
        assert all(abs(after - before) < 180 for before, after in pairwise(longitudes))
    left, top, width, height = window([(30.0, -1.0), (40.0, 10.0)])
    assert (left, top) == (22.0, -18.0)
    assert (width, height) == (26.0, 27.0)


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
