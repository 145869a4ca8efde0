"""Tables in Markdown, as pages of the documentation have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]], left: int | None = None) -> str:
    """Return a table in Markdown; the first `left` columns stand to the left, the others to the right, None for all to the left."""
    align = ["---" if left is None or k < left else "---:" for k in range(len(head))]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in [head, align, *rows]) + "\n"
