"""The page of the calibration shows what the checks of the posterior that ships wrote."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from wopsim.data import shipped

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
MADE = shipped("calibration/posterior/default/checks.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"<!-- made: .+? -->.*?<!-- end -->", MADE, re.DOTALL)


def test_there_is_something_to_show():
    assert len(SECTIONS) == 9


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
