"""What is printed: words come after results, and nothing that is wrong with a terminal ends a command.

Signs that it cannot show are replaced; where nobody listens any more (`| head`, a closed stream), words are dropped; any other
reason why they cannot be written, such as a full disk, is told at the end.
"""

from __future__ import annotations

import io
import os
import sys
from typing import BinaryIO, TextIO, cast


class Unfailing(io.FileIO):
    """A file that takes everything; what cannot be written is dropped, and `why` says so."""

    why: str | None = None

    def write(self, data: object) -> int:
        """Write bytes, and return how many were taken."""
        try:
            written = super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            return memoryview(data).nbytes  # type: ignore[arg-type]
        except OSError as error:
            self.why = error.strerror or str(error)
            return memoryview(data).nbytes  # type: ignore[arg-type]
        return written


class Words(io.TextIOWrapper):
    """A stream of text that takes everything; signs that its encoding lacks are replaced."""

    instead_of: TextIO | None = None

    def __init__(self, number: int, encoding: str, line_buffering: bool = False, write_through: bool = False) -> None:
        self.raw = Unfailing(number, "wb", closefd=False)
        # where it was told to write through, Python keeps nothing back
        binary = self.raw if write_through else io.BufferedWriter(self.raw)
        super().__init__(
            cast(BinaryIO, binary), encoding=encoding, errors="replace", line_buffering=line_buffering, write_through=write_through
        )

    @property
    def buffer(self) -> BinaryIO:
        """Nothing: typer would take it to write UTF-8 where somebody asked for ASCII."""
        raise AttributeError("buffer")


def never_fail_to_print() -> None:
    """Let standard output and error stream take whatever is written to them."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        _keep_the_number(number)
        stream = getattr(sys, name)
        binary = getattr(stream, "buffer", None)
        if stream is None:  # it was closed before we began
            setattr(sys, name, Words(number, "utf-8"))
        elif isinstance(getattr(binary, "raw", binary), io.FileIO):
            stream.flush()
            words = Words(stream.fileno(), stream.encoding, stream.line_buffering, stream.write_through)
            words.instead_of = stream  # which would close its file, were it forgotten
            setattr(sys, name, words)
        elif hasattr(stream, "reconfigure"):  # the console of Windows
            stream.reconfigure(errors="replace")


def why_not_printed() -> str | None:
    """Return why something that was printed did not arrive, though somebody would have read it; None where all is well."""
    sys.stdout.flush()
    return sys.stdout.raw.why if isinstance(sys.stdout, Words) else None


def _keep_the_number(number: int) -> None:
    """Open a stream that is closed, to nowhere: else the next file that is opened gets its number, and what is printed goes into it."""
    try:
        os.fstat(number)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != number:
            os.dup2(nowhere, number)
            os.close(nowhere)
