"""Declarations are true: what is declared is used, what is used is declared, and every source can be looked up."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import wopsim.declared  # noqa: F401  (declares everything)
from wopsim.cli import reference_pages
from wopsim.declare import MAY_BE_SET, PARAMETERS, ROLES, VARIABLES, Parameters, param

ROOT = Path(__file__).resolve().parents[1]
KEYS = set(re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "docs" / "references.bib").read_text(encoding="utf-8"), re.MULTILINE))
EVIDENCE = ROOT / "calibration" / "evidence"
DIMENSIONS = {"time", "utility", "domain"}
HOLDERS = {"p", "parameters"}


@cache
def _trees() -> tuple[tuple[str, ast.Module], ...]:
    files = sorted((ROOT / "wopsim").rglob("*.py"))
    return tuple((str(f.relative_to(ROOT)), ast.parse(f.read_text(encoding="utf-8"))) for f in files)


def _declaring(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"param", "var"}


def _mentions(node: ast.AST) -> Iterator[str]:
    """Yield regular expressions of the names that code below `node` reads, leaving declarations out."""
    if _declaring(node):
        return
    if isinstance(node, ast.Attribute):
        yield re.escape(node.attr)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        yield re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
        if any(part != r"\w+" for part in parts):
            yield "".join(parts)
    for child in ast.iter_child_nodes(node):
        yield from _mentions(child)


@cache
def _used() -> re.Pattern[str]:
    return re.compile("|".join(sorted({m for _, tree in _trees() for m in _mentions(tree)})))


def _parameter_reads() -> Iterator[tuple[str, int, str]]:
    """Yield file, line and name of each attribute read from something annotated or named as parameters."""
    for path, tree in _trees():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            arguments = [*function.args.args, *function.args.kwonlyargs]
            named = {a.arg for a in arguments if a.annotation is not None and ast.unparse(a.annotation) == "Parameters"}
            for node in ast.walk(function):
                if not isinstance(node, ast.Attribute):
                    continue
                holder = node.value
                if (isinstance(holder, ast.Name) and holder.id in named) or (isinstance(holder, ast.Attribute) and holder.attr in HOLDERS):
                    yield path, node.lineno, node.attr


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_every_declared_parameter_is_used(name):
    assert _used().fullmatch(name), f"{name} is declared, and nothing in wopsim reads it"


def test_every_parameter_that_is_read_is_declared():
    reads = list(_parameter_reads())
    assert reads, "no parameter is read anywhere: this test looks in the wrong places"
    unknown = [f"{path}:{line}: {name}" for path, line, name in reads if name not in PARAMETERS and not hasattr(Parameters, name)]
    assert unknown == []


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_declared_output_is_recorded_by_something(name):
    written = VARIABLES[name].kept_as or name
    assert _used().fullmatch(written), f"{name} is declared, and nothing in wopsim writes {written}"


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_every_source_can_be_looked_up(name):
    declared = PARAMETERS[name]
    if declared.role == "policy" and declared.source == "programme design":
        return
    words = re.findall(r"[\w.-]*\w", declared.source)
    tables = [word for word in words if word.endswith(".csv")]
    cited = [word for word in words if re.search(r"[a-z]\d{4}|[a-z]_[a-z\d]", word)]
    assert [word for word in tables if not (EVIDENCE / word).exists()] == []
    assert [word for word in cited if word not in KEYS] == []
    assert tables or cited or words[0] in KEYS | {"assumed", "definition"}, "no source that can be looked up, and not called assumed"


@pytest.mark.parametrize("name", sorted(n for n, p in PARAMETERS.items() if p.prior is not None))
def test_every_prior_lies_in_the_valid_range_and_around_its_default(name):
    declared = PARAMETERS[name]
    values = declared.quantile if declared.kind is int else declared.prior.ppf  # whole numbers are rounded, and the least may be likely
    low, middle, high = values([0.001, 0.5, 0.999])
    if declared.theory is not None and declared.default == declared.valid[0]:
        low = max(low, declared.valid[0])  # what a prior has beyond the neutral end is cut to it: so many draws have no such mechanism
    assert declared.valid[0] <= low < middle < high <= declared.valid[1]
    bottom, top = declared.prior.ppf([0.05, 0.95])
    # a mechanism may do nothing by default: that is an end of its range
    assert bottom <= declared.default <= top or (declared.role == "uncertain" and declared.default in declared.valid)


@pytest.mark.parametrize("name", sorted(n for n, p in PARAMETERS.items() if p.role in ("fixed", "context") and "assumed" in p.source))
def test_what_is_assumed_and_not_drawn_says_what_else_is_plausible(name):
    assert PARAMETERS[name].plausible is not None, (
        f"{name}: give the range that `wopsim screen` looks at, param(..., plausible=(low, high))"
    )


def test_the_page_counts_what_is_assumed_and_what_no_draw_moves():
    """Counted here from the table itself, row by row."""
    page = reference_pages.parameters_page(reference_pages.own())
    rows = {}
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        rows[section.split(":")[0].lower()] = [line for line in section.splitlines() if line.startswith("| `")]
    assert set(rows) == set(ROLES)
    assumed = {role: sum("assumed" in line.rsplit("|", 2)[1] for line in lines) for role, lines in rows.items()}
    not_policy = sum(len(lines) for role, lines in rows.items() if role != "policy")
    drawn = len(rows["calibrated"]) + len(rows["uncertain"])
    assert f"Of the {not_policy} that a donor does not choose" in page
    assert f"{drawn} differ between draws; of the {not_policy - drawn} that no draw moves, " in page
    assert f"**{assumed['fixed'] + assumed['context']} rest on an assumption, at least in part**" in page


def test_a_study_may_set_what_a_donor_chooses_the_context_and_what_is_uncertain_only():
    assert set(MAY_BE_SET) == {"policy", "context", "uncertain"}
    assert {p.role for p in PARAMETERS.values()} >= {"policy", "calibrated"}


@pytest.mark.parametrize("name", sorted(name for name, p in PARAMETERS.items() if p.prior is not None))
def test_what_is_drawn_is_described_without_its_neighbours(name):
    """Figures and answers tell it alone; a word that points at another line, or a bare deviation or gap, says nothing there."""
    assert points_elsewhere(PARAMETERS[name].doc) == []


@pytest.mark.parametrize(
    "doc", ["Spread of these times (lognormal).", "The same spread for hours of supply.", "Permanent share of the variance of collection.",
            "What is left after a year of a deviation of collection.", "Share of the gap closed per expert-day."],
)  # fmt: skip
def test_a_description_that_needs_its_neighbours_is_found(doc):
    assert points_elsewhere(doc)


def points_elsewhere(doc):
    """Words of a description that mean something only beside another one."""
    found = re.findall(r"(?i)\bthese \w+|\bthe same (?:spread|share|rate)\b", doc)
    bare = [r"^Permanent share of the variance", r"\ba deviation of (?!.* own level)", r"\bthe gap closed\b"]
    return found + [pattern for pattern in bare if re.search(pattern, doc)]


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_output_is_described_in_full(name):
    declared = VARIABLES[name]
    assert set(declared.dims) <= DIMENSIONS
    assert declared.unit
    assert declared.long_name
    assert declared.doc.endswith(".")
    assert declared.valid[0] < declared.valid[1]


def test_bibliography_keys_are_unique_and_titled():
    text = (ROOT / "docs" / "references.bib").read_text(encoding="utf-8")
    entries = re.split(r"^@", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(KEYS)
    assert [entry.split(",")[0] for entry in entries if "title = {" not in entry] == []


def test_reference_pages_are_those_of_the_declarations(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert reference_pages.main(["--check"]) == 0, capsys.readouterr().out


def test_reference_pages_leave_out_what_other_packages_declare():
    page = reference_pages.PAGES["parameters.md"]
    before = page()
    other = {"__name__": "acme.pairing", "param": param}
    exec('param("acme_far", 1.0, unit="km", role="policy", source="-", doc="Far.")', other)
    try:
        assert page() == before
        assert "acme_far" in reference_pages.parameters_page(list(PARAMETERS.values()))
    finally:
        del PARAMETERS["acme_far"]


@pytest.mark.parametrize("name", sorted(name for name, p in PARAMETERS.items() if p.role == "uncertain"))
def test_what_is_off_by_default_says_that_it_is_neutral(name):
    """An end of the valid range as a default is a mechanism that is switched off; other neutral values only their author knows."""
    declared = PARAMETERS[name]
    assert declared.neutral or declared.default not in declared.valid


def test_a_stale_reference_page_is_found_and_mended(tmp_path, capsys):
    folder = str(tmp_path / "reference")
    assert reference_pages.main(["--folder", folder]) == 0
    page = tmp_path / "reference" / "parameters.md"
    page.write_text(page.read_text(encoding="utf-8").replace("Policy", "Polity"), encoding="utf-8")
    assert reference_pages.main(["--check", "--folder", folder]) == 1
    assert "parameters.md: out of date" in capsys.readouterr().out
    assert reference_pages.main(["--folder", folder]) == 0
    assert reference_pages.main(["--check", "--folder", folder]) == 0
