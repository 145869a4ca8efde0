"""The page of the calibration shows what the checks of the posterior that ships wrote."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.helpers.fake import Truth, fake_result
from wopsim.data import shipped
from wopsim.report.calibration_page import _ranking, choices_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
MADE = shipped("calibration/posterior/default/checks.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"<!-- made: .+? -->.*?<!-- end -->", MADE, re.DOTALL)


def test_there_is_something_to_show():
    assert len(SECTIONS) == 14


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.split(" -->")[0][11:])
def test_the_page_shows_every_section_as_it_was_written(section):
    assert section in PAGE


def test_the_posterior_is_the_one_that_was_checked():
    record = json.loads(shipped("calibration/posterior/default/provenance.json").read_text(encoding="utf-8"))
    assert f"{record['diagnostics']['r_hat_largest']:.3f}" in MADE
    with shipped("calibration/posterior/default/posterior.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == record["settings"]["draws"] + 1
    assert set(record["moved"]) <= set(rows[0])


def test_the_evidence_is_that_of_the_posterior():
    import hashlib

    record = json.loads(shipped("calibration/posterior/default/provenance.json").read_text(encoding="utf-8"))
    folder = shipped("calibration/evidence")
    now = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in record["evidence_sha256"]}
    assert now == record["evidence_sha256"], "the evidence changed: run `wopsim calibrate --check` again"


def test_the_choice_under_each_posterior_is_that_of_decide() -> None:
    same = fake_result({"a": Truth("Chance", people=500.0), "b": Truth("Need", people=900.0)}, draws=3, replicates=2)
    other = fake_result({"a": Truth("Chance", people=900.0), "b": Truth("Need", mentored=0)}, draws=3, replicates=2)
    choices = {"all evidence": choices_of(same.decide), "prior": choices_of(other.decide)}
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in _ranking(choices).splitlines()[2:]]
    assert rows[0][:3] == ["all evidence", "Need", "1.00"]
    assert rows[1] == ["prior", "Chance", "-1.00", "–", "–"]  # under the second nobody is mentored by one design, and practice is nowhere
