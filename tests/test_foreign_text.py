"""Text of strangers stands as it was written, in every language that shows it."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import wopsim as ws
from wopsim.cli.main import app
from wopsim.errors import WopsimError
from wopsim.foreign_text import as_cell, as_cells, as_figure, as_html, as_rich, command_in, from_cell, printable, seen
from wopsim.inference.cases.case_file import read_plans
from wopsim.world import World, write_world

runner = CliRunner()

PIECES = [
    "$",
    "\\$",
    "\\frac",
    "[red]",
    "[/b]",
    "\\[",
    "=cmd|calc!A0",
    "'=1",
    "<b>",
    "&amp;",
    '"',
    "\x1b[31m",
    "\u202e",
    "\t",
    "\n",
    "a",
    "水",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=6).map("".join)


@settings(max_examples=300)
@given(text=TEXTS)
def test_each_language_shows_the_text_itself(text: str) -> None:
    import html

    from matplotlib.text import Text as FigureText
    from rich.text import Text

    shown = printable(text)
    assert command_in(shown) is None
    assert as_rich(text).plain == Text(shown).plain
    assert as_rich(text).spans == []
    drawn = FigureText(0, 0, as_figure(text))
    assert drawn._preprocess_math(drawn.get_text()) == (shown, False)
    assert html.unescape(as_html(text)) == shown
    assert not set('<>"') & set(as_html(text))
    assert from_cell(as_cell(text)) == text
    assert as_cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_a_text_that_is_no_formula_stays_as_it_is() -> None:
    assert [as_cell(text) for text in ("Grants", "it's", "'quoted'", "5 - 3")] == ["Grants", "it's", "'quoted'", "5 - 3"]
    assert [as_cell(text) for text in ("-5 points", "+ grant", "@a", "\uff1d1")] == ["'-5 points", "'+ grant", "'@a", "'\uff1d1"]


def test_numbers_of_a_table_stay_numbers() -> None:
    table = as_cells(pd.DataFrame({"label": ["=1+1"], "mean": [-2.5], "n": [-3]}))
    assert table.to_csv(index=False) == "label,mean,n\n'=1+1,-2.5,-3\n"


def test_writings_that_need_joiners_and_marks_are_no_commands() -> None:
    assert command_in("\u0645\u06cc\u200c\u062e \u0915\u094d\u200d\u0937 \u200eabc\u200f\r\nnext\tcell") is None
    assert [command_in(f"a{letter}") for letter in "\x00\x1b\x9b\u202e\u2066\ufeff\ud800"] == [1] * 7


def test_what_looks_alike_is_seen_alike() -> None:
    assert seen("Al\u200bto ") == seen("Alto") == "Alto"
    assert seen("e\u0301") == seen("é")


NUL = "name,country,population_served,nrw_share\nAl\0to,Kenya,60000,0.42\n"


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\u202e", "\ufeff"])
@pytest.mark.parametrize("kind", ["world", "cases", "study"])
def test_commands_are_refused_where_they_are_read(kind: str, letter: str, tmp_path: Path) -> None:
    text = {
        "world": f"name,country,population_served\nSound,Kenya,5000\nAl{letter}to,Kenya,6000\n",
        "cases": f"case_id,indicator,span_years\na,nrw_pct,3\nb{letter},nrw_pct,3\n",
        "study": f"title: T\nscenarios:\n  a: {{label: 'x{letter}'}}\n",
    }[kind]
    path = tmp_path / "any.csv"
    path.write_text(text, encoding="utf-8")
    read = {"world": ws.read_world, "cases": read_plans, "study": ws.read_study}[kind]
    with pytest.raises(WopsimError, match=rf"line 3: the .* \(U\+{ord(letter):04X}\) stands here") as caught:
        read(path)
    assert command_in(str(caught.value)) is None


def test_the_world_of_a_study_is_read_before_anything_is_run(tmp_path: Path) -> None:
    (tmp_path / "nul.csv").write_text(NUL, encoding="utf-8")
    (tmp_path / "nul.yaml").write_text("title: nul\nworld: nul.csv\nscenarios:\n  x: {set: {pairing: random}}\n", encoding="utf-8")
    for command in ("compare", "check"):
        done = runner.invoke(app, [command, str(tmp_path / "nul.yaml"), *(["--out", str(tmp_path / "o")] if command == "compare" else [])])
        assert done.exit_code == 2
        assert "line 2: the control character '\\x00'" in done.output


def test_labels_that_look_alike_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("title: T\nscenarios:\n  a: {label: Same}\n  b: {label: 'Sa\u200bme'}\n", encoding="utf-8")
    with pytest.raises(WopsimError, match="'a' and 'b' have the same label"):
        ws.read_study(path)


@pytest.mark.parametrize(("cell", "said"), [('"a\nb"', "on one line"), ("a\u200b", "is already in line 2")])
def test_identifiers_are_told_apart_by_the_eye(cell: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text(f"utility,name,country,population_served\na,A,Kenya,5000\n{cell},B,Kenya,6000\n", encoding="utf-8")
    with pytest.raises(WopsimError, match=said):
        ws.read_world(path)


def test_a_world_of_formulas_is_written_harmless_and_read_again_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    names = ["=cmd|calc!A0", "'=1", "-5, or less", "@a", "plain"]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [
            ["utility", "name", "country", "population_served", "role"],
            *([f"'{n}", f"'{n}", "Kenya", 5000, "mentee"] for n in names[:4]),
        ]
        csv.writer(file).writerows([*rows, ["plain", "plain", "Peru", 90000, "mentor"]])
    world = ws.read_world(path)
    assert sorted(world.utilities["name"]) == sorted(names)
    again = ws.read_world(write_world(World("w", world.utilities, "test"), tmp_path / "again.csv"))
    pd.testing.assert_frame_equal(again.utilities, world.utilities)
    cells = [cell for row in csv.reader(io.StringIO((tmp_path / "again.csv").read_text(encoding="utf-8"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@")) or (cell.startswith("-") and not cell[1:2].isdigit())]


def test_predictions_are_written_harmless(tmp_path: Path) -> None:
    path, out = tmp_path / "c[b].csv", tmp_path / "[red].csv"
    path.write_text("case_id,indicator,span_years,colour[/b]\n=1+1,nrw_pct,3,x\n", encoding="utf-8")
    done = runner.invoke(app, ["predict", str(path), "--draws", "2", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "=1+1: nrw_pct" in done.output
    assert "unknown column, not read: 'colour[/b]'" in done.output
    assert f"Written to {out}" in done.output
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith("'=1+1,nrw_pct")


ODD = {
    "frac": "a $\\frac$ b", "dollars": "Cheap ($1M) or dear ($_2M)", "formula": "=cmd|calc!A0", "markup": "[red]red[/b] <script>",
    "chinese": "水务公司", "hindi": "जल निगम", "turkish": "Ağr\u0131 – Elâz\u0131ğ", "endless": "on and " * 40, "last": "Last",
}  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> ws.Result:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "w.csv").write_text(
        "name,country,population_served,role\nA,Kenya,60000,mentee\nB,Peru,5000,mentee\nC,Kenya,900000,mentor\n", encoding="utf-8"
    )
    scenarios = "".join(f"  {name}: {{label: '{label}', set: {{pilot_grant: {n}}}}}\n" for n, (name, label) in enumerate(ODD.items()))
    sizes = "world: w.csv\ndraws: 1\nreplicates: 2\nhorizon_years: 2\nbase: {budget: 1.0e6, programme_years: 2, partnership_months: 12}\n"
    (folder / "s.yaml").write_text(f"title: '[red]Odd[/b] $a$'\n{sizes}scenarios:\n{scenarios}", encoding="utf-8")
    return ws.run(folder / "s.yaml", workers=1)


def drawn(figure) -> str:  # type: ignore[no-untyped-def]
    """Every text of a figure as a reader sees it; the figure is drawn, and any warning on missing letters is an error."""
    from matplotlib.text import Text

    figure.savefig(io.BytesIO(), format="png")
    parts = [text._preprocess_math(text.get_text()) for text in figure.findobj(Text)]
    assert not any(mathematics for _, mathematics in parts)
    return "\n".join(text for text, _ in parts)


@pytest.mark.parametrize("name", ["people_served", "fan", "pilot_against_utility"])
def test_labels_stand_in_figures_as_they_were_written(odd: ws.Result, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = drawn(getattr(odd.plot, name)())
    for word in ("frac", "dollars", "formula", "markup", "turkish"):
        assert ODD[word] in text.splitlines()
    assert "on and on and" in text
    assert ODD["endless"].strip() not in text


@pytest.mark.parametrize("word", ["chinese", "hindi"])
def test_a_label_without_a_font_is_replaced_by_its_name(odd: ws.Result, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import fontManager

    from wopsim.report import lettering

    lettering._family.cache_clear()
    monkeypatch.setattr(fontManager, "ttflist", [font for font in fontManager.ttflist if font.name.startswith(("DejaVu Sans", "Last"))])
    assert word in drawn(odd.plot.people_served()).splitlines()
    lettering._family.cache_clear()


def test_a_font_of_the_machine_that_has_the_letters_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import fontManager, get_font

    from wopsim.report.lettering import lettering

    maths = next(font for font in fontManager.ttflist if font.name == "STIXGeneral" and font.weight == 400 and font.style == "normal")
    letter = chr(min(get_font(maths.fname).get_charmap().keys() - get_font(lettering("a", "a").file).get_charmap().keys()))
    found = lettering(letter, "name")
    assert found.plain == letter
    assert ord(letter) in get_font(found.file).get_charmap()


def test_labels_stand_in_tables_and_pages(odd: ws.Result, tmp_path: Path) -> None:
    comparison = odd.compare()
    text = str(comparison)
    assert "[red]Odd[/b] $a$" in text
    for word in ("frac", "dollars", "formula", "markup", "chinese"):
        assert ODD[word] in text
    page = comparison._repr_html_()
    assert "<script>" not in page
    assert "[red]red[/b] &lt;script&gt;" in page
    odd.write(tmp_path / "o[b]")
    table = pd.read_csv(tmp_path / "o[b]" / "comparison.csv")
    assert {f"'{ODD['formula']}", ODD["markup"]} <= set(table["label"])


def test_codes_in_a_title_do_not_reach_the_terminal(odd: ws.Result) -> None:
    from dataclasses import replace

    from wopsim.report.tables.comparison_table import as_text

    text = as_text(replace(odd.compare(), title="\x1b[31mred\x1b]0;owned\x07", question="\u202eback"))
    assert "\\x1b[31mred\\x1b]0;owned\\x07" in text
    assert command_in(text) is None


def test_a_message_shows_codes_of_a_file_name_as_letters() -> None:
    done = runner.invoke(app, ["check", "\x1b[31m.yaml"])
    assert done.exit_code == 2
    assert "\\x1b[31m.yaml: 1 problem" in done.output
    assert "\x1b" not in done.output


def test_the_film_writes_a_title_in_its_letters(monkeypatch: pytest.MonkeyPatch, odd: ws.Result, tmp_path: Path) -> None:
    from wopsim.tracing import animation

    told = []
    monkeypatch.setattr(animation, "write_film", lambda pictures, events, title, out: told.append(title) or out)
    for scenario in ("dollars", "chinese"):
        ws.animate(odd.study, scenario, out=tmp_path / "a.gif")
    assert told[0].plain == "[red]Odd[/b] $a$: Cheap ($1M) or dear ($_2M)"
    assert told[1].plain in ("[red]Odd[/b] $a$: 水务公司", "s: chinese")
