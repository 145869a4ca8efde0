"""Notebooks: each is that of its text, stands on the page of notebooks, and says to whom; `.ci/run` executes them."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXTS = sorted((ROOT / "notebooks").glob("*.py"))
MADE = runpy.run_path(str(ROOT / "docs" / "make_notebooks.py"))
PAGE = ROOT / "docs" / "notebooks.md"


def test_every_notebook_has_a_text() -> None:
    assert [path.stem for path in TEXTS] == sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_a_notebook_is_that_of_its_text(text: Path) -> None:
    """If this fails, run `python docs/make_notebooks.py`."""
    found = json.loads(text.with_suffix(".ipynb").read_text(encoding="utf-8"))
    shown = [{"cell_type": cell["cell_type"], "source": "".join(cell["source"])} for cell in found["cells"]]
    assert shown == MADE["cells"](text.read_text(encoding="utf-8"))


def test_the_page_of_notebooks_names_each_of_them_once() -> None:
    named = re.findall(r"\]\((?:https://[^)]*)?(?:\.\./)?notebooks/(\w+)\.ipynb\)", PAGE.read_text(encoding="utf-8"))
    assert sorted(named) == [path.stem for path in TEXTS]


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_links_between_notebooks_and_docs_resolve(text: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#\s]+)", text.read_text(encoding="utf-8"))
    assert [target for target in targets if not (text.parent / target).exists()] == []


def test_a_cell_that_did_not_change_keeps_what_it_showed() -> None:
    text = "# %% [markdown]\n# # A title\n#\n# Words.\n\n# %%\n1 + 1\n"
    first = json.loads(MADE["notebook"]("one", text, None))
    first["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["2"]}]
    again = json.loads(MADE["notebook"]("one", text.replace("Words", "Other words"), json.dumps(first)))
    assert again["cells"][0]["source"] == ["# A title\n", "\n", "Other words."]
    assert again["cells"][1] == first["cells"][1]
