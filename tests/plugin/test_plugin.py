"""A strategy of another package is found by its entry point, checked, set in a study file and run."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

STUDY = """\
title: A strategy of another package
draws: 1
replicates: 1
horizon_years: 2
base: {budget: 1e6, partnership_months: 12}
scenarios:
  control: []
  willing:
    set: {pairing: acme_willing, acme_farthest: 20_000}
  stay_home:
    set: {pairing: acme_willing, acme_farthest: 0}
"""


@pytest.fixture
def run(tmp_path):
    """Run code in a new process in which the package is installed; returns what it printed and its errors."""
    site = tmp_path / "site"
    site.mkdir()
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # what `pip install tests/plugin` would leave behind, without an installer
    about = site / f"acme_pairing-{project['version']}.dist-info"
    about.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    about.joinpath("METADATA").write_text(head, encoding="utf-8")
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    ]
    about.joinpath("entry_points.txt").write_text("".join(groups), encoding="utf-8")
    site.joinpath("acme_pairing.py").write_text((HERE / "acme_pairing.py").read_text(encoding="utf-8"), encoding="utf-8")
    site.joinpath("acme.yaml").write_text(STUDY, encoding="utf-8")

    def in_new_process(code):
        path = os.pathsep.join([str(site), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=site,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip(), done.stderr

    return in_new_process


def test_it_is_found_and_keeps_the_contract(run):
    printed, errors = run(
        "from wopsim.strategies.protocols import PAIRING\n"
        "from wopsim.testing import check_pairing\n"
        "check_pairing(PAIRING.get('acme_willing'))\n"
        "print('acme_willing' in PAIRING.names(), PAIRING.get('acme_willing').name)"
    )
    assert printed == "True acme_willing", errors


def test_its_parameter_is_declared_with_those_of_the_model(run):
    printed, errors = run("import wopsim as ws; print(ws.parameters().loc['acme_farthest', 'role'])")
    assert printed == "policy", errors


def test_its_name_and_its_parameter_are_in_the_schema(run):
    printed, errors = run(
        "from wopsim.study.schema import study_schema\n"
        "fields = study_schema()['$defs']['settings']['properties']\n"
        "print('acme_willing' in fields['pairing']['enum'], fields['acme_farthest']['maximum'])"
    )
    assert printed == "True 20100.0", errors


def test_a_study_checks_and_runs_with_it(run):
    printed, errors = run(
        "import wopsim as ws\n"
        "data = ws.run('acme.yaml', workers=1).dataset\n"
        "print(*[int(data['mentored'].sel(scenario=name).any('time').sum()) for name in data['scenario'].values])"
    )
    assert printed, errors
    baseline, control, willing, stay_home = map(int, printed.split())
    assert (baseline, stay_home) == (0, 0)
    assert control > 0
    assert willing > 0


def test_without_it_the_name_is_unknown(run):
    printed, errors = run(
        "import shutil, pathlib\n"
        "shutil.rmtree(next(pathlib.Path().glob('*.dist-info')))\n"
        "import wopsim as ws\n"
        "try:\n"
        "    ws.read_study('acme.yaml')\n"
        "except ws.WopsimError as error:\n"
        "    print(error)\n"
    )
    assert "no pairing strategy 'acme_willing'" in printed, errors
    assert "no parameter 'acme_farthest'" in printed
