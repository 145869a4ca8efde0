"""What a notebook shows, in a real kernel: rich finds Jupyter there, and would display what was to be a text."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import wopsim as ws
from tests.helpers import making
from tests.helpers.fake import TYPICAL, fake_result
from tests.helpers.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
CELLS = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    "from tests.helpers.fake import TYPICAL, fake_result\n"
    "result = fake_result(TYPICAL, 5, 3)\ncomparison = result.compare()",
    "(len(str(comparison)), str(comparison) == repr(comparison))",
    "comparison",
    "print(comparison)",
    "result.write('out') and None",
    "result",
    "result.study",
    "result.plot.people_served()",
    "str(result.decide())",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notebook")


@pytest.fixture(scope="module")
def outputs(folder: Path) -> list[list[dict[str, object]]]:
    """Outputs of each cell, as a kernel gave them."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    patience = round(PATIENCE)
    NotebookClient(
        notebook, timeout=patience, startup_timeout=patience, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [cell["outputs"] for cell in notebook.cells]


def test_a_comparison_is_a_text_and_is_shown_once(outputs: list[list[dict[str, object]]]) -> None:
    expected = str(fake_result(TYPICAL, 5, 3).compare())
    (told,) = outputs[1]
    assert told["data"]["text/plain"] == f"({len(expected)}, True)"
    (shown,) = outputs[2]
    assert shown["output_type"] == "execute_result"
    assert shown["data"]["text/plain"] == expected
    assert "What changes by year 10" in shown["data"]["text/html"]
    (printed,) = outputs[3]
    assert (printed["output_type"], printed["text"].strip()) == ("stream", expected.strip())


def test_what_is_written_holds_the_table(outputs: list[list[dict[str, object]]], folder: Path) -> None:
    assert outputs[4] == []
    text = (folder / "out" / "comparison.txt").read_text(encoding="utf-8")
    assert text.strip() == str(fake_result(TYPICAL, 5, 3).compare()).strip()


def test_results_studies_figures_and_choices_are_shown_once(outputs: list[list[dict[str, object]]]) -> None:
    for place, kind in ((5, "text/html"), (6, "text/html"), (7, "image/png")):
        (shown,) = outputs[place]
        assert kind in shown["data"]
    (choice,) = outputs[8]
    assert len(choice["data"]["text/plain"]) > 500


class Outline(HTMLParser):
    """Which elements are open, and what tables hold."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.captions, self.scopes, self.heads = 0, 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.captions += tag == "caption"
        self.heads += tag == "th"
        self.scopes += tag == "th" and dict(attrs).get("scope") in ("row", "col")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def shown(folder: Path) -> dict[str, str]:
    result = fake_result(TYPICAL, 5, 3)
    plan = making.plan_of(ws.read_study(making.write_study(folder, draws=2, replicates=2)))
    things = {"comparison": result.compare(), "result": result, "study": ws.read_study(), "plan": plan}
    return {name: thing._repr_html_() for name, thing in things.items()}


@pytest.mark.parametrize("name", ["comparison", "result", "study", "plan"])
def test_html_is_sound_indented_and_says_what_heads_are_heads_of(shown: dict[str, str], name: str) -> None:
    outline = Outline()
    outline.feed(shown[name])
    assert outline.open == []
    assert outline.captions == shown[name].count("<table>") >= 1
    assert outline.scopes == outline.heads > 0
    first, *inner, last = shown[name].split("\n")
    assert (first, last) == ("<div>", "</div>")
    assert all(line.startswith("  ") for line in inner)


def test_html_says_what_matters(shown: dict[str, str]) -> None:
    study, plan = ws.read_study(), shown["plan"]
    assert f"{study.runs:,}: {len(study.scenarios)} scenarios" in shown["study"]
    assert all(scenario.name in shown["study"] for scenario in study.scenarios[1:])
    assert len(shown["study"]) < 12_000
    assert "2 draws x 2 replicates" in plan
    assert "Small" in plan
    assert "padding-left:1.5em" in shown["comparison"]  # '  chance it helps' stands below 'People served'
    assert "5 draws x 3 replicates" in shown["result"]


def test_words_of_strangers_are_escaped() -> None:
    study = ws.Study(title="<b>T</b>", question="<i>", scenarios={"a": {"label": "<script>x</script>"}})
    assert "<script>" not in study._repr_html_()
    assert "&lt;b&gt;T" in study._repr_html_()


def test_equal_results_are_identical() -> None:
    study = ws.Study(title="T", draws=1, replicates=1, horizon_years=2, scenarios={"a": {}}, base={"budget": 1e6})
    one, other = (ws.run(study, workers=1) for _ in range(2))
    assert one.dataset.identical(other.dataset)
    assert one.measures.identical(other.measures)
    assert one.measures.identical(ws.run(study, workers=1, keep="runs").measures)
