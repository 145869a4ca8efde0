"""Run code that pages and docstrings show, all in one process: `python shown_code.py BLOCKS.json`, in the folder of the files they name.

The list holds [page, line, code]. Blocks of a page share their names. Studies are made small, because it is tested that the code works,
and not what it finds; stores and results that a page takes for granted are made first. What went wrong is printed, a line each, and
the process ends with 1.
"""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import wopsim as ws
import wopsim.api as api

_write = ws.Result.write
DESIGNS = ("no_programme", "short_random", "euwop_random")
"""Of the default study."""


def small(study: Any) -> Any:
    """The same study with few draws, replicates and years, and the default one with few designs."""
    study = ws.read_study(study) if isinstance(study, str | Path) else study
    if {scenario.name for scenario in study.scenarios}.issuperset(DESIGNS):
        study = replace(study, scenarios=tuple(one for one in study.scenarios if one.name in DESIGNS))
    return replace(study.sized(min(study.draws, 3), 2), horizon_years=min(study.horizon_years, 3))


def run_small(study: Any = "default", workers: int | None = None, **options: Any) -> Any:
    """`ws.run` of the small study in this process; the default study is run once."""
    study = small(study)
    return _default() if study.name == "ten_million" else api.run(study, 1, **options)


@cache
def _default() -> Any:
    return api.run(small("default"), 1, keep="utility")


def write_once(result: ws.Result, folder: str | Path, *words: Any) -> Any:
    """`Result.write` of whatever is not the default study's; that is written once, for its figures take seconds, and copied then."""
    if result is not _default():
        return _write(result, folder, *words)
    copied = shutil.copytree(_written(), folder, dirs_exist_ok=True)
    return [Path(copied)]


@cache
def _written() -> Path:
    folder = Path("wopsim-results/ten_million")
    _write(_default(), folder)
    return folder


def prepare() -> None:
    """Make what pages take for granted, and let studies be small from now on."""
    ws.write_world(ws.synthesise(n_mentees=30, n_mentors=10, seed=4), "thirty.csv")
    trace, sweep = ws.trace, ws.sweep
    ws.run, ws.Result.write = run_small, write_once
    ws.trace = lambda study, *words, **named: trace(small(study), *words, **named)
    ws.sweep = lambda study, out, workers=None: sweep(small(study), out, 1)
    _written()
    for name in ("my_sweep", "matters"):
        ws.sweep(f"{name}.yaml", f"runs/{name}.zarr")


def main() -> None:
    """Run all blocks, and say which fail."""
    warnings.simplefilter("error")
    prepare()
    names: dict[str, dict[str, Any]] = {}
    wrong = 0
    for page, line, code in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        space = names.setdefault(page, {"__name__": "__main__"})  # dataclasses look for the module that they stand in
        try:
            exec(compile("\n" * line + code, page, "exec", dont_inherit=True), space)
        except Exception as error:
            wrong += 1
            place = error.__traceback__.tb_next if error.__traceback__ else None
            sys.stderr.write(f"{page}, line {place.tb_lineno if place else line}: {type(error).__name__}: {error}\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
