"""The files of a store as zarr sees them: written whole and for good, and read only where they can be what was written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from zarr.core.buffer.core import default_buffer_prototype
from zarr.storage import LocalStore

from wopsim.durable import draft_of, settle
from wopsim.errors import DamageError, UnreadableFileError
from wopsim.limits import DESCRIPTION_BYTES, read_file

if TYPE_CHECKING:
    from zarr.abc.store import ByteRequest
    from zarr.core.buffer import Buffer, BufferPrototype

_SLACK = 100_000
"""What compression and checksums may add to numbers that cannot be compressed [byte]; one per cent comes on top."""


class StoreFiles(LocalStore):
    """The folder of a store.

    What zarr writes are drafts until `settle`: many files are forced to the disk at once, and none is replaced by one that is not there.

    Parameters
    ----------
    root : the folder.
    read_only : as zarr has it.
    sizes : by array, what a chunk of it holds uncompressed [byte]; larger files are not read.
    """

    def __init__(self, root: Path | str, *, read_only: bool = False, sizes: Mapping[str, int] | None = None) -> None:
        super().__init__(root, read_only=read_only)
        self.sizes = dict(sizes or {})
        self._drafts: dict[Path, Path] = {}

    def with_read_only(self, read_only: bool = False) -> Self:
        """Return the same folder, to be read only or not."""
        return type(self)(self.root, read_only=read_only, sizes=self.sizes)

    async def get(self, key: str, prototype: BufferPrototype | None = None, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Return a file as `get_sync` does."""
        return await asyncio.to_thread(self.get_sync, key, prototype=prototype, byte_range=byte_range)

    def get_sync(self, key: str, *, prototype: BufferPrototype | None = None, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Return a file, or None where there is none.

        Raises
        ------
        DamageError : it is no ordinary file, is larger than anything that was written, or cannot be read.
        """
        if byte_range is not None:  # only shards are read in parts, and stores of wopsim have none
            raise DamageError(f"{key} of {self.root} is damaged: it is read as if it were cut into parts.")
        data = self.read(key)
        return None if data is None else (prototype or default_buffer_prototype()).buffer.from_bytes(data)

    def read(self, key: str) -> bytes | None:
        """Return a file's bytes, or None where there is none; raises as `get_sync`."""
        path = self.root / key
        if not os.path.lexists(path):
            return None
        array, _, name = key.partition("/")
        numbers = None if name == "zarr.json" else self.sizes.get(array)
        largest = DESCRIPTION_BYTES if numbers is None else int(numbers * 1.01) + _SLACK
        try:
            return read_file(path, largest, "a file of a store")
        except UnreadableFileError as error:
            raise DamageError(f"{key} of {self.root} is damaged: {error}") from error

    async def set(self, key: str, value: Buffer) -> None:
        """Write a draft of a file as `set_sync` does."""
        await asyncio.to_thread(self.set_sync, key, value)

    def set_sync(self, key: str, value: Buffer) -> None:
        """Write a draft of a file; `settle` puts it in its place."""
        self._check_writable()
        path = self.root / key
        draft = draft_of(path)
        self._drafts[path] = draft
        try:
            with draft.open("wb") as file:
                file.write(value.as_buffer_like())
        finally:
            if self._drafts.get(path) != draft:  # what it belongs to has failed meanwhile
                _remove(draft)

    def settle(self) -> None:
        """Put in its place what was written; afterwards it survives a power cut.

        Raises
        ------
        OSError : the disk refuses.
        """
        settle(self._drafts.copy())
        self._drafts = {}

    def discard(self) -> None:
        """Remove what was written and not put in its place.

        Where one file of several could not be written, zarr goes on with the others in its threads: they remove what they wrote too late.
        """
        left, self._drafts = self._drafts, {}
        for draft in list(left.values()):
            _remove(draft)


def _remove(draft: Path) -> None:
    with suppress(OSError):  # a disk that refuses is told by what was refused before
        draft.unlink(missing_ok=True)
