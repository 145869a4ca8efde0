"""Former names of modules go on working, and say the new ones."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from wopsim.former_names import FORMER_NAMES


@pytest.mark.parametrize(("former", "new"), FORMER_NAMES.items())
def test_a_former_name_gives_what_stands_under_the_new_one(former: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, former, raising=False)
    with pytest.warns(DeprecationWarning, match=f"^{former} is {new} now"):
        module = import_module(former)
    own = [name for name, value in vars(import_module(new)).items() if getattr(value, "__module__", None) == new]
    assert all(getattr(module, name) is getattr(import_module(new), name) for name in own)
    monkeypatch.delitem(sys.modules, former)


def test_a_strategy_that_was_written_before_is_told_where(tmp_path) -> None:
    script = tmp_path / "mine.py"
    lines = ("import wopsim", "", "from wopsim.strategies.families import PAIRING", "assert PAIRING.get('random').name == 'random'")
    script.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "always", str(script)], capture_output=True, text=True, check=True)
    assert f"{script}:3: DeprecationWarning: wopsim.strategies.families is wopsim.strategies.protocols now" in done.stderr


def test_what_never_was_is_still_missing() -> None:
    assert find_spec("wopsim.strategies.nothing") is None
    with pytest.raises(ModuleNotFoundError, match=r"wopsim\.nothing"):
        import_module("wopsim.nothing")
