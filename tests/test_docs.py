"""What the documentation shows works: code runs, files are accepted, links resolve, commands exist."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import wopsim

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

FENCE = re.compile(r"(?P<skip><!-- no-run -->\n)?^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Block:
    """One fenced block of a page; `title` is the file that a reader is to save it as."""

    language: str
    title: str | None
    text: str
    runs: bool


@cache
def _blocks(page: Path) -> tuple[Block, ...]:
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return tuple(Block(m["language"], m["title"], m["text"], m["skip"] is None) for m in found)


def _python(page: Path, runs: bool) -> list[Block]:
    return [b for b in _blocks(page) if b.language == "python" and b.runs is runs]


@pytest.mark.parametrize("page", [p for p in PAGES if _python(p, True)], ids=lambda p: p.stem)
def test_code_runs_as_shown(page, tmp_path):
    for block in (block for other in PAGES for block in _blocks(other)):
        if block.title:
            (tmp_path / block.title).write_text(block.text, encoding="utf-8")
    code = "\n".join(block.text for block in _python(page, True))
    guarded = "if __name__ == '__main__':\n" + "".join(f"    {line}\n" if line else "\n" for line in code.splitlines())
    (tmp_path / "shown.py").write_text(guarded, encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", "shown.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() != ""


@pytest.mark.parametrize("page", [p for p in PAGES if _python(p, False)], ids=lambda p: p.stem)
def test_code_too_long_to_run_uses_names_that_exist(page):
    for block in _python(page, False):
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ws":
                assert hasattr(wopsim, node.attr), f"{page.name} shows ws.{node.attr}"
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("wopsim"):
                exec(compile(ast.Module([node], []), page.name, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_relative_links_resolve(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def _commands() -> list[str]:
    shown: set[str] = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        consoles = "\n".join(block.text for block in _blocks(page) if block.language == "console")
        inline = "\n".join(re.findall(r"`(wopsim [^`]+)`", text))
        shown.update(re.findall(r"(?:^|[\s/])wopsim ([a-z][a-z-]*)", f"{consoles}\n{inline}"))
    return sorted(shown)


@pytest.mark.parametrize("command", _commands())
def test_every_command_that_is_named_exists(command):
    code = f"import sys\nsys.argv = ['wopsim', {command!r}, '--help']\nfrom wopsim.cli.main import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_the_main_commands_are_documented():
    assert {"compare", "check", "world"} <= set(_commands())


def test_the_python_page_is_that_of_the_docstrings() -> None:
    """If this fails, a public docstring or signature changed: run `python docs/make_python_page.py`."""
    made = runpy.run_path(str(ROOT / "docs" / "make_python_page.py"))
    assert (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8") == made["page"]()
