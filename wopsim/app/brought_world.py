"""A world of utilities that somebody brings to the live page as a CSV."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from wopsim.errors import Problem, WopsimError, WorldFileError
from wopsim.limits import TABLE_BYTES
from wopsim.readings import Readings
from wopsim.world.reading import read_world


class BroughtWorlds:
    """Where worlds lie that were brought: a temporary folder, each in one of its own, gone when the page ends."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="wopsim-app-")
        self._count = 0

    @property
    def folder(self) -> Path:
        """The temporary folder."""
        return Path(self._folder.name)

    def close(self) -> None:
        """Remove everything."""
        self._folder.cleanup()

    def keep(self, name: str, content: bytes, readings: Readings | None = None) -> Path:
        """Check a CSV and return where it lies.

        Parameters
        ----------
        name : of the file, as the browser says it; only its last part counts, and only plain letters of that.
        content : of the file. readings : as in a study.

        Raises
        ------
        WopsimError : it cannot be used; every problem with its line, under the name that it was brought with.
        """
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", re.split(r"[\\/]", name)[-1]).lstrip(".") or "world.csv"
        require_size(plain, len(content))
        if plain.split(".")[0] == "default":
            plain = f"my_{plain}"
        self._count += 1
        place = self.folder / str(self._count)
        place.mkdir()
        path = place / plain
        path.write_bytes(content)
        try:
            read_world(path, readings)
        except WorldFileError as error:
            path.unlink()
            raise WorldFileError(plain, error.problems) from None
        except WopsimError as error:
            path.unlink()
            raise WopsimError(str(error).replace(str(path), plain)) from None
        return path


def require_size(name: str, size: int) -> None:
    """Check, before it is read, that a file is no larger than a world may be.

    Raises
    ------
    WorldFileError : it is.
    """
    if size > TABLE_BYTES:
        wrong = f"the file has {size / 1e6:,.0f} MB, and a world may have {TABLE_BYTES / 1e6:,.0f} MB: is it the right one?"
        raise WorldFileError(name, [Problem(wrong)])
