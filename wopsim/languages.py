"""The languages that briefs are written in, and that a study may have its texts in."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["en", "fr", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
