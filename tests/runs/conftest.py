"""A study that was run without a break, to hold others against."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import making
from wopsim import sweeps


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="session")
def whole(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was run in one go."""
    store = making.allocate(study, tmp_path_factory.mktemp("whole") / "whole.zarr")
    sweeps.run_store(store, workers=1)
    return store.path
