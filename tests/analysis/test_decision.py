"""The choice between designs of a result, with an effect that the test chooses."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
import xarray as xr

from tests.helpers.fake import TYPICAL, Truth, fake_result, told_between
from wopsim.analysis.choice.deciding import worth_to_pay
from wopsim.analysis.choice.design_decision import CAUSES
from wopsim.analysis.choice.drawn_numbers import GROUPS_OF_FILES, OTHER, STRUCTURE, group_of
from wopsim.analysis.choice.weights_file import WeightsFileError, read_weights
from wopsim.analysis.choice.yardstick import Yardstick
from wopsim.analysis.paired import monte_carlo
from wopsim.declare import PARAMETERS
from wopsim.errors import ResultError
from wopsim.report.decision_cases import main_cause
from wopsim.report.decision_words import named, sentence
from wopsim.report.tables.decision_table import as_text
from wopsim.results import Result
from wopsim.study.scenario import BASELINE


def clear(people: tuple[float, ...] = (900, 3000, 400), mentored: int = 10, cost: float = 9e6) -> Result:
    truths = {
        f"design_{place}": Truth(f"Design {place}", mentored, nrw=-0.02, draw_sd=0.002, people=each, cost=cost)
        for place, each in enumerate(people)
    }
    return fake_result(truths, draws=12, replicates=3)


def test_a_known_best_design_is_found_and_the_sentence_says_so() -> None:
    found = clear().decide()
    assert found.best == "design_1"
    best = found.table.iloc[0]
    assert best["chance_best"] == 1.0
    assert best["regret"] == 0.0
    assert list(found.table["group"]) == ["A", "B", "C"]
    assert "“Design 1” is best on average, and best in 100 % of plausible worlds (estimated from 12)." in found.sentence
    assert "In no plausible world would another have been better" in found.sentence
    assert "Second: “Design 0”" in found.sentence
    assert "It leaves 10 % of the money unspent" in found.sentence
    assert "unspent" not in clear(cost=9.5e6).decide().sentence


def test_money_that_nobody_was_promised_belongs_to_what_kept_the_calls_of_its_run() -> None:
    """Calls that leave a few euros are no reason for millions that others leave."""
    result = clear()
    dataset = result.dataset
    for name in ("calls_short_of_applicants", "calls_short_of_money", "programme_unpromised"):
        dataset[name] = dataset[name] * 0.0
    rich = dataset["draw"] == 0
    dataset["programme_unpromised"] += xr.where(rich, 12e6, 1.0)
    dataset["calls_short_of_money"] += xr.where(rich, 1.0, 0.0)
    dataset["calls_short_of_applicants"] += xr.where(rich, 0.0, 5.0)
    row = result.decide().table.iloc[0]
    assert row["calls_short_of_applicants"] > row["calls_short_of_money"]
    assert main_cause(row) == "short_of_money"
    assert row["unpromised_short_of_money"] == pytest.approx(row["unpromised"], rel=1e-4)
    assert sum(row[f"unpromised_{cause}"] for cause in CAUSES) == pytest.approx(row["unpromised"])
    assert row["unpromised"] > 0.05


def test_the_sentence_says_the_opposite_of_opposite_numbers() -> None:
    found = clear((900, 900, 900), cost=5e6).decide()
    first = found.sentence.partition(". ")[0]
    assert re.fullmatch(
        r"“Design \d” is best in \d+ % of plausible worlds \(estimated from 12\), but these runs do not tell .* from that of any "
        r"other design: luck may .*",
        first,
    )
    assert "It leaves 50 % of the money unspent: 0 % was still free after the last call; 50 % was promised and not used." in (
        found.sentence
    )
    assert "is best on average" not in found.sentence
    needed = found.draws * found.replicates
    for runs, said, not_said in (
        (needed, "smaller than what is useful. Choose on other grounds.", "takes more"),
        (needed + 1, "It takes more runs", "Choose"),
    ):
        told = dataclasses.replace(found, table=found.table.assign(runs_needed=runs)).sentence
        assert said in told
        assert not_said not in told
        # the table says the same as the sentence above it
        enough = as_text(dataclasses.replace(found, table=found.table.assign(runs_needed=runs))).count("enough")
        assert enough == (3 if runs == needed else 0)
    assert set(found.table["group"]) == {"A"}
    harmful = clear((-900, -3000, -400)).decide()
    assert harmful.best == "design_2"
    assert "On average it does less good than no programme. " in harmful.sentence
    assert "Done once, it does less good than no programme in 100 % of cases." in harmful.sentence
    assert (harmful.table["harm"] == 1.0).all()
    assert harmful.table["unit_cost_undefined"].iloc[0] == "the mean effect is not a gain"


def test_to_do_nothing_is_first_where_no_design_is_worth_what_it_costs() -> None:
    found, poor, rich = clear().decide(), clear().decide(worth=1.0), clear().decide(worth=1e5)
    assert poor.sentence.startswith(
        "Doing nothing is best on average, and best in 100 % of plausible worlds (estimated from 12). Of the designs, “Design "
    )
    assert re.search(r"is worth [\d.]+ million euros less than it costs on average\.", poor.sentence)
    assert "Second:" not in poor.sentence
    assert (poor.nothing_first, rich.nothing_first, found.nothing_first) == (True, False, False)
    for better in (found, rich):
        assert "Doing nothing" not in better.sentence
        assert "do not tell whether" not in better.sentence
        assert "Second: “" in better.sentence
    hardly = dataclasses.replace(found, table=found.table.assign(value_error=found.table["value"]))
    assert "These runs do not tell whether it does more good than no programme." in hardly.sentence
    hardly = dataclasses.replace(rich, table=rich.table.assign(value_error=rich.table["value"]))
    assert "These runs do not tell whether it is worth what it costs where one person is worth EUR 100,000." in hardly.sentence


def test_no_programme_is_a_row_like_any_other_where_a_unit_has_a_worth() -> None:
    assert "no_programme" not in set(clear().decide().table["scenario"])
    poor, rich = (clear().decide(worth=worth).table.set_index("scenario") for worth in (1.0, 1e5))
    assert poor.index[0] == "no_programme"
    assert rich.index[-1] == "no_programme"
    for table, chance in ((poor, 1.0), (rich, 0.0)):
        row = table.loc["no_programme"]
        assert row["chance_best"] == chance
        assert (row["value"], row["cost"], row["gain"], row["harm"]) == (0.0, 0.0, 0.0, 0.0)
        assert table["chance_best"].sum() == pytest.approx(1.0)
        for name in table.index:  # what each loses against the best there is counts that nothing might be it
            ahead = table.loc[table.index[0], "value"] - table.loc[name, "value"]
            assert table.loc[name, "regret"] >= ahead - 1e-6
    assert rich.loc["no_programme", "regret"] == pytest.approx(rich["value"].max(), rel=0.05)


@pytest.mark.parametrize(("never", "enough"), [(0, True), (10, True), (11, False)])
def test_a_worth_is_enough_in_nine_of_ten_worlds_where_none_is_in_one_of_ten(never: int, enough: bool) -> None:
    gains = np.where(np.arange(100) < never, -1.0, 100.0)
    found = worth_to_pay(np.full((100, 2), 1e4), np.repeat(gains[:, None], 2, axis=1), np.full(100, 1e4), gains)
    assert np.isfinite(found["_sure"]) == enough
    if enough:
        assert found["_sure"] == 100.0


def test_the_answer_says_from_which_worth_it_pays() -> None:
    found = clear().decide()
    best = found.table.iloc[0]
    assert best["pays_funder"] == pytest.approx(best["cost_funder"] / best["gain"])
    assert best["pays_funder_sure"] >= best["pays_funder"]
    assert clear().decide(worth=0.98 * best["pays_funder"]).nothing_first
    assert not clear().decide(worth=1.02 * best["pays_funder"]).nothing_first
    told = found.table.assign(pays_funder=71.7, pays_funder_low=66.0, pays_funder_high=80.2, pays_funder_sure=240.0)
    told = told.assign(pays_all=172.0, pays_all_low=151.0, pays_all_high=float("nan"), pays_all_sure=430.0)
    said = (
        "worth its cost on average where one person is worth (served in the last year; other years do not "
        "count) more than EUR 72 by the funder's money as paid "
        "(the runs leave 66 to 80 "
        "open), or more than EUR 170 by everybody's money (of funder, utilities and mentors) with later years counting less (no "
        "upper end is known). In nine of ten "
        "plausible worlds EUR 240 and EUR 430 suffice"
    )
    assert said in dataclasses.replace(found, table=told).sentence
    alike = dataclasses.replace(found, table=told, yardstick=dataclasses.replace(found.yardstick, discount=False)).sentence
    assert "by the funder's money (the runs" in alike
    assert (
        "by everybody's money (of funder, utilities and mentors) (no upper" in alike
    )  # years count alike in both, so that nothing is to be told apart
    never = dataclasses.replace(found, table=told.assign(pays_all_sure=float("nan"))).sentence
    assert "In more than one of ten plausible worlds no worth is enough" in never
    assert "worth its cost" not in clear((-900, -3000, -400)).decide().sentence


def test_each_purse_has_its_own_first_design_to_be_worth_its_cost() -> None:
    found = clear().decide(worth=1.0)
    alike = " ".join(found.sentence.split())
    assert (
        alike.count(
            "The first to be worth its cost on average would be “Design 1”, where one person is worth (served in "
            "the last year; other years do not count) more than EUR"
        )
        == 1
    )
    table = found.table.set_index("scenario")
    of_all = {"pays_all": 300.0, "pays_all_low": 290.0, "pays_all_high": float("nan"), "pays_all_sure": float("nan")}
    table.loc["design_0", ["pays_funder", "pays_funder_low", "pays_funder_high", "pays_funder_sure"]] = (20.0, 19.0, 22.0, 45.0)
    table.loc[["design_0", "design_1"], "pays_all"] = 900.0
    table.loc["design_2", list(of_all)] = list(of_all.values())
    unlike = dataclasses.replace(found, table=table.reset_index())
    said = (
        "By the funder's money as paid, the first to be worth its cost on average would be “Design 0”, where one person is worth "
        "(served in the last year; other years do not count) more than "
        "EUR 20 (the runs leave 19 to 22 open). In nine of ten plausible worlds EUR 45 suffice. By everybody's money (of funder, "
        "utilities and mentors) with later years "
        "counting less, the first to be worth its cost on average would be “Design 2”, where one person is worth (served in "
        "the last year; other years do not count) more than EUR 300 (no "
        "upper end is known). In more than one of ten plausible worlds no worth is enough, because it gains nothing there."
    )
    assert said in unlike.sentence
    assert "The first to be" not in unlike.sentence
    assert "the first to be worth" not in clear().decide(worth=1e5).sentence.lower()  # the best design is told of, by both purses


def test_what_few_worlds_say_is_no_amount() -> None:
    found = clear().decide()
    place, draws = found.choices.index(found.best), found.draws
    table = found.table
    table.loc[table.index[0], ["regret", "regret_if_wrong"]] = (800.0, 40e3)

    def told(worlds: int) -> str:
        values = np.zeros_like(found.cleaned.values)
        values[place] = np.where(np.arange(draws) < worlds, -1.0, 1.0)
        return dataclasses.replace(found, table=table, cleaned=dataclasses.replace(found.cleaned, values=values)).sentence

    assert f"another is better in 2 of the {draws} worlds: too few to say by how much" in told(2)
    assert "falls short of the best by 40 thousand people on average" in told(7)
    assert "too few to say by how much" not in told(7)


def test_the_table_says_whether_both_costs_count_years_alike() -> None:
    found = clear((900, 3000, 400))
    unlike, alike = (as_text(found.decide(discount=counts)) for counts in (None, False))
    assert "Cost: the funder's as paid, that of all who pay discounted" in " ".join(unlike.split())
    assert "as paid" not in alike
    assert "Cost: every year counts alike." in " ".join(alike.split())
    head, head_alike = (table.split("Letters:")[0] for table in (unlike, alike))
    for word in (" paid, ", " disc. "):
        assert word in head
        assert word not in head_alike


@pytest.mark.parametrize(
    ("worst", "said"),
    [
        (50e3, "short of the best by 40 thousand people on average, and by 50 thousand people in the worst twentieth"),
        (8e3, "short of the best by 40 thousand people on average. "),
    ],
)
def test_a_worst_twentieth_that_holds_good_worlds_is_not_told(worst: float, said: str) -> None:
    found = clear().decide()
    table = found.table
    table.loc[table.index[0], ["chance_best", "regret", "regret_if_wrong", "regret_worst"]] = (0.98, 800.0, 40e3, worst)
    assert said in dataclasses.replace(found, table=table, draws=200).sentence
    assert "worst twentieth" not in dataclasses.replace(found, table=table, draws=25).sentence  # that would be one world


def test_what_speaks_for_the_second_is_told() -> None:
    found = clear().decide()
    table = found.table
    table[["cost_funder_error", "cost_all_error"]] = (1e5, 3e6)
    table.loc[table.index[0], ["cost_funder", "cost_all", "regret_worst"]] = (9e6, 40e6, 50e3)
    table.loc[table.index[1], ["cost_funder", "cost_all", "regret_worst"]] = (7.1e6, 30e6, 20e3)
    told = dataclasses.replace(found, table=table, draws=200).sentence
    assert "; it costs the funder 1.9 million euros less and all who pay 10 million euros less, and loses 30 thousand people less" in told
    table.loc[table.index[1], ["cost_funder", "cost_all", "regret_worst"]] = (9e6, 60e6, 90e3)
    assert "; it costs all who pay 20 million euros more." in dataclasses.replace(found, table=table, draws=200).sentence
    table["cost_all_error"] = 8e6  # of the difference 11 million: it is not told from none
    assert "costs" not in dataclasses.replace(found, table=table, draws=200).sentence.partition("Second:")[2]
    table.loc[table.index[1], ["cost_funder", "cost_all", "regret_worst"]] = (8.9e6, 39e6, 49e3)  # hardly better: no word
    assert "“Design 0”, 20 thousand people less on average." in dataclasses.replace(found, table=table, draws=200).sentence


def test_both_purses_stand_in_the_table_whichever_counts() -> None:
    result = fake_result(TYPICAL)
    funder, everybody = result.decide(cost="funder").table, result.decide(cost="all").table
    assert (funder["cost"] == funder["cost_funder"]).all()
    assert (everybody["cost"] == everybody["cost_all"]).all()
    assert sorted(funder["cost_all"]) == pytest.approx(sorted(everybody["cost"]))


def test_nothing_is_said_of_a_useful_difference_that_nobody_named() -> None:
    assert clear().decide().table["no_useful_difference"].isna().all()
    assert clear().decide(useful=1000.0).table["no_useful_difference"].notna().all()
    told = [as_text(clear().decide(useful=useful)) for useful in (0.0, 1000.0)]
    assert [("no useful" in one, "No useful difference:" in " ".join(one.split())) for one in told] == [(False, False), (True, True)]


def test_single_runs_that_harm_are_counted() -> None:
    result = clear()
    people = result.measures["people_served"].sel(scenario="design_2").values
    found = result.decide().table.set_index("scenario")
    assert found.loc["design_2", "harm_runs"] == pytest.approx(np.mean(people < 0.0))


def test_no_programme_is_a_choice_where_a_unit_is_worth_nothing() -> None:
    decision = clear().decide()
    drawn = {line.get_label(): line.get_ydata() for line in decision.figures["acceptability"].axes[0].get_lines()}
    assert "no programme" in drawn
    assert (drawn["no programme"][0], drawn["no programme"][-1]) == (1.0, 0.0)


def test_a_number_worth_knowing_is_told_in_the_words_of_its_declaration() -> None:
    assert named("application_chance") == "“Chance that a possible mentee with NRW at 35 % applies to a call” (application_chance)"
    assert named("of another package") == "of another package"


def test_the_dearer_design_loses_once_a_person_is_worth_little() -> None:
    truths = {
        "cheap": Truth("Cheap", 10, nrw=-0.02, people=1000, cost=2e6),
        "dear": Truth("Dear", 10, nrw=-0.02, people=2000, cost=8e6),
    }
    result = fake_result(truths, draws=6, replicates=3)
    gain = result.decide().table.set_index("scenario")["gain"]
    turns = 6e6 / (gain["dear"] - gain["cheap"])
    assert result.decide(worth=0.99 * turns).best == "cheap"
    assert result.decide(worth=1.01 * turns).best == "dear"


def test_gains_and_costs_are_those_of_the_comparison() -> None:
    result = fake_result(TYPICAL)
    comparison, found = result.compare(), result.decide().table.set_index("scenario")
    for name in comparison.scenarios:
        assert found.loc[name, "gain"] == pytest.approx(comparison.get(name, "people_served")["mean"])
        price = comparison.get(name, "cost_per_person")["mean"]
        assert np.isnan(price) or found.loc[name, "unit_cost"] == pytest.approx(price)
        assert found.loc[name, "support_fragile"] == pytest.approx(comparison.get(name, "support_fragile")["mean"])
        for column, outcome in (("gain", "people_served"), ("cost_all", "cost_all")):
            assert found.loc[name, f"{column}_error"] == pytest.approx(comparison.get(name, outcome)["monte_carlo_error"], abs=1e-9)
    everybody = result.decide(cost="all").table.set_index("scenario")
    assert everybody.loc["wop_need", "cost"] == pytest.approx(comparison.get("wop_need", "cost_all")["mean"])


def test_the_error_of_a_share_of_support_is_that_of_a_ratio() -> None:
    """Where each run gives as much in all, it is the error of the share of each run; where a group gets all, there is none."""
    result = fake_result(TYPICAL, draws=8, replicates=6)
    runs = result.measures.sel(scenario="wop_random")
    shares = (runs["support_received_fragile"] / runs["support_received"]).transpose("draw", "replicate").values
    found = result.decide().table.set_index("scenario")
    assert shares.std() > 0.0
    assert found.loc["wop_random", "support_fragile_error"] == pytest.approx(monte_carlo(shares).error)
    sizes = result.measures["support_received"] * (1.0 + result.measures["draw"])  # another size in each draw, and all of it to one group
    measures = result.measures.assign(support_received=sizes, support_received_fragile=sizes)
    of_one_group = Result(None, result.study, measures).decide().table
    assert (of_one_group["support_fragile"] == 1.0).all()
    np.testing.assert_allclose(of_one_group["support_fragile_error"], 0.0, atol=1e-12)


def test_a_lower_outcome_is_better_when_it_is_to_fall() -> None:
    result = clear()
    found = result.decide(outcome="nrw_all_mentees")
    effect = result.compare().get(found.best, "nrw_all_mentees")["mean"]
    assert found.table["gain"].iloc[0] == pytest.approx(-effect)
    assert found.words.startswith("the fall of")
    assert " pp" in str(found)


def test_equity_adds_what_people_of_a_group_count_more() -> None:
    result = fake_result(TYPICAL)
    measures = result.measures
    plain, weighted = Yardstick().gain(measures), Yardstick(equity={"fragile": 3.0}).gain(measures)
    inside = measures["people_fragile"].transpose("scenario", "draw", "replicate").values
    assert np.allclose(weighted - plain, 2.0 * inside)


def test_weights_add_outcomes_up_and_one_weight_is_the_outcome() -> None:
    measures = fake_result(TYPICAL).measures
    alone = Yardstick(weights={"people_served": 1.0})
    assert np.array_equal(alone.gain(measures), Yardstick().gain(measures))
    both = Yardstick(weights={"people_served": 1.0, "water_saved": 2.0}).gain(measures)
    assert np.allclose(both, Yardstick().gain(measures) + 2.0 * Yardstick("water_saved").gain(measures))


@pytest.mark.parametrize(("useful", "letters"), [(0.0, "ABABC"), (150.0, "AAABC"), (1e9, "AAAAA")])
def test_a_letter_holds_all_that_is_not_told_from_its_first_whatever_ranks_between(useful: float, letters: str) -> None:
    """`near` is told from the first, `wide` ranks below it and is not; `beside` is told from the first, and not from `near`."""
    table = told_between().decide(useful=useful).table
    assert list(table["scenario"]) == ["first", "near", "wide", "beside", "far"]
    assert "".join(table["group"]) == letters


def test_what_is_not_useful_makes_one_group() -> None:
    result = clear()
    assert set(result.decide(useful=1e9).table["group"]) == {"A"}
    assert (result.decide(useful=1e9).table["no_useful_difference"] == 1.0).all()
    assert (result.decide(useful=1e-3).table["no_useful_difference"] == 0.0).all()


def test_against_is_the_design_that_others_stand_against() -> None:
    found = clear().decide(against="design_0").table.set_index("scenario")
    assert found.loc["design_1", "against_mean"] == pytest.approx(found.loc["design_1", "value"] - found.loc["design_0", "value"])
    assert found.loc["design_2", "wins_worlds"] == 0.0
    assert found.loc["design_1", "wins_runs"] == 1.0
    assert found.loc["design_0", "against"] == "design_1"


def test_an_effect_against_a_design_is_the_difference_of_effects() -> None:
    result = clear()
    plain, against = result.effect("people_served"), result.effect("people_served", against="design_0")
    assert list(against["scenario"].values) == ["design_1", "design_2"]
    wanted = plain.sel(scenario="design_1") - plain.sel(scenario="design_0", drop=True)
    assert np.allclose(against.sel(scenario="design_1"), wanted, atol=1e-6)
    with pytest.raises(ResultError, match="no scenario 'design_9' to stand against"):
        result.effect("people_served", against="design_9")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"outcome": "people_serve"}, "Did you mean 'people_served'"),
        ({"outcome": "programme_spent"}, "cannot be judged by"),
        ({"cost": "mine"}, "say 'funder'"),
        ({"useful": -1.0}, "not below zero"),
        ({"worth": float("nan")}, "not below zero"),
        ({"equity": {"low_incom": 2.0}}, "Did you mean 'low_income'"),
        ({"equity": {"fragile": 2.0}, "outcome": "water_saved"}, "take the outcome 'people_served'"),
        ({"weights": {}}, "weights are empty"),
        ({"against": "design_9"}, "no design 'design_9'"),
        ({"usefull": 3.0}, "Did you mean 'useful'"),
    ],
)
def test_what_cannot_be_judged_is_said(given: dict, says: str) -> None:
    with pytest.raises(ResultError, match=says):
        clear().decide(**given)


def test_an_outcome_that_some_runs_lack_is_refused() -> None:
    result = fake_result({"some": Truth("Some", 0), "more": Truth("More", 5, nrw=-0.02)}, draws=3, replicates=2)
    with pytest.raises(ResultError, match="not defined in 6 runs of 'some'"):
        result.decide(outcome="nrw_mentored")


def test_one_design_or_one_draw_is_no_choice() -> None:
    with pytest.raises(ResultError, match="nothing to choose between"):
        fake_result({"one": Truth("One")}).decide()
    with pytest.raises(ResultError, match="no programme is a choice"):
        fake_result({"one": Truth("One")}).decide(useful=5.0)
    with pytest.raises(ResultError, match="one plausible world"):
        fake_result(TYPICAL, draws=1).decide()


def test_one_design_stands_against_no_programme_where_a_unit_has_a_worth() -> None:
    poor, rich = (clear((900,)).decide(worth=worth) for worth in (1.0, 1e5))
    for found, first in ((poor, BASELINE), (rich, "design_0")):
        assert found.table["scenario"].iloc[0] == first
        assert set(found.table["scenario"]) == {BASELINE, "design_0"}
        assert found.table["chance_best"].tolist() == [1.0, 0.0]
        assert found.table["against"].tolist() == list(found.table["scenario"][::-1])
        assert (found.best, found.rival) == ("design_0", BASELINE)
        assert found.sensitivity().against == BASELINE
        assert len(found.theories()) == len(clear().decide(worth=1.0).theories())
        assert "No programme" in as_text(found)
    assert poor.sentence.startswith(
        "Doing nothing is best on average, and best in 100 % of plausible worlds (estimated from 12). “Design 0” is worth "
    )
    assert (
        "It would be worth its cost on average where one person is worth (served in the last year; other years do not count) more than EUR"
        in poor.sentence
    )
    assert "Of the designs" not in poor.sentence
    assert "The first" not in poor.sentence
    assert rich.sentence.startswith(
        "“Design 0” is best on average, and best in 100 % of plausible worlds (estimated from 12). It is worth its cost on average"
    )
    assert re.search(r"Second: no programme, worth \d+ million euros less on average\.", rich.sentence)
    price = poor.table.set_index("scenario").loc["design_0", "pays_funder"]
    level = clear((900,)).decide(worth=price)
    hardly = dataclasses.replace(level, table=level.table.assign(group="A", value_error=1e9))
    other = "no programme" if level.best == level.table["scenario"].iloc[0] else "“Design 0”"
    assert f"these runs do not tell its average from that of {other}: luck may have put it first." in hardly.sentence


def test_choices_agree_as_far_as_they_order_designs_alike() -> None:
    choice = clear().decide()
    assert choice.agreement(clear((800, 2000, 500)).decide()) == pytest.approx(1.0)
    assert choice.agreement(clear((3000, 400, 5000)).decide()) == pytest.approx(-1.0)


def test_one_replicate_still_gives_an_answer() -> None:
    found = fake_result(TYPICAL, draws=8, replicates=1).decide()
    assert np.isfinite(found.table["regret"]).all()
    assert found.table["chance_best"].sum() == pytest.approx(1.0)


def test_every_drawn_number_of_the_rules_has_a_group_that_is_named() -> None:
    import wopsim.declared  # noqa: F401

    groups = {name: group_of(name) for name, one in PARAMETERS.items() if one.drawn and one.module.startswith("wopsim.rules.")}
    assert [name for name, group in groups.items() if group == OTHER] == []
    assert set(groups.values()) == {*GROUPS_OF_FILES, STRUCTURE}


def test_what_is_written_says_the_same(tmp_path) -> None:
    import pandas as pd

    found = fake_result(TYPICAL).decide(useful=1000, worth=100)
    written = found.write(tmp_path / "out")
    assert {path.name for path in written} == {
        "decision.csv", "information.csv", "tornado.csv", "decision.txt", "plane.png", "regret.png", "acceptability.png",
        "expected_loss.png",
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "out" / "decision.csv")
    assert list(table["scenario"]) == list(found.table["scenario"])
    assert BASELINE in set(table["scenario"])  # a choice where a unit has a worth
    text = (tmp_path / "out" / "decision.txt").read_text(encoding="utf-8")
    assert " ".join(found.sentence.split()) in " ".join(text.split())


def test_no_figure_of_an_earlier_answer_stays_beside_another(tmp_path, monkeypatch) -> None:
    """What turns the choice is drawn only where something is seen to."""
    found = dataclasses.replace(fake_result(TYPICAL).decide(useful=1000), draws=200)
    told = found.sensitivity()
    assert "tornado" in found.figures
    (tmp_path / "mine.png").write_text("mine", encoding="utf-8")
    assert tmp_path / "tornado.png" in found.write(tmp_path)
    monkeypatch.setattr(type(found), "sensitivity", lambda *_: dataclasses.replace(told, table=told.table.head(0)))
    assert tmp_path / "tornado.png" not in found.write(tmp_path)
    assert not (tmp_path / "tornado.png").exists()
    assert (tmp_path / "plane.png").exists()
    assert (tmp_path / "mine.png").exists()


def test_weights_are_read_and_what_is_wrong_has_its_line(tmp_path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("outcome,weight\npeople_served,1\nwater_saved,0.5\n", encoding="utf-8")
    assert read_weights(path) == {"people_served": 1.0, "water_saved": 0.5}
    path.write_text("outcome,weight\npeople_serve,1\nwater_saved,much\n", encoding="utf-8")
    with pytest.raises(WeightsFileError) as told:
        read_weights(path)
    assert "line 2: 'people_serve' is no outcome. Did you mean 'people_served'?" in str(told.value)
    assert "line 3: the weight of 'water_saved'" in str(told.value)


def test_parts_of_the_money_that_is_left_add_up_as_they_are_told() -> None:
    decision = clear().decide()
    table = decision.table.assign(unspent=0.236, unpromised=0.204, unpromised_short_of_applicants=0.204)
    told = sentence(dataclasses.replace(decision, table=table))
    assert "It leaves 24 % of the money unspent: 20 % was still free after the last call" in told
    assert "; 4 % was promised and not used." in told
    assert told.index("It leaves") < told.index("Second:")  # the second is named after all that “it” is said of


def test_reasons_why_money_is_left_add_up_too_the_largest_first() -> None:
    parts = {"short_of_applicants": 0.0336, "short_of_mentors": 0.0008, "capped": 0.0, "held_back": 0.0, "short_of_money": 0.1117}
    held = {f"unpromised_{cause}": part for cause, part in parts.items()}
    decision = clear().decide()
    told = sentence(dataclasses.replace(decision, table=decision.table.assign(unspent=0.196, unpromised=0.1461, **held)))
    reasons = "11 % because too little was left for one more partnership; 4 % because nobody else applied"
    assert f"15 % was still free after the last call ({reasons}); 5 % was promised and not used." in told
