import io
import math
import re
from dataclasses import replace

import pytest
from rich.console import Console

from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.report.numbers import POINTS, common, compact, price, price_span, span
from wopsim.report.tables.comparison_table import as_text, plain_text, sweep_as_rich


@pytest.fixture(scope="module")
def comparison():
    return fake_result(TYPICAL, 5, 3).compare()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.23e6, "+1.2 M"),
        (34_200, "+34 k"),
        (999_700, "+1.0 M"),
        (340, "+340"),
        (-5.25, "-5.2"),
        (0, "0"),
        (0.031, "+0.03"),
        (math.nan, "–"),
    ],
)
def test_numbers_are_for_people(value, text):
    assert compact(value).show(value, signed=True) == text


def test_shares_are_shown_as_percentage_points_and_zero_has_no_sign():
    assert POINTS.show(-0.0213, signed=True) == "-2.1"
    assert POINTS.show(-0.0001, signed=True) == "0.0"
    assert span(POINTS, -0.06, 0.011) == "[-6.0, 1.1]"


def test_a_wide_interval_loses_decimals_not_digits():
    assert span(POINTS, -0.346, -0.13) == "[-35, -13]"


def test_prices_without_upper_end_say_so():
    assert price(1510) == "1.5 k"
    assert price_span(61, math.inf) == "61 or more"
    assert price_span(54, 1510) == "[54, 1.5 k]"


def test_table_fits_100_columns_and_shows_every_scenario(comparison):
    text = str(comparison)
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "…" not in text
    assert "\x1b" not in text
    html = comparison._repr_html_()
    for label in comparison.scenarios.values():
        assert label in html
        for word in label.replace(",", "").split():
            assert word in text
    for words in (
        "What else changes",
        "would not have happened anyway",
        "What a unit costs: the funder, and all together",
        "What it costs all together, by what for",
        "Where the effect is",
        "The programme, and whom it reaches",
        "naive evaluation",
        "How to read",
        "or how many more",
    ):
        assert words in text


def test_numbers_of_the_table_are_those_of_the_comparison(comparison):
    row = comparison.get("wop_need", "nrw_mentored")
    assert f"{row['mean'] * 100:+.1f}" in str(comparison)


def test_few_runs_say_that_they_are_few_instead_of_a_number():
    text = str(fake_result(TYPICAL, 2, 2).compare())
    assert "far too few" in text
    assert "Far too few runs to say how many are needed." in text
    assert " more " not in "".join(line for line in text.splitlines() if line.startswith("Runs needed"))


def test_scenarios_share_one_scale():
    scale = common(784_000, 2_620_000, 15_000)
    assert (scale.show(784_000), span(replace(scale, suffix=""), 105_000, 2_612_000)) == ("784 k", "[105, 2612]")
    assert common(26e6, 1.2e6).show(1.2e6) == "1.2 M"
    assert common(340, 12).show(340) == "340"


def test_many_scenarios_have_a_line_each_under_their_design():
    truths = {}
    for months, design in ((18, "Short"), (36, "Middle"), (54, "Long")):
        for pairing in ("at random", "by need", "nearest"):
            settings = (("partnership_months", float(months)), ("pairing", pairing))
            truths[f"m{months}_{pairing[-4:]}"] = Truth(f"{design}, {pairing}", mentored=6, nrw=-0.02, people=4000, settings=settings)
    comparison = fake_result(truths, 3, 2, horizon=13).compare()
    text = str(comparison)
    lines = text.splitlines()
    assert max(len(line) for line in lines) <= 100
    assert "…" not in text
    assert text.count("How to read") == 5
    assert lines.count("Short") == lines.count("Middle") == lines.count("Long") == 5
    short = next(line for line in lines[lines.index("Short") :] if line.startswith("  by need"))
    row = comparison.get("m18_need", "nrw_mentored")
    assert f"{row['mean'] * 100:+.1f}" in short
    assert all(f"  {pairing}" in text for pairing in ("at random", "by need", "nearest"))
    assert comparison._repr_html_().count("<table>") == 5


def test_many_scenarios_without_a_common_design_keep_their_labels():
    truths = {f"s{number}": Truth(f"Scenario {number}", mentored=4, nrw=-0.02) for number in range(9)}
    lines = str(fake_result(truths, 2, 2).compare()).splitlines()
    assert sum(line.startswith("Scenario ") for line in lines) == 5 * 9


def test_missing_numbers_are_dashes_with_a_reason():
    text = str(fake_result({"late": Truth("Late", years=9.9)}, 3, 3).compare())
    assert "– Before/after: no partnership ended a year before the end (Late)." in text


def test_rich_console_prints_colour_in_a_terminal(comparison):
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system="standard")
    console.print(comparison)
    assert "\x1b[1m" in console.file.getvalue()


def test_html_escapes_what_users_wrote():
    html = fake_result({"a": Truth("<script>x</script>", mentored=3)}, 2, 2).compare()._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("structure", "words"),
    [("drawn", "rival theories drawn"), ("none", "no rival theory"), ("gains_relapse", "under the theory gains_relapse")],
)
def test_the_caption_says_what_is_assumed_of_rival_theories(comparison, structure, words):
    one = replace(comparison, structure=structure)
    assert f"replicates, {words}" in " ".join(as_text(one).split())
    swept = " ".join(plain_text(sweep_as_rich([(0, {}, one), (1, {}, one)])).split())
    assert f"replicates, {words}" in swept
    other = replace(comparison, structure="they_learn_anyway")
    assert "structure as the line says" in " ".join(plain_text(sweep_as_rich([(0, {}, one), (1, {}, other)])).split())


