"""What a store says of itself, sealed when it is made: none of it is lost or changed without being noticed.

The seal covers the attributes, and every file that is there before anything is run: descriptions of arrays, and coordinates. Whoever opens
a store reads these files anyway; they are small.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wopsim.errors import DamageError, StoreError

if TYPE_CHECKING:
    from wopsim.runs.store_files import StoreFiles

Attributes = dict[str, Any]

DESCRIPTION = "zarr.json"
POINTS = "points"
_FILES, _SEALED, _SEAL = "files_sha256", "sealed_attributes", "seal_sha256"
_FOR_PEOPLE = ("title", "question")
"""Attributes that somebody may reword."""


def seal(folder: Path) -> None:
    """Seal a store that has just been allocated and holds no run yet."""
    place = folder / DESCRIPTION
    described = json.loads(place.read_bytes())
    attributes = described["attributes"]
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file() and path != place}
    attributes[_FILES] = json.dumps({key: _sha256(path.read_bytes()) for key, path in files.items()})
    attributes[_SEALED] = json.dumps(sorted({*attributes, _SEALED} - {*_FOR_PEOPLE}))
    attributes[_SEAL] = _seal(attributes)
    place.write_text(json.dumps(described, indent=2), encoding="utf-8")


def read_sealed(files: StoreFiles) -> tuple[Attributes, list[str]]:
    """Return the attributes of a store, and the names of its arrays.

    Raises
    ------
    StoreError : it was not made by `wopsim run`. DamageError : something is not as it was when the store was made.
    """
    described = _parsed(files, DESCRIPTION)
    attributes = described.get("attributes")
    if not isinstance(attributes, dict) or POINTS not in attributes:
        raise StoreError(f"{files.root} was not made by `wopsim run`; give another place.")
    try:
        whole = attributes[_SEAL] == _seal(attributes)
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole or not all(isinstance(attributes.get(name), str) for name in _FOR_PEOPLE):
        raise _damaged(files, f"the attributes in {DESCRIPTION} are not those that were written")
    copies = described.get("consolidated_metadata")
    copies = copies.get("metadata") if isinstance(copies, dict) else None
    arrays = []
    for key, wanted in json.loads(attributes[_FILES]).items():
        data = files.read(key)
        if data is None:
            raise _damaged(files, f"{key} is missing")
        if _sha256(data) != wanted:
            raise _damaged(files, f"{key} is not what was written")
        name = key.removesuffix(f"/{DESCRIPTION}")
        if name != key:
            arrays.append(name)
            if not isinstance(copies, dict) or copies.get(name) != json.loads(data):
                raise _damaged(files, f"{DESCRIPTION} describes {name!r} otherwise than {key}")
    return attributes, arrays


def _parsed(files: StoreFiles, key: str) -> Attributes:
    try:
        found = json.loads(files.read(key) or b"")
    except (ValueError, RecursionError) as error:
        raise _damaged(files, f"{key} is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise _damaged(files, f"{key} is no description of a store")
    return found


def _damaged(files: StoreFiles, what: str) -> DamageError:
    return DamageError(
        f"the description of {files.root} cannot be read as it was written: {what}. Put it back from a copy, or move the store away and "
        "run the study again."
    )


def _seal(attributes: Attributes) -> str:
    names = json.loads(attributes[_SEALED])
    return _sha256(json.dumps({name: attributes[name] for name in names}, sort_keys=True).encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
