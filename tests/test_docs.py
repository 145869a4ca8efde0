"""What the documentation shows works: code runs, files are accepted, command lines are understood, links resolve."""

from __future__ import annotations

import ast
import json
import re
import runpy
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

import wopsim
from tests.helpers import shown_code, shown_commands
from wopsim.cli.main import app
from wopsim.registry import Registry
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.study.reader import read_study
from wopsim.world.reading import read_world

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

FENCE = re.compile(r"(?P<skip><!-- no-run -->\n)?^```(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
READ = {"python", "yaml", "csv", "toml", "console", "bash"}
"""Languages of which something is tested below; `text` is output or a formula."""


@dataclass(frozen=True)
class Block:
    """One fenced block of a page; `title` is the file that a reader is to save it as, `line` is where its text begins."""

    page: Path
    line: int
    language: str
    title: str | None
    text: str
    runs: bool

    @property
    def place(self) -> str:
        """Page and line, for people."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def _blocks(language: str) -> tuple[Block, ...]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for m in FENCE.finditer(text):
            line = text.count("\n", 0, m.start("text")) + 1
            found.append(Block(page, line, m["language"], m["title"], m["text"], m["skip"] is None))
    return tuple(block for block in found if language in ("any", block.language))


def _saved(folder: Path) -> Path:
    """Save the files that pages tell a reader to save."""
    for block in _blocks("any"):
        if block.title:
            (folder / block.title).write_text(block.text, encoding="utf-8")
    return folder


def test_every_block_says_what_it_is() -> None:
    assert [block.place for block in _blocks("any") if block.language not in READ | {"text"}] == []


def test_no_two_blocks_are_saved_as_one_file() -> None:
    titles = [block.title for block in _blocks("any") if block.title]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize("registry", [PAIRING, FUNDING], ids=lambda registry: registry.family)
def test_how_to_write_a_study_names_every_way_of_pairing_and_funding(registry: Registry[type]) -> None:
    page = (ROOT / "docs" / "how-to" / "write-a-study.md").read_text(encoding="utf-8")
    table = page.partition(f"| `{registry.family}` |")[2].partition("\n\n")[0]
    named = re.findall(r"^\| `(\w+)` \| \S", table, re.M)
    assert sorted(named) == [name for name in registry.names() if registry.get(name).__module__.startswith("wopsim.")]


def _docstring_examples() -> list[tuple[str, int, str]]:
    """Return what docstrings of the package show after `>>>`: file, line before, code."""
    found = []
    for file in sorted((ROOT / "wopsim").rglob("*.py")):
        lines = file.read_text(encoding="utf-8").splitlines()
        shown = [(number, line.strip()[4:]) for number, line in enumerate(lines) if line.strip().startswith((">>> ", "... "))]
        if shown:
            found.append((str(file.relative_to(ROOT)), shown[0][0], "\n".join(code for _, code in shown)))
    return found


def test_code_of_pages_and_docstrings_runs(tmp_path: Path) -> None:
    """In one other process, because some of it adds strategies and parameters to the program."""
    shown = [(str(b.page.relative_to(ROOT)), b.line - 1, b.text) for b in _blocks("python") if b.runs] + _docstring_examples()
    assert {"README.md", "docs/how-to/extend.md", "wopsim/__init__.py"} <= {page for page, _, _ in shown}
    blocks = _saved(tmp_path) / "blocks.json"
    blocks.write_text(json.dumps(shown), encoding="utf-8")
    command = [sys.executable, shown_code.__file__, blocks.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_code_that_cannot_run_here_uses_names_that_exist() -> None:
    for block in _blocks("python"):
        if block.runs:
            continue
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ws":
                assert hasattr(wopsim, node.attr), f"{block.place} shows ws.{node.attr}"
            if isinstance(node, ast.ImportFrom):
                exec(compile(ast.Module([node], []), block.place, "exec"), {})


def test_studies_and_worlds_that_are_shown_are_accepted(tmp_path: Path) -> None:
    (_saved(tmp_path) / "thirty.csv").write_text("name,country,population_served\nAlto,Kenya,60000\n", encoding="utf-8")
    for block in _blocks("csv"):
        assert len(read_world(tmp_path / str(block.title)).utilities) >= 2, block.place
    for block in _blocks("yaml"):
        # a strategy that another block defines is known to the process that runs code
        if block.title and "largest_loss" not in block.text:
            assert read_study(tmp_path / block.title).scenarios[1:], block.place


def test_parts_of_studies_that_are_shown_are_accepted(tmp_path: Path) -> None:
    rest = {"title": "A", "scenarios": {"by_need": {"set": {"pairing": "by_need"}}, "at_random": {"set": {"pairing": "random"}}}}
    yaml, parts = YAML(typ="safe"), 0
    for block in _blocks("yaml"):
        tree = yaml.load(block.text)
        if block.title or "apiVersion" in tree:
            continue
        parts += 1
        with (tmp_path / "part.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(rest | tree, file)
        assert read_study(tmp_path / "part.yaml").scenarios, block.place
    assert parts >= 3


def test_each_picture_stands_on_a_page_that_says_what_makes_it() -> None:
    shown = {
        target: page.name
        for page in PAGES
        if re.search(r"python docs/make_\w+\.py", text := page.read_text(encoding="utf-8"))
        for target in re.findall(r"!\[[^\]]+\]\((?:\.\./)*figures/([^)]+)\)", text)
    }
    assert sorted(shown) == sorted(path.name for path in (ROOT / "docs" / "figures").iterdir())


@pytest.mark.parametrize("command", ["world utilities.csv", "check programme.yaml"])
def test_the_tutorial_shows_what_commands_print(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this fails, run `python docs/make_tutorial.py`; what takes minutes is not run here."""
    made = runpy.run_path(str(ROOT / "docs" / "make_tutorial.py"))
    steps = [step for step in made["STEP"].finditer(made["PAGE"].read_text(encoding="utf-8")) if step["commands"] == f"wopsim {command}\n"]
    monkeypatch.chdir(_saved(tmp_path))
    done = CliRunner().invoke(app, command.split())
    assert [step["shown"] for step in steps] == [made["shown"](done.stdout, done.stderr, "all")]


def test_toml_that_is_shown_can_be_read() -> None:
    for block in _blocks("toml"):
        assert tomllib.loads(block.text), block.place


def test_scripts_that_are_shown_are_written_in_the_language_of_the_shell() -> None:
    for block in _blocks("bash"):
        done = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{block.place}: {done.stderr}"


def _in_blocks() -> list[tuple[str, list[str]]]:
    blocks = _blocks("console") + _blocks("bash")
    return [(block.place, words) for block in blocks for words in shown_commands.lines(block.text)]


def _in_sentences() -> list[tuple[str, list[str]]]:
    return [(page.name, words) for page in PAGES for words in shown_commands.mentioned(FENCE.sub("", page.read_text(encoding="utf-8")))]


def test_command_lines_are_understood_with_all_their_options() -> None:
    said = [(place, " ".join(words), shown_commands.what_is_wrong(words)) for place, words in _in_blocks()]
    assert [line for line in said if line[2]] == []
    assert len(said) > 60


def test_commands_within_sentences_are_understood() -> None:
    said = [(place, " ".join(words), shown_commands.what_is_wrong(words)) for place, words in _in_sentences()]
    assert [line for line in said if line[2] and not shown_commands.is_only_short(line[2])] == []
    assert len(said) > 100


@pytest.mark.parametrize(
    "line",
    [
        "wopsim compair",
        "wopsim compare --drawz 3",
        "wopsim decide a.yaml b.yaml",
        "wopsim predict --months many",
        'pip install ".[briefs]"',
        "python docs/make_nothing.py",
        "python docs/make_refusal.py --drawz 16",
        "python -m pytest tests/nowhere",
    ],
)
def test_a_slip_in_a_command_line_is_seen(line: str) -> None:
    assert all(shown_commands.what_is_wrong(words) for words in shown_commands.lines(line))


def test_every_command_is_shown_somewhere() -> None:
    shown = {words[1] for _, words in _in_blocks() + _in_sentences() if Path(words[0]).name == "wopsim" and len(words) > 1}
    assert set(shown_commands.WOPSIM.commands) <= shown


@cache
def _anchors(page: Path) -> set[str]:
    """Return the anchors that a builder gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower() for heading in headings)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip()) for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_relative_links_resolve(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        place = (page.parent / target).resolve() if target else page
        assert place.exists(), target
        if anchor and place.suffix == ".md":
            assert anchor in _anchors(place), f"{target}#{anchor}"


def test_every_page_is_in_the_navigation_and_in_one_place() -> None:
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    listed = re.findall(r"'([^']+\.md)'", str(nav))
    assert sorted(listed) == sorted(str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md"))


def test_the_python_page_is_that_of_the_docstrings() -> None:
    """If this fails, a public docstring or signature changed: run `python docs/make_python_page.py`."""
    made = runpy.run_path(str(ROOT / "docs" / "make_python_page.py"))
    assert (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8") == made["page"]()
