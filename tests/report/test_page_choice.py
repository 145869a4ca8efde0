"""The arithmetic of a page: JavaScript says what Python says, for what was asked first and for what a reader asks afterwards."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from tests.helpers.fake import TYPICAL, Made, Truth, fake_result, told_between
from wopsim.analysis.choice.acceptability import beside_nothing, frontier_pieces
from wopsim.analysis.choice.regret import regrets, share_best, worst
from wopsim.analysis.choice.worlds import resampled
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.report.decision_words import sentence
from wopsim.report.page import embedded_choice as module
from wopsim.report.page.embedded_choice import EmbeddedChoice, Part, embedded_choice
from wopsim.results import Decision

SAME = {
    "value", "value_error", "gain", "cost", "unit_cost", "against_mean", "against_error", "chance_best", "regret", "regret_if_wrong",
    "regret_worst", "no_useful_difference", "harm",
}  # fmt: skip
"""What a row of the page has in common with one of `wopsim decide`."""
OF_RUNS = {"value", "value_error", "gain", "cost", "unit_cost", "against_mean", "against_error"}
"""Of these, what needs no cleaning, and so is the same by any yardstick."""


class Page:
    """The script of a page, with its data."""

    def __init__(self, embedded: EmbeddedChoice) -> None:
        self.first = embedded.first
        script = Path(module.__file__).with_name("choice.js").read_text(encoding="utf-8")
        self.engine = MiniRacer()
        self.engine.eval(script + "\nglobalThis.ask = (what, ...given) => JSON.stringify(wopsimChoice[what](globalThis.data, ...given));")
        self.engine.eval(f"globalThis.data = wopsimChoice.open({json.dumps(embedded.to_dict())}); 0")

    def ask(self, what: str, *given: Any) -> Any:
        return json.loads(str(self.engine.eval(f"ask({json.dumps(what)}, {', '.join(json.dumps(one) for one in given)})")))

    def view(self, **changes: Any) -> dict[str, Any]:
        equity = {**self.first["equity"], **changes.pop("equity", {})}
        return {**self.first, **changes, "equity": equity}

    def choose(self, **changes: Any) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in self.ask("choose", self.view(**changes))}


def some(draws: int = 10, replicates: int = 3) -> Made:
    """Designs of which some are close and one is twice there."""
    truths = {**TYPICAL, "twin": TYPICAL["wop_need"]}
    return fake_result(truths, draws=draws, replicates=replicates, mentees=16, mentors=2, horizon=5)


def apart(result: Made, **judged: Any) -> tuple[EmbeddedChoice, Any]:
    decision = result.decide(**judged)
    return embedded_choice(result.measures, result.study, decision), decision


@pytest.fixture(scope="module")
def result() -> Made:
    return some()


@pytest.fixture(scope="module")
def page(result: Made) -> tuple[Page, EmbeddedChoice]:
    embedded, _ = apart(result, useful=500.0)
    return Page(embedded), embedded


def close(found: Any, meant: float) -> bool:
    if found is None or not math.isfinite(meant):
        return found is None and not math.isfinite(meant)
    return math.isclose(found, meant, rel_tol=1e-6, abs_tol=1e-6)


def same(row: dict[str, Any], meant: Any, columns: set[str]) -> list[str]:
    return [f"{column}: {row[column]} {meant[column]}" for column in sorted(columns) if not close(row[column], meant[column])]


def test_what_was_asked_first_is_what_decide_says(result: Made, page: tuple[Page, EmbeddedChoice]) -> None:
    table = result.decide(useful=500.0).table
    rows = page[0].ask("choose", page[0].first)
    assert [row["name"] for row in rows] == list(table["scenario"])
    assert [row["group"] for row in rows] == list(table["group"])
    assert [row["against"] for row in rows] == list(table["against"])
    for row, (_, meant) in zip(rows, table.iterrows(), strict=True):
        assert same(row, meant, SAME) == []


@pytest.mark.parametrize(
    "judged",
    [{"worth": 40.0}, {"worth": 4000.0, "cost": "all", "useful": 1e4}, {"worth": 300.0, "equity": {"fragile": 3.0}}, {"against": "twin"}],
)
def test_what_was_asked_first_is_what_decide_says_with_a_worth_too(judged: dict[str, Any], result: Made) -> None:
    """Also what a sum cleaned of luck says, and not its parts: chances, losses and harm are those of the table on the same page."""
    embedded, decision = apart(result, **judged)
    page = Page(embedded)
    rows = page.ask("choose", page.first)
    assert [row["name"] for row in rows] == list(decision.table["scenario"])
    assert ("no_programme" in [row["name"] for row in rows]) == ("worth" in judged)
    for row, (_, meant) in zip(rows, decision.table.iterrows(), strict=True):
        assert row["group"] == meant["group"]
        assert row["against"] == meant["against"]
        assert same(row, meant, SAME) == []


@pytest.mark.parametrize("outcome", ["water_saved", "nrw_all_mentees", "person_years"])
def test_another_outcome_is_what_decide_says_of_it(outcome: str, result: Made, page: tuple[Page, EmbeddedChoice]) -> None:
    table = result.decide(outcome="person_years_undiscounted" if outcome == "person_years" else outcome).table.set_index("scenario")
    rows = page[0].choose(outcome=outcome, useful=0.0)
    for name, meant in table.iterrows():
        assert rows[str(name)]["group"] == meant["group"]
        assert same(rows[str(name)], meant, SAME - {"cost", "unit_cost"}) == []


@pytest.mark.parametrize(
    ("view", "judged"),
    [
        ({"worth": 40.0, "useful": 1e4}, {"worth": 40.0, "useful": 1e4}),
        ({"worth": 400.0, "cost": "all", "less": True}, {"worth": 400.0, "cost": "all", "useful": 500.0}),
        ({"equity": {"low_income": 3.0, "fragile": 0.0}}, {"equity": {"low_income": 3.0, "fragile": 0.0}, "useful": 500.0}),
        ({"less": True, "useful": 0.0}, {"discount": True}),
        ({"useful": 1e9}, {"useful": 1e9}),
    ],
)
def test_means_errors_and_groups_are_those_of_decide_by_any_yardstick(
    view: dict[str, Any], judged: dict[str, Any], result: Made, page: tuple[Page, EmbeddedChoice]
) -> None:
    table = result.decide(**judged).table.set_index("scenario")
    rows = page[0].choose(**view)
    assert list(rows) == list(table.index)
    for name, meant in table.iterrows():
        assert rows[str(name)]["group"] == meant["group"]
        assert same(rows[str(name)], meant, OF_RUNS) == []


@pytest.mark.parametrize("useful", [0.0, 150.0])
def test_a_letter_that_comes_again_below_another_is_that_of_decide(useful: float) -> None:
    result = told_between()
    meant = result.decide(useful=useful).table.set_index("scenario")["group"]
    assert meant["wide"] == "A"
    assert meant["far"] == "C"
    assert {name: row["group"] for name, row in Page(apart(result)[0]).choose(useful=useful).items()} == dict(meant)


def parts(embedded: EmbeddedChoice, view: dict[str, Any]) -> list[tuple[float, Part]]:
    """What a view adds up."""
    gain = [(1.0, embedded.offers[0].alike)]
    gain += [(weight - embedded.first["equity"][group], embedded.equity[group]) for group, weight in view["equity"].items()]
    if view["worth"] is None:
        return gain
    return [(view["worth"] * weight, part) for weight, part in gain] + [(-1.0, embedded.costs[view["cost"], view["less"]])]


@pytest.mark.parametrize(
    "changes", [{"worth": 30.0}, {"equity": {"fragile": 2.5}}, {"worth": 55.0, "cost": "all", "equity": {"small_town": 4.0}, "useful": 2e4}]
)
def test_shares_and_losses_are_those_of_the_kernels_in_python(changes: dict[str, Any], page: tuple[Page, EmbeddedChoice]) -> None:
    asked, embedded = page
    view = asked.view(**changes)
    values, shifts = (sum(weight * getattr(part, name) for weight, part in parts(embedded, view)) for name in ("cleaned", "shifts"))
    names = list(embedded.designs)
    if view["worth"] is not None:  # no programme is a choice then
        values, shifts, names = np.pad(values, ((0, 1), (0, 0))), np.pad(shifts, ((0, 0), (0, 1))), [*names, "no_programme"]
    again = [values[:, chosen] + shift[:, None] for chosen, shift in zip(resampled(values.shape[1]), shifts, strict=True)]
    chance, lost = np.mean([share_best(one) for one in again], axis=0), regrets(values)
    rows = asked.choose(**changes)
    assert set(rows) == set(names)
    for place, name in enumerate(names):
        meant = {"chance_best": chance[place], "regret": lost[place].mean(), "regret_worst": float(worst(lost[place]))}
        assert same(rows[name], meant, set(meant)) == []


def test_curves_over_worth_are_those_of_python(result: Made, page: tuple[Page, EmbeddedChoice]) -> None:
    decision = result.decide()
    worths = [0.0, 3.0, 17.0, 170.0, 4000.0]
    own, cost = (part.shifts for part in (page[1].offers[0].alike, page[1].costs[page[1].first["cost"], page[1].first["less"]]))
    meant = beside_nothing(decision.gains, decision.costs, (own, cost), np.array(worths))
    found = page[0].ask("overWorth", page[0].first, worths)
    np.testing.assert_allclose(np.array(found["best"]).T, meant.best, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(np.array(found["loss"]).T, meant.loss, rtol=1e-6, atol=1e-3)
    assert found["chosen"] == meant.chosen.tolist()
    pieces = json.loads(str(page[0].engine.eval(f"JSON.stringify(wopsimChoice.frontierPieces({json.dumps(found)}))")))
    of_python = frontier_pieces(meant)
    assert [one["design"] for one in pieces] == [design for design, _, _ in of_python]
    for piece, (_, worth, share) in zip(pieces, of_python, strict=True):
        np.testing.assert_allclose(piece["worths"], worth)
        np.testing.assert_allclose(piece["values"], share, rtol=1e-6, atol=1e-9)


def test_one_replicate_and_points_that_were_not_run() -> None:
    for result in (some(replicates=1), some()):
        measures = result.measures
        if result.study.replicates > 1:
            for name, values in measures.data_vars.items():
                if values.dims[:3] == ("scenario", "draw", "replicate"):
                    measures[name] = values.where((measures["draw"] != 3) | (measures["replicate"] != 1))
        decision = Decision.made(lambda names, held=measures: held, result.study, None, {})
        rows = Page(embedded_choice(measures, result.study, decision)).choose()
        for _, meant in decision.table.iterrows():
            assert rows[meant["scenario"]]["group"] == meant["group"]
            assert same(rows[meant["scenario"]], meant, SAME) == []


def test_a_design_that_harms_has_no_price_and_no_curve() -> None:
    truths = {name: Truth(name, 8, nrw=-0.02, draw_sd=0.001, people=people) for name, people in (("bad", -800.0), ("worse", -2000.0))}
    result = fake_result(truths, draws=6, replicates=2, mentees=16, mentors=2, horizon=6)
    page = Page(apart(result)[0])
    assert page.ask("mostWorth", page.first) is None
    rows = page.choose()
    assert rows["bad"]["harm"] == 1.0
    assert rows["bad"]["unit_cost"] is None
    assert rows["bad"]["chance_best"] == 1.0


def test_what_does_not_fit_is_not_offered(result: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1.0)
    embedded, _ = apart(result)
    assert [offer.name for offer in embedded.offers] == ["people_served"]
    assert embedded.left_out[:2] == ("other ways to count money", "what one person counts")
    assert "reduction of real losses, all utilities" in embedded.left_out
    assert list(embedded.costs) == [("funder", False)]
    assert Page(embedded).choose()["wop_need"]["gain"] > 0


def test_a_worth_is_counted_once_where_no_years_are_counted(result: Made) -> None:
    def once(**judged: Any) -> dict[str, bool]:
        found = embedded_choice(result.measures, result.study, result.decide(**judged)).to_dict()["offers"]
        return {one["name"]: one["once"] for one in found}

    for offered in (once(), once(outcome="person_years")):
        assert offered["people_served"]
        assert not offered["person_years"]
    assert not once(weights={"people_served": 1.0, "person_years": 0.5})["weights"]


def test_equity_can_be_set_for_people_only(result: Made) -> None:
    embedded, decision = apart(result, weights={"water_saved": 1.0, "people_served": 0.01})
    assert embedded.equity == {}
    assert embedded.offers[0].name == "weights"
    assert decision.best in embedded.designs


def asked_answer(rows: list[dict[str, Any]], useful: float = 0.0, in_money: bool = False, count: int = 2, draws: int = 60) -> str:
    """What the page writes above its first figure, of rows as `choose` returns them; `count` designs, `draws` worlds."""
    script = Path(module.__file__).with_name("page.js").read_text(encoding="utf-8")
    start = script.index("  function drawAnswer(rows) {")
    writes = script[start : script.index("\n  }\n", start) + 4]
    engine = MiniRacer()
    engine.eval(f"""
        const data = {{ count: {count}, draws: {draws}, told_apart: {TOLD_APART} }}, view = {{ useful: {useful} }};
        const told = {{}}, byId = () => told;
        const hundred = (share) => (100 * share).toFixed(0), amount = (value) => `${{value}} people`;
        const inMoney = () => {json.dumps(in_money)};
        {writes}
        globalThis.say = (rows) => {{ drawAnswer(rows); return told.textContent; }};
    """)
    return str(engine.eval(f"say({json.dumps(rows)})"))


def test_the_page_says_the_opposite_of_opposite_numbers_as_python_does() -> None:
    def row(label: str, group: str, chance: float = 0.0, regret: float = 0.0, value: float = 70.0) -> dict[str, Any]:
        alone = {"label": label, "group": group, "chance_best": chance, "regret": regret, "regret_if_wrong": 40.0}
        return {**alone, "value": value, "value_error": 1.0}

    clear = asked_answer([row("One", "A", 0.98, 1.0), row("Two", "B")])
    assert clear == (
        "“One” is best on average, and best in 98 % of plausible worlds (estimated from 60). "
        "Where it is the wrong choice, it falls short of the best by 40 people on average."
    )
    never = asked_answer([row("One", "A", 1.0), row("Two", "B")])
    assert "wrong choice" not in never
    level = asked_answer([row("One", "A", 0.5, 1.0), row("Two", "A")])
    doubt = "(estimated from 60), but these runs do not tell its average from that of"
    assert level.startswith(f"“One” is best in 50 % of plausible worlds {doubt} any other design: luck may have put it first.")
    near = asked_answer([row("One", "A", 0.5, 1.0), row("Two", "A"), row("Three", "A"), row("Four", "B")])
    assert near.startswith(f"“One” is best in 50 % of plausible worlds {doubt} 2 others: luck may have put it first.")
    alike = asked_answer([row("One", "A", 0.5, 1.0), row("Two", "A")], useful=70.0)
    assert "any other design: luck may have put it first, or it is ahead by less than 70 people." in alike
    poor = [row("One", "A", 1.0, value=-30.0), row("Two", "B", value=-50.0)]
    assert asked_answer(poor).endswith(" On average it does less good than no programme.")
    nothing = {**row("No programme", "A", 0.9, value=0.0), "nothing": True}
    assert asked_answer([nothing, row("One", "B", value=-30.0)], in_money=True) == (
        "Doing nothing is best on average, and best in 90 % of plausible worlds (estimated from 60). "
        "Of the designs, “One” loses least: it is worth 30 people less than it costs on average."
    )
    assert "nothing" not in asked_answer([row("One", "A", 0.9), {**nothing, "group": "B"}], in_money=True)
    dim = {**row("One", "A", 1.0), "value_error": 35.0}
    untold = "These runs do not tell whether"
    assert asked_answer([dim]).endswith(f". {untold} it does more good than no programme.")
    assert untold not in asked_answer([{**dim, "value_error": 34.0}])
    assert asked_answer([{**dim, "value": -70.0}]) == asked_answer([dim])
    assert asked_answer([nothing, dim], in_money=True).endswith(
        " Of the designs, “One” loses least; these runs do not tell whether it is worth what it costs."
    )
    few = [{**row("One", "A", 0.98, 1.0), "few": True, "wrong": 2}, row("Two", "B")]
    assert asked_answer(few).endswith(" With luck averaged out, another is better in 2 of the 60 worlds: too few to say by how much.")
    truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.002, people=each) for k, each in enumerate((900, 1000, 990))}
    decision = fake_result(truths, draws=8, replicates=2, mentees=16, mentors=2, horizon=6).decide()
    found = decision.table.head(3)
    told = [row(one["label"], one["group"], one["chance_best"], one["regret"]) for _, one in found.iterrows()]
    assert decision.sentence.startswith(asked_answer(told, draws=8).partition(". ")[0])


@pytest.mark.parametrize("judged", [{}, {"worth": 1.0}])
def test_the_page_says_as_python_does_that_runs_do_not_tell_whether_the_best_design_is_better_than_none(judged: dict[str, float]) -> None:
    truths = {f"d{k}": Truth(f"Design {k}", 10, nrw=-0.02, draw_sd=0.002, people=each) for k, each in enumerate((900, 2000))}
    decision = fake_result(truths, draws=8, replicates=2, mentees=16, mentors=2, horizon=6).decide(**judged)
    assert decision.nothing_first == bool(judged)
    blurred = dataclasses.replace(decision, table=decision.table.assign(value_error=1e9))
    rows = [{**row, "nothing": row["scenario"] == "no_programme"} for row in blurred.table.to_dict("records")]
    told = asked_answer(rows, in_money=bool(judged)).partition(". ")[2]
    assert "hese runs do not tell whether" in told
    assert told.rstrip(".") in sentence(blurred)  # which says of which worth, where the page has a slider


def test_the_page_says_as_python_does_of_one_design() -> None:
    result = fake_result({"one": Truth("One", 10, nrw=-0.02, people=900)}, draws=8, replicates=2, mentees=16, mentors=2, horizon=6)
    for worth, blur in ((1.0, 0.0), (1.0, 1e9), (1e5, 0.0), (1e5, 1e9)):
        decision = result.decide(worth=worth)
        level = decision.table.assign(value_error=blur, group="A") if blur else decision.table.assign(value_error=0.0)
        decision = dataclasses.replace(decision, table=level)
        rows = [{**row, "nothing": row["scenario"] == "no_programme"} for row in level.to_dict("records")]
        first, _, rest = asked_answer(rows, in_money=True, count=1, draws=8).partition(". ")
        assert sentence(decision).startswith(first)
        assert rest.partition(" is worth ")[0].rstrip(".") in sentence(decision)
    assert asked_answer(rows[:1], count=1).startswith("There is one design, and nothing to choose between")


def test_scales_are_written_with_few_round_numbers() -> None:
    page = Page(apart(some())[0])

    def ticks(top: float) -> list[float]:
        return list(json.loads(str(page.engine.eval(f"JSON.stringify(wopsimChoice.ticks({top}))"))))

    assert ticks(139.0) == [0, 20, 40, 60, 80, 100, 120]
    assert ticks(7.3e6) == [0, 1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 7e6]
    assert ticks(21e6) == [0, 5e6, 10e6, 15e6, 20e6]
    assert ticks(1.0) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    for top in (0.013, 3.0, 44.0, 99.0, 1e9):
        assert 4 <= len(ticks(top)) <= 8
        assert ticks(top)[-1] <= top