def test_groups_without_a_mentee_are_left_out_and_named(comparison):
    """Effects on people of such a group are those of mentors at home there: a row beside 0 % would say nothing."""
    table = comparison.table
    table.loc[table["outcome"] == "support_fragile", "reference"] = 0.0
    there, absent = (as_text(one) for one in (comparison, replace(comparison, table=table)))
    assert len([line for line in there.splitlines() if line.startswith("  fragile")]) == 2
    assert not [line for line in absent.splitlines() if line.startswith("  fragile")]
    assert "The world has no mentee of: fragile." in " ".join(absent.split())
    assert "has no mentee of" not in " ".join(there.split())


def test_money_that_others_added_stands_in_the_table(comparison):
    (added,) = {line for line in as_text(comparison).splitlines() if line.startswith("  added by others")}
    raised = comparison.get(next(iter(comparison.scenarios)), "programme_raised")["mean"]
    assert f"{raised / 1e6:.2f} M" in added


def test_designs_that_run_out_of_utilities_are_told_in_one_sentence_and_others_not():
    def told(*mentored):
        result = fake_result({f"s{count}": Truth(f"Of {count}", mentored=count, nrw=-0.02) for count in mentored}, 3, 2)
        result.dataset["may_apply"].values[..., :40] = 1  # the mentees
        return " ".join(str(result.compare()).split())

    assert "Of 32: in 6 of 6 (80 % on average); Of 40: in 6 of 6 (100 % on average). There breadth is running out" in told(32, 40, 4)
    assert "breadth" not in told(4, 20)


def test_money_that_rounds_to_nothing_has_no_sign():
    result = fake_result({f"s{number}": Truth(f"Scenario {number}", mentored=4, nrw=-0.02) for number in range(9)}, 4, 4)
    investment = result.dataset["investment"].values
    investment[1, 0, 0, ..., 0] = -0.5e6  # in one of 16 runs
    investment[2, ..., 0] = 3e6
    text = str(result.compare())
    lines = [line.split() for line in text[text.index("What it took") :].splitlines() if line.startswith("Scenario ")]
    assert lines[0][-2] == "0|0"
    assert lines[1][-2] == "+33|+33"


def with_consultants(spent):
    """A comparison of three designs, in which so much is spent on consultants in each run (draw, replicate)."""
    result = fake_result({f"s{number}": Truth(f"Scenario {number}", mentored=4, nrw=-0.02) for number in range(3)}, 10, 10)
    compared = result.compare()
    table = compared.table
    of = (table["outcome"] == "cost_consultants") & (table["scenario"] == "s1")
    for name, value in spent.items():
        table.loc[of, name] = value
    return " ".join(as_text(replace(compared, table=table)).split())


def test_a_row_of_noughts_is_left_out_and_named_once():
    def spent(mean):
        return with_consultants({"mean": mean, "median": 0.0, "low": 0.0, "high": 0.0, "monte_carlo_error": mean / 10, "not_zero": 0.92})

    nothing = spent(9_000.0)  # shown in millions
    assert "by consultants 0.0" not in nothing
    assert "~ by consultants" not in nothing
    assert re.search(r"Left out, as nought in every scenario to the digits that are shown here: [^.]*Works, by consultants", nothing)
    some = spent(190_000.0)
    assert re.search(r"by consultants 0\.0 0\.0 ~ 0\.0", some)
    assert "~ by consultants: the median, for the mean lies outside the range: +0.2 M, not 0 in 92 % of runs (Scenario 1)." in some
    assert "Works, by consultants" not in some


def test_a_row_to_which_others_belong_stays_with_them():
    """Without it nobody knows of what the row below is a part."""
    compared = fake_result(TYPICAL, 5, 3).compare()
    table = compared.table
    for outcome, value in (("functions_created", 0.0), ("functions_lost", 1.0)):
        table.loc[table["outcome"] == outcome, ["mean", "median", "low", "high"]] = value
    lines = as_text(replace(compared, table=table)).splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.startswith("Functions created"))
    assert any(line.startswith("  lost again") for line in lines[place : place + 4])
    assert "Functions created" not in " ".join(lines[place + 4 :])


def test_a_mean_outside_its_range_is_told_in_one_note_for_all_designs():
    compared = fake_result({"a": Truth("Design A"), "b": Truth("Design B")}, 10, 10).compare()
    table = compared.table
    of = table["outcome"] == "investment_unlocked"
    table.loc[of, ["median", "low", "high"]] = 0.0
    table.loc[of, "not_zero"] = 0.02
    table.loc[of, "monte_carlo_error"] = 1e4
    table.loc[of & (table["scenario"] == "a"), "mean"] = 210e3
    table.loc[of & (table["scenario"] == "b"), "mean"] = -160e3
    text = " ".join(as_text(replace(compared, table=table)).split())
    assert (
        "~ Large investment: the median, for the mean lies outside the range: +210 k, not 0 in 2 % of runs (Design A); -160 k, not 0 in "
        "2 % of runs (Design B)." in text
    )
    assert text.count("~ Large investment") == 1


def test_of_what_the_share_of_people_is_a_share_is_said(comparison):
    text = as_text(comparison)
    lines = text.splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.startswith("People: ") and "mentored" not in line)
    assert lines[place + 1].strip() == "people-equivalents"
    assert "their share of the people-equivalents whom possible mentees served at the start" in " ".join(text.split())
