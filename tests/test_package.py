"""What the package says about itself is true, and importing it costs little."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import wopsim

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

HEAVY = ("dask", "h5netcdf", "matplotlib", "mesa", "numba", "numpy", "pandas", "salabim", "scipy", "xarray")


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_version_is_the_same_everywhere():
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert wopsim.__version__ == metadata.version("wopsim") == cited[1]
    assert "version" not in PROJECT  # pyproject.toml reads it where the package has it


def test_the_wheel_holds_the_package_and_its_files_and_nothing_else(tmp_path: Path):
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(built).namelist()
    assert {name.split("/")[0] for name in names} == {"wopsim", f"wopsim-{wopsim.__version__}.dist-info"}
    shipped = [name for name in names if name.startswith("wopsim/_shipped/")]
    assert "wopsim/_shipped/scenarios/ten_million.yaml" in shipped
    assert {"wopsim/report/page/page.html", "wopsim/report/page/LICENSE-world-atlas.txt", "wopsim/report/brief/words/fr.toml"} <= set(names)
    assert [name for name in shipped if name.endswith((".py", ".ipynb"))] == []


def test_the_license_is_named_the_same_everywhere():
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "\nlicense: Apache-2.0\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("statement", ["import wopsim", "import wopsim.cli.main"])
def test_an_import_leaves_heavy_libraries_alone(statement):
    loaded = _run(f"{statement}\nimport sys\nprint(*sorted(sys.modules))").split()
    assert "wopsim" in loaded
    assert sorted(set(loaded) & set(HEAVY)) == []


def test_help_leaves_heavy_libraries_alone():
    code = "import sys\nsys.argv = ['wopsim', '--help']\nfrom wopsim.cli.main import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
    shown = _run(code + "print('LOADED', *sorted(sys.modules))")
    help_text, _, loaded = shown.partition("LOADED")
    assert "compare" in help_text
    assert sorted(set(loaded.split()) & set(HEAVY)) == []


def test_every_public_name_exists():
    assert wopsim.__all__
    for name in wopsim.__all__:
        assert getattr(wopsim, name) is not None


def test_a_misspelt_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="read_studdy"):
        wopsim.read_studdy  # noqa: B018


@pytest.mark.parametrize("name", ["main", "test"])
def test_the_readme_marks_its_commands_for_ci(name):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.findall(rf"^<!-- command: {name} -->\n```console\n(.+)\n```$", readme, re.MULTILINE)
    assert len(block) == 1, "one command on one line, so that .ci/run can run exactly it"
    assert block[0].startswith("python3 -m venv ")
