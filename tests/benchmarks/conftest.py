"""What was timed says with which libraries, on how many cores."""

import os
from importlib.metadata import version
from typing import Any

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: dict[str, Any]) -> None:
    machine_info["libraries"] = {name: version(name) for name in ("numba", "numpy", "mesa", "salabim")}
    machine_info["cores"] = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
