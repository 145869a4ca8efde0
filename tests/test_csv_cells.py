"""A cell of any CSV of a user: what is missing, yes or no, which currency, which number; and hints that hold what they say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wopsim.csv_cells import NumberKind, WrongCell, currency_code, is_missing, read_choice, read_flag, read_number

PEOPLE = (100.0, 5e7)
SHARE = (0.01, 1.0)
MONEY = (0.0, 1e12)


def refused(text: str, valid: tuple[float, float] = PEOPLE, unit: str = "", kind: NumberKind = "count") -> str:
    with pytest.raises(WrongCell) as caught:
        read_number(text, valid, unit, kind)
    return str(caught.value)


class TestMissing:
    @pytest.mark.parametrize(
        "text",
        ["", "  ", "NA", "n/a", "N.A.", "n.a", "#N/A", "NaN", "NULL", "None", "-", "–", "—", "−", "--", ".", "..", "…", "...", "?", "n.d.",
         "s/d", "Sin dato", "sem dados", "non disponible", "k.A.", "Not available", "not\N{NO-BREAK SPACE}available", "н/д",
         "\N{NO-BREAK SPACE}"],
    )  # fmt: skip
    def test_marks(self, text: str) -> None:
        assert is_missing(text)

    @pytest.mark.parametrize("text", ["0", "-1", "no", "nairobi", "naga", "Nil Water", "x", ".5", "#DIV/0!"])
    def test_what_is_no_mark(self, text: str) -> None:
        assert not is_missing(text)


class TestWords:
    @pytest.mark.parametrize("text", ["yes", "TRUE", "Y", "1", "1.0", "Sim", "SÍ", "oui", "Ja", "VERDADEIRO", "да", "نعم", " wahr "])
    def test_yes(self, text: str) -> None:
        assert read_flag(text)

    @pytest.mark.parametrize("text", ["no", "False", "N", "0", "0.0", "Não", "non", "nein", "FALSCH", "нет", "لا"])
    def test_no(self, text: str) -> None:
        assert not read_flag(text)

    @pytest.mark.parametrize("text", ["perhaps", "2", "yes and no"])
    def test_neither(self, text: str) -> None:
        with pytest.raises(WrongCell, match="write yes or no"):
            read_flag(text)

    @pytest.mark.parametrize("text", ["small_town", "Small town", "SMALL-TOWN", " small  town "])
    def test_choice_however_written(self, text: str) -> None:
        assert read_choice(text, ("small_town", "city")) == "small_town"

    def test_hint_of_a_choice_is_as_it_is_written(self) -> None:
        with pytest.raises(WrongCell, match=r"known: north-south, mixed\. Did you mean 'north-south'"):
            read_choice("nort-south", ("north-south", "mixed"))

    @pytest.mark.parametrize(
        ("text", "code"),
        [("eur", "EUR"), ("€", "EUR"), ("Euros", "EUR"), ("US$", "USD"), ("usd", "USD"), ("R$", "BRL"), ("kes", "KES"), ("$", "$")],
    )
    def test_currency(self, text: str, code: str) -> None:
        assert currency_code(text) == code


class TestCounts:
    @pytest.mark.parametrize(
        "text",
        ["165894", "165894.0", "165894.000", "+165894", "1.65894e5", "١٦٥٨٩٤", "\N{FULLWIDTH DIGIT ONE}65894", "\N{NO-BREAK SPACE}165894 "],
    )
    def test_whole_numbers_of_any_spelling(self, text: str) -> None:
        assert read_number(text, PEOPLE, "person", "count") == 165894.0

    @pytest.mark.parametrize("text", ["165.894", "250.000", "1.234", "12.5", "131.72", "2.500"])
    def test_thousands_point_is_asked_for(self, text: str) -> None:
        whole, part = text.split(".")
        assert f"Thousands point, or counted in thousands? Then write {whole}{part:0<3}." in refused(text)

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("12,34,567", "1234567"), ("165,894", "165894"), ("165 894", "165894"),
            ("165\N{NO-BREAK SPACE}894", "165894"), ("165\N{NARROW NO-BREAK SPACE}894", "165894"), ("165\N{THIN SPACE}894", "165894"),
            ("165'894", "165894"), ("165\N{RIGHT SINGLE QUOTATION MARK}894", "165894"), ("165_894", "165894"), ("١٦٥٬٨٩٤", "165894"),
            ("165\N{MIDDLE DOT}894", "165894"), ("165\N{ACUTE ACCENT}894", "165894"),
            ("12k", "12000"), ("12 K", "12000"), ("1.2M", "1200000"), ("1,2 million", "1200000"), ("3 lakh", "300000"), ("40 mil", "40000"),
            ("1.234.567,0", "1234567"), ("1,234,567.00", "1234567"),
        ],
    )  # fmt: skip
    def test_other_marks_are_refused_with_what_to_write(self, text: str, meant: str) -> None:
        assert f"Write {meant}:" in refused(text)
        assert read_number(meant, PEOPLE, kind="count") == float(meant)

    def test_a_decimal_comma_of_a_count_is_asked_for_as_a_point_is(self) -> None:
        assert refused("12,5").partition("12,5")[2] == refused("12.5").partition("12.5")[2]

    def test_a_fraction_that_is_no_thousands_point(self) -> None:
        assert refused("60000.5") == "is 60000.5. A count is a whole number. Write 60000."

    def test_too_few_may_be_thousands(self) -> None:
        assert "Counted in thousands? Then write 41000." in refused("41")

    @pytest.mark.parametrize("text", ["~60000", "60000 people", "<5000", "50000-60000", "60000 (2019)"])
    def test_a_number_with_words(self, text: str) -> None:
        assert "Write one number and nothing else in the cell." in refused(text)

    @pytest.mark.parametrize(
        "text", ["60000\N{SUPERSCRIPT ONE}", "10\N{SUPERSCRIPT FIVE}", "60 \N{VULGAR FRACTION ONE HALF}", "\N{CIRCLED DIGIT ONE}00"]
    )
    def test_what_is_raised_is_no_digit(self, text: str) -> None:
        assert "which is not a number" in refused(text)

    def test_an_invisible_character(self) -> None:
        assert "There is an invisible character in the cell: type the number anew." in refused("\N{LEFT-TO-RIGHT MARK}60000")

    def test_an_error_of_a_spreadsheet(self) -> None:
        assert "A formula failed" in refused("#DIV/0!")


class TestDecimalCommas:
    @pytest.mark.parametrize(
        ("text", "meant"), [("44,8", 44.8), ("-0,5", -0.5), (",5", 0.5), ("0,425", 0.425), ("1234,567", 1234.567), ("1,2345", 1.2345)]
    )
    def test_one_that_can_be_nothing_else_is_read(self, text: str, meant: float) -> None:
        assert read_number(text) == meant

    @pytest.mark.parametrize("text", ["165,894", "-165,894", "1,234,567", "12,34,567", "1.234,5", "1,5e6", "1,5 or 6", "1,", ","])
    def test_any_other_is_refused(self, text: str) -> None:
        with pytest.raises(WrongCell):
            read_number(text)

    def test_so_it_is_before_a_sign_of_percent(self) -> None:
        assert read_number("44,8 %", SHARE, "1") == 0.448
        with pytest.raises(WrongCell):
            read_number("144,8 %", SHARE, "1")


class TestShares:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("97.4", "0.974"),
            ("97,4", "0.974"),
            ("35", "0.35"),
        ],
    )
    def test_what_to_write(self, text: str, meant: str) -> None:
        assert re.search(rf"[Ww]rite {re.escape(meant)}\b", refused(text, SHARE, "1", "number"))

    @pytest.mark.parametrize(
        "text", ["51 %", "51%", "51.0 percent", "51 pct", "\N{ARABIC-INDIC DIGIT FIVE}\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC PERCENT SIGN}"]
    )
    def test_a_sign_says_percent(self, text: str) -> None:
        assert read_number(text, SHARE, "1") == 0.51
        assert "Write 51." in refused(text, (0.0, 100.0), "h/day", "number")

    @pytest.mark.parametrize("text", ["1.05", "105%", "102", "1.5", "110 %", "105,5 %"])
    def test_more_than_all_is_not_made_a_small_share(self, text: str) -> None:
        said = refused(text, SHARE, "1", "number")
        assert "No share is above 1: write 1 if more than all was counted" in said
        assert "0.01" not in said.replace("between 0.01 and 1", "")

    def test_a_share_that_cannot_be_1(self) -> None:
        assert "leave the cell empty" in refused("1.05", (0.0, 0.98), "1", "number")

    def test_a_ratio_in_percent(self) -> None:
        assert "write 0.95, not 95" in refused("95", (0.02, 10.0), "1", "number")


class TestAmounts:
    @pytest.mark.parametrize(("text", "value"), [("400000", 4e5), ("400000.50", 400000.5), ("0.5", 0.5), ("400.00", 400.0), ("4e5", 4e5)])
    def test_read(self, text: str, value: float) -> None:
        assert read_number(text, MONEY, kind="amount") == value

    def test_thousands_point(self) -> None:
        said = refused("400.000", MONEY, kind="amount")
        assert "Thousands point, or counted in thousands? Then write 400000." in said
        assert "If it is a decimal point: write 400.00." in said

    def test_a_small_number_may_have_three_decimals(self) -> None:
        assert read_number("1.234", MONEY) == 1.234


@given(
    text=st.text("0123456789.,%'k \N{NARROW NO-BREAK SPACE}-", max_size=14),
    valid=st.sampled_from([PEOPLE, SHARE, MONEY, (0.0, 0.98), (0.02, 10.0)]),
    unit=st.sampled_from(["1", "person"]),
    kind=st.sampled_from(["number", "amount", "count"]),
)
def test_what_a_hint_says_is_taken(text: str, valid: tuple[float, float], unit: str, kind: NumberKind) -> None:
    try:
        value = read_number(text, valid, unit, kind)
    except WrongCell as wrong:
        for meant in re.findall(r"[Ww]rite (-?\d[\d.e+-]*?)[.:,]? ", f"{wrong} "):
            assert valid[0] <= read_number(meant, valid, unit, kind) <= valid[1]
    else:
        assert valid[0] <= value <= valid[1]
        assert kind != "count" or value.is_integer()
