"""Pieces of a calibration that are damaged are told by their names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wopsim.errors import DamageError
from wopsim.inference.posterior.simulation_table import read_piece


@pytest.mark.parametrize("name", ["a.npz", "a.npy"])
def test_a_piece_that_was_cut_or_changed_is_named(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    np.savez(path, mean=np.arange(5.0)) if name == "a.npz" else np.save(path, np.arange(5.0))
    whole = path.read_bytes()
    held = read_piece(path)
    np.testing.assert_array_equal(held["mean"] if name == "a.npz" else held, np.arange(5.0))
    for data in (b"", whole[:10], whole[: len(whole) // 2], b"x" * len(whole)):
        path.write_bytes(data)
        with pytest.raises(DamageError, match=f"{name} is damaged .*; remove it, and the same line"):
            read_piece(path)
