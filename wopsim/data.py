"""Where the files that ship with the package lie: one copy, found both in a clone and in an installed package.

The studies and worlds stand in `scenarios/`, the evidence in `calibration/`, at the top of the repository. The build
maps both folders into the wheel as `wopsim/_shipped/`; a clone or an editable install reads them where they stand.
"""

from __future__ import annotations

from pathlib import Path

from wopsim.errors import WopsimError

PACKAGE = Path(__file__).resolve().parent
_ROOTS = (PACKAGE / "_shipped", PACKAGE.parent)


def shipped(relative: str) -> Path:
    """Return the place of a shipped file or folder on this machine.

    Parameters
    ----------
    relative : path from the top of the repository with forward slashes, e.g. `calibration/evidence/partnerships.csv`.

    Returns
    -------
    absolute path of something that exists

    Raises
    ------
    WopsimError : neither the installed package nor a clone around it holds the file.
    """
    for root in _ROOTS:
        found = root / relative
        if found.exists():
            return found
    places = " and ".join(str(root) for root in _ROOTS)
    raise WopsimError(
        f"{relative!r} does not ship with this installation of wopsim (looked in {places}). "
        "Install wopsim again from its wheel, or work in a full clone of the repository."
    )


def ships(relative: str) -> bool:
    """Return whether `shipped(relative)` is there."""
    return any((root / relative).exists() for root in _ROOTS)
