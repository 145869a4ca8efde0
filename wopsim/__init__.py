"""Simulate water utilities that improve by mentoring each other, and compare programme designs.

>>> import wopsim as ws
>>> study = ws.read_study()              # the shipped default; or a path
>>> result = ws.run(study)
>>> print(result.compare())
>>> result.write("runs/ten_million")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wopsim._version import __version__
from wopsim.former_names import understand_former_names

if TYPE_CHECKING:
    from wopsim.api import animate as animate
    from wopsim.api import compare as compare
    from wopsim.api import describe as describe
    from wopsim.api import network_at as network_at
    from wopsim.api import network_view as network_view
    from wopsim.api import outputs as outputs
    from wopsim.api import parameters as parameters
    from wopsim.api import run as run
    from wopsim.api import trace as trace
    from wopsim.errors import WopsimError as WopsimError
    from wopsim.results import Result as Result
    from wopsim.results import StoredRuns as StoredRuns
    from wopsim.study.reader import read_study as read_study
    from wopsim.study.scenario import Scenario as Scenario
    from wopsim.study.scenario import Study as Study
    from wopsim.sweeps import plan as plan
    from wopsim.sweeps import sweep as sweep
    from wopsim.world import describe_world as describe_world
    from wopsim.world import read_world as read_world
    from wopsim.world import synthesise as synthesise
    from wopsim.world import write_world as write_world
    from wopsim.world.table import World as World

# public names and where they live; loaded when first used, so that `import wopsim` is quick
_HOMES = {
    "Result": "wopsim.results",
    "Scenario": "wopsim.study.scenario",
    "StoredRuns": "wopsim.results",
    "Study": "wopsim.study.scenario",
    "World": "wopsim.world.table",
    "WopsimError": "wopsim.errors",
    "animate": "wopsim.api",
    "compare": "wopsim.api",
    "describe": "wopsim.api",
    "describe_world": "wopsim.world",
    "network_at": "wopsim.api",
    "network_view": "wopsim.api",
    "outputs": "wopsim.api",
    "parameters": "wopsim.api",
    "plan": "wopsim.sweeps",
    "read_study": "wopsim.study.reader",
    "read_world": "wopsim.world",
    "run": "wopsim.api",
    "sweep": "wopsim.sweeps",
    "synthesise": "wopsim.world",
    "trace": "wopsim.api",
    "write_world": "wopsim.world",
}
__all__ = ["__version__", *sorted(_HOMES)]

understand_former_names()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'wopsim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
