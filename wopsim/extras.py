"""What to type where an optional library is missing."""

from __future__ import annotations

from wopsim.data import PACKAGE
from wopsim.errors import MissingExtraError


def missing_extra(what: str, needs: str, extra: str, instead: str = "") -> MissingExtraError:
    """Return the error of a feature whose library is not installed.

    Parameters
    ----------
    what : the feature; needs : the libraries; extra : that brings them.
    instead : a sentence on what does without.
    """
    clone = PACKAGE.parent
    if (clone / "pyproject.toml").is_file():
        line = f'pip install -e ".[{extra}]" in {clone}'
    else:
        line = f'pip install ".[{extra}]" in a clone of the repository'
    return MissingExtraError(f"{what} needs {needs}: {line}.{' ' + instead if instead else ''}")
