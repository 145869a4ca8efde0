"""What a number that a world states says of the truth."""

from __future__ import annotations

from typing import Literal

Readings = Literal["kept", "noisy"]
READINGS: dict[str, str] = {
    "kept": "a stated value is how it is; a value with a spread of its own (column `nrw_share_sd`) is drawn around it",
    "noisy": "what is stated is a noisy reading, so the truth is drawn around it, as uncertain as reports are",
}
"""What a number that the file of a world states says of the truth."""
